import type { Clock } from '@atalaya/model'
import { runUnobserved } from '../context/unobserved.ts'
import { errorType } from '../traces/errors.ts'
import { CheckFailed, type CheckOptions, type Facts, type Finding, type HealthCheck } from './check.ts'
import type { CheckResult } from './health.ts'

/** Runs one check when nothing newer is known. */
export class CheckRunner {
  readonly check: HealthCheck
  readonly #timeoutMs: number
  readonly #cacheMs: number
  readonly #clock: Clock
  #known: CheckResult | undefined
  #running: Promise<CheckResult> | undefined
  /** Until then a look that has run out of time, and goes on nevertheless, keeps the next from starting. */
  #stuckUntilMs = Number.NEGATIVE_INFINITY

  constructor(check: HealthCheck, defaults: Required<Pick<CheckOptions, 'timeoutMs' | 'cacheMs'>>, clock: Clock) {
    this.check = check
    this.#timeoutMs = check.timeoutMs ?? defaults.timeoutMs!
    this.#cacheMs = check.cacheMs ?? defaults.cacheMs!
    this.#clock = clock
  }

  /** Never rejects. */
  async result(): Promise<CheckResult> {
    if (this.#known !== undefined && this.#isFresh(this.#known)) return this.#known
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  #isFresh({ checkedMs }: CheckResult): boolean {
    const ageMs = this.#clock.now() - checkedMs
    // A clock that was set back must not keep a result for hours.
    return ageMs >= 0 && ageMs < this.#cacheMs
  }

  async #run(): Promise<CheckResult> {
    const startMs = performance.now()
    const finding = await this.#lookInTime()
    const { name, critical } = this.check
    const { status, reason, facts } = finding
    this.#known = {
      name,
      status,
      critical,
      durationMs: Math.round((performance.now() - startMs) * 10) / 10,
      checkedMs: this.#clock.now(),
      ...(reason === undefined ? {} : { reason }),
      ...(facts === undefined ? {} : { facts: plain(facts) }),
    }
    return this.#known
  }

  async #lookInTime(): Promise<Finding> {
    // Looks that never end would pile up in a pool that has no connection left.
    if (this.#clock.now() < this.#stuckUntilMs) return this.#late()
    const abort = new AbortController()
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<Finding>((resolve) => {
      timer = setTimeout(() => {
        this.#stuckUntilMs = this.#clock.now() + STUCK_TIMEOUTS * this.#timeoutMs
        abort.abort()
        resolve(this.#late())
      }, this.#timeoutMs)
    })
    const look = this.#look(abort.signal).finally(() => {
      this.#stuckUntilMs = Number.NEGATIVE_INFINITY
    })
    const finding = await Promise.race([look, late])
    clearTimeout(timer)
    return finding
  }

  async #look(signal: AbortSignal): Promise<Finding> {
    try {
      const finding = await runUnobserved(() => this.check.look(signal))
      return isFinding(finding) ? finding : { status: 'unhealthy', reason: 'the check did not say a status' }
    } catch (error) {
      return { status: 'unhealthy', reason: reasonOf(error) }
    }
  }

  #late(): Finding {
    return { status: 'unhealthy', reason: `no answer within ${this.#timeoutMs} ms` }
  }
}

const STUCK_TIMEOUTS = 10

function reasonOf(error: unknown): string {
  if (error instanceof CheckFailed) return error.message
  // The `TypeError` of fetch says nothing; its cause does.
  const { cause } = (error ?? {}) as { readonly cause?: unknown }
  return errorType(error instanceof TypeError && cause instanceof Error ? cause : error)
}

/** What a page can show: without types a check may say anything, and one of them must not take the page from the others. */
function plain(facts: Facts): Facts {
  return Object.fromEntries(
    Object.entries(facts)
      .map(([name, value]: readonly [string, unknown]) => [name, typeof value === 'bigint' ? String(value) : value])
      .filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value)),
  ) as Facts
}

/** Checks are given by callers, perhaps without types. */
function isFinding(finding: unknown): finding is Finding {
  const { status } = (finding ?? {}) as { readonly status?: unknown }
  return status === 'healthy' || status === 'degraded' || status === 'unhealthy'
}
