import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dealSlots, decodeToken, encodeToken } from './metric-data-pages.ts'

test('what one query does not need goes to the others', () => {
  expect(dealSlots([2, 100, 100], [0, 0, 0], 22, false)).toEqual([
    { from: 0, to: 2, more: false },
    { from: 0, to: 10, more: true },
    { from: 0, to: 10, more: true },
  ])
})

test('descending pages begin at the end', () => {
  expect(dealSlots([20], [0], 10, true)).toEqual([{ from: 10, to: 20, more: true }])
  expect(dealSlots([20], [10], 10, true)).toEqual([{ from: 0, to: 10, more: false }])
})

test('pages of any size cover every period of every query exactly once, and none is over the budget', () => {
  const totals = fc.array(fc.nat(40), { minLength: 1, maxLength: 8 })
  fc.assert(
    fc.property(totals, fc.integer({ min: 1, max: 50 }), fc.boolean(), (all, budget, descending) => {
      let done = all.map(() => 0)
      const seen = all.map(() => new Set<number>())
      for (;;) {
        const slots = dealSlots(all, done, budget, descending)
        const size = slots.reduce((sum, { from, to }) => sum + to - from, 0)
        expect(size).toBeLessThanOrEqual(budget)
        for (const [index, { from, to }] of slots.entries()) {
          for (let slot = from; slot < to; slot += 1) {
            expect(seen[index]?.has(slot)).toBe(false)
            seen[index]?.add(slot)
          }
        }
        done = done.map((count, index) => count + (slots[index]?.to ?? 0) - (slots[index]?.from ?? 0))
        if (!slots.some(({ more }) => more)) break
        // Every page but the last makes progress.
        expect(size).toBeGreaterThan(0)
      }
      expect(seen.map(({ size }) => size)).toEqual(all)
    }),
  )
})

test('a token is good for its own request only', () => {
  const token = encodeToken({ a: 1 }, { nowMs: 5, done: [1, 2] })
  expect(decodeToken({ a: 1 }, token, 2)).toEqual({ nowMs: 5, done: [1, 2] })
  expect(() => decodeToken({ a: 2 }, token, 2)).toThrow('NextToken')
  expect(() => decodeToken({ a: 1 }, token, 3)).toThrow('NextToken')
})

test('no text passes for a token', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(() => decodeToken({}, text, 1)).toThrow('NextToken')
    }),
  )
})
