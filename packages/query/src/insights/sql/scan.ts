import { requiredLiteral } from '../../regex/required-literals.ts'
import { COLUMN_FORMATS, LAMBDA_FIELDS, PLATFORM_LINE } from '../discover.ts'
import type { ScanNode } from '../plan.ts'
import type { Dialect } from './dialect.ts'
import type { Params } from './expression.ts'

/*
 * The rows of a scan, over a relation that the store provides: columns grp, stream, ts, ing, seq and message, one column f0, f1…
 * for each JSON field asked for, and, where asked for, log_name and stream_name.
 */

/** What a relation must provide. */
export interface RenderedScan {
  /** Its name in the statement. */
  readonly name: string
  readonly node: ScanNode
  /** Names of JSON leaves, as they stand in the message: columns f0, f1… */
  readonly fields: readonly string[]
  /**
   * Those of `fields`, by place, that are wanted as numbers too: columns n0, n1… beside f0, f1… `parse` is the SQL of the number
   * that the text `{text}` spells.
   */
  readonly numbers: { readonly fields: readonly number[]; readonly parse: string } | undefined
  readonly logNames: boolean
  readonly streamNames: boolean
  /**
   * Every row that matters has one of the texts of each list in its message, or a backslash, which may stand for anything: a
   * store may leave out others where it has to read the message for a field.
   */
  readonly needed: readonly (readonly string[])[]
}

/** Writes the SELECT list of a scan. @param asNumbers columns, all of them plain leaves, that are wanted as numbers too */
export function renderScan(
  node: ScanNode,
  needed: ReadonlySet<number>,
  asNumbers: ReadonlySet<number>,
  dialect: Dialect,
  params: Params,
  name: string,
): { readonly columns: readonly string[]; readonly scan: RenderedScan } {
  const fields: string[] = []
  const columns: string[] = []
  const numbers: number[] = []
  for (const { column, field } of node.fields) {
    if (!needed.has(column.id)) continue
    const sql = field.kind === 'builtin' ? dialect.builtin(field.name) : discovered(field.name, fields, dialect, params)
    columns.push(`${sql} AS c${column.id}`)
    if (!asNumbers.has(column.id)) continue
    columns.push(`n${fields.length - 1} AS n${column.id}`)
    numbers.push(fields.length - 1)
  }
  const all = columns.join(', ')
  const scan = {
    name,
    node,
    fields,
    numbers: numbers.length === 0 ? undefined : { fields: numbers, parse: dialect.parseNumber('{text}') },
    logNames: all.includes('log_name'),
    streamNames: all.includes('stream_name'),
    needed: [],
  }
  return { columns, scan }
}

/** Whether a field is that leaf of a JSON message, if any, and is found nowhere else. */
export function isPlainLeaf(name: string): boolean {
  if (name.startsWith('@') && !name.startsWith('@@')) return false
  return !COLUMN_FORMATS.some(({ names }) => names.includes(name))
}

/** Names that begin with one `@` are ours; those of messages have one more. */
function discovered(name: string, fields: string[], dialect: Dialect, params: Params): string {
  if (name.startsWith('@') && !name.startsWith('@@')) return lambdaField(name, dialect, params)
  fields.push(name.startsWith('@@') ? name.slice(1) : name)
  const leaf = `f${fields.length - 1}`
  const formats = COLUMN_FORMATS.flatMap(({ shape, names }) => {
    const place = names.indexOf(name)
    if (place === -1) return []
    const matches = dialect.matches('message', params.add(`(?-s)${shape.source}`))
    return [`WHEN ${matches} THEN nullif(${dialect.word('message', place + 1)}, '-')`]
  })
  if (formats.length === 0) return leaf
  const elsewhere = `NOT ${isLambda(dialect, params)} AND NOT ${dialect.isJsonObject('message')}`
  return `coalesce(${leaf}, CASE WHEN ${elsewhere} THEN CASE ${formats.join(' ')} END END)`
}

/** Fields of the lines that the Lambda service writes, and of what functions write into their own groups. */
function lambdaField(name: string, dialect: Dialect, params: Params): string {
  const field = LAMBDA_FIELDS.find((known) => known.name === name)
  if (field === undefined) return dialect.null('text')
  const literal = requiredLiteral(field.regex.source)
  const test = literal === undefined ? undefined : dialect.contains('message', params.add(literal))
  const { all, group } = dialect.captures('message', params.add(`(?-s)${field.regex.source}`), 1, test)
  const found = `nullif(${group(`(${all})`, 1)}, '')`
  const text = field.zeros === undefined ? found : `${found} || '${field.zeros}'`
  const platform = dialect.matches('message', params.add(PLATFORM_LINE.source))
  const isFound = `(${isLambda(dialect, params)} OR ${platform}) AND NOT ${dialect.isJsonObject('message')}`
  return `CASE WHEN ${isFound} THEN ${text} END`
}

function isLambda(dialect: Dialect, params: Params): string {
  return dialect.contains('log_name', params.add(':/aws/lambda/'))
}
