/**
 * Log rows as one SQL relation, wherever they are: hot tables, typed files, files whose fields are still in the message.
 *
 * The rows have our own columns and one VARCHAR column for each field asked for, named by `fieldColumn`, and where asked for its
 * number, named by `numberColumn`. A field that a file
 * is known not to hold is NULL there; only where a group had more fields than are taken out is the message searched.
 */
import type { LogFile } from '../manifest.ts'
import {
  addLeaf,
  containersOf,
  extraction,
  fieldColumn,
  type Leaf,
  leavesOf,
  numberColumn,
  pointerPath,
  shortestFirst,
  withContainers,
} from './fields.ts'
import { exactNumbers, jsonSql, typedSelect } from './flush.ts'
import type { HotGeneration } from './hot.ts'
import { ident, list, texts } from './sql.ts'

export const LOG_COLUMNS = 'grp, stream, ts, ing, seq, message'

/** Where rows may be, with the times of the wanted streams in it. */
export interface LogSource {
  readonly minMs: number
  readonly maxMs: number
  readonly from:
    | { readonly kind: 'hot'; readonly hot: HotGeneration }
    | { readonly kind: 'file'; readonly file: LogFile; readonly lastSequence: number; readonly path: string }
}

/**
 * SQL of a SELECT, to be put in parentheses.
 *
 * @param where a condition over our own columns, applied as close to the data as possible; '' lets all rows of a source through
 * @param groups the log groups that `where` lets through
 * @param fields as Logs Insights names them: `user.id`, `items.0.id`
 * @param hint a condition that rows which matter pass too: tested where fields must be read from the message
 * @param numbers those of the fields that are wanted as numbers too
 * @param fragments where fields may be in JSON within a text
 */
export function logRelation(
  sources: readonly LogSource[],
  where: (source: LogSource) => string,
  groups: ReadonlySet<number>,
  fields: readonly string[],
  hint?: string,
  numbers: Numbers = { fields: [], parse: '' },
  fragments: Fragments = { groups: new Set(), json: '' },
): string {
  const selects: string[] = []
  /** Files that are read alike, by condition and by what is known of their numbers. */
  const simple = new Map<string, FilesReadAlike>()
  for (const source of sources) {
    const { from } = source
    const test = where(source)
    const searched = hint === undefined || fields.length === 0 ? test : both(test, hint)
    if (from.kind === 'hot') {
      selects.push(
        withNumbers(
          hotSelect(from.hot, searched, groups, fields, fragments),
          numbers,
          hotTexts(from.hot, groups, fragments),
        ),
      )
    } else if (fields.length === 0 || isComplete(from.file, groups, fragments)) {
      const texts = textsIn(from.file, groups, numbers)
      const key = JSON.stringify([test, ...texts])
      const same = simple.get(key)
      if (same === undefined) simple.set(key, { test, texts, files: [from] })
      else same.files.push(from)
    } else selects.push(withNumbers(searchedSelect(from.file, from.path, searched, groups, fields, fragments), numbers))
  }
  for (const { test, texts, files } of simple.values()) {
    selects.push(withNumbers(typedFiles(files, test, fields), numbers, texts))
  }
  if (selects.length === 0) return withNumbers(`SELECT ${emptyColumns(fields)} WHERE false`, numbers)
  return selects.join(' UNION ALL ')
}

/** Fields as numbers. `parse` is the SQL of the number that the text `{text}` spells, NULL when it spells none. */
export interface Numbers {
  readonly fields: readonly string[]
  readonly parse: string
}

/** Groups whose messages may hold JSON within text. `json` is the SQL of what `{text}` holds, NULL when there is none. */
export interface Fragments {
  readonly groups: ReadonlySet<number>
  readonly json: string
}

interface FilesReadAlike {
  readonly test: string
  readonly texts: ReadonlySet<string>
  readonly files: { readonly file: LogFile; readonly path: string }[]
}

/** @param texts fields of which it is not known that all they hold is numbers; undefined: any field */
function withNumbers(select: string, { fields, parse }: Numbers, texts?: ReadonlySet<string>): string {
  if (fields.length === 0) return select
  const columns = fields.map((field) => {
    const text = column(field)
    // Numbers are read many times faster when nothing else can come.
    const isNumeric = texts?.has(field) === false
    const sql = isNumeric ? `TRY_CAST(${text} AS DOUBLE)` : parse.replaceAll('{text}', () => text)
    return `${sql} AS ${ident(numberColumn(field))}`
  })
  return `SELECT *, ${columns.join(', ')} FROM (${select})`
}

/** Fields, of those wanted as numbers, that may hold something else in a file. */
function textsIn(file: LogFile, groups: ReadonlySet<number>, { fields }: Numbers): ReadonlySet<string> {
  const wanted = file.groups.filter(({ id }) => groups.has(id))
  return new Set(
    fields.filter((field) =>
      wanted.some((group) => group.fields.includes(field) && group.numbers?.includes(field) !== true),
    ),
  )
}

/** Undefined when it is not known. */
function hotTexts(
  hot: HotGeneration,
  groups: ReadonlySet<number>,
  fragments: Fragments,
): ReadonlySet<string> | undefined {
  const texts = new Set<string>()
  for (const group of groups) {
    if (fragments.groups.has(group)) return undefined
    const shape = hot.shapes.get(group)
    if (shape?.overflow === true) return undefined
    for (const { name, numeric } of shape === undefined ? [] : leavesOf(shape)) if (numeric !== true) texts.add(name)
  }
  return texts
}

function both(a: string, b: string): string {
  return a === '' ? b : `${a} AND ${b}`
}

function whereSql(test: string): string {
  return test === '' ? '' : ` WHERE ${test}`
}

/** Whether a field without a column is in no message of these groups. */
function isComplete(file: LogFile, groups: ReadonlySet<number>, fragments: Fragments): boolean {
  return (
    file.typed && file.groups.every(({ id, overflow }) => !groups.has(id) || !(overflow || fragments.groups.has(id)))
  )
}

/** Rows with the JSON of their messages as column `json`, in some groups also what stands within a text. */
function withJson(rows: string, oddJson: boolean, groups: readonly number[], { json }: Fragments): string {
  if (groups.length === 0) return `SELECT *, ${jsonSql(oddJson)} AS json FROM ${rows}`
  const isText = `grp IN (${list(groups)}) AND whole IS NULL AND contains(message, '{')`
  const found = `CASE WHEN ${isText} THEN ${json.replaceAll('{text}', () => 'message')} END`
  const within = `SELECT *, ${found} AS fragment FROM (SELECT *, ${jsonSql(oddJson)} AS whole FROM ${rows})`
  return `SELECT *, coalesce(whole, ${exactNumbers('fragment')}) AS json FROM (${within})`
}

function typedFiles(
  files: readonly { readonly file: LogFile; readonly path: string }[],
  where: string,
  fields: readonly string[],
): string {
  const present = new Set(files.flatMap(({ file }) => file.groups.flatMap((group) => group.fields)))
  const columns = fields.map((field) => (present.has(field) ? column(field) : nothing(field)))
  const from = `read_parquet(${texts(files.map((file) => file.path))}, union_by_name = ${files.length > 1})`
  return `SELECT ${[LOG_COLUMNS, ...columns].join(', ')} FROM ${from}${whereSql(where)}`
}

/** A file that does not have all fields as columns: what is missing is looked for in the message. */
function searchedSelect(
  file: LogFile,
  path: string,
  where: string,
  groups: ReadonlySet<number>,
  fields: readonly string[],
  fragments: Fragments,
): string {
  const present = new Set(file.typed ? file.groups.flatMap((group) => group.fields) : [])
  const searched = file.groups.filter(({ id, overflow }) => groups.has(id) && (overflow || !file.typed))
  const known = new Map<string, Leaf[]>()
  for (const { fields: names, paths } of file.typed ? [] : searched) {
    for (const [i, name] of names.entries()) addTo(known, { name, path: paths?.[i] ?? name.split('.') })
  }
  const anyOverflow = searched.filter(({ overflow }) => overflow)
  const within = file.groups.map(({ id }) => id).filter((id) => groups.has(id) && fragments.groups.has(id))
  const columns = fields.map((field) => {
    const options: string[] = present.has(field) ? [ident(fieldColumn(field))] : []
    for (const leaf of shortestFirst(known.get(field) ?? [])) options.push(pointerPath(leaf.path))
    if (anyOverflow.length > 0) {
      const guesses = guessedPaths(field).map(pointerPath).join(', ')
      options.push(`CASE WHEN grp IN (${list(anyOverflow.map(({ id }) => id))}) THEN coalesce(${guesses}) END`)
    }
    if (within.length > 0) options.push(...everyPath(field).map(pointerPath))
    return options.length === 0 ? nothing(field) : `coalesce(${options.join(', ')}) AS ${ident(fieldColumn(field))}`
  })
  // Of typed files it is not noted whether they need it.
  const oddJson = file.oddNumbers ?? true
  const rows = `(SELECT * FROM read_parquet(${texts([path])})${whereSql(where)})`
  return `SELECT ${[LOG_COLUMNS, ...columns].join(', ')} FROM (${withJson(rows, oddJson, within, fragments)})`
}

function hotSelect(
  hot: HotGeneration,
  where: string,
  groups: ReadonlySet<number>,
  fields: readonly string[],
  fragments: Fragments,
): string {
  const rows = `(SELECT ${LOG_COLUMNS} FROM ${hot.logTable}${whereSql(where)})`
  if (fields.length === 0) return `SELECT ${LOG_COLUMNS} FROM ${rows}`
  const wanted = new Set(fields)
  const leaves = new Map<string, Leaf[]>()
  let oddJson = false
  let brokenJson = false
  const containers = new Set<string>()
  let overflow = false
  for (const group of groups) {
    const shape = hot.shapes.get(group)
    if (shape === undefined) continue
    oddJson ||= shape.oddJson
    brokenJson ||= shape.brokenJson
    for (const path of containersOf(shape)) containers.add(path)
    overflow ||= shape.overflow
    for (const leaf of leavesOf(shape)) if (wanted.has(leaf.name)) addTo(leaves, leaf)
  }
  const within = [...groups].filter((id) => fragments.groups.has(id))
  if (overflow || within.length > 0) {
    const columns = fields.map((field) => {
      const guessed = within.length > 0 ? everyPath(field) : guessedPaths(field)
      const paths = [...shortestFirst(leaves.get(field) ?? []).map((leaf) => leaf.path), ...guessed]
      return `coalesce(${paths.map(pointerPath).join(', ')}) AS ${ident(fieldColumn(field))}`
    })
    return `SELECT ${[LOG_COLUMNS, ...columns].join(', ')} FROM (${withJson(rows, oddJson, within, fragments)})`
  }
  const found = extraction(withContainers(leaves, containers))
  const columns = fields.map((field) =>
    leaves.has(field) && !found.dropped.has(field) ? column(field) : nothing(field),
  )
  return `SELECT ${[LOG_COLUMNS, ...columns].join(', ')} FROM ${typedSelect(rows, { oddJson, brokenJson }, found)}`
}

/** Where a field may be when only its name is known: its parts as keys and indices, or all of it as one key. */
function guessedPaths(field: string): readonly (readonly string[])[] {
  const parts = field.split('.')
  return parts.length === 1 ? [[field]] : [[field], parts]
}

/** More parts are not put together in every way: their number doubles with each. */
const MAX_PARTS = 4

/** Every way in which a name may be a path, the shortest first: `a.b.c`, `a.b` and `c`, `a` and `b.c`, `a` and `b` and `c`. */
function everyPath(field: string): readonly (readonly string[])[] {
  const parts = field.split('.')
  if (parts.length > MAX_PARTS) return guessedPaths(field)
  let paths: (readonly string[])[] = [[parts[0]!]]
  for (const part of parts.slice(1)) {
    paths = paths.flatMap((path) => [
      [...path, part],
      [...path.slice(0, -1), `${path.at(-1)}.${part}`],
    ])
  }
  return paths.sort((a, b) => a.length - b.length)
}

function addTo(leaves: Map<string, Leaf[]>, leaf: Leaf): void {
  const same = leaves.get(leaf.name)
  if (same === undefined) leaves.set(leaf.name, [leaf])
  else addLeaf(same, leaf)
}

function column(field: string): string {
  return ident(fieldColumn(field))
}

function nothing(field: string): string {
  return `NULL::VARCHAR AS ${ident(fieldColumn(field))}`
}

function emptyColumns(fields: readonly string[]): string {
  const own =
    'NULL::UINTEGER AS grp, NULL::UINTEGER AS stream, NULL::BIGINT AS ts, NULL::BIGINT AS ing, NULL::BIGINT AS seq'
  return [own, 'NULL::VARCHAR AS message', ...fields.map(nothing)].join(', ')
}
