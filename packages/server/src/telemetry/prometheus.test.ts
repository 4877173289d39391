import { expect, test } from 'vitest'
import { Counter, Histogram, observed } from './prometheus.ts'

test('a counter without labels is there before anything happened', () => {
  expect(new Counter('a_total', 'As.').render()).toBe('# HELP a_total As.\n# TYPE a_total counter\na_total 0\n')
})

test('a counter keeps its label values apart', () => {
  const counter = new Counter('a_total', 'As.', ['x', 'y'])
  counter.add(1, 'b', 'c')
  counter.add(2, 'bc', '')
  counter.add(3, 'b', 'c')
  expect(counter.render()).toBe(
    '# HELP a_total As.\n# TYPE a_total counter\na_total{x="b",y="c"} 4\na_total{x="bc",y=""} 2\n',
  )
})

test('label values and help are escaped', () => {
  const counter = new Counter('a_total', 'A\\B\nC', ['x'])
  counter.add(1, 'q"b\\n\n')
  expect(counter.render()).toBe('# HELP a_total A\\\\B\\nC\n# TYPE a_total counter\na_total{x="q\\"b\\\\n\\n"} 1\n')
})

test('histogram buckets are cumulative, and their bounds belong to them', () => {
  const histogram = new Histogram('a_seconds', 'As.', [0.5, 1])
  for (const value of [0.25, 0.5, 0.75, 2]) histogram.observe(value)
  expect(histogram.render()).toBe(
    [
      '# HELP a_seconds As.',
      '# TYPE a_seconds histogram',
      'a_seconds_bucket{le="0.5"} 2',
      'a_seconds_bucket{le="1"} 3',
      'a_seconds_bucket{le="+Inf"} 4',
      'a_seconds_sum 3.5',
      'a_seconds_count 4',
      '',
    ].join('\n'),
  )
})

test('values that are no ordinary numbers have names', () => {
  const values = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  const family = observed('gauge', 'a', 'As.', () => values.map((value, i) => [[String(i)], value] as const), ['i'])
  expect(family.render()).toBe('# HELP a As.\n# TYPE a gauge\na{i="0"} NaN\na{i="1"} +Inf\na{i="2"} -Inf\n')
})
