import { Buffer } from 'node:buffer'
import { MAX_MESSAGE_BYTES } from './batch.ts'
import type { Line } from './lines.ts'

/** A line of the application, unwrapped. */
export interface Unwrapped {
  readonly text: string
  readonly sizeBytes: number
  /** When the application wrote it; undefined: unknown, take the time of reading. */
  readonly timeMs: number | undefined
  /** Offset in the source up to which everything is given out when this line is. */
  readonly endOffset: number
}

/**
 * Unwraps Docker's json-file lines: `{"log":"text\n","stream":"stdout","time":"2026-01-02T03:04:05.678901234Z"}`.
 *
 * Docker cuts application lines at 16 KiB; a piece whose text does not end in a line feed is joined with the next of its stream.
 * A line that is not in the format passes as it is.
 *
 * @see https://docs.docker.com/engine/logging/drivers/json-file/
 */
export class DockerUnwrapper {
  readonly #partial = new Map<string, Partial>();

  *push(line: Line): Generator<Unwrapped> {
    const entry = parseDockerLine(line.text)
    if (entry === undefined) {
      yield {
        text: line.text,
        sizeBytes: line.sizeBytes,
        timeMs: undefined,
        endOffset: this.#safeOffset(line.endOffset),
      }
      return
    }
    const before = this.#partial.get(entry.stream)
    const text = (before?.text ?? '') + entry.log
    const timeMs = before?.timeMs ?? entry.timeMs
    const sizeBytes = Buffer.byteLength(text)
    this.#partial.delete(entry.stream)
    if (!text.endsWith('\n') && sizeBytes < MAX_MESSAGE_BYTES - MAX_PIECE_BYTES) {
      this.#partial.set(entry.stream, {
        text,
        timeMs,
        startOffset: before?.startOffset ?? line.startOffset,
        endOffset: line.endOffset,
      })
      return
    }
    const message = text.replace(/\r?\n$/, '')
    yield { text: message, sizeBytes: Buffer.byteLength(message), timeMs, endOffset: this.#safeOffset(line.endOffset) }
  }

  /** Lines whose end never came. */
  *end(): Generator<Unwrapped> {
    const left = [...this.#partial.values()]
    this.#partial.clear()
    for (const { text, timeMs, endOffset } of left)
      yield { text, sizeBytes: Buffer.byteLength(text), timeMs, endOffset }
  }

  /** Reading may go on from here after a restart, unless a line of the other stream is only half there. */
  #safeOffset(offset: number): number {
    return Math.min(offset, ...[...this.#partial.values()].map(({ startOffset }) => startOffset))
  }
}

interface Partial {
  readonly text: string
  readonly timeMs: number | undefined
  readonly startOffset: number
  readonly endOffset: number
}

interface DockerEntry {
  readonly log: string
  readonly stream: string
  readonly timeMs: number | undefined
}

/** Undefined for a line that Docker did not write. */
export function parseDockerLine(text: string): DockerEntry | undefined {
  if (!text.startsWith('{"log":')) return undefined
  try {
    const { log, stream, time } = JSON.parse(text) as Record<string, unknown>
    if (typeof log !== 'string' || typeof time !== 'string' || (stream !== 'stdout' && stream !== 'stderr'))
      return undefined
    // Date.parse knows milliseconds only; digits beyond them may confuse it.
    const timeMs = Date.parse(time.replace(/(\.\d{3})\d+/, '$1'))
    return { log, stream, timeMs: Number.isNaN(timeMs) ? undefined : timeMs }
  } catch {
    return undefined
  }
}

/** Docker's own limit is 16 KiB. */
const MAX_PIECE_BYTES = 65_536
