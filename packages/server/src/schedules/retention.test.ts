import { fixedClock } from '@atalaya/model'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { RETENTION_INTERVAL_MS, startRetention } from './retention.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('expires at start and then at every interval, with the time of the clock', async () => {
  const clock = fixedClock(1_000)
  const times: number[] = []
  const schedule = startRetention({
    logs: { expire: async (nowMs) => void times.push(nowMs) },
    clock,
    onError: () => expect.unreachable(),
  })
  await vi.advanceTimersByTimeAsync(1)
  clock.set(2_000)
  await vi.advanceTimersByTimeAsync(RETENTION_INTERVAL_MS)
  expect(times).toEqual([1_000, 2_000])
  await schedule.stop()
  await vi.advanceTimersByTimeAsync(3 * RETENTION_INTERVAL_MS)
  expect(times).toHaveLength(2)
})

test('a failure is reported and the next interval tries again', async () => {
  const problems: unknown[] = []
  let calls = 0
  const schedule = startRetention({
    logs: {
      expire: async () => {
        calls += 1
        throw new Error('no disk')
      },
    },
    clock: fixedClock(0),
    onError: (error) => problems.push(error),
  })
  await vi.advanceTimersByTimeAsync(RETENTION_INTERVAL_MS)
  expect(calls).toBe(2)
  expect(problems).toHaveLength(2)
  await schedule.stop()
})

test('runs do not overlap, and stopping waits for the running one', async () => {
  let running = 0
  let most = 0
  let release: () => void = () => undefined
  const schedule = startRetention({
    logs: {
      expire: async () => {
        running += 1
        most = Math.max(most, running)
        await new Promise<void>((resolve) => {
          release = resolve
        })
        running -= 1
      },
    },
    clock: fixedClock(0),
    onError: () => expect.unreachable(),
  })
  await vi.advanceTimersByTimeAsync(3 * RETENTION_INTERVAL_MS)
  expect(most).toBe(1)
  const stopped = schedule.stop()
  release()
  await stopped
  expect(running).toBe(0)
})
