/*
 * Time zones by name (`Europe/Madrid`, `UTC`) or by offset (`+02:00`), through Intl.
 */
import { DAY_MS } from '@atalaya/model'

const OFFSET = /^(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d{2}))?$/

export function isTimeZone(name: string): boolean {
  return OFFSET.test(name) || formatterOf(name) !== undefined
}

/** How far a zone that never changes its clocks is ahead of UTC; undefined for others. */
export function fixedOffsetMs(zone: string): number | undefined {
  if (zone === 'UTC' || zone === 'Z') return 0
  const fixed = OFFSET.exec(zone)
  if (fixed === null) return undefined
  return (fixed[1] === '-' ? -1 : 1) * (Number(fixed[2]) * 60 + Number(fixed[3] ?? 0)) * 60_000
}

/** The civil time of a moment in a zone, as if it were UTC. */
export function localTime(timeMs: number, zone: string): number {
  return timeMs + offsetMs(timeMs, zone)
}

/** The moment at which it is this civil time in a zone. Of two the earlier; in a gap as if the clock had not been changed. */
export function fromLocalTime(localMs: number, zone: string): number {
  const before = localMs - offsetMs(localMs - DAY_MS, zone)
  const after = localMs - offsetMs(localMs + DAY_MS, zone)
  if (localTime(before, zone) === localMs) return before
  return localTime(after, zone) === localMs ? after : before
}

/** How far a zone is ahead of UTC at a moment. */
export function offsetMs(timeMs: number, zone: string): number {
  const fixed = fixedOffsetMs(zone)
  if (fixed !== undefined) return fixed
  const formatter = formatterOf(zone)
  if (formatter === undefined || Math.abs(timeMs) > MAX_TIME_MS) return 0
  const parts: Record<string, number> = {}
  for (const { type, value } of formatter.formatToParts(timeMs)) parts[type] = Number(value)
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(timeMs / 1000) * 1000
}

const MAX_TIME_MS = 8.6e15

const formatters = new Map<string, Intl.DateTimeFormat | undefined>()

function formatterOf(zone: string): Intl.DateTimeFormat | undefined {
  if (!formatters.has(zone)) {
    // Names come from queries: they must not pile up.
    if (formatters.size > 1000) formatters.clear()
    formatters.set(zone, createFormatter(zone))
  }
  return formatters.get(zone)
}

function createFormatter(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
  } catch {
    return undefined
  }
}
