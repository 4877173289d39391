/*
 * What becomes of a delivery that failed. Pure: time and chance are arguments.
 */
import { DAY_MS, MINUTE_MS, SECOND_MS } from '@atalaya/model'
import type { Delivery, RetryBounds } from './delivery.ts'

export interface RetryPolicy extends RetryBounds {
  /** Pause after the first failure; doubled after each further one. */
  readonly firstPauseMs: number
  readonly longestPauseMs: number
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
 * @param wantedPauseMs what the receiver has asked for; the longer pause counts
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function afterFailure(
  { createdMs, retry }: Pick<Delivery, 'createdMs' | 'retry'>,
  attempts: number,
  nowMs: number,
  chance: number,
  policy: RetryPolicy = DEFAULT_RETRY_POLICY,
  wantedPauseMs = 0,
): AfterFailure {
  const { maxAttempts, maxAgeMs, pausesMs }: RetryBounds = retry ?? policy
  const doubledMs = Math.min(policy.firstPauseMs * 2 ** (attempts - 1), policy.longestPauseMs)
  const pauseMs = pausesMs?.[attempts - 1] ?? doubledMs
  const nextAttemptMs = Math.round(nowMs + Math.max(pauseMs * (0.5 + chance / 2), wantedPauseMs))
  if (attempts >= maxAttempts || nextAttemptMs > createdMs + maxAgeMs) return { kind: 'dead' }
  return { kind: 'retry', nextAttemptMs }
}
