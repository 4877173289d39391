import { parseTimeZone } from '@atalaya/alarms'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nextDue, nextDueIn, parseSchedule } from './schedule-expression.ts'

const at = (text: string): number => Date.parse(`${text}Z`)
const text = (ms: number | undefined): string => (ms === undefined ? 'never' : new Date(ms).toISOString().slice(0, 16))

// Expression, after, due next. Examples of
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cron-expressions.html and the edges of each sign.
test.each([
  ['cron(0 10 * * ? *)', '2026-11-18T12:00', '2026-11-19T10:00'],
  ['cron(15 12 * * ? *)', '2026-11-18T12:00', '2026-11-18T12:15'],
  ['cron(0 18 ? * MON-FRI *)', '2026-11-20T18:00', '2026-11-23T18:00'],
  ['cron(0 8 1 * ? *)', '2026-11-18T12:00', '2026-12-01T08:00'],
  ['cron(0/15 * * * ? *)', '2026-11-18T12:01', '2026-11-18T12:15'],
  ['cron(0/10 * ? * MON-FRI *)', '2026-11-20T23:55', '2026-11-23T00:00'],
  ['cron(0/5 8-17 ? * MON-FRI *)', '2026-11-18T17:55', '2026-11-19T08:00'],
  ['cron(5/20 * * * ? *)', '2026-11-18T12:26', '2026-11-18T12:45'],
  ['cron(0 0 L * ? *)', '2026-02-01T00:00', '2026-02-28T00:00'],
  ['cron(0 0 L-3 * ? *)', '2026-02-01T00:00', '2026-02-25T00:00'],
  ['cron(0 0 3W * ? *)', '2026-10-01T00:00', '2026-10-02T00:00'],
  ['cron(0 0 1W * ? *)', '2026-07-31T00:00', '2026-08-03T00:00'],
  ['cron(0 0 LW * ? *)', '2026-05-01T00:00', '2026-05-29T00:00'],
  ['cron(0 0 31W * ? *)', '2026-11-01T00:00', '2026-12-31T00:00'],
  ['cron(0 0 ? * 3#2 *)', '2026-11-01T00:00', '2026-11-10T00:00'],
  ['cron(0 0 ? * FRI#5 *)', '2026-11-01T00:00', '2027-01-29T00:00'],
  ['cron(0 0 ? * 6L *)', '2026-11-01T00:00', '2026-11-27T00:00'],
  ['cron(0 0 ? * L *)', '2026-11-18T00:00', '2026-11-21T00:00'],
  ['cron(0 0 ? * 1 *)', '2026-11-18T00:00', '2026-11-22T00:00'],
  ['cron(0 0 29 FEB ? *)', '2026-11-18T00:00', '2028-02-29T00:00'],
  ['cron(0 0 1 jan,jul ? *)', '2026-11-18T00:00', '2027-01-01T00:00'],
  ['cron(0 0 1 1 ? 2030/2)', '2026-11-18T00:00', '2030-01-01T00:00'],
  ['cron(0 0 1 1 ? 2020)', '2026-11-18T00:00', 'never'],
  ['cron(0 0 31 2 ? *)', '2026-11-18T00:00', 'never'],
  ['rate(5 minutes)', '2026-11-18T12:01', '2026-11-18T12:06'],
  ['rate(1 minute)', '2026-11-18T12:01', '2026-11-18T12:02'],
  ['rate(1 hour)', '2026-11-18T13:00', '2026-11-18T13:01'],
  ['rate(7 days)', '2026-11-18T13:00', '2026-11-25T12:01'],
])('%s after %s: %s', (expression, after, expected) => {
  const schedule = parseSchedule(expression)
  if (schedule === undefined) throw new Error('no schedule')
  expect(text(nextDue(schedule, at('2026-11-18T12:01'), at(after)))).toBe(expected)
})

test.each([
  'rate(1 minutes)',
  'rate(5 minute)',
  'rate(0 minutes)',
  'rate(5 seconds)',
  'rate(1.5 hours)',
  'rate (5 minutes)',
  'cron(0 12 * * *)',
  'cron(0 12 * * * *)',
  'cron(0 12 ? * ? *)',
  'cron(60 12 * * ? *)',
  'cron(0 24 * * ? *)',
  'cron(0 0 0 * ? *)',
  'cron(0 0 32 * ? *)',
  'cron(0 0 * 13 ? *)',
  'cron(0 0 ? * 8 *)',
  'cron(0 0 ? * MON#6 *)',
  'cron(0 0 ? * XYZ *)',
  'cron(5-1 0 * * ? *)',
  'cron(0/0 0 * * ? *)',
  'cron(, 0 * * ? *)',
  'cron(0 0 * * ? 1969)',
  'cron(0 0 * * ? 2200)',
  'every minute',
  '',
])('%s is no schedule', (expression) => {
  expect(parseSchedule(expression)).toBeUndefined()
})

test('what is due next lies ahead, and nothing lies between', () => {
  const minute = fc.integer({ min: 0, max: 59 })
  const hour = fc.integer({ min: 0, max: 23 })
  const after = fc.integer({ min: at('2000-01-01T00:00'), max: at('2100-01-01T00:00') })
  fc.assert(
    fc.property(minute, hour, after, (m, h, afterMs) => {
      const schedule = parseSchedule(`cron(${m} ${h} * * ? *)`)
      if (schedule === undefined) throw new Error('no schedule')
      const due = nextDue(schedule, 0, afterMs) ?? Number.NaN
      expect(due).toBeGreaterThan(afterMs)
      expect(due - afterMs).toBeLessThanOrEqual(86_400_000)
      expect([new Date(due).getUTCMinutes(), new Date(due).getUTCHours()]).toEqual([m, h])
    }),
  )
})

test.each([
  // Clocks go from 02:00 to 03:00 on 2026-03-29 and from 03:00 to 02:00 on 2026-10-25.
  ['cron(30 2 * * ? *)', '2026-03-28T12:00', '2026-03-29T01:00'],
  ['cron(30 2 * * ? *)', '2026-10-24T12:00', '2026-10-25T00:30'],
  ['cron(30 2 * * ? *)', '2026-10-25T00:30', '2026-10-26T01:30'],
  ['cron(0 9 * * ? *)', '2026-07-01T07:00', '2026-07-02T07:00'],
  ['rate(1 hour)', '2026-07-01T07:00', '2026-07-01T08:00'],
])('%s in Madrid after %s is %s', (expression, after, expected) => {
  const [zone, schedule] = [parseTimeZone('Europe/Madrid'), parseSchedule(expression)]
  if (zone === undefined || schedule === undefined) throw new Error('no schedule')
  expect(nextDueIn(zone, schedule, 0, at(after))).toBe(at(expected))
})
