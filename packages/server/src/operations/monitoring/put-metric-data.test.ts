import { AwsError, type InputOf } from '@atalaya/aws'
import { METRIC_UNITS } from '@atalaya/model'
import { StoreUnavailable } from '@atalaya/store'
import { describe, expect, test } from 'vitest'
import { putMetricData } from './put-metric-data.ts'
import { TEST_TENANT, testMonitoring } from './test-monitoring.ts'

const NOW = Date.UTC(2026, 2, 2, 10, 30)

type Input = InputOf<'monitoring', 'PutMetricData'>
type Datum = NonNullable<Input['MetricData']>[number]

async function answer(input: Input, call: { readonly bodyBytes?: number } = {}): Promise<string> {
  const cloud = testMonitoring(NOW)
  try {
    await cloud.call('PutMetricData', input, call)
    return 'accepted'
  } catch (error) {
    expect(cloud.deps.telemetry.stats().series, 'nothing is stored of a refused request').toBe(0)
    if (!(error instanceof AwsError)) throw error
    return `${error.code}: ${error.message}`
  }
}

const GOOD: Datum = { MetricName: 'ok', Value: 1 }
const VALUE = 'InvalidParameterValueException'
const set = (count: number, sum: number, min: number, max: number): Partial<Datum> => ({
  StatisticValues: { SampleCount: count, Sum: sum, Minimum: min, Maximum: max },
})

describe('one datum', () => {
  const at = (member: string): string => `MetricData.member.2.${member}`
  const invalid = (value: unknown, member: string): string =>
    `${VALUE}: The value ${value} for parameter ${at(member)} is invalid.`
  const ROWS: readonly (readonly [string, Partial<Datum>, string])[] = [
    ['the largest number', { Value: 2 ** 360 }, 'accepted'],
    ['a larger one', { Value: 2 ** 361 }, invalid(2 ** 361, 'Value')],
    ['infinity', { Value: Number.NEGATIVE_INFINITY }, invalid('-Infinity', 'Value')],
    ['150 values', { Values: Array.from({ length: 150 }, (_, i) => i) }, 'accepted'],
    [
      '151 values',
      { Values: Array.from({ length: 151 }, (_, i) => i) },
      `${VALUE}: The collection ${at('Values')} must not have a size greater than 150.`,
    ],
    ['counts of zero and of fractions', { Values: [1, 2], Counts: [0, 0.5] }, 'accepted'],
    ['nothing but a count of zero', { Values: [1], Counts: [0] }, 'accepted'],
    ['a negative count', { Values: [1, 2], Counts: [1, -1] }, invalid(-1, 'Counts.member.2')],
    ['NaN among the values', { Values: [1, Number.NaN] }, invalid('NaN', 'Values.member.2')],
    ['a set without samples', set(0, 0, 0, 0), invalid(0, 'StatisticValues.SampleCount')],
    ['a set whose sum cannot be', set(2, 100, 1, 2), 'accepted'],
    [
      'a set upside down',
      set(2, 3, 2, 1),
      `${VALUE}: The parameter ${at('StatisticValues.Maximum')} must be greater than or equal to the parameter ${at('StatisticValues.Minimum')}.`,
    ],
    [
      'no value at all',
      {},
      `InvalidParameterCombinationException: At least one of the parameters ${at('Value')} and ${at('StatisticValues')} must be specified.`,
    ],
    [
      'an empty list of values',
      { Values: [] },
      `InvalidParameterCombinationException: At least one of the parameters ${at('Value')} and ${at('StatisticValues')} must be specified.`,
    ],
    ['high resolution', { Value: 1, StorageResolution: 1 }, 'accepted'],
    ['a resolution in between', { Value: 1, StorageResolution: 30 }, invalid(30, 'StorageResolution')],
    ['30 dimensions', { Value: 1, Dimensions: dimensions(30) }, 'accepted'],
    [
      'a dimension that begins with a colon',
      { Value: 1, Dimensions: [{ Name: ':a', Value: 'b' }] },
      invalid(':a', 'Dimensions.member.1.Name'),
    ],
    [
      'a blank dimension',
      { Value: 1, Dimensions: [{ Name: 'a', Value: ' ' }] },
      invalid(' ', 'Dimensions.member.1.Value'),
    ],
    [
      'a dimension that is not ASCII',
      { Value: 1, Dimensions: [{ Name: 'a', Value: 'ü' }] },
      invalid('ü', 'Dimensions.member.1.Value'),
    ],
    [
      'a dimension twice',
      {
        Value: 1,
        Dimensions: [
          { Name: 'a', Value: '1' },
          { Name: 'a', Value: '2' },
        ],
      },
      `${VALUE}: The collection ${at('Dimensions')} must not name a dimension twice.`,
    ],
    ['a control character in the name', { MetricName: 'a\u0000b', Value: 1 }, invalid('a\u0000b', 'MetricName')],
  ]
  test.each(ROWS)('%s', async (_name, datum, expected) => {
    expect(await answer({ Namespace: 'App', MetricData: [GOOD, { MetricName: 'm', ...datum }] })).toBe(expected)
  })
})

function dimensions(count: number): Datum['Dimensions'] {
  return Array.from({ length: count }, (_, index) => ({ Name: `d${index}`, Value: 'v' }))
}

describe('the request', () => {
  const ENTITY = { KeyAttributes: { Type: 'Service', Name: 'api' } }
  const many = (count: number): Datum[] => Array.from({ length: count }, () => GOOD)
  const ROWS: readonly (readonly [string, Omit<Input, 'Namespace'>, string])[] = [
    ['1000 metrics', { MetricData: many(1000) }, 'accepted'],
    ['no metrics', {}, 'MissingRequiredParameterException: The parameter MetricData is required.'],
    [
      '1000 metrics, one of them with an entity',
      {
        MetricData: many(999),
        EntityMetricData: [{ Entity: ENTITY, MetricData: many(1) }],
        StrictEntityValidation: true,
      },
      'accepted',
    ],
    [
      '1001 metrics, one of them with an entity',
      {
        MetricData: many(1000),
        EntityMetricData: [{ Entity: ENTITY, MetricData: many(1) }],
        StrictEntityValidation: true,
      },
      `${VALUE}: The collection MetricData must not have a size greater than 1000.`,
    ],
    [
      'an entity without a word about strictness',
      { EntityMetricData: [{ Entity: ENTITY, MetricData: many(1) }] },
      'MissingRequiredParameterException: The parameter StrictEntityValidation is required.',
    ],
    [
      'a bad entity, strictly',
      {
        EntityMetricData: [{ Entity: { KeyAttributes: { Type: 'Cat', Name: 'x' } }, MetricData: many(1) }],
        StrictEntityValidation: true,
      },
      `${VALUE}: The parameter EntityMetricData.member.1.Entity is invalid: InvalidTypeValue.`,
    ],
    [
      'a bad entity, leniently',
      { EntityMetricData: [{ Entity: {}, MetricData: many(1) }], StrictEntityValidation: false },
      'accepted',
    ],
    [
      'a bad metric of an entity',
      {
        EntityMetricData: [{ Entity: ENTITY, MetricData: [{ MetricName: 'm', Value: Number.NaN }] }],
        StrictEntityValidation: true,
      },
      `${VALUE}: The value NaN for parameter EntityMetricData.member.1.MetricData.member.1.Value is invalid.`,
    ],
  ]
  test.each(ROWS)('%s', async (_name, input, expected) => {
    expect(await answer({ Namespace: 'App', ...input })).toBe(expected)
  })

  test('more than a megabyte', async () => {
    const input = { Namespace: 'App', MetricData: [GOOD] }
    expect(await answer(input, { bodyBytes: 1024 * 1024 + 1 })).toMatch(/^RequestEntityTooLarge:/)
    expect(await answer(input, { bodyBytes: 1024 * 1024 })).toBe('accepted')
  })
})

test('a bad entity that is let pass is mentioned in a header', async () => {
  const cloud = testMonitoring(NOW)
  const added: string[] = []
  const EntityMetricData = [{ Entity: { KeyAttributes: { Type: 'Cat', Name: 'x' } }, MetricData: [GOOD] }]
  await cloud.call(
    'PutMetricData',
    { Namespace: 'App', EntityMetricData, StrictEntityValidation: false },
    { addHeader: (name, value) => added.push(`${name}: ${value}`) },
  )
  expect(added).toEqual(['x-amzn-failure-message: InvalidTypeValue'])
})

test.each(METRIC_UNITS)('unit %s is kept', async (Unit) => {
  const cloud = testMonitoring(NOW)
  await cloud.call('PutMetricData', { Namespace: 'App', MetricData: [{ MetricName: 'm', Value: 1, Unit }] })
  const { Datapoints } = await cloud.call('GetMetricStatistics', {
    ...{
      Namespace: 'App',
      MetricName: 'm',
      StartTime: NOW - 60_000,
      EndTime: NOW + 1,
      Period: 60,
      Statistics: ['Sum'],
    },
  })
  expect(Datapoints?.[0]?.Unit).toBe(Unit)
})

test('dimensions are a set: their order makes no other metric', async () => {
  const cloud = testMonitoring(NOW)
  const [a, b] = [
    { Name: 'a', Value: '1' },
    { Name: 'b', Value: '2' },
  ]
  for (const Dimensions of [
    [a, b],
    [b, a],
    [a, b],
  ]) {
    await cloud.call('PutMetricData', { Namespace: 'App', MetricData: [{ MetricName: 'm', Value: 1, Dimensions }] })
  }
  const { Metrics } = await cloud.call('ListMetrics', {})
  expect(Metrics).toEqual([{ Namespace: 'App', MetricName: 'm', Dimensions: [a, b] }])
  const range = { StartTime: NOW - 60_000, EndTime: NOW + 1, Period: 60 }
  const { Datapoints } = await cloud.call('GetMetricStatistics', {
    ...{ Namespace: 'App', MetricName: 'm', Dimensions: [b, a], ...range, Statistics: ['SampleCount'] },
  })
  expect(Datapoints).toMatchObject([{ SampleCount: 3 }])
})

test('a name that spells separators is not taken for another metric', async () => {
  const cloud = testMonitoring(NOW)
  const Dimensions = [{ Name: 'b', Value: 'c' }]
  await cloud.call('PutMetricData', { Namespace: 'App', MetricData: [{ MetricName: 'a', Value: 1, Dimensions }] })
  const forged = cloud.call('PutMetricData', {
    Namespace: 'App',
    MetricData: [{ MetricName: '1\u0000a\u0000b\u0000c', Value: 1 }],
  })
  await expect(forged).rejects.toThrow('is invalid')
})

test('a store that cannot take the data is not the fault of the caller', async () => {
  const cloud = testMonitoring(NOW)
  await cloud.deps.telemetry.close()
  const call = {
    tenant: TEST_TENANT,
    requestId: '',
    signal: new AbortController().signal,
    accessKeyId: '',
    headers: {},
  }
  const put = putMetricData.handle({ Namespace: 'App', MetricData: [GOOD] } as never, cloud.deps, call)
  await expect(put).rejects.toBeInstanceOf(StoreUnavailable)
})
