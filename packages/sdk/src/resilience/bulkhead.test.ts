import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { loadSettings } from '../settings/settings.ts'
import { MemoryLogs } from '../testing/memory-logs.ts'
import { bulkhead } from './bulkhead.ts'
import { configureResilience } from './defaults.ts'
import { BulkheadFullError } from './errors.ts'

const undo: (() => void)[] = []
const logs = new MemoryLogs()
beforeEach(() => {
  undo.push(configureResilience({ logger: logs.getLogger('resilience') }))
})
afterEach(() => {
  for (const one of undo.splice(0).reverse()) one()
  logs.clear()
})

/** Work that ends when told, and tells in which order it began. */
function works() {
  const begun: string[] = []
  const ends = new Map<string, () => void>()
  const work = (name: string) => () =>
    new Promise<string>((resolve) => {
      begun.push(name)
      ends.set(name, () => resolve(name))
    })
  return { begun, work, end: (name: string) => ends.get(name)?.() }
}

const soon = () => new Promise((resolve) => setImmediate(resolve))

test('so many run, so many wait, the next is refused, and whoever came first goes first', async () => {
  const { begun, work, end } = works()
  const places = bulkhead({ name: 'db', limit: 2, queue: 2 })
  const running = ['a', 'b', 'c', 'd'].map((name) => places.execute(work(name)))
  expect([places.running, places.waiting]).toEqual([2, 2])
  await expect(places.execute(work('e'))).rejects.toThrow('db: 2 calls are running and 2 are waiting')
  await expect(places.execute(work('e'))).rejects.toThrow(BulkheadFullError)
  end('b')
  await soon()
  expect(begun).toEqual(['a', 'b', 'c'])
  end('a')
  await soon()
  end('c')
  end('d')
  expect(await Promise.all(running)).toEqual(['a', 'b', 'c', 'd'])
  expect([places.running, places.waiting]).toEqual([0, 0])
  expect(logs.records[0]).toMatchObject({ message: 'bulkhead full', policy: 'db', running: 2, waiting: 2 })
})

test('a signal ends the waiting, and those behind move up', async () => {
  const { begun, work, end } = works()
  const places = bulkhead({ limit: 1, queue: 2 })
  const stop = new AbortController()
  const first = places.execute(work('a'))
  const second = places.execute(work('b'), stop.signal)
  const third = places.execute(work('c'))
  stop.abort(new Error('closing'))
  await expect(second).rejects.toThrow('closing')
  expect(places.waiting).toBe(1)
  end('a')
  await first
  await soon()
  expect(begun).toEqual(['a', 'c'])
  end('c')
  await third
})

test('a place is free again after a failure', async () => {
  const places = bulkhead({ limit: 1, queue: 0 })
  await expect(
    places.execute(() => {
      throw new Error('no')
    }),
  ).rejects.toThrow('no')
  expect(await places.execute(() => 'fine')).toBe('fine')
})

test('whatever comes, ends and is given up, never more run than allowed and nobody is forgotten', async () => {
  const step = fc.oneof(fc.constant('come'), fc.constant('end'), fc.constant('give up'))
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 40 }),
      fc.integer({ min: 1, max: 3 }),
      fc.nat(3),
      async (all, limit, queue) => {
        const places = bulkhead({ limit, queue })
        const ends: (() => void)[] = []
        const stops: AbortController[] = []
        const calls: Promise<unknown>[] = []
        let now = 0
        let most = 0
        const work = () => {
          now += 1
          most = Math.max(most, now)
          return new Promise<void>((resolve) => {
            ends.push(() => {
              now -= 1
              resolve()
            })
          })
        }
        for (const one of all) {
          if (one === 'come') {
            const stop = new AbortController()
            stops.push(stop)
            calls.push(places.execute(work, stop.signal).catch(() => {}))
          } else if (one === 'end') ends.shift()?.()
          else stops.pop()?.abort()
          await Promise.resolve()
          expect(places.waiting).toBeLessThanOrEqual(queue)
        }
        for (let round = 0; round <= calls.length; round++) {
          for (const end of ends.splice(0)) end()
          await soon()
        }
        await Promise.all(calls)
        expect(most).toBeLessThanOrEqual(limit)
        expect([places.running, places.waiting]).toEqual([0, 0])
      },
    ),
    { numRuns: 100 },
  )
})

test('limits come from the settings', async () => {
  const settings = loadSettings({ env: {}, values: { bulkhead: { limit: 1, queue: 0 } } })
  undo.push(configureResilience({ settings, logger: logs.getLogger('resilience') }))
  const { work, end } = works()
  const places = bulkhead()
  const running = places.execute(work('a'))
  await expect(places.execute(work('b'))).rejects.toThrow(BulkheadFullError)
  end('a')
  await running
})

test('wrong options are all named', () => {
  expect(() => bulkhead({ limit: 0, queue: -1 })).toThrow(
    'bulkhead: limit must be an integer from 1 to 1000000, got 0; queue must be an integer from 0 to 1000000, got -1',
  )
})
