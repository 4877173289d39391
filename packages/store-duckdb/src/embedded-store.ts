/**
 * The embedded telemetry store.
 *
 * The server's process writes the log and keeps what must be answered from memory; the engine process turns the log into
 * Parquet and reads. An append never waits for the engine, except when it is far behind; a read tells the engine how far
 * the log must be visible to it.
 */
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { totalmem } from 'node:os'
import process from 'node:process'
import { type Clock, invariant, systemClock } from '@atalaya/model'
import {
  type Appended,
  type LogStore,
  type MetricStore,
  StoreUnavailable,
  type TelemetryBatch,
  type TelemetryStats,
  type TelemetryStore,
} from '@atalaya/store'
import type { FromEngine, LogLevel, WalPosition } from './engine/protocol.ts'
import { EngineClient, type OpenMessage, type ReadyMessage } from './engine-client.ts'
import { EngineLogStore } from './engine-log-store.ts'
import { EngineMetricStore } from './engine-metric-store.ts'
import { isErrno } from './files.ts'
import { type Layout, layoutOf, parseWalName, type WalFile } from './layout.ts'
import { lockFolder } from './lock.ts'
import { bytesOf, covers, filesOf, type Manifest } from './manifest.ts'
import { SeriesIndex } from './series-index.ts'
import { StreamIndex } from './stream-index.ts'
import { TombstoneFile } from './tombstones.ts'
import { type DecodedBatch, decodeBatch, encodeBatch } from './wal/batch.ts'
import { salvageFrames } from './wal/record.ts'
import { type WalLimits, WalWriter } from './wal/writer.ts'

export interface EmbeddedStoreOptions {
  /** Created if missing. One process at a time may have it open. */
  readonly directory: string
  /** Memory of the query engine in MiB, above which it spills to disk. Default 3072, but at most half of the machine's. */
  readonly memoryLimitMb?: number
  /** Threads of the query engine. Default 2. */
  readonly threads?: number
  /** When a generation of the log is sealed and turned into Parquet. Defaults: 250,000 rows, 64 MiB, one hour. */
  readonly seal?: Partial<WalLimits>
  /** `manual`: parts are rewritten only by {@link EmbeddedTelemetryStore.compact}. Default `auto`. */
  readonly compaction?: 'auto' | 'manual'
  readonly log?: (level: LogLevel, message: string) => void
  /** Says when points arrive. */
  readonly clock?: Clock
}

const DEFAULT_SEAL: WalLimits = { rows: 250_000, bytes: 64 << 20, ageMs: 3_600_000 }
const DEFAULT_MEMORY_MB = 3072
/** A metric point costs a flush about a quarter of what a log event costs. */
const POINT_ROWS = 0.25
/** Bytes of log that the engine has not read, and bytes that wait for the disk: above it appends wait. */
const MAX_LAG_BYTES = 256 << 20
const MAX_QUEUED_BYTES = 64 << 20
/** Appends that wait for the engine: more are refused. */
const MAX_HELD = 1000
const MAX_HOLD_MS = 10_000
const CLOSE_PATIENCE_MS = 30_000
const IDLE_CHECK_MS = 30_000
const IDLE_SEAL_MS = 5 * 60_000
const IDLE_SEAL_ROWS = 2_000

export class EmbeddedTelemetryStore implements TelemetryStore {
  readonly logs: LogStore
  readonly metrics: MetricStore

  readonly #layout: Layout
  readonly #options: EmbeddedStoreOptions
  readonly #clock: Clock
  readonly #log: (level: LogLevel, message: string) => void
  readonly #streams = new StreamIndex()
  readonly #series = new SeriesIndex()
  readonly #tombstones: TombstoneFile
  readonly #engine: EngineClient
  readonly #unlock: () => Promise<void>
  readonly #parts: Map<string, Manifest> = new Map()
  /** Bytes of sealed generations that are not in a part yet. */
  readonly #sealed: Map<number, number> = new Map()
  #wal: WalWriter | undefined
  #currentFile: WalFile | undefined
  #consumed: WalPosition = { generation: 0, offset: 0 }
  #waitingParts = 0
  #nextSequence = 1
  #held: (() => void)[] = []
  #idleTimer: NodeJS.Timeout | undefined
  #closing: Promise<void> | undefined
  #ended = false

  private constructor(
    layout: Layout,
    options: EmbeddedStoreOptions,
    tombstones: TombstoneFile,
    unlock: () => Promise<void>,
  ) {
    this.#layout = layout
    this.#options = options
    this.#clock = options.clock ?? systemClock
    this.#log = options.log ?? (() => {})
    this.#tombstones = tombstones
    this.#unlock = unlock
    this.#engine = new EngineClient({
      openMessage: () => this.#openMessage(),
      ready: (message) => this.#engineReady(message),
      message: (message) => this.#engineSays(message),
      lost: (reason) => this.#log('error', `the storage engine ended (${reason}) and is started again`),
    })
    const access = {
      call: this.#engine.call.bind(this.#engine),
      position: () => this.#position(),
      lastSequence: () => this.#nextSequence - 1,
    }
    this.logs = new EngineLogStore(access, this.#streams, {
      dropGroup: (group) => this.#dropGroup(group),
      dropStream: (group, stream) => this.#dropStream(group, stream),
    })
    this.metrics = new EngineMetricStore(access, this.#series)
  }

  /** @throws {Error} naming the folder when it is in use or cannot be opened */
  static async open(options: EmbeddedStoreOptions): Promise<EmbeddedTelemetryStore> {
    const layout = layoutOf(options.directory)
    await mkdir(layout.hot, { recursive: true })
    await mkdir(layout.parts, { recursive: true })
    const unlock = await lockFolder(layout.lock, layout.root)
    try {
      const store = new EmbeddedTelemetryStore(layout, options, await TombstoneFile.load(layout.tombstones), unlock)
      await store.#start()
      return store
    } catch (error) {
      await unlock()
      throw error
    }
  }

  async append(batch: TelemetryBatch): Promise<Appended> {
    const wal = this.#wal
    if (wal === undefined || this.#ended) throw new StoreUnavailable('The store is closed.')
    check(batch)
    if (this.#isBehind(wal)) await this.#hold(wal)
    const firstSequences: number[] = []
    let rows = (batch.metrics?.series.length ?? 0) * POINT_ROWS
    for (const { messages } of batch.logs ?? []) {
      firstSequences.push(this.#nextSequence)
      this.#nextSequence += messages.length
      rows += messages.length
    }
    const arrivalMs = this.#clock.now()
    const definitions = this.#series.define(batch.metrics)
    let generation = 0
    let textBytes: readonly number[] = []
    try {
      const encoded = encodeBatch(batch, firstSequences, definitions, arrivalMs)
      textBytes = encoded.textBytes
      await wal.append(encoded.frame, rows, (isStored, into) => {
        generation = into
        if (!isStored) this.#series.forget(definitions)
      })
    } catch (error) {
      this.#series.forget(definitions)
      throw error
    }
    this.#note(batch, textBytes, generation, arrivalMs)
    return { firstSequences }
  }

  stats(): TelemetryStats {
    let segmentBytes = 0
    let segments = 0
    for (const part of this.#parts.values()) {
      segmentBytes += bytesOf(part)
      segments += filesOf(part).length
    }
    let hotBytes = this.#wal?.offset ?? 0
    for (const bytes of this.#sealed.values()) hotBytes += bytes
    return { waitingParts: this.#sealed.size, hotBytes, segments, segmentBytes, series: this.#series.count }
  }

  async reset(): Promise<void> {
    const wal = this.#wal
    if (wal === undefined || this.#ended) throw new StoreUnavailable('The store is closed.')
    await wal.restart()
    this.#sealed.clear()
    this.#streams.clear()
    this.#series.clear()
    await this.#tombstones.clear()
    await this.#engine.call({ method: 'reset', current: this.#currentFile! })
    // What came in since then stays: it is in the new log, not in parts.
    for (const name of [...this.#parts.keys()]) this.#removePart(name)
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  /** Seals what is in the log and waits until it is in Parquet. For tests, benchmarks and tools. */
  async flush(): Promise<void> {
    await this.#wal!.seal()
    await this.#engine.call({ method: 'flushed', generation: this.#wal!.generation - 1 })
  }

  /** Rewrites parts until none is due at `nowMs`. For tests, benchmarks and tools. */
  async compact(nowMs: number = this.#clock.now()): Promise<void> {
    await this.#engine.call({ method: 'compact', nowMs })
  }

  /** Process id of the engine, while it runs. For tests and figures. */
  get enginePid(): number | undefined {
    return this.#engine.pid
  }

  async #close(): Promise<void> {
    this.#ended = true
    clearInterval(this.#idleTimer)
    for (const release of this.#held.splice(0)) release()
    await this.#wal?.close()
    await this.#engine.close(CLOSE_PATIENCE_MS)
    await this.#unlock()
  }

  async #start(): Promise<void> {
    const lastGeneration = await this.#recoverLog()
    this.#tombstones.since(lastGeneration)
    const limits = { ...DEFAULT_SEAL, ...this.#options.seal }
    this.#wal = await WalWriter.open(this.#layout, lastGeneration + 1, limits, {
      opened: (file) => {
        this.#currentFile = file
        this.#engine.send({ kind: 'opened', file })
      },
      durable: (generation, offset) => this.#engine.send({ kind: 'durable', generation, offset }),
      sealed: (generation, bytes) => {
        this.#sealed.set(generation, bytes)
        this.#engine.send({ kind: 'sealed', generation, bytes })
      },
    })
    try {
      await this.#engine.start()
    } catch (error) {
      await this.#wal.close()
      throw error
    }
    this.#idleTimer = setInterval(() => this.#sealWhenIdle(), IDLE_CHECK_MS)
    this.#idleTimer.unref()
  }

  /** Takes in what the log files of earlier processes hold, and returns the highest generation seen. */
  async #recoverLog(): Promise<number> {
    let last = 0
    for (const name of await readdir(this.#layout.parts)) {
      last = Math.max(last, Number.parseInt(name, 10) || 0)
    }
    const names = await readdir(this.#layout.hot)
    for (const name of names.sort()) {
      const file = parseWalName(this.#layout, name)
      if (file === undefined) continue
      last = Math.max(last, file.generation)
      // An engine of the last server that has not ended yet may still take a file away; its part then speaks for it.
      const buffer = await readFile(file.path).catch((error: unknown) => {
        if (isErrno(error, 'ENOENT')) return undefined
        throw error
      })
      if (buffer === undefined) continue
      for (const payload of salvageFrames(buffer, file.salt).payloads) {
        try {
          this.#restore(file.generation, decodeBatch(payload))
        } catch {
          // The engine reads the file too and reports what cannot be read.
        }
      }
    }
    return last
  }

  #restore(generation: number, batch: DecodedBatch): void {
    for (const append of batch.logs) {
      const count = append.timestampsMs.length
      this.#nextSequence = Math.max(this.#nextSequence, append.firstSequence + count)
      if (count === 0 || this.#tombstones.isDead(append.groupId, append.streamId)) continue
      const { groupId, streamId, ingestionMs, timestampsMs } = append
      const [firstMs, lastMs] = extremes(timestampsMs)
      const textBytes = append.text.length
      this.#streams.add(hotSource(generation), groupId, streamId, { firstMs, lastMs, ingestionMs, count, textBytes })
    }
    this.#series.restore(batch.series)
    if (batch.points !== undefined) {
      for (const id of batch.points.series) this.#series.reserve(id)
      this.#series.note(batch.points, batch.points.arrivalMs)
    }
  }

  /** An acknowledged batch becomes visible in what is answered from memory. */
  #note(batch: TelemetryBatch, bytes: readonly number[], generation: number, arrivalMs: number): void {
    for (const [i, append] of (batch.logs ?? []).entries()) {
      const count = append.messages.length
      if (count === 0 || this.#tombstones.isDead(append.groupId, append.streamId)) continue
      const [firstMs, lastMs] = extremes(append.timestampsMs)
      const { groupId, streamId, ingestionTimeMs: ingestionMs } = append
      this.#streams.add(hotSource(generation), groupId, streamId, {
        firstMs,
        lastMs,
        ingestionMs,
        count,
        textBytes: bytes[i]!,
      })
    }
    if (batch.metrics !== undefined) this.#series.note(batch.metrics, arrivalMs)
  }

  #openMessage(): OpenMessage {
    const { directory, memoryLimitMb = defaultMemoryMb(), threads = 2, compaction = 'auto' } = this.#options
    return {
      kind: 'open',
      settings: { directory, memoryLimitMb, threads, compaction },
      tombstones: this.#tombstones.current,
      current: this.#currentFile!,
      durable: this.#wal?.offset ?? 0,
      sealed: [...this.#sealed],
    }
  }

  #engineReady({ manifests, series }: ReadyMessage): void {
    for (const name of this.#parts.keys()) this.#removePart(name)
    for (const manifest of manifests) {
      this.#addPart(manifest)
      this.#nextSequence = Math.max(this.#nextSequence, manifest.lastSequence + 1)
      for (const [from, to] of manifest.generations) {
        for (const generation of [...this.#sealed.keys()]) {
          if (from <= generation && generation <= to) this.#sealed.delete(generation)
        }
      }
    }
    this.#streams.removeSources((source) => {
      const generation = generationOf(source)
      return generation !== undefined && manifests.some((manifest) => covers(manifest, generation))
    })
    this.#series.restoreRows(series)
  }

  #engineSays(message: Exclude<FromEngine, { kind: 'ready' | 'failed' | 'reply' | 'batch' }>): void {
    switch (message.kind) {
      case 'log':
        this.#log(message.level, message.message)
        return
      case 'consumed':
        this.#consumed = message
        this.#waitingParts = message.waitingParts
        this.#releaseHeld()
        return
      case 'parts':
        if (message.flushedGeneration !== undefined) {
          this.#sealed.delete(message.flushedGeneration)
          this.#streams.removeSource(hotSource(message.flushedGeneration))
        }
        for (const name of message.removed) this.#removePart(name)
        for (const manifest of message.added) this.#addPart(manifest)
        void this.#forgetGraves()
        return
    }
  }

  #addPart(manifest: Manifest): void {
    this.#removePart(manifest.name)
    this.#parts.set(manifest.name, manifest)
    const isDead = (group: number, stream: number): boolean => this.#tombstones.isDead(group, stream)
    for (const file of manifest.logs) this.#streams.addColumns(file.file, file.streams, isDead)
  }

  #removePart(name: string): void {
    for (const file of this.#parts.get(name)?.logs ?? []) this.#streams.removeSource(file.file)
    this.#parts.delete(name)
  }

  #position(): WalPosition {
    const wal = this.#wal
    if (wal === undefined || this.#ended) throw new StoreUnavailable('The store is closed.')
    return { generation: wal.generation, offset: wal.offset }
  }

  async #dropGroup(group: number): Promise<void> {
    this.#streams.dropGroup(group)
    const written = this.#tombstones.addGroup(group, this.#wal?.generation ?? 0)
    this.#engine.send({ kind: 'tombstones', tombstones: this.#tombstones.current })
    await written
  }

  async #dropStream(group: number, stream: number): Promise<void> {
    this.#streams.dropStream(group, stream)
    const written = this.#tombstones.addStream(group, stream, this.#wal?.generation ?? 0)
    this.#engine.send({ kind: 'tombstones', tombstones: this.#tombstones.current })
    await written
  }

  /** Tombstones whose rows are in no file any more have done their work. */
  async #forgetGraves(): Promise<void> {
    const unflushed = Math.min(this.#wal?.generation ?? 0, ...this.#sealed.keys())
    const files = [...this.#parts.values()].flatMap((part) => part.logs)
    const changed = await this.#tombstones.keepOnly((group, stream, generation) => {
      if (generation >= unflushed) return true
      return files.some(({ streams }) =>
        streams.groups.some((id, i) => id === group && (stream === undefined || streams.streams[i] === stream)),
      )
    })
    if (changed) this.#engine.send({ kind: 'tombstones', tombstones: this.#tombstones.current })
  }

  #isBehind(wal: WalWriter): boolean {
    return wal.queuedBytes > MAX_QUEUED_BYTES || this.#lagBytes(wal) > MAX_LAG_BYTES
  }

  /** Acknowledged bytes that the engine has not read yet. */
  #lagBytes(wal: WalWriter): number {
    const { generation, offset } = this.#consumed
    let bytes = wal.generation === generation ? wal.offset - offset : wal.offset
    for (const [sealed, size] of this.#sealed) {
      if (sealed === generation) bytes += size - offset
      else if (sealed > generation) bytes += size
    }
    return bytes
  }

  async #hold(wal: WalWriter): Promise<void> {
    if (this.#held.length >= MAX_HELD) throw new StoreUnavailable('the store is too far behind; try again later')
    const deadline = Date.now() + MAX_HOLD_MS
    while (this.#isBehind(wal) && !this.#ended) {
      if (Date.now() >= deadline) throw new StoreUnavailable('the store is too far behind; try again later')
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 250)
        this.#held.push(() => {
          clearTimeout(timer)
          resolve()
        })
      })
    }
  }

  #releaseHeld(): void {
    if (this.#held.length === 0 || this.#wal === undefined || this.#isBehind(this.#wal)) return
    for (const release of this.#held.splice(0)) release()
  }

  #sealWhenIdle(): void {
    const wal = this.#wal
    if (wal === undefined || wal.rows === 0) return
    const now = Date.now()
    const { ageMs } = { ...DEFAULT_SEAL, ...this.#options.seal }
    const isIdle = wal.rows >= IDLE_SEAL_ROWS && wal.idleMs(now) >= IDLE_SEAL_MS
    if (isIdle || wal.ageMs(now) >= ageMs) void wal.seal()
  }
}

/**
 * At most half of the machine, or of what the container may use.
 *
 * @param limitBytes of the container; without one Node gives 0, or a number beyond the memory of the machine
 */
export function defaultMemoryMb(
  machineBytes: number = totalmem(),
  limitBytes: number = process.constrainedMemory?.() ?? 0,
): number {
  const bytes = limitBytes > 0 ? Math.min(limitBytes, machineBytes) : machineBytes
  return Math.min(DEFAULT_MEMORY_MB, Math.floor(bytes / 2 ** 21))
}

function check({ logs = [], metrics }: TelemetryBatch): void {
  for (const { messages, timestampsMs } of logs) {
    invariant(messages.length === timestampsMs.length, 'every message has a timestamp')
  }
  if (metrics === undefined) return
  const { series, timestampsMs, units, resolutions, counts, sums, mins, maxs, values } = metrics
  for (const column of [timestampsMs, units, resolutions, counts, sums, mins, maxs, values]) {
    invariant(column.length === series.length, 'columns of metric points have the same length')
  }
}

function extremes(values: ArrayLike<number>): readonly [number, number] {
  let least = Number.POSITIVE_INFINITY
  let greatest = Number.NEGATIVE_INFINITY
  for (let i = 0; i < values.length; i++) {
    if (values[i]! < least) least = values[i]!
    if (values[i]! > greatest) greatest = values[i]!
  }
  return [least, greatest]
}

const HOT_SOURCE = 'generation '

function hotSource(generation: number): string {
  return `${HOT_SOURCE}${generation}`
}

function generationOf(source: string): number | undefined {
  return source.startsWith(HOT_SOURCE) ? Number(source.slice(HOT_SOURCE.length)) : undefined
}
