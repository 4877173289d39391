/**
 * Stops calling what keeps failing, and finds out by single calls when it works again.
 *
 *     closed --failMax failures in a row--> open --resetMs--> half open --success--> closed
 *                                            ^                    |
 *                                            +------failure-------+
 *
 * States and transitions are cockatiel's. It is asked only when a call may pass, because it would do four things differently:
 * it lets everybody wait who comes while one call tries, it measures by the wall clock, which may jump, it takes a call that its
 * caller gave up for a success, and it waits without end for a try that hangs.
 */
import { type CircuitBreakerPolicy, CircuitState, circuitBreaker as cockatielBreaker, handleWhen } from 'cockatiel'
import type { CircuitState as StateValue } from '../metrics/sets/service-metrics.ts'
import { errorType } from '../traces/errors.ts'
import { type BreakerSnapshot, type BreakerState, register } from './breakers.ts'
import { serviceMetrics, settings } from './defaults.ts'
import { BreakerOpenError, TimeoutError } from './errors.ts'
import { holds } from './holds.ts'
import { checkIntegers, newSignal, type Policy, runWork, type Work } from './policy.ts'
import { tell } from './signals.ts'
import { isFault, isFaultResponse } from './transient.ts'

export interface CircuitBreakerOptions {
  /** Names the breaker in metrics, log lines, span events and `breakers()`; without a name it is silent and unlisted. */
  readonly name?: string | undefined
  /** Failures in a row that open it, 1 to 1,000,000. Default: `breaker.failMax` of the settings, 5. */
  readonly failMax?: number | undefined
  /** How long it stays open, 1 to 86,400,000 milliseconds. Default: `breaker.resetMs`, 60,000. */
  readonly resetMs?: number | undefined
  /** Which errors count. Default: `isFault`, every error but those that blame the caller. */
  readonly when?: ((error: unknown) => boolean) | undefined
  /** Which results count as failures. Default: `isFaultResponse`, answers of `fetch` of 5xx. */
  readonly whenResult?: ((result: unknown) => boolean) | undefined
  /** Milliseconds of a clock that never jumps. Default: `performance.now`. */
  readonly now?: (() => number) | undefined
}

export interface CircuitBreaker extends Policy {
  /** @throws {BreakerOpenError} while it is open, or half open and somebody else's call is trying */
  execute<T>(work: Work<T>, signal?: AbortSignal): Promise<T>
  snapshot(): BreakerSnapshot
}

/**
 * A circuit breaker. Make one for each thing that can fail, and keep it: `const payments = circuitBreaker({ name: 'payments' })`.
 *
 * A call that its caller ends by the signal counts for nothing; one that ran into a timeout is a failure.
 *
 * @throws {TypeError} naming every option that is wrong
 */
export function circuitBreaker(options: CircuitBreakerOptions = {}): CircuitBreaker {
  checkIntegers('circuitBreaker', {
    failMax: [options.failMax, 1, 1_000_000],
    resetMs: [options.resetMs, 1, 86_400_000],
  })
  return new Breaker(options)
}

const STATES: Readonly<Record<BreakerState, StateValue>> = { closed: 0, open: 1, 'half-open': 2 }

class Breaker implements CircuitBreaker {
  readonly #options: CircuitBreakerOptions
  readonly #now: () => number
  readonly #policy: CircuitBreakerPolicy
  #failures = 0
  #lastFailure: unknown
  #sinceMs = Date.now()
  #enteredMs: number
  /** Ends the call that tries. */
  #abandon: () => void = () => {}

  constructor(options: CircuitBreakerOptions) {
    const { now = () => performance.now() } = options
    this.#options = options
    this.#now = now
    this.#enteredMs = now()
    const failures = handleWhen((error) => this.#countsError(error)).orWhenResult((result) =>
      this.#countsResult(result),
    )
    // Whenever we ask while it is open, the time is over, whatever the wall clock says.
    this.#policy = cockatielBreaker(failures, {
      halfOpenAfter: Number.NEGATIVE_INFINITY,
      breaker: { state: 0, success: (began) => this.#succeeded(began), failure: (began) => this.#failed(began) },
    })
    this.#policy.onStateChange(() => this.#changed())
    if (options.name !== undefined) {
      register(options.name, this)
      this.showState()
    }
  }

  async execute<T>(work: Work<T>, signal: AbortSignal = newSignal()): Promise<T> {
    signal.throwIfAborted()
    if (!settings().breaker.enabled) return runWork(work, signal)
    const { state } = this.#policy
    if (state === CircuitState.HalfOpen) this.#refuseOrAbandon()
    if (state === CircuitState.Open && this.#leftMs > 0) throw this.#refusal(this.#leftMs)
    const call = () => (state === CircuitState.Open ? this.#try(work, signal) : runWork(work, signal))
    try {
      return await this.#policy.execute(() => call().catch((error: unknown) => throwAs(error, signal)), signal)
    } catch (error) {
      throw error instanceof GivenUp ? error.cause : error
    }
  }

  snapshot(): BreakerSnapshot {
    const { name = '' } = this.#options
    const lastErrorType = this.#lastFailure === undefined ? undefined : errorType(this.#lastFailure)
    return { name, state: this.#state, failures: this.#failures, sinceMs: this.#sinceMs, lastErrorType }
  }

  showState(): void {
    const { name } = this.#options
    if (name !== undefined) serviceMetrics()?.circuitBreakerState.at(name).set(STATES[this.#state])
  }

  // What began before the breaker opened, and ends while it tries, says nothing about now.

  #succeeded(began: CircuitState): void {
    if (began === this.#policy.state) this.#failures = 0
  }

  /** Whether to open. */
  #failed(began: CircuitState): boolean {
    if (began !== this.#policy.state) return false
    this.#failures += 1
    const { failMax = settings().breaker.failMax } = this.#options
    return this.#failures >= failMax
  }

  get #state(): BreakerState {
    const { state } = this.#policy
    if (state === CircuitState.Closed) return 'closed'
    return state === CircuitState.HalfOpen ? 'half-open' : 'open'
  }

  get #resetMs(): number {
    return this.#options.resetMs ?? settings().breaker.resetMs
  }

  /** Until the state may be left. */
  get #leftMs(): number {
    return Math.max(0, this.#enteredMs + this.#resetMs - this.#now())
  }

  #refusal(retryAfterMs: number): BreakerOpenError {
    return new BreakerOpenError(this.#options.name ?? 'circuit breaker', retryAfterMs, { cause: this.#lastFailure })
  }

  /** A call that tries for longer than the breaker would stay open has failed: it must not lock everybody out for ever. */
  #refuseOrAbandon(): never {
    if (this.#leftMs === 0) this.#abandon()
    throw this.#refusal(0)
  }

  /** The one call that may pass while the breaker is half open. */
  #try<T>(work: Work<T>, signal: AbortSignal): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#abandon = () => reject(new TimeoutError(this.#options.name ?? 'circuit breaker', this.#resetMs))
      // Later: the state changes only behind this, and the work might call through this breaker again.
      queueMicrotask(() => void runWork(work, signal).then(resolve, reject))
    })
  }

  #countsError(error: unknown): boolean {
    // The only call that could tell told nothing: open again, but no failure of the other side.
    if (error instanceof GivenUp) return this.#policy.state === CircuitState.HalfOpen
    const { when = isFault } = this.#options
    return holds(when, error) && this.#count(error)
  }

  #countsResult(result: unknown): boolean {
    const { whenResult = isFaultResponse } = this.#options
    return holds(whenResult, result) && this.#count(result)
  }

  #count(failure: unknown): true {
    const { name } = this.#options
    this.#lastFailure = failure
    if (name !== undefined) serviceMetrics()?.circuitBreakerFailuresTotal.at(name).inc()
    return true
  }

  #changed(): void {
    this.#enteredMs = this.#now()
    this.#sinceMs = Date.now()
    this.showState()
    const state = this.#state
    const facts = { state, failures: this.#failures }
    if (state === 'open') {
      tell('warn', this.#options.name, 'circuit breaker open', { ...facts, errorType: errorType(this.#lastFailure) })
    } else tell('info', this.#options.name, `circuit breaker ${state}`, facts)
  }
}

/** Stands for the error of a call that its caller gave up. */
class GivenUp extends Error {}

function throwAs(error: unknown, signal: AbortSignal): never {
  const { name } = (signal.reason ?? {}) as { readonly name?: unknown }
  // An outer timeout ends its work by the signal too, and that is a failure.
  if (signal.aborted && name !== 'TimeoutError') throw new GivenUp('given up', { cause: error })
  throw error
}
