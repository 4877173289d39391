/**
 * Bounds how many calls run at the same time, so that one slow thing cannot take all there is.
 *
 * Not cockatiel's: there a caller that gives up keeps its room in the queue, and when its turn comes those behind it wait for
 * ever unless something else is running; and a newcomer can take the place of whoever was next.
 */
import { settings } from './defaults.ts'
import { BulkheadFullError } from './errors.ts'
import { onAbort } from './on-abort.ts'
import { checkIntegers, newSignal, type Policy, type Work } from './policy.ts'
import { tell } from './signals.ts'

export interface BulkheadOptions {
  /** Names the policy in log lines, span events and errors. */
  readonly name?: string | undefined
  /** Calls at the same time, 1 to 1,000,000. Default: `bulkhead.limit` of the settings, 100. */
  readonly limit?: number | undefined
  /** Calls that may wait for a place, 0 to 1,000,000. Default: `bulkhead.queue`, 100. */
  readonly queue?: number | undefined
}

export interface Bulkhead extends Policy {
  /** @throws {BulkheadFullError} when there is neither a place nor room to wait */
  execute<T>(work: Work<T>, signal?: AbortSignal): Promise<T>
  readonly running: number
  readonly waiting: number
}

/**
 * A bulkhead. Make one for each thing to protect, and keep it. Whoever came first goes first; a signal ends the waiting.
 *
 * @throws {TypeError} naming every option that is wrong
 */
export function bulkhead(options: BulkheadOptions = {}): Bulkhead {
  checkIntegers('bulkhead', { limit: [options.limit, 1, 1_000_000], queue: [options.queue, 0, 1_000_000] })
  return new Places(options)
}

class Places implements Bulkhead {
  readonly #options: BulkheadOptions
  /** In order of arrival. */
  readonly #queue = new Set<() => void>()
  #running = 0

  constructor(options: BulkheadOptions) {
    this.#options = options
  }

  get running(): number {
    return this.#running
  }

  get waiting(): number {
    return this.#queue.size
  }

  async execute<T>(work: Work<T>, signal: AbortSignal = newSignal()): Promise<T> {
    signal.throwIfAborted()
    const { limit = settings().bulkhead.limit } = this.#options
    if (this.#running < limit) this.#running += 1
    else await this.#place(limit, signal)
    try {
      return await work(signal)
    } finally {
      this.#leave()
    }
  }

  /** Resolves when there is a place, which is then the caller's. */
  #place(limit: number, signal: AbortSignal): Promise<void> {
    const { name = 'bulkhead', queue = settings().bulkhead.queue } = this.#options
    if (this.#queue.size >= queue) {
      tell('warn', this.#options.name, 'bulkhead full', { running: this.#running, waiting: this.#queue.size })
      throw new BulkheadFullError(name, limit, this.#queue.size)
    }
    return new Promise((resolve, reject) => {
      const enter = () => {
        forget()
        resolve()
      }
      const forget = onAbort(signal, () => {
        this.#queue.delete(enter)
        reject(signal.reason as Error)
      })
      this.#queue.add(enter)
    })
  }

  /** Hands the place on to whoever is next. */
  #leave(): void {
    const [next] = this.#queue
    if (next === undefined) {
      this.#running -= 1
      return
    }
    this.#queue.delete(next)
    next()
  }
}
