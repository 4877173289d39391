import type { LogScanGroup } from '@atalaya/store'
import type { StreamColumns } from '../manifest.ts'
import type { DecodedAppend } from '../wal/batch.ts'

export interface SpanCollector {
  add(firstMs: number, lastMs: number): void
}

interface Row {
  readonly group: number
  readonly stream: number
  firstMs: number
  lastMs: number
  ingestionMs: number
  count: number
  bytes: number
}

/** First and last event, newest arrival, number and size of the events of each stream of a part. */
export class StreamTable {
  readonly #rows: Map<number, Map<number, Row>> = new Map()

  add(append: DecodedAppend): void {
    if (append.timestampsMs.length === 0) return
    let firstMs = Number.POSITIVE_INFINITY
    let lastMs = Number.NEGATIVE_INFINITY
    for (const timestamp of append.timestampsMs) {
      if (timestamp < firstMs) firstMs = timestamp
      if (timestamp > lastMs) lastMs = timestamp
    }
    this.merge({
      group: append.groupId,
      stream: append.streamId,
      firstMs,
      lastMs,
      ingestionMs: append.ingestionMs,
      count: append.timestampsMs.length,
      bytes: append.text.length,
    })
  }

  addColumns(columns: StreamColumns, keep: (group: number, stream: number) => boolean): void {
    for (let i = 0; i < columns.groups.length; i++) {
      const group = columns.groups[i]!
      const stream = columns.streams[i]!
      if (!keep(group, stream)) continue
      this.merge({
        group,
        stream,
        firstMs: columns.firstMs[i]!,
        lastMs: columns.lastMs[i]!,
        ingestionMs: columns.ingestionMs[i]!,
        count: columns.counts[i]!,
        bytes: columns.bytes[i]!,
      })
    }
  }

  /** Sorted by group and stream. */
  columns(keep: (group: number, stream: number) => boolean): StreamColumns {
    const rows: Row[] = []
    for (const streams of this.#rows.values()) {
      for (const row of streams.values()) if (keep(row.group, row.stream)) rows.push(row)
    }
    rows.sort((a, b) => a.group - b.group || a.stream - b.stream)
    return {
      groups: rows.map((row) => row.group),
      streams: rows.map((row) => row.stream),
      firstMs: rows.map((row) => row.firstMs),
      lastMs: rows.map((row) => row.lastMs),
      ingestionMs: rows.map((row) => row.ingestionMs),
      counts: rows.map((row) => row.count),
      bytes: rows.map((row) => row.bytes),
    }
  }

  /** Adds the spans of the wanted streams to `times`. */
  collect(groups: readonly LogScanGroup[], times: SpanCollector): void {
    for (const { groupId, streamIds } of groups) {
      const streams = this.#rows.get(groupId)
      if (streams === undefined) continue
      if (streamIds === undefined) for (const row of streams.values()) times.add(row.firstMs, row.lastMs)
      else {
        for (const id of streamIds) {
          const row = streams.get(id)
          if (row !== undefined) times.add(row.firstMs, row.lastMs)
        }
      }
    }
  }

  merge(other: Row): void {
    let streams = this.#rows.get(other.group)
    if (streams === undefined) {
      streams = new Map()
      this.#rows.set(other.group, streams)
    }
    const row = streams.get(other.stream)
    if (row === undefined) {
      streams.set(other.stream, { ...other })
      return
    }
    row.firstMs = Math.min(row.firstMs, other.firstMs)
    row.lastMs = Math.max(row.lastMs, other.lastMs)
    row.ingestionMs = Math.max(row.ingestionMs, other.ingestionMs)
    row.count += other.count
    row.bytes += other.bytes
  }
}
