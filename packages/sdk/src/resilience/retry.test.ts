import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Metrics } from '../metrics/registry.ts'
import { ServiceMetrics } from '../metrics/sets/service-metrics.ts'
import { loadSettings } from '../settings/settings.ts'
import { MemoryLogs } from '../testing/memory-logs.ts'
import { configureResilience } from './defaults.ts'
import { BreakerOpenError } from './errors.ts'
import { retry } from './retry.ts'

const refused = () => Object.assign(new Error('no'), { code: 'ECONNREFUSED' })

/** Fails so often, then succeeds; keeps when it was called. */
function flaky(failures: number, fail: () => unknown = refused) {
  const calledMs: number[] = []
  const work = async () => {
    calledMs.push(Date.now())
    if (calledMs.length <= failures) throw fail()
    return 'done'
  }
  return { calledMs, work }
}

const undo: (() => void)[] = []
beforeEach(() => vi.useFakeTimers({ now: 0 }))
afterEach(() => {
  for (const one of undo.splice(0)) one()
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})

/** Everything that can still happen. */
async function settled<T>(promise: Promise<T>): Promise<PromiseSettledResult<T>> {
  const all = Promise.allSettled([promise])
  await vi.runAllTimersAsync()
  return (await all)[0]
}

test('tries again until it succeeds, with pauses that double up to the longest', async () => {
  const { calledMs, work } = flaky(5)
  const policy = retry({ attempts: 5, baseDelayMs: 100, maxDelayMs: 500, random: () => 0.999_999 })
  expect(await settled(policy.execute(work))).toEqual({ status: 'fulfilled', value: 'done' })
  const pauses = calledMs.slice(1).map((ms, index) => Math.round((ms - calledMs[index]!) / 50) * 50)
  expect(pauses).toEqual([100, 200, 400, 500, 500])
})

test('gives the last error to the caller, the very same one, when attempts are used up', async () => {
  const errors = [refused(), refused(), refused()]
  const left = [...errors]
  const outcome = await settled(retry({ attempts: 2 }).execute(() => Promise.reject(left.shift()!)))
  expect(outcome).toEqual({ status: 'rejected', reason: errors[2] })
  expect((outcome as PromiseRejectedResult).reason).toBe(errors[2])
})

test('what cannot pass is not tried again', async () => {
  const { calledMs, work } = flaky(1, () => new TypeError('a bug'))
  expect(await settled(retry().execute(work))).toMatchObject({ status: 'rejected' })
  expect(calledMs).toHaveLength(1)
})

test('a condition of the caller decides, and one that throws decides nothing', async () => {
  const own = flaky(2, () => new TypeError('odd'))
  const policy = retry({ attempts: 2, when: (error) => error instanceof TypeError })
  expect(await settled(policy.execute(own.work))).toMatchObject({ value: 'done' })
  const broken = retry({
    when: () => {
      throw new Error('condition')
    },
  })
  expect(await settled(broken.execute(flaky(1).work))).toMatchObject({
    reason: expect.objectContaining({ message: 'no' }),
  })
})

test('an answer of fetch that asks to come back is tried again, and the last one is the result', async () => {
  const bodies: string[] = []
  const answers = [503, 429, 500].map((status) => {
    const body = new ReadableStream({ cancel: () => void bodies.push(`${status} discarded`) })
    return new Response(body, { status })
  })
  const last = answers[2]
  expect(await settled(retry({ attempts: 2 }).execute(() => answers.shift()!))).toMatchObject({ value: last })
  expect(bodies).toEqual(['503 discarded', '429 discarded'])
})

test.each([
  ['seconds', { 'retry-after': '3' }, 3_000],
  ['a date', { 'retry-after': new Date(4_000).toUTCString() }, 4_000],
  ['nonsense', { 'retry-after': 'soon' }, 0],
])('waits as long as the answer asks: %s', async (_, headers, leastMs) => {
  const { calledMs, work } = flaky(1, () => ({ name: 'Busy', status: 429, response: { status: 429, headers } }))
  expect(await settled(retry({ random: () => 0 }).execute(work))).toMatchObject({ value: 'done' })
  expect(calledMs[1]! - calledMs[0]!).toBeGreaterThanOrEqual(leastMs)
  expect(calledMs[1]! - calledMs[0]!).toBeLessThan(leastMs + 50)
})

test('an answer that asks for more than the longest pause is not tried again', async () => {
  const answer = new Response(null, { status: 503, headers: { 'retry-after': '60' } })
  const work = vi.fn(() => answer)
  expect(await settled(retry({ maxDelayMs: 10_000 }).execute(work))).toMatchObject({ value: answer })
  expect(work).toHaveBeenCalledTimes(1)
})

describe('a signal', () => {
  test('ends the pause at once, with its reason', async () => {
    const stop = new AbortController()
    const { calledMs, work } = flaky(9)
    const running = retry({ baseDelayMs: 60_000, maxDelayMs: 60_000, random: () => 0.9 }).execute(work, stop.signal)
    const outcome = Promise.allSettled([running])
    await vi.advanceTimersByTimeAsync(1_000)
    stop.abort(new Error('closing'))
    expect(await outcome).toMatchObject([{ reason: expect.objectContaining({ message: 'closing' }) }])
    expect(calledMs).toHaveLength(1)
  })

  test('that is over already lets nothing begin', async () => {
    const work = vi.fn()
    await expect(retry().execute(work, AbortSignal.abort(new Error('closed')))).rejects.toThrow('closed')
    expect(work).not.toHaveBeenCalled()
  })

  test('reaches the work, after which there is no other attempt', async () => {
    const stop = new AbortController()
    const work = vi.fn((signal: AbortSignal) => {
      stop.abort()
      signal.throwIfAborted()
    })
    expect(await settled(retry({ when: () => true }).execute(work, stop.signal))).toMatchObject({ status: 'rejected' })
    expect(work).toHaveBeenCalledTimes(1)
  })
})

test('never more attempts than allowed, and never a pause above the longest', async () => {
  const attempts = fc.integer({ min: 0, max: 12 })
  const delay = fc.integer({ min: 0, max: 5_000 })
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
  const asked = fc.option(fc.integer({ min: 0, max: 6 }))
  await fc.assert(
    fc.asyncProperty(
      attempts,
      delay,
      delay,
      random,
      asked,
      async (allowed, baseDelayMs, maxDelayMs, chance, seconds) => {
        const headers = seconds === null ? {} : { 'retry-after': String(seconds) }
        const { calledMs, work } = flaky(99, () => ({ status: 503, headers }))
        await settled(retry({ attempts: allowed, baseDelayMs, maxDelayMs, random: () => chance }).execute(work))
        const tried = seconds !== null && seconds * 1_000 > maxDelayMs ? 1 : allowed + 1
        expect(calledMs).toHaveLength(tried)
        for (const [index, ms] of calledMs.slice(1).entries()) {
          // Two timers in a row end a millisecond late at most each.
          expect(ms - calledMs[index]!).toBeLessThanOrEqual(maxDelayMs + 2)
          expect(ms - calledMs[index]!).toBeGreaterThanOrEqual((seconds ?? 0) * 1_000)
        }
      },
    ),
    { numRuns: 60 },
  )
})

test('settings that come later count, also for policies that exist', async () => {
  const policy = retry()
  const { calledMs, work } = flaky(99)
  undo.push(configureResilience({ settings: loadSettings({ env: {}, values: { retry: { attempts: 1 } } }) }))
  await settled(policy.execute(work))
  expect(calledMs).toHaveLength(2)
})

test('a policy with a name counts its further attempts and says what it does', async () => {
  const metrics = new Metrics()
  const logs = new MemoryLogs()
  undo.push(configureResilience({ metrics: new ServiceMetrics(metrics), logger: logs.getLogger('resilience') }))
  const policy = retry({ name: 'payments', attempts: 2, random: () => 0.5 })
  await settled(policy.execute(flaky(2).work))
  await settled(policy.execute(flaky(9).work))
  await settled(policy.execute(flaky(0).work))
  const counted = metrics
    .families()
    .flatMap(({ series }) => series.map((one) => [one.spec.labelValues, 'value' in one && one.value]))
  expect(counted).toEqual([
    [['payments', 'failure'], 3],
    [['payments', 'success'], 1],
  ])
  const lines = logs.records.map(({ level, message, attempt, errorType }) => [level, message, attempt, errorType])
  expect(lines).toEqual([
    ['info', 'retry', 1, 'ECONNREFUSED'],
    ['info', 'retry', 2, 'ECONNREFUSED'],
    ['info', 'retry', 1, 'ECONNREFUSED'],
    ['info', 'retry', 2, 'ECONNREFUSED'],
    ['warn', 'retry gave up', 2, 'ECONNREFUSED'],
  ])
  expect(logs.records.every(({ policy: name }) => name === 'payments')).toBe(true)
})

test('wrong options are all named', () => {
  expect(() => retry({ attempts: -1, maxDelayMs: 1.5 })).toThrow(
    'retry: attempts must be an integer from 0 to 100, got -1; maxDelayMs must be an integer from 0 to 3600000, got 1.5',
  )
})

test('what a breaker refused is not tried again', async () => {
  const { calledMs, work } = flaky(1, () => new BreakerOpenError('db', 100, { cause: refused() }))
  await settled(retry().execute(work))
  expect(calledMs).toHaveLength(1)
})

test('calls at the same time do not share attempts', async () => {
  vi.useRealTimers()
  const policy = retry({ attempts: 3, baseDelayMs: 2 })
  const calls = Array.from({ length: 20 }, (_, index) => flaky(index % 5))
  const outcomes = await Promise.allSettled(
    calls.map(({ work }) =>
      policy.execute(async () => {
        await sleep(1)
        return work()
      }),
    ),
  )
  expect(outcomes.map(({ status }) => status)).toEqual(
    calls.map((_, index) => (index % 5 < 4 ? 'fulfilled' : 'rejected')),
  )
  expect(calls.map(({ calledMs }) => calledMs.length)).toEqual(calls.map((_, index) => Math.min(4, (index % 5) + 1)))
  vi.useFakeTimers()
})
