import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { silentLog } from '../telemetry/log.ts'
import { every } from './every.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('runs come one after the other, each so long after the end of the one before', async () => {
  const starts: number[] = []
  const begin = Date.now()
  const schedule = every(
    100,
    'task',
    async () => {
      starts.push(Date.now() - begin)
      await new Promise((resolve) => setTimeout(resolve, 250))
    },
    silentLog,
  )
  await vi.advanceTimersByTimeAsync(1_000)
  expect(starts).toEqual([100, 450, 800])
  const stopped = schedule.stop()
  await vi.advanceTimersByTimeAsync(1_000)
  await stopped
  expect(starts).toHaveLength(3)
})

test('a failure is logged and does not end the schedule', async () => {
  let runs = 0
  const error = vi.fn()
  const schedule = every(
    100,
    'task',
    async () => {
      runs += 1
      throw new Error('no')
    },
    { ...silentLog, error },
  )
  await vi.advanceTimersByTimeAsync(250)
  expect([runs, error.mock.calls.length]).toEqual([2, 2])
  await schedule.stop()
})
