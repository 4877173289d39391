import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareNatural, compareValues } from './natural-order.ts'

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Sort.html */
const DOCUMENTED = '!: # *%04 0# 5A 111A 2345_ @ @_ A A9876fghj a12345hfh 0 01 1 2 3'.split(' ')

test('the documented order', () => {
  expect([...DOCUMENTED].reverse().sort(compareNatural)).toEqual(DOCUMENTED)
})

test.each([
  ['a2', 'a10'],
  ['a10', 'b1'],
  ['a', 'a1'],
  ['a~', 'ab'],
  ['v1.2', 'v1.10'],
  ['z', '0'],
  ['-5', '-4.5'],
  ['99', '1e2'],
])('%s before %s', (a, b) => {
  expect(compareNatural(a, b)).toBeLessThan(0)
  expect(compareNatural(b, a)).toBeGreaterThan(0)
})

test('it is an order', () => {
  const text = fc.stringMatching(/^[a0-9.~ -]{0,6}$/)
  fc.assert(
    fc.property(text, text, text, (a, b, c) => {
      expect(Math.sign(compareNatural(a, b))).toBe(-Math.sign(compareNatural(b, a)) + 0)
      if (compareNatural(a, b) <= 0 && compareNatural(b, c) <= 0) expect(compareNatural(a, c)).toBeLessThanOrEqual(0)
    }),
    { numRuns: 1_000 },
  )
})

test('what is missing comes last in both directions', () => {
  expect(compareValues(null, 'a', false)).toBeGreaterThan(0)
  expect(compareValues(null, 'a', true)).toBeGreaterThan(0)
  expect(compareValues(null, null, true)).toBe(0)
})
