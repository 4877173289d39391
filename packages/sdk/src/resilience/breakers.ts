export type BreakerState = 'closed' | 'open' | 'half-open'

export interface BreakerSnapshot {
  readonly name: string
  /** An open breaker stays open until somebody calls after its time. */
  readonly state: BreakerState
  /** Failures in a row. */
  readonly failures: number
  /** Since when it has been in this state: milliseconds since the Unix epoch. */
  readonly sinceMs: number
  /** Type of the latest failure, never its message; undefined before the first. */
  readonly lastErrorType: string | undefined
}

interface Listed {
  snapshot(): BreakerSnapshot
  /** Sets the metric of its state. */
  showState(): void
}

const listed = new Map<string, Listed>()

/** Breakers with names, of the whole process, by name: for a page that shows health. */
export function breakers(): readonly BreakerSnapshot[] {
  return [...listed.values()].map((one) => one.snapshot()).sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** The latest of a name is listed. A service that makes breakers without end keeps the latest 1,000. */
export function register(name: string, breaker: Listed): void {
  listed.delete(name)
  listed.set(name, breaker)
  for (const oldest of listed.keys()) {
    if (listed.size <= MAX_LISTED) break
    listed.delete(oldest)
  }
}

/** For metrics that are there only now. */
export function showStates(): void {
  for (const breaker of listed.values()) breaker.showState()
}

const MAX_LISTED = 1_000
