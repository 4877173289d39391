import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { SyntaxProblem } from '../syntax-problem.ts'
import { compileRegex } from './linear-regex.ts'
import { requiredLiteral, requiredLiterals } from './required-literals.ts'

test.each([
  ['timeout', ['timeout']],
  ['gra|ey', ['gra', 'ey']],
  ['a|b*', undefined],
  ['colou?r', ['colo']],
  ['ab+c', ['ab']],
  ['x{2}yz', ['xyz']],
  ['x{0}yz', ['yz']],
  ['^a\\.b$', ['a.b']],
  ['\\x41BC', ['ABC']],
  ['\\d+ ms', [' ms']],
  ['[abc]', undefined],
  ['[]|]x', ['x']],
  ['[[:alpha:]|]x', ['x']],
  ['(?:abc|def)xy', ['xy']],
  ['(a|b)', undefined],
  ['(?P<n>a)lit', ['lit']],
  ['(?i)abc', undefined],
  ['(?i:a)bc', undefined],
  ['\\Qa|b\\E', undefined],
  ['\\p{Greek}x', ['x']],
  ['\\pLxy', ['xy']],
  ['\\101b', ['b']],
  ['a\\bc', ['a']],
  ['', undefined],
  ['naïve🙂', ['naïve🙂']],
])('%s', (source, literals) => {
  expect(requiredLiterals(source)).toEqual(literals)
  expect(requiredLiteral(source)).toBe(literals?.length === 1 ? literals[0] : undefined)
})

test('a text that matches contains one of the literals', () => {
  const atom = fc.constantFrom(
    'a',
    'b',
    'ab',
    '.',
    '[ab]',
    '[^a]',
    '\\w',
    '\\.',
    '\\x61',
    '^',
    '$',
    '\\b',
    '(a|b)',
    '(?:ab)',
    '{',
    ']',
  )
  const repeat = fc.constantFrom('', '', '', '*', '+', '?', '+?', '{2}', '{0,1}', '{1,}')
  const source = fc
    .array(fc.tuple(atom, repeat, fc.constantFrom('', '', '', '|')), { minLength: 1, maxLength: 6 })
    .map((parts) => parts.flat().join(''))
  const text = fc.array(fc.constantFrom('a', 'b', '.', ' ', '{', ']'), { maxLength: 12 }).map((chars) => chars.join(''))
  let matched = 0
  fc.assert(
    fc.property(source, text, (regex, subject) => {
      const compiled = compileOrNothing(regex)
      if (compiled === undefined || !compiled.test(subject)) return
      matched += 1
      const literals = requiredLiterals(regex) ?? ['']
      expect(literals.some((literal) => subject.includes(literal))).toBe(true)
    }),
    { numRuns: 10_000 },
  )
  expect(matched).toBeGreaterThan(1_000)
})

function compileOrNothing(source: string): ReturnType<typeof compileRegex> | undefined {
  try {
    return compileRegex(source)
  } catch (error) {
    if (error instanceof SyntaxProblem) return undefined
    throw error
  }
}

test('what RE2 does not know is a problem with the span of the expression', () => {
  for (const source of ['(a', '(a)\\1', 'a(?=b)', 'x{1000}{2}', 'a{500}b{600}']) {
    expect(() => compileRegex(source, 7)).toThrow(SyntaxProblem)
    try {
      compileRegex(source, 7)
    } catch (error) {
      expect(error).toMatchObject({ start: 7, end: 7 + source.length })
    }
  }
})
