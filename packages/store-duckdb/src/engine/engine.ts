/**
 * The engine: owns DuckDB, reads the write-ahead log, writes parts and answers reads. One for each data folder, in a process
 * of its own, so that heavy queries and compression never hold up an acknowledgement.
 */
import { mkdir, readdir, rename, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { DAY_MS } from '@atalaya/model'
import { removeFile, removeFolder, syncFolder } from '../files.ts'
import { type Layout, layoutOf, parseWalName, type WalFile } from '../layout.ts'
import { type LogFile, type Manifest, recoverParts, writeManifest } from '../manifest.ts'
import { type ConsumedGeneration, Consumer } from './consumer.ts'
import { Database } from './database.ts'
import { type FlushDeps, flushGeneration } from './flush.ts'
import { Graves } from './graves.ts'
import type { HotGeneration } from './hot.ts'
import { PartSet } from './part-set.ts'
import type { EngineCall, FromEngine, MetricPage, MetricQuery, ScanPage, ToEngine, WalPosition } from './protocol.ts'
import { metricSources, readMetrics } from './read-metrics.ts'
import { readPage, sourcesOf } from './scan.ts'
import { loadSeries } from './series-files.ts'

/** More complete generations in memory than this and reading the log waits for the flush. */
const MAX_WAITING = 6
/** More than this wait and fields stay in the messages for now. */
const OVERLOAD = 4
const FLUSH_RETRY_MS = 2000

type ScanCall = Extract<EngineCall, { method: 'scan' }>
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
  #flushing: Promise<void> | undefined
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

  static async open(message: OpenMessage, send: (message: FromEngine) => void): Promise<Engine> {
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
      return new Consumer(hotConnection, {
        complete: (generation) => self.#complete(generation),
        consumed: (position) => self.#progress(position),
        admit: () => self.#admit(),
        log: (level, text) => send({ kind: 'log', level, message: text }),
      })
    })
    send({ kind: 'ready', manifests: parts.manifests, series: await loadSeries(database, layout, parts.manifests) })
    await engine.#findLogs(message)
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
      const result = await this.#call(call, controller.signal)
      this.#send({ kind: 'reply', id, result })
    } catch (cause) {
      const error = cause instanceof Error ? cause : new Error(String(cause))
      this.#send({ kind: 'reply', id, error: { name: error.name, message: error.message, stack: error.stack } })
    } finally {
      this.#calls.delete(id)
    }
  }

  #call(call: EngineCall, signal: AbortSignal): Promise<unknown> {
    switch (call.method) {
      case 'scan':
        return this.#scan(call, signal)
      case 'expire':
        return this.#expire(call.nowMs, new Map(call.retentions))
      case 'readMetrics':
        return this.#readMetrics(call.read, call.upTo, signal)
      case 'reset':
        return this.#reset(call.current)
      case 'flushed':
        return this.#flushed(call.generation)
      case 'close':
        return this.#close()
    }
  }

  get #hot(): readonly HotGeneration[] {
    return [...this.#waiting.map((one) => one.hot), ...this.#consumer.hot]
  }

  async #scan({ scan, upTo, pageRows, maxSequence }: ScanCall, signal: AbortSignal): Promise<ScanPage> {
    await this.#consumer.reach(upTo)
    const groups = scan.groups.flatMap((group) => {
      if (this.#graves.hasGroup(group.groupId)) return []
      const { groupId, streamIds } = group
      return [{ ...group, streamIds: streamIds?.filter((stream) => !this.#graves.hasStream(groupId, stream)) }]
    })
    const live = { ...scan, groups }
    const hot = this.#hot
    const files = this.#parts.logFiles
    const sources = sourcesOf(live, hot, files, (file) => this.#parts.path(file))
    const used = new Set(sources.flatMap((source) => source.table ?? source.path ?? []))
    return this.#pinned(
      hot.filter((one) => used.has(one.logTable)),
      files.map((file) => file.file).filter((file) => used.has(this.#parts.path(file))),
      () =>
        this.#database.with(
          (connection) => readPage({ connection, graves: this.#graves, sources, maxSequence, signal }, live, pageRows),
          signal,
        ),
    )
  }

  async #readMetrics(query: MetricQuery, upTo: WalPosition, signal: AbortSignal): Promise<MetricPage> {
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
      () => this.#database.with((connection) => readMetrics(connection, query, sources), signal),
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
    this.#flushing ??= this.#flushAll().finally(() => {
      this.#flushing = undefined
    })
  }

  async #flushAll(): Promise<void> {
    for (let next = this.#waiting[0]; next !== undefined && !this.#closing; next = this.#waiting[0]) {
      try {
        await this.#flush(next)
      } catch (error) {
        if (this.#closing) return
        this.#send({
          kind: 'log',
          level: 'error',
          message: `generation ${next.file.generation} could not be flushed, trying again: ${String(error)}`,
        })
        await new Promise((resolve) => setTimeout(resolve, FLUSH_RETRY_MS))
      }
    }
  }

  async #flush(generation: ConsumedGeneration): Promise<void> {
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
    while (this.#waiting.some((one) => one.file.generation <= generation)) await this.#flushing
  }

  /** Rewrites the manifests of parts without the log files that have expired, then removes those. */
  async #expire(nowMs: number, retentions: ReadonlyMap<number, number>): Promise<void> {
    const changed: Manifest[] = []
    for (const manifest of this.#parts.manifests) {
      const logs = manifest.logs.filter((file) => !isExpired(file, nowMs, retentions))
      if (logs.length === manifest.logs.length) continue
      const next = { ...manifest, logs }
      await writeManifest(this.#layout, next)
      await this.#parts.commit(next)
      changed.push(next)
    }
    if (changed.length > 0) this.#send({ kind: 'parts', flushedGeneration: undefined, added: changed, removed: [] })
  }

  async #reset(current: WalFile): Promise<void> {
    await this.#consumer.stop()
    await this.#flushing
    for (const { hot } of this.#waiting.splice(0)) await hot.drop()
    for (const name of await readdir(this.#layout.hot)) {
      const file = parseWalName(this.#layout, name)
      if (file !== undefined && file.generation < current.generation) await removeFile(file.path)
    }
    await this.#parts.clear()
    this.#consumer = this.#consumer.renewed()
    this.#consumer.follow(current, 0)
  }

  async #close(): Promise<void> {
    this.#closing = true
    for (const admit of this.#admissions.splice(0)) admit()
    clearTimeout(this.#progressTimer)
    await this.#consumer.stop()
    await this.#flushing
    this.#database.close()
    await removeFolder(this.#layout.spill)
  }
}

/** Every group in the file must have outlived its present retention; of groups that are gone, the one at the time of writing. */
function isExpired(file: LogFile, nowMs: number, retentions: ReadonlyMap<number, number>): boolean {
  return file.groups.every(({ id }) => {
    const days = retentions.get(id) ?? file.retentionDays
    return days > 0 && file.maxMs < nowMs - days * DAY_MS
  })
}
