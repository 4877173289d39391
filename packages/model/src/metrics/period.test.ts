import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../clock.ts'
import {
  alignRange,
  bucketStarts,
  finestPeriod,
  hasData,
  isPeriod,
  MAX_STATISTICS_DATAPOINTS,
  requestedDatapoints,
} from './period.ts'

/** A time of 15 January 2026; no digits after the seconds unless given. */
function at(time: string): number {
  return Date.parse(`2026-01-15T${time}Z`)
}

function timeOfDay(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(11, 19)
}

const NOW = at('12:32:34.567')

describe('isPeriod', () => {
  test.each([1, 5, 10, 20, 30, 60, 120, 300, 3_600, 86_400, 1_200, 31_536_000])('%d is a period', (period) => {
    expect(isPeriod(period)).toBe(true)
  })

  test.each([0, -60, 2, 15, 45, 59, 61, 90, 0.5, 60.5, Number.NaN])('%d is none', (period) => {
    expect(isPeriod(period)).toBe(false)
  })
})

describe('alignRange', () => {
  // period, now, start, end, aligned start, aligned end
  test.each([
    [60, '12:32:34', '12:32:34', '12:40:00', '12:32:00', '12:40:00'],
    [60, '12:32:34', '12:30:00', '12:32:34', '12:30:00', '12:32:34'],
    [1_200, '06:00:00', '04:59:00', '06:00:00', '04:59:00', '06:00:00'],
    [1_200, '06:00:00', '04:59:59', '06:00:00', '04:59:00', '06:00:00'],
    [10, '01:05:23', '01:05:13', '01:05:23', '01:05:10', '01:05:20'],
    [5, '15:07:17', '15:02:17', '15:07:17', '15:02:15', '15:07:15'],
    [20, '01:05:23', '01:04:39', '01:05:23', '01:04:20', '01:05:20'],
    [30, '01:05:23', '01:04:39', '01:05:59', '01:04:30', '01:05:30'],
    [1, '01:05:23', '01:05:13.900', '01:05:23.100', '01:05:13', '01:05:23'],
    [10, '01:05:23', '01:05:13', '01:05:17', '01:05:10', '01:05:17'],
  ])('period %d at %s: %s to %s reads %s to %s', (period, now, start, end, alignedStart, alignedEnd) => {
    const aligned = alignRange({ startMs: at(start), endMs: at(end) }, period, at(now))
    expect(aligned).toEqual({ startMs: at(alignedStart), endMs: at(alignedEnd) })
  })

  test.each([
    ['less than 15 days', 15 * DAY_MS - 1, MINUTE_MS],
    ['15 days', 15 * DAY_MS, 5 * MINUTE_MS],
    ['63 days', 63 * DAY_MS, 5 * MINUTE_MS],
    ['more than 63 days', 63 * DAY_MS + 1, HOUR_MS],
  ])('a start %s ago is rounded to its tier', (_, ageMs, stepMs) => {
    const { startMs } = alignRange({ startMs: NOW - ageMs, endMs: NOW }, 3_600, NOW)
    expect(startMs).toBe(Math.floor((NOW - ageMs) / stepMs) * stepMs)
  })

  test('a start is never moved forward, nor by an hour or more', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 455 * DAY_MS }),
        fc.constantFrom(1, 5, 10, 20, 30, 60, 300),
        (ageMs, period) => {
          const { startMs } = alignRange({ startMs: NOW - ageMs, endMs: NOW }, period, NOW)
          expect(startMs).toBeLessThanOrEqual(NOW - ageMs)
          expect(startMs).toBeGreaterThan(NOW - ageMs - HOUR_MS)
        },
      ),
    )
  })
})

describe('hasData', () => {
  test.each([
    ['now', 0, 1, true],
    ['three hours', 3 * HOUR_MS, 1, true],
    ['three hours and the way to the server', 3 * HOUR_MS + 900, 10, true],
    ['older than three hours', 3 * HOUR_MS + MINUTE_MS, 30, false],
    ['older than three hours', 3 * HOUR_MS + MINUTE_MS, 60, true],
    ['15 days', 15 * DAY_MS, 60, true],
    ['older than 15 days', 15 * DAY_MS + MINUTE_MS, 60, false],
    ['older than 15 days', 15 * DAY_MS + MINUTE_MS, 240, false],
    ['older than 15 days', 15 * DAY_MS + MINUTE_MS, 300, true],
    ['older than 15 days', 15 * DAY_MS + MINUTE_MS, 900, true],
    ['older than 63 days', 63 * DAY_MS + MINUTE_MS, 300, false],
    ['older than 63 days', 63 * DAY_MS + MINUTE_MS, 3_600, true],
    ['older than 63 days', 63 * DAY_MS + MINUTE_MS, 5_400, false],
    ['older than 63 days', 63 * DAY_MS + MINUTE_MS, 86_400, true],
    ['the future', -HOUR_MS, 1, true],
  ])('a start %s ago (%d ms), period %d: %s', (_, ageMs, period, expected) => {
    expect(hasData(NOW - ageMs, period, NOW)).toBe(expected)
  })

  test('the finest period grows with age', () => {
    const ages = [0, 3 * HOUR_MS, 4 * HOUR_MS, 15 * DAY_MS, 16 * DAY_MS, 63 * DAY_MS, 64 * DAY_MS]
    expect(ages.map((ageMs) => finestPeriod(NOW - ageMs, NOW))).toEqual([1, 1, 60, 60, 300, 300, 3_600])
  })
})

describe('requestedDatapoints', () => {
  test.each([
    ['a day at one second', DAY_MS, 1, 86_400],
    ['a day at one minute is just allowed', DAY_MS, 60, MAX_STATISTICS_DATAPOINTS],
    ['a part of a period counts', DAY_MS + SECOND_MS, 60, MAX_STATISTICS_DATAPOINTS + 1],
    ['less than a period', 1, 60, 1],
    ['nothing', 0, 60, 0],
    ['a reversed range', -DAY_MS, 60, 0],
  ])('%s', (_, lengthMs, period, expected) => {
    expect(requestedDatapoints({ startMs: NOW, endMs: NOW + lengthMs }, period)).toBe(expected)
  })
})

describe('bucketStarts', () => {
  test.each([
    [1_200, '04:59:00', '05:59:00', ['04:59:00', '05:19:00', '05:39:00']],
    [1_200, '04:59:00', '05:59:01', ['04:59:00', '05:19:00', '05:39:00', '05:59:00']],
    [60, '12:32:00', '12:34:00', ['12:32:00', '12:33:00']],
    [10, '01:05:10', '01:05:20', ['01:05:10']],
    [60, '12:32:00', '12:32:00', []],
  ])('period %d from %s to %s', (period, start, end, expected) => {
    expect(bucketStarts({ startMs: at(start), endMs: at(end) }, period).map(timeOfDay)).toEqual(expected)
  })
})
