import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SyntaxProblem } from '../syntax-problem.ts'
import type { BinaryOperator, MathExpression } from './ast.ts'
import { CircularDependency, evaluationOrder, idsIn } from './dependencies.ts'
import { parseMath } from './parse.ts'
import { printMath } from './print.ts'

/** Without spans, which printing changes. */
function bare(expression: MathExpression): unknown {
  return JSON.parse(JSON.stringify(expression, (key, value: unknown) => (key === 'span' ? undefined : value)))
}

describe('parsing', () => {
  test.each([
    ['m1+m2*m3', 'm1 + m2 * m3'],
    ['(m1+m2)*m3', '(m1 + m2) * m3'],
    ['m1-(m2-m3)', 'm1 - (m2 - m3)'],
    ['(m1-m2)-m3', 'm1 - m2 - m3'],
    ['2^3^2', '2 ^ 3 ^ 2'],
    ['(2^3)^2', '(2 ^ 3) ^ 2'],
    ['-2^2', '-2 ^ 2'],
    ['-(2^2)', '-(2 ^ 2)'],
    ['2^-1', '2 ^ -1'],
    ['m1>1&&m2<2||m3==3', 'm1 > 1 AND m2 < 2 OR m3 == 3'],
    ['m1>1 AND (m2<2 OR m3==3)', 'm1 > 1 AND (m2 < 2 OR m3 == 3)'],
    ['(m1<m2)<m3', '(m1 < m2) < m3'],
    ['SUM( [ m1 , m2 ] )', 'SUM([m1, m2])'],
    ['FILL(m1,REPEAT)', 'FILL(m1, REPEAT)'],
    ['METRICS()', 'METRICS()'],
    ['SEARCH(\'{A,B} "x"\', "Sum", 60)', "SEARCH('{A,B} \"x\"', 'Sum', 60)"],
    [`METRICS("it's")`, `METRICS("it's")`],
    ['.5+1.+1e3', '0.5 + 1 + 1000'],
  ])('%s means %s', (text, printed) => {
    expect(printMath(parseMath(text))).toBe(printed)
  })

  test('a part knows where it stands', () => {
    const expression = parseMath(' m1 + SUM(m2)')
    expect(expression.span).toEqual({ start: 1, end: 13 })
    expect(expression.kind === 'binary' && expression.right.span).toEqual({ start: 6, end: 13 })
  })

  test.each([
    ['', 'The expression is empty', 0],
    ['m1 +', 'Invalid syntax at position 5: expected a metric, a number or a function, found the end', 4],
    ['m1 m2', "Invalid syntax at position 4: expected an operator, found 'm2'", 3],
    ['SUM(m1', "Invalid syntax at position 7: expected ')', found the end", 6],
    ['[]', 'An array must have at least one element', 0],
    ['m1 ; m2', "Invalid syntax at position 4: unexpected character ';'", 3],
    ['METRICS("x)', 'Invalid syntax at position 9: the string is not closed', 8],
    ['m1 < m2 < m3', "Invalid syntax at position 9: expected an operator, found '<'", 8],
    ['1e999', 'The number 1e999 is too large', 0],
    ['('.repeat(200), 'The expression is nested too deeply', 100],
    [`${'-'.repeat(200)}1`, 'The expression is nested too deeply', 200],
  ])('refused: %s', (text, message, start) => {
    try {
      parseMath(text)
      expect.unreachable()
    } catch (error) {
      expect(error).toBeInstanceOf(SyntaxProblem)
      expect(error).toMatchObject({ message, start })
    }
  })

  test('what is printed is parsed again', () => {
    const span = { start: 0, end: 0 }
    const operators: readonly BinaryOperator[] = [
      ...(['+', '-', '*', '/', '^', '==', '!='] as const),
      ...(['<', '<=', '>', '>=', 'AND', 'OR'] as const),
    ]
    const { expression } = fc.letrec<{ expression: MathExpression }>((tie) => ({
      expression: fc.oneof(
        { maxDepth: 5, depthSize: 'small' },
        fc.record({
          kind: fc.constant('number' as const),
          value: fc.double({ min: 0, max: 1e12, noNaN: true }),
          span: fc.constant(span),
        }),
        fc.record({
          kind: fc.constant('id' as const),
          name: fc.stringMatching(/^[a-z][A-Za-z0-9_]{0,5}$/),
          span: fc.constant(span),
        }),
        fc.record({
          kind: fc.constant('string' as const),
          value: fc.stringMatching(/^[^\\]*$/),
          span: fc.constant(span),
        }),
        fc.record({ kind: fc.constant('negate' as const), operand: tie('expression'), span: fc.constant(span) }),
        fc.record({
          kind: fc.constant('call' as const),
          name: fc.stringMatching(/^[A-Z][A-Z_]{0,5}$/),
          args: fc.array(tie('expression'), { maxLength: 3 }),
          span: fc.constant(span),
        }),
        fc.record({
          kind: fc.constant('list' as const),
          items: fc.array(tie('expression'), { minLength: 1, maxLength: 3 }),
          span: fc.constant(span),
        }),
        fc.record({
          kind: fc.constant('binary' as const),
          operator: fc.constantFrom(...operators),
          left: tie('expression'),
          right: tie('expression'),
          span: fc.constant(span),
        }),
      ),
    }))
    fc.assert(
      fc.property(expression, (one) => {
        // The names of the two logical operators are no functions.
        if (/\b(?:AND|OR)\(/.test(printMath(one))) return
        expect(bare(parseMath(printMath(one)))).toEqual(bare(one))
      }),
    )
  })

  test('no text does worse than being refused', () => {
    const pieces = fc.constantFrom(
      'm1',
      'SUM',
      '(',
      ')',
      '[',
      ']',
      ',',
      '+',
      '-',
      '^',
      '<',
      '==',
      'AND',
      "'",
      '"',
      '\\',
      '1',
      '.',
      ' ',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(pieces, { maxLength: 40 }).map((list) => list.join('')),
        ),
        (text) => {
          try {
            const printed = printMath(parseMath(text))
            expect(printMath(parseMath(printed))).toBe(printed)
          } catch (error) {
            expect(error).toBeInstanceOf(SyntaxProblem)
          }
        },
      ),
    )
  })
})

describe('dependencies', () => {
  const parsed = (expressions: Readonly<Record<string, string>>) =>
    new Map(Object.entries(expressions).map(([id, text]) => [id, parseMath(text)]))

  test('an expression comes after those it uses', () => {
    expect(evaluationOrder(parsed({ e3: 'e1+e2', e2: 'e1*m1', e1: 'm1' }))).toEqual(['e1', 'e2', 'e3'])
    expect([...idsIn(parseMath('IF(m1>m2, m1, SUM([m3])) + METRICS("m9")'))]).toEqual(['m1', 'm2', 'm3'])
  })

  test('a circle is named from where it begins', () => {
    expect(() => evaluationOrder(parsed({ a: 'b', b: 'c', c: 'd+b', d: '1' }))).toThrow(
      new CircularDependency(['b', 'c', 'b']),
    )
  })
})
