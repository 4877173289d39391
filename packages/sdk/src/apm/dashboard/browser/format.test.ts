import { expect, test } from 'vitest'
import {
  amount,
  bytes,
  clock,
  clockWithSeconds,
  count,
  inPercent,
  lasting,
  ms,
  shortMs,
  since,
  words,
} from './format.ts'

test.each`
  format       | value                | text
  ${count}     | ${0}                 | ${'0'}
  ${count}     | ${0.126}             | ${'0.13'}
  ${count}     | ${1.26}              | ${'1.3'}
  ${count}     | ${12.6}              | ${'13'}
  ${count}     | ${1_234_567}         | ${'1,234,567'}
  ${count}     | ${null}              | ${'0'}
  ${inPercent} | ${0}                 | ${'0 %'}
  ${inPercent} | ${9.96}              | ${'10 %'}
  ${inPercent} | ${9.94}              | ${'9.9 %'}
  ${inPercent} | ${10.4}              | ${'10 %'}
  ${ms}        | ${0.44}              | ${'0.4 ms'}
  ${ms}        | ${10.4}              | ${'10 ms'}
  ${ms}        | ${999}               | ${'999 ms'}
  ${ms}        | ${1_234}             | ${'1.23 s'}
  ${ms}        | ${12_345}            | ${'12.3 s'}
  ${ms}        | ${60_000}            | ${'1 min'}
  ${ms}        | ${90_000}            | ${'1.5 min'}
  ${shortMs}   | ${999.4}             | ${'999 ms'}
  ${shortMs}   | ${1_250}             | ${'1.3 s'}
  ${bytes}     | ${0}                 | ${'0 B'}
  ${bytes}     | ${1_023}             | ${'1,023 B'}
  ${bytes}     | ${1_536}             | ${'1.5 KiB'}
  ${bytes}     | ${20 * 1_024 ** 2}   | ${'20 MiB'}
  ${bytes}     | ${2 * 1_024 ** 5}    | ${'2,048 TiB'}
  ${lasting}   | ${-3}                | ${'0 s'}
  ${lasting}   | ${59.4}              | ${'59 s'}
  ${lasting}   | ${59.6}              | ${'1 min'}
  ${lasting}   | ${3_599}             | ${'59 min'}
  ${lasting}   | ${3_660}             | ${'1 h 1 min'}
  ${lasting}   | ${90_000}            | ${'1 d 1 h'}
  ${words}     | ${'circuitBreakers'} | ${'circuit breakers'}
`(
  '$value is $text',
  ({ format, value, text }: { format: (value: unknown) => string; value: unknown; text: string }) => {
    expect(format(value)).toBe(text)
  },
)

test.each([
  [95.04, '%', '95 %'],
  [2_300, 'ms', '2.3 s'],
  [2.34567, 'jobs', '2.35 jobs'],
  [3, '', '3'],
  [null, '%', '–'],
])('an alert of %s %s is at %s', (value, unit, text) => {
  expect(amount(value, unit)).toBe(text)
})

test('times are those of where the reader is', () => {
  const at = new Date(2026, 0, 5, 9, 7, 3)
  expect([clock(at.getTime()), clockWithSeconds(at.toISOString())]).toEqual(['09:07', '09:07:03'])
  expect([clock('never'), clockWithSeconds(Number.NaN)]).toEqual(['', ''])
})

test('how long something lasts is by the clock of the service', () => {
  const at = new Date(2026, 0, 5, 9, 7)
  const later = new Date(at.getTime() + 150_000)
  expect(since(at.toISOString(), later.toISOString())).toBe('09:07, for 2 min')
})
