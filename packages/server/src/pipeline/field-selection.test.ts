import { SyntaxProblem } from '@atalaya/query'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileFieldSelection } from './field-selection.ts'

const FIELDS = { '@aws.account': '123456789012', '@aws.region': 'eu-west-1' } as const

test.each([
  ['', true],
  ['  ', true],
  ['@aws.region = "eu-west-1"', true],
  ["@aws.region = 'eu-west-1'", true],
  ['@aws.region="us-east-1"', false],
  ['@aws.account != "123456789012"', false],
  ['@aws.region IN ("us-east-1","eu-west-1")', true],
  ['@aws.region in ("us-east-1")', false],
  ['@aws.region NOT IN ("us-east-1", "us-west-2")', true],
  ['@aws.region = "eu-west-1" AND @aws.account = "1"', false],
  ['@aws.region = "eu-west-1" OR @aws.account = "1"', true],
  ['@aws.region = "eu-west-1" OR @aws.account = "1" AND @aws.account = "2"', true],
  ['(@aws.region = "eu-west-1" OR @aws.account = "1") AND @aws.account = "2"', false],
])('%s: %s', (text, selected) => {
  expect(compileFieldSelection(text)(FIELDS)).toBe(selected)
})

test.each([
  ['@aws.moon = "x"', 0],
  ['@aws.region', 11],
  ['@aws.region = eu', 14],
  ['@aws.region IN ["eu-west-1"]', 14],
  ['@aws.region IN ()', 16],
  ['@aws.region = "x', 13],
  ['@aws.region = "x" @aws.region = "y"', 18],
  ['(@aws.region = "x"', 18],
  ['AND', 0],
])('%s is refused at %i', (text, start) => {
  expect(() => compileFieldSelection(text)).toThrow(expect.objectContaining({ name: 'SyntaxProblem', start }))
})

test('whatever is written, it is a selection or a problem', () => {
  const piece = fc.constantFrom('(', ')', '@aws.region', '=', '!=', 'IN', 'NOT', '"a"', ',', 'AND', 'OR', ' ', '"', '[')
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      try {
        expect(typeof compileFieldSelection(pieces.join(' '))(FIELDS)).toBe('boolean')
      } catch (error) {
        expect(error).toBeInstanceOf(SyntaxProblem)
      }
    }),
  )
  expect(() => compileFieldSelection('('.repeat(2_000))).toThrow(SyntaxProblem)
})
