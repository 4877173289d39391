import { Buffer } from 'node:buffer'
import { MAX_MESSAGE_BYTES } from './batch.ts'

/** A line without its end, and where it stands in its source. */
export interface Line {
  readonly text: string
  /** UTF-8 bytes of the text. */
  readonly sizeBytes: number
  /** Position of its first byte in the source, and of the first byte behind it and its line end. */
  readonly startOffset: number
  readonly endOffset: number
}

/**
 * Cuts a stream of bytes into lines at LF or CRLF.
 *
 * A line longer than one log event may be is cut into pieces, between characters. Bytes that are no UTF-8 become U+FFFD.
 */
export class LineSplitter {
  #rest: Buffer = Buffer.alloc(0)
  #offset: number
  readonly #maxBytes: number

  /** @param offset - position of the first byte in the source */
  constructor(offset = 0, maxBytes: number = MAX_MESSAGE_BYTES) {
    this.#offset = offset
    this.#maxBytes = maxBytes
  }

  *push(chunk: Buffer): Generator<Line> {
    let bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    // The rest was searched already.
    let searched = this.#rest.length
    this.#rest = Buffer.alloc(0)
    for (;;) {
      const end = bytes.indexOf(LF, searched)
      searched = 0
      if ((end === -1 ? bytes.length : end) > this.#maxBytes) {
        const cut = characterStart(bytes, this.#maxBytes)
        yield this.#line(bytes.subarray(0, cut), cut)
        bytes = bytes.subarray(cut)
        continue
      }
      if (end === -1) break
      yield this.#line(bytes.subarray(0, end > 0 && bytes[end - 1] === CR ? end - 1 : end), end + 1)
      bytes = bytes.subarray(end + 1)
    }
    // A copy: the chunk's memory may be used again by its source.
    this.#rest = Buffer.from(bytes)
  }

  /** What came after the last line end, as a line. Nothing when the source ended with a line end. */
  *end(): Generator<Line> {
    const rest = this.#rest
    this.#rest = Buffer.alloc(0)
    if (rest.length > 0) yield this.#line(rest, rest.length)
  }

  #line(bytes: Buffer, taken: number): Line {
    const startOffset = this.#offset
    this.#offset += taken
    const text = bytes.toString()
    // Replacement characters are longer than the bytes they stand for.
    const sizeBytes = text.includes('\ufffd') ? Buffer.byteLength(text) : bytes.length
    return { text, sizeBytes, startOffset, endOffset: this.#offset }
  }
}

const LF = 10
const CR = 13

/** The last position up to `at` where a UTF-8 character begins. */
function characterStart(bytes: Buffer, at: number): number {
  let position = at
  while (position > at - 4 && position > 0 && (bytes[position]! & 0xc0) === 0x80) position--
  return position === 0 ? at : position
}
