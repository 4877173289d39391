import { expect, test } from 'vitest'
import { mayMatchEmpty } from './may-match-empty.ts'

test.each([
  ['a', false],
  ['a*', true],
  ['(a|)b', false],
  ['(a|b*)', true],
  ['^', true],
  ['\\bx?\\b', true],
  ['\\b', true],
  ['[$]', false],
  ['[]^]', false],
  ['\\$', false],
  ['(?i)(?-s)[0-9]+', false],
  ['x{0,2}', true],
])('%s: %s', (source, expected) => {
  expect(mayMatchEmpty(source)).toBe(expected)
})
