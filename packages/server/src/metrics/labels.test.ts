// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of dynamic labels
import { describe, expect, test } from 'vitest'
import {
  defaultLabels,
  type LabelContext,
  type LabelledMetric,
  labelProblem,
  parseTimezone,
  renderLabel,
} from './labels.ts'

const METRIC: LabelledMetric = {
  accountId: '123456789012',
  region: 'eu-west-1',
  namespace: 'App',
  name: 'metric1',
  dimensions: [{ name: 'Host', value: 'a' }],
  stat: 'Sum',
  periodSeconds: 60,
}
const ON_B: LabelledMetric = { ...METRIC, dimensions: [{ name: 'Host', value: 'b' }] }

describe('default labels', () => {
  const ROWS: readonly (readonly [string, readonly LabelledMetric[], readonly string[]])[] = [
    ['one metric', [METRIC], ['metric1']],
    ['different metrics', [METRIC, { ...ON_B, name: 'metric2', stat: 'Average' }], ['metric1', 'metric2']],
    ['only the statistic differs', [METRIC, { ...METRIC, stat: 'Average' }], ['metric1 Sum', 'metric1 Average']],
    ['only the period differs', [METRIC, { ...METRIC, periodSeconds: 300 }], ['metric1 60', 'metric1 300']],
    [
      'statistic and period differ',
      [METRIC, { ...METRIC, stat: 'p90', periodSeconds: 300 }],
      ['metric1 Sum 60', 'metric1 p90 300'],
    ],
    ['nothing differs, or only the unit', [METRIC, METRIC], ['metric1', 'metric1']],
    ['a dimension differs', [METRIC, ON_B], ['a metric1', 'b metric1']],
    [
      'dimensions that are equal stay out, and so does the statistic of another metric',
      [METRIC, ON_B].map((metric, index) => ({
        ...metric,
        stat: index === 0 ? 'Sum' : 'Average',
        dimensions: [...metric.dimensions, { name: 'Zone', value: 'z' }],
      })),
      ['a metric1', 'b metric1'],
    ],
    ['the namespace differs', [METRIC, { ...METRIC, namespace: 'Other' }], ['App metric1', 'Other metric1']],
  ]
  test.each(ROWS)('%s', (_name, metrics, labels) => {
    expect(defaultLabels(metrics)).toEqual(labels)
  })
})

describe('dynamic labels', () => {
  const T = Date.UTC(2026, 2, 1, 10)
  const CONTEXT: LabelContext = {
    timestampsMs: [T, T + 60_000, T + 300_000],
    values: [3, 1, 5],
    label: 'm',
    metric: METRIC,
    nowMs: T + 3_900_000,
    offsetMinutes: 0,
  }
  const ROWS: readonly (readonly [string, string])[] = [
    ['plain', 'plain'],
    ['[max: ${MAX} for ${LABEL}]', '[max: 5 for m]'],
    ['${MIN} ${AVG} ${SUM} ${DATAPOINT_COUNT}', '1 3 9 3'],
    ['${FIRST} ${LAST} ${FIRST_LAST_RANGE} ${MIN_MAX_RANGE}', '3 5 2 4'],
    ['${FIRST_LAST_TIME_RANGE} ${MIN_MAX_TIME_RANGE}', '5m 4m'],
    ['${FIRST_TIME}, ${MAX_TIME}', '2026-03-01 10:00:00 UTC, 2026-03-01 10:05:00 UTC'],
    ['${MIN_TIME}, ${LAST_TIME}', '2026-03-01 10:01:00 UTC, 2026-03-01 10:05:00 UTC'],
    ['${FIRST_TIME_RELATIVE}, ${LAST_TIME_RELATIVE}', '1h 5m, 1h'],
    ['${MIN_TIME_RELATIVE}, ${MAX_TIME_RELATIVE}', '1h 4m, 1h'],
    ["${PROP('Dim.Host')} ${PROP('MetricName')} ${PROP('Namespace')}", 'a metric1 App'],
    ["${PROP('Stat')} ${PROP('Period')} ${PROP('Region')}", 'Sum 60 eu-west-1'],
    ["${PROP('AccountId')} ${PROP('AccountLabel')}", '123456789012 123456789012'],
    ["${NOPE} ${PROP('Nope')} $ {MAX", "${NOPE} ${PROP('Nope')} $ {MAX"],
    ["<${PROP('Dim.Absent')}>", '<>'],
  ]
  test.each(ROWS)('%s', (template, label) => {
    expect(renderLabel(template, CONTEXT)).toBe(label)
  })

  test('times are written in the zone asked for', () => {
    const offsetMinutes = parseTimezone('+0130') ?? 0
    expect(renderLabel('${FIRST_TIME}', { ...CONTEXT, offsetMinutes })).toBe('2026-03-01 11:30:00 +0130')
  })

  test('without datapoints there is nothing to say', () => {
    const empty = { ...CONTEXT, timestampsMs: [], values: [] }
    expect(renderLabel('${MAX}${AVG}${LAST_TIME}${MIN_MAX_TIME_RANGE} ${DATAPOINT_COUNT}', empty)).toBe(' 0')
  })

  test('a value that looks like a pattern of replacement is put in as it is', () => {
    expect(renderLabel('${LABEL}', { ...CONTEXT, label: '$& $1' })).toBe('$& $1')
  })
})

test.each([
  ['${MAX}'.repeat(6), false],
  ['${MAX}'.repeat(7), true],
  ['${NOPE}'.repeat(7), false],
  ['${LABEL} ${LABEL}', true],
])('label %s is a problem: %s', (label, problem) => {
  expect(labelProblem(label) !== undefined).toBe(problem)
})

test.each([
  ['+0130', 90],
  ['-0800', -480],
  ['+0000', 0],
  ['0130', undefined],
  ['+9900', undefined],
  ['+0160', undefined],
  ['UTC', undefined],
])('timezone %s is %s minutes', (text, minutes) => {
  expect(parseTimezone(text)).toBe(minutes)
})
