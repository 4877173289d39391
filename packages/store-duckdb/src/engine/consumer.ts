/**
 * Reads the write-ahead log into hot generations, in order, as far as it is durable.
 *
 * There is no other way into the tables: after a crash the generations that have no part yet are read again from their
 * start. Files from before this process started are read with salvage, because damage may have come over them.
 */
import { type FileHandle, open } from 'node:fs/promises'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { WalFile } from '../layout.ts'
import { type DecodedBatch, decodeBatch } from '../wal/batch.ts'
import { FRAME_HEADER_BYTES, frameBytes, payloadAt, salvageFrames } from '../wal/record.ts'
import type { Database } from './database.ts'
import { HotGeneration } from './hot.ts'
import type { LogLevel, WalPosition } from './protocol.ts'

const READ_BYTES = 2 << 20
/** A transaction inserts about so many bytes of log. */
const INSERT_BYTES = 8 << 20

export interface ConsumerEvents {
  /** A sealed generation is in memory as a whole; it leaves the consumer. */
  readonly complete: (generation: ConsumedGeneration) => void
  /** Everything before the position is visible. */
  readonly consumed: (position: WalPosition) => void
  /** Resolves when there is memory for another generation. */
  readonly admit: () => Promise<void>
  readonly log: (level: LogLevel, message: string) => void
  /** The log cannot be read into memory: nothing in memory can be trusted. */
  readonly fatal: (error: Error) => void
}

export interface ConsumedGeneration {
  readonly file: WalFile
  readonly hot: HotGeneration
  /** Damage was found: the file is kept for inspection. */
  readonly damaged: boolean
}

interface Tail {
  readonly file: WalFile
  durable: number
  sealedBytes: number | undefined
  readonly recovered: boolean
  position: number
  hot: HotGeneration | undefined
  handle: FileHandle | undefined
  damaged: boolean
}

interface Waiter {
  readonly position: WalPosition
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

export class Consumer {
  readonly #connection: DuckDBConnection
  readonly #database: Database
  readonly #events: ConsumerEvents
  #tails: Tail[] = []
  #waiters: Waiter[] = []
  #running: Promise<void> | undefined
  #failure: Error | undefined
  #stopped = false

  constructor(connection: DuckDBConnection, database: Database, events: ConsumerEvents) {
    this.#connection = connection
    this.#database = database
    this.#events = events
  }

  /** A file left by an earlier process: it will not grow. */
  recover(file: WalFile, bytes: number): void {
    this.#add({
      file,
      durable: bytes,
      sealedBytes: bytes,
      recovered: true,
      position: 0,
      hot: undefined,
      handle: undefined,
      damaged: false,
    })
  }

  /** A file that the server writes now. */
  follow(file: WalFile, durable: number): void {
    this.#add({
      file,
      durable,
      sealedBytes: undefined,
      recovered: false,
      position: 0,
      hot: undefined,
      handle: undefined,
      damaged: false,
    })
  }

  /** A file of a server that still runs, which was sealed before this engine started. */
  followSealed(file: WalFile, bytes: number): void {
    this.#add({
      file,
      durable: bytes,
      sealedBytes: bytes,
      recovered: false,
      position: 0,
      hot: undefined,
      handle: undefined,
      damaged: false,
    })
  }

  durable(generation: number, offset: number): void {
    const tail = this.#find(generation)
    if (tail !== undefined && offset > tail.durable) {
      tail.durable = offset
      this.#start()
    }
  }

  sealed(generation: number, bytes: number): void {
    const tail = this.#find(generation)
    if (tail === undefined) return
    tail.durable = bytes
    tail.sealedBytes = bytes
    this.#start()
  }

  /** Resolves when everything before the position is visible. */
  reach(position: WalPosition): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure)
    this.durable(position.generation, position.offset)
    if (this.#isPast(position)) return Promise.resolve()
    return new Promise((resolve, reject) => this.#waiters.push({ position, resolve, reject }))
  }

  /** Generations that are at least partly in memory, oldest first. */
  get hot(): readonly HotGeneration[] {
    return this.#tails.flatMap((tail) => tail.hot ?? [])
  }

  /** A consumer with no files and the same listeners. */
  renewed(): Consumer {
    return new Consumer(this.#connection, this.#database, this.#events)
  }

  /** Stops reading and forgets all files; waiting reads fail. */
  async stop(): Promise<void> {
    this.#stopped = true
    await this.#running
    for (const waiter of this.#waiters.splice(0)) waiter.reject(new Error('the log is no longer read'))
    for (const tail of this.#tails.splice(0)) {
      await tail.handle?.close()
      await tail.hot?.drop()
    }
  }

  #find(generation: number): Tail | undefined {
    return this.#tails.find((tail) => tail.file.generation === generation)
  }

  #isPast({ generation, offset }: WalPosition): boolean {
    const tail = this.#tails.find((tail) => tail.file.generation <= generation)
    if (tail === undefined) return true
    return tail.file.generation === generation && tail.position >= offset
  }

  #add(tail: Tail): void {
    this.#tails.push(tail)
    this.#tails.sort((a, b) => a.file.generation - b.file.generation)
    this.#start()
  }

  #start(): void {
    if (this.#stopped || this.#failure !== undefined) return
    this.#running ??= this.#run()
      .catch((error: unknown) => {
        this.#failure = error instanceof Error ? error : new Error(String(error))
        for (const waiter of this.#waiters.splice(0)) waiter.reject(this.#failure)
        this.#events.fatal(this.#failure)
      })
      .finally(() => {
        this.#running = undefined
        // Something may have come after the last look.
        if (this.#hasWork()) this.#start()
      })
  }

  #hasWork(): boolean {
    const tail = this.#tails[0]
    if (tail === undefined || this.#stopped || this.#failure !== undefined) return false
    return tail.position < tail.durable || isRead(tail)
  }

  async #run(): Promise<void> {
    while (this.#hasWork()) {
      const tail = this.#tails[0]!
      if (isRead(tail)) await this.#complete(tail)
      else await this.#advance(tail)
    }
  }

  async #advance(tail: Tail): Promise<void> {
    if (tail.hot === undefined) {
      await this.#events.admit()
      tail.hot = await HotGeneration.create(tail.file.generation, this.#connection, this.#database)
    }
    tail.handle ??= await open(tail.file.path, 'r')
    const { handle } = tail
    if (tail.recovered) await this.#salvage(tail, tail.hot, handle)
    else await this.#readOn(tail, tail.hot, handle)
    this.#events.consumed({ generation: tail.file.generation, offset: tail.position })
    this.#wake()
  }

  async #readOn(tail: Tail, hot: HotGeneration, handle: FileHandle): Promise<void> {
    let bytes = Math.min(READ_BYTES, tail.durable - tail.position)
    let buffer = await read(handle, tail.position, bytes)
    const first = frameBytes(buffer, 0)
    if (first !== undefined && first > bytes && tail.position + first <= tail.durable) {
      bytes = first
      buffer = await read(handle, tail.position, bytes)
    }
    const payloads: Buffer[] = []
    let at = 0
    while (at < buffer.length) {
      const payload = payloadAt(buffer, at, tail.file.salt)
      if (payload === undefined) break
      payloads.push(payload)
      at += payload.length + FRAME_HEADER_BYTES
    }
    if (at === 0) return this.#salvage(tail, hot, handle)
    await hot.insert(this.#decode(tail, payloads))
    tail.position += at
  }

  async #salvage(tail: Tail, hot: HotGeneration, handle: FileHandle): Promise<void> {
    const buffer = await read(handle, tail.position, tail.durable - tail.position)
    const salvage = salvageFrames(buffer, tail.file.salt)
    // What is cut off at the end was never acknowledged, if the file is an old one; else it was.
    const torn = tail.recovered ? 0 : salvage.tornBytes
    if (salvage.gaps > 0 || torn > 0) {
      tail.damaged = true
      this.#events.log(
        'error',
        `write-ahead log ${tail.file.path} is damaged: ${salvage.lostBytes + torn} bytes lost in ${salvage.gaps + (torn > 0 ? 1 : 0)} places, ` +
          `${salvage.payloads.length} records read, ${salvage.salvaged} of them after the damage`,
      )
    } else if (salvage.tornBytes > 0) {
      this.#events.log(
        'info',
        `write-ahead log ${tail.file.path} ends with ${salvage.tornBytes} bytes of an unfinished write`,
      )
    }
    let slice: Buffer[] = []
    let bytes = 0
    for (const payload of salvage.payloads) {
      slice.push(payload)
      bytes += payload.length
      if (bytes < INSERT_BYTES) continue
      await hot.insert(this.#decode(tail, slice))
      slice = []
      bytes = 0
    }
    if (slice.length > 0) await hot.insert(this.#decode(tail, slice))
    tail.position = tail.durable
  }

  #decode(tail: Tail, payloads: readonly Buffer[]): readonly DecodedBatch[] {
    const batches: DecodedBatch[] = []
    for (const payload of payloads) {
      try {
        batches.push(decodeBatch(payload))
      } catch (error) {
        tail.damaged = true
        this.#events.log('error', `a record of ${tail.file.path} could not be read: ${String(error)}`)
      }
    }
    return batches
  }

  async #complete(tail: Tail): Promise<void> {
    await tail.handle?.close()
    tail.handle = undefined
    // An empty file has no tables yet; its generation is still to be covered by a part.
    tail.hot ??= await HotGeneration.create(tail.file.generation, this.#connection, this.#database)
    tail.hot.seal()
    this.#tails.shift()
    this.#events.complete({ file: tail.file, hot: tail.hot, damaged: tail.damaged })
    this.#wake()
  }

  #wake(): void {
    const done = this.#waiters.filter((waiter) => this.#isPast(waiter.position))
    if (done.length === 0) return
    this.#waiters = this.#waiters.filter((waiter) => !done.includes(waiter))
    for (const waiter of done) waiter.resolve()
  }
}

/** Whether the file has ended and all of it is in memory. */
function isRead(tail: Tail): boolean {
  return tail.sealedBytes !== undefined && tail.position >= tail.sealedBytes
}

async function read(handle: FileHandle, position: number, bytes: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(bytes)
  let filled = 0
  while (filled < bytes) {
    const { bytesRead } = await handle.read(buffer, filled, bytes - filled, position + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return buffer.subarray(0, filled)
}
