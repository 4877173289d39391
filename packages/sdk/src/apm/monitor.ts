import type { Clock } from '@atalaya/model'
import type { SystemSample } from '../metrics/sets/system-sampler.ts'
import { type Warn, Warnings } from '../output/warnings.ts'
import { errorType } from '../traces/errors.ts'
import type { RequestSnapshot, RequestSource } from './request-source.ts'

/** One moment of the service, for charts. */
export interface Moment {
  /** Milliseconds since the Unix epoch. */
  readonly timeMs: number
  readonly cpuPercent: number
  readonly memoryPercent: number
  readonly memoryBytes: number
  readonly eventLoopDelayP99Ms: number
  /** Requests answered in a second, since the moment before. */
  readonly requestsPerSecond: number
  /** Of the requests since the moment before. 0 when there were none. */
  readonly errorRatePercent: number
  readonly p50Ms: number
  readonly p95Ms: number
  readonly p99Ms: number
  readonly active: number
}

export interface SystemSource {
  sample(): SystemSample
  close(): void
}

export interface MonitorOptions {
  readonly system: SystemSource
  readonly requests: RequestSource | undefined
  readonly clock: Clock
  readonly warn?: Warn | undefined
}

/**
 * Looks at the service every 5 seconds and remembers half an hour, so that who opens the page sees what came before.
 *
 * The only one who takes samples: a sample covers the time since the one before, whoever took it.
 */
export class Monitor {
  readonly #options: MonitorOptions
  readonly #timer: NodeJS.Timeout
  readonly #warnings: Warnings
  #moments: Moment[] = []
  #latest: SystemSample
  #counted: { readonly timeMs: number; readonly count: number; readonly errors: number }

  constructor(options: MonitorOptions) {
    this.#options = options
    this.#warnings = new Warnings(options.warn)
    this.#latest = options.system.sample()
    this.#counted = this.#count(this.requests())
    this.#timer = setInterval(() => this.look(), MOMENT_MS)
    this.#timer.unref()
  }

  /** Of the machine and the process. At most 5 seconds old. */
  get latest(): SystemSample {
    return this.#latest
  }

  /** Oldest first. */
  moments(sinceMs: number = Number.NEGATIVE_INFINITY): readonly Moment[] {
    return this.#moments.filter(({ timeMs }) => timeMs > sinceMs)
  }

  /** The figures of requests as they are now; undefined when nobody counts them. */
  requests(): RequestSnapshot | undefined {
    return this.#ask((requests) => requests.snapshot())
  }

  /** Looks once. The timer calls it. */
  look(): void {
    this.#latest = this.#options.system.sample()
    const snapshot = this.requests()
    const before = this.#counted
    this.#counted = this.#count(snapshot)
    const count = Math.max(0, this.#counted.count - before.count)
    const seconds = Math.max(1, this.#counted.timeMs - before.timeMs) / 1_000
    const { cpuPercent, memoryPercent, memoryBytes, eventLoopDelayP99Ms } = this.#latest
    this.#moments.push({
      timeMs: this.#counted.timeMs,
      cpuPercent,
      memoryPercent,
      memoryBytes,
      eventLoopDelayP99Ms,
      requestsPerSecond: count / seconds,
      errorRatePercent: count === 0 ? 0 : ((this.#counted.errors - before.errors) / count) * 100,
      p50Ms: snapshot?.p50Ms ?? 0,
      p95Ms: snapshot?.p95Ms ?? 0,
      p99Ms: snapshot?.p99Ms ?? 0,
      active: this.#ask((requests) => requests.active().length) ?? 0,
    })
    if (this.#moments.length > 2 * MAX_MOMENTS) this.#moments = this.#moments.slice(-MAX_MOMENTS)
  }

  close(): void {
    clearInterval(this.#timer)
    this.#options.system.close()
  }

  /** A source that throws must not end the service: nobody catches what a timer throws. */
  #ask<T>(question: (requests: RequestSource) => T): T | undefined {
    const { requests } = this.#options
    try {
      return requests === undefined ? undefined : question(requests)
    } catch (error) {
      this.#warnings.add(`the figures of requests are not known: ${errorType(error)}`)
      return undefined
    }
  }

  #count(snapshot: RequestSnapshot | undefined): { timeMs: number; count: number; errors: number } {
    const { totalCount = 0, totalErrors = 0 } = snapshot ?? {}
    return { timeMs: this.#options.clock.now(), count: totalCount, errors: totalErrors }
  }
}

const MOMENT_MS = 5_000
const MAX_MOMENTS = 360
