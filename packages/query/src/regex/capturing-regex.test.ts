import { expect, test } from 'vitest'
import { compileCapturing, withoutGroupNames } from './capturing-regex.ts'

test('groups of the first match, and of all', () => {
  const regex = compileCapturing('(?<key>\\w+)=(\\d+)?')
  expect(regex.groupCount).toBe(2)
  expect(regex.names).toEqual([['key', 1]])
  expect(regex.exec('a=1 b=')).toEqual(['a=1', 'a', '1'])
  expect(regex.all('a=1 b=')).toEqual([
    ['a=1', 'a', '1'],
    ['b=', 'b', null],
  ])
  expect(regex.exec('-')).toBeUndefined()
})

test('an empty match does not stand still', () => {
  expect(compileCapturing('x*').all('axb').length).toBeLessThan(6)
})

test('every match is replaced', () => {
  expect(compileCapturing('(\\d)(\\d)').replace('12-34', ([, a, b]) => `${b}${a}`)).toBe('21-43')
})

test.each([
  ['(?<a>x)', '(x)'],
  ['(?P<a>x)(y)', '(x)(y)'],
  ['(?:x)(?i)y', '(?:x)(?i)y'],
  ['\\(?<a>', '\\(?<a>'],
  ['[(?<a>]', '[(?<a>]'],
  ['[]a(?<b>](?<c>z)', '[]a(?<b>](z)'],
  ['[^](?<b>](?<c>z)', '[^](?<b>](z)'],
  ['\\Q(?<a>\\E(?<b>x)', '\\Q(?<a>\\E(x)'],
  ['[[:alpha:]](?<a>x)', '[[:alpha:]](x)'],
])('%s without names is %s', (source, result) => {
  expect(withoutGroupNames(source)).toBe(result)
})
