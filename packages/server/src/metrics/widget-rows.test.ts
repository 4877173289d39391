import { expect, test } from 'vitest'
import { type Problem, readRows } from './widget-rows.ts'

function read(rows: readonly unknown[]) {
  const problems: Problem[] = []
  const found = readRows(rows, '/metrics', { stat: 'Average', periodSeconds: 300 }, problems)
  return { found, problems }
}

function metric(Namespace: string, MetricName: string, dimensions: Readonly<Record<string, string>> = {}) {
  return { Namespace, MetricName, Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })) }
}

test.each([
  [
    'a dot repeats what is at its place',
    [
      ['AWS/EC2', 'CPUUtilization', 'InstanceId', 'i-1'],
      ['.', '.', '.', 'i-2'],
    ],
    metric('AWS/EC2', 'CPUUtilization', { InstanceId: 'i-2' }),
  ],
  [
    'three dots repeat all but the values that follow',
    [
      ['NS', 'A', 'D', '1'],
      ['...', '2'],
    ],
    metric('NS', 'A', { D: '2' }),
  ],
  [
    'three dots with several values',
    [
      ['NS', 'A', 'D', '1', 'E', '2'],
      ['...', 'D', '3', 'E', '4'],
    ],
    metric('NS', 'A', { D: '3', E: '4' }),
  ],
  ['dots look past expressions', [['NS', 'A'], [{ expression: 'm1*2' }], ['.', 'B']], metric('NS', 'B')],
])('%s', (_name, rows, expected) => {
  const { found, problems } = read(rows)
  expect(problems).toEqual([])
  expect(found.at(-1)?.query.MetricStat?.Metric).toEqual(expected)
})

test('rows without an id get one that nobody has', () => {
  const rows = [['N', 'A'], ['N', 'B', { id: 'm1' }], [{ expression: 'm1', id: 'x' }], [{ expression: 'm1' }]]
  expect(read(rows).found.map(({ query }) => query.Id)).toEqual(['m2', 'm1', 'x', 'e3'])
})

test('options of a row win over those of the widget', () => {
  const options = { stat: 'p90', period: 60, label: 'l', visible: false, yAxis: 'right', color: '#ff0000', region: 'r' }
  const [row] = read([['N', 'A', options]]).found
  expect(row).toMatchObject({ visible: false, color: '#ff0000', side: 'right', region: 'r' })
  expect(row?.query).toMatchObject({ Label: 'l', ReturnData: false, MetricStat: { Period: 60, Stat: 'p90' } })
  const [plain] = read([['N', 'A']]).found
  expect(plain).toMatchObject({ visible: true, color: undefined, side: 'left' })
  expect(plain?.query.MetricStat).toMatchObject({ Period: 300, Stat: 'Average' })
})

test.each([
  [
    [['N', { stat: 'Sum' }, 'A']],
    '/metrics/0/1',
    'Metric rendering properties must be the last element of the metric row',
  ],
  [['N'], '/metrics/0', 'Should be array'],
  [[['N', 1]], '/metrics/0/1', 'Should be string'],
  [[['N']], '/metrics/0', 'Should be a namespace, a metric name and pairs of dimension names and values'],
  [[['N', 'A', 'D']], '/metrics/0', 'Should be a namespace, a metric name and pairs of dimension names and values'],
  [[['.', 'A']], '/metrics/0/0', 'There is nothing in the row before that "." could stand for'],
  [[['...', 'A']], '/metrics/0/0', 'There is no row before that "..." could stand for'],
  [[[{ label: 'x' }]], '/metrics/0', "Should have required property 'expression'"],
  [[[]], '/metrics/0', "Should have required property 'expression'"],
  [[['N', 'A', { period: '60' }]], '/metrics/0/2/period', 'Should be number'],
  [[['N', 'A', { id: 'M1' }]], '/metrics/0/2/id', 'Should match pattern "^[a-z][A-Za-z0-9_]*$"'],
])('%j is refused at %s', (rows, path, message) => {
  expect(read(rows)).toEqual({ found: [], problems: [{ path, message }] })
})
