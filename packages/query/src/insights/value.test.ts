import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareText, numberText, parseNumber, parseTime, timeText } from './value.ts'

test.each([
  ['0', 0],
  ['-0', 0],
  ['12', 12],
  ['-3.50', -3.5],
  ['.5', 0.5],
  ['1.', 1],
  ['1e3', 1000],
  ['1E-2', 0.01],
  ['007', 7],
  ['', null],
  ['.', null],
  ['-', null],
  ['+1', null],
  [' 1', null],
  ['1 ', null],
  ['1_0', null],
  ['0x10', null],
  ['inf', null],
  ['nan', null],
  ['Infinity', null],
  ['1e999', null],
  ['1e', null],
  ['--1', null],
  ['1,5', null],
])('%j spells %j', (text, number) => {
  expect(parseNumber(text)).toBe(number)
})

test('a number reads back from its text', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
      const text = numberText(number)
      // `1e+21` has a plus in its exponent, which is allowed there.
      expect(parseNumber(text)).toBe(number + 0)
    }),
  )
})

test.each([
  ['2022-01-14T13:18:31.000-08:00', 1_642_195_111_000],
  ['2026-06-17', 1_781_654_400_000],
  ['2026-06-17 00:01', 1_781_654_460_000],
  ['2026-06-17T00:01:02.5Z', 1_781_654_462_500],
  ['2026-06-17T02:00:00+0200', 1_781_654_400_000],
  ['1781654400000', 1_781_654_400_000],
  ['1781654400000.9', 1_781_654_400_000],
  ['2026-02-30', null],
  ['2026-06-17T24:00', null],
  ['17.06.2026', null],
])('%s is the time %s', (text, timeMs) => {
  expect(parseTime(text)).toBe(timeMs)
})

test('a time as text reads back', () => {
  fc.assert(
    fc.property(fc.integer({ min: -62_000_000_000_000, max: 253_402_300_799_999 }), (timeMs) => {
      expect(parseTime(timeText(timeMs) as string)).toBe(timeMs)
    }),
  )
  expect(timeText(253_402_300_800_000)).toBeNull()
})

test('texts compare as their UTF-8 does', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
      expect(Math.sign(compareText(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)))
    }),
  )
  expect(compareText('\u{1f44d}', '\uffff')).toBeGreaterThan(0)
})
