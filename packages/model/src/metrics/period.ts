import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../clock.ts'

/**
 * Which datapoints a query of a metric gets: the rules of StartTime, EndTime and Period that GetMetricStatistics and
 * GetMetricData share. Buckets are anchored at the aligned start, not at multiples of the period on the clock.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html
 */

/** Periods below a minute; any other is a multiple of 60 seconds. */
export const SUB_MINUTE_PERIODS: readonly number[] = [1, 5, 10, 20, 30]

/** Datapoints of one call of GetMetricStatistics. */
export const MAX_STATISTICS_DATAPOINTS = 1_440

export interface TimeRange {
  /** Milliseconds since the epoch, inclusive. */
  readonly startMs: number
  /** Exclusive. */
  readonly endMs: number
}

/** Whether CloudWatch knows the period: 1, 5, 10, 20, 30 or a multiple of 60. */
export function isPeriod(periodSeconds: number): boolean {
  return SUB_MINUTE_PERIODS.includes(periodSeconds) || (periodSeconds >= 60 && periodSeconds % 60 === 0)
}

/**
 * The range that is read in place of the range asked for.
 *
 * The start is rounded down: to divisions of a minute if the period is one, else to a minute, to five when it is 15 days old,
 * to an hour when it is older than 63 days. AWS documents divisions for 5, 10, 20 and 30 seconds; for 1 it is our choice,
 * because a minute would return up to 59 datapoints nobody asked for. With these periods the end is rounded too: AWS's example
 * answers the ten seconds before 01:05:23 with 01:05:10 to 01:05:20. A range inside one division keeps its end (our choice:
 * otherwise it would be empty).
 */
export function alignRange({ startMs, endMs }: TimeRange, periodSeconds: number, nowMs: number): TimeRange {
  if (periodSeconds < 60) {
    const periodMs = periodSeconds * SECOND_MS
    const start = roundDown(startMs, periodMs)
    const end = roundDown(endMs, periodMs)
    return { startMs: start, endMs: end > start ? end : endMs }
  }
  return { startMs: roundDown(startMs, startStepMs(nowMs - startMs)), endMs }
}

function startStepMs(ageMs: number): number {
  if (ageMs < 15 * DAY_MS) return MINUTE_MS
  return ageMs <= 63 * DAY_MS ? 5 * MINUTE_MS : HOUR_MS
}

function roundDown(timeMs: number, stepMs: number): number {
  return Math.floor(timeMs / stepMs) * stepMs
}

/** Older data exist only in coarser roll-ups. Ages are of the start of the range. */
const TIERS = [
  { olderThanMs: 63 * DAY_MS, periodSeconds: 3_600 },
  { olderThanMs: 15 * DAY_MS, periodSeconds: 300 },
  { olderThanMs: 3 * HOUR_MS, periodSeconds: 60 },
] as const

/**
 * The period, in seconds, of the finest data kept for a range that starts at `startMs`.
 *
 * Age is counted in whole minutes (our choice): "the last three hours" is a little older when the request arrives.
 */
export function finestPeriod(startMs: number, nowMs: number): 1 | 60 | 300 | 3600 {
  const ageMs = roundDown(nowMs - startMs, MINUTE_MS)
  return TIERS.find((tier) => ageMs > tier.olderThanMs)?.periodSeconds ?? 1
}

/** Whether there can be data: AWS answers a period that is no multiple of the finest one kept with nothing, not with an error. */
export function hasData(startMs: number, periodSeconds: number, nowMs: number): boolean {
  return periodSeconds % finestPeriod(startMs, nowMs) === 0
}

/** How many datapoints a range as the caller gave it asks for: what {@link MAX_STATISTICS_DATAPOINTS} limits. */
export function requestedDatapoints({ startMs, endMs }: TimeRange, periodSeconds: number): number {
  return Math.max(0, Math.ceil((endMs - startMs) / (periodSeconds * SECOND_MS)))
}

/** Start times of the buckets of an aligned range, ascending; the last bucket may reach beyond the end. */
export function bucketStarts(range: TimeRange, periodSeconds: number): readonly number[] {
  const periodMs = periodSeconds * SECOND_MS
  return Array.from(
    { length: requestedDatapoints(range, periodSeconds) },
    (_, index) => range.startMs + index * periodMs,
  )
}
