import { expect, test } from 'vitest'
import { logEvents } from './log-events.ts'
import { metricData } from './metric-data.ts'
import { random } from './random.ts'

const START_MS = 1_790_000_000_000

test('the same seed gives the same numbers, another one others', () => {
  const take = (seed: number) => Array.from({ length: 5 }, random(seed).next)
  expect(take(7)).toEqual(take(7))
  expect(take(7)).not.toEqual(take(8))
  expect(take(7).every((value) => value >= 0 && value < 1)).toBe(true)
})

test('log events are what the benchmarks promise: 350 bytes, 23 fields, 20 services, in order', () => {
  const events = logEvents(2_000, { startMs: START_MS })
  const bytes = events.reduce((sum, { message }) => sum + message.length, 0) / events.length
  const documents = events.map(({ message }) => JSON.parse(message) as Record<string, unknown>)
  expect(bytes).toBeGreaterThan(345)
  expect(bytes).toBeLessThan(355)
  expect(new Set(documents.map(({ svc }) => svc)).size).toBe(20)
  expect(leaves(documents[0])).toBe(23)
  expect(events.map(({ timestamp }) => timestamp)).toEqual(events.map((_, index) => START_MS + index * 17))
  expect(logEvents(2_000, { startMs: START_MS })).toEqual(events)
})

test('metric data go round through their series', () => {
  const data = metricData(1_000, { startMs: START_MS, series: 40 })
  expect(new Set(data.map(({ Dimensions }) => JSON.stringify(Dimensions))).size).toBe(40)
  expect(data.every(({ Value }) => Value > 0 && Value < 5_000)).toBe(true)
})

function leaves(value: unknown): number {
  return typeof value === 'object' && value !== null
    ? Object.values(value).reduce<number>((sum, member) => sum + leaves(member), 0)
    : 1
}
