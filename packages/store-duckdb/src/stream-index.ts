import type { StreamStats } from '@atalaya/store'
import type { StreamColumns } from './manifest.ts'

/** What CloudWatch adds to the bytes of every event when it bills. */
const EVENT_OVERHEAD_BYTES = 26

/** What one file or one generation of the log holds of a stream. */
interface Share {
  readonly source: string
  firstMs: number
  lastMs: number
  ingestionMs: number
  bytes: number
}

interface Group {
  readonly streams: Map<number, Share[]>
  bytes: number
}

/** First and last event of every stream, kept by the file they are in, so that they stay true when a file goes. */
export class StreamIndex {
  readonly #groups: Map<number, Group> = new Map()
  /** Streams of each source. */
  readonly #sources: Map<string, Map<number, Set<number>>> = new Map()

  stats(groupId: number, streamId: number): StreamStats | undefined {
    const shares = this.#groups.get(groupId)?.streams.get(streamId)
    if (shares === undefined || shares.length === 0) return undefined
    let firstEventMs = Number.POSITIVE_INFINITY
    let lastEventMs = Number.NEGATIVE_INFINITY
    let lastIngestionMs = Number.NEGATIVE_INFINITY
    for (const share of shares) {
      firstEventMs = Math.min(firstEventMs, share.firstMs)
      lastEventMs = Math.max(lastEventMs, share.lastMs)
      lastIngestionMs = Math.max(lastIngestionMs, share.ingestionMs)
    }
    return { firstEventMs, lastEventMs, lastIngestionMs }
  }

  storedBytes(groupId: number): number {
    return this.#groups.get(groupId)?.bytes ?? 0
  }

  /** Takes in events of one stream. `textBytes` are the UTF-8 bytes of their messages. */
  add(
    source: string,
    groupId: number,
    streamId: number,
    events: {
      readonly firstMs: number
      readonly lastMs: number
      readonly ingestionMs: number
      readonly count: number
      readonly textBytes: number
    },
  ): void {
    const bytes = events.textBytes + events.count * EVENT_OVERHEAD_BYTES
    let group = this.#groups.get(groupId)
    if (group === undefined) {
      group = { streams: new Map(), bytes: 0 }
      this.#groups.set(groupId, group)
    }
    group.bytes += bytes
    let shares = group.streams.get(streamId)
    if (shares === undefined) {
      shares = []
      group.streams.set(streamId, shares)
    }
    const share = shares.find((one) => one.source === source)
    if (share === undefined) {
      const { firstMs, lastMs, ingestionMs } = events
      shares.push({ source, firstMs, lastMs, ingestionMs, bytes })
      this.#streamsOf(source, groupId).add(streamId)
      return
    }
    share.firstMs = Math.min(share.firstMs, events.firstMs)
    share.lastMs = Math.max(share.lastMs, events.lastMs)
    share.ingestionMs = Math.max(share.ingestionMs, events.ingestionMs)
    share.bytes += bytes
  }

  addColumns(source: string, columns: StreamColumns, isDead: (group: number, stream: number) => boolean): void {
    for (let i = 0; i < columns.groups.length; i++) {
      const group = columns.groups[i]!
      const stream = columns.streams[i]!
      if (isDead(group, stream)) continue
      this.add(source, group, stream, {
        firstMs: columns.firstMs[i]!,
        lastMs: columns.lastMs[i]!,
        ingestionMs: columns.ingestionMs[i]!,
        count: columns.counts[i]!,
        textBytes: columns.bytes[i]!,
      })
    }
  }

  removeSource(source: string): void {
    const groups = this.#sources.get(source)
    if (groups === undefined) return
    this.#sources.delete(source)
    for (const [groupId, streams] of groups)
      for (const streamId of streams) this.#removeShare(source, groupId, streamId)
  }

  removeSources(isGone: (source: string) => boolean): void {
    for (const source of [...this.#sources.keys()]) if (isGone(source)) this.removeSource(source)
  }

  dropGroup(groupId: number): void {
    this.#groups.delete(groupId)
    for (const groups of this.#sources.values()) groups.delete(groupId)
  }

  dropStream(groupId: number, streamId: number): void {
    const group = this.#groups.get(groupId)
    for (const share of group?.streams.get(streamId) ?? []) group!.bytes -= share.bytes
    group?.streams.delete(streamId)
    for (const groups of this.#sources.values()) groups.get(groupId)?.delete(streamId)
  }

  clear(): void {
    this.#groups.clear()
    this.#sources.clear()
  }

  #removeShare(source: string, groupId: number, streamId: number): void {
    const group = this.#groups.get(groupId)
    const shares = group?.streams.get(streamId)
    const at = shares?.findIndex((one) => one.source === source) ?? -1
    if (group === undefined || shares === undefined || at === -1) return
    group.bytes -= shares[at]!.bytes
    shares.splice(at, 1)
    if (shares.length === 0) group.streams.delete(streamId)
  }

  #streamsOf(source: string, groupId: number): Set<number> {
    let groups = this.#sources.get(source)
    if (groups === undefined) {
      groups = new Map()
      this.#sources.set(source, groups)
    }
    let streams = groups.get(groupId)
    if (streams === undefined) {
      streams = new Set()
      groups.set(groupId, streams)
    }
    return streams
  }
}
