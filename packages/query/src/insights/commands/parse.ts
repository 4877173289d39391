import { compileCapturing, withoutGroupNames } from '../../regex/capturing-regex.ts'
import { SyntaxProblem } from '../../syntax-problem.ts'
import type { Alias, Expression, ParseCommand, ParseForm } from '../ast.ts'
import { bindExpression, checkRegex, problem } from '../bind-expression.ts'
import type { Bound } from '../bound.ts'
import { call, convert } from '../call.ts'
import type { Cursor } from '../cursor.ts'
import { parseExpression, parseList } from '../expression.ts'
import type { Pipeline } from '../pipeline.ts'
import { printAlias, printAliases, printExpression, printRegex, printString } from '../print-expression.ts'
import { numberConst } from '../scope.ts'
import type { CommandSyntax } from './syntax.ts'
import { parseAlias } from './syntax.ts'

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Parse.html */
export const parse: CommandSyntax<ParseCommand> = {
  kind: 'parse',
  keywords: ['parse'],
  usage: 'parse [e] "glob" as a, … | /regex/ [as a, …] [multi] | logfmt as m | csv as a, …',
  summary: 'Takes fields out of a text.',
  example: 'parse @message "user=*, method:*," as user, method',
  parse: (cursor, start) => {
    const source = parseSource(cursor)
    const form = parseForm(cursor)
    return { kind: 'parse', source, form, span: cursor.spanFrom(start) }
  },
  print: ({ source, form }) => `parse ${source === undefined ? '' : `${printExpression(source)} `}${printForm(form)}`,
  bind: ({ source, form, span }, pipeline) => {
    const value = source === undefined ? pipeline.bindMessage(span) : bindExpression(source, pipeline.context())
    const text = convert(value, 'text')
    switch (form.kind) {
      case 'glob':
        return capture(text, globRegex(form.pattern.value), form.aliases.map(numbered), false, pipeline)
      case 'regex': {
        const groups = regexGroups(form)
        return capture(text, withoutGroupNames(form.pattern.source), groups, form.multi, pipeline)
      }
      case 'logfmt':
        return pipeline.addComputed(form.alias.name, call('logfmt', [text]))
      case 'csv':
        for (const [i, { name }] of form.aliases.entries()) {
          pipeline.addComputed(name, call('csvField', [text, numberConst(i)]))
        }
    }
  },
}

/** A field or an expression stands before the pattern; a string or a regular expression that comes first is the pattern. */
function parseSource(cursor: Cursor): Expression | undefined {
  if (cursor.atRegex() || cursor.atString()) return undefined
  return parseExpressionBeforePattern(cursor)
}

/** A slash after the source begins a regular expression, so the source is a name or a call and no quotient. */
function parseExpressionBeforePattern(cursor: Cursor): Expression {
  const { start } = cursor.peek().span
  const field = cursor.expectField()
  if (field.accessors.length > 0 || !cursor.atSymbol('(')) return field
  cursor.expectSymbol('(')
  const args = cursor.atSymbol(')') ? [] : parseList(cursor, parseExpression)
  cursor.expectSymbol(')')
  return { kind: 'call', name: field.name.toLowerCase(), args, span: cursor.spanFrom(start) }
}

function parseForm(cursor: Cursor): ParseForm {
  if (cursor.atRegex()) return parseRegexForm(cursor)
  if (cursor.atString()) return parseGlobForm(cursor)
  if (cursor.takeWord('logfmt')) {
    cursor.expectWord('as')
    return { kind: 'logfmt', alias: parseAlias(cursor) }
  }
  if (cursor.takeWord('csv')) {
    cursor.expectWord('as')
    return { kind: 'csv', aliases: parseList(cursor, parseAlias) }
  }
  return cursor.mismatch('STRING', 'REGEX', 'K_LOGFMT', 'K_CSV')
}

function parseGlobForm(cursor: Cursor): ParseForm {
  const { value, span } = cursor.expectString()
  cursor.expectWord('as')
  const aliases = parseList(cursor, parseAlias)
  const stars = value.split('*').length - 1
  if (stars !== aliases.length) {
    throw new SyntaxProblem(
      `The number of wildcards (${stars}) in the pattern must equal the number of aliases (${aliases.length})`,
      span.start,
      cursor.lastEnd,
    )
  }
  return { kind: 'glob', pattern: { kind: 'string', value, span }, aliases }
}

function parseRegexForm(cursor: Cursor): ParseForm {
  const pattern = cursor.expectRegex()
  const aliases = cursor.takeWord('as') ? parseList(cursor, parseAlias) : []
  return { kind: 'regex', pattern, aliases, multi: cursor.takeWord('multi') }
}

function printForm(form: ParseForm): string {
  switch (form.kind) {
    case 'glob':
      return `${printString(form.pattern.value)} as ${printAliases(form.aliases)}`
    case 'regex':
      return `${printRegex(form.pattern)}${printOptionalAliases(form.aliases)}${form.multi ? ' multi' : ''}`
    case 'logfmt':
      return `logfmt as ${printAlias(form.alias)}`
    case 'csv':
      return `csv as ${printAliases(form.aliases)}`
  }
}

function printOptionalAliases(aliases: readonly Alias[]): string {
  return aliases.length > 0 ? ` as ${printAliases(aliases)}` : ''
}

interface Group {
  readonly name: string
  readonly group: number
}

function numbered({ name }: Alias, index: number): Group {
  return { name, group: index + 1 }
}

/** Stars take as little as they can, one at the end takes the rest; everything else stands for itself. */
function globRegex(pattern: string): string {
  const literals = pattern.split('*').map((text) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
  const last = literals.pop() as string
  const stars = literals.map((text, i) => `${text}${last === '' && i === literals.length - 1 ? '(.*)' : '(.*?)'}`)
  return `(?s)${stars.join('')}${last}`
}

/** Groups with aliases in order, or under their own names. */
function regexGroups({ pattern, aliases }: Extract<ParseForm, { kind: 'regex' }>): readonly Group[] {
  checkRegex(pattern.source, pattern.span)
  const { groupCount, names } = compileCapturing(pattern.source)
  if (aliases.length === 0) {
    if (names.length === 0)
      problem('The regular expression has no named groups, and no aliases are given', pattern.span)
    return names.map(([name, group]) => ({ name, group }))
  }
  if (aliases.length !== groupCount) {
    problem(
      `The number of groups (${groupCount}) in the regular expression must equal the number of aliases (${aliases.length})`,
      pattern.span,
    )
  }
  return aliases.map(numbered)
}

function capture(source: Bound, regex: string, groups: readonly Group[], multi: boolean, pipeline: Pipeline): void {
  const columns = groups.map(({ name, group }) => ({ column: pipeline.create(name, 'text'), group }))
  const position = multi ? pipeline.create('position', 'number') : undefined
  pipeline.plan = { kind: 'capture', input: pipeline.plan, source, regex, groups: columns, position }
  if (position !== undefined) pipeline.addPosition(position)
  for (const { column } of columns) pipeline.add(column)
}
