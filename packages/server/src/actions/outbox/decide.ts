/*
 * The decisions of the outbox: which deliveries are begun, and what becomes of one that failed. Pure: time and chance are
 * arguments.
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

/** The first delivery of a lane none of which is under way. */
export type LaneHead = Pick<Delivery, 'id' | 'target' | 'nextAttemptMs'>

export interface Room {
  /** Deliveries that may be begun now, to all receivers together. */
  readonly free: number
  /** Deliveries that may be under way to one receiver at a time. */
  readonly perTarget: number
  /** Deliveries under way, by receiver. */
  readonly running: ReadonlyMap<string, number>
}

export interface Choice<Head> {
  readonly begin: readonly Head[]
  /** When the next one is due, if there was room for all that are. */
  readonly wakeMs: number | undefined
}

/** Which lanes go on, in the order given: a receiver that is slow or down takes no more than its share of the room. */
export function choose<Head extends LaneHead>(heads: Iterable<Head>, nowMs: number, room: Room): Choice<Head> {
  const begin: Head[] = []
  const running = new Map(room.running)
  let wakeMs: number | undefined
  for (const head of heads) {
    if (begin.length >= room.free) break
    if (head.nextAttemptMs > nowMs) {
      wakeMs = Math.min(wakeMs ?? Number.POSITIVE_INFINITY, head.nextAttemptMs)
      continue
    }
    const busy = running.get(head.target) ?? 0
    if (busy >= room.perTarget) continue
    running.set(head.target, busy + 1)
    begin.push(head)
  }
  return { begin, wakeMs }
}
