import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { loadSettings } from '../settings/settings.ts'
import { MemoryLogs } from '../testing/memory-logs.ts'
import { configureResilience } from './defaults.ts'
import { TimeoutError } from './errors.ts'
import { timeout } from './timeout.ts'

const undo: (() => void)[] = []
const logs = new MemoryLogs()
beforeEach(() => {
  vi.useFakeTimers()
  undo.push(configureResilience({ logger: logs.getLogger('resilience') }))
})
afterEach(() => {
  for (const one of undo.splice(0)) one()
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})

const never = () => new Promise<never>(() => {})

test('gives up after the time, also on work that does not listen', async () => {
  const outcome = expect(timeout({ name: 'search', ms: 500 }).execute(never)).rejects.toMatchObject({
    name: 'TimeoutError',
    message: 'search: not done within 500 ms',
    operation: 'search',
    timeoutMs: 500,
  })
  await vi.advanceTimersByTimeAsync(499)
  expect(vi.getTimerCount()).toBe(1)
  await vi.advanceTimersByTimeAsync(1)
  await outcome
})

test("work gets the timeout as the reason of its signal, and whatever it throws then is nobody's", async () => {
  let seen: unknown
  const work = (signal: AbortSignal) =>
    new Promise((_, reject) => {
      signal.addEventListener('abort', () => {
        seen = signal.reason
        reject(new Error('stopped'))
      })
    })
  const outcome = Promise.allSettled([timeout(10).execute(work)])
  await vi.advanceTimersByTimeAsync(10)
  expect(await outcome).toEqual([{ status: 'rejected', reason: seen }])
  expect(seen).toBeInstanceOf(TimeoutError)
})

test('result and error are passed on as they are', async () => {
  const error = new Error('mine')
  await expect(timeout(10).execute(() => 7)).resolves.toBe(7)
  await expect(timeout(10).execute(() => Promise.reject(error))).rejects.toBe(error)
  await expect(
    timeout(10).execute(() => {
      throw error
    }),
  ).rejects.toBe(error)
})

test("the caller's signal ends it with the reason of the caller, before or within", async () => {
  const stop = new AbortController()
  const within = expect(timeout(10).execute(never, stop.signal)).rejects.toThrow('closing')
  stop.abort(new Error('closing'))
  await within
  const work = vi.fn()
  await expect(timeout(10).execute(work, stop.signal)).rejects.toThrow('closing')
  expect(work).not.toHaveBeenCalled()
})

test('what the caller ends later does not reach back', async () => {
  const stop = new AbortController()
  const signal = await timeout(10).execute((inner) => inner, stop.signal)
  stop.abort()
  expect(signal.aborted).toBe(false)
})

test('the time comes from the settings, and a named policy says that it gave up', async () => {
  logs.clear()
  const settings = loadSettings({ env: {}, values: { timeout: { readMs: 20 } } })
  undo.push(configureResilience({ settings, logger: logs.getLogger('resilience') }))
  const outcome = expect(timeout({ name: 'search' }).execute(never)).rejects.toThrow('20 ms')
  await vi.advanceTimersByTimeAsync(20)
  await outcome
  expect(logs.records).toMatchObject([{ level: 'warn', message: 'timeout', policy: 'search', timeoutMs: 20 }])
})

test.each([0, -1, 1.5, Number.NaN, 3_600_001])('%s is no time', (ms) => {
  expect(() => timeout(ms)).toThrow('timeout: ms must be an integer from 1 to 3600000')
})
