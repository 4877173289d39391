import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ExponentialBuckets } from './exponential-buckets.ts'
import { Window } from './window.ts'

const value = fc.double({ min: 1e-9, max: 1e9, noNaN: true })

test('every value lies in its bucket, and no bucket is lost, whatever the range', () => {
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 200 }), fc.integer({ min: 2, max: 100 }), (values, size) => {
      const buckets = new ExponentialBuckets(size)
      for (const one of values) buckets.add(one)
      const { counts, offset, scale } = buckets.positive
      expect(counts.length).toBeLessThanOrEqual(size)
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(values.length)
      const base = 2 ** (2 ** -scale)
      const expected = new Array<number>(counts.length).fill(0)
      for (const one of values) {
        const at = counts.findIndex((_, index) => one <= base ** (offset + index + 1) * (1 + 1e-9))
        expected[at]! += 1
      }
      // Values on a bound may fall to either side by rounding: compare running totals within the number of those.
      const running = (list: readonly number[]) =>
        list.map((_, index) => list.slice(0, index + 1).reduce((a, b) => a + b, 0))
      const onBound = values.filter((one) => Math.abs((Math.log2(one) * 2 ** scale) % 1) < 1e-6).length
      for (const [index, total] of running(counts).entries()) {
        expect(Math.abs(total - running(expected)[index]!)).toBeLessThanOrEqual(onBound)
      }
    }),
    { numRuns: 60 },
  )
})

test.each([
  [1, 0],
  [2, 1],
  [4, 2],
  [1024, 10],
])('a power of two, %d, closes its bucket', (power, index) => {
  const buckets = new ExponentialBuckets(2)
  buckets.add(power)
  buckets.positive.coarsen(10)
  expect(buckets.positive.scale).toBe(0)
  // Bucket i holds (2^i, 2^(i+1)].
  expect(buckets.positive.offset).toBe(index - 1)
})

test('signs and zero are kept apart, and have one scale when asked', () => {
  const buckets = new ExponentialBuckets(4)
  for (const one of [-5, -1000, 0, 0, 3]) buckets.add(one)
  const scale = buckets.level()
  expect(buckets.positive.scale).toBe(scale)
  expect(buckets.negative.scale).toBe(scale)
  expect([buckets.zeroCount, buckets.positive.counts, buckets.negative.counts.reduce((a, b) => a + b)]).toEqual([
    2,
    [1],
    2,
  ])
})

test('a window of any size has at most 100 values, its exact statistics, and percentiles within a few percent', () => {
  const window = new Window()
  const values = Array.from({ length: 20_000 }, (_, index) => 1 + ((index * 7919) % 20_000) / 20)
  for (const one of values) window.add(one)
  const summary = window.take()
  expect(summary.values.length).toBeLessThanOrEqual(100)
  expect(summary.counts.reduce((sum, count) => sum + count, 0)).toBe(20_000)
  expect([summary.count, summary.min, summary.max]).toEqual([20_000, 1, 1000.95])
  expect(summary.sum).toBeCloseTo(
    values.reduce((sum, one) => sum + one, 0),
    3,
  )
  const rank = 0.99 * 20_000
  let seen = 0
  const p99 = summary.values.find((_, index) => {
    seen += summary.counts[index]!
    return seen >= rank
  })!
  expect(Math.abs(p99 / 991 - 1)).toBeLessThan(0.06)
  expect(window.isEmpty).toBe(true)
})

test('with both signs and zero there are still at most 100', () => {
  const window = new Window()
  for (let index = -3_000; index <= 3_000; index++) window.add(index * 1.7)
  const { values, counts, count } = window.take()
  expect(values.length).toBeLessThanOrEqual(100)
  expect(counts.reduce((sum, one) => sum + one, 0)).toBe(count)
})
