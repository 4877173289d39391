import { DAY_MS, HOUR_MS, MINUTE_MS } from '@atalaya/model'
import { describe, expect, test } from 'vitest'
import { parseTimeZone } from '../time-zone.ts'
import { band } from './band.ts'
import type { AnomalyModel, TrainingPoint } from './model.ts'
import { train } from './train.ts'

const START = Date.parse('2026-11-02T00:00:00Z')
/** Deterministic noise between -1 and 1. */
const noise = (index: number): number => Math.sin(index * 12.9898) * Math.cos(index * 78.233)

function series(days: number, valueAt: (timeMs: number) => number, stepMs = 5 * MINUTE_MS): TrainingPoint[] {
  return Array.from({ length: (days * DAY_MS) / stepMs }, (_, index) => {
    const timeMs = START + index * stepMs
    return { timeMs, value: valueAt(timeMs) + noise(index) }
  })
}

function trained(points: readonly TrainingPoint[], options?: Parameters<typeof train>[1]): AnomalyModel {
  const model = train(points, options)
  if (model === undefined) throw new Error('no model')
  return model
}

const hourOf = (timeMs: number): number => ((timeMs / HOUR_MS) % 24) | 0
const daily = (timeMs: number): number => 100 + 50 * Math.sin(((timeMs % DAY_MS) / DAY_MS) * 2 * Math.PI)
const expectAround = (model: AnomalyModel, timeMs: number, value: number, tolerance: number): void => {
  const [found] = band(model, [timeMs], 2)
  expect(found?.lower).toBeLessThan(value)
  expect(found?.upper).toBeGreaterThan(value)
  expect(Math.abs(((found?.upper ?? 0) + (found?.lower ?? 0)) / 2 - value)).toBeLessThan(tolerance)
}

describe('the band', () => {
  test('follows the hours of the day', () => {
    const model = trained(series(4, daily))
    expect(model.slots).toBe(24)
    for (let hour = 0; hour < 24; hour += 1) {
      const timeMs = START + 5 * DAY_MS + hour * HOUR_MS
      expectAround(model, timeMs, daily(timeMs), 2)
    }
  })

  test('follows the hours of the week: quiet weekends', () => {
    const weekly = (timeMs: number): number => ([0, 6].includes(new Date(timeMs).getUTCDay()) ? 10 : 100)
    const model = trained(series(14, weekly))
    expect(model.slots).toBe(168)
    expectAround(model, Date.parse('2026-11-21T12:00:00Z'), 10, 2)
    expectAround(model, Date.parse('2026-11-18T12:00:00Z'), 100, 2)
  })

  test('goes on with the trend', () => {
    const growing = (timeMs: number): number => daily(timeMs) + ((timeMs - START) / DAY_MS) * 5
    const later = START + 15.3 * DAY_MS
    expectAround(trained(series(14, growing)), later, growing(later), 3)
    expectAround(trained(series(6, growing)), START + 6.5 * DAY_MS, growing(START + 6.5 * DAY_MS), 6)
  })

  test('is not moved by faults in the training data', () => {
    const faulty = (timeMs: number): number =>
      hourOf(timeMs) === 12 && timeMs < START + 2 * DAY_MS ? 5_000 : daily(timeMs)
    const timeMs = START + 14.5 * DAY_MS
    expectAround(trained(series(7, faulty)), timeMs, daily(timeMs), 3)
  })

  test('is as wide as it is told', () => {
    const model = trained(series(4, daily))
    const [two, four] = [2, 4].map((deviations) => band(model, [START], deviations)[0])
    const width = (found: typeof two): number => (found?.upper ?? 0) - (found?.lower ?? 0)
    expect(width(four)).toBeCloseTo(2 * width(two))
    expect(width(two)).toBeLessThan(5)
  })

  test('of a series that never moves is not of no width', () => {
    const points = Array.from({ length: 100 }, (_, index) => ({ timeMs: START + index * MINUTE_MS, value: 50 }))
    const [found] = band(trained(points), [START], 2)
    expect(found).toEqual({ lower: 49, upper: 51 })
  })

  test('of little data has no season', () => {
    const model = trained(series(1, () => 100))
    expect(model.slots).toBe(1)
    expectAround(model, START + 2 * DAY_MS, 100, 1)
  })
})

test('excluded ranges are not learned from', () => {
  const step = (timeMs: number): number => (timeMs >= START + DAY_MS ? 100 : 1)
  const excluded = [{ startMs: START + DAY_MS, endMs: START + 2 * DAY_MS }]
  expectAround(trained(series(1.7, step), { excluded }), START, 1, 1)
})

test('hours are those of the time zone', () => {
  const zone = parseTimeZone('Asia/Tokyo')
  const model = trained(series(4, daily), zone === undefined ? {} : { zone })
  expect(model.zoneOffsetMs).toBe(9 * HOUR_MS)
  expectAround(model, START + 6 * HOUR_MS, daily(START + 6 * HOUR_MS), 2)
})

test('too few points make no model', () => {
  expect(train([])).toBeUndefined()
  expect(train(series(1, daily).slice(0, 9))).toBeUndefined()
  expect(train(series(1, () => Number.NaN))).toBeUndefined()
})

test('a model survives JSON', () => {
  const model = trained(series(2, daily))
  expect(JSON.parse(JSON.stringify(model))).toEqual(model)
})
