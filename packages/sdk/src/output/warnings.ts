import process from 'node:process'

export type Warn = (message: string) => void

/** One warning at once, then at most one in 10 seconds, which says how many were left out. */
export class Warnings {
  readonly #warn: Warn
  readonly #now: () => number
  #quietUntilMs = 0
  #leftOut = 0

  /** @param now - milliseconds, not of the wall clock: a clock that jumps must not silence us */
  constructor(warn: Warn = emitWarning, now: () => number = () => performance.now()) {
    this.#warn = warn
    this.#now = now
  }

  add(message: string): void {
    const nowMs = this.#now()
    if (nowMs < this.#quietUntilMs) {
      this.#leftOut++
      return
    }
    const more = this.#leftOut > 0 ? ` (and ${this.#leftOut} more like this before)` : ''
    this.#quietUntilMs = nowMs + QUIET_MS
    this.#leftOut = 0
    this.always(message + more)
  }

  /** A warning that its sender gives once only, so that it need not be held back. */
  always(message: string): void {
    try {
      this.#warn(message)
    } catch {
      // The caller's callback failed. Business code must not notice.
    }
  }
}

const QUIET_MS = 10_000

function emitWarning(message: string): void {
  process.emitWarning(message, 'AtalayaWarning')
}
