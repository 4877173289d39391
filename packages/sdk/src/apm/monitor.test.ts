import { fixedClock } from '@atalaya/model'
import { afterEach, expect, test, vi } from 'vitest'
import type { SystemSample } from '../metrics/sets/system-sampler.ts'
import { Monitor } from './monitor.ts'

afterEach(() => vi.useRealTimers())

test('every 5 seconds a moment, with what came since the one before; half an hour is kept', () => {
  vi.useFakeTimers()
  const clock = fixedClock(0)
  let total = 0
  let errors = 0
  const figures = { count: 1, errors: 0, meanMs: 1, p50Ms: 2, p95Ms: 3, p99Ms: 4 }
  const monitor = new Monitor({
    clock,
    system: { sample: () => ({ cpuPercent: clock.now() / 1_000 }) as SystemSample, close: () => {} },
    requests: {
      snapshot: () => ({ ...figures, windowMs: 60_000, totalCount: total, totalErrors: errors, routes: [] }),
      active: () => [],
    },
  })
  const pass = (requests: number, failed: number) => {
    total += requests
    errors += failed
    clock.advance(5_000)
    vi.advanceTimersByTime(5_000)
  }
  pass(50, 5)
  pass(0, 0)
  expect(monitor.moments()).toMatchObject([
    { timeMs: 5_000, requestsPerSecond: 10, errorRatePercent: 10, cpuPercent: 5, p50Ms: 2, p99Ms: 4, active: 0 },
    { timeMs: 10_000, requestsPerSecond: 0, errorRatePercent: 0 },
  ])
  expect(monitor.moments(5_000)).toHaveLength(1)
  for (let count = 0; count < 2_000; count++) pass(1, 0)
  expect(monitor.moments().length).toBeLessThanOrEqual(720)
  expect(monitor.moments().at(-1)!.timeMs - monitor.moments()[0]!.timeMs).toBeGreaterThanOrEqual(1_790_000)
  monitor.close()
  pass(1, 0)
  expect(monitor.moments(clock.now() - 1)).toEqual([])
})

test('figures that cannot be had are warned of, and harm nobody', () => {
  vi.useFakeTimers()
  const warnings: string[] = []
  const fail = () => {
    throw new RangeError('no')
  }
  const monitor = new Monitor({
    clock: fixedClock(0),
    system: { sample: () => ({ cpuPercent: 7 }) as SystemSample, close: () => {} },
    requests: { snapshot: fail, active: fail },
    warn: (message) => warnings.push(message),
  })
  vi.advanceTimersByTime(5_000)
  expect(monitor.moments()).toMatchObject([{ cpuPercent: 7, requestsPerSecond: 0, active: 0 }])
  expect(warnings).toEqual(['the figures of requests are not known: RangeError'])
  monitor.close()
})
