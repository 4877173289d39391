import { DAY_MS, HOUR_MS, METRIC_UNITS } from '@atalaya/model'
import { LogText } from '@atalaya/query'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PointsBuilder } from '../metric-points.ts'
import { type EmfContext, type EmfDatum, readEmf } from './read-emf.ts'

const STAMP = 1_574_109_732_004
const CONTEXT: EmfContext = { groupName: 'app', eventTimestampMs: STAMP + 5_000, nowMs: STAMP + HOUR_MS }

interface Changes {
  readonly aws?: Readonly<Record<string, unknown>>
  readonly directive?: Readonly<Record<string, unknown>>
  readonly metric?: Readonly<Record<string, unknown>>
  readonly root?: Readonly<Record<string, unknown>>
}

/** The example of the specification with some members replaced; a member that becomes undefined is gone. */
function message({ aws, directive, metric, root }: Changes = {}): string {
  const definition = { Name: 'time', Unit: 'Milliseconds', StorageResolution: 60, ...metric }
  return JSON.stringify({
    _aws: {
      Timestamp: STAMP,
      CloudWatchMetrics: [
        {
          Namespace: 'lambda-function-metrics',
          Dimensions: [['functionVersion']],
          Metrics: [definition],
          ...directive,
        },
      ],
      ...aws,
    },
    functionVersion: '$LATEST',
    time: 100,
    requestId: '989ffbf8-9ace-4817-a57c-e4dd734019ee',
    ...root,
  })
}

const D = message()

function dataOf(text: string, context: Partial<EmfContext> = {}): readonly EmfDatum[] {
  const reading = readEmf(text, { ...CONTEXT, ...context })
  return reading.kind === 'emf' ? reading.data : []
}

/** `name{dimensions}=count/sum/min/max unit` for each datum. */
function summary(text: string, context: Partial<EmfContext> = {}): readonly string[] {
  return dataOf(text, context).map(({ name, dimensions, samples, unit, timestampMs, resolution }) => {
    const builder = new PointsBuilder()
    builder.addSamples(1, timestampMs, unit, resolution, samples)
    const points = builder.build()
    const total = points.counts.reduce((sum, count) => sum + count, 0)
    const figures = [total, points.sums.reduce((a, b) => a + b, 0), Math.min(...points.mins), Math.max(...points.maxs)]
    const set = dimensions.map((dimension) => `${dimension.name}=${dimension.value}`).join(',')
    return `${name}{${set}}=${figures.join('/')} ${METRIC_UNITS[unit]}`
  })
}

const ONE = 'time{functionVersion=$LATEST}=1/100/100/100 Milliseconds'

describe('the examples', () => {
  test('the base document is one datum', () => {
    expect(readEmf(D, CONTEXT)).toMatchObject({ kind: 'emf', parsingErrors: 0, validationErrors: 0 })
    expect(dataOf(D)).toEqual([
      {
        namespace: 'lambda-function-metrics',
        name: 'time',
        dimensions: [{ name: 'functionVersion', value: '$LATEST' }],
        timestampMs: STAMP,
        unit: METRIC_UNITS.indexOf('Milliseconds'),
        resolution: 60,
        samples: { kind: 'value', value: 100 },
      },
    ])
  })

  const hundred = Array.from({ length: 100 }, (_, i) => i + 1)
  const definitions = (count: number): readonly object[] => Array.from({ length: count }, () => ({ Name: 'time' }))
  const keys = (count: number): readonly string[] => Array.from({ length: count }, (_, i) => `k${i}`)
  const valuesOf = (names: readonly string[]): Readonly<Record<string, string>> =>
    Object.fromEntries(names.map((name) => [name, 'v']))

  // Expected: the data, then parsing and validation errors where there are any.
  const rows: readonly (readonly [string, string, readonly string[], (readonly [number, number])?])[] = [
    [
      'two dimension sets',
      message({
        directive: { Dimensions: [['Operation'], ['Operation', 'Cell']] },
        root: { Operation: 'Aggregator', Cell: '001' },
      }),
      [
        'time{Operation=Aggregator}=1/100/100/100 Milliseconds',
        'time{Operation=Aggregator,Cell=001}=1/100/100/100 Milliseconds',
      ],
    ],
    ['an empty dimension set', message({ directive: { Dimensions: [[]] } }), ['time{}=1/100/100/100 Milliseconds']],
    ['no dimension set', message({ directive: { Dimensions: [] } }), [], [1, 0]],
    ['an array', message({ root: { time: [1, 2, 3] } }), ['time{functionVersion=$LATEST}=3/6/1/3 Milliseconds']],
    ['an empty array', message({ root: { time: [] } }), []],
    [
      '100 numbers',
      message({ root: { time: hundred } }),
      ['time{functionVersion=$LATEST}=100/5050/1/100 Milliseconds'],
    ],
    ['101 numbers', message({ root: { time: [...hundred, 101] } }), [], [0, 1]],
    ['a number in quotes', message({ root: { time: '100' } }), [], [0, 1]],
    ['an array with something else in it', message({ root: { time: [1, null] } }), [], [0, 1]],
    ['a number beyond 2^360', D.replace('"time":100', '"time":1e200'), [], [0, 1]],
    ['a number beyond every double', D.replace('"time":100', '"time":1e999'), [], [0, 1]],
    ['no target', message({ root: { time: undefined } }), [], [0, 1]],
    ['a dimension that is a number', message({ root: { functionVersion: 3 } }), [], [0, 1]],
    ['a dimension that is missing', message({ root: { functionVersion: undefined } }), [], [0, 1]],
    [
      'a bad dimension set beside a good one',
      message({ directive: { Dimensions: [['missing'], ['functionVersion']] } }),
      [ONE],
      [0, 1],
    ],
    ['a nested target', message({ metric: { Name: 'A.a' }, root: { A: { a: 1 } } }), [], [0, 1]],
    [
      'a name with a dot',
      message({ metric: { Name: 'A.a' }, root: { 'A.a': 1 } }),
      ['A.a{functionVersion=$LATEST}=1/1/1/1 Milliseconds'],
    ],
    ['a name every object has', message({ metric: { Name: 'constructor' } }), [], [0, 1]],
    ['an unknown unit', message({ metric: { Unit: 'Milis' } }), [], [0, 1]],
    ['no unit', message({ metric: { Unit: undefined } }), ['time{functionVersion=$LATEST}=1/100/100/100 None']],
    ['a unit of the wrong type', message({ metric: { Unit: 1 } }), [], [1, 0]],
    [
      '100 definitions',
      message({ directive: { Metrics: definitions(100) } }),
      definitions(100).map(() => ONE.replace('Milliseconds', 'None')),
    ],
    ['101 definitions', message({ directive: { Metrics: definitions(101) } }), [], [0, 1]],
    ['no definition', message({ directive: { Metrics: [] } }), []],
    [
      '30 dimensions',
      message({ directive: { Dimensions: [keys(30)] }, root: valuesOf(keys(30)) }),
      [
        `time{${keys(30)
          .map((key) => `${key}=v`)
          .join(',')}}=1/100/100/100 Milliseconds`,
      ],
    ],
    ['31 dimensions', message({ directive: { Dimensions: [keys(31)] }, root: valuesOf(keys(31)) }), [], [0, 1]],
    [
      'a dimension named twice',
      message({ directive: { Dimensions: [['functionVersion', 'functionVersion']] } }),
      [],
      [0, 1],
    ],
    [
      'a dimension value of 1024 characters',
      message({ root: { functionVersion: 'v'.repeat(1_024) } }),
      [ONE.replace('$LATEST', 'v'.repeat(1_024))],
    ],
    ['a dimension value of 1025 characters', message({ root: { functionVersion: 'v'.repeat(1_025) } }), [], [0, 1]],
    ['an empty dimension value', message({ root: { functionVersion: '' } }), [], [0, 1]],
    [
      'a metric name of 256 characters',
      message({ metric: { Name: 'n'.repeat(256) }, root: { ['n'.repeat(256)]: 1 } }),
      [],
      [0, 1],
    ],
    ['an empty metric name', message({ metric: { Name: '' }, root: { '': 1 } }), [], [0, 1]],
    ['a namespace of a service', message({ directive: { Namespace: 'AWS/Lambda' } }), [], [0, 1]],
    ['an empty namespace', message({ directive: { Namespace: '' } }), [], [0, 1]],
    ['a namespace of 256 characters', message({ directive: { Namespace: 'n'.repeat(256) } }), [], [0, 1]],
    ['no namespace', message({ directive: { Namespace: undefined } }), [], [1, 0]],
    ['no metrics', message({ directive: { Metrics: undefined } }), [], [1, 0]],
    ['a definition without a name', message({ metric: { Name: undefined } }), [], [1, 0]],
    ['dimensions that are not lists', message({ directive: { Dimensions: ['functionVersion'] } }), [], [1, 0]],
    ['a timestamp in quotes', message({ aws: { Timestamp: String(STAMP) } }), [], [1, 0]],
    ['a timestamp that is no integer', message({ aws: { Timestamp: STAMP + 0.5 } }), [], [1, 0]],
    ['directives that are no list', message({ aws: { CloudWatchMetrics: {} } }), [], [1, 0]],
    ['directives that are null', message({ aws: { CloudWatchMetrics: null } }), [], [1, 0]],
    ['a directive that is no object', message({ aws: { CloudWatchMetrics: [1, null] } }), [], [2, 0]],
    [
      'a statistic set',
      message({ root: { time: { Max: 9, Min: 1, Count: 4, Sum: 20 } } }),
      ['time{functionVersion=$LATEST}=4/20/1/9 Milliseconds'],
    ],
    ['a statistic set of nothing', message({ root: { time: { Max: 0, Min: 0, Count: 0, Sum: 0 } } }), [], [0, 1]],
    ['a statistic set upside down', message({ root: { time: { Max: 1, Min: 2, Count: 1, Sum: 1 } } }), [], [0, 1]],
    ['half a statistic set', message({ root: { time: { Max: 1, Min: 2 } } }), [], [0, 1]],
    [
      'a histogram',
      message({ root: { time: { Values: [1, 2.5], Counts: [3, 1], Max: 3, Min: 0.5, Count: 9, Sum: 6 } } }),
      ['time{functionVersion=$LATEST}=4/6/0.5/3 Milliseconds'],
    ],
    [
      'a histogram without figures',
      message({ root: { time: { Values: [1, 2.5], Counts: [3, 1] } } }),
      ['time{functionVersion=$LATEST}=4/5.5/1/2.5 Milliseconds'],
    ],
    [
      'a histogram without a count for each value',
      message({ root: { time: { Values: [1, 2], Counts: [3] } } }),
      [],
      [0, 1],
    ],
    ['a histogram with negative counts', message({ root: { time: { Values: [1], Counts: [-1] } } }), [], [0, 1]],
    ['an empty histogram', message({ root: { time: { Values: [], Counts: [] } } }), []],
    ['blanks around', ` \n${D}\n`, [ONE]],
  ]

  const NO_ERRORS: readonly [number, number] = [0, 0]
  const complete = rows.map(([name, text, data, errors = NO_ERRORS]) => [name, text, data, errors] as const)

  test.each(complete)('%s', (_name, text, data, [parsingErrors, validationErrors]) => {
    expect(summary(text)).toEqual(data)
    expect(readEmf(text, CONTEXT)).toMatchObject({ kind: 'emf', parsingErrors, validationErrors })
  })

  test.each([
    [1, 1],
    [60, 60],
    [30, 60],
    ['1', 60],
    [undefined, 60],
  ])('storage resolution %s is taken as %s', (given, taken) => {
    expect(dataOf(message({ metric: { StorageResolution: given } }))[0]?.resolution).toBe(taken)
  })

  test('directives publish independently, and one metric may have several dimension sets', () => {
    const directives = [
      { Namespace: 'one', Dimensions: [[], ['functionVersion']], Metrics: [{ Name: 'time' }] },
      { Namespace: 'broken' },
      { Namespace: 'two', Dimensions: [[]], Metrics: [{ Name: 'time' }, { Name: 'missing' }] },
    ]
    const text = message({ aws: { CloudWatchMetrics: directives } })
    expect(dataOf(text).map(({ namespace, dimensions }) => [namespace, dimensions.length])).toEqual([
      ['one', 0],
      ['one', 1],
      ['two', 0],
    ])
    expect(readEmf(text, CONTEXT)).toMatchObject({ parsingErrors: 1, validationErrors: 1 })
  })
})

describe('time', () => {
  test.each([
    ['an hour ago', STAMP, STAMP + HOUR_MS, 1],
    ['two weeks ago', STAMP, STAMP + 14 * DAY_MS, 1],
    ['longer than two weeks ago', STAMP, STAMP + 14 * DAY_MS + 1, 0],
    ['15 days ago', STAMP, STAMP + 15 * DAY_MS, 0],
    ['two hours ahead', STAMP, STAMP - 2 * HOUR_MS, 1],
    ['further ahead', STAMP, STAMP - 2 * HOUR_MS - 1, 0],
  ])('%s', (_name, Timestamp, nowMs, count) => {
    const data = dataOf(message({ aws: { Timestamp } }), { nowMs, eventTimestampMs: nowMs })
    expect(data.map(({ timestampMs }) => timestampMs)).toEqual(Array.from({ length: count }, () => Timestamp))
  })

  test('without a timestamp the event has one', () => {
    const text = message({ aws: { Timestamp: undefined } })
    expect(dataOf(text).map(({ timestampMs }) => timestampMs)).toEqual([CONTEXT.eventTimestampMs])
    expect(readEmf(text, CONTEXT)).toMatchObject({ parsingErrors: 0 })
  })
})

describe('what is a document', () => {
  const lambda = { groupName: '/aws/lambda/f' }
  test.each([
    ['text before it', `hello ${D}`, {}, 0],
    ['text before it in the group of a function', `2024-01-01T00:00:00.000Z\treqid\tINFO\t${D}`, lambda, 1],
    ['a newline after it in the group of a function', `2024\t${D}\n`, lambda, 1],
    ['text after it in the group of a function', `${D} x`, lambda, 0],
    ['two on one line', `${D}${D}`, {}, 0],
    ['an array', `[${D}]`, {}, 0],
    ['no _aws', '{"time":100}', {}, 0],
    ['an _aws that is deeper', `{"a":${D}}`, {}, 0],
    ['an _aws of null', '{"_aws":null}', {}, 0],
    ['an _aws of text', '{"_aws":"CloudWatchMetrics"}', {}, 0],
    ['an _aws without metrics', '{"_aws":{"Timestamp":1}}', {}, 0],
    ['half of it', D.slice(0, -1), {}, 0],
    ['nothing', '', {}, 0],
    ['a blank', ' ', {}, 0],
    ['the word in the group of a function', 'no "_aws" here', lambda, 0],
  ])('%s', (_name, text, context, count) => {
    expect(summary(text, context)).toEqual(count === 0 ? [] : [ONE])
    expect(readEmf(text, { ...CONTEXT, ...context }).kind).toBe(count === 0 ? 'plain' : 'emf')
  })

  test('a parsed message is not parsed again', () => {
    const text = new LogText(D)
    const reading = readEmf(text, CONTEXT)
    expect(reading.kind === 'emf' && reading.root === text.json).toBe(true)
  })
})

test('a document cannot ask for unbounded work', () => {
  const sets = Array.from({ length: 60_000 }, () => [])
  const metrics = Array.from({ length: 100 }, () => ({ Name: 'time' }))
  const reading = readEmf(message({ directive: { Dimensions: sets, Metrics: metrics } }), CONTEXT)
  expect(reading).toMatchObject({ kind: 'emf', validationErrors: 99 })
  expect(reading.kind === 'emf' && reading.data.length).toBe(60_000)
})

test('it never throws', () => {
  const json = fc.jsonValue({ maxDepth: 3 })
  const usually = (arbitrary: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
    fc.oneof({ weight: 8, arbitrary }, { weight: 1, arbitrary: json })
  const metric = fc.record({
    Name: usually(fc.constant('time')),
    Unit: usually(fc.constantFrom('Count', 'None', undefined)),
    StorageResolution: json,
  })
  const directive = fc.record({
    Namespace: usually(fc.constant('n')),
    Dimensions: usually(fc.array(usually(fc.subarray(['d', 'e'])), { minLength: 1, maxLength: 2 })),
    Metrics: usually(fc.array(usually(metric), { maxLength: 3 })),
  })
  const metadata = fc.record({
    Timestamp: usually(fc.constant(STAMP)),
    CloudWatchMetrics: usually(fc.array(usually(directive), { maxLength: 3 })),
  })
  const document = fc.record({
    _aws: usually(metadata),
    time: usually(fc.constantFrom({ Values: [1], Counts: [2] }, { Count: 1, Sum: 1, Min: 1, Max: 1 }, 1, [1, 2])),
    d: usually(fc.constant('v')),
  })
  let count = 0
  fc.assert(
    fc.property(document, (root) => {
      for (const { samples, dimensions, timestampMs } of dataOf(JSON.stringify(root))) {
        count += 1
        expect(timestampMs).toSatisfy(Number.isSafeInteger)
        for (const { value } of dimensions) expect(typeof value).toBe('string')
        if (samples.kind === 'value') expect(samples.value).toSatisfy(Number.isFinite)
      }
    }),
    { numRuns: 2_000 },
  )
  expect(count).toBeGreaterThan(100)
})
