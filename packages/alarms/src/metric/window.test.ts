import { DAY_MS, HOUR_MS } from '@atalaya/model'
import { describe, expect, test } from 'vitest'
import { fromLocal, parseTimeZone, toLocal, UTC } from '../time-zone.ts'
import { cadenceMs, periodsAt, rangePeriods } from './window.ts'

const at = (text: string): number => Date.parse(text.length > 5 ? text : `2026-03-10T${text}:00Z`)
const starts = (rule: Parameters<typeof periodsAt>[0], timeMs: number): string[] =>
  periodsAt(rule, timeMs).map(({ startMs }) => new Date(startMs).toISOString().slice(11, 19))

describe('sliding', () => {
  const fiveMinutes = { periodSeconds: 300, evaluationPeriods: 3 }
  test('five minutes at 12:15 and a minute later', () => {
    expect(starts(fiveMinutes, at('12:15')).slice(-3)).toEqual(['12:00:00', '12:05:00', '12:10:00'])
    expect(starts(fiveMinutes, at('12:16') + 5_000).slice(-3)).toEqual(['12:01:00', '12:06:00', '12:11:00'])
  })
  test('ten seconds', () => {
    const rule = { periodSeconds: 10, evaluationPeriods: 1 }
    expect(starts(rule, at('12:00') + 25_000)).toEqual([
      '11:59:10',
      '11:59:20',
      '11:59:30',
      '11:59:40',
      '11:59:50',
      '12:00:00',
      '12:00:10',
    ])
  })
  test('thirty seconds end at any ten', () => {
    const rule = { periodSeconds: 30, evaluationPeriods: 1 }
    expect(starts(rule, at('12:00') + 11_000)).toEqual(['11:58:40', '11:59:10', '11:59:40'])
  })
  test('three days, evaluated at 11:03, end at 11:00', () => {
    const [newest] = periodsAt({ periodSeconds: 259_200, evaluationPeriods: 1 }, at('11:03')).slice(-1)
    expect(newest).toEqual({ startMs: at('11:00') - 3 * DAY_MS, endMs: at('11:00') })
  })
})

test.each([
  [10, 3, 10_000, 9],
  [20, 3, 10_000, 6],
  [30, 3, 10_000, 5],
  [60, 3, 60_000, 5],
  [3_600, 24, 60_000, 26],
  [3_600, 25, 3_600_000, 27],
  [86_400, 1, 60_000, 3],
  [86_400, 7, 3_600_000, 9],
])('period %i, N = %i: every %i ms, %i periods', (periodSeconds, evaluationPeriods, every, periods) => {
  const rule = { periodSeconds, evaluationPeriods }
  expect(cadenceMs(rule)).toBe(every)
  expect(rangePeriods(rule)).toBe(periods)
})

describe('wall clock', () => {
  const newest = (periodSeconds: number, zone: string, time: string): string[] => {
    const wallClock = parseTimeZone(zone)
    if (wallClock === undefined) throw new Error(zone)
    const found = periodsAt({ periodSeconds, evaluationPeriods: 1, wallClock }, Date.parse(time)).at(-1)
    return [found?.startMs, found?.endMs].map((ms) => new Date(ms ?? 0).toISOString())
  }
  test.each([
    // 14:00 in New York: yesterday from midnight to midnight.
    [86_400, 'America/New_York', '2026-01-10T19:00:00Z', '2026-01-09T05:00:00.000Z', '2026-01-10T05:00:00.000Z'],
    // The day on which clocks go forward has 23 hours, the one on which they go back 25.
    [86_400, 'America/New_York', '2026-03-09T12:00:00Z', '2026-03-08T05:00:00.000Z', '2026-03-09T04:00:00.000Z'],
    [86_400, 'America/New_York', '2026-11-02T12:00:00Z', '2026-11-01T04:00:00.000Z', '2026-11-02T05:00:00.000Z'],
    [604_800, 'Z', '2026-11-21T12:00:00Z', '2026-11-09T00:00:00.000Z', '2026-11-16T00:00:00.000Z'],
    [3_600, 'Asia/Kolkata', '2026-11-21T12:45:00Z', '2026-11-21T11:30:00.000Z', '2026-11-21T12:30:00.000Z'],
    [3_600, 'UTC+05:30', '2026-11-21T12:25:00Z', '2026-11-21T10:30:00.000Z', '2026-11-21T11:30:00.000Z'],
    [3_600, 'America/New_York', '2026-11-01T06:30:00Z', '2026-11-01T05:00:00.000Z', '2026-11-01T06:00:00.000Z'],
    [300, 'GMT-08:00', '2026-11-21T12:04:59Z', '2026-11-21T11:55:00.000Z', '2026-11-21T12:00:00.000Z'],
    [60, 'Z', '2026-11-21T12:04:59Z', '2026-11-21T12:03:00.000Z', '2026-11-21T12:04:00.000Z'],
  ])('%i s in %s at %s', (period, zone, time, start, end) => {
    expect(newest(period, zone, time)).toEqual([start, end])
  })
  test('periods follow each other without gap', () => {
    const wallClock = parseTimeZone('America/New_York') ?? UTC
    const rule = { periodSeconds: 86_400, evaluationPeriods: 5, wallClock }
    const periods = periodsAt(rule, at('2026-03-12T00:00:00Z'))
    for (const [index, { startMs }] of periods.entries()) {
      if (index > 0) expect(startMs).toBe(periods[index - 1]?.endMs)
    }
    expect(periods.map(({ startMs, endMs }) => (endMs - startMs) / HOUR_MS)).toEqual([24, 24, 24, 24, 23, 24, 24])
  })
})

describe('time zones', () => {
  test.each(['+01:03', '+25:00', '+0530', '05:30', 'Mars/Olympus', '', 'UTC+5'])('%j is none', (text) => {
    expect(parseTimeZone(text)).toBeUndefined()
  })
  test.each([
    ['Z', 0],
    ['UTC', 0],
    ['+05:30', 5.5],
    ['UTC+05:30', 5.5],
    ['GMT-08:00', -8],
    ['Asia/Kathmandu', 5.75],
  ])('%s is %s hours ahead', (text, hours) => {
    expect(parseTimeZone(text)?.offsetMs(0)).toBe(text === 'Asia/Kathmandu' ? 5.5 * HOUR_MS : hours * HOUR_MS)
  })
  test('a local time that is skipped is the moment of the change', () => {
    const zone = parseTimeZone('America/New_York') ?? UTC
    expect(new Date(fromLocal(zone, Date.parse('2026-03-08T02:30:00Z'))).toISOString()).toBe('2026-03-08T07:00:00.000Z')
  })
  test('a local time that comes twice is the first', () => {
    const zone = parseTimeZone('America/New_York') ?? UTC
    const first = fromLocal(zone, Date.parse('2026-11-01T01:30:00Z'))
    expect(new Date(first).toISOString()).toBe('2026-11-01T05:30:00.000Z')
    expect(toLocal(zone, first)).toBe(Date.parse('2026-11-01T01:30:00Z'))
  })
})
