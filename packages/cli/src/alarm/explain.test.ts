import { expect, test } from 'vitest'
import { type AlarmingSeries, type DescribedAlarm, explanation } from './explain.ts'

const ALARM: DescribedAlarm = {
  ...{ AlarmName: 'slow', StateValue: 'ALARM', StateReason: 'why', EvaluationPeriods: 1 },
  ...{ Threshold: 5, ComparisonOperator: 'GreaterThanThreshold' },
}
const RULE = 'Rule: 1 of 1 datapoints GreaterThanThreshold 5; missing data are treated as missing'
const Dimensions = [
  { Name: 'route', Value: '/a' },
  { Name: 'host', Value: 'b' },
]
const METRIC = { Namespace: 'Shop', MetricName: 'Latency', Dimensions }
const QUERY = { Id: 'q', Expression: 'SELECT MAX(m) FROM "N" GROUP BY host' }
const SERIES: readonly AlarmingSeries[] = [{ ContributorAttributes: { host: 'a', zone: '1' }, StateReason: 'too slow' }]

test.each<[string, DescribedAlarm, readonly AlarmingSeries[], readonly string[]]>([
  [
    'one metric',
    { ...ALARM, ...METRIC, ExtendedStatistic: 'p99', Period: 300 },
    [],
    [RULE, 'Metric: Shop Latency route=/a host=b, p99 of 300 s'],
  ],
  [
    'an expression with what it is made of',
    {
      ...ALARM,
      Metrics: [
        { Id: 'e1', Expression: 'm1 * 2' },
        { Id: 'm1', MetricStat: { Metric: { ...METRIC, Dimensions: [] }, Stat: 'Sum', Period: 60 } },
      ],
    },
    [],
    [RULE, 'e1: m1 * 2', 'm1: Shop Latency, Sum of 60 s'],
  ],
  [
    'a query with its contributors',
    { ...ALARM, Metrics: [QUERY] },
    SERIES,
    [RULE, `q: ${QUERY.Expression}`, 'Contributor host=a zone=1: too slow'],
  ],
])('%s', (_name, alarm, series, lines) => {
  expect(explanation(alarm, [], series)).toEqual([
    'slow is in ALARM',
    'Reason: why',
    ...lines,
    'Actions of this state: none',
  ])
})
