/** Something took too long. `cause` is what was given up, when there was an error at all. */
export class TimeoutError extends Error {
  override readonly name: string = 'TimeoutError'
  /** What took too long: the name of a policy, `connect`, `answer`, `read`. */
  readonly operation: string
  readonly timeoutMs: number

  constructor(operation: string, timeoutMs: number, options?: ErrorOptions) {
    super(`${operation}: not done within ${timeoutMs} ms`, options)
    this.operation = operation
    this.timeoutMs = timeoutMs
  }
}

/** A circuit breaker let nothing through. `cause` is the failure that opened it. */
export class BreakerOpenError extends Error {
  override readonly name: string = 'BreakerOpenError'
  readonly breaker: string
  /** Until a call may be tried again; 0 while one is being tried. */
  readonly retryAfterMs: number

  constructor(breaker: string, retryAfterMs: number, options?: ErrorOptions) {
    super(`${breaker}: the circuit breaker is open`, options)
    this.breaker = breaker
    this.retryAfterMs = retryAfterMs
  }
}

/** A bulkhead had neither a place nor room to wait. */
export class BulkheadFullError extends Error {
  override readonly name: string = 'BulkheadFullError'
  readonly bulkhead: string

  constructor(bulkhead: string, limit: number, queue: number) {
    super(`${bulkhead}: ${limit} calls are running and ${queue} are waiting`)
    this.bulkhead = bulkhead
  }
}
