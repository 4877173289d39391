import type { HealthStatus } from './status.ts'

/** What a check says about itself besides its status: counts and shares, never an address. */
export type Facts = Readonly<Record<string, string | number | boolean>>

export interface Finding {
  readonly status: HealthStatus
  /** Why it is not healthy, in words that anybody may read. */
  readonly reason?: string | undefined
  readonly facts?: Facts | undefined
}

/** One thing that a service needs, and how to find out whether it is there. */
export interface HealthCheck {
  /** Unique in a `Health`. */
  readonly name: string
  /** Without it the service cannot work: its failure makes the service unhealthy, that of another only degraded. */
  readonly critical: boolean
  /** Milliseconds. Default: that of the settings. */
  readonly timeoutMs?: number | undefined
  /** How long a result holds, in milliseconds. Default: that of the settings. */
  readonly cacheMs?: number | undefined
  /**
   * Looks. A rejection is a failure, told by the type of its error only, because messages name hosts and users.
   *
   * @param signal - aborted when the time is over
   */
  readonly look: (signal: AbortSignal) => Promise<Finding>
}

export interface CheckOptions {
  readonly name?: string | undefined
  readonly critical?: boolean | undefined
  readonly timeoutMs?: number | undefined
  readonly cacheMs?: number | undefined
}

/** A failure whose reason may be shown. */
export class CheckFailed extends Error {
  override readonly name: string = 'CheckFailed'
}

/** A check out of its parts and of what its caller wants otherwise. */
export function defineCheck(
  defaults: { readonly name: string; readonly critical: boolean },
  options: CheckOptions,
  look: HealthCheck['look'],
): HealthCheck {
  const { name = defaults.name, critical = defaults.critical, timeoutMs, cacheMs } = options
  return { name, critical, timeoutMs, cacheMs, look }
}
