/**
 * Time zones as alarms write them: an IANA name, `Z`, `UTC`, `+05:30`, `UTC+05:30` or `GMT-08:00`.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation-window.html
 */
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@atalaya/model'

export interface TimeZone {
  /** What local clocks are ahead of UTC at a moment, in milliseconds. */
  offsetMs(timeMs: number): number
}

export const UTC: TimeZone = { offsetMs: () => 0 }

/** No zone is further from UTC than this. */
const MAX_OFFSET_MS: number = 18 * HOUR_MS
const OFFSET = /^(?:UTC|GMT)?([+-])(\d{2}):(\d{2})$/
/** By canonical name: other spellings of a name, of which there are any number, are not remembered. */
const zones = new Map<string, TimeZone>()

/** Undefined when there is no such zone. Offsets must be multiples of five minutes. */
export function parseTimeZone(text: string): TimeZone | undefined {
  if (/^(Z|UTC|GMT)$/.test(text)) return UTC
  const [, sign, hours, minutes] = OFFSET.exec(text) ?? []
  if (sign !== undefined) return fixedZone(sign === '-' ? -1 : 1, Number(hours), Number(minutes))
  // The engine takes bare offsets such as +0530 for names.
  return /^[A-Za-z]/.test(text) ? namedZone(text) : undefined
}

function fixedZone(sign: number, hours: number, minutes: number): TimeZone | undefined {
  const offset = sign * (hours * HOUR_MS + minutes * MINUTE_MS)
  if (minutes > 59 || minutes % 5 !== 0 || Math.abs(offset) > MAX_OFFSET_MS) return undefined
  return { offsetMs: () => offset }
}

function namedZone(name: string): TimeZone | undefined {
  const known = zones.get(name)
  if (known !== undefined) return known
  const format = formatOf(name)
  if (format === undefined) return undefined
  const { timeZone } = format.resolvedOptions()
  const zone: TimeZone = zones.get(timeZone) ?? { offsetMs: (timeMs) => offsetIn(format, timeMs) }
  zones.set(timeZone, zone)
  return zone
}

function formatOf(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    const fields = { year: 'numeric', month: 'numeric', day: 'numeric' } as const
    const clock = { hour: 'numeric', minute: 'numeric', second: 'numeric', hourCycle: 'h23', era: 'short' } as const
    return new Intl.DateTimeFormat('en-US', { timeZone, ...fields, ...clock })
  } catch {
    return undefined
  }
}

function offsetIn(format: Intl.DateTimeFormat, timeMs: number): number {
  const parts = new Map(format.formatToParts(timeMs).map(({ type, value }) => [type, Number(value)]))
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0
  const day = [part('year'), part('month') - 1, part('day')] as const
  const local = Date.UTC(...day, part('hour'), part('minute'), part('second'))
  return local - Math.floor(timeMs / 1_000) * 1_000
}

/** What local clocks show at a moment, as if it were UTC. */
export function toLocal(zone: TimeZone, timeMs: number): number {
  return timeMs + zone.offsetMs(timeMs)
}

/**
 * The moment at which local clocks show `localMs`. Of two such moments the first; when clocks skip it, the moment at which they
 * skip.
 */
export function fromLocal(zone: TimeZone, localMs: number): number {
  // The offsets a day before and after are the only candidates: zones change less often than that.
  const before = zone.offsetMs(localMs - DAY_MS)
  const after = zone.offsetMs(localMs + DAY_MS)
  const candidates = [localMs - before, localMs - after].sort((a, b) => a - b)
  const exact = candidates.find((timeMs) => toLocal(zone, timeMs) === localMs)
  return exact ?? changeBetween(zone, candidates[0] ?? localMs, candidates[1] ?? localMs)
}

/** The first moment in a range that contains one change of offset at which the offset is the new one. */
function changeBetween(zone: TimeZone, fromMs: number, toMs: number): number {
  let low = fromMs
  let high = toMs
  const old = zone.offsetMs(low)
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (zone.offsetMs(middle) === old) low = middle
    else high = middle
  }
  return high
}
