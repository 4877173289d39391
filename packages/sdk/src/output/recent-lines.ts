import type { Sink } from './sink.ts'

/** The latest lines, in memory, for a page that shows them. Takes no more than its number of lines and its bytes. */
export class RecentLines implements Sink {
  readonly #size: number
  readonly #maxChars: number
  #lines: string[] = []
  #chars = 0

  /**
   * @param size - lines
   * @param maxChars - of all lines together; default 4 Mi
   */
  constructor(size = 1_000, maxChars: number = 4 * 1024 * 1024) {
    this.#size = size
    this.#maxChars = maxChars
  }

  write(lines: string): void {
    this.#lines.push(lines)
    this.#chars += lines.length
    // Twice the size, then cut at once: shifting an array for every line would cost more than the line.
    if (this.#lines.length > 2 * this.#size || this.#chars > 2 * this.#maxChars) this.#cut()
  }

  flush(): Promise<void> {
    return Promise.resolve()
  }

  /** The latest lines, oldest first, without their line feeds. */
  last(limit: number = this.#size): readonly string[] {
    this.#cut()
    const count = Math.max(0, Math.min(limit, this.#lines.length))
    return this.#lines.slice(this.#lines.length - count).map((line) => line.replace(/\n$/, ''))
  }

  #cut(): void {
    let kept = this.#lines.slice(-this.#size || this.#lines.length)
    let chars = kept.reduce((sum, { length }) => sum + length, 0)
    while (chars > this.#maxChars) {
      chars -= kept[0]!.length
      kept = kept.slice(1)
    }
    this.#lines = kept
    this.#chars = chars
  }
}
