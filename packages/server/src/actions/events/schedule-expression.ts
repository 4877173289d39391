/*
 * Schedule expressions of rules: `rate(5 minutes)` and `cron(0 12 * * ? *)`, in UTC.
 *
 * A rate counts from when the rule was last put or enabled. A cron expression names minutes of the calendar.
 *
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 */
import { fromLocal, type TimeZone, toLocal } from '@atalaya/alarms'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@atalaya/model'

export type ScheduleExpression =
  | { readonly kind: 'rate'; readonly everyMs: number }
  | {
      readonly kind: 'cron'
      readonly minutes: readonly number[]
      readonly hours: readonly number[]
      readonly months: ReadonlySet<number>
      readonly years: ReadonlySet<number>
      readonly days: readonly DayRule[]
    }

/** Which days of a month are meant; a month has them all when the list holds `every`. */
type DayRule =
  | { readonly kind: 'every' }
  | { readonly kind: 'date'; readonly day: number }
  /** The last day of the month, or so many days before it. */
  | { readonly kind: 'last'; readonly before: number }
  /** The working day nearest to a date, or to the end of the month, in the same month. */
  | { readonly kind: 'weekday-near'; readonly day: number | 'last' }
  /** 0 is Sunday. */
  | { readonly kind: 'weekday'; readonly weekday: number }
  | { readonly kind: 'last-weekday'; readonly weekday: number }
  | { readonly kind: 'nth-weekday'; readonly weekday: number; readonly nth: number }

const UNITS: Readonly<Record<string, number>> = { minute: MINUTE_MS, hour: HOUR_MS, day: DAY_MS }
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']
const FIRST_YEAR = 1970
const LAST_YEAR = 2199

/** Undefined for a text that is no schedule expression. */
export function parseSchedule(text: string): ScheduleExpression | undefined {
  const [, kind, body = ''] = /^(rate|cron)\((.*)\)$/.exec(text.trim()) ?? []
  if (kind === 'rate') return parseRate(body)
  return kind === 'cron' ? parseCron(body) : undefined
}

/**
 * When a schedule is due next after `afterMs`; undefined when never.
 *
 * @param anchorMs what a rate counts from
 */
export function nextDue(schedule: ScheduleExpression, anchorMs: number, afterMs: number): number | undefined {
  if (schedule.kind === 'rate') {
    const periods = Math.max(1, Math.floor((afterMs - anchorMs) / schedule.everyMs) + 1)
    return anchorMs + periods * schedule.everyMs
  }
  const { minutes, hours, months, years } = schedule
  const after = new Date(afterMs)
  const year = after.getUTCFullYear()
  for (let y = Math.max(year, FIRST_YEAR); y <= LAST_YEAR; y += 1) {
    if (!years.has(y)) continue
    for (let month = y === year ? after.getUTCMonth() : 0; month < 12; month += 1) {
      if (!months.has(month + 1)) continue
      for (const day of daysOf(schedule.days, y, month)) {
        const startMs = Date.UTC(y, month, day)
        if (startMs + DAY_MS <= afterMs) continue
        for (const hour of hours) {
          for (const minute of minutes) {
            const dueMs = startMs + hour * HOUR_MS + minute * MINUTE_MS
            if (dueMs > afterMs) return dueMs
          }
        }
      }
    }
  }
  return undefined
}

/**
 * As {@link nextDue}, with the calendar of a time zone: a time that clocks show twice counts once, and one that they skip is when
 * they skip it.
 */
export function nextDueIn(
  zone: TimeZone,
  schedule: ScheduleExpression,
  anchorMs: number,
  afterMs: number,
): number | undefined {
  if (schedule.kind === 'rate') return nextDue(schedule, anchorMs, afterMs)
  let local = nextDue(schedule, anchorMs, toLocal(zone, afterMs) - MAX_STEP_BACK_MS)
  while (local !== undefined) {
    const dueMs = fromLocal(zone, local)
    if (dueMs > afterMs) return dueMs
    local = nextDue(schedule, anchorMs, local)
  }
  return undefined
}

/** By how much clocks are ever put back. */
const MAX_STEP_BACK_MS: number = 2 * HOUR_MS

/** The unit is singular exactly when the value is 1. */
function parseRate(body: string): ScheduleExpression | undefined {
  const [, digits = '', unit = '', plural] = /^([1-9]\d{0,8}) (minute|hour|day)(s?)$/.exec(body.trim()) ?? []
  const unitMs = UNITS[unit]
  if (unitMs === undefined || (digits === '1') !== (plural === '')) return undefined
  return { kind: 'rate', everyMs: Number(digits) * unitMs }
}

function parseCron(body: string): ScheduleExpression | undefined {
  const fields = body.trim().split(/\s+/)
  if (fields.length !== 6) return undefined
  const [minute = '', hour = '', date = '', month = '', weekday = '', year = ''] = fields
  const minutes = parseNumbers(minute, 0, 59)
  const hours = parseNumbers(hour, 0, 23)
  const months = parseNumbers(month, 1, 12, MONTHS)
  const years = parseNumbers(year, FIRST_YEAR, LAST_YEAR)
  // Exactly one of the two says which days.
  if ((date === '?') === (weekday === '?')) return undefined
  const days = date === '?' ? parseWeekdays(weekday) : parseDates(date)
  if (minutes === undefined || hours === undefined || months === undefined) return undefined
  if (years === undefined || days === undefined) return undefined
  return { kind: 'cron', minutes, hours, months: new Set(months), years: new Set(years), days }
}

/** `*`, numbers, names, ranges and steps, separated by commas; ascending. */
function parseNumbers(
  field: string,
  min: number,
  max: number,
  names: readonly string[] = [],
): readonly number[] | undefined {
  const found = new Set<number>()
  for (const item of field.split(',')) {
    const [, range = '', step = '1', stepped] = /^([^/]+)(?:\/(\d+))?()$/.exec(item) ?? []
    const [low, high] = bounds(range, item.includes('/'), min, max, names)
    const by = Number(step)
    if (stepped === undefined || !(low >= min && high <= max && low <= high && by > 0)) return undefined
    for (let value = low; value <= high; value += by) found.add(value)
  }
  return [...found].sort((a, b) => a - b)
}

/** A single number with a step runs to the end: `5/15` is 5, 20, 35, 50. */
function bounds(range: string, stepped: boolean, min: number, max: number, names: readonly string[]): [number, number] {
  if (range === '*') return [min, max]
  const [from = '', to, ...more] = range.split('-')
  if (more.length > 0) return [Number.NaN, Number.NaN]
  const low = toNumber(from, min, names)
  return [low, to === undefined ? (stepped ? max : low) : toNumber(to, min, names)]
}

function toNumber(text: string, min: number, names: readonly string[]): number {
  const index = names.indexOf(text.toUpperCase())
  if (index !== -1) return index + min
  return /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN
}

function parseDates(field: string): readonly DayRule[] | undefined {
  if (field === '*') return [{ kind: 'every' }]
  const rules: DayRule[] = []
  for (const item of field.split(',')) {
    const last = /^L(?:-(\d{1,2}))?$/.exec(item)
    const near = /^(\d{1,2}|L)W$/.exec(item)
    if (last !== null) {
      const before = Number(last[1] ?? 0)
      if (before > 30) return undefined
      rules.push({ kind: 'last', before })
    } else if (near !== null) {
      const day = near[1] === 'L' ? 'last' : Number(near[1])
      if (day !== 'last' && (day < 1 || day > 31)) return undefined
      rules.push({ kind: 'weekday-near', day })
    } else {
      const days = parseNumbers(item, 1, 31)
      if (days === undefined) return undefined
      rules.push(...days.map((day): DayRule => ({ kind: 'date', day })))
    }
  }
  return rules
}

/** 1 is Sunday, 7 Saturday. */
function parseWeekdays(field: string): readonly DayRule[] | undefined {
  if (field === '*') return [{ kind: 'every' }]
  const rules: DayRule[] = []
  for (const item of field.split(',')) {
    const special = /^([A-Za-z]{3}|\d)(?:(L)|#(\d))$/.exec(item)
    if (item === 'L') rules.push({ kind: 'weekday', weekday: 6 })
    else if (special !== null) {
      const weekday = toNumber(special[1] ?? '', 1, WEEKDAYS) - 1
      const nth = Number(special[3] ?? 1)
      if (!(weekday >= 0 && weekday <= 6) || nth < 1 || nth > 5) return undefined
      rules.push(special[2] === 'L' ? { kind: 'last-weekday', weekday } : { kind: 'nth-weekday', weekday, nth })
    } else {
      const days = parseNumbers(item, 1, 7, WEEKDAYS)
      if (days === undefined) return undefined
      rules.push(...days.map((day): DayRule => ({ kind: 'weekday', weekday: day - 1 })))
    }
  }
  return rules
}

/** The days of a month that some rule means, ascending. `month` counts from 0. */
function daysOf(rules: readonly DayRule[], year: number, month: number): readonly number[] {
  const length = new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
  const firstWeekday = new Date(Date.UTC(year, month, 1)).getUTCDay()
  const days: number[] = []
  for (let day = 1; day <= length; day += 1) {
    if (rules.some((rule) => isMeant(rule, day, length, firstWeekday))) days.push(day)
  }
  return days
}

function isMeant(rule: DayRule, day: number, length: number, firstWeekday: number): boolean {
  const weekday = (firstWeekday + day - 1) % 7
  switch (rule.kind) {
    case 'every':
      return true
    case 'date':
      return day === rule.day
    case 'last':
      return day === length - rule.before
    case 'weekday-near':
      return rule.day === 'last'
        ? day === workingDayNear(length, length, firstWeekday)
        : rule.day <= length && day === workingDayNear(rule.day, length, firstWeekday)
    case 'weekday':
      return weekday === rule.weekday
    case 'last-weekday':
      return weekday === rule.weekday && day + 7 > length
    case 'nth-weekday':
      return weekday === rule.weekday && Math.ceil(day / 7) === rule.nth
  }
}

function workingDayNear(day: number, length: number, firstWeekday: number): number {
  switch ((firstWeekday + day - 1) % 7) {
    case 6:
      return day === 1 ? 3 : day - 1
    case 0:
      return day === length ? day - 2 : day + 1
    default:
      return day
  }
}
