/**
 * Writes whole lines to a file descriptor without losing, tearing or blocking.
 *
 * Lines collect in memory for the rest of the event-loop turn, or until 16 KiB are together, and then leave by one
 * synchronous write, so that what was emitted is out of the process before the next turn runs: even a `kill -9` then loses
 * no more than the turn it interrupts. A pipe that is full (EAGAIN, common when stdout is a non-blocking pipe) takes part of a
 * chunk or nothing: the rest stays queued and is tried again a little later. The queue is bounded: when the reader stands still,
 * the newest lines are dropped and counted. At exit the owner calls `flushSync`, which writes the rest with patience.
 *
 * A write in the thread pool would not be better: at exit nobody knows how much of it has happened, so lines would be lost or doubled.
 */
import { Buffer } from 'node:buffer'
import { writeSync } from 'node:fs'
import process from 'node:process'
import type { Sink } from './sink.ts'

/** Like `fs.writeSync`: returns the number of bytes taken, throws with `code` EAGAIN when there is no room now. */
export type WriteBytes = (bytes: Uint8Array, offset: number, length: number) => number

export interface LineWriterOptions {
  /** Told once, when lines begin to be dropped. */
  readonly warn?: ((message: string) => void) | undefined
  /** Bytes that may wait for a slow reader. Default: 8 MiB. */
  readonly maxWaitingBytes?: number | undefined
  readonly write?: WriteBytes | undefined
}

export class LineWriter implements Sink {
  readonly #write: WriteBytes
  readonly #warn: (message: string) => void
  readonly #maxWaitingBytes: number

  /** Lines of this turn. */
  #lines = ''
  #scheduled = false
  /** Bytes that the reader has not taken yet, oldest first, and how many of the first chunk are gone already. */
  #waiting: Buffer[] = []
  #waitingBytes = 0
  #offset = 0
  /** The reader has got half a line whose rest is lost. */
  #isTorn = false
  #retry: NodeJS.Timeout | undefined
  #closed = false
  #dropped = 0
  #onDrain: (() => void)[] = []

  readonly #flushTurn = (): void => {
    this.#scheduled = false
    this.#hand()
  }

  constructor(fd: number, options: LineWriterOptions = {}) {
    this.#write = options.write ?? ((bytes, offset, length) => writeSync(fd, bytes, offset, length))
    this.#warn = options.warn ?? ((message) => process.emitWarning(message, 'AtalayaWarning'))
    this.#maxWaitingBytes = options.maxWaitingBytes ?? DEFAULT_MAX_WAITING_BYTES
  }

  write(lines: string): void {
    if (this.#closed) {
      this.#dropped += countLines(lines)
      return
    }
    this.#lines += lines
    if (this.#lines.length >= CHUNK_CHARS) this.#hand()
    else if (!this.#scheduled) {
      this.#scheduled = true
      setImmediate(this.#flushTurn)
    }
  }

  /** Resolves when everything has left, or after a second in which the reader took nothing. */
  flush(): Promise<void> {
    this.#hand()
    if (this.#waiting.length === 0) return Promise.resolve()
    return new Promise((resolve) => {
      // A reader that stands still must not keep a service from ending. What is left waits for it, and for `flushSync`.
      let left = this.#waitingBytes
      const look = setInterval(() => {
        if (this.#waitingBytes < left) left = this.#waitingBytes
        else done()
      }, FLUSH_PATIENCE_MS)
      const done = () => {
        clearInterval(look)
        resolve()
      }
      this.#onDrain.push(done)
    })
  }

  /** Writes what is left, waiting for a slow reader up to 5 seconds. Blocks: for exit paths only. */
  flushSync(): void {
    const deadline = performance.now() + EXIT_PATIENCE_MS
    this.#hand()
    while (this.#waiting.length > 0 && performance.now() < deadline) {
      sleepSync(RETRY_MS)
      this.#drain()
    }
  }

  /** Lines lost to a reader that stood still or went away. */
  get dropped(): number {
    return this.#dropped
  }

  /** Moves the lines of this turn to the reader, or to the queue. */
  #hand(): void {
    const lines = this.#lines
    if (lines === '') return
    this.#lines = ''
    const bytes = Buffer.from(this.#isTorn && this.#waiting.length === 0 ? `\n${lines}` : lines)
    if (this.#waitingBytes + bytes.length > this.#maxWaitingBytes) this.#drain()
    if (this.#waitingBytes + bytes.length > this.#maxWaitingBytes) {
      this.#drop(
        lines,
        `the reader of the output stands still: more than ${this.#maxWaitingBytes} bytes of lines wait, newer ones are dropped`,
      )
      return
    }
    this.#waiting.push(bytes)
    this.#waitingBytes += bytes.length
    this.#drain()
  }

  #drain(): void {
    while (this.#waiting.length > 0) {
      if (!this.#writeSome()) {
        this.#retryLater()
        return
      }
    }
    clearTimeout(this.#retry)
    this.#retry = undefined
    for (const resolve of this.#onDrain.splice(0)) resolve()
  }

  /** False when the reader has no room now. */
  #writeSome(): boolean {
    const bytes = this.#waiting[0]!
    try {
      const taken = this.#write(bytes, this.#offset, bytes.length - this.#offset)
      this.#waitingBytes -= taken
      this.#offset += taken
      this.#isTorn = false
    } catch (error) {
      const { code } = error as { code?: string }
      if (code === 'EINTR') return true
      if (code === 'EAGAIN') return this.#finishLine(bytes)
      this.#discard(error)
      return true
    }
    if (this.#offset === bytes.length) {
      this.#waiting.shift()
      this.#offset = 0
    }
    return true
  }

  /**
   * After a partial write the reader holds half a line, and whatever the service itself prints next would land in its middle.
   * So the rest of that line is worth a short wait; between lines it is not.
   */
  #finishLine(bytes: Buffer): boolean {
    if (this.#offset === 0 || bytes[this.#offset - 1] === LINE_FEED) return false
    const end = bytes.indexOf(LINE_FEED, this.#offset) + 1
    const deadline = performance.now() + LINE_PATIENCE_MS
    while (this.#offset < end && performance.now() < deadline) {
      sleepSync(1)
      try {
        const taken = this.#write(bytes, this.#offset, end - this.#offset)
        this.#waitingBytes -= taken
        this.#offset += taken
      } catch (error) {
        if ((error as { code?: string }).code === 'EAGAIN') continue
        this.#discard(error)
        return true
      }
    }
    if (this.#offset === bytes.length) {
      this.#waiting.shift()
      this.#offset = 0
    }
    return false
  }

  #retryLater(): void {
    clearTimeout(this.#retry)
    this.#retry = setTimeout(() => this.#drain(), RETRY_MS)
    // Waiting for a reader must not keep a finished service alive: the exit handler writes the rest.
    this.#retry.unref()
  }

  /**
   * A disk that is full (stdout may be a file) may have room again for later lines. Otherwise the reader is gone (EPIPE) or the descriptor
   * broken: nothing can leave this way any more.
   */
  #discard(error: unknown): void {
    const { code } = error as { code?: string }
    this.#closed = code !== 'ENOSPC' && code !== 'EDQUOT'
    // Without the line feed that was to end the line before.
    const lines = this.#waiting.map(String).join('').replace(/^\n/, '')
    if (this.#offset > 0) this.#isTorn = this.#waiting[0]?.[this.#offset - 1] !== LINE_FEED
    this.#waiting = []
    this.#waitingBytes = 0
    this.#offset = 0
    this.#drop(lines, `lines ${this.#closed ? 'can no longer' : 'cannot'} be written: ${String(error)}`)
  }

  #drop(lines: string, message: string): void {
    if (this.#dropped === 0) {
      try {
        this.#warn(message)
      } catch {
        // The caller's callback failed. Business code must not notice.
      }
    }
    this.#dropped += countLines(lines)
  }
}

/** Measured: larger chunks save no more time, smaller ones do not pay for the system call. */
const CHUNK_CHARS = 16_384
const DEFAULT_MAX_WAITING_BYTES = 8 * 1024 * 1024
const RETRY_MS = 5
const LINE_PATIENCE_MS = 50
const EXIT_PATIENCE_MS = 5_000
const FLUSH_PATIENCE_MS = 1_000
const LINE_FEED = 10

function countLines(lines: string): number {
  return lines.split('\n').length - 1
}

const NEVER = new Int32Array(new SharedArrayBuffer(4))

function sleepSync(ms: number): void {
  Atomics.wait(NEVER, 0, 0, ms)
}
