import { DAY_MS, HOUR_MS, MINUTE_MS } from '@atalaya/model'
import { describe, expect, test } from 'vitest'
import { parseTimeZone, UTC } from '../time-zone.ts'
import { isExpired, type MuteRule, muteWindowAt, parseDuration, parseSchedule } from './schedule.ts'

function ruleOf(expression: string, duration: string, zone = 'UTC'): MuteRule {
  const schedule = parseSchedule(expression)
  const durationMs = parseDuration(duration)
  if (schedule === undefined || durationMs === undefined) throw new Error(`${expression} ${duration}`)
  return { schedule, durationMs, zone: parseTimeZone(zone) ?? UTC }
}

const at = (text: string): number => Date.parse(`${text}Z`)
const window = (rule: MuteRule, text: string): readonly string[] | undefined => {
  const found = muteWindowAt(rule, at(text))
  return found && [found.startMs, found.endMs].map((ms) => new Date(ms).toISOString().slice(0, 16))
}

describe('windows', () => {
  // 2026-11-22 is a Sunday.
  test.each([
    ['cron(0 2 * * SUN)', 'PT4H', 'UTC', '2026-11-22T01:59', undefined],
    ['cron(0 2 * * SUN)', 'PT4H', 'UTC', '2026-11-22T02:00', ['2026-11-22T02:00', '2026-11-22T06:00']],
    ['cron(0 2 * * SUN)', 'PT4H', 'UTC', '2026-11-22T05:59', ['2026-11-22T02:00', '2026-11-22T06:00']],
    ['cron(0 2 * * SUN)', 'PT4H', 'UTC', '2026-11-22T06:00', undefined],
    ['cron(0 2 * * 7)', 'PT4H', 'UTC', '2026-11-22T03:00', ['2026-11-22T02:00', '2026-11-22T06:00']],
    ['cron(0 2 * * 0)', 'PT4H', 'UTC', '2026-11-22T03:00', ['2026-11-22T02:00', '2026-11-22T06:00']],
    ['cron(0 2 * * MON-FRI)', 'PT4H', 'UTC', '2026-11-22T03:00', undefined],
    ['cron(0 2 * NOV SUN)', 'P1D', 'UTC', '2026-11-23T01:00', ['2026-11-22T02:00', '2026-11-23T02:00']],
    ['cron(0 2 * DEC SUN)', 'P1D', 'UTC', '2026-11-23T01:00', undefined],
    ['cron(30 22 1,15 * *)', 'PT1H', 'UTC', '2026-11-15T23:00', ['2026-11-15T22:30', '2026-11-15T23:30']],
    // Either day will do when both are given.
    ['cron(0 0 13 * FRI)', 'PT1H', 'UTC', '2026-11-20T00:30', ['2026-11-20T00:00', '2026-11-20T01:00']],
    ['cron(0,30 * * * *)', 'PT20M', 'UTC', '2026-11-20T10:45', ['2026-11-20T10:30', '2026-11-20T10:50']],
    // Windows that overlap: the last one counts.
    ['cron(0 * * * *)', 'PT90M', 'UTC', '2026-11-20T10:15', ['2026-11-20T10:00', '2026-11-20T11:30']],
    ['cron(0 2 * * *)', 'P15D', 'UTC', '2026-11-20T01:00', ['2026-11-19T02:00', '2026-12-04T02:00']],
    ['cron(0 9 * * *)', 'PT1H', 'America/New_York', '2026-11-20T14:30', ['2026-11-20T14:00', '2026-11-20T15:00']],
    // In summer time the same local hour is an hour earlier.
    ['cron(0 9 * * *)', 'PT1H', 'America/New_York', '2026-07-20T13:30', ['2026-07-20T13:00', '2026-07-20T14:00']],
    ['at(2026-11-20T10:00)', 'PT1H', 'UTC', '2026-11-20T10:30', ['2026-11-20T10:00', '2026-11-20T11:00']],
    ['at(2026-11-20T10:00)', 'PT1H', '+02:00', '2026-11-20T08:30', ['2026-11-20T08:00', '2026-11-20T09:00']],
    ['at(2026-11-20T10:00)', 'PT1H', 'UTC', '2026-11-20T11:00', undefined],
  ])('%s for %s in %s at %s', (expression, duration, zone, time, expected) => {
    expect(window(ruleOf(expression, duration, zone), time)).toEqual(expected)
  })

  test('none begins before the start and none outlasts the end', () => {
    const rule = ruleOf('cron(0 2 * * *)', 'PT4H')
    expect(window({ ...rule, startMs: at('2026-11-20T02:01') }, '2026-11-20T03:00')).toBeUndefined()
    const expireMs = at('2026-11-20T04:00')
    expect(window({ ...rule, expireMs }, '2026-11-20T03:00')).toEqual(['2026-11-20T02:00', '2026-11-20T04:00'])
    expect(window({ ...rule, expireMs }, '2026-11-20T04:00')).toBeUndefined()
  })
})

describe('what is no schedule', () => {
  test.each([
    'cron(0 2 * *)',
    'cron(0 2 * * SUN *)',
    'cron(60 2 * * *)',
    'cron(0 24 * * *)',
    'cron(0 2 0 * *)',
    'cron(0 2 * 13 *)',
    'cron(0 2 * * 8)',
    'cron(*/5 * * * *)',
    'cron(5-1 * * * *)',
    'cron(0 2 ? * *)',
    'rate(5 minutes)',
    'at(2026-02-30T10:00)',
    'at(2026-11-20)',
    '0 2 * * SUN',
  ])('%s', (expression) => expect(parseSchedule(expression)).toBeUndefined())
})

test.each([
  ['PT1M', MINUTE_MS],
  ['PT4H', 4 * HOUR_MS],
  ['P15D', 15 * DAY_MS],
  ['P1DT2H30M', DAY_MS + 2.5 * HOUR_MS],
  ['PT0M', undefined],
  ['PT59S', undefined],
  ['P15DT1M', undefined],
  ['P', undefined],
  ['PT', undefined],
  ['P1DT', undefined],
  ['4h', undefined],
])('duration %s', (text, ms) => expect(parseDuration(text)).toBe(ms))

test('a rule expires at its date, or with its only window', () => {
  const once = ruleOf('at(2026-11-20T10:00)', 'PT1H')
  expect(isExpired(once, at('2026-11-20T10:59'))).toBe(false)
  expect(isExpired(once, at('2026-11-20T11:00'))).toBe(true)
  const daily = ruleOf('cron(0 2 * * *)', 'PT1H')
  expect(isExpired(daily, at('2099-01-01T00:00'))).toBe(false)
  expect(isExpired({ ...daily, expireMs: 5 }, 5)).toBe(true)
})
