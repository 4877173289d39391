export { type BreakerSnapshot, type BreakerState, breakers } from './breakers.ts'
export { type Bulkhead, type BulkheadOptions, bulkhead } from './bulkhead.ts'
export { type CircuitBreaker, type CircuitBreakerOptions, circuitBreaker } from './circuit-breaker.ts'
export {
  asTimeoutError,
  type PgTimeouts,
  pgTimeouts,
  type Timeouts,
  type UndiciTimeouts,
  undiciTimeouts,
} from './connection-timeouts.ts'
export { type PolicyDecorator, withCircuitBreaker, withPolicy, withRetry, withTimeout } from './decorators.ts'
export { configureResilience, type ResilienceOptions } from './defaults.ts'
export { BreakerOpenError, BulkheadFullError, TimeoutError } from './errors.ts'
export { type FallbackOptions, fallback } from './fallback.ts'
export { type FetchTimeoutOptions, fetchWithTimeouts } from './fetch-with-timeouts.ts'
export { type Policy, policy, type Work } from './policy.ts'
export { type RetryOptions, retry } from './retry.ts'
export { type TimeoutOptions, timeout } from './timeout.ts'
export { isFault, isFaultResponse, isTransient, isTransientResponse, retryAfterMs } from './transient.ts'
