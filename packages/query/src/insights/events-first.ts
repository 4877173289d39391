import type { Command, Expression, StatsCommand } from './ast.ts'
import { printExpression } from './print-expression.ts'

/*
 * AWS's sample queries for AppSync make a name and filter by it behind `stats`:
 *
 *     fields ispresent(resolverArn) as isRes | stats count() as n by resolverArn | filter isRes | filter logType = "Tracing"
 *
 * Only events have an `isRes`, so these filters are about them and stand before the `stats`. Where no name was made before, one that
 * `stats` does not give is a mistake.
 *
 * https://docs.aws.amazon.com/appsync/latest/devguide/monitoring.html
 */

/** Filters directly behind the first `stats` that are about events come before it; everything else stays where it is. */
export function eventFiltersFirst(commands: readonly Command[]): readonly Command[] {
  const at = commands.findIndex(({ kind }) => kind === 'stats')
  const stats = commands[at]
  if (stats?.kind !== 'stats') return commands
  let end = at + 1
  while (leavesNames(commands[end])) end += 1
  const behind = commands.slice(at + 1, end)
  const aboutEvents = behind.filter((command) => command.kind === 'filter' && isAboutEvents(command.test, stats))
  const made = new Set(commands.slice(0, at).flatMap(namesMadeBy))
  if (!aboutEvents.some((command) => command.kind === 'filter' && mentions(command.test, made))) return commands
  const rest = behind.filter((command) => !aboutEvents.includes(command))
  return [...commands.slice(0, at), ...aboutEvents, stats, ...rest, ...commands.slice(end)]
}

/** Names that only this query knows. */
function namesMadeBy(command: Command): readonly string[] {
  return command.kind === 'fields' ? command.columns.flatMap(({ alias }) => alias ?? []) : []
}

function mentions(test: Expression, names: ReadonlySet<string>): boolean {
  let found = false
  visit(test, (part) => {
    found ||= part.kind === 'field' && names.has(part.name)
    return !found
  })
  return found
}

/** Whether behind a command there are the same names as before it. */
function leavesNames(command: Command | undefined): boolean {
  return (
    command?.kind === 'filter' || (command?.kind === 'sort' && command.keys.every(({ alias }) => alias === undefined))
  )
}

/** Whether a condition has a name that `stats` does not give, and none that only `stats` gives. */
function isAboutEvents(test: Expression, { columns, by }: StatsCommand): boolean {
  const keys = new Set(
    by.filter(({ alias }) => alias === undefined).map(({ expression }) => printExpression(expression)),
  )
  const results = new Set([...columns, ...by.filter(({ alias }) => alias !== undefined)].map(({ name }) => name))
  for (const { expression } of columns) results.add(printExpression(expression))
  let needsEvent = false
  let needsResult = false
  visit(test, (part) => {
    const printed = printExpression(part)
    if (keys.has(printed)) return false
    const name = part.kind === 'field' ? part.name : printed
    if (results.has(name) || (part.kind === 'field' && results.has(part.base))) needsResult = true
    else if (part.kind === 'field') needsEvent = true
    return !needsResult
  })
  return needsEvent && !needsResult
}

/** Every part from the outside inwards, as long as `look` says that what is inside matters. */
function visit(expression: Expression, look: (part: Expression) => boolean): void {
  if (!look(expression)) return
  for (const inner of partsOf(expression)) visit(inner, look)
}

function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'unary':
    case 'match':
      return [expression.operand]
    case 'binary':
      return [expression.left, expression.right]
    case 'call':
      return expression.args
    case 'in':
      return 'commands' in expression.members ? [expression.operand] : [expression.operand, ...expression.members]
    default:
      return []
  }
}
