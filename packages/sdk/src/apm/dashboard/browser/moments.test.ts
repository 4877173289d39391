import { expect, test } from 'vitest'
import type { Moment as Sampled } from '../../monitor.ts'
import { momentsView } from '../../views.ts'
import { type Moment, withMomentsOf } from './moments.ts'

const NOW_MS = Date.parse('2026-01-05T10:00:00.000Z')

function answer(...timesMs: readonly number[]): Parameters<typeof withMomentsOf>[1] {
  const moments = timesMs.map(
    (timeMs): Sampled => ({
      timeMs,
      cpuPercent: 1,
      memoryPercent: 2,
      memoryBytes: 3,
      eventLoopDelayP99Ms: 4,
      requestsPerSecond: 5,
      errorRatePercent: 6,
      p50Ms: 7,
      p95Ms: 8,
      p99Ms: 9,
      active: 10,
    }),
  )
  return { health: { time: new Date(NOW_MS).toISOString() }, moments: momentsView(moments) }
}

test('columns become moments', () => {
  const [moment] = withMomentsOf([], answer(NOW_MS))
  expect(moment).toEqual({
    timeMs: NOW_MS,
    cpu: 1,
    memory: 2,
    delay: 4,
    rate: 5,
    errorRate: 6,
    p50: 7,
    p95: 8,
    p99: 9,
    active: 10,
  } satisfies Moment)
})

test('what is new follows what is known, for half an hour', () => {
  const before = withMomentsOf([], answer(NOW_MS - 1_799_999, NOW_MS - 5_000))
  const after = withMomentsOf(before, answer(NOW_MS - 1_800_000, NOW_MS))
  expect(after.map(({ timeMs }) => NOW_MS - timeMs)).toEqual([1_799_999, 5_000, 0])
})
