/**
 * When a mute rule is in force.
 *
 * Schedules are `cron(minutes hours day-of-month month day-of-week)` and `at(yyyy-MM-ddThh:mm)` in a time zone, with a duration
 * in ISO 8601 from one minute to fifteen days. As in every cron, a day matches when the day of the month or the day of the week
 * does, if both are given.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-mute-rules.html
 */
import { DAY_MS, HOUR_MS, MINUTE_MS, type TimeRange } from '@atalaya/model'
import { fromLocal, type TimeZone, toLocal } from '../time-zone.ts'

export type MuteSchedule = CronSchedule | { readonly kind: 'at'; readonly localMs: number }

export interface CronSchedule {
  readonly kind: 'cron'
  /** Each in ascending order. */
  readonly minutes: readonly number[]
  readonly hours: readonly number[]
  readonly daysOfMonth: readonly number[]
  readonly months: readonly number[]
  /** 0 is Sunday. */
  readonly daysOfWeek: readonly number[]
  readonly anyDayOfMonth: boolean
  readonly anyDayOfWeek: boolean
}

export interface MuteRule {
  readonly schedule: MuteSchedule
  readonly durationMs: number
  readonly zone: TimeZone
  /** No window begins before it. */
  readonly startMs?: number | undefined
  /** Every window has ended by then. */
  readonly expireMs?: number | undefined
}

const MIN_DURATION_MS: number = MINUTE_MS
const MAX_DURATION_MS: number = 15 * DAY_MS

const MONTHS: readonly string[] = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const DAYS: readonly string[] = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']

/** Undefined when it is no such schedule. */
export function parseSchedule(expression: string): MuteSchedule | undefined {
  const [, kind, body = ''] = /^(cron|at)\((.*)\)$/.exec(expression.trim()) ?? []
  if (kind === 'cron') return parseCron(body)
  return kind === 'at' ? parseAt(body) : undefined
}

function parseAt(text: string): MuteSchedule | undefined {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(text)) return undefined
  const localMs = Date.parse(`${text}:00Z`)
  // The parser takes 30 February for 2 March.
  const exists = !Number.isNaN(localMs) && new Date(localMs).toISOString().startsWith(text)
  return exists ? { kind: 'at', localMs } : undefined
}

function parseCron(text: string): CronSchedule | undefined {
  const fields = text.trim().split(/\s+/)
  const [minute = '', hour = '', dayOfMonth = '', month = '', dayOfWeek = ''] = fields
  const minutes = parseField(minute, 0, 59)
  const hours = parseField(hour, 0, 23)
  const daysOfMonth = parseField(dayOfMonth, 1, 31)
  const months = parseField(month, 1, 12, (name) => MONTHS.indexOf(name) + 1)
  const weekdays = parseField(dayOfWeek, 0, 7, (name) => DAYS.indexOf(name))
  if (fields.length !== 5 || !minutes || !hours || !daysOfMonth || !months || !weekdays) return undefined
  const daysOfWeek = [...new Set(weekdays.map((day) => day % 7))].sort((a, b) => a - b)
  const any = { anyDayOfMonth: dayOfMonth === '*', anyDayOfWeek: dayOfWeek === '*' }
  return { kind: 'cron', minutes, hours, daysOfMonth, months, daysOfWeek, ...any }
}

/** The values of `*`, `1,5,7` or `1-5`, ascending. */
function parseField(
  text: string,
  min: number,
  max: number,
  named: (name: string) => number = () => -1,
): readonly number[] | undefined {
  const number = (part: string): number => {
    return /^\d{1,2}$/.test(part) ? Number(part) : /^[A-Z]{3}$/i.test(part) ? named(part.toUpperCase()) : -1
  }
  const values = new Set<number>()
  for (const part of text.split(',')) {
    const [from = '', to = from, ...more] = part === '*' ? [String(min), String(max)] : part.split('-')
    const [first, last] = [number(from), number(to)]
    if (more.length > 0 || first < min || last > max || first > last) return undefined
    for (let value = first; value <= last; value += 1) values.add(value)
  }
  return [...values].sort((a, b) => a - b)
}

/** Milliseconds of `PT1M` to `P15D`; undefined when it is no such duration. */
export function parseDuration(text: string): number | undefined {
  const [all, days = '0', hours = '0', minutes = '0'] =
    /^P(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?)?$/.exec(text) ?? []
  if (all === undefined || /[PT]$/.test(all)) return undefined
  const ms = Number(days) * DAY_MS + Number(hours) * HOUR_MS + Number(minutes) * MINUTE_MS
  return ms >= MIN_DURATION_MS && ms <= MAX_DURATION_MS ? ms : undefined
}

/** The window in force at a moment: of several the one that began last, which ends last. */
export function muteWindowAt(rule: MuteRule, timeMs: number): TimeRange | undefined {
  const { startMs = Number.NEGATIVE_INFINITY, expireMs = Number.POSITIVE_INFINITY } = rule
  if (timeMs >= expireMs) return undefined
  const begin = lastBegin(rule, timeMs)
  if (begin === undefined || begin < startMs || timeMs >= begin + rule.durationMs) return undefined
  return { startMs: begin, endMs: Math.min(begin + rule.durationMs, expireMs) }
}

/** Whether no window is in force and none will come. */
export function isExpired({ schedule, durationMs, zone, expireMs }: MuteRule, nowMs: number): boolean {
  if (expireMs !== undefined && nowMs >= expireMs) return true
  return schedule.kind === 'at' && nowMs >= fromLocal(zone, schedule.localMs) + durationMs
}

/** The last time at or before `timeMs` at which a window begins, as far back as it can still be in force. */
function lastBegin({ schedule, durationMs, zone }: MuteRule, timeMs: number): number | undefined {
  if (schedule.kind === 'at') {
    const begin = fromLocal(zone, schedule.localMs)
    return begin <= timeMs ? begin : undefined
  }
  const today = Math.floor(toLocal(zone, timeMs) / DAY_MS) * DAY_MS
  // A day more on both sides: clocks that change may show an hour twice.
  for (let day = today + DAY_MS; day >= today - durationMs - DAY_MS; day -= DAY_MS) {
    if (!matchesDay(schedule, day)) continue
    const begin = lastTimeOfDay(schedule, day, zone, timeMs)
    if (begin !== undefined) return begin
  }
  return undefined
}

function matchesDay(schedule: CronSchedule, localDayMs: number): boolean {
  const date = new Date(localDayMs)
  if (!schedule.months.includes(date.getUTCMonth() + 1)) return false
  const ofMonth = schedule.daysOfMonth.includes(date.getUTCDate())
  const ofWeek = schedule.daysOfWeek.includes(date.getUTCDay())
  return schedule.anyDayOfMonth || schedule.anyDayOfWeek ? ofMonth && ofWeek : ofMonth || ofWeek
}

function lastTimeOfDay(
  { hours, minutes }: CronSchedule,
  localDayMs: number,
  zone: TimeZone,
  timeMs: number,
): number | undefined {
  for (const hour of hours.toReversed()) {
    const first = fromLocal(zone, localDayMs + hour * HOUR_MS + (minutes[0] ?? 0) * MINUTE_MS)
    if (first > timeMs) continue
    const begins = minutes.map((minute) => fromLocal(zone, localDayMs + hour * HOUR_MS + minute * MINUTE_MS))
    return begins.findLast((begin) => begin <= timeMs)
  }
  return undefined
}
