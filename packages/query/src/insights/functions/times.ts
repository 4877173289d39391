import type { Value } from '../bound.ts'
import { type FunctionSpec, literal, param } from './signature.ts'
import { formatProblem, formatTime, javaProblem, parseJava } from './time-format.ts'
import { isTimeZone } from './time-zone.ts'

/*
 * Times. `bin`, `datefloor` and `dateceil` of the language become the four functions at the end: the binder clamps the period,
 * works out widths, and knows what `bin` rounds. `now`, `queryStartTime` and their like become constants.
 */

const ZONE = {
  ...literal('zone', 'text', (value) =>
    isTimeZone(value as string) ? undefined : `'${value as string}' is not a time zone`,
  ),
  optional: true as const,
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-operations-functions.html */
export const TIME_FUNCTIONS: readonly FunctionSpec[] = [
  {
    family: 'time',
    name: 'fromMillis',
    summary: 'The time that is so many milliseconds after 1970.',
    params: [param('a', 'number')],
    returns: 'time',
    nulls: 'null',
    evaluate: ([a]) => Math.trunc(a as number),
    example: ['fromMillis(1642195111000)', '2022-01-14 21:18:31.000'],
  },
  {
    family: 'time',
    name: 'toMillis',
    summary: 'Milliseconds after 1970 of a time, or of a text that is an ISO 8601 date and time.',
    params: [param('a', 'time')],
    returns: 'number',
    nulls: 'null',
    evaluate: ([a = null]) => a,
    example: ['toMillis("2022-01-14T13:18:31.000-08:00")', '1642195111000'],
  },
  {
    family: 'time',
    name: 'parseDate',
    summary:
      'Milliseconds after 1970 of a text in a pattern of java.time, in a time zone (UTC) unless the text has its own.',
    params: [param('a', 'text'), literal('pattern', 'text', (value) => javaProblem(value as string)), ZONE],
    returns: 'number',
    nulls: 'null',
    evaluate: ([a, pattern, zone = 'UTC']) => parseJava(a as string, pattern as string, zone as string),
    example: ['parseDate("17/06/2026 10:30", "dd/MM/yyyy HH:mm")', '1781692200000'],
  },
  formatted('formatDate', ['strftime']),
  {
    family: 'time',
    name: 'floorTime',
    internal: true,
    summary: 'The last time at or before a that is a whole number of widths (ms) away from an origin (ms).',
    params: [param('a', 'time'), literal('widthMs', 'number'), literal('originMs', 'number')],
    returns: 'time',
    nulls: 'null',
    evaluate: ([a, width, origin]) => floorTime(a as number, width as number, origin as number),
  },
  {
    family: 'time',
    name: 'ceilTime',
    internal: true,
    summary: 'The first time at or after a that is a whole number of widths (ms) away from an origin (ms).',
    params: [param('a', 'time'), literal('widthMs', 'number'), literal('originMs', 'number')],
    returns: 'time',
    nulls: 'null',
    evaluate: ([a, width, origin]) => -floorTime(-(a as number), width as number, -(origin as number)),
  },
  {
    family: 'time',
    name: 'floorMonths',
    internal: true,
    summary:
      'The last beginning of a period of so many months (UTC, counted from January 1970) at or before a - offset, plus offset (ms).',
    params: [param('a', 'time'), literal('months', 'number'), literal('offsetMs', 'number')],
    returns: 'time',
    nulls: 'null',
    evaluate: ([a, months, offset]) => floorMonths(a as number, months as number, offset as number),
  },
  {
    family: 'time',
    name: 'ceilMonths',
    internal: true,
    summary: 'As floorMonths, but the first beginning at or after a.',
    params: [param('a', 'time'), literal('months', 'number'), literal('offsetMs', 'number')],
    returns: 'time',
    nulls: 'null',
    evaluate: ([a, months, offset]) => ceilMonths(a as number, months as number, offset as number),
  },
]

function formatted(name: string, aliases: readonly string[]): FunctionSpec {
  return {
    family: 'time',
    name,
    aliases,
    summary: 'A time in a format of strftime, in a time zone (UTC).',
    params: [param('a', 'time'), literal('format', 'text', (value) => formatProblem(value as string)), ZONE],
    returns: 'text',
    nulls: 'null',
    evaluate: ([a, format, zone = 'UTC']: readonly Value[]) =>
      formatTime(a as number, format as string, zone as string),
    example: ['formatDate(fromMillis(1781692200000), "%Y-%m-%d %H:%M")', '2026-06-17 10:30'],
  }
}

export function floorTime(timeMs: number, widthMs: number, originMs: number): number {
  return Math.floor((timeMs - originMs) / widthMs) * widthMs + originMs
}

/** Months since January 1970, in UTC. */
function monthOf(timeMs: number): number {
  const date = new Date(timeMs)
  return (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth()
}

function floorMonths(timeMs: number, months: number, offsetMs: number): number | null {
  const month = Math.floor(monthOf(timeMs - offsetMs) / months) * months
  const start = Date.UTC(1970, month)
  return Number.isNaN(start) ? null : start + offsetMs
}

function ceilMonths(timeMs: number, months: number, offsetMs: number): number | null {
  const floor = floorMonths(timeMs, months, offsetMs)
  if (floor === null || floor === timeMs) return floor
  return Date.UTC(1970, monthOf(floor - offsetMs) + months) + offsetMs
}
