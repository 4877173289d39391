import { METRIC_UNITS, MINUTE_MS } from '@atalaya/model'
import { LogText, SyntaxProblem } from '@atalaya/query'
import { describe, expect, test } from 'vitest'
import { compileMetricFilter, type MetricFilterDefinition, readMetricFilters } from './metric-filter.ts'

const L = '127.0.0.1 Prod frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534'
const STAMP = 1_574_109_732_004

type Transformation = Partial<MetricFilterDefinition['transformation']>

function filter(pattern: string, transformation: Transformation = {}): MetricFilterDefinition {
  return { pattern, transformation: { metricName: 'm', metricNamespace: 'N', metricValue: '1', ...transformation } }
}

function read(definition: MetricFilterDefinition, message: string): ReturnType<typeof readMetricFilters> {
  return readMetricFilters([compileMetricFilter(definition)], new LogText(message), STAMP)
}

describe('the value', () => {
  test.each<[string, string, Transformation, string, number | undefined]>([
    ['a number', 'ERROR', {}, 'an ERROR', 1],
    ['a number that is not whole', 'ERROR', { metricValue: '-2.5e1' }, 'an ERROR', -25],
    ['no match', 'ERROR', {}, 'fine', undefined],
    ['of a member', '{ $.latency = * }', { metricValue: '$.latency' }, '{"latency":50,"requestType":"GET"}', 50],
    ['of a member deeper down', '{ $.a[0].b = * }', { metricValue: '$.a[0].b' }, '{"a":[{"b":0.5}]}', 0.5],
    ['of a member with any name', '{ $.x NOT EXISTS }', { metricValue: "$['a.b']" }, '{"a.b":7}', 7],
    ['of a member that is missing', '{ $.a = 1 }', { metricValue: '$.latency' }, '{"a":1}', undefined],
    ['of a member that is text', '{ $.a = * }', { metricValue: '$.a' }, '{"a":"fast"}', undefined],
    ['of a member that is a number in quotes', '{ $.a = * }', { metricValue: '$.a' }, '{"a":"12.5"}', 12.5],
    ['of a member that is true', '{ $.a IS TRUE }', { metricValue: '$.a' }, '{"a":true}', undefined],
    ['of a member beyond every metric', '{ $.a = * }', { metricValue: '$.a' }, '{"a":1e200}', undefined],
    ['of a member though the pattern is a word', 'GET', { metricValue: '$.latency' }, '{"latency":5,"m":"GET"}', 5],
    ['of a field', '[ip, id, user, time, request, status, bytes]', { metricValue: '$bytes' }, L, 1534],
    ['of a field before an ellipsis', '[..., status, bytes]', { metricValue: '$status' }, L, 404],
    ['of a field under an ellipsis', '[..., bytes]', { metricValue: '$6' }, L, 404],
    ['of a field that is text', '[..., status, bytes]', { metricValue: '$ip' }, L, undefined],
    ['of a field though the pattern is JSON', '{ $.a = 1 }', { metricValue: '$a' }, '{"a":1}', undefined],
    ['the default', 'ERROR', { defaultValue: 0 }, 'fine', 0],
    ['not the default', 'ERROR', { defaultValue: 0 }, 'an ERROR', 1],
    [
      'not the default when it is not a number',
      '{ $.a = * }',
      { metricValue: '$.a', defaultValue: 9 },
      '{"a":"x"}',
      undefined,
    ],
  ])('%s', (_name, pattern, transformation, message, value) => {
    expect(read(filter(pattern, transformation), message)).toEqual(
      value === undefined
        ? []
        : [
            {
              namespace: 'N',
              name: 'm',
              dimensions: [],
              unit: METRIC_UNITS.indexOf('None'),
              value,
              timestampMs: STAMP,
            },
          ],
    )
  })

  test('has the unit of the transformation', () => {
    expect(read(filter('x', { unit: 'Milliseconds' }), 'x')[0]?.unit).toBe(METRIC_UNITS.indexOf('Milliseconds'))
  })
})

test('two matches in one minute and two other events in the next', () => {
  const compiled = [compileMetricFilter(filter('ERROR', { defaultValue: 0 }))]
  const events: readonly (readonly [number, string])[] = [
    [0, 'ERROR 1'],
    [1, 'ERROR 2'],
    [MINUTE_MS, 'fine'],
    [MINUTE_MS + 1, 'fine, too'],
  ]
  const data = events.flatMap(([timeMs, message]) => readMetricFilters(compiled, new LogText(message), timeMs))
  const sums = [0, MINUTE_MS].map((start) => {
    const values = data.filter(({ timestampMs }) => timestampMs >= start && timestampMs < start + MINUTE_MS)
    return { sum: values.reduce((sum, { value }) => sum + value, 0), count: values.length }
  })
  expect(sums).toEqual([
    { sum: 2, count: 2 },
    { sum: 0, count: 2 },
  ])
})

describe('dimensions', () => {
  test.each<[string, string, Readonly<Record<string, string>>, string, readonly string[] | undefined]>([
    ['members', '{ $.a = * }', { A: '$.a', B: '$.b.c' }, '{"a":1.50,"b":{"c":"x"}}', ['A=1.50', 'B=x']],
    ['fields', '[..., status, bytes]', { Status: '$status', Ip: '$1' }, L, ['Status=404', 'Ip=127.0.0.1']],
    ['one missing', '{ $.a = * }', { A: '$.a', B: '$.b' }, '{"a":"x"}', undefined],
    ['one that is null', '{ $.a = * }', { A: '$.a', B: '$.b' }, '{"a":"x","b":null}', undefined],
    ['one that is empty', '{ $.a = * }', { A: '$.a' }, '{"a":""}', undefined],
    ['one too long', '{ $.a = * }', { A: '$.a' }, JSON.stringify({ a: 'x'.repeat(1_025) }), undefined],
  ])('%s', (_name, pattern, dimensions, message, expected) => {
    const [datum] = read(filter(pattern, { dimensions }), message)
    expect(datum?.dimensions.map(({ name, value }) => `${name}=${value}`)).toEqual(expected)
  })
})

test('several filters read one event, in their order', () => {
  const filters = [filter('a'), filter('b', { metricName: 'other' }), filter('a', { metricValue: '3' })]
  const data = readMetricFilters(filters.map(compileMetricFilter), new LogText('a'), STAMP)
  expect(data.map(({ name, value }) => [name, value])).toEqual([
    ['m', 1],
    ['m', 3],
  ])
})

test.each<[string, MetricFilterDefinition]>([
  ['a pattern', filter('{')],
  ['a value that is no number', filter('x', { metricValue: 'many' })],
  ['an empty value', filter('x', { metricValue: '' })],
  ['a value beyond every metric', filter('x', { metricValue: '1e200' })],
  ['a value of many', filter('x', { metricValue: '$.a[*]' })],
  ['a value with something after it', filter('x', { metricValue: '$.a + 1' })],
  ['a dimension that is no selector', filter('x', { dimensions: { A: 'a' } })],
  ['a dimension of many', filter('x', { dimensions: { A: '$.*' } })],
])('%s that is wrong is a problem', (_name, definition) => {
  expect(() => compileMetricFilter(definition)).toThrow(SyntaxProblem)
})

test('regular expressions are counted', () => {
  expect(compileMetricFilter(filter('%a% %b%')).regexCount).toBe(2)
})
