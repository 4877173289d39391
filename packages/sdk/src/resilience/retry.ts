/**
 * Tries again what may pass, with pauses that grow and are random, so that many callers do not come back at the same moment.
 *
 * The loop is cockatiel's. The pause is ours and comes at the begin of an attempt: cockatiel's goes on when the caller has
 * given up, and keeps the process alive.
 */
import { ConstantBackoff, retry as cockatielRetry, handleWhen, type RetryPolicy } from 'cockatiel'
import { errorType } from '../traces/errors.ts'
import { serviceMetrics, settings } from './defaults.ts'
import { holds } from './holds.ts'
import { onAbort } from './on-abort.ts'
import { checkIntegers, newSignal, type Policy, type Work } from './policy.ts'
import { tell } from './signals.ts'
import { discard, isTransient, isTransientResponse, retryAfterMs } from './transient.ts'

export interface RetryOptions {
  /** Names the policy in metrics, log lines and span events; without a name it is silent. */
  readonly name?: string | undefined
  /** Further attempts after the first, 0 to 100. Default: `retry.attempts` of the settings, 3. */
  readonly attempts?: number | undefined
  /** Upper bound of the first pause, in milliseconds; doubled each time. Default: `retry.baseDelayMs`, 100. */
  readonly baseDelayMs?: number | undefined
  /**
   * Longest pause, in milliseconds. An answer that asks for more by `Retry-After` is not tried again. Default:
   * `retry.maxDelayMs`.
   */
  readonly maxDelayMs?: number | undefined
  /** Which errors are worth another attempt. Default: `isTransient`. */
  readonly when?: ((error: unknown) => boolean) | undefined
  /** Which results are failures worth another attempt. Default: `isTransientResponse`, which knows answers of `fetch`. */
  readonly whenResult?: ((result: unknown) => boolean) | undefined
  /** From 0 to below 1. Default: `Math.random`. */
  readonly random?: (() => number) | undefined
}

/**
 * Tries again: `await retry({ attempts: 5 }).execute((signal) => fetch(url, { signal }))`. Wrap what may be done twice.
 *
 * Each pause is a random part of a bound that doubles ("full jitter"), never less than what `Retry-After` asks. When attempts are
 * used up, the last result or error is the caller's.
 *
 * @see https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/
 * @throws {TypeError} naming every option that is wrong
 */
export function retry(options: RetryOptions = {}): Policy {
  const { attempts, baseDelayMs, maxDelayMs } = options
  checkIntegers('retry', {
    attempts: [attempts, 0, 100],
    baseDelayMs: [baseDelayMs, 0, MAX_DELAY_MS],
    maxDelayMs: [maxDelayMs, 0, MAX_DELAY_MS],
  })
  return new Retry(options)
}

const MAX_DELAY_MS = 3_600_000

interface Failure {
  readonly outcome: unknown
  readonly type: string
}

class Retry implements Policy {
  readonly #options: RetryOptions
  readonly #loops = new Map<number, RetryPolicy>()

  constructor(options: RetryOptions) {
    this.#options = options
  }

  async execute<T>(work: Work<T>, signal: AbortSignal = newSignal()): Promise<T> {
    signal.throwIfAborted()
    let failure: Failure | undefined
    let used = 0
    const attempt = async (number: number): Promise<T> => {
      if (failure !== undefined) await this.#pause(number, failure, signal)
      failure = undefined
      used = number
      try {
        const result = await work(signal)
        if (this.#isFailedResult(result)) failure = { outcome: result, type: typeOfResult(result) }
        this.#count(number, failure === undefined)
        return result
      } catch (error) {
        failure = { outcome: error, type: errorType(error) }
        this.#count(number, false)
        throw error
      }
    }
    try {
      return await this.#loop().execute(({ attempt: number }) => attempt(number), signal)
    } finally {
      if (failure !== undefined && used > 0 && !signal.aborted) this.#tellEnd(used, failure)
    }
  }

  /** Pauses before an attempt, after the failure of the one before. */
  #pause(number: number, { outcome, type }: Failure, signal: AbortSignal): Promise<void> {
    discard(outcome)
    const delayMs = this.#delayMs(number, outcome)
    tell('info', this.#options.name, 'retry', { attempt: number, delayMs, errorType: type })
    return pause(delayMs, signal)
  }

  #delayMs(number: number, outcome: unknown): number {
    const { random = Math.random, baseDelayMs = settings().retry.baseDelayMs } = this.#options
    const bound = Math.min(this.#maxDelayMs, baseDelayMs * 2 ** (number - 1))
    const delayMs = Math.max(random() * bound, retryAfterMs(outcome, Date.now()) ?? 0)
    return Math.min(this.#maxDelayMs, Math.round(delayMs))
  }

  get #maxDelayMs(): number {
    return this.#options.maxDelayMs ?? settings().retry.maxDelayMs
  }

  #loop(): RetryPolicy {
    const { attempts = settings().retry.attempts } = this.#options
    let loop = this.#loops.get(attempts)
    if (loop === undefined) {
      const failures = handleWhen((error) => this.#isFailedError(error)).orWhenResult((result) =>
        this.#isFailedResult(result),
      )
      loop = cockatielRetry(failures, { maxAttempts: attempts, backoff: new ConstantBackoff(0) })
      this.#loops.set(attempts, loop)
    }
    return loop
  }

  #isFailedError(error: unknown): boolean {
    const { when = isTransient } = this.#options
    return holds(when, error) && this.#isSoonEnough(error)
  }

  #isFailedResult(result: unknown): boolean {
    const { whenResult = isTransientResponse } = this.#options
    return holds(whenResult, result) && this.#isSoonEnough(result)
  }

  #isSoonEnough(outcome: unknown): boolean {
    return (retryAfterMs(outcome, Date.now()) ?? 0) <= this.#maxDelayMs
  }

  #count(number: number, succeeded: boolean): void {
    const { name } = this.#options
    if (name === undefined || number === 0) return
    serviceMetrics()
      ?.retryAttemptsTotal.at(name, succeeded ? 'success' : 'failure')
      .inc()
  }

  #tellEnd(used: number, { type }: Failure): void {
    tell('warn', this.#options.name, 'retry gave up', { attempt: used, errorType: type })
  }
}

function typeOfResult(result: unknown): string {
  const { status } = (result ?? {}) as { readonly status?: unknown }
  return typeof status === 'number' ? String(status) : 'result'
}

/** Resolves after `ms`, or rejects with the reason of the signal; leaves neither timer nor listener behind. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      forget()
      resolve()
    }, ms)
    const forget = onAbort(signal, () => {
      clearTimeout(timer)
      reject(signal.reason as Error)
    })
  })
}
