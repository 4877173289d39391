import type { LogEventRow, LogScan, LogStore, SqlLogStore, StreamStats } from '@atalaya/store'
import type { EngineCall, QueryBatch, ScanPage, WalPosition } from './engine/protocol.ts'
import { EngineSqlLogStore } from './engine-sql-log-store.ts'
import type { StreamIndex } from './stream-index.ts'

/** What reads need of the store around them. */
export interface EngineAccess {
  call<T>(call: EngineCall, signal?: AbortSignal, batch?: (batch: QueryBatch) => void): Promise<T>
  /** Where the log ends now. @throws {StoreUnavailable} when the store is closed */
  position(): WalPosition
  /** Sequence number of the newest event. */
  lastSequence(): number
}

export interface Removals {
  dropGroup(groupId: number): Promise<void>
  dropStream(groupId: number, streamId: number): Promise<void>
}

/** Pages start small, for callers that stop early, and grow for those that go on. */
const FIRST_PAGE_ROWS = 500
const MAX_PAGE_ROWS = 8_000

export class EngineLogStore implements LogStore {
  readonly sql: SqlLogStore
  readonly #access: EngineAccess
  readonly #streams: StreamIndex
  readonly #removals: Removals

  constructor(access: EngineAccess, streams: StreamIndex, removals: Removals) {
    this.#access = access
    this.#streams = streams
    this.#removals = removals
    this.sql = new EngineSqlLogStore(access)
  }

  scan(scan: LogScan, signal?: AbortSignal): AsyncIterable<readonly LogEventRow[]> {
    // Taken here and not in the generator, which runs only when the first page is asked for: the scan sees this moment.
    return this.#pages(scan, this.#access.position(), this.#access.lastSequence(), signal)
  }

  async *#pages(
    scan: LogScan,
    upTo: WalPosition,
    maxSequence: number,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<readonly LogEventRow[]> {
    let { limit, after } = scan
    for (let pageRows = FIRST_PAGE_ROWS; limit > 0; pageRows = Math.min(pageRows * 4, MAX_PAGE_ROWS)) {
      const wanted = Math.min(limit, pageRows)
      const page = await this.#access.call<ScanPage>(
        { method: 'scan', scan: { ...scan, after, limit }, maxSequence, upTo, pageRows: wanted },
        signal,
      )
      const rows = toRows(page)
      if (rows.length > 0) yield rows
      if (!page.more || rows.length === 0) return
      limit -= rows.length
      after = rows.at(-1)
    }
  }

  streamStats(groupId: number, streamId: number): StreamStats | undefined {
    return this.#streams.stats(groupId, streamId)
  }

  storedBytes(groupId: number): number {
    return this.#streams.storedBytes(groupId)
  }

  dropGroup(groupId: number): Promise<void> {
    return this.#removals.dropGroup(groupId)
  }

  dropStream(groupId: number, streamId: number): Promise<void> {
    return this.#removals.dropStream(groupId, streamId)
  }

  async expire(nowMs: number, retentionDays: ReadonlyMap<number, number> = new Map()): Promise<void> {
    await this.#access.call({ method: 'expire', nowMs, retentions: [...retentionDays] })
  }
}

function toRows(page: ScanPage): readonly LogEventRow[] {
  const text = Buffer.from(page.text.buffer, page.text.byteOffset, page.text.byteLength)
  const rows: LogEventRow[] = []
  let start = 0
  for (let i = 0; i < page.lengths.length; i++) {
    const end = start + page.lengths[i]!
    rows.push({
      groupId: page.groups[i]!,
      streamId: page.streams[i]!,
      timestampMs: page.timestampsMs[i]!,
      ingestionTimeMs: page.ingestionsMs[i]!,
      sequence: page.sequences[i]!,
      message: text.toString('utf8', start, end),
    })
    start = end
  }
  return rows
}
