const NEWLINE = 0x0a

/**
 * Cuts a byte stream into lines without ever holding more than one line of the permitted length. A longer one is skipped up to
 * its end and reported once.
 */
export class LineSplitter {
  readonly #maxBytes: number
  #parts: Buffer[] = []
  #bytes = 0
  #skipping = false

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /** Bytes held of a line whose end has not come. */
  get pendingBytes(): number {
    return this.#bytes
  }

  push(chunk: Buffer, onLine: (line: string) => void, onTooLong: () => void): void {
    let from = 0
    for (;;) {
      const end = chunk.indexOf(NEWLINE, from)
      if (end === -1) {
        this.#hold(chunk.subarray(from), onTooLong)
        return
      }
      this.#hold(chunk.subarray(from, end), onTooLong)
      this.end(onLine)
      from = end + 1
    }
  }

  /** The stream is over: what is left is a line, too. */
  end(onLine: (line: string) => void): void {
    const [first] = this.#parts
    const isWhole = !this.#skipping && first !== undefined
    // Decoded as a whole, for a character may lie across two chunks.
    const line = isWhole ? (this.#parts.length === 1 ? first : Buffer.concat(this.#parts)).toString('utf8') : undefined
    this.#parts = []
    this.#bytes = 0
    this.#skipping = false
    if (line !== undefined) onLine(line)
  }

  #hold(part: Buffer, onTooLong: () => void): void {
    if (part.length === 0 || this.#skipping) return
    this.#bytes += part.length
    if (this.#bytes <= this.#maxBytes) {
      this.#parts.push(part)
      return
    }
    this.#skipping = true
    this.#parts = []
    this.#bytes = 0
    onTooLong()
  }
}
