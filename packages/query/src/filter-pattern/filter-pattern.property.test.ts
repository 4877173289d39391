import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileHint } from '../row-hint.ts'
import { SyntaxProblem } from '../syntax-problem.ts'
import { compileFilterPattern } from './compile.ts'
import { LogText } from './log-text.ts'
import { parseFilterPattern } from './parse.ts'
import {
  type Column,
  type Expression,
  type FilterPattern,
  type JsonTest,
  NUMBER,
  type Operand,
  type Operator,
  type Selector,
  type SelectorStep,
} from './pattern.ts'
import { printFilterPattern } from './print.ts'

// Few names and values, so that patterns and messages often have something to do with each other.
const name = fc.constantFrom('a', 'b', 'c-d', 'x.y', '1', '__proto__')
const plainName = fc.constantFrom('a', 'b', 'c-d', '1', 'w_2')
const numberText = fc.constantFrom('0', '1', '1.0', '10', '1e1', '-2.5', '-25e-1')
const word = fc.constantFrom('x', 'xy', 'ab', '*', 'x*', '*y', 'a*b', 'x*y*', '?', 'é', 'x/y')
const phrase = fc.oneof(
  word,
  numberText,
  fc.constantFrom('', 'a "b"', 'back\\slash', '\\', 'x y', '\n', 'null', '\ud800'),
)
const regexSource = fc.constantFrom('x', '^x', 'y$', 'x|1', '[ab]+', '\\d', 'xy?', 'x{2}|a', 'a.b', '1\\.0')

const operand: fc.Arbitrary<Operand> = fc.oneof(
  word.map((text) => ({ kind: 'text' as const, text, quoted: false })),
  phrase.map((text) => ({ kind: 'text' as const, text, quoted: true })),
  numberText.map((text) => ({ kind: 'number' as const, text })),
)
const regexOperand: fc.Arbitrary<Operand> = regexSource.map((source) => ({ kind: 'regex' as const, source }))
const comparison: fc.Arbitrary<{ operator: Operator; operand: Operand }> = fc.oneof(
  fc.record({ operator: fc.constantFrom<Operator>('=', '!='), operand: fc.oneof(operand, regexOperand) }),
  fc.record({
    operator: fc.constantFrom<Operator>('<', '>', '<=', '>='),
    operand: numberText.map((text) => ({ kind: 'number' as const, text })),
  }),
)

const step: fc.Arbitrary<SelectorStep> = fc.oneof(
  { weight: 3, arbitrary: name.map((text) => ({ kind: 'member' as const, name: text })) },
  fc.nat(2).map((index) => ({ kind: 'element' as const, index })),
  fc.constantFrom<SelectorStep>({ kind: 'any', of: 'members' }, { kind: 'any', of: 'elements' }),
)
const selector: fc.Arbitrary<Selector> = fc
  .array(step, { minLength: 1, maxLength: 3 })
  .filter((steps) => steps.filter(({ kind }) => kind === 'any').length <= 1)

const jsonTest: fc.Arbitrary<JsonTest> = fc.oneof(
  fc
    .record({ selector, comparison })
    .map((of) => ({ kind: 'compare' as const, selector: of.selector, ...of.comparison })),
  fc.record({ selector, what: fc.constantFrom('NULL' as const, 'TRUE' as const, 'FALSE' as const) }).map((of) => ({
    kind: 'is' as const,
    ...of,
  })),
  selector.map((of) => ({ kind: 'missing' as const, selector: of })),
)

function expression<Test>(of: fc.Arbitrary<Test>, parentheses: boolean): fc.Arbitrary<Expression<Test>> {
  const leaf = of.map((one): Expression<Test> => ({ kind: 'test', test: one }))
  const pair = <K extends 'and' | 'or'>(
    kind: K,
    part: fc.Arbitrary<Expression<Test>>,
  ): fc.Arbitrary<Expression<Test>> =>
    fc.array(part, { minLength: 2, maxLength: 2 }).map((parts) => ({ kind, of: parts }))
  const and = pair('and', leaf)
  const or = pair('or', fc.oneof(leaf, and))
  return parentheses ? fc.oneof(leaf, and, or, pair('and', fc.oneof(leaf, pair('or', leaf)))) : fc.oneof(leaf, and, or)
}

function isWithinQuotas(pattern: FilterPattern): boolean {
  const text = JSON.stringify(pattern)
  return text.split('"regex"').length <= 3 && text.split('"any"').length <= 4
}

const columns: fc.Arbitrary<readonly Column[]> = fc
  .uniqueArray(fc.record({ name: plainName, test: fc.option(expression(comparison, false), { nil: undefined }) }), {
    maxLength: 4,
    selector: (column) => column.name,
  })
  .chain((fields) =>
    fc.option(fc.nat(fields.length), { nil: undefined }).map((restAt) => {
      const list = fields.map(
        ({ name: field, test: tests }): Column =>
          tests === undefined ? { kind: 'field', name: field } : { kind: 'field', name: field, test: tests },
      )
      return restAt === undefined ? list : list.toSpliced(restAt, 0, { kind: 'rest' })
    }),
  )

const jsonPattern = expression(jsonTest, true)
  .map((of): FilterPattern => ({ kind: 'json', test: of }))
  .filter(isWithinQuotas)
const columnPattern = columns.map((of): FilterPattern => ({ kind: 'columns', columns: of })).filter(isWithinQuotas)
const termPattern = fc
  .array(
    fc.record({
      need: fc.constantFrom('required' as const, 'optional' as const, 'excluded' as const),
      what: fc.oneof(
        fc.oneof(phrase, fc.constantFrom('-x', 'ERROR', '-')).map((text) => ({ kind: 'text' as const, text })),
        regexSource.map((source) => ({ kind: 'regex' as const, source })),
      ),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .filter(([first, ...more]) => more.length > 0 || (first?.what.kind === 'text' && first.what.text !== ''))
  .map((terms): FilterPattern => ({ kind: 'terms', terms }))
const anyPattern = fc.oneof(jsonPattern, columnPattern, termPattern)

/** A JSON value that remembers how its numbers are spelled. */
type Value =
  | string
  | boolean
  | null
  | { readonly number: string }
  | { readonly list: readonly Value[] }
  | { readonly members: readonly (readonly [string, Value])[] }

const { value: jsonValue } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.oneof(phrase, fc.constantFrom('xzy', 'xxaa')),
    numberText.map((number) => ({ number })),
    fc.constantFrom(true, false, null),
    fc.array(tie('value'), { maxLength: 3 }).map((list) => ({ list })),
    fc.array(fc.tuple(name, tie('value')), { maxLength: 3 }).map((members) => ({ members })),
  ),
}))
const jsonObject = fc.array(fc.tuple(name, jsonValue), { maxLength: 4 }).map((members) => ({ members }))

/** JSON text with blanks here and there and, where `escaped` says so, needless escapes. */
function spell(value: Value, escaped: boolean): string {
  if (typeof value === 'string') return spellString(value, escaped)
  if (value === null || typeof value === 'boolean') return String(value)
  if ('number' in value) return value.number
  if ('list' in value) return `[ ${value.list.map((item) => spell(item, escaped)).join(' , ')}]`
  return `{${value.members.map(([key, item]) => `${spellString(key, escaped)} :${spell(item, escaped)}`).join(',')} }`
}

function spellString(text: string, escaped: boolean): string {
  if (!escaped) return JSON.stringify(text)
  return `"${[...text].map((char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')}"`
}

/** The rules once more, naively, over the tree that remembers. */
function naive(expressionOf: Expression<JsonTest>, root: Value): boolean {
  if (expressionOf.kind !== 'test') {
    const results = expressionOf.of.map((part) => naive(part, root))
    return expressionOf.kind === 'and' ? !results.includes(false) : results.includes(true)
  }
  const { test: one } = expressionOf
  const found = one.selector.reduce<readonly Value[]>(
    (values, at) => values.flatMap((value) => follow(value, at)),
    [root],
  )
  switch (one.kind) {
    case 'missing':
      return found.length === 0
    case 'is':
      return found.some((value) => {
        if (one.what !== 'NULL') return value === (one.what === 'TRUE')
        return value === null || (typeof value === 'object' && 'list' in value && value.list.includes(null))
      })
    case 'compare':
      return found.some((value) => naiveCompare(value, one.operator, one.operand))
  }
}

function follow(value: Value, at: SelectorStep): readonly Value[] {
  if (typeof value !== 'object' || value === null) return []
  if ('list' in value) {
    if (at.kind === 'element') return value.list.slice(at.index, at.index + 1)
    return at.kind === 'any' && at.of === 'elements' ? value.list : []
  }
  if (!('members' in value)) return []
  if (at.kind === 'any') return at.of === 'members' ? [...new Map(value.members).values()] : []
  const last = value.members.findLast(([key]) => at.kind === 'member' && key === at.name)
  return last === undefined ? [] : [last[1]]
}

function naiveCompare(value: Value, operator: Operator, against: Operand): boolean {
  const number = typeof value === 'object' && value !== null && 'number' in value ? value.number : undefined
  if (operator !== '=' && operator !== '!=') {
    if (number === undefined || against.kind !== 'number') return false
    const sign = Math.sign(Number(number) - Number(against.text))
    return { '<': [-1], '>': [1], '<=': [-1, 0], '>=': [1, 0] }[operator].includes(sign)
  }
  const text = typeof value === 'string' ? value : number
  if (text === undefined) return false
  return naiveEquals(text, number !== undefined, against) === (operator === '=')
}

function naiveEquals(text: string, isNumber: boolean, against: Operand): boolean {
  if (against.kind === 'regex') return new RegExp(against.source).test(text)
  if (against.kind === 'number') return isNumber ? Number(text) === Number(against.text) : text === against.text
  const pieces = against.text.split('*').map((piece) => piece.replaceAll(/[\\^$.|?+()[\]{}]/g, '\\$&'))
  return new RegExp(`^${pieces.join('[^]*')}$`).test(text)
}

test('a printed pattern parses to the same tree', () => {
  fc.assert(
    fc.property(anyPattern, (pattern) => {
      expect(parseFilterPattern(printFilterPattern(pattern))).toEqual(pattern)
    }),
    { numRuns: 2_000 },
  )
})

test('the JSON matcher agrees with the naive one', () => {
  fc.assert(
    fc.property(jsonPattern, jsonObject, fc.boolean(), (pattern, object, escaped) => {
      if (pattern.kind !== 'json') return
      const message = spell(object, escaped)
      expect(compileFilterPattern(pattern).matches(message)).toBe(naive(pattern.test, object))
    }),
    { numRuns: 5_000 },
  )
})

test('a message that matches satisfies the hint', () => {
  const message = fc.oneof(
    fc.tuple(jsonObject, fc.boolean()).map(([object, escaped]) => spell(object, escaped)),
    fc
      .array(fc.oneof(phrase, numberText, fc.constantFrom('[x y]', '"a b"')), { maxLength: 5 })
      .map((words) => words.join(' ')),
  )
  let matched = 0
  fc.assert(
    fc.property(anyPattern, message, (pattern, text) => {
      const { hint, matches } = compileFilterPattern(pattern)
      // The hint is part of the matcher, so it is asked whether the parts that do not use it match.
      const withoutHint = pattern.kind === 'json' ? matchesWithoutHint(pattern, text) : matches(text)
      if (!withoutHint) return
      matched += 1
      expect(hint === undefined || compileHint(hint)(text)).toBe(true)
    }),
    { numRuns: 5_000 },
  )
  expect(matched).toBeGreaterThan(100)
})

/** The compiled tree of a JSON pattern on a message without its hint: an escape that changes nothing disarms it. */
function matchesWithoutHint(pattern: FilterPattern, text: string): boolean {
  if (!text.startsWith('{')) return false
  const disarmed = text.replace('{', text === '{ }' ? '{"\\u005f":0' : '{"\\u005f":0,')
  return pattern.kind === 'json' && !hasWildcardMember(pattern) && compileFilterPattern(pattern).matches(disarmed)
}

function hasWildcardMember(pattern: FilterPattern): boolean {
  return JSON.stringify(pattern).includes('"any"')
}

describe('hostile text', () => {
  const fragment = fc.constantFrom(
    ...[
      '{',
      '}',
      '[',
      ']',
      '(',
      ')',
      '$',
      '.',
      '$.a',
      '*',
      '"',
      "'",
      '\\',
      '%',
      ',',
      '...',
      '=',
      '!=',
      '<',
      '&&',
      '||',
      '?',
      '-',
    ],
    ...['IS', 'NULL', 'NOT', 'EXISTS', ' ', 'a', '1', '1e9', '[*]', "['", '\u00a0', '\ud800', '\n', '{9', '%a', '[a'],
  )
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.array(fragment, { maxLength: 30 }).map((parts) => parts.join('')),
    fc.array(fragment, { maxLength: 20 }).map((parts) => `{ $.a = ${parts.join('')} }`),
  )

  test('a parser throws nothing but SyntaxProblem, with a span inside the text', () => {
    fc.assert(
      fc.property(text, (pattern) => {
        try {
          parseFilterPattern(pattern)
        } catch (error) {
          expect(error).toBeInstanceOf(SyntaxProblem)
          if (!(error instanceof SyntaxProblem)) return
          expect(error.start).toBeGreaterThanOrEqual(0)
          expect(error.end).toBeGreaterThanOrEqual(error.start)
          expect(error.end).toBeLessThanOrEqual(pattern.length)
        }
      }),
      { numRuns: 10_000 },
    )
  })

  test('a matcher answers for any message', () => {
    fc.assert(
      fc.property(anyPattern, text, (pattern, message) => {
        const compiled = compileFilterPattern(pattern)
        expect(compiled.extract(new LogText(message)) !== undefined).toBe(compiled.matches(message))
      }),
      { numRuns: 2_000 },
    )
  })

  // Each message has the literals of its pattern, or the matcher would not even be asked.
  test.each([
    ['%[a-z]*[a-z]*[a-z]*[a-z]*[a-z]*[a-z]*#%', `#${'a'.repeat(200_000)}`],
    ['%a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?aaaaaaaaaaaaaaaaaaaa$%', `${'a'.repeat(200_000)}b`],
    ['%x.*x.*x.*x.*x.*x.*y$%', `y${'x'.repeat(200_000)}`],
    ['%[a-j]*a[a-j]{500}#%', `#${'abcdefghij'.repeat(5_000)}`],
    ['{ $.a = "*a*a*a*a*a*a*a*a*b" }', JSON.stringify({ a: 'a'.repeat(200_000), b: 1 })],
    ['[a, b, c]', '"x ['.repeat(100_000)],
    ['[a, b=y]', `${'"'.repeat(400_000)} y`],
    ['{ $.a.b = "1.0" }', `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)},"a":{"b":1.0}}`],
    ['{ $.a = 1 }', '{"a":'.repeat(100_000)],
    ['{ $.a[*] = "1.5" }', `{"a":[${'1.0,'.repeat(50_000)}1.5]}`],
    ['{ $.a[*] = "1.50" }', `{"a":[${'1.5,'.repeat(200_000)}1.50]}`],
  ])('%s ends in good time', (pattern, message) => {
    const { matches } = compileFilterPattern(parseFilterPattern(pattern))
    const start = performance.now()
    matches(message)
    // Generous for a busy machine; anything that is not linear takes minutes here.
    expect(performance.now() - start).toBeLessThan(4_000)
  })
})

test('numbers of the language are numbers', () => {
  fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => NUMBER.test(String(number))))
})
