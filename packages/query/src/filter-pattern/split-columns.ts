export interface Columns {
  readonly fields: readonly string[]
  /** Offset in the message at which each field, with its delimiter, begins. */
  readonly starts: readonly number[]
}

const SPACE = 0x20
const QUOTE = 0x22
const OPEN = 0x5b
const CLOSE = 0x5d

/**
 * Splits a message into fields at blanks. `[...]` and `"..."` are one field each, without their delimiters, if the closing one
 * is followed by a blank or the end; otherwise they are ordinary text.
 *
 * Linear in the message: the place where a group can close is searched for once, so that a message full of unclosed quotes
 * costs no more than any other.
 */
export function splitColumns(message: string): Columns {
  const fields: string[] = []
  const starts: number[] = []
  const quoteEnds = new Closer(message, QUOTE)
  const bracketEnds = new Closer(message, CLOSE)
  let at = 0
  for (;;) {
    while (at < message.length && isBlank(message.charCodeAt(at))) at += 1
    if (at >= message.length) return { fields, starts }
    starts.push(at)
    const code = message.charCodeAt(at)
    const close = code === QUOTE ? quoteEnds.after(at) : code === OPEN ? bracketEnds.after(at) : -1
    if (close !== -1) {
      fields.push(message.slice(at + 1, close))
      at = close + 1
      continue
    }
    const start = at
    while (at < message.length && !isBlank(message.charCodeAt(at))) at += 1
    fields.push(message.slice(start, at))
  }
}

/** Finds the next delimiter that is followed by a blank or the end. Asked with growing offsets, it reads the message once. */
class Closer {
  readonly #message: string
  readonly #code: number
  #next = 0

  constructor(message: string, code: number) {
    this.#message = message
    this.#code = code
  }

  /** The first such delimiter after `start`, or -1. */
  after(start: number): number {
    if (this.#next === -1 || this.#next > start) return this.#next
    for (let at = start + 1; at < this.#message.length; at += 1) {
      if (this.#message.charCodeAt(at) !== this.#code) continue
      if (at + 1 === this.#message.length || isBlank(this.#message.charCodeAt(at + 1))) {
        this.#next = at
        return at
      }
    }
    this.#next = -1
    return -1
  }
}

/** Space, tab and line ends. */
function isBlank(code: number): boolean {
  return code === SPACE || (code >= 0x09 && code <= 0x0d)
}
