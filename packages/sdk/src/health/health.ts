import process from 'node:process'
import { type Clock, systemClock } from '@atalaya/model'
import type { Settings } from '../settings/record.ts'
import type { CheckOptions, Facts, HealthCheck } from './check.ts'
import { CheckRunner } from './check-runner.ts'
import { type HealthStatus, overall } from './status.ts'

export interface CheckResult {
  readonly name: string
  readonly status: HealthStatus
  readonly critical: boolean
  /** How long looking took. */
  readonly durationMs: number
  /** When it was looked at: milliseconds since the Unix epoch. */
  readonly checkedMs: number
  /** Why it is not healthy: a type of error such as `ECONNREFUSED`, or words of the check. Never a message of a driver. */
  readonly reason?: string | undefined
  readonly facts?: Facts | undefined
}

export interface HealthReport {
  readonly status: HealthStatus
  /** In the order in which they were added. */
  readonly checks: readonly CheckResult[]
}

export interface HealthOptions {
  readonly checks?: readonly HealthCheck[] | undefined
  /** `settings.health`. Default: 2 s for a check, whose result holds for 5 s. */
  readonly settings?: Pick<Settings['health'], 'timeoutMs' | 'cacheMs'> | undefined
  readonly clock?: Clock | undefined
}

/**
 * The health of a service: what its checks found.
 *
 * Checks run at the same time, each within its time limit; a result holds for a while, and who asks meanwhile, or while a
 * check is under way, gets the same. So a health page that everybody asks costs its databases one question in 5 seconds.
 */
export class Health {
  readonly #clock: Clock
  readonly #defaults: Required<Pick<CheckOptions, 'timeoutMs' | 'cacheMs'>>
  readonly #runners = new Map<string, CheckRunner>()
  #isDraining = false

  /** @throws {TypeError} when two checks have one name */
  constructor(options: HealthOptions = {}) {
    const { checks = [], settings = { timeoutMs: 2_000, cacheMs: 5_000 }, clock = systemClock } = options
    this.#clock = clock
    this.#defaults = { timeoutMs: settings.timeoutMs, cacheMs: settings.cacheMs }
    for (const check of checks) this.add(check)
  }

  /**
   * One check more.
   *
   * @returns how to take it out
   * @throws {TypeError} when there is one of that name
   */
  add(check: HealthCheck): () => void {
    if (this.#runners.has(check.name)) throw new TypeError(`health: there is a check '${check.name}' already`)
    this.#runners.set(check.name, new CheckRunner(check, this.#defaults, this.#clock))
    return () => {
      this.#runners.delete(check.name)
    }
  }

  /** Whether the process answers at all. Asks nobody: a restart would not mend a database. */
  live(): { readonly status: 'healthy'; readonly uptimeSeconds: number } {
    return { status: 'healthy', uptimeSeconds: process.uptime() }
  }

  /** Whether the service should get requests: no critical check has failed, and it is not about to end. Never rejects. */
  async ready(): Promise<HealthReport> {
    if (this.#isDraining) return { status: 'unhealthy', checks: [] }
    return report(await this.#results(({ critical }) => critical))
  }

  /** All checks. Never rejects. */
  async check(): Promise<HealthReport> {
    return report(await this.#results(() => true))
  }

  /** From now on the service is not ready, so that it gets no new requests while it ends. Call it on SIGTERM. */
  drain(): void {
    this.#isDraining = true
  }

  get isDraining(): boolean {
    return this.#isDraining
  }

  #results(wanted: (check: HealthCheck) => boolean): Promise<readonly CheckResult[]> {
    const runners = [...this.#runners.values()].filter(({ check }) => wanted(check))
    return Promise.all(runners.map((runner) => runner.result()))
  }
}

function report(checks: readonly CheckResult[]): HealthReport {
  return { status: overall(checks), checks }
}
