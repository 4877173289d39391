/**
 * Pages of log rows in time order.
 *
 * Time is cut into windows so that few files are read when few rows are wanted: the first window reaches one file deep, the
 * next two, four and so on, up to all that is left. Within a window one SQL statement sorts the rows of its hot tables and
 * files. Windows do not overlap, so pages come out in order.
 */

import type { LogPosition, LogScan, LogScanGroup, RowHint } from '@atalaya/store'
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api'
import type { StreamColumns } from '../manifest.ts'
import type { Graves } from './graves.ts'
import type { HotGeneration } from './hot.ts'
import type { StoredLogFile } from './part-set.ts'
import type { ScanPage } from './protocol.ts'
import { type LogSource, logRelation } from './relation.ts'
import { list } from './sql.ts'
import { numbersOf, textReader } from './vectors.ts'

/** A page is cut after about so many bytes of text. */
const PAGE_BYTES = 8 << 20

/** Sources that hold rows of the scan, going by what is known of their streams. */
export function sourcesOf(
  scan: LogScan,
  hot: readonly HotGeneration[],
  files: readonly StoredLogFile[],
  pathOf: (file: string) => string,
): readonly LogSource[] {
  const sources: LogSource[] = []
  for (const generation of hot) {
    const times = new Times()
    for (const { streams } of generation.classes.values()) streams.collect(scan.groups, times)
    if (times.overlaps(scan)) sources.push({ ...times.range, from: { kind: 'hot', hot: generation } })
  }
  for (const { file, lastSequence } of files) {
    if (file.minMs >= scan.endMs || file.maxMs < scan.startMs) continue
    const times = new Times()
    for (const group of scan.groups) collectColumns(file.streams, group, times)
    if (!times.overlaps(scan)) continue
    sources.push({ ...times.range, from: { kind: 'file', file, lastSequence, path: pathOf(file.file) } })
  }
  return sources
}

/** The span of some streams. */
export class Times {
  #minMs = Number.POSITIVE_INFINITY
  #maxMs = Number.NEGATIVE_INFINITY

  add(firstMs: number, lastMs: number): void {
    if (firstMs < this.#minMs) this.#minMs = firstMs
    if (lastMs > this.#maxMs) this.#maxMs = lastMs
  }

  get range(): { readonly minMs: number; readonly maxMs: number } {
    return { minMs: this.#minMs, maxMs: this.#maxMs }
  }

  overlaps({ startMs, endMs }: LogScan): boolean {
    return this.#minMs < endMs && this.#maxMs >= startMs
  }
}

function collectColumns(columns: StreamColumns, { groupId, streamIds }: LogScanGroup, times: Times): void {
  // Sorted by group and stream.
  let at = lowerBound(columns.groups, groupId)
  if (columns.groups[at] !== groupId) return
  const wanted = streamIds === undefined ? undefined : new Set(streamIds)
  for (; columns.groups[at] === groupId; at++) {
    if (wanted === undefined || wanted.has(columns.streams[at]!)) times.add(columns.firstMs[at]!, columns.lastMs[at]!)
  }
}

function lowerBound(sorted: readonly number[], value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle]! < value) low = middle + 1
    else high = middle
  }
  return low
}

export interface ScanContext {
  readonly connection: DuckDBConnection
  readonly graves: Graves
  readonly sources: readonly LogSource[]
  /** Later rows came after the scan began. */
  readonly maxSequence: number
  readonly signal: AbortSignal
}

/** At most `pageRows` rows; `more` says whether to ask again after the last of them. */
export async function readPage(context: ScanContext, scan: LogScan, pageRows: number): Promise<ScanPage> {
  const page = new PageBuilder()
  let depth = 1
  for (let rest = remaining(scan); rest.startMs < rest.endMs; depth *= 2) {
    const window = nextWindow(context.sources, rest, scan.order, depth)
    if (window === undefined) break
    const wanted = pageRows - page.rows
    const complete = await readWindow(context, scan, window, wanted, page)
    if (!complete || page.rows >= pageRows) return page.finish(true)
    rest = scan.order === 'ascending' ? { ...rest, startMs: window.endMs } : { ...rest, endMs: window.startMs }
  }
  return page.finish(false)
}

interface Span {
  readonly startMs: number
  readonly endMs: number
}

interface Window extends Span {
  readonly sources: readonly LogSource[]
}

/** The part of the range that lies in front of `after`. */
function remaining({ startMs, endMs, order, after }: LogScan): Span {
  if (after === undefined) return { startMs, endMs }
  if (order === 'ascending') return { startMs: Math.max(startMs, after.timestampMs), endMs }
  return { startMs, endMs: Math.min(endMs, after.timestampMs + 1) }
}

/** The next stretch of time, reaching over the next `depth` sources; undefined when none is left. */
export function nextWindow(
  sources: readonly LogSource[],
  rest: Span,
  order: LogScan['order'],
  depth: number,
): Window | undefined {
  const left = sources.filter((source) => source.minMs < rest.endMs && source.maxMs >= rest.startMs)
  if (left.length === 0) return undefined
  let { startMs, endMs } = rest
  const last = Math.min(depth, left.length) - 1
  if (order === 'ascending') {
    left.sort((a, b) => a.minMs - b.minMs)
    // The window ends where the next source begins, unless that has begun with the others.
    const reached = Math.max(startMs, left[last]!.minMs)
    const next = left.slice(depth).find((source) => source.minMs > reached)
    if (next !== undefined) endMs = next.minMs
  } else {
    left.sort((a, b) => b.maxMs - a.maxMs)
    const reached = Math.min(endMs - 1, left[last]!.maxMs)
    const next = left.slice(depth).find((source) => source.maxMs < reached)
    if (next !== undefined) startMs = next.maxMs + 1
  }
  return { startMs, endMs, sources: left.filter((source) => source.minMs < endMs && source.maxMs >= startMs) }
}

/** Adds rows to the page; false when it was cut short by its size. */
async function readWindow(
  context: ScanContext,
  scan: LogScan,
  window: Window,
  wanted: number,
  page: PageBuilder,
): Promise<boolean> {
  const statement = windowSql(context, scan, window, wanted)
  const result = await context.connection.stream(statement.sql, [...statement.values])
  for (;;) {
    const chunk = await result.fetchChunk()
    context.signal.throwIfAborted()
    if (chunk === null || chunk.rowCount === 0) return true
    const columns = [0, 1, 2, 3, 4].map((column) => numbersOf(chunk.getColumnVector(column)))
    const message = textReader(chunk.getColumnVector(5))
    for (let row = 0; row < chunk.rowCount; row++) {
      if (page.bytes >= PAGE_BYTES) return false
      page.add(columns, row, message(row))
    }
  }
}

interface Statement {
  readonly sql: string
  readonly values: readonly DuckDBValue[]
}

function windowSql({ graves, maxSequence }: ScanContext, scan: LogScan, window: Window, limit: number): Statement {
  const values: DuckDBValue[] = []
  const where = `${conditions(graves, scan, window, values)} AND seq <= ${maxSequence}`
  const rows = logRelation(window.sources, () => where, new Set(scan.groups.map((group) => group.groupId)), [])
  const direction = scan.order === 'ascending' ? 'ASC' : 'DESC'
  const sorted = `${rows} ORDER BY ts ${direction}, seq ${direction} LIMIT ${limit}`
  const sql = `SELECT grp, stream, ts::DOUBLE, ing::DOUBLE, seq::DOUBLE, message FROM (${sorted})`
  return { sql, values }
}

function conditions(graves: Graves, scan: LogScan, window: Span, values: DuckDBValue[]): string {
  const all = [`ts >= ${window.startMs}`, `ts < ${window.endMs}`, groupCondition(graves, scan.groups)]
  if (scan.after !== undefined) all.push(afterCondition(scan.after, scan.order))
  if (scan.hint !== undefined) all.push(hintCondition(scan.hint, values))
  return all.join(' AND ')
}

/**
 * Groups with equal terms share one test.
 *
 * @param only of a source that has rows of these groups and no others; '' when all of them are wanted
 */
export function groupCondition(graves: Graves, groups: readonly LogScanGroup[], only?: ReadonlySet<number>): string {
  const byTerms = new Map<string, number[]>()
  const wanted = only === undefined ? groups : groups.filter(({ groupId }) => only.has(groupId))
  for (const { groupId, streamIds, notBeforeMs } of wanted) {
    let terms = streamIds === undefined ? graves.notIn([groupId]) : ` AND stream IN (${list(streamIds)})`
    if (streamIds?.length === 0) terms = ' AND false'
    if (notBeforeMs !== undefined) terms += ` AND ts >= ${notBeforeMs}`
    const same = byTerms.get(terms)
    if (same === undefined) byTerms.set(terms, [groupId])
    else same.push(groupId)
  }
  if (byTerms.size === 0) return 'false'
  if (only !== undefined && byTerms.get('')?.length === only.size) return ''
  const tests = [...byTerms].map(([terms, ids]) => `(${oneOf('grp', ids)}${terms})`)
  return tests.length === 1 ? tests[0]! : `(${tests.join(' OR ')})`
}

export function oneOf(column: string, ids: readonly number[]): string {
  return ids.length === 1 ? `${column} = ${ids[0]}` : `${column} IN (${list(ids)})`
}

function afterCondition({ timestampMs, sequence }: LogPosition, order: LogScan['order']): string {
  const past = order === 'ascending' ? '>' : '<'
  return `(ts ${past} ${timestampMs} OR (ts = ${timestampMs} AND seq ${past} ${sequence}))`
}

function hintCondition(hint: RowHint, values: DuckDBValue[]): string {
  switch (hint.kind) {
    case 'contains':
    case 'lacks':
      values.push(hint.text)
      return `${hint.kind === 'lacks' ? 'NOT ' : ''}contains(message, $${values.length})`
    case 'and':
    case 'or': {
      if (hint.of.length === 0) return hint.kind === 'and' ? 'true' : 'false'
      return `(${hint.of.map((part) => hintCondition(part, values)).join(hint.kind === 'and' ? ' AND ' : ' OR ')})`
    }
  }
}

class PageBuilder {
  readonly #columns: readonly number[][] = [[], [], [], [], []]
  readonly #lengths: number[] = []
  #text: Buffer = Buffer.allocUnsafe(1 << 16)
  bytes = 0

  get rows(): number {
    return this.#lengths.length
  }

  add(columns: readonly ArrayLike<number>[], row: number, message: Uint8Array): void {
    for (let i = 0; i < columns.length; i++) this.#columns[i]!.push(columns[i]![row]!)
    const end = this.bytes + message.length
    if (end > this.#text.length) this.#text = Buffer.concat([this.#text], Math.max(end, this.#text.length * 2))
    this.#text.set(message, this.bytes)
    this.#lengths.push(message.length)
    this.bytes = end
  }

  finish(more: boolean): ScanPage {
    const [groups, streams, timestamps, ingestions, sequences] = this.#columns
    return {
      groups: Uint32Array.from(groups!),
      streams: Uint32Array.from(streams!),
      timestampsMs: Float64Array.from(timestamps!),
      ingestionsMs: Float64Array.from(ingestions!),
      sequences: Float64Array.from(sequences!),
      text: this.#text.subarray(0, this.bytes),
      lengths: Uint32Array.from(this.#lengths),
      more,
    }
  }
}
