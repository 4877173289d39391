import { describe, expect, test } from 'vitest'
import { serviceModel } from '../model/service-model.ts'
import { SERVICE_NAMES } from '../services.ts'
import { isLinear, patternTest } from './patterns.ts'

const all = SERVICE_NAMES.flatMap((service) =>
  [...serviceModel(service).shapes].flatMap(([name, { pattern }]) =>
    pattern === undefined ? [] : [{ service, name, pattern }],
  ),
)

test('every pattern of every model compiles', () => {
  expect(all).toHaveLength(133)
  for (const { pattern } of all) expect(patternTest(pattern)('')).toBeTypeOf('boolean')
})

test('a pattern matches the whole string or not at all', () => {
  const isName = patternTest(String.raw`[\.\-_/#A-Za-z0-9]+`)
  expect(['/aws/x-1_a.b#c', 'a b', 'a\n', '\na', ''].map(isName)).toEqual([true, false, false, false, false])
})

describe('no pattern takes long', () => {
  const nasty = ['a', ' ', 'a ', '-', 'a-', ':', '/', '.', '1', '0.', ';', '\u00e9'].flatMap((unit) => [
    unit.repeat(2_000),
    `${unit.repeat(2_000)}\u0000`,
    `arn:aws:events:us-east-1:123456789012:${unit.repeat(2_000)}\u0000`,
  ])
  test.each(all)('$service $name', ({ pattern }) => {
    const matches = patternTest(pattern)
    matches('')
    const started = performance.now()
    for (const text of nasty) matches(text)
    // 36 texts; an exponential pattern would not end at all.
    expect(performance.now() - started).toBeLessThan(2_000)
  })
})

test.each([
  [String.raw`[\.\-_/#A-Za-z0-9]+`, true],
  ['[^:].*', true],
  [String.raw`^([\p{L}\p{Z}\p{N}_.:/=+\-@]+)$`, true],
  [String.raw`^\d{12}$`, true],
  [String.raw`^(?!\s*$).+`, true],
  [String.raw`^[ \t]*[\x20-\x7E]+([ \t]+[\x20-\x7E]+)*[ \t]*$`, false],
  ['(a|b)+', false],
  ['a+b+', false],
  ['(a+)+', false],
])('%s is linear anyway: %s', (pattern, expected) => {
  expect(isLinear(pattern)).toBe(expected)
})

test('code points above U+FFFF in the STS model', () => {
  const pattern = serviceModel('sts').shapes.get('arnType')?.pattern ?? ''
  const matches = patternTest(pattern)
  expect(matches('arn:\u{1f600}')).toBe(true)
  expect(matches('arn:\u0000')).toBe(false)
})

test('a pattern that the model escapes twice', () => {
  const pattern = serviceModel('events').shapes.get('ResourceAssociationArn')?.pattern ?? ''
  const arn = 'arn:aws:vpc-lattice:us-east-1:123456789012:servicenetworkresourceassociation/snra-0123456789abcdef0'
  expect(patternTest(pattern)(arn)).toBe(true)
})
