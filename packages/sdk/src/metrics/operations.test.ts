import { afterEach, expect, test } from 'vitest'
import { CloudWatchMetrics } from './cloudwatch-metrics.ts'
import { MemorySink } from './emf/memory-sink.ts'
import { setDefaultMetrics, timed, trackOperation } from './operations.ts'

const sink = new MemorySink()
const metrics = new CloudWatchMetrics({ namespace: 'N', serviceName: 'api', sink })

afterEach(() => {
  sink.clear()
  setDefaultMetrics(undefined)
})

const names = () => sink.metrics.map(({ name }) => name)

test('a timed function records its duration, whatever becomes of it', async () => {
  setDefaultMetrics(metrics)
  const add = timed('AddTime', (a: number, b: number) => a + b)
  expect(add(1, 2)).toBe(3)
  const fail = timed('FailTime', async () => Promise.reject(new Error('no')), { dimensions: { Kind: 'x' } })
  await expect(fail()).rejects.toThrow('no')
  expect(names()).toEqual(['AddTime', 'FailTime'])
  expect(sink.metrics[1]).toMatchObject({ unit: 'Milliseconds', dimensions: { Kind: 'x' } })
  expect(sink.metrics[0]?.value).toBeGreaterThanOrEqual(0)
})

test('a query that begins to run by its `then` runs once', async () => {
  setDefaultMetrics(metrics)
  let runs = 0
  // biome-ignore lint/suspicious/noThenProperty: as query builders have it
  const query = () => ({ then: (resolve: (rows: number) => void) => resolve(++runs) })
  expect(await timed('QueryTime', query)()).toBe(1)
  expect(await trackOperation('Query', query)).toBe(2)
  expect(runs).toBe(2)
  expect(names()).toEqual(['QueryTime', 'QueryDuration', 'QuerySuccess'])
})

test('as a standard decorator it keeps `this` and the parameters', () => {
  class Repository {
    readonly rows = [1, 2, 3]
    find(limit: number): number[] {
      return this.rows.slice(0, limit)
    }
  }
  const method = Repository.prototype.find
  const decorated = timed('DatabaseQueryTime', { metrics })(method as never, { kind: 'method', name: 'find' } as never)
  Repository.prototype.find = decorated as typeof method
  expect(new Repository().find(2)).toEqual([1, 2])
  expect(names()).toEqual(['DatabaseQueryTime'])
})

test('as a decorator of experimentalDecorators it changes the descriptor', () => {
  const target = { find: () => 'row' }
  const descriptor = Object.getOwnPropertyDescriptor(target, 'find')!
  timed('DatabaseQueryTime', { metrics })(target, 'find', descriptor)
  expect((descriptor.value as () => string)()).toBe('row')
  expect(names()).toEqual(['DatabaseQueryTime'])
})

test('trackOperation tells success from failure', async () => {
  expect(trackOperation('Encode', () => 7, { metrics })).toBe(7)
  expect(() =>
    trackOperation(
      'Encode',
      () => {
        throw new Error('no')
      },
      { metrics, dimensions: { Codec: 'av1' } },
    ),
  ).toThrow('no')
  expect(await trackOperation('Encode', async () => 'later', { metrics })).toBe('later')
  await Promise.resolve()
  expect(names()).toEqual([
    'EncodeDuration',
    'EncodeSuccess',
    'EncodeDuration',
    'EncodeFailure',
    'EncodeDuration',
    'EncodeSuccess',
  ])
})

test('without metrics nothing is recorded and everything works', () => {
  expect(trackOperation('Encode', () => 7)).toBe(7)
  expect(timed('T', () => 8)()).toBe(8)
  expect(names()).toEqual([])
})
