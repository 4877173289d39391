/**
 * Appends frames to the write-ahead log and makes them durable in groups.
 *
 * While one write and its fdatasync run, new frames queue; the next write takes them all. So a lone request waits for one
 * fdatasync and many requests share one, with no timer.
 *
 * When the disk refuses a write, every waiting frame is rejected and the file is cut back to its last acknowledged byte.
 * Nothing more is accepted until that has worked, because a rejected frame must not come back after a crash.
 */

import { randomBytes } from 'node:crypto'
import { close, fdatasync, ftruncate, open, writev } from 'node:fs'
import { promisify } from 'node:util'
import { StoreUnavailable } from '@atalaya/store'
import { removeFile, syncFolder } from '../files.ts'
import { type Layout, type WalFile, walFile } from '../layout.ts'
import { sealFrame } from './record.ts'

const openFile = promisify(open)
const closeFile = promisify(close)

/** The calls that can find a disk full or broken. */
export interface Disk {
  /** Writes what the kernel takes, which may be less than all. */
  write(descriptor: number, buffers: readonly Buffer[], position: number): Promise<{ readonly bytesWritten: number }>
  sync(descriptor: number): Promise<void>
  truncate(descriptor: number, bytes: number): Promise<void>
}

export const systemDisk: Disk = {
  write: promisify(writev) as Disk['write'],
  sync: promisify(fdatasync),
  truncate: promisify(ftruncate),
}

export interface WalLimits {
  /** A generation is sealed when it holds so many rows or bytes, or is so old. */
  readonly rows: number
  readonly bytes: number
  readonly ageMs: number
}

export interface WalListener {
  /** Everything before `offset` of the generation is durable. */
  durable(generation: number, offset: number): void
  opened(file: WalFile): void
  sealed(generation: number, bytes: number): void
}

/** Called before the promise of an append settles, and before anything else is appended. */
export type Settled = (isStored: boolean, generation: number) => void

interface Waiting {
  readonly frame: Buffer
  readonly rows: number
  readonly settled: Settled
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

interface OpenFile {
  readonly file: WalFile
  readonly descriptor: number
  readonly openedMs: number
  bytes: number
  rows: number
  lastAppendMs: number
}

export class WalWriter {
  readonly #layout: Layout
  readonly #limits: WalLimits
  readonly #listener: WalListener
  readonly #disk: Disk
  #current: OpenFile
  #queue: Waiting[] = []
  #queuedBytes = 0
  #running: Promise<void> | undefined
  /** Set when bytes that were not acknowledged may lie behind the end of the file. */
  #fenced = false
  #closed = false
  #sealAsked = false

  private constructor(layout: Layout, limits: WalLimits, listener: WalListener, disk: Disk, current: OpenFile) {
    this.#disk = disk
    this.#layout = layout
    this.#limits = limits
    this.#listener = listener
    this.#current = current
  }

  static async open(
    layout: Layout,
    generation: number,
    limits: WalLimits,
    listener: WalListener,
    disk: Disk = systemDisk,
  ): Promise<WalWriter> {
    const current = await create(layout, generation)
    listener.opened(current.file)
    return new WalWriter(layout, limits, listener, disk, current)
  }

  get generation(): number {
    return this.#current.file.generation
  }

  /** Durable bytes of the current generation. */
  get offset(): number {
    return this.#current.bytes
  }

  /** Rows of the current generation, and how long ago the last of them came. */
  get rows(): number {
    return this.#current.rows
  }

  idleMs(nowMs: number): number {
    return nowMs - this.#current.lastAppendMs
  }

  ageMs(nowMs: number): number {
    return nowMs - this.#current.openedMs
  }

  /** Bytes that wait for the disk. */
  get queuedBytes(): number {
    return this.#queuedBytes
  }

  /**
   * Writes a frame whose header is still empty; resolves when it is on disk.
   *
   * @throws {StoreUnavailable} when the disk refuses; nothing of the frame stays
   */
  append(frame: Buffer, rows: number, settled: Settled): Promise<void> {
    if (this.#closed) return Promise.reject(new StoreUnavailable('the store is closed'))
    return new Promise((resolve, reject) => {
      this.#queue.push({ frame, rows, settled, resolve, reject })
      this.#queuedBytes += frame.length
      this.#running ??= this.#run()
    })
  }

  /** Seals the current generation, if it has rows, once what waits is written. */
  async seal(): Promise<void> {
    this.#sealAsked = true
    this.#running ??= this.#run()
    await this.#running
  }

  /** Waits for what is queued. Further appends are refused. */
  async close(): Promise<void> {
    this.#closed = true
    while (this.#running !== undefined) await this.#running
    await closeFile(this.#current.descriptor)
  }

  /** Starts over with an empty generation of a higher number and removes the current file. */
  async restart(): Promise<void> {
    while (this.#running !== undefined) await this.#running
    const previous = this.#current
    this.#current = await create(this.#layout, previous.file.generation + 1)
    this.#fenced = false
    this.#listener.opened(this.#current.file)
    await closeFile(previous.descriptor)
    await removeFile(previous.file.path)
  }

  async #run(): Promise<void> {
    // One turn of the event loop, so that requests that were read together are written together.
    await new Promise<void>((resolve) => setImmediate(resolve))
    while (this.#queue.length > 0 || this.#sealAsked) {
      if (this.#isFull()) await this.#rotate()
      const group = this.#queue
      if (group.length === 0) continue
      this.#queue = []
      this.#queuedBytes = 0
      try {
        await this.#write(group)
      } catch (error) {
        await this.#refuse(group, error)
      }
    }
    this.#running = undefined
  }

  async #write(group: readonly Waiting[]): Promise<void> {
    const current = this.#current
    if (this.#fenced) await this.#cutBack()
    const frames: Buffer[] = []
    let bytes = 0
    let rows = 0
    for (const waiting of group) {
      sealFrame(waiting.frame, current.file.salt)
      frames.push(waiting.frame)
      bytes += waiting.frame.length
      rows += waiting.rows
    }
    this.#fenced = true
    await writeFully(this.#disk, current.descriptor, frames, current.bytes)
    await this.#disk.sync(current.descriptor)
    this.#fenced = false
    current.bytes += bytes
    current.rows += rows
    current.lastAppendMs = Date.now()
    for (const waiting of group) {
      waiting.settled(true, current.file.generation)
      waiting.resolve()
    }
    this.#listener.durable(current.file.generation, current.bytes)
  }

  async #refuse(group: readonly Waiting[], cause: unknown): Promise<void> {
    const refused = [...group, ...this.#queue]
    this.#queue = []
    this.#queuedBytes = 0
    const reason = cause instanceof Error ? cause.message : String(cause)
    const error = new StoreUnavailable(`the write-ahead log could not be written: ${reason}`, { cause })
    for (const waiting of refused) {
      waiting.settled(false, this.generation)
      waiting.reject(error)
    }
    // A first try now; if the disk refuses this too, the next append tries again.
    await this.#cutBack().catch(() => {})
  }

  async #cutBack(): Promise<void> {
    await this.#disk.truncate(this.#current.descriptor, this.#current.bytes)
    await this.#disk.sync(this.#current.descriptor)
    this.#fenced = false
  }

  #isFull(): boolean {
    const { rows, bytes } = this.#current
    const asked = this.#sealAsked
    this.#sealAsked = false
    if (rows === 0) return false
    return (
      asked || rows >= this.#limits.rows || bytes >= this.#limits.bytes || this.ageMs(Date.now()) >= this.#limits.ageMs
    )
  }

  async #rotate(): Promise<void> {
    const full = this.#current
    try {
      if (this.#fenced) await this.#cutBack()
      this.#current = await create(this.#layout, full.file.generation + 1)
    } catch {
      // A full disk: the old file goes on, and the next append tries again.
      return
    }
    this.#listener.opened(this.#current.file)
    this.#listener.sealed(full.file.generation, full.bytes)
    await closeFile(full.descriptor)
  }
}

async function create(layout: Layout, generation: number): Promise<OpenFile> {
  const salt = randomBytes(4).readUInt32LE(0)
  const file = walFile(layout, generation, salt)
  const descriptor = await openFile(file.path, 'wx')
  await syncFolder(layout.hot)
  const now = Date.now()
  return { file, descriptor, openedMs: now, bytes: 0, rows: 0, lastAppendMs: now }
}

/** The kernel takes at most this many buffers in one call (IOV_MAX on Linux and macOS). */
const MAX_BUFFERS = 1024

async function writeFully(disk: Disk, descriptor: number, frames: readonly Buffer[], start: number): Promise<void> {
  let position = start
  for (let at = 0; at < frames.length; at += MAX_BUFFERS) {
    let rest = frames.slice(at, at + MAX_BUFFERS)
    while (rest.length > 0) {
      const { bytesWritten } = await disk.write(descriptor, rest, position)
      position += bytesWritten
      rest = after(rest, bytesWritten)
    }
  }
}

/** What is left of `frames` after `bytes`: the kernel may write less than asked. */
function after(frames: Buffer[], bytes: number): Buffer[] {
  let skip = bytes
  let first = 0
  while (first < frames.length && skip >= frames[first]!.length) skip -= frames[first++]!.length
  if (first === frames.length) return []
  const rest = frames.slice(first)
  rest[0] = rest[0]!.subarray(skip)
  return rest
}
