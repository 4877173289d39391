/*
 * What becomes of a delivery that failed. Pure: time and chance are arguments.
 */
import { DAY_MS, MINUTE_MS, SECOND_MS } from '@atalaya/model'
import type { Delivery } from './delivery.ts'

export interface RetryPolicy {
  /** Pause after the first failure; doubled after each further one. */
  readonly firstPauseMs: number
  readonly longestPauseMs: number
  readonly maxAttempts: number
  /** From when it was made to the last attempt. */
  readonly maxAgeMs: number
}

/** About 300 attempts fit into a day. */
export const DEFAULT_RETRY_POLICY: RetryPolicy = {
  firstPauseMs: SECOND_MS,
  longestPauseMs: 5 * MINUTE_MS,
  maxAttempts: 400,
  maxAgeMs: DAY_MS,
}

export type AfterFailure = { readonly kind: 'retry'; readonly nextAttemptMs: number } | { readonly kind: 'dead' }

/**
 * Tries again after a pause that doubles, shortened by chance to between half and all of it, so that those who failed together
 * do not come back together.
 *
 * @param attempts that have failed, this one included
 * @param chance from 0 to below 1
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function afterFailure(
  { createdMs }: Pick<Delivery, 'createdMs'>,
  attempts: number,
  nowMs: number,
  chance: number,
  policy: RetryPolicy = DEFAULT_RETRY_POLICY,
): AfterFailure {
  const pauseMs = Math.min(policy.firstPauseMs * 2 ** (attempts - 1), policy.longestPauseMs)
  const nextAttemptMs = Math.round(nowMs + pauseMs * (0.5 + chance / 2))
  if (attempts >= policy.maxAttempts || nextAttemptMs > createdMs + policy.maxAgeMs) return { kind: 'dead' }
  return { kind: 'retry', nextAttemptMs }
}
