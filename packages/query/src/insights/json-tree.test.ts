import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { jsonAt, parseJson, parseJsonAt, printJson, scalarText } from './json-tree.ts'

test('it takes what JSON.parse takes, and means the same', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(undefined, 1, '\t'), (value, indent) => {
      const tree = parseJson(JSON.stringify(value, undefined, indent))
      expect(tree && JSON.parse(printJson(tree))).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
})

test('text that is nearly JSON is taken or refused as JSON.parse does', () => {
  const alphabet = [
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"a"',
    '"',
    '1',
    '-',
    '.',
    'e',
    'true',
    'null',
    ' ',
    '\\n',
    '\n',
    '01',
    '\u007f',
  ]
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...alphabet), { maxLength: 8 }), (parts) => {
      const text = parts.join('')
      expect(parseJson(text) !== undefined, text).toBe(isJson(text))
    }),
    { numRuns: 3_000 },
  )
})

test('numbers keep their spelling, and differ from strings', () => {
  expect(printJson(parseJson('[1.50, 1e0, "1", 12345678901234567890]') as never)).toBe(
    '[1.50,1e0,"1",12345678901234567890]',
  )
})

test('of equal names the first counts', () => {
  expect(scalarText(jsonAt(parseJson('{"a":1,"a":2}'), ['a']))).toBe('1')
})

test('half a character is no JSON', () => {
  expect(parseJson(String.raw`{"a":"\ud800"}`)).toBeUndefined()
  expect(scalarText(parseJson(String.raw`"\ud83d\ude00"`))).toBe('😀')
})

test('a path leads through maps and lists', () => {
  const tree = parseJson('{"a":[{"b":true}],"0":"zero"}')
  expect(scalarText(jsonAt(tree, ['a', '0', 'b']))).toBe('1')
  expect(scalarText(jsonAt(tree, ['0']))).toBe('zero')
  expect(jsonAt(tree, ['a', 'x'])).toBeUndefined()
  expect(scalarText(jsonAt(tree, ['a']))).toBeNull()
})

test('a value inside a text ends where it ends', () => {
  expect(parseJsonAt('x {"a":1} y', 2)?.end).toBe(9)
})

test('depth and length do not exhaust the stack', () => {
  expect(parseJson('['.repeat(100_000))).toBeUndefined()
  expect(scalarText(parseJson(`"${'a\\n'.repeat(500_000)}"`))).toHaveLength(1_000_000)
})

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
