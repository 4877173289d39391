import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { StateValue } from '../state.ts'
import { evaluateRule, triggeringAlarms } from './evaluate.ts'
import { evaluationOrder } from './order.ts'
import { parseRule, RuleProblem } from './parse.ts'
import { printRule } from './print.ts'
import { alarmsOf, type Rule, STATE_VALUES } from './rule.ts'

type States = Readonly<Record<string, StateValue>>
const A = 'ALARM'
const O = 'OK'
const I = 'INSUFFICIENT_DATA'
const holds = (text: string, states: States): boolean => evaluateRule(parseRule(text), (alarm) => states[alarm])
const triggers = (text: string, states: States): readonly string[] =>
  triggeringAlarms(parseRule(text), (alarm) => states[alarm])

describe('evaluation', () => {
  test.each<[string, States, boolean]>([
    ['ALARM(a) OR ALARM(b)', { a: A, b: O }, true],
    ['ALARM(a) OR ALARM(b)', { a: O, b: O }, false],
    ['ALARM(a) AND NOT ALARM(maint)', { a: A, maint: A }, false],
    ['ALARM(a) AND NOT ALARM(maint)', { a: A, maint: O }, true],
    ['AT_LEAST(50%, OK, (a,b,c))', { a: O, b: A, c: A }, false],
    ['AT_LEAST(50%, OK, (a,b,c))', { a: O, b: O, c: A }, true],
    ['AT_LEAST(2, NOT ALARM, (a,b,c))', { a: A, b: O, c: I }, true],
    ['AT_LEAST(2, ALARM, (a,a,b))', { a: A, b: O }, true],
    ['ALARM("my alarm")', { 'my alarm': A }, true],
    ['OK("a \\"b\\" c")', { 'a "b" c': O }, true],
    ['TRUE', {}, true],
    ['false', {}, false],
    ['NOT NOT OK(a)', { a: O }, true],
    // NOT before AND before OR.
    ['ALARM(a) OR ALARM(b) AND ALARM(c)', { a: A, b: O, c: O }, true],
    ['(ALARM(a) OR ALARM(b)) AND ALARM(c)', { a: A, b: O, c: O }, false],
    ['NOT ALARM(a) AND ALARM(b)', { a: A, b: A }, false],
    ['NOT (ALARM(a) AND ALARM(b))', { a: A, b: O }, true],
    ['INSUFFICIENT_DATA(a)', { a: I }, true],
    [
      'ALARM(arn:aws:cloudwatch:us-east-1:000000000000:alarm:x)',
      { 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:x': A },
      true,
    ],
    ['OK(gone) OR NOT ALARM(gone)', {}, true],
  ])('%s with %j is %s', (text, states, expected) => expect(holds(text, states)).toBe(expected))
})

describe('alarms that decide', () => {
  test.each<[string, States, string[]]>([
    ['ALARM(a) OR ALARM(b)', { a: O, b: A }, ['b']],
    ['ALARM(a) OR ALARM(b)', { a: A, b: A }, ['a']],
    ['ALARM(a) OR ALARM(b)', { a: O, b: O }, ['a', 'b']],
    ['ALARM(a) AND ALARM(b)', { a: A, b: A }, ['a', 'b']],
    ['ALARM(a) AND ALARM(b)', { a: A, b: O }, ['b']],
    ['ALARM(a) AND NOT ALARM(m)', { a: A, m: O }, ['a', 'm']],
    ['AT_LEAST(2, ALARM, (a,b,c))', { a: A, b: A, c: A }, ['a', 'b']],
    ['AT_LEAST(2, ALARM, (a,b,c))', { a: O, b: A, c: O }, ['a', 'c']],
    ['TRUE OR ALARM(a)', { a: A }, []],
  ])('%s with %j: %j', (text, states, expected) => expect(triggers(text, states)).toEqual(expected))

  test('settle the result whatever the others do', () => {
    fc.assert(
      fc.property(rules, states, states, (rule, first, second) => {
        const before = (alarm: string): StateValue | undefined => first[alarm]
        const kept = new Set(triggeringAlarms(rule, before))
        const after = (alarm: string): StateValue | undefined => (kept.has(alarm) ? first[alarm] : second[alarm])
        expect(evaluateRule(rule, after)).toBe(evaluateRule(rule, before))
      }),
    )
  })
})

describe('what is no rule', () => {
  test.each([
    ['ALARM(my alarm)', 9, "expected ')' at position 9, found 'alarm'"],
    ['', 0, 'found the end of the rule'],
    ['alarm(a)', 0, "found 'alarm'"],
    ['ALARM(a) ALARM(b)', 9, 'expected AND, OR or the end of the rule at position 9'],
    ['ALARM(a) or ALARM(b)', 9, "found 'or'"],
    ['(ALARM(a)', 9, "expected ')' at position 9, found the end of the rule"],
    ['ALARM("a)', 6, 'a quotation mark is not closed'],
    ['ALARM("")', 6, 'expected the name or ARN of an alarm'],
    ['NOT', 3, 'found the end of the rule'],
    ['AT_LEAST(0, ALARM, (a))', 9, 'AT_LEAST needs a number from 1 to 1'],
    ['AT_LEAST(3, ALARM, (a,b))', 9, 'AT_LEAST needs a number from 1 to 2'],
    ['AT_LEAST(101%, ALARM, (a,b))', 9, 'AT_LEAST needs a number from 1 to 100'],
    ['AT_LEAST(half, ALARM, (a,b))', 9, 'expected a number or a percentage'],
    ['AT_LEAST(1, FINE, (a,b))', 12, 'expected ALARM, OK or INSUFFICIENT_DATA'],
    ['AT_LEAST(1, OK, a)', 16, "expected '('"],
  ])('%j: at %i, %s', (text, start, message) => {
    const problem = problemOf(text)
    expect(problem.start).toBe(start)
    expect(problem.message).toContain(message)
  })

  test('more than 500 elements', () => {
    const ors = (count: number) => Array.from({ length: count }, (_, index) => `ALARM(a${index})`).join(' OR ')
    expect(() => parseRule(ors(500))).not.toThrow()
    expect(() => parseRule(ors(501))).toThrow('501 elements')
    expect(() => parseRule(`${'('.repeat(5_000)}TRUE${')'.repeat(5_000)}`)).toThrow(RuleProblem)
    expect(() => parseRule(`${'NOT '.repeat(2_500)}TRUE`)).not.toThrow()
  })
})

function problemOf(text: string): RuleProblem {
  try {
    parseRule(text)
  } catch (error) {
    if (error instanceof RuleProblem) return error
  }
  throw new Error(`${text} was accepted`)
}

const NAMES = ['a', 'b', 'c', 'd e', 'f"g', 'h\\', '(', 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:x,y']
const names = fc.constantFrom(...NAMES)
const states = fc.record(Object.fromEntries(NAMES.map((name) => [name, fc.constantFrom(...STATE_VALUES)])))
const { rules } = fc.letrec<{ rules: Rule }>((tie) => ({
  rules: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    fc.record({ kind: fc.constant('state' as const), state: fc.constantFrom(...STATE_VALUES), alarm: names }),
    fc.record({ kind: fc.constant('constant' as const), value: fc.boolean() }),
    fc.record({ kind: fc.constant('not' as const), operand: tie('rules') }),
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      operands: fc.array(tie('rules'), { minLength: 2, maxLength: 4 }),
    }),
    fc
      .tuple(
        fc.array(names, { minLength: 1, maxLength: 5 }),
        fc.nat(4),
        fc.boolean(),
        fc.boolean(),
        fc.constantFrom(...STATE_VALUES),
      )
      .map(([alarms, extra, percent, negated, state]) => {
        const count = percent ? 1 + extra * 24 : 1 + (extra % alarms.length)
        return { kind: 'at-least' as const, count, percent, negated, state, alarms }
      }),
  ),
}))

test('200 generated rules say the same after printing and parsing', () => {
  fc.assert(
    fc.property(rules, (rule) => {
      expect(parseRule(printRule(rule))).toEqual(rule)
    }),
    { numRuns: 200 },
  )
})

test('the alarms of a rule, each once', () => {
  expect(alarmsOf(parseRule('ALARM(b) AND (OK(a) OR NOT AT_LEAST(1, OK, (c, b)))'))).toEqual(['b', 'a', 'c'])
})

describe('the order of evaluation', () => {
  const parents = (graph: Readonly<Record<string, string[]>>) => (alarm: string) => graph[alarm] ?? []
  test('is bottom up, each alarm once', () => {
    // a is below c1 and c2, and both of them below top.
    const graph = { a: ['c1', 'c2', 'top'], c1: ['top'], c2: ['c1'] }
    expect(evaluationOrder(['a'], parents(graph))).toEqual({ order: ['c2', 'c1', 'top'], cyclic: [] })
  })
  test('takes several changes at once', () => {
    const graph = { a: ['top'], b: ['top'] }
    expect(evaluationOrder(['a', 'b'], parents(graph)).order).toEqual(['top'])
  })
  test('includes a changed alarm that is above another one', () => {
    expect(evaluationOrder(['a', 'c'], parents({ a: ['c'], c: ['top'] })).order).toEqual(['c', 'top'])
  })
  test('leaves out circles and what depends on them', () => {
    const graph = { a: ['x', 'fine'], x: ['y'], y: ['x', 'above'] }
    const { order, cyclic } = evaluationOrder(['a'], parents(graph))
    expect(order).toEqual(['fine'])
    expect([...cyclic].sort()).toEqual(['above', 'x', 'y'])
  })
})
