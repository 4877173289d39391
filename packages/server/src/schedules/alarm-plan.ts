import { HOUR_MS, MINUTE_MS, SECOND_MS } from '@atalaya/model'

/**
 * How long after a boundary alarms are evaluated: datapoints of the last period are given this time to arrive. Our choice; AWS
 * leaves the newest period missing when they are late.
 */
export const EVALUATION_DELAY_MS: number = 5 * SECOND_MS

/** Milliseconds between evaluations: of alarms on seconds, of most alarms, and of those that look back further than a day. */
export const CADENCES: readonly number[] = [10 * SECOND_MS, MINUTE_MS, HOUR_MS]

/** Up to which boundary alarms of each cadence have been evaluated. */
export type Evaluated = ReadonlyMap<number, number>

/** A clock that goes back by more was set; by less it was corrected, and evaluating an older boundary would undo what is decided. */
const CLOCK_SET_MS: number = 5 * MINUTE_MS

/** Boundaries that have passed since, by cadence; of several only the last. After the clock was set back they begin anew. */
export function dueBoundaries(evaluated: Evaluated, nowMs: number): ReadonlyMap<number, number> {
  const due = new Map<number, number>()
  for (const cadence of CADENCES) {
    const boundary = Math.floor((nowMs - EVALUATION_DELAY_MS) / cadence) * cadence
    const last = evaluated.get(cadence)
    if (last === undefined || boundary > last || nowMs < last - CLOCK_SET_MS) due.set(cadence, boundary)
  }
  return due
}

/** When there is something to do next: the next boundary, or before that the first of `timers`. */
export function nextWake(nowMs: number, timers: readonly number[]): number {
  const cadence = CADENCES[0] as number
  const boundary = Math.floor((nowMs - EVALUATION_DELAY_MS) / cadence + 1) * cadence + EVALUATION_DELAY_MS
  return Math.min(boundary, ...timers.filter((timeMs) => timeMs > nowMs))
}
