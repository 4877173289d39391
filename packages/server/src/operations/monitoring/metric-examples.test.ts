import { AwsError, type InputOf } from '@atalaya/aws'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '@atalaya/model'
import { expect, test } from 'vitest'
import { type TestMonitoring, testMonitoring } from './test-monitoring.ts'

/* What CloudWatch answers, example by example: put, then ask. */

const NOW = Date.UTC(2026, 2, 2, 10, 30)
const START: number = NOW - 10 * MINUTE_MS
const NAMESPACE = 'App'
const STANDARD = ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'] as const

type Datum = NonNullable<InputOf<'monitoring', 'PutMetricData'>['MetricData']>[number]

async function put(cloud: TestMonitoring, ...data: readonly Omit<Datum, 'MetricName'>[]): Promise<void> {
  const MetricData = data.map((datum) => ({ MetricName: 'metric1', Timestamp: START, ...datum }))
  await cloud.call('PutMetricData', { Namespace: NAMESPACE, MetricData })
}

/** The only datapoint of the ten minutes before now. */
async function datapoint(
  cloud: TestMonitoring,
  names: readonly string[],
): Promise<Record<string, unknown> | undefined> {
  const standard = STANDARD.filter((name) => names.includes(name))
  const extended = names.filter((name) => !STANDARD.some((other) => other === name))
  const { Datapoints = [] } = await cloud.call('GetMetricStatistics', {
    ...{ Namespace: NAMESPACE, MetricName: 'metric1', StartTime: START, EndTime: NOW, Period: 600 },
    ...(standard.length > 0 ? { Statistics: standard } : { ExtendedStatistics: extended }),
  })
  expect(Datapoints.length).toBeLessThan(2)
  const [point] = Datapoints
  return point && { ...point, ...point.ExtendedStatistics }
}

async function refusal(promise: Promise<unknown>): Promise<{ readonly code: string; readonly message: string }> {
  const error: unknown = await promise.then(
    () => expect.fail('was accepted'),
    (reason: unknown) => reason,
  )
  if (!(error instanceof AwsError)) throw error
  return { code: error.code, message: error.message }
}

const LATENCIES = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]

// 1-4, 24-32, 54: what is put, what is asked, what comes back.
const VALUES: readonly (readonly [
  string,
  readonly Omit<Datum, 'MetricName'>[],
  Record<string, unknown> | undefined,
])[] = [
  ['1', [{ Values: [1, 10], Counts: [2, 4], Unit: 'Count' }], { SampleCount: 6, Sum: 42, Maximum: 10, Unit: 'Count' }],
  [
    '2',
    [
      { Value: 11, Unit: 'Seconds' },
      { StatisticValues: { SampleCount: 10, Sum: 55, Minimum: 1, Maximum: 10 }, Unit: 'Seconds' },
    ],
    { Sum: 66, SampleCount: 11, Minimum: 1, Maximum: 11, Average: 6, Unit: 'Seconds' },
  ],
  [
    '3',
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((Value) => ({ Value })),
    { Average: 4.5, Sum: 45, Minimum: 0, Maximum: 9, SampleCount: 10, Unit: 'None' },
  ],
  [
    '4',
    [0, 2, 4, 3.5, 7, 100].map((Value) => ({ Value })),
    { Average: 19.416666666666668, Sum: 116.5, Minimum: 0, Maximum: 100 },
  ],
  ['24', [{ Values: LATENCIES }], { p50: 5, p90: 9, p99: 10 }],
  ['25', [{ Values: LATENCIES }], { tm90: 5, tc90: 9, ts90: 45 }],
  ['26', [{ Values: LATENCIES }], { 'TM(10%:90%)': 5.5 }],
  ['27', [{ Values: LATENCIES }], { 'TM(2:8)': 5.5, 'TC(2:8)': 6 }],
  ['28', [{ Values: LATENCIES }], { wm90: 5.4 }],
  ['29', [{ Values: LATENCIES }], { 'PR(:3)': 30, 'PR(3:5)': 20 }],
  ['30', [{ Values: LATENCIES }], { IQM: 5.5 }],
  ['31', [{ StatisticValues: { SampleCount: 4, Sum: 20, Minimum: 5, Maximum: 5 } }], { p50: 5 }],
  ['32', [{ StatisticValues: { SampleCount: 4, Sum: 20, Minimum: 1, Maximum: 9 } }], undefined],
  [
    '54',
    [{ Values: [1], StatisticValues: { SampleCount: 2, Sum: 4, Minimum: 1, Maximum: 3 } }],
    { SampleCount: 2, Sum: 4 },
  ],
]

test.each(VALUES)('values, example %s', async (_example, data, expected) => {
  const cloud = testMonitoring(NOW)
  await put(cloud, ...data)
  const names = expected === undefined ? ['p50'] : Object.keys(expected).filter((name) => name !== 'Unit')
  const found = await datapoint(cloud, names)
  if (expected === undefined) expect(found).toBeUndefined()
  else {
    for (const [name, value] of Object.entries(expected)) {
      if (typeof value === 'number') expect(found?.[name], name).toBeCloseTo(value, 9)
      else expect(found?.[name], name).toBe(value)
    }
  }
})

// 5-11, 55: refused with AWS's own words where they are known.
const DIMENSIONS = Array.from({ length: 31 }, (_, index) => ({ Name: `d${index}`, Value: 'v' }))
const EXCLUSIVE = 'are mutually exclusive and you have specified both.'
const REFUSED: readonly (readonly [string, readonly Omit<Datum, 'MetricName'>[], string, string])[] = [
  [
    '5',
    [{ Value: 1, Values: [1] }],
    'InvalidParameterCombinationException',
    `The parameters MetricData.member.1.Value and MetricData.member.1.Values ${EXCLUSIVE}`,
  ],
  [
    '5, with a statistic set',
    [{ Value: 1 }, { Value: 1, StatisticValues: { SampleCount: 1, Sum: 1, Minimum: 1, Maximum: 1 } }],
    'InvalidParameterCombinationException',
    `The parameters MetricData.member.2.Value and MetricData.member.2.StatisticValues ${EXCLUSIVE}`,
  ],
  [
    '6',
    [{ Values: [1, 2], Counts: [1] }],
    'InvalidParameterValueException',
    'The parameters MetricData.member.1.Values and MetricData.member.1.Counts must be of the same size.',
  ],
  [
    '7',
    Array.from({ length: 1001 }, () => ({ Value: 1 })),
    'InvalidParameterValueException',
    'The collection MetricData must not have a size greater than 1000.',
  ],
  [
    '8',
    [{ Value: 1, Dimensions: DIMENSIONS }],
    'InvalidParameterValueException',
    'The collection MetricData.member.1.Dimensions must not have a size greater than 30.',
  ],
  [
    '9',
    [{ Value: Number.NaN }],
    'InvalidParameterValueException',
    'The value NaN for parameter MetricData.member.1.Value is invalid.',
  ],
  [
    '10',
    [{ Value: 1, Timestamp: NOW - 15 * DAY_MS }],
    'InvalidParameterValueException',
    'The parameter MetricData.member.1.Timestamp must specify a time no more than two weeks in the past.',
  ],
  [
    '11',
    [{ Value: 1, Timestamp: NOW + 3 * HOUR_MS }],
    'InvalidParameterValueException',
    'The parameter MetricData.member.1.Timestamp must specify a time no more than 2 hours in the future.',
  ],
]

test.each(REFUSED)('refused, example %s', async (_example, data, code, message) => {
  const cloud = testMonitoring(NOW)
  expect(await refusal(put(cloud, ...data))).toEqual({ code, message })
  expect(cloud.deps.telemetry.stats().series).toBe(0)
})

test('refused, example 55: a namespace of AWS', async () => {
  const cloud = testMonitoring(NOW)
  const MetricData = [{ MetricName: 'm', Value: 1 }]
  expect(await refusal(cloud.call('PutMetricData', { Namespace: 'AWS/Mine', MetricData }))).toEqual({
    code: 'InvalidParameterValueException',
    message: 'The value AWS/Mine for parameter Namespace is invalid.',
  })
})

test('example 10: thirteen days ago is not too old', async () => {
  const cloud = testMonitoring(NOW)
  const time = NOW - 13 * DAY_MS
  await put(cloud, { Value: 7, Timestamp: time })
  const { Datapoints } = await cloud.call('GetMetricStatistics', {
    ...{ Namespace: NAMESPACE, MetricName: 'metric1', StartTime: time, EndTime: time + HOUR_MS, Period: 3600 },
    Statistics: ['Sum'],
  })
  expect(Datapoints).toEqual([{ Timestamp: time, Sum: 7, Unit: 'None' }])
})

// 12-14: now, period, where data are put, range, timestamps of the buckets.
const at = (hour: number, minute: number, second = 0): number => Date.UTC(2026, 2, 2, hour, minute, second)
const BUCKETS: readonly (readonly [
  string,
  number,
  number,
  readonly number[],
  readonly [number, number],
  readonly number[],
])[] = [
  [
    '12',
    at(6, 30),
    1200,
    [at(4, 59), at(5, 18, 59), at(5, 19), at(5, 45)],
    [at(4, 59), at(5, 59)],
    [at(4, 59), at(5, 19), at(5, 39)],
  ],
  ['13', at(12, 40), 60, [at(12, 32, 0), at(12, 31, 59)], [at(12, 32, 34), at(12, 40)], [at(12, 32)]],
  [
    '14',
    at(1, 5, 23),
    10,
    [at(1, 5, 9), at(1, 5, 10), at(1, 5, 19), at(1, 5, 20)],
    [at(1, 5, 13), at(1, 5, 23)],
    [at(1, 5, 10)],
  ],
]

test.each(BUCKETS)('buckets, example %s', async (_example, now, Period, times, [StartTime, EndTime], expected) => {
  const cloud = testMonitoring(now)
  await put(cloud, ...times.map((Timestamp) => ({ Value: 1, Timestamp, StorageResolution: 1 })))
  const { Datapoints = [] } = await cloud.call('GetMetricStatistics', {
    ...{ Namespace: NAMESPACE, MetricName: 'metric1', StartTime, EndTime, Period },
    Statistics: ['Sum'],
  })
  expect(Datapoints.map(({ Timestamp }) => Timestamp)).toEqual(expected)
  expect(await series(cloud, { period: Period, startMs: StartTime, endMs: EndTime })).toMatchObject({
    Timestamps: expected,
  })
})

test('example 15: more than 1440 datapoints', async () => {
  const cloud = testMonitoring(NOW)
  const range = { StartTime: NOW - DAY_MS, EndTime: NOW, Period: 1 }
  const asked = { Namespace: NAMESPACE, MetricName: 'metric1', ...range, Statistics: ['Sum'] as const }
  expect(await refusal(cloud.call('GetMetricStatistics', asked))).toEqual({
    code: 'InvalidParameterCombinationException',
    message:
      'You have requested up to 86400 datapoints, which exceeds the limit of 1440. You may reduce the datapoints requested ' +
      'by increasing Period, or decreasing the time range.',
  })
})

test('example 16: an empty range', async () => {
  const cloud = testMonitoring(NOW)
  const range = { StartTime: NOW, EndTime: NOW, Period: 60 }
  const asked = { Namespace: NAMESPACE, MetricName: 'metric1', ...range, Statistics: ['Sum'] as const }
  expect(await refusal(cloud.call('GetMetricStatistics', asked))).toEqual({
    code: 'InvalidParameterValueException',
    message: 'The parameter StartTime must be less than the parameter EndTime.',
  })
})

interface Asked {
  readonly stat?: string
  readonly period?: number
  readonly startMs?: number
  readonly endMs?: number
  readonly unit?: 'Seconds' | undefined
}

/** What GetMetricData says about `metric1`, in ascending order. */
async function series(
  cloud: TestMonitoring,
  { stat = 'Sum', period = 600, startMs = START, endMs = NOW, unit }: Asked,
) {
  const { MetricDataResults = [] } = await cloud.call('GetMetricData', {
    MetricDataQueries: [
      {
        Id: 'm1',
        MetricStat: { Metric: { Namespace: NAMESPACE, MetricName: 'metric1' }, Period: period, Stat: stat, Unit: unit },
      },
    ],
    StartTime: startMs,
    EndTime: endMs,
    ScanBy: 'TimestampAscending',
  })
  return MetricDataResults[0]
}

const SECONDS: Omit<Datum, 'MetricName'> = { Value: 60, Unit: 'Seconds' }
const MILLISECONDS: Omit<Datum, 'MetricName'> = { Value: 60_000, Unit: 'Milliseconds' }

test('example 17: of several units the first in order of preference is returned, and a message says so', async () => {
  const cloud = testMonitoring(NOW)
  await put(cloud, SECONDS, MILLISECONDS)
  expect(await series(cloud, {})).toEqual({
    ...{ Id: 'm1', Label: 'metric1', Timestamps: [START], Values: [60_000], StatusCode: 'Complete' },
    Messages: [{ Code: 'MultipleUnits', Value: "Multiple units returned: '[Milliseconds, Seconds]'" }],
  })
  expect(await series(cloud, { unit: 'Seconds' })).toMatchObject({ Values: [60], Messages: undefined })
})

test('the unit is chosen for each period by itself', async () => {
  const cloud = testMonitoring(NOW)
  await put(cloud, SECONDS, MILLISECONDS, { ...SECONDS, Timestamp: START + MINUTE_MS })
  expect(await series(cloud, { period: 60 })).toMatchObject({ Values: [60_000, 60] })
})

test('example 18: GetMetricStatistics returns every unit', async () => {
  const cloud = testMonitoring(NOW)
  await put(cloud, SECONDS, MILLISECONDS)
  const { Datapoints } = await cloud.call('GetMetricStatistics', {
    ...{ Namespace: NAMESPACE, MetricName: 'metric1', StartTime: START, EndTime: NOW, Period: 600 },
    Statistics: ['Sum'],
  })
  expect(Datapoints).toEqual([
    { Timestamp: START, Sum: 60_000, Unit: 'Milliseconds' },
    { Timestamp: START, Sum: 60, Unit: 'Seconds' },
  ])
})

test('example 19: three units', async () => {
  const cloud = testMonitoring(NOW)
  await put(cloud, SECONDS, MILLISECONDS, { Value: 5, Unit: 'Count' })
  expect(await series(cloud, {})).toMatchObject({
    Values: [5],
    Messages: [{ Code: 'MultipleUnits', Value: "Multiple units returned: '[Count, Milliseconds, Seconds]'" }],
  })
})

test('example 20: a metric with a dimension is not the one without', async () => {
  const cloud = testMonitoring(NOW)
  await put(cloud, { Value: 1, Dimensions: [{ Name: 'A', Value: '1' }] })
  expect(await series(cloud, {})).toMatchObject({ Values: [], Timestamps: [], StatusCode: 'Complete' })
})

test('example 21: pages, newest first', async () => {
  const cloud = testMonitoring(NOW)
  const end = START + 20 * SECOND_MS
  await put(
    cloud,
    ...Array.from({ length: 20 }, (_, index) => {
      return { Value: index, Timestamp: START + index * SECOND_MS, StorageResolution: 1 }
    }),
  )
  const asked = {
    MetricDataQueries: [
      { Id: 'm1', MetricStat: { Metric: { Namespace: NAMESPACE, MetricName: 'metric1' }, Period: 1, Stat: 'Sum' } },
    ],
    ...{ StartTime: START, EndTime: end, MaxDatapoints: 10 },
  }
  const first = await cloud.call('GetMetricData', asked)
  expect(first.MetricDataResults).toMatchObject([
    { Values: [19, 18, 17, 16, 15, 14, 13, 12, 11, 10], StatusCode: 'PartialData' },
  ])
  const second = await cloud.call('GetMetricData', { ...asked, NextToken: first.NextToken })
  expect(second.MetricDataResults).toMatchObject([{ Values: [9, 8, 7, 6, 5, 4, 3, 2, 1, 0], StatusCode: 'Complete' }])
  expect(second.NextToken).toBeUndefined()
  expect(
    await refusal(cloud.call('GetMetricData', { ...asked, EndTime: end + 1, NextToken: first.NextToken })),
  ).toMatchObject({ code: 'InvalidNextToken' })
})

test('example 22: ListMetrics has pages of 500', async () => {
  const cloud = testMonitoring(NOW)
  const MetricData = Array.from({ length: 501 }, (_, index) => ({ MetricName: `m${index}`, Value: 1 }))
  await cloud.call('PutMetricData', { Namespace: NAMESPACE, MetricData })
  const first = await cloud.call('ListMetrics', {})
  const second = await cloud.call('ListMetrics', { NextToken: first.NextToken })
  expect([first.Metrics?.length, second.Metrics?.length, second.NextToken]).toEqual([500, 1, undefined])
  const names = [...(first.Metrics ?? []), ...(second.Metrics ?? [])].map(({ MetricName }) => MetricName)
  expect(new Set(names).size).toBe(501)
})

test('example 23: a dimension filter finds metrics that have more', async () => {
  const cloud = testMonitoring(NOW)
  const [a, b] = [
    { Name: 'A', Value: '1' },
    { Name: 'B', Value: '2' },
  ]
  await put(cloud, { Value: 1, Dimensions: [a] }, { Value: 1, Dimensions: [b, a] }, { Value: 1, Dimensions: [b] })
  const { Metrics } = await cloud.call('ListMetrics', { Dimensions: [{ Name: 'A' }] })
  expect(Metrics?.map(({ Dimensions }) => Dimensions)).toEqual([[a], [a, b]])
})
