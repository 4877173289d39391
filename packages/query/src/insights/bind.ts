import type { Command, CommandKind, Query } from './ast.ts'
import { problem } from './bind-expression.ts'
import { COMMANDS } from './commands/index.ts'
import { eventFiltersFirst } from './events-first.ts'
import { type BindOptions, Pipeline } from './pipeline.ts'
import type { Program } from './plan.ts'

/*
 * From the tree to a plan: names become columns, conversions become calls, and what is not the language is refused. Each command
 * adds its part (`bind` in commands/*.ts); here are the rules about which may follow which.
 */

/**
 * Binds a query.
 *
 * @throws {SyntaxProblem} for every semantic error, with its place in the query
 */
export function bindQuery(query: Query, options: BindOptions): Program {
  const pipeline = new Pipeline(query.sources, options)
  bindCommands(pipeline, query.commands)
  return pipeline.finish()
}

/** Adds commands to a plan, one after the other. */
export function bindCommands(pipeline: Pipeline, commands: readonly Command[]): void {
  checkOrder(commands)
  for (const command of eventFiltersFirst(commands)) {
    COMMANDS.find(({ kind }) => kind === command.kind)?.bind(command, pipeline)
    // What must follow stats directly may follow other commands only if they keep its rows as they are.
    if (!KEEPS_GROUPS.has(command.kind)) pipeline.grouping = undefined
  }
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Stats.html */
const MAX_STATS = 10

/** Commands after which every bin and every group still has its one row, so that `fillmissing` makes sense. */
const KEEPS_GROUPS: ReadonlySet<CommandKind> = new Set<CommandKind>(['stats', 'fields', 'display', 'filter', 'sort'])

function checkOrder(commands: readonly Command[]): void {
  const stats = commands.filter(({ kind }) => kind === 'stats')
  const eleventh = stats[MAX_STATS]
  if (eleventh !== undefined) problem(`A query can have at most ${MAX_STATS} stats commands`, eleventh.span)
  const lastStats = commands.findLastIndex(({ kind }) => kind === 'stats')
  for (const [i, command] of commands.entries()) {
    const before = commands[i - 1]?.kind
    const { kind, span } = command
    if (before === 'dedup' && kind !== 'limit') problem(`unexpected symbol found ${kind}`, span)
    if (before === 'estimate') problem('estimate has to be the last command', span)
    if ((kind === 'sort' || kind === 'limit') && i < lastStats) problem(`unexpected symbol found ${kind}`, span)
    if (kind === 'diff' && before !== 'pattern') {
      problem('Diff compilation Failed : Diff operation has to be used after Pattern', span)
    }
    if (kind === 'anomaly' && before !== 'pattern' && before !== 'diff') {
      problem('Anomaly compilation Failed : Anomaly operation has to be used after Pattern', span)
    }
  }
}
