import { SyntaxProblem } from '../syntax-problem.ts'
import type { DurationLiteral, DurationUnit } from './ast.ts'
import type { Bound } from './bound.ts'
import { call } from './call.ts'
import { numberConst } from './scope.ts'

const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** Units that have one length, in milliseconds. */
const FIXED_MS: Readonly<Partial<Record<DurationUnit, number>>> = {
  ms: 1,
  s: SECOND_MS,
  m: MINUTE_MS,
  h: HOUR_MS,
  d: DAY_MS,
  w: 7 * DAY_MS,
}

const MONTHS: Readonly<Partial<Record<DurationUnit, number>>> = { mo: 1, q: 3, y: 12 }

/**
 * More of a unit acts as this many: `bin(300s)` as `bin(60s)`.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-operations-functions.html
 */
const MOST: Readonly<Partial<Record<DurationUnit, number>>> = { ms: 1000, s: 60, m: 60, h: 24 }

/** 1970-01-05, a Monday: weeks begin on Mondays (our choice, as in ISO 8601). */
const FIRST_MONDAY_MS = 4 * DAY_MS

/** Milliseconds of a duration. @throws {SyntaxProblem} for months, quarters and years, which have no one length */
export function durationMs({ amount, unit, span }: DurationLiteral): number {
  const unitMs = FIXED_MS[unit]
  if (unitMs === undefined)
    throw new SyntaxProblem('Months, quarters and years have no fixed length', span.start, span.end)
  return amount * unitMs
}

/** A time moved to the beginning of the period it lies in, or to that of the next one. */
export function roundTime(time: Bound, to: 'floor' | 'ceil', period: DurationLiteral, offsetMs = 0): Bound {
  const { amount, unit, span } = period
  if (amount < 1) throw new SyntaxProblem('A period is at least 1 long', span.start, span.end)
  const count = Math.min(amount, MOST[unit] ?? amount)
  const months = MONTHS[unit]
  if (months !== undefined) {
    return call(to === 'floor' ? 'floorMonths' : 'ceilMonths', [
      time,
      numberConst(count * months),
      numberConst(offsetMs),
    ])
  }
  const widthMs = count * (FIXED_MS[unit] as number)
  const originMs = (unit === 'w' ? FIRST_MONDAY_MS : 0) + offsetMs
  return call(to === 'floor' ? 'floorTime' : 'ceilTime', [time, numberConst(widthMs), numberConst(originMs)])
}

/** The same time of day, so many months later; the last day of the month where that one is shorter. */
export function addMonths(timeMs: number, months: number): number {
  const date = new Date(timeMs)
  const day = date.getUTCDate()
  date.setUTCMonth(date.getUTCMonth() + months)
  if (date.getUTCDate() !== day) date.setUTCDate(0)
  return date.getTime()
}
