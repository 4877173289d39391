import type { Clock } from '@atalaya/model'
import type { SystemSample } from '../metrics/sets/system-sampler.ts'
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
}

/**
 * Looks at the service every 5 seconds and remembers half an hour, so that who opens the page sees what came before.
 *
 * The only one who takes samples: a sample covers the time since the one before, whoever took it.
 */
export class Monitor {
  readonly #options: MonitorOptions
  readonly #timer: NodeJS.Timeout
  #moments: Moment[] = []
  #latest: SystemSample
  #counted: { readonly timeMs: number; readonly count: number; readonly errors: number }

  constructor(options: MonitorOptions) {
    this.#options = options
    this.#latest = options.system.sample()
    this.#counted = this.#count(options.requests?.snapshot())
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

  look(): void {
    const { system, requests } = this.#options
    this.#latest = system.sample()
    const snapshot = requests?.snapshot()
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
      active: requests?.active().length ?? 0,
    })
    if (this.#moments.length > 2 * MAX_MOMENTS) this.#moments = this.#moments.slice(-MAX_MOMENTS)
  }

  close(): void {
    clearInterval(this.#timer)
    this.#options.system.close()
  }

  #count(snapshot: RequestSnapshot | undefined): { timeMs: number; count: number; errors: number } {
    const { totalCount = 0, totalErrors = 0 } = snapshot ?? {}
    return { timeMs: this.#options.clock.now(), count: totalCount, errors: totalErrors }
  }
}

const MOMENT_MS = 5_000
const MAX_MOMENTS = 360
