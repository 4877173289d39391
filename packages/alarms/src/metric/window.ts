/**
 * Which periods an alarm looks at, and when.
 *
 * Sliding: the newest period ends at the time of the evaluation, the others go back from there; they need not be multiples of
 * the period. Wall clock: periods are those of the calendar in a time zone, and only complete ones count.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation-window.html
 */
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, type TimeRange } from '@atalaya/model'
import { fromLocal, type TimeZone, toLocal } from '../time-zone.ts'

export interface WindowRule {
  readonly periodSeconds: number
  readonly evaluationPeriods: number
  /** Present: the periods of the calendar there. Absent: a sliding window. */
  readonly wallClock?: TimeZone
}

/** Periods that follow the calendar. */
export const WALL_CLOCK_PERIODS: readonly number[] = [60, 300, 3_600, 86_400, 604_800]

const WEEK_MS: number = 7 * DAY_MS
/** 1970-01-05 was a Monday. */
const MONDAY_MS: number = 4 * DAY_MS
/** Alarms that look further back are evaluated once an hour. */
const HOURLY_BEYOND_SECONDS = 86_400

/** Milliseconds between evaluations: every ten seconds for periods below a minute, hourly for more than a day, else every minute. */
export function cadenceMs({ periodSeconds, evaluationPeriods }: WindowRule): number {
  if (periodSeconds < 60) return 10 * SECOND_MS
  return periodSeconds * evaluationPeriods > HOURLY_BEYOND_SECONDS ? HOUR_MS : MINUTE_MS
}

/**
 * How many periods are fetched. AWS says "more than the evaluation periods" and shows five for three; two more, and for
 * periods below a minute a minute more, is our choice that fits every example.
 */
export function rangePeriods({ periodSeconds, evaluationPeriods }: WindowRule): number {
  return evaluationPeriods + (periodSeconds < 60 ? 60 / periodSeconds : 2)
}

/** The periods an evaluation at `timeMs` looks at, oldest first. */
export function periodsAt(rule: WindowRule, timeMs: number): readonly TimeRange[] {
  const cadence = cadenceMs(rule)
  const endMs = Math.floor(timeMs / cadence) * cadence
  const count = rangePeriods(rule)
  return rule.wallClock === undefined
    ? slidingPeriods(endMs, rule.periodSeconds * SECOND_MS, count)
    : calendarPeriods(endMs, rule.periodSeconds * SECOND_MS, count, rule.wallClock)
}

function slidingPeriods(endMs: number, periodMs: number, count: number): readonly TimeRange[] {
  return Array.from({ length: count }, (_, index) => {
    const startMs = endMs - (count - index) * periodMs
    return { startMs, endMs: startMs + periodMs }
  })
}

function calendarPeriods(beforeMs: number, periodMs: number, count: number, zone: TimeZone): readonly TimeRange[] {
  const periods: TimeRange[] = []
  let endMs = calendarStart(beforeMs, periodMs, zone)
  while (periods.length < count) {
    const startMs = calendarStart(endMs - 1, periodMs, zone)
    periods.push({ startMs, endMs })
    endMs = startMs
  }
  return periods.reverse()
}

/** Start of the calendar period that holds a moment. */
function calendarStart(timeMs: number, periodMs: number, zone: TimeZone): number {
  const anchor = periodMs === WEEK_MS ? MONDAY_MS : 0
  const local = toLocal(zone, timeMs)
  const start = Math.floor((local - anchor) / periodMs) * periodMs + anchor
  // Within a day clocks may show a time twice: the length of the step back decides which one is meant.
  return periodMs < DAY_MS ? timeMs - (local - start) : fromLocal(zone, start)
}
