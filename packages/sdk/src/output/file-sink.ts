import { closeSync, fstatSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { onExit } from './exit.ts'
import { LineWriter } from './line-writer.ts'
import type { Sink } from './sink.ts'
import { type Warn, Warnings } from './warnings.ts'

export interface FileSinkOptions {
  readonly path: string
  /** Bytes at which the file is rotated. Default: 10 MiB. */
  readonly maxBytes?: number | undefined
  /** Rotated files that are kept, `path.1` the newest. Default: 5. */
  readonly keep?: number | undefined
  readonly warn?: Warn | undefined
}

/**
 * Lines into a file, which is put aside when it is full.
 *
 * A full disk does not harm the service: what cannot be written is dropped with a warning, and writing is tried again with the
 * next lines. One process writes one file.
 */
export class FileSink implements Sink {
  readonly #path: string
  readonly #maxBytes: number
  readonly #keep: number
  readonly #warnings: Warnings
  readonly #writer: LineWriter
  readonly #stop: () => void
  #fd: number | undefined
  #sizeBytes = 0
  /** The file ends in the middle of a line: what came behind it did not fit on the disk. */
  #isTorn = false

  /** @throws {TypeError} naming every option that is wrong */
  constructor(options: FileSinkOptions) {
    const { path, maxBytes = 10 * 1024 * 1024, keep = 5, warn } = options
    const problems: string[] = []
    if (typeof path !== 'string' || path === '') problems.push('path must be a text that is not empty')
    if (!(maxBytes >= 1)) problems.push(`maxBytes must be at least 1, got ${maxBytes}`)
    if (!Number.isInteger(keep) || keep < 0) problems.push(`keep must be an integer of at least 0, got ${keep}`)
    if (problems.length > 0) throw new TypeError(`FileSink: ${problems.join('; ')}`)
    this.#path = path
    this.#maxBytes = maxBytes
    this.#keep = keep
    this.#warnings = new Warnings(warn)
    const write = (bytes: Uint8Array, offset: number, length: number) => this.#write(bytes, offset, length)
    this.#writer = new LineWriter(-1, { write, warn })
    this.#stop = onExit('write', () => this.#writer.flushSync())
  }

  write(lines: string): void {
    this.#writer.write(lines)
  }

  flush(): Promise<void> {
    return this.#writer.flush()
  }

  /** Flushes and closes the file. */
  async close(): Promise<void> {
    await this.#writer.flush()
    this.#stop()
    this.#closeFile()
  }

  /** Takes everything, always: what the disk does not take is lost, and said. */
  #write(bytes: Uint8Array, offset: number, length: number): number {
    try {
      const fd = this.#open(length)
      if (this.#isTorn) this.#sizeBytes += writeSync(fd, '\n')
      this.#isTorn = false
      const taken = writeSync(fd, bytes, offset, length)
      this.#sizeBytes += taken
      return taken
    } catch (error) {
      this.#warnings.add(`lines were dropped: ${this.#path} cannot be written: ${String(error)}`)
      this.#isTorn ||= offset > 0 && bytes[offset - 1] !== LINE_FEED
      this.#closeFile()
      return length
    }
  }

  #open(moreBytes: number): number {
    if (this.#fd !== undefined && this.#sizeBytes > 0 && this.#sizeBytes + moreBytes > this.#maxBytes) this.#rotate()
    if (this.#fd === undefined) {
      mkdirSync(dirname(this.#path), { recursive: true })
      this.#fd = openSync(this.#path, 'a')
      this.#sizeBytes = fstatSync(this.#fd).size
    }
    return this.#fd
  }

  #rotate(): void {
    this.#closeFile()
    if (this.#keep === 0) {
      rmSync(this.#path, { force: true })
      return
    }
    for (let index = this.#keep - 1; index >= 0; index--) {
      const from = index === 0 ? this.#path : `${this.#path}.${index}`
      try {
        renameSync(from, `${this.#path}.${index + 1}`)
      } catch (error) {
        if ((error as { code?: string }).code !== 'ENOENT') throw error
      }
    }
  }

  #closeFile(): void {
    const fd = this.#fd
    this.#fd = undefined
    if (fd === undefined) return
    try {
      closeSync(fd)
    } catch {
      // It is of no use any more, whatever its state.
    }
  }
}

const LINE_FEED = 10
