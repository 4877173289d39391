import type { MetricIdentity } from '@atalaya/model'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SyntaxProblem } from '../syntax-problem.ts'
import { MetricSearchIndex, parseSearch } from './index.ts'
import { tokenize } from './tokens.ts'

const ACCOUNT = '111122223333'

function metric(name: string, dimensions: Readonly<Record<string, string>> = {}, namespace = 'App'): MetricIdentity {
  return { namespace, name, dimensions: Object.entries(dimensions).map(([key, value]) => ({ name: key, value })) }
}

function find(search: string, ...metrics: readonly MetricIdentity[]): readonly string[] {
  return new MetricSearchIndex(metrics, ACCOUNT).find(parseSearch(search)).map(({ name }) => name)
}

test.each([
  ['CustomCount1', 'custom', 'count', '1'],
  ['SDBFailure', 'sdb', 'failure'],
  ['Project2-trial333', 'project', '2', 'trial', '333'],
  ['couNT', 'cou', 'nt'],
  ['AWS/EC2', 'aws', 'ec', '2'],
  ['--', ...[]],
])('tokens of %s', (text, ...tokens) => {
  expect(tokenize(text)).toEqual(tokens)
})

describe('terms', () => {
  test.each([
    ['count', 'CustomCount1', true],
    ['Count', 'CustomCount1', true],
    ['couNT', 'CustomCount1', false],
    ['customcount', 'CustomCount1', true],
    ['customcount1', 'CustomCount1', true],
    ['ustomcount', 'CustomCount1', false],
    ['CustomCount', 'CustomCount1', true],
    ['Count1', 'CustomCount1', true],
    ['CustomCount2', 'CustomCount1', false],
    ['"Custom"', 'CustomCount1', false],
    ['"CustomCount1"', 'CustomCount1', true],
    ['"customcount1"', 'CustomCount1', false],
    ['Network_Errors', 'Network-Errors-2', true],
    ['Network_Errors', 'NetworkErrors2', true],
    ['"Network_Errors_2"', 'Network-Errors-2', false],
    ['"Network_Errors_2"', 'NetworkErrors2', false],
    ['"a \\"b\\" \\(c\\)"', 'a "b" (c)', true],
    ['---', 'CustomCount1', false],
  ])('%s for %s: %s', (search, name, found) => {
    expect(find(search, metric(name)).length === 1).toBe(found)
  })
})

const METRICS: readonly MetricIdentity[] = [
  metric('Errors'),
  metric('Errors1', { Service: 'cart', Route: '/a' }),
  metric('Errors2', { Service: 'pay', Route: '/b' }),
  metric('Latency', { Service: 'cart' }),
  metric('Errors3', { Service: 'cart' }, 'AWS/Lambda'),
]

describe('expressions', () => {
  test.each([
    ['{App}', ['Errors', 'Errors1', 'Errors2', 'Latency']],
    ['{App,Service}', ['Latency']],
    ['{App,Route,Service} Errors', ['Errors1', 'Errors2']],
    ['{"App","Service"} MetricName="Latency" "Service"=("cart" OR "x")', ['Latency']],
    ['{AWS/Lambda, Service}', ['Errors3']],
    ['{Nope}', []],
    ['cart', ['Errors1', 'Latency', 'Errors3']],
    ['cart Errors', ['Errors1', 'Errors3']],
    ['cart AND NOT Errors', ['Latency']],
    ['Latency OR pay', ['Errors2', 'Latency']],
    ['NOT (Latency OR pay)', ['Errors', 'Errors1', 'Errors3']],
    ['Service=cart', ['Errors1', 'Latency', 'Errors3']],
    ['Service="cart" NOT Namespace="AWS/Lambda"', ['Errors1', 'Latency']],
    ['Service=(pay OR nothing) Errors', ['Errors2']],
    ['MetricName="Errors1"', ['Errors1']],
    ['Namespace=lambda', ['Errors3']],
    [`:aws.AccountId="${ACCOUNT}" Latency`, ['Latency']],
    [':aws.AccountId="1" Latency', []],
    ['and', []],
    ['Service', ['Errors1', 'Errors2', 'Latency', 'Errors3']],
  ])('%s', (search, names) => {
    expect(find(search, ...METRICS)).toEqual(names)
  })
})

test.each([
  ['', 'The search expression is empty'],
  ['{App', "Invalid search expression at position 5: expected ',' or '}', found the end"],
  ['{} x', "Invalid search expression at position 2: expected a name, found '}'"],
  ['(a', "Invalid search expression at position 3: expected ')', found the end"],
  ['a OR', 'Invalid search expression at position 5: expected a term, found the end'],
  ['Service=', 'Invalid search expression at position 9: expected a value for Service, found the end'],
  ['a "b', 'Invalid search expression at position 3: the string is not closed'],
  ['a )', "Invalid search expression at position 3: expected a term, found ')'"],
  ['x'.repeat(1_025), 'A search expression has at most 1024 characters, this one has 1025'],
  ['('.repeat(60), 'The search expression is nested too deeply'],
])('refused: %s', (search, message) => {
  expect(() => parseSearch(search)).toThrow(message)
})

test('no text does worse than being refused', () => {
  const pieces = fc.constantFrom('{', '}', ',', '(', ')', '"', '\\', '=', ' ', 'AND', 'OR', 'NOT', 'abc', 'A1', 'é')
  const text = fc.oneof(
    fc.string(),
    fc.array(pieces, { maxLength: 30 }).map((list) => list.join('')),
  )
  fc.assert(
    fc.property(text, (search) => {
      try {
        expect(find(search, ...METRICS).length).toBeLessThanOrEqual(METRICS.length)
      } catch (error) {
        expect(error).toBeInstanceOf(SyntaxProblem)
      }
    }),
  )
})

test('narrowing by exact properties loses nothing', () => {
  const value = fc.constantFrom('a', 'b', 'c')
  const metrics = fc.array(
    fc.record({ Service: value, Route: value }).map((dimensions) => metric(dimensions.Route, dimensions)),
    { maxLength: 20 },
  )
  fc.assert(
    fc.property(metrics, value, value, (list, service, name) => {
      const found = new MetricSearchIndex(list, ACCOUNT).find(parseSearch(`Service="${service}" MetricName="${name}"`))
      expect(found).toEqual(list.filter((one) => one.name === name && one.dimensions[0]?.value === service))
    }),
  )
})
