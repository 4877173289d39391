import { SyntaxProblem } from '../../syntax-problem.ts'
import type { Alias, Expression, ParseCommand, ParseForm } from '../ast.ts'
import type { Cursor } from '../cursor.ts'
import { parseExpression, parseList } from '../expression.ts'
import { printAlias, printAliases, printExpression, printRegex, printString } from '../print-expression.ts'
import type { CommandSyntax } from './syntax.ts'
import { parseAlias } from './syntax.ts'

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Parse.html */
export const parse: CommandSyntax<ParseCommand> = {
  kind: 'parse',
  keywords: ['parse'],
  parse: (cursor, start) => {
    const source = parseSource(cursor)
    const form = parseForm(cursor)
    return { kind: 'parse', source, form, span: cursor.spanFrom(start) }
  },
  print: ({ source, form }) => `parse ${source === undefined ? '' : `${printExpression(source)} `}${printForm(form)}`,
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
