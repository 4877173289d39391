import { DAY_MS, invariant } from '@atalaya/model'
import type { LogAppend, LogEventRow, LogPosition, LogScan, LogScanGroup, LogStore, StreamStats } from '../log-store.ts'
import { satisfiesHint } from '../row-hint.ts'

/** Rows of one page of a scan. Small, so that readers of pages are exercised even by little data. */
const PAGE_ROWS = 1_000

/** What CloudWatch adds to the bytes of every event when it bills and when it limits a batch. */
const EVENT_OVERHEAD_BYTES = 26

/** What one append left in a stream: the unit of expiry, as a file is elsewhere. */
interface Part {
  readonly retentionDays: number
  readonly stats: StreamStats
  readonly bytes: number
  readonly rows: readonly LogEventRow[]
}

interface Stream {
  parts: readonly Part[]
  stats: StreamStats
}

export class MemoryLogStore implements LogStore {
  readonly #groups = new Map<number, Map<number, Stream>>()
  readonly #bytes = new Map<number, number>()
  #nextSequence = 1

  /** @returns the sequence number of the first event */
  append(append: LogAppend): number {
    const first = this.#nextSequence
    this.#nextSequence += append.messages.length
    if (append.messages.length === 0) return first

    const part = toPart(append, first)
    const streams = this.#groups.get(append.groupId) ?? new Map<number, Stream>()
    const stream = streams.get(append.streamId)
    this.#groups.set(append.groupId, streams)
    if (stream === undefined) {
      streams.set(append.streamId, { parts: [part], stats: part.stats })
    } else {
      ;(stream.parts as Part[]).push(part)
      stream.stats = mergeStats(stream.stats, part.stats)
    }
    this.#bytes.set(append.groupId, this.storedBytes(append.groupId) + part.bytes)
    return first
  }

  scan(scan: LogScan, signal?: AbortSignal): AsyncIterable<readonly LogEventRow[]> {
    // Collected here and not in the generator, which runs only when the first page is asked for: the scan sees this moment.
    return pages(this.#select(scan), signal)
  }

  streamStats(groupId: number, streamId: number): StreamStats | undefined {
    return this.#groups.get(groupId)?.get(streamId)?.stats
  }

  storedBytes(groupId: number): number {
    return this.#bytes.get(groupId) ?? 0
  }

  totalBytes(): number {
    return [...this.#bytes.values()].reduce((sum, bytes) => sum + bytes, 0)
  }

  dropGroup(groupId: number): Promise<void> {
    this.#groups.delete(groupId)
    this.#bytes.delete(groupId)
    return Promise.resolve()
  }

  dropStream(groupId: number, streamId: number): Promise<void> {
    const stream = this.#groups.get(groupId)?.get(streamId)
    if (stream !== undefined) this.#keep(groupId, streamId, stream, () => false)
    return Promise.resolve()
  }

  expire(nowMs: number, retentionDays?: ReadonlyMap<number, number>): Promise<void> {
    for (const [groupId, streams] of this.#groups) {
      for (const [streamId, stream] of streams) {
        this.#keep(groupId, streamId, stream, (part) => {
          const days = retentionDays?.get(groupId) ?? part.retentionDays
          return days === 0 || part.stats.lastEventMs >= nowMs - days * DAY_MS
        })
      }
    }
    return Promise.resolve()
  }

  clear(): void {
    this.#groups.clear()
    this.#bytes.clear()
    this.#nextSequence = 1
  }

  #select(scan: LogScan): LogEventRow[] {
    const sign = scan.order === 'ascending' ? 1 : -1
    const { startMs, endMs, after, hint } = scan
    const rows: LogEventRow[] = []
    for (const groupId of new Set(scan.groups.map((group) => group.groupId))) {
      const wanted = scan.groups.filter((group) => group.groupId === groupId)
      for (const stream of this.#groups.get(groupId)?.values() ?? []) {
        for (const row of stream.parts.flatMap((part) => part.rows)) {
          if (row.timestampMs < startMs || row.timestampMs >= endMs) continue
          if (after !== undefined && sign * comparePositions(row, after) <= 0) continue
          if (!wanted.some((group) => admits(group, row))) continue
          if (hint === undefined || satisfiesHint(hint, row.message)) rows.push(row)
        }
      }
    }
    return rows.sort((a, b) => sign * comparePositions(a, b)).slice(0, scan.limit)
  }

  /** Forgets the parts of a stream that fail `test`, and the stream when nothing is left of it. */
  #keep(groupId: number, streamId: number, stream: Stream, test: (part: Part) => boolean): void {
    const kept = stream.parts.filter(test)
    const before = stream.parts.reduce((sum, part) => sum + part.bytes, 0)
    const after = kept.reduce((sum, part) => sum + part.bytes, 0)
    this.#bytes.set(groupId, this.storedBytes(groupId) - before + after)

    const [first, ...rest] = kept
    if (first === undefined) {
      this.#groups.get(groupId)?.delete(streamId)
    } else {
      stream.parts = kept
      stream.stats = rest.reduce((stats, part) => mergeStats(stats, part.stats), first.stats)
    }
  }
}

async function* pages(rows: readonly LogEventRow[], signal?: AbortSignal): AsyncGenerator<readonly LogEventRow[]> {
  signal?.throwIfAborted()
  for (let from = 0; from < rows.length; from += PAGE_ROWS) {
    signal?.throwIfAborted()
    yield rows.slice(from, from + PAGE_ROWS)
  }
}

function comparePositions(a: LogPosition, b: LogPosition): number {
  return a.timestampMs - b.timestampMs || a.sequence - b.sequence
}

function admits(group: LogScanGroup, row: LogEventRow): boolean {
  if (group.streamIds !== undefined && !group.streamIds.includes(row.streamId)) return false
  return group.notBeforeMs === undefined || row.timestampMs >= group.notBeforeMs
}

function toPart(append: LogAppend, firstSequence: number): Part {
  const { groupId, streamId, ingestionTimeMs, retentionDays } = append
  let bytes = 0
  let stats: StreamStats | undefined
  const rows = append.messages.map((message, index) => {
    const timestampMs = append.timestampsMs[index]
    invariant(timestampMs !== undefined, 'every message has a timestamp')
    const own = { firstEventMs: timestampMs, lastEventMs: timestampMs, lastIngestionMs: ingestionTimeMs }
    stats = stats === undefined ? own : mergeStats(stats, own)
    bytes += Buffer.byteLength(message) + EVENT_OVERHEAD_BYTES
    return { groupId, streamId, timestampMs, ingestionTimeMs, sequence: firstSequence + index, message }
  })
  invariant(stats !== undefined, 'a part has events')
  return { retentionDays, stats, bytes, rows }
}

function mergeStats(a: StreamStats, b: StreamStats): StreamStats {
  return {
    firstEventMs: Math.min(a.firstEventMs, b.firstEventMs),
    lastEventMs: Math.max(a.lastEventMs, b.lastEventMs),
    lastIngestionMs: Math.max(a.lastIngestionMs, b.lastIngestionMs),
  }
}
