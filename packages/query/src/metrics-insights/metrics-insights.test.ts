import type { MetricIdentity } from '@atalaya/model'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SyntaxProblem } from '../syntax-problem.ts'
import { groupMetrics, orderSeries, parseMetricsInsights, printMetricsInsights } from './index.ts'

const ACCOUNT = '111122223333'

function metric(dimensions: Readonly<Record<string, string>>): MetricIdentity {
  return { namespace: 'N', name: 'm', dimensions: Object.entries(dimensions).map(([name, value]) => ({ name, value })) }
}

describe('parsing', () => {
  test('everything there is', () => {
    const text = `select sum(RequestCount) from schema("AWS/ApplicationELB", LoadBalancer, AvailabilityZone)
      where LoadBalancer='app/x' and AvailabilityZone != 'it''s' Group By AvailabilityZone order by max() desc limit 5`
    expect(parseMetricsInsights(text.replace("it''s", "it\\'s"))).toEqual({
      aggregate: 'SUM',
      metric: 'RequestCount',
      namespace: 'AWS/ApplicationELB',
      schema: ['LoadBalancer', 'AvailabilityZone'],
      where: [
        { label: { kind: 'dimension', name: 'LoadBalancer' }, equal: true, value: 'app/x' },
        { label: { kind: 'dimension', name: 'AvailabilityZone' }, equal: false, value: "it's" },
      ],
      groupBy: [{ kind: 'dimension', name: 'AvailabilityZone' }],
      orderBy: { by: 'MAX', descending: true },
      limit: 5,
    })
  })

  test('as little as there may be', () => {
    expect(parseMetricsInsights('SELECT AVG(CPUUtilization) FROM SCHEMA("AWS/EC2")')).toEqual({
      ...{ aggregate: 'AVG', metric: 'CPUUtilization', namespace: 'AWS/EC2', schema: [] },
      ...{ where: [], groupBy: [], orderBy: undefined, limit: undefined },
    })
  })

  test('accounts and tags', () => {
    const query = parseMetricsInsights(
      'SELECT AVG(x) FROM N WHERE AWS.AccountId = CURRENT_ACCOUNT_ID() AND tag.env != \'a\' GROUP BY tag."my key", AWS.AccountId',
    )
    expect(query.where).toEqual([
      { label: { kind: 'account' }, equal: true, value: undefined },
      { label: { kind: 'tag', key: 'env' }, equal: false, value: 'a' },
    ])
    expect(query.groupBy).toEqual([{ kind: 'tag', key: 'my key' }, { kind: 'account' }])
  })

  test.each([
    [
      `SELECT AVG(x) FROM N WHERE InstanceType = "c3"`,
      'Invalid syntax. Label value "c3" must be surrounded by single quotes',
    ],
    ['SELECT AVG(x) FROM N WHERE a = b', 'Invalid syntax. Label value b must be surrounded by single quotes'],
    ['SELECT SUM(Count) FROM N', "Invalid syntax. Reserved keyword 'Count' must be surrounded by double quotes"],
    ["SELECT SUM('x') FROM N", "Invalid syntax. 'x' must be surrounded by double quotes to be a metric name"],
    ['SELECT P99(x) FROM N', "Invalid syntax at position 8: expected AVG, COUNT, MAX, MIN or SUM, found 'P99'"],
    ['SELECT AVG(x)', 'Invalid syntax at position 14: expected FROM, found the end'],
    ['SELECT AVG(x) FROM AWS/EC2', "Invalid syntax at position 23: unexpected character '/'"],
    ["SELECT AVG(x) FROM N WHERE a = 'b' OR a = 'c'", 'Invalid syntax. OR is not supported in the WHERE clause'],
    ["SELECT AVG(x) FROM N WHERE a LIKE 'b'", 'Invalid syntax. LIKE is not supported in the WHERE clause'],
    ['SELECT AVG(x) FROM N WHERE a', "Invalid syntax at position 29: expected '=' or '!=', found the end"],
    ['SELECT AVG(x) FROM N WHERE a =', 'Invalid syntax at position 31: expected a label value, found the end'],
    ['SELECT AVG(x) FROM N LIMIT 501', "Invalid syntax at position 28: expected a number from 1 to 500, found '501'"],
    ['SELECT AVG(x) FROM N LIMIT 0', "Invalid syntax at position 28: expected a number from 1 to 500, found '0'"],
    ['SELECT AVG(x) FROM N GROUP a', "Invalid syntax at position 28: expected BY, found 'a'"],
    ['SELECT AVG(x) FROM N ORDER BY MAX', "Invalid syntax at position 34: expected '(', found the end"],
    ['SELECT AVG(x) FROM N x', "Invalid syntax at position 22: expected the end, found 'x'"],
    ['SELECT AVG("x) FROM N', 'Invalid syntax at position 12: the string is not closed'],
    ['SELECT AVG("") FROM N', 'Invalid syntax. A name must not be empty'],
    [
      "SELECT AVG(x) FROM N WHERE a.b = 'c'",
      'Invalid syntax. Unknown label a.b: use double quotes around names with dots',
    ],
  ])('refused: %s', (text, message) => {
    expect(() => parseMetricsInsights(text)).toThrow(message)
  })

  test('what is printed is parsed again', () => {
    const name = fc.string({ minLength: 1, maxLength: 8 })
    const label = fc.oneof(
      fc.record({ kind: fc.constant('dimension' as const), name }),
      fc.record({ kind: fc.constant('tag' as const), key: name }),
      fc.constant({ kind: 'account' as const }),
    )
    const aggregate = fc.constantFrom('AVG' as const, 'COUNT' as const, 'MAX' as const, 'MIN' as const, 'SUM' as const)
    const query = fc.record({
      aggregate,
      metric: name,
      namespace: name,
      schema: fc.option(fc.array(name, { maxLength: 3 }), { nil: undefined }),
      where: fc.array(fc.record({ label, equal: fc.boolean(), value: fc.string({ maxLength: 8 }) }), { maxLength: 3 }),
      groupBy: fc.array(label, { maxLength: 3 }),
      orderBy: fc.option(fc.record({ by: aggregate, descending: fc.boolean() }), { nil: undefined }),
      limit: fc.option(fc.integer({ min: 1, max: 500 }), { nil: undefined }),
    })
    fc.assert(
      fc.property(query, (one) => {
        expect(parseMetricsInsights(printMetricsInsights(one))).toEqual(one)
      }),
    )
  })

  test('no text does worse than being refused', () => {
    const pieces = fc.constantFrom(
      'SELECT',
      'AVG',
      '(',
      'x',
      ')',
      'FROM',
      'N',
      'WHERE',
      '=',
      "'a'",
      '"b"',
      '.',
      ',',
      '\\',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(pieces).map((list) => list.join(' ')),
        ),
        (text) => {
          try {
            parseMetricsInsights(text)
          } catch (error) {
            expect(error).toBeInstanceOf(SyntaxProblem)
          }
        },
      ),
    )
  })
})

const METRICS: readonly MetricIdentity[] = [
  metric({}),
  metric({ Host: 'b', Zone: '1' }),
  metric({ Host: 'a', Zone: '1' }),
  metric({ Host: 'a', Zone: '2' }),
  metric({ Zone: '2' }),
]

describe('groups', () => {
  test.each([
    ['', [[5]]],
    [
      'GROUP BY Host',
      [
        ['Other', 2],
        ['a', 2],
        ['b', 1],
      ],
    ],
    [
      'GROUP BY Zone, Host',
      [
        ['1', 'a', 1],
        ['1', 'b', 1],
        ['2', 'Other', 1],
        ['2', 'a', 1],
        ['Other', 'Other', 1],
      ],
    ],
    [
      "WHERE Zone = '2' GROUP BY Host",
      [
        ['Other', 1],
        ['a', 1],
      ],
    ],
    ["WHERE Host != 'a'", [[3]]],
    ["WHERE Host = 'nobody'", [[0]]],
    ["WHERE Host = 'nobody' GROUP BY Host", []],
    ['WHERE AWS.AccountId = CURRENT_ACCOUNT_ID()', [[5]]],
    [`WHERE AWS.AccountId = '${ACCOUNT}' GROUP BY AWS.AccountId`, [[ACCOUNT, 5]]],
    ["WHERE AWS.AccountId != '1'", [[5]]],
    ["WHERE tag.env = 'a'", [[0]]],
    ['GROUP BY tag.env', [['Other', 5]]],
  ])('%s', (clauses, expected) => {
    const groups = groupMetrics(parseMetricsInsights(`SELECT AVG(m) FROM N ${clauses}`), METRICS, ACCOUNT)
    expect(groups.map(({ values, metrics }) => [...values, metrics.length])).toEqual(expected)
  })

  test.each([
    ['SCHEMA(N)', 1],
    ['SCHEMA(N, Zone)', 1],
    ['SCHEMA(N, Zone, Host)', 3],
    ['N', 5],
  ])('FROM %s', (from, count) => {
    const [group] = groupMetrics(parseMetricsInsights(`SELECT AVG(m) FROM ${from}`), METRICS, ACCOUNT)
    expect(group?.metrics).toHaveLength(count)
  })
})

test.each([
  ['', ['a', 'b', 'c', 'none']],
  ['ORDER BY MAX()', ['b', 'c', 'a', 'none']],
  ['ORDER BY MAX() DESC', ['a', 'c', 'b', 'none']],
  ['ORDER BY MIN() ASC', ['a', 'b', 'c', 'none']],
  ['ORDER BY SUM() DESC LIMIT 1', ['a']],
  ['ORDER BY AVG() DESC LIMIT 2', ['a', 'c']],
  ['ORDER BY COUNT()', ['c', 'a', 'b', 'none']],
  ['LIMIT 2', ['a', 'b']],
])('%s', (clauses, expected) => {
  const list = [
    { name: 'a', values: Float64Array.of(1, 9) },
    { name: 'b', values: Float64Array.of(2, 2) },
    { name: 'c', values: Float64Array.of(Number.NaN, 3) },
    { name: 'none', values: Float64Array.of(Number.NaN, Number.NaN) },
  ]
  const query = parseMetricsInsights(`SELECT AVG(m) FROM N ${clauses}`)
  expect(orderSeries(query, list).map(({ name }) => name)).toEqual(expected)
})
