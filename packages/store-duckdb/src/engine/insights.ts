/**
 * Queries over log rows that came as SQL: puts the relation before the statement, runs it, and sends the rows by column.
 *
 * Values become session variables of the connection, see the dialect: so they prune row groups as literals would.
 */

// Not all of the package: this process is to be small.
import { PatternMine } from '@atalaya/query/patterns'
import type { LogQuery, LogScan } from '@atalaya/store'
import {
  BOOLEAN,
  DOUBLE,
  type DuckDBConnection,
  type DuckDBDataChunk,
  type DuckDBType,
  type DuckDBValue,
  VARCHAR,
} from '@duckdb/node-api'
import { fieldColumn, numberColumn } from './fields.ts'
import type { Graves } from './graves.ts'
import type { QueryBatch } from './protocol.ts'
import { type LogSource, logRelation } from './relation.ts'
import { groupCondition, nextWindow } from './scan.ts'
import { ident } from './sql.ts'
import { isNull, textReader } from './vectors.ts'

/** A message to the server is sent after about so many bytes. */
const BATCH_BYTES = 4 << 20
/** How many times as deep the next stretch of time is that reaches over files, and when the last one had no row. */
const GROWTH = 2
const RARE_GROWTH = 8
/** Of a value that is no text. */
const VALUE_BYTES = 8

export interface QueryContext {
  readonly connection: DuckDBConnection
  readonly graves: Graves
  readonly sources: readonly LogSource[]
  readonly maxSequence: number
  readonly maxBytes: number
  readonly signal: AbortSignal
  readonly send: (batch: QueryBatch) => void
}

/** As a scan, for what finds the sources. */
export function asScan({ relation }: LogQuery): LogScan {
  const { groups, startMs, endMs } = relation
  return { groups, startMs, endMs, order: 'descending', limit: Number.MAX_SAFE_INTEGER }
}

/** @throws {Error} named LogQueryTooLarge when the result is */
export async function runQuery(context: QueryContext, query: LogQuery): Promise<void> {
  await setVariables(context.connection, query)
  const output = new Output(context)
  const scanned = sizeOf(context.sources, query)
  const { startMs, endMs } = query.relation
  const whole = { startMs, endMs, sources: context.sources }
  if (query.patterns === true) {
    for (const row of await minePatterns(context, query, whole)) output.add(row.map(constant), 0)
    output.finish(scanned)
    return
  }
  if (query.stop === undefined) {
    await runOver(context, query, whole, output)
    output.finish(scanned)
    return
  }
  const order = query.stop.descending ? 'descending' : 'ascending'
  const touched = new Set<LogSource>()
  let depth = 1
  for (let rest = { startMs, endMs }; rest.startMs < rest.endMs; ) {
    const window = nextWindow(context.sources, rest, order, depth)
    if (window === undefined) break
    for (const source of window.sources) touched.add(source)
    const before = output.rows
    await runOver(context, query, window, output, query.stop.limit - output.rows)
    if (output.rows >= query.stop.limit) break
    // Where nothing was found there is likely little to find.
    depth *= output.rows === before ? RARE_GROWTH : GROWTH
    rest = order === 'ascending' ? { ...rest, startMs: window.endMs } : { ...rest, endMs: window.startMs }
  }
  output.finish(sizeOf([...touched], query))
}

async function setVariables(connection: DuckDBConnection, { params, relation }: LogQuery): Promise<void> {
  const set = (name: string, value: DuckDBValue, type: DuckDBType): Promise<unknown> =>
    connection.run(`SET VARIABLE ${name} = $1`, [value], [type])
  for (const [i, value] of params.entries()) {
    const type = typeof value === 'string' ? VARCHAR : typeof value === 'number' ? DOUBLE : BOOLEAN
    await set(`p${i + 1}`, value, type)
  }
  for (const [kind, names] of [
    ['log', relation.logNames],
    ['stream', relation.streamNames],
  ] as const) {
    if (names === undefined) continue
    await set(`${kind}_ids`, JSON.stringify(names.map(([id]) => id)), VARCHAR)
    await set(`${kind}_names`, JSON.stringify(names.map(([, name]) => name)), VARCHAR)
  }
  for (const [i, text] of (relation.needed ?? []).flat().entries()) await set(`needed${i}`, text, VARCHAR)
}

interface Stretch {
  readonly startMs: number
  readonly endMs: number
  readonly sources: readonly LogSource[]
}

async function* chunksOf(context: QueryContext, query: LogQuery, stretch: Stretch): AsyncGenerator<DuckDBDataChunk> {
  const sql = `WITH ${query.relation.name} AS NOT MATERIALIZED (${relationSql(context, query, stretch)})\n${query.sql}`
  const result = await context.connection.stream(sql)
  for (;;) {
    const chunk = await result.fetchChunk()
    context.signal.throwIfAborted()
    if (chunk === null || chunk.rowCount === 0) return
    yield chunk
  }
}

/** Texts by the million stay here: only their patterns are sent. */
async function minePatterns(
  context: QueryContext,
  query: LogQuery,
  stretch: Stretch,
): Promise<readonly (readonly unknown[])[]> {
  const mine = new PatternMine()
  for await (const chunk of chunksOf(context, query, stretch)) {
    const vector = chunk.getColumnVector(0)
    const read = textReader(vector)
    for (let row = 0; row < chunk.rowCount; row++) {
      if (isNull(vector, row)) continue
      const utf8 = read(row)
      mine.addUtf8(utf8, 0, utf8.length)
    }
  }
  return mine.patterns().map(({ pattern, sampleCount, severityLabel }) => [pattern, sampleCount, severityLabel ?? null])
}

function constant(value: unknown): ColumnReader {
  return { at: () => value }
}

async function runOver(
  context: QueryContext,
  query: LogQuery,
  stretch: Stretch,
  output: Output,
  limit: number = Number.POSITIVE_INFINITY,
): Promise<void> {
  let left = limit
  for await (const chunk of chunksOf(context, query, stretch)) {
    const rows = Math.min(left, chunk.rowCount)
    const columns = query.types.map((type, column) => {
      const vector = chunk.getColumnVector(column)
      if (type !== 'text') return { at: (row: number) => vector.getItem(row) }
      const read = textReader(vector)
      // The binding's own getter would drop a byte order mark.
      return { at: (row: number) => (isNull(vector, row) ? null : DECODER.decode(read(row))) }
    })
    for (let row = 0; row < rows; row++) output.add(columns, row)
    left -= rows
    if (left <= 0) return
  }
}

const DECODER = new TextDecoder('utf-8', { ignoreBOM: true })

/** Tests that all rows of a source pass cost as much as others, so they are left out. */
function condition({ graves, maxSequence }: QueryContext, { relation }: LogQuery, stretch: Stretch): WhereSql {
  return ({ from }) => {
    const file = from.kind === 'file' ? from.file : undefined
    const own = file === undefined ? undefined : new Set(file.groups.map(({ id }) => id))
    const tests = [groupCondition(graves, relation.groups, own)]
    if (from.kind === 'hot' || from.lastSequence > maxSequence) tests.push(`seq <= ${maxSequence}`)
    if (file === undefined || file.minMs < stretch.startMs) tests.push(`ts >= ${stretch.startMs}`)
    if (file === undefined || file.maxMs >= stretch.endMs) tests.push(`ts < ${stretch.endMs}`)
    return tests.filter((test) => test !== '').join(' AND ')
  }
}

type WhereSql = Parameters<typeof logRelation>[1]

function relationSql(context: QueryContext, query: LogQuery, stretch: Stretch): string {
  const { groups, fields, logNames, streamNames, needed = [], numbers, fragments } = query.relation
  const ids = new Set(groups.map(({ groupId }) => groupId))
  const unique = [...new Set(fields)]
  const rows = logRelation(
    stretch.sources,
    condition(context, query, stretch),
    ids,
    unique,
    neededSql(needed),
    {
      fields: [...new Set(numbers?.fields.map((i) => fields[i]!))],
      parse: numbers?.parse ?? '',
    },
    { groups: new Set(fragments?.groups), json: fragments?.json ?? '' },
  )
  const columns = fields.map((field, i) => `r.${ident(fieldColumn(field))} AS f${i}`)
  for (const i of numbers?.fields ?? []) columns.push(`r.${ident(numberColumn(fields[i]!))} AS n${i}`)
  let from = `(${rows}) r`
  if (logNames !== undefined) {
    from += ` LEFT JOIN ${namesSql('log')} l ON l.id = r.grp`
    columns.push('l.name AS log_name')
  }
  if (streamNames !== undefined) {
    from += ` LEFT JOIN ${namesSql('stream')} s ON s.id = r.stream`
    columns.push('s.name AS stream_name')
  }
  const own = ['grp', 'stream', 'ts', 'ing', 'seq', 'message'].map((name) => `r.${name}`)
  return `SELECT ${[...own, ...columns].join(', ')} FROM ${from}`
}

function namesSql(kind: 'log' | 'stream'): string {
  return `(SELECT unnest(from_json(getvariable('${kind}_ids'), '["UINTEGER"]')) AS id, unnest(from_json(getvariable('${kind}_names'), '["VARCHAR"]')) AS name)`
}

function neededSql(lists: readonly (readonly string[])[]): string | undefined {
  if (lists.length === 0) return undefined
  let count = 0
  const tests = lists.map((texts) => {
    const any = texts.map(() => `contains(message, getvariable('needed${count++}'))`)
    return `(${[...any, `contains(message, '\\')`].join(' OR ')})`
  })
  return tests.join(' AND ')
}

/** What the sources hold of the groups; of those that lie only partly in the range, in proportion. */
function sizeOf(sources: readonly LogSource[], { relation }: LogQuery): { rows: number; bytes: number } {
  const ids = new Set(relation.groups.map(({ groupId }) => groupId))
  let [rows, bytes] = [0, 0]
  const add = (firstMs: number, lastMs: number, count: number, size: number): void => {
    const covered = Math.min(lastMs, relation.endMs - 1) - Math.max(firstMs, relation.startMs)
    if (covered < 0) return
    const share = lastMs === firstMs ? 1 : covered / (lastMs - firstMs)
    rows += Math.round(count * share)
    bytes += Math.round(size * share)
  }
  for (const { from } of sources) {
    const all =
      from.kind === 'file'
        ? [from.file.streams]
        : [...from.hot.classes.values()].map(({ streams }) => streams.columns((group) => ids.has(group)))
    for (const { groups, firstMs, lastMs, counts, bytes: sizes } of all) {
      for (const [i, group] of groups.entries()) {
        if (ids.has(group)) add(firstMs[i]!, lastMs[i]!, counts[i]!, sizes[i]!)
      }
    }
  }
  return { rows, bytes }
}

interface ColumnReader {
  at(row: number): unknown
}

class Output {
  readonly #context: QueryContext
  #columns: unknown[][] = []
  #batchRows = 0
  #batchBytes = 0
  #bytes = 0
  rows = 0

  constructor(context: QueryContext) {
    this.#context = context
  }

  add(columns: readonly ColumnReader[], row: number): void {
    for (const [i, column] of columns.entries()) {
      const value = column.at(row)
      this.#columns[i] ??= []
      this.#columns[i]!.push(value)
      this.#batchBytes += typeof value === 'string' ? value.length + VALUE_BYTES : VALUE_BYTES
    }
    this.rows++
    this.#batchRows++
    if (this.#batchBytes > BATCH_BYTES) this.#flush(undefined)
  }

  finish(scanned: { rows: number; bytes: number }): void {
    this.#flush({ recordsScanned: scanned.rows, bytesScanned: scanned.bytes })
  }

  #flush(statistics: QueryBatch['statistics']): void {
    this.#bytes += this.#batchBytes
    if (this.#bytes > this.#context.maxBytes) {
      const error = new Error(`the result has more than ${this.#context.maxBytes} bytes`)
      error.name = 'LogQueryTooLarge'
      throw error
    }
    this.#context.send({ rows: this.#batchRows, columns: this.#columns as QueryBatch['columns'], statistics })
    this.#columns = []
    this.#batchRows = 0
    this.#batchBytes = 0
  }
}
