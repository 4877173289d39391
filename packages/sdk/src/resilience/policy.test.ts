import { spawnSync } from 'node:child_process'
import process from 'node:process'
import { afterEach, beforeEach, describe, expect, expectTypeOf, test, vi } from 'vitest'
import { loadSettings } from '../settings/settings.ts'
import { MemoryLogs } from '../testing/memory-logs.ts'
import { MemorySpans } from '../traces/export/memory-spans.ts'
import { setUpTracing } from '../traces/set-up-tracing.ts'
import { inSpan } from '../traces/traced.ts'
import { bulkhead } from './bulkhead.ts'
import { circuitBreaker } from './circuit-breaker.ts'
import { withCircuitBreaker, withPolicy, withRetry, withTimeout } from './decorators.ts'
import { configureResilience } from './defaults.ts'
import { BreakerOpenError, TimeoutError } from './errors.ts'
import { fallback } from './fallback.ts'
import { type Policy, policy, type Work } from './policy.ts'
import { retry } from './retry.ts'
import { timeout } from './timeout.ts'

const undo: (() => void)[] = []
const logs = new MemoryLogs()
beforeEach(() => {
  undo.push(configureResilience({ logger: logs.getLogger('resilience') }))
})
afterEach(() => {
  for (const one of undo.splice(0).reverse()) one()
  logs.clear()
})

const refused = () => Object.assign(new Error('no'), { code: 'ECONNREFUSED' })
const quick = { attempts: 2, baseDelayMs: 1 }

/** Writes down when work passes through. */
function marking(name: string, seen: string[]): Policy {
  return {
    async execute(work, signal = new AbortController().signal) {
      seen.push(`${name} in`)
      try {
        return await work(signal)
      } finally {
        seen.push(`${name} out`)
      }
    },
  }
}

describe('policy', () => {
  test('the first is the outermost', async () => {
    const seen: string[] = []
    const both = policy(marking('a', seen), marking('b', seen))
    await both.execute(() => seen.push('work'))
    expect(seen).toEqual(['a in', 'b in', 'work', 'b out', 'a out'])
  })

  test('of none runs the work', async () => {
    expect(await policy().execute(() => 7)).toBe(7)
    await expect(
      policy().execute(() => {
        throw new Error('no')
      }),
    ).rejects.toThrow('no')
  })

  test('retry around a timeout gives each attempt its time', async () => {
    const work = vi.fn(() => new Promise(() => {}))
    await expect(policy(retry(quick), timeout(5)).execute(work)).rejects.toThrow(TimeoutError)
    expect(work).toHaveBeenCalledTimes(3)
  })

  test('a timeout around retry ends the pauses too', async () => {
    const work = vi.fn(() => Promise.reject(refused()))
    const slow = retry({ attempts: 9, baseDelayMs: 60_000, maxDelayMs: 60_000, random: () => 0.9 })
    await expect(policy(timeout(20), slow).execute(work)).rejects.toThrow('timeout: not done within 20 ms')
    expect(work).toHaveBeenCalledTimes(1)
  })

  test('retry around a breaker stops when it opens', async () => {
    const work = vi.fn(() => Promise.reject(refused()))
    const both = policy(retry({ attempts: 9, baseDelayMs: 1 }), circuitBreaker({ failMax: 2 }))
    await expect(both.execute(work)).rejects.toThrow(BreakerOpenError)
    expect(work).toHaveBeenCalledTimes(2)
  })

  test('all together, with the signal of the caller reaching the work', async () => {
    const stop = new AbortController()
    const all = policy(fallback({ answer: () => 'cached' }), retry(quick), circuitBreaker(), bulkhead(), timeout(1_000))
    expect(await all.execute(() => 'fresh')).toBe('fresh')
    expect(await all.execute(() => Promise.reject(refused()))).toBe('cached')
    const hanging = all.execute(() => new Promise(() => {}), stop.signal)
    stop.abort(new Error('closing'))
    await expect(hanging).rejects.toThrow('closing')
  })
})

describe('fallback', () => {
  test('answers a failure, is told what happened, and says so', async () => {
    const policyOf = fallback({ name: 'prices', answer: (error) => [(error as Error).message] })
    expect(await policyOf.execute(() => Promise.reject(refused()))).toEqual(['no'])
    expect(logs.records).toMatchObject([
      { level: 'warn', message: 'fallback', policy: 'prices', errorType: 'ECONNREFUSED' },
    ])
    expect(JSON.stringify(logs.records)).not.toContain('"no"')
  })

  test('only the failures that it is for, and not what the caller ended', async () => {
    const policyOf = fallback({ answer: () => 'cached', when: (error) => error instanceof TimeoutError })
    await expect(policyOf.execute(() => Promise.reject(refused()))).rejects.toThrow('no')
    expect(await policyOf.execute(() => Promise.reject(new TimeoutError('x', 1)))).toBe('cached')
    await expect(
      policyOf.execute(() => Promise.reject(new TimeoutError('x', 1)), AbortSignal.abort()),
    ).rejects.toThrow()
  })

  test("its own failure is the caller's", async () => {
    const policyOf = fallback({ answer: () => Promise.reject(new Error('no cache')) })
    await expect(policyOf.execute(() => Promise.reject(refused()))).rejects.toThrow('no cache')
  })
})

describe('decorators', () => {
  class Shop {
    readonly prices = [3, 4]
    calls = 0
    async price(index: number): Promise<number | undefined> {
      this.calls += 1
      if (this.calls < 3) throw refused()
      return this.prices[index]
    }
  }

  test('of the standard keep `this` and the parameters', async () => {
    const shop = new Shop()
    const decorated = withRetry(quick)(shop.price as never, { kind: 'method', name: 'price' } as never) as Shop['price']
    expect(await decorated.call(shop, 1)).toBe(4)
  })

  test('of experimentalDecorators change the descriptor', async () => {
    const shop = new Shop()
    const descriptor = { value: Shop.prototype.price }
    withRetry(quick)(shop, 'price', descriptor)
    expect(await descriptor.value.call(shop, 0)).toBe(3)
  })

  test('share one breaker among all instances', async () => {
    const descriptor = { value: Shop.prototype.price }
    withCircuitBreaker({ failMax: 2 })({}, 'price', descriptor)
    for (const shop of [new Shop(), new Shop()]) await expect(descriptor.value.call(shop, 0)).rejects.toThrow('no')
    await expect(descriptor.value.call(new Shop(), 0)).rejects.toThrow(BreakerOpenError)
  })

  test('limit the time', async () => {
    const descriptor = { value: () => new Promise(() => {}) }
    withTimeout(5)({}, 'hang', descriptor)
    await expect(descriptor.value()).rejects.toThrow(TimeoutError)
  })

  test('as a function', async () => {
    const add = withPolicy(policy(retry(), timeout()), async (a: number, b: number) => a + b)
    expect(await add(1, 2)).toBe(3)
  })
})

test('what policies do is seen in the span around the call', async () => {
  const spans = new MemorySpans()
  const tracing = await setUpTracing(loadSettings({ env: {} }), { processors: [spans] })
  try {
    const both = policy(retry({ name: 'pay', ...quick }), circuitBreaker({ name: 'pay', failMax: 2 }))
    await inSpan('checkout', () => both.execute(() => Promise.reject(refused())).catch(() => {}))
    await tracing.flush()
    const events = spans
      .getFinishedSpans()[0]
      ?.events.map(({ name, attributes }) => [name, attributes?.['policy.name']])
    expect(events).toEqual([
      ['retry', 'pay'],
      ['circuit breaker open', 'pay'],
      ['retry', 'pay'],
      ['retry gave up', 'pay'],
    ])
  } finally {
    await tracing.close()
  }
})

test('a signal of the whole process may end any number of calls', async () => {
  const warnings: string[] = []
  const listen = ({ name }: Error) => warnings.push(name)
  process.on('warning', listen)
  const shutdown = new AbortController()
  const all = policy(bulkhead({ limit: 20, queue: 30 }), timeout(60_000))
  const calls = Array.from({ length: 50 }, () => all.execute(() => new Promise(() => {}), shutdown.signal))
  const pausing = retry({ baseDelayMs: 60_000, maxDelayMs: 60_000, random: () => 0.9 })
  const pauses = Array.from({ length: 50 }, () => pausing.execute(() => Promise.reject(refused()), shutdown.signal))
  const ended = Promise.allSettled([...calls, ...pauses])
  await new Promise((resolve) => setTimeout(resolve, 5))
  shutdown.abort(new Error('closing'))
  const reasons = (await ended).map((one) => (one.status === 'rejected' ? (one.reason as Error).message : 'fine'))
  expect(new Set(reasons)).toEqual(new Set(['closing']))
  await new Promise((resolve) => setImmediate(resolve))
  process.removeListener('warning', listen)
  expect(warnings).toEqual([])
})

test('a process with policies ends by itself, at once', () => {
  const program = `
    const { bulkhead, circuitBreaker, policy, retry, timeout } = await import('@atalaya/sdk/resilience')
    const all = policy(retry({ attempts: 1, baseDelayMs: 1 }), circuitBreaker(), bulkhead(), timeout(60_000))
    await all.execute(() => 'fine')
    await all.execute(() => Promise.reject(new Error('no'))).catch(() => {})
    const stop = new AbortController()
    const waiting = retry({ baseDelayMs: 60_000, maxDelayMs: 60_000, random: () => 0.9 })
      .execute(() => Promise.reject(Object.assign(new Error('no'), { code: 'EPIPE' })), stop.signal)
    setTimeout(() => stop.abort(new Error('closing')), 20)
    await waiting.catch((error) => console.log(error.message))`
  const begin = performance.now()
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--import', 'tsx', '--conditions=@atalaya/source', '--input-type=module', '--eval', program],
    { encoding: 'utf8', cwd: import.meta.dirname, timeout: 20_000 },
  )
  expect([status, stderr, stdout]).toEqual([0, '', 'closing\n'])
  expect(performance.now() - begin).toBeLessThan(15_000)
})

test('the type of a composition is that of the work and of what is answered instead', () => {
  const plain = policy(retry(), circuitBreaker({ name: 'typed' }), bulkhead({ name: 'typed' }), timeout(5))
  expectTypeOf(plain.execute(() => 1)).resolves.toEqualTypeOf<number>()
  const answered = policy(fallback({ answer: () => 'x' }), circuitBreaker({ name: 'typed too' }))
  expectTypeOf(answered.execute(() => 1)).resolves.toEqualTypeOf<number | string>()
  const nothing = policy(fallback({ answer: () => undefined }), retry())
  expectTypeOf(nothing.execute(() => 1)).resolves.toEqualTypeOf<number | undefined>()
  const own = { execute: async <T>(work: Work<T>): Promise<T> => work(new AbortController().signal) }
  expectTypeOf(policy(own, retry()).execute(() => 1)).resolves.toEqualTypeOf<number>()
})
