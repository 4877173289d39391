import type { Source, SourceTime, Span, TagCondition } from './ast.ts'
import type { Cursor } from './cursor.ts'
import { parseList } from './expression.ts'

/*
 * SOURCE: which log groups a query reads, when the request does not say.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Source.html
 */

const MAX_PREFIXES = 5
const MAX_ACCOUNTS = 20
const MAX_TAGS = 5
const MAX_DATA_SOURCES = 10
const CLASSES = ['STANDARD', 'INFREQUENT_ACCESS'] as const

/** Reads from the word SOURCE on; `dataSource([…]) logGroups(…)` is two sources that both must fit. */
export function parseSource(cursor: Cursor): readonly Source[] {
  cursor.expectWord('source')
  if (cursor.atString()) return [parseGroup(cursor)]
  if (cursor.atWord('loggroups')) return [parseGroups(cursor)]
  if (cursor.atWord('loggrouptags')) return [parseTagsOnly(cursor)]
  if (!cursor.atWord('datasource')) {
    if (!cursor.atField()) cursor.mismatch("'logGroups'", "'dataSource'", 'STRING')
    return [parseGroup(cursor)]
  }
  const dataSource = parseDataSource(cursor)
  return cursor.atWord('loggroups') ? [dataSource, parseGroups(cursor)] : [dataSource]
}

function parseGroup(cursor: Cursor): Source {
  const { name, span } = parseGroupName(cursor)
  let start: SourceTime | undefined
  let end: SourceTime | undefined
  for (;;) {
    const option = cursor.takeOption(['start', 'end'])
    if (option === undefined) break
    if (option === 'start') start = parseTime(cursor)
    else end = parseTime(cursor)
  }
  return { kind: 'group', name, start, end, span: cursor.spanFrom(span.start) }
}

/** In quotes, or a plain name as the documentation writes it. */
function parseGroupName(cursor: Cursor): { readonly name: string; readonly span: Span } {
  if (!cursor.atString()) return cursor.expectField('STRING')
  const { value, span } = cursor.expectString()
  return { name: value, span }
}

function parseTime(cursor: Cursor): SourceTime {
  if (cursor.takeWord('now')) return { kind: 'now' }
  const negative = cursor.takeSymbol('-')
  const token = cursor.peek()
  if (token.kind === 'duration') {
    cursor.take()
    return { kind: 'relative', amount: negative ? -token.amount : token.amount, unit: token.unit }
  }
  const { value } = cursor.expectNumber()
  return { kind: 'absolute', timeMs: negative ? -value : value }
}

function parseGroups(cursor: Cursor): Source {
  const { start } = cursor.peek().span
  cursor.expectWord('loggroups')
  cursor.expectSymbol('(')
  let namePrefixes: readonly string[] = []
  let accounts: readonly string[] = []
  let classes: readonly (typeof CLASSES)[number][] = ['STANDARD']
  while (!cursor.atSymbol(')')) {
    if (cursor.takeWord('nameprefix')) namePrefixes = parseNamed(cursor, 'namePrefix', MAX_PREFIXES)
    else if (cursor.takeWord('accountidentifier') || cursor.takeWord('accountidentifiers')) {
      accounts = parseNamed(cursor, 'accountIdentifiers', MAX_ACCOUNTS)
    } else if (cursor.takeWord('class')) classes = parseClasses(cursor)
    else cursor.mismatch("'namePrefix'", "'accountIdentifiers'", "'class'", "')'")
    if (!cursor.takeSymbol(',')) break
  }
  cursor.expectSymbol(')')
  const tags = cursor.atWord('loggrouptags') ? parseTags(cursor) : []
  return { kind: 'groups', namePrefixes, accounts, classes, tags, span: cursor.spanFrom(start) }
}

function parseTagsOnly(cursor: Cursor): Source {
  const { start } = cursor.peek().span
  const tags = parseTags(cursor)
  return { kind: 'groups', namePrefixes: [], accounts: [], classes: ['STANDARD'], tags, span: cursor.spanFrom(start) }
}

function parseClasses(cursor: Cursor): readonly (typeof CLASSES)[number][] {
  const { start } = cursor.peek().span
  return parseNamed(cursor, 'class', CLASSES.length).map((text) => {
    const known = CLASSES.find((name) => name === text)
    if (known !== undefined) return known
    return cursor.fail(`A log group class is one of ${CLASSES.join(', ')}, got '${text}'`, cursor.spanFrom(start))
  })
}

function parseDataSource(cursor: Cursor): Source {
  const { start } = cursor.peek().span
  cursor.expectWord('datasource')
  cursor.expectSymbol('(')
  const names = parseStrings(cursor, 'dataSource', MAX_DATA_SOURCES)
  cursor.expectSymbol(')')
  return { kind: 'dataSource', names, span: cursor.spanFrom(start) }
}

/** `: ['a', 'b']` */
function parseNamed(cursor: Cursor, what: string, max: number): readonly string[] {
  cursor.expectSymbol(':')
  return parseStrings(cursor, what, max)
}

function parseStrings(cursor: Cursor, what: string, max: number): readonly string[] {
  const { start } = cursor.peek().span
  cursor.expectSymbol('[')
  const values = parseList(cursor, (inner) => inner.expectString().value)
  cursor.expectSymbol(']')
  if (values.length > max)
    cursor.fail(`${what} takes at most ${max} values, got ${values.length}`, cursor.spanFrom(start))
  return values
}

/** `logGroupTags([{"key":"env","values":["prod"]}])` */
function parseTags(cursor: Cursor): readonly TagCondition[] {
  const { start } = cursor.peek().span
  cursor.expectWord('loggrouptags')
  cursor.expectSymbol('(')
  cursor.expectSymbol('[')
  const tags = parseList(cursor, parseTag)
  cursor.expectSymbol(']')
  cursor.expectSymbol(')')
  if (tags.length > MAX_TAGS) cursor.fail(`logGroupTags takes at most ${MAX_TAGS} keys`, cursor.spanFrom(start))
  return tags
}

function parseTag(cursor: Cursor): TagCondition {
  cursor.expectSymbol('{')
  expectKey(cursor, 'key')
  const key = cursor.expectString().value
  cursor.expectSymbol(',')
  expectKey(cursor, 'values')
  const values = parseStrings(cursor, 'values', MAX_TAGS)
  cursor.expectSymbol('}')
  return { key, values }
}

function expectKey(cursor: Cursor, name: string): void {
  const token = cursor.peek()
  const text = token.kind === 'string' ? token.value : token.kind === 'word' ? token.text : undefined
  if (text !== name) cursor.mismatch(`'${name}'`)
  cursor.take()
  cursor.expectSymbol(':')
}
