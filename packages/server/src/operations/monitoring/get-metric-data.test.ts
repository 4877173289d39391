// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of dynamic labels
import { AwsError, type InputOf } from '@atalaya/aws'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@atalaya/model'
import type { MetricRead } from '@atalaya/store'
import { expect, test, vi } from 'vitest'
import { type TestMonitoring, testMonitoring } from './test-monitoring.ts'

const NOW = Date.UTC(2026, 2, 2, 10, 30)
const START: number = NOW - 10 * MINUTE_MS
const NAMESPACE = 'App'

type Query = InputOf<'monitoring', 'GetMetricData'>['MetricDataQueries'][number]

interface StatOptions {
  readonly stat?: string
  readonly period?: number
  readonly host?: string
  readonly name?: string
}

function stat(id: string, { stat = 'Sum', period = 60, host, name = 'metric1' }: StatOptions = {}): Query {
  const Dimensions = host === undefined ? [] : [{ Name: 'Host', Value: host }]
  return {
    Id: id,
    MetricStat: { Metric: { Namespace: NAMESPACE, MetricName: name, Dimensions }, Period: period, Stat: stat },
  }
}

async function withData(): Promise<TestMonitoring> {
  const cloud = testMonitoring(NOW)
  for (const host of [undefined, 'a', 'b']) {
    await cloud.call('PutMetricData', {
      Namespace: NAMESPACE,
      MetricData: [1, 2, 3].map((Value, index) => ({
        ...{ MetricName: 'metric1', Value, Timestamp: START + index * MINUTE_MS },
        Dimensions: host === undefined ? [] : [{ Name: 'Host', Value: host }],
      })),
    })
  }
  return cloud
}

function ask(
  cloud: TestMonitoring,
  queries: readonly Query[],
  more: Partial<InputOf<'monitoring', 'GetMetricData'>> = {},
) {
  return cloud.call('GetMetricData', { MetricDataQueries: queries, StartTime: START, EndTime: NOW, ...more })
}

test('results come in the order of the queries, newest datapoint first', async () => {
  const { MetricDataResults, Messages, NextToken } = await ask(await withData(), [
    stat('b', { stat: 'Maximum', period: 300 }),
    stat('a', { host: 'a' }),
  ])
  expect(MetricDataResults).toEqual(
    [
      { Id: 'b', Label: 'b', Timestamps: [START], Values: [3], StatusCode: 'Complete', Messages: undefined },
      {
        ...{ Id: 'a', Label: 'a', StatusCode: 'Complete', Messages: undefined },
        ...{ Timestamps: [START + 2 * MINUTE_MS, START + MINUTE_MS, START], Values: [3, 2, 1] },
      },
    ].map((result) => ({ ...result, Label: result.Id === 'a' ? 'a metric1' : 'metric1' })),
  )
  expect(Messages).toEqual([])
  expect(NextToken).toBeUndefined()
})

test('queries of the same period and range share one read, and only one that needs it gets a distribution', async () => {
  const cloud = await withData()
  const read = vi.spyOn(cloud.deps.telemetry.metrics, 'read')
  const { MetricDataResults = [] } = await ask(cloud, [
    stat('m1'),
    stat('m2', { host: 'a' }),
    stat('m3', { host: 'a', stat: 'Average' }),
    stat('m4', { host: 'b', stat: 'p50' }),
    stat('m5', { host: 'b' }),
  ])
  const reads: readonly MetricRead[] = read.mock.calls.map(([asked]) => asked)
  expect(reads.map(({ series, distribution }) => [series.length, distribution])).toEqual([
    [3, false],
    [1, true],
  ])
  expect(MetricDataResults.map(({ Values }) => Values)).toEqual(Array.from({ length: 5 }, () => [3, 2, 1]))
})

test('default labels tell queries apart; explicit labels and hidden queries take no part', async () => {
  const { MetricDataResults = [] } = await ask(await withData(), [
    stat('m1'),
    stat('m2', { stat: 'Average' }),
    { ...stat('m3', { stat: 'Maximum', period: 300 }), Label: 'own ${MAX} ${LABEL}' },
    { ...stat('m4', { period: 300 }), ReturnData: false },
  ])
  expect(MetricDataResults.map(({ Id, Label }) => [Id, Label])).toEqual([
    ['m1', 'metric1 Sum'],
    ['m2', 'metric1 Average'],
    ['m3', 'own 3 metric1'],
  ])
})

test('a label describes the metric even if a whole row of queries has one metric', async () => {
  const cloud = await withData()
  const { MetricDataResults = [] } = await ask(
    cloud,
    ['Average', 'Sum', 'Minimum'].map((name, i) => stat(`m${i}`, { stat: name })),
  )
  expect(MetricDataResults.map(({ Label }) => Label)).toEqual(['metric1 Average', 'metric1 Sum', 'metric1 Minimum'])
})

test('times in labels are written in the zone asked for', async () => {
  const query = { ...stat('m1'), Label: '${FIRST_TIME}' }
  const { MetricDataResults } = await ask(await withData(), [query], { LabelOptions: { Timezone: '+0130' } })
  expect(MetricDataResults?.[0]?.Label).toBe('2026-03-02 11:50:00 +0130')
})

test("another account's metrics are forbidden, the caller's own are not", async () => {
  const { MetricDataResults } = await ask(await withData(), [
    { ...stat('m1'), AccountId: '111122223333' },
    { ...stat('m2'), AccountId: '000000000000' },
  ])
  expect(MetricDataResults).toMatchObject([
    { Id: 'm1', StatusCode: 'Forbidden', Values: [] },
    { Id: 'm2', StatusCode: 'Complete', Values: [3, 2, 1] },
  ])
})

test('a period too fine for the age of the range yields nothing', async () => {
  const cloud = testMonitoring(NOW)
  const time = NOW - 4 * HOUR_MS
  await cloud.call('PutMetricData', {
    Namespace: NAMESPACE,
    MetricData: [{ MetricName: 'metric1', Value: 1, Timestamp: time, StorageResolution: 1 }],
  })
  const range = { StartTime: time, EndTime: time + HOUR_MS }
  const { MetricDataResults } = await ask(cloud, [stat('m1', { period: 1 }), stat('m2')], range)
  expect(MetricDataResults).toMatchObject([
    { Values: [], StatusCode: 'Complete' },
    { Values: [1], StatusCode: 'Complete' },
  ])
})

test('pages of several queries share the budget, and all their datapoints come once', async () => {
  const cloud = await withData()
  const queries = [stat('m1'), stat('m2', { host: 'a' }), stat('m3', { host: 'b', period: 300 })]
  const values: Record<string, number[]> = { m1: [], m2: [], m3: [] }
  let NextToken: string | undefined
  let pages = 0
  do {
    const page = await ask(cloud, queries, { MaxDatapoints: 5, NextToken, ScanBy: 'TimestampAscending' })
    for (const { Id = '', Values = [] } of page.MetricDataResults ?? []) values[Id]?.push(...Values)
    NextToken = page.NextToken
    pages += 1
    // The pages see the range as the first one did.
    cloud.clock.advance(70 * DAY_MS)
  } while (NextToken !== undefined)
  expect(values).toEqual({ m1: [1, 2, 3], m2: [1, 2, 3], m3: [6] })
  // 10 + 10 + 2 periods, 5 a page.
  expect(pages).toBe(5)
})

const REFUSED: readonly (readonly [
  string,
  readonly Query[],
  RegExp,
  Partial<InputOf<'monitoring', 'GetMetricData'>>?,
])[] = [
  ['no queries', [], /MetricDataQueries is required/],
  ['501 queries', Array.from({ length: 501 }, (_, i) => stat(`m${i}`)), /greater than 500/],
  ['an id twice', [stat('m1'), stat('m1', { stat: 'Average' })], /must be unique: m1/],
  ['an id in upper case', [stat('M1')], /The value M1 for parameter Id/],
  ['neither metric nor expression', [{ Id: 'm1' }], /exactly one of/],
  ['both', [{ ...stat('m1'), Expression: 'm2' }], /exactly one of/],
  ['an expression of no language', [{ Id: 'e1', Expression: 'm1 +' }], /^Error in expression 'e1': Invalid syntax at/],
  [
    'an unknown statistic',
    [stat('m1', { stat: 'average' })],
    /MetricDataQueries.member.1.MetricStat.Stat is not a valid statistic/,
  ],
  ['a period of 45 s', [stat('m1', { period: 45 })], /the value 45 for parameter Period/],
  ['seven placeholders', [{ ...stat('m1'), Label: '${MAX}'.repeat(7) }], /Label/],
  [
    'a metric without a name',
    [{ Id: 'm1', MetricStat: { Metric: { Namespace: 'A' }, Period: 60, Stat: 'Sum' } }],
    /MetricName/,
  ],
  ['an empty range', [stat('m1')], /StartTime must be less/, { EndTime: START }],
  ['no datapoints', [stat('m1')], /MaxDatapoints/, { MaxDatapoints: 0 }],
  ['too many datapoints', [stat('m1')], /MaxDatapoints/, { MaxDatapoints: 100_801 }],
  ['a bad time zone', [stat('m1')], /Timezone/, { LabelOptions: { Timezone: 'UTC' } }],
]

const FILLED = REFUSED.map(([name, queries, message, more = {}]) => [name, queries, message, more] as const)

test.each(FILLED)('refused: %s', async (_name, queries, message, more) => {
  const error: unknown = await ask(testMonitoring(NOW), queries, more).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(AwsError)
  expect(error).toMatchObject({ code: 'ValidationError', message: expect.stringMatching(message) })
})
