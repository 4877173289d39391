/**
 * The engine: owns DuckDB, reads the write-ahead log, writes parts and answers reads. One for each data folder, in a process
 * of its own, so that heavy queries and compression never hold up an acknowledgement.
 */
import { mkdir, readdir, rename, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { LogScanGroup } from '@atalaya/store'
import type { DuckDBConnection } from '@duckdb/node-api'
import { removeFile, removeFolder, syncFolder } from '../files.ts'
import { type Layout, layoutOf, parseWalName, type WalFile } from '../layout.ts'
import { type Manifest, recoverParts, writeManifest } from '../manifest.ts'
import { nextCount, planRewrite, rewrite, withoutExpired } from './compaction.ts'
import { type ConsumedGeneration, Consumer } from './consumer.ts'
import { Database } from './database.ts'
import { type FlushDeps, flushGeneration } from './flush.ts'
import { Graves } from './graves.ts'
import type { HotGeneration } from './hot.ts'
import { asScan, runQuery } from './insights.ts'
import { PartSet } from './part-set.ts'
import type { EngineCall, FromEngine, LogLevel, QueryBatch, ScanPage, ToEngine, WalPosition } from './protocol.ts'
import { readColumns } from './read-columns.ts'
import { type MetricRange, type MetricSources, metricSources, readMetrics } from './read-metrics.ts'
import { readPage, sourcesOf } from './scan.ts'
import { loadSeries } from './series-files.ts'

/** More complete generations in memory than this and reading the log waits for the flush. */
const MAX_WAITING = 6
/** More than this wait and fields stay in the messages for now. */
const OVERLOAD = 4
const FIRST_FLUSH_RETRY_MS = 1000
const LAST_FLUSH_RETRY_MS = 60_000
const REWRITE_RETRY_MS = 600_000
/** After a deletion: others may follow. */
const COMPACTION_DELAY_MS = 2000
/** Metrics grow old without anything happening. */
const COMPACTION_INTERVAL_MS = 60_000

type ScanCall = Extract<EngineCall, { method: 'scan' }>
type QueryCall = Extract<EngineCall, { method: 'query' }>
type OpenMessage = Extract<ToEngine, { kind: 'open' }>

export class Engine {
  readonly #send: (message: FromEngine) => void
  readonly #layout: Layout
  readonly #database: Database
  readonly #parts: PartSet
  readonly #graves: Graves
  #consumer: Consumer
  /** Complete generations that have no part yet, oldest first. */
  #waiting: ConsumedGeneration[] = []
  #admissions: (() => void)[] = []
  #working: Promise<void> | undefined
  #compactionTimer: NodeJS.Timeout | undefined
  #compactionInterval: NodeJS.Timeout | undefined
  /** Parts whose rewrite failed, and until when they are left alone. */
  readonly #stubborn: Map<string, number> = new Map()
  #alone: Promise<unknown> = Promise.resolve()
  #afterFlush: (() => void)[] = []
  #autoCompact = true
  #closing = false
  #position: WalPosition = { generation: 0, offset: 0 }
  #progressTimer: NodeJS.Timeout | undefined
  readonly #calls: Map<number, AbortController> = new Map()

  private constructor(
    send: (message: FromEngine) => void,
    layout: Layout,
    database: Database,
    parts: PartSet,
    graves: Graves,
    consumer: (engine: Engine) => Consumer,
  ) {
    this.#send = send
    this.#layout = layout
    this.#database = database
    this.#parts = parts
    this.#graves = graves
    this.#consumer = consumer(this)
  }

  /** @param fatal is told when this engine is of no more use and another must be started */
  static async open(
    message: OpenMessage,
    send: (message: FromEngine) => void,
    fatal: (error: Error) => void,
  ): Promise<Engine> {
    const layout = layoutOf(message.settings.directory)
    const database = await Database.open(layout, message.settings)
    await removeFolder(layout.spill)
    for (const folder of [layout.damaged, layout.parts, layout.spill]) await mkdir(folder, { recursive: true })
    const { manifests, unreadable } = await recoverParts(layout)
    for (const name of unreadable) {
      send({
        kind: 'log',
        level: 'error',
        message: `manifest ${join(layout.parts, name)} cannot be read; its files are left as they are`,
      })
    }
    const graves = new Graves()
    graves.set(message.tombstones)
    const parts = new PartSet(layout, manifests)
    const hotConnection = await database.connect()
    const engine = new Engine(send, layout, database, parts, graves, (self) => {
      return new Consumer(hotConnection, database, {
        complete: (generation) => self.#complete(generation),
        consumed: (position) => self.#progress(position),
        admit: () => self.#admit(),
        log: (level, text) => send({ kind: 'log', level, message: text }),
        fatal,
      })
    })
    send({ kind: 'ready', manifests: parts.manifests, series: await loadSeries(database, layout, parts.manifests) })
    await engine.#findLogs(message)
    engine.#autoCompact = message.settings.compaction === 'auto'
    engine.#compactSoon()
    engine.#compactionInterval = setInterval(() => engine.#work(), COMPACTION_INTERVAL_MS)
    return engine
  }

  handle(message: Exclude<ToEngine, OpenMessage>): void {
    switch (message.kind) {
      case 'opened':
        this.#consumer.follow(message.file, 0)
        return
      case 'durable':
        this.#consumer.durable(message.generation, message.offset)
        return
      case 'sealed':
        this.#consumer.sealed(message.generation, message.bytes)
        return
      case 'tombstones':
        this.#graves.set(message.tombstones)
        this.#compactSoon()
        return
      case 'cancel':
        this.#calls.get(message.id)?.abort()
        return
      case 'call':
        void this.#answer(message.id, message.call)
        return
    }
  }

  async #findLogs({ current, durable, sealed }: OpenMessage): Promise<void> {
    const stillSealed = new Map(sealed)
    for (const name of (await readdir(this.#layout.hot)).sort()) {
      const file = parseWalName(this.#layout, name)
      if (file === undefined || file.generation >= current.generation) continue
      if (this.#parts.covers(file.generation)) {
        await removeFile(file.path)
        continue
      }
      const bytes = stillSealed.get(file.generation)
      if (bytes !== undefined) this.#consumer.followSealed(file, bytes)
      else this.#consumer.recover(file, (await stat(file.path)).size)
    }
    this.#consumer.follow(current, durable)
  }

  async #answer(id: number, call: EngineCall): Promise<void> {
    const controller = new AbortController()
    this.#calls.set(id, controller)
    try {
      const result = await this.#call(id, call, controller.signal)
      this.#send({ kind: 'reply', id, result })
    } catch (cause) {
      const error = cause instanceof Error ? cause : new Error(String(cause))
      this.#send({ kind: 'reply', id, error: { name: error.name, message: error.message, stack: error.stack } })
    } finally {
      this.#calls.delete(id)
    }
  }

  #call(id: number, call: EngineCall, signal: AbortSignal): Promise<unknown> {
    switch (call.method) {
      case 'scan':
        return this.#scan(call, signal)
      case 'query':
        return this.#query(id, call, signal)
      case 'expire':
        return this.#exclusively(() => this.#expire(call.nowMs, new Map(call.retentions)))
      case 'readMetrics':
        return this.#readMetrics(call.read, call.upTo, signal, (connection, sources) =>
          readMetrics(connection, call.read, sources),
        )
      case 'readColumns':
        return this.#readMetrics(call.read, call.upTo, signal, (connection, sources) =>
          readColumns(connection, call.read, sources),
        )
      case 'reset':
        return this.#reset(call.current)
      case 'flushed':
        return this.#flushed(call.generation)
      case 'compact':
        return this.#compactAll(call.nowMs)
      case 'close':
        return this.#close()
    }
  }

  get #hot(): readonly HotGeneration[] {
    return [...this.#waiting.map((one) => one.hot), ...this.#consumer.hot]
  }

  async #scan({ scan, upTo, pageRows, maxSequence }: ScanCall, signal: AbortSignal): Promise<ScanPage> {
    await this.#consumer.reach(upTo)
    const live = { ...scan, groups: this.#alive(scan.groups) }
    const sources = sourcesOf(live, this.#hot, this.#parts.logFiles, (file) => this.#parts.path(file))
    return this.#pinned(
      sources.flatMap(({ from }) => (from.kind === 'hot' ? [from.hot] : [])),
      sources.flatMap(({ from }) => (from.kind === 'file' ? [from.file.file] : [])),
      () =>
        this.#database.read(
          (connection) => readPage({ connection, graves: this.#graves, sources, maxSequence, signal }, live, pageRows),
          signal,
        ),
    )
  }

  async #query(id: number, call: QueryCall, signal: AbortSignal): Promise<void> {
    await this.#consumer.reach(call.upTo)
    const { query, maxSequence, maxBytes } = call
    const live = { ...query, relation: { ...query.relation, groups: this.#alive(query.relation.groups) } }
    const sources = sourcesOf(asScan(live), this.#hot, this.#parts.logFiles, (file) => this.#parts.path(file))
    const send = (batch: QueryBatch): void => this.#send({ kind: 'batch', id, batch })
    await this.#pinned(
      sources.flatMap(({ from }) => (from.kind === 'hot' ? [from.hot] : [])),
      sources.flatMap(({ from }) => (from.kind === 'file' ? [from.file.file] : [])),
      () =>
        this.#database.read(
          (connection) =>
            runQuery({ connection, graves: this.#graves, sources, maxSequence, maxBytes, signal, send }, live),
          signal,
        ),
    )
  }

  /** Without the groups and streams that were deleted. */
  #alive(groups: readonly LogScanGroup[]): readonly LogScanGroup[] {
    return groups.flatMap((group) => {
      if (this.#graves.hasGroup(group.groupId)) return []
      const { groupId, streamIds } = group
      if (streamIds === undefined) return [group]
      return [{ ...group, streamIds: streamIds.filter((stream) => !this.#graves.hasStream(groupId, stream)) }]
    })
  }

  async #readMetrics<T>(
    query: MetricRange,
    upTo: WalPosition,
    signal: AbortSignal,
    read: (connection: DuckDBConnection, sources: MetricSources) => Promise<T>,
  ): Promise<T> {
    await this.#consumer.reach(upTo)
    const { hot, files } = metricSources(query, this.#hot, this.#parts.metricFiles)
    const sources = {
      tables: hot.map((one) => one.pointTable),
      raw: files.filter((file) => file.level === 0).map((file) => this.#parts.path(file.file)),
      rollUps: files.filter((file) => file.level > 0).map((file) => this.#parts.path(file.file)),
    }
    return this.#pinned(
      hot,
      files.map((file) => file.file),
      () => this.#database.read((connection) => read(connection, sources), signal),
    )
  }

  /** Runs a read while its tables and files stay. */
  async #pinned<T>(hot: readonly HotGeneration[], files: readonly string[], read: () => Promise<T>): Promise<T> {
    const releases = [...hot.map((one) => one.pin()), this.#parts.pin(files)]
    try {
      return await read()
    } finally {
      for (const release of releases) await release()
    }
  }

  #complete(generation: ConsumedGeneration): void {
    this.#waiting.push(generation)
    this.#report()
    this.#work()
  }

  /** Flushes what waits; when nothing does, rewrites parts. One thing at a time: each may use all of the processor. */
  #work(): void {
    this.#working ??= this.#workOn().finally(() => {
      this.#working = undefined
      if (this.#waiting.length > 0 && !this.#closing) this.#work()
    })
  }

  async #workOn(): Promise<void> {
    let retryMs = FIRST_FLUSH_RETRY_MS
    while (!this.#closing) {
      const next = this.#waiting[0]
      if (next === undefined) {
        if (!this.#autoCompact || !(await this.#exclusively(() => this.#compact(Date.now())))) return
        continue
      }
      try {
        await this.#exclusively(() => this.#flush(next))
        retryMs = FIRST_FLUSH_RETRY_MS
      } catch (error) {
        if (this.#closing) return
        this.#log('error', `generation ${next.file.generation} could not be flushed, trying again: ${String(error)}`)
        await new Promise((resolve) => setTimeout(resolve, retryMs))
        retryMs = Math.min(retryMs * 2, LAST_FLUSH_RETRY_MS)
      }
    }
  }

  /** Flushes, rewrites, expiry and reset change the set of parts: one at a time. */
  #exclusively<T>(change: () => Promise<T>): Promise<T> {
    const result = this.#alone.then(change)
    this.#alone = result.catch(() => {})
    return result
  }

  /** One rewrite, if any is due. */
  async #compact(nowMs: number): Promise<boolean> {
    const all = this.#parts.manifests
    const parts = planRewrite(
      all.filter((part) => (this.#stubborn.get(part.name) ?? 0) < Date.now()),
      this.#graves,
      nowMs,
    )
    if (parts === undefined) return false
    const names = parts.map((part) => part.name)
    try {
      const manifest = await rewrite(this.#deps, parts, nextCount(all), nowMs)
      await this.#parts.commit(manifest)
      this.#send({ kind: 'parts', flushedGeneration: undefined, added: [manifest], removed: names })
    } catch (error) {
      if (this.#closing) return false
      for (const name of names) this.#stubborn.set(name, Date.now() + REWRITE_RETRY_MS)
      this.#log('error', `parts ${names.join(', ')} could not be rewritten and stay for now: ${String(error)}`)
    }
    return true
  }

  async #compactAll(nowMs: number): Promise<void> {
    while (await this.#exclusively(() => this.#compact(nowMs)));
  }

  /** Looks for rewrites soon, once for many reasons. */
  #compactSoon(): void {
    clearTimeout(this.#compactionTimer)
    this.#compactionTimer = setTimeout(() => this.#work(), COMPACTION_DELAY_MS)
  }

  #log(level: LogLevel, message: string): void {
    this.#send({ kind: 'log', level, message })
  }

  async #flush(generation: ConsumedGeneration): Promise<void> {
    // A reset may have come first.
    if (!this.#waiting.includes(generation)) return
    const { file, hot } = generation
    if (hot.isEmpty) await this.#forget(generation)
    else {
      const manifest = await flushGeneration(this.#deps, hot, this.#waiting.length <= OVERLOAD)
      await this.#parts.commit(manifest)
      await this.#forget(generation)
      this.#send({ kind: 'parts', flushedGeneration: file.generation, added: [manifest], removed: [] })
    }
    await hot.drop()
    for (const admit of this.#admissions.splice(0)) admit()
    for (const resolve of this.#afterFlush.splice(0)) resolve()
    this.#report()
  }

  /** Takes a generation that has its part off the list, and its log off the disk. */
  async #forget({ file, damaged }: ConsumedGeneration): Promise<void> {
    this.#waiting.shift()
    if (!damaged) return removeFile(file.path)
    await rename(file.path, join(this.#layout.damaged, basename(file.path)))
    await syncFolder(this.#layout.hot)
  }

  get #deps(): FlushDeps {
    return {
      database: this.#database,
      layout: this.#layout,
      graves: this.#graves,
      warn: (message) => this.#send({ kind: 'log', level: 'warn', message }),
    }
  }

  async #admit(): Promise<void> {
    while (this.#waiting.length >= MAX_WAITING && !this.#closing) {
      await new Promise<void>((resolve) => this.#admissions.push(resolve))
    }
  }

  #progress(position: WalPosition): void {
    this.#position = position
    this.#progressTimer ??= setTimeout(() => this.#report(), 20)
  }

  #report(): void {
    clearTimeout(this.#progressTimer)
    this.#progressTimer = undefined
    this.#send({ kind: 'consumed', ...this.#position, waitingParts: this.#waiting.length })
  }

  /** Resolves when all generations up to this one are in parts. */
  async #flushed(generation: number): Promise<void> {
    await this.#consumer.reach({ generation: generation + 1, offset: 0 })
    while (this.#waiting.some((one) => one.file.generation <= generation)) {
      await new Promise<void>((resolve) => this.#afterFlush.push(resolve))
    }
  }

  /** Rewrites the manifests of parts without the log files that have expired, then removes those. */
  async #expire(nowMs: number, retentions: ReadonlyMap<number, number>): Promise<void> {
    const changed: Manifest[] = []
    for (const manifest of this.#parts.manifests) {
      const next = withoutExpired(manifest, nowMs, retentions)
      if (next === undefined) continue
      await writeManifest(this.#layout, next)
      await this.#parts.commit(next)
      changed.push(next)
    }
    if (changed.length > 0) this.#send({ kind: 'parts', flushedGeneration: undefined, added: changed, removed: [] })
  }

  async #reset(current: WalFile): Promise<void> {
    await this.#consumer.stop()
    await this.#exclusively(async () => {
      for (const { hot } of this.#waiting.splice(0)) await hot.drop()
      for (const name of await readdir(this.#layout.hot)) {
        const file = parseWalName(this.#layout, name)
        if (file !== undefined && file.generation < current.generation) await removeFile(file.path)
      }
      await this.#parts.clear()
    })
    for (const admit of this.#admissions.splice(0)) admit()
    this.#consumer = this.#consumer.renewed()
    this.#consumer.follow(current, 0)
  }

  /** Nothing is finished: what a flush or rewrite had written so far is swept up at the next start. */
  async #close(): Promise<void> {
    this.#closing = true
    clearTimeout(this.#progressTimer)
    clearTimeout(this.#compactionTimer)
    clearInterval(this.#compactionInterval)
    for (const release of [...this.#admissions.splice(0), ...this.#afterFlush.splice(0)]) release()
    await this.#consumer.stop()
  }
}
