// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of dynamic labels
import { AwsError, type InputOf } from '@atalaya/aws'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@atalaya/model'
import { describe, expect, test, vi } from 'vitest'
import { monitoringOperations } from './index.ts'
import { TEST_TENANT, type TestMonitoring, testMonitoring } from './test-monitoring.ts'

const NOW = Date.UTC(2026, 2, 2, 10, 30)
const START: number = NOW - 5 * MINUTE_MS

type Query = InputOf<'monitoring', 'GetMetricData'>['MetricDataQueries'][number]
type Dimensions = Readonly<Record<string, string>>

interface Metric {
  readonly name: string
  readonly dimensions?: Dimensions
  readonly values: readonly (number | undefined)[]
  readonly namespace?: string
  readonly startMs?: number
}

/** One value a minute from the start of the range. */
async function withMetrics(...metrics: readonly Metric[]): Promise<TestMonitoring> {
  const cloud = testMonitoring(NOW)
  for (const { name, dimensions = {}, values, namespace = 'App', startMs = START } of metrics) {
    const MetricData = values.flatMap((Value, index) =>
      Value === undefined
        ? []
        : [{ MetricName: name, Value, Timestamp: startMs + index * MINUTE_MS, Dimensions: toWire(dimensions) }],
    )
    await cloud.call('PutMetricData', { Namespace: namespace, MetricData })
  }
  return cloud
}

function toWire(dimensions: Dimensions): { Name: string; Value: string }[] {
  return Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }))
}

function stat(
  Id: string,
  name: string,
  rest: Partial<Query> & { period?: number; stat?: string; dimensions?: Dimensions } = {},
): Query {
  const { period: Period = 60, stat: Stat = 'Sum', dimensions = {}, ...more } = rest
  const Metric = { Namespace: 'App', MetricName: name, Dimensions: toWire(dimensions) }
  return { Id, MetricStat: { Metric, Period, Stat }, ReturnData: false, ...more }
}

function math(Id: string, Expression: string, rest: Partial<Query> = {}): Query {
  return { Id, Expression, ...rest }
}

function ask(
  cloud: TestMonitoring,
  queries: readonly Query[],
  more: Partial<InputOf<'monitoring', 'GetMetricData'>> = {},
) {
  return cloud.call('GetMetricData', {
    MetricDataQueries: queries,
    StartTime: START,
    EndTime: NOW,
    ScanBy: 'TimestampAscending',
    ...more,
  })
}

async function results(...args: Parameters<typeof ask>): Promise<(readonly [string | undefined, readonly number[]])[]> {
  const { MetricDataResults = [] } = await ask(...args)
  return MetricDataResults.map(({ Label, Values = [] }) => [Label, Values])
}

const HOSTS: readonly Metric[] = [
  { name: 'cpu', dimensions: { Host: 'a', Zone: '1' }, values: [1, 2] },
  { name: 'cpu', dimensions: { Host: 'b', Zone: '1' }, values: [3, 4] },
  { name: 'cpu', dimensions: { Host: 'c', Zone: '2' }, values: [10, undefined, 30] },
  { name: 'cpu', values: [100] },
  { name: 'memory', dimensions: { Host: 'a', Zone: '1' }, values: [7] },
]

describe('metric math', () => {
  test('expressions use metrics and other expressions in any order', async () => {
    const cloud = await withMetrics({ name: 'errors', values: [1, 2] }, { name: 'requests', values: [10, 10] })
    const { MetricDataResults } = await ask(cloud, [
      math('rate', 'ratio*100', { Label: 'error rate, max ${MAX}' }),
      math('ratio', 'm1/m2', { ReturnData: false }),
      stat('m1', 'errors'),
      stat('m2', 'requests', { ReturnData: true }),
    ])
    const Timestamps = [START, START + MINUTE_MS]
    expect(MetricDataResults).toMatchObject([
      { Id: 'rate', Label: 'error rate, max 20', Timestamps, Values: [10, 20], StatusCode: 'Complete' },
      { Id: 'm2', Label: 'requests', Timestamps, Values: [10, 10] },
    ])
  })

  test('an array gives several results with one id, labelled by what tells its members apart', async () => {
    const cloud = await withMetrics(...HOSTS)
    const a = stat('a', 'cpu', { dimensions: { Host: 'a', Zone: '1' } })
    const b = stat('b', 'cpu', { dimensions: { Host: 'b', Zone: '1' } })
    expect(await results(cloud, [a, b, math('e1', 'METRICS()')])).toEqual([
      ['a cpu', [1, 2]],
      ['b cpu', [3, 4]],
    ])
    expect(await results(cloud, [a, b, math('e1', 'METRICS()*2', { Label: 'twice' })])).toEqual([
      ['twice a cpu', [2, 4]],
      ['twice b cpu', [6, 8]],
    ])
    expect(await results(cloud, [a, b, math('e1', 'METRICS()', { Label: "${PROP('Dim.Host')}: ${MAX}" })])).toEqual([
      ['a: 2', [1, 2]],
      ['b: 4', [3, 4]],
    ])
    expect(await results(cloud, [a, b, math('e1', 'METRICS()', { Label: '[max: ${MAX} for ${LABEL}]' })])).toEqual([
      ['[max: 2 for a cpu]', [1, 2]],
      ['[max: 4 for b cpu]', [3, 4]],
    ])
  })

  test('a computed member of an array goes by its label or id', async () => {
    const cloud = await withMetrics({ name: 'm', values: [1] })
    const hidden = { ReturnData: false }
    const queries = [stat('m1', 'm'), math('e1', 'm1*2', { ...hidden, Label: 'twice' }), math('e2', 'm1*3', hidden)]
    expect(await results(cloud, [...queries, math('e3', '[e1, e2]')])).toEqual([
      ['twice', [2]],
      ['e2', [3]],
    ])
  })

  test('a metric without data and an array without metrics are empty, not errors', async () => {
    const cloud = await withMetrics({ name: 'm', values: [1, 2] })
    expect(
      await results(cloud, [
        stat('m1', 'm'),
        stat('none', 'nothing'),
        math('e1', 'm1+none'),
        math('e2', 'FILL(none,0)'),
        math('e3', 'm1+SUM(METRICS("zzz"))'),
        math('e4', 'METRICS("zzz")'),
      ]),
    ).toEqual([
      ['e1', [1, 2]],
      ['e2', [0, 0, 0, 0, 0]],
      ['e3', [1, 2]],
    ])
  })

  test('metrics of equal period are read at once, and what nobody needs is not read', async () => {
    const cloud = await withMetrics(...HOSTS)
    const read = vi.spyOn(cloud.deps.telemetry.metrics, 'readColumns')
    await ask(cloud, [
      stat('m1', 'cpu'),
      stat('m2', 'memory', { dimensions: { Host: 'a', Zone: '1' } }),
      math('e1', "m1+SUM(SEARCH('{App,Host,Zone} cpu Zone=1','Sum',60))"),
      math('q1', 'SELECT SUM(cpu) FROM SCHEMA(App, Host, Zone)', { Period: 60 }),
    ])
    // The metric and what SEARCH finds in one, the groups of SQL in another.
    expect(read.mock.calls.map(([asked]) => [asked.series.length, asked.groups?.length])).toEqual([
      [3, undefined],
      [3, 3],
    ])
  })

  test('a period of the query makes time series of numbers', async () => {
    const cloud = await withMetrics()
    expect(await results(cloud, [math('e1', 'TIME_SERIES(7)', { Period: 300 }), math('e2', 'TIME_SERIES(1)')])).toEqual(
      [
        ['e1', [7]],
        ['e2', [1, 1, 1, 1, 1]],
      ],
    )
  })

  test("another account's metric takes part as one without data", async () => {
    const cloud = await withMetrics({ name: 'm', values: [1] })
    const queries = [stat('m1', 'm', { AccountId: '111122223333', ReturnData: true }), math('e1', 'm1+TIME_SERIES(1)')]
    const { MetricDataResults } = await ask(cloud, queries)
    expect(MetricDataResults).toMatchObject([
      { Id: 'm1', StatusCode: 'Forbidden', Values: [] },
      { Id: 'e1', StatusCode: 'Complete', Values: [1, 1, 1, 1, 1] },
    ])
  })
})

describe('SEARCH', () => {
  test('finds metrics by schema and terms', async () => {
    const cloud = await withMetrics(...HOSTS)
    expect(
      await results(cloud, [math('e1', `SEARCH('{App,Host,Zone} MetricName="cpu" Zone="1"', 'Sum', 60)`)]),
    ).toEqual([
      ['a cpu', [1, 2]],
      ['b cpu', [3, 4]],
    ])
    expect(await results(cloud, [math('e1', `SUM(SEARCH('cpu', 'Maximum'))`, { Period: 60 })])).toEqual([
      ['e1', [114, 6, 30]],
    ])
  })

  test('the third argument overrides the period of the query', async () => {
    const cloud = await withMetrics(...HOSTS)
    const query = math('e1', `SEARCH('{App,Host,Zone} Host="c"', 'Sum', 300)`, { Period: 60 })
    expect(await results(cloud, [query])).toEqual([['cpu', [40]]])
  })

  test('metrics that have been silent for two weeks are not found', async () => {
    const cloud = await withMetrics({ name: 'old', values: [1], startMs: NOW - 13 * DAY_MS })
    const query = math('e1', `SEARCH('old', 'Sum', 300)`)
    expect(await results(cloud, [query])).toHaveLength(1)
    cloud.clock.advance(2 * DAY_MS)
    expect(await results(cloud, [query])).toEqual([])
  })

  test('returns 500 metrics and says that there were more', async () => {
    const cloud = testMonitoring(NOW)
    const MetricData = Array.from({ length: 501 }, (_, index) => ({
      MetricName: 'm',
      Value: 1,
      Dimensions: toWire({ Id: `${index}` }),
    }))
    await cloud.call('PutMetricData', { Namespace: 'App', MetricData })
    const { MetricDataResults, Messages } = await ask(cloud, [math('e1', `SEARCH('{App,Id} m', 'Sum', 60)`)])
    expect(MetricDataResults).toHaveLength(500)
    expect(Messages).toEqual([{ Code: 'MaxMetricsExceeded', Value: 'Maximum number of allowed metrics exceeded' }])
  })
})

describe('Metrics Insights', () => {
  const sql = (text: string, rest: Partial<Query> = {}) => math('q1', text, { Period: 60, ...rest })

  test.each([
    ['SELECT SUM(cpu) FROM App', [['q1', [114, 6, 30]]]],
    ['SELECT AVG(cpu) FROM SCHEMA(App)', [['q1', [100]]]],
    ['SELECT AVG(cpu) FROM SCHEMA(App, Zone, Host)', [['q1', [14 / 3, 3, 30]]]],
    [
      'SELECT MAX(cpu) FROM SCHEMA(App, Zone, Host) GROUP BY Zone',
      [
        ['1', [3, 4]],
        ['2', [10, 30]],
      ],
    ],
    [
      'SELECT MIN(cpu) FROM App GROUP BY Zone',
      [
        ['1', [1, 2]],
        ['2', [10, 30]],
        ['Other', [100]],
      ],
    ],
    [
      'SELECT COUNT(cpu) FROM App GROUP BY Zone, Host',
      [
        ['1 a', [1, 1]],
        ['1 b', [1, 1]],
        ['2 c', [1, 1]],
        ['Other Other', [1]],
      ],
    ],
    [
      'SELECT SUM(cpu) FROM App GROUP BY Host ORDER BY MAX() DESC LIMIT 2',
      [
        ['Other', [100]],
        ['c', [10, 30]],
      ],
    ],
    ["SELECT SUM(cpu) FROM App WHERE Host != 'c' AND Zone = '1'", [['q1', [4, 6]]]],
    ['SELECT SUM(nothing) FROM App', [['q1', []]]],
    ['SELECT SUM(nothing) FROM App GROUP BY Host', []],
  ])('%s', async (text, expected) => {
    expect(await results(await withMetrics(...HOSTS), [sql(text)])).toEqual(expected)
  })

  test('an average is weighted by samples', async () => {
    const cloud = testMonitoring(NOW)
    const datum = { MetricName: 'm', Timestamp: START }
    await cloud.call('PutMetricData', {
      Namespace: 'App',
      MetricData: [
        { ...datum, Dimensions: toWire({ Id: 'a' }), Values: [1], Counts: [3] },
        { ...datum, Dimensions: toWire({ Id: 'b' }), Value: 9 },
      ],
    })
    expect(await results(cloud, [sql('SELECT AVG(m) FROM App')])).toEqual([['q1', [3]]])
  })

  test('periods below a minute are a minute', async () => {
    expect(await results(await withMetrics(...HOSTS), [sql('SELECT SUM(cpu) FROM App', { Period: 10 })])).toEqual([
      ['q1', [114, 6, 30]],
    ])
  })

  test('its result can be used in expressions', async () => {
    const cloud = await withMetrics(...HOSTS)
    const queries = [sql('SELECT SUM(cpu) FROM App GROUP BY Zone', { ReturnData: false }), math('e1', 'MAX(q1)*2')]
    expect(await results(cloud, queries)).toEqual([['e1', [200, 12, 60]]])
  })

  test('a label stands before the names of the groups', async () => {
    const cloud = await withMetrics(...HOSTS)
    expect(await results(cloud, [sql('SELECT SUM(cpu) FROM App GROUP BY Zone LIMIT 1', { Label: 'load' })])).toEqual([
      ['load 1', [4, 6]],
    ])
  })
})

describe('ANOMALY_DETECTION_BAND', () => {
  test('surrounds what a metric usually does', async () => {
    const past = Array.from({ length: 960 }, (_, minute) => 100 + (minute % 2))
    const cloud = await withMetrics({ name: 'm', values: past, startMs: NOW - 16 * HOUR_MS })
    const { MetricDataResults = [] } = await ask(cloud, [stat('m1', 'm'), math('e1', 'ANOMALY_DETECTION_BAND(m1, 2)')])
    const [low, high] = MetricDataResults
    expect([low?.Label, high?.Label]).toEqual(['m low', 'm high'])
    expect(low?.Values).toHaveLength(5)
    for (const [index, value] of (low?.Values ?? []).entries()) {
      expect(value).toBeLessThanOrEqual(100)
      expect(value).toBeGreaterThan(90)
      expect(high?.Values?.[index]).toBeGreaterThanOrEqual(101)
      expect(high?.Values?.[index]).toBeLessThan(110)
    }
  })

  test('is trained on expressions, too', async () => {
    const past = Array.from({ length: 960 }, (_, minute) => 100 + (minute % 2))
    const cloud = await withMetrics({ name: 'm', values: past, startMs: NOW - 16 * HOUR_MS })
    const queries = [stat('m1', 'm'), math('e1', 'm1*10', { ReturnData: false })]
    const [upper] = await results(cloud, [...queries, math('e2', 'LAST(ANOMALY_DETECTION_BAND(e1))')])
    expect(upper?.[1][0]).toBeGreaterThan(1_000)
    expect(upper?.[1][0]).toBeLessThan(1_100)
  })

  test('of a metric uses the model that is kept for it', async () => {
    const cloud = await withMetrics({ name: 'm', values: [1] })
    const modelOf = vi.fn(() => {
      const frame = { version: 1, slots: 1, originMs: NOW, slope: 0, zoneOffsetMs: 0 } as const
      return Promise.resolve({ ...frame, levels: [10], spreads: [2], trainedFromMs: 0, trainedToMs: NOW, points: 99 })
    })
    const getMetricData = monitoringOperations.find(({ name }) => name === 'GetMetricData')
    const input = {
      MetricDataQueries: [stat('m1', 'm'), math('e1', 'ANOMALY_DETECTION_BAND(m1, 3)')],
      ...{ StartTime: START, EndTime: NOW },
    }
    const call = { tenant: TEST_TENANT, signal: new AbortController().signal }
    const answer = await getMetricData?.handle(input as never, { ...cloud.deps, models: { modelOf } }, call as never)
    expect(answer).toMatchObject({ MetricDataResults: [{ Values: [4, 4, 4, 4, 4] }, { Values: [16, 16, 16, 16, 16] }] })
    const source = { kind: 'single', namespace: 'App', metricName: 'm', dimensions: [], stat: 'Sum' }
    expect(modelOf.mock.calls).toEqual([[TEST_TENANT, source, 60]])
  })

  test('without a past there is no band', async () => {
    const queries = [stat('m1', 'm'), math('e1', 'ANOMALY_DETECTION_BAND(m1)')]
    expect(await results(await withMetrics({ name: 'm', values: [1] }), queries)).toEqual([
      ['m low', []],
      ['m high', []],
    ])
  })
})

describe('pages of expressions', () => {
  test('all series of a query show the same periods, and every datapoint comes once', async () => {
    const cloud = await withMetrics(...HOSTS)
    const queries = [math('e1', `SEARCH('{App,Host,Zone} cpu','Sum',60)`), math('e2', 'TIME_SERIES(1)', { Period: 60 })]
    const seen: Record<string, number[]> = {}
    let NextToken: string | undefined
    let pages = 0
    do {
      const page = await ask(cloud, queries, { MaxDatapoints: 5, NextToken })
      for (const { Label = '', Values = [] } of page.MetricDataResults ?? [])
        seen[Label] = [...(seen[Label] ?? []), ...Values]
      NextToken = page.NextToken
      pages += 1
    } while (NextToken !== undefined && pages < 20)
    expect(seen).toEqual({ 'a 1 cpu': [1, 2], 'b 1 cpu': [3, 4], 'c 2 cpu': [10, 30], e2: [1, 1, 1, 1, 1] })
    expect(pages).toBeGreaterThan(3)
  })

  test('an array wider than a page moves on all the same', async () => {
    const cloud = await withMetrics(...HOSTS)
    const page = await ask(cloud, [math('e1', `SEARCH('{App,Host,Zone} cpu','Sum',60)`)], { MaxDatapoints: 1 })
    expect(page.MetricDataResults?.map(({ Values, StatusCode }) => [Values, StatusCode])).toEqual([
      [[1], 'PartialData'],
      [[3], 'PartialData'],
      [[10], 'PartialData'],
    ])
    expect(page.NextToken).toBeDefined()
  })
})

const M1: Query = stat('m1', 'm')
const REFUSED: readonly (readonly [string, readonly Query[], string])[] = [
  [
    'a number as result',
    [M1, math('e1', 'AVG(m1)')],
    "Error in expression 'e1': The final result of the expression must be a time series or an array of time series, got Scalar",
  ],
  ['an unknown function', [M1, math('e1', 'NOPE(m1)')], "Error in expression 'e1': Function 'NOPE' not found"],
  ['an unknown id', [math('e1', 'm1')], "Error in expression 'e1': Unknown id 'm1': no query of the request has it"],
  [
    'a circle',
    [math('e1', 'e2+1'), math('e2', 'e1+1')],
    "Error in expression 'e1': Circular dependency between expressions: e1 -> e2 -> e1",
  ],
  ['itself', [math('e1', 'e1')], "Error in expression 'e1': Circular dependency between expressions: e1 -> e1"],
  [
    '2,049 characters',
    [math('e1', '1'.repeat(2_049))],
    'Query e1: the Expression must not be longer than 2048 characters.',
  ],
  [
    'no period for SEARCH',
    [math('e1', "SEARCH('x','Sum')")],
    "Error in expression 'e1': SEARCH needs a period: specify Period for the query, or a third argument",
  ],
  [
    'a bad period for SEARCH',
    [math('e1', "SEARCH('x','Sum',45)")],
    "Error in expression 'e1': The period 45 in SEARCH is invalid: it must be 1, 5, 10, 20, 30 or a multiple of 60",
  ],
  [
    'a bad statistic for SEARCH',
    [math('e1', "SEARCH('x','sum',60)")],
    "Error in expression 'e1': The value sum in SEARCH is not a valid statistic",
  ],
  [
    'a computed search',
    [math('e1', "SEARCH(TIME_SERIES(1),'Sum',60)")],
    "Error in expression 'e1': The first argument of SEARCH must be a search expression in quotes",
  ],
  [
    'a bad search',
    [math('e1', "SEARCH('{x','Sum',60)")],
    "Error in expression 'e1': Invalid search expression at position 3: expected ',' or '}', found the end",
  ],
  [
    'a bad period',
    [math('e1', 'TIME_SERIES(1)', { Period: 45 })],
    'Query e1: the value 45 for parameter Period is invalid: it must be 1, 5, 10, 20, 30 or a multiple of 60.',
  ],
  [
    'two queries in SQL',
    [math('q1', 'SELECT SUM(a) FROM b'), math('q2', 'SELECT SUM(a) FROM b')],
    'At most 1 Metrics Insights query is allowed in a request.',
  ],
  [
    'a double-quoted value',
    [math('q1', 'SELECT AVG(x) FROM N WHERE InstanceType = "c3"')],
    `Error in expression 'q1': Invalid syntax. Label value "c3" must be surrounded by single quotes`,
  ],
  [
    'two bands',
    [M1, math('e1', '[FIRST(ANOMALY_DETECTION_BAND(m1)), LAST(ANOMALY_DETECTION_BAND(m1))]')],
    "Error in expression 'e1': Only one ANOMALY_DETECTION_BAND is allowed in an expression",
  ],
  [
    'a band of METRICS',
    [M1, math('e1', 'ANOMALY_DETECTION_BAND(SUM(METRICS()))')],
    "Error in expression 'e1': ANOMALY_DETECTION_BAND does not support METRICS in its argument",
  ],
  [
    'a band of seconds',
    [stat('m1', 'm', { period: 10 }), math('e1', 'ANOMALY_DETECTION_BAND(m1)')],
    "Error in expression 'e1': ANOMALY_DETECTION_BAND does not support periods below one minute",
  ],
  [
    'a band of two periods',
    [M1, stat('m2', 'm', { period: 300 }), math('e1', 'ANOMALY_DETECTION_BAND(m1+m2)')],
    "Error in expression 'e1': ANOMALY_DETECTION_BAND does not support metrics of different periods",
  ],
]

test.each(REFUSED)('refused: %s', async (_name, queries, message) => {
  const error: unknown = await ask(testMonitoring(NOW), queries).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(AwsError)
  expect(error).toMatchObject({ code: 'ValidationError', message })
})

test('more than can be held in memory is refused', async () => {
  const cloud = testMonitoring(NOW)
  const range = { StartTime: NOW - 455 * DAY_MS, EndTime: NOW }
  const error: unknown = await ask(cloud, [math('e1', 'TIME_SERIES(1)', { Period: 1 })], range).catch(
    (reason: unknown) => reason,
  )
  expect(error).toMatchObject({
    code: 'ValidationError',
    message: expect.stringMatching(/exceeds the limit of 1000000/),
  })
  await expect(ask(cloud, [math('e1', 'TIME_SERIES(1)', { Period: 3_600 })], range)).resolves.toBeDefined()
})

test('expressions see the whole range, also when data are kept in coarser form', async () => {
  const cloud = await withMetrics({ name: 'm', values: [2, 4], startMs: NOW - 4 * HOUR_MS })
  const range = { StartTime: NOW - 4 * HOUR_MS }
  expect(await results(cloud, [stat('m1', 'm', { period: 1 }), math('e1', 'm1+0')], range)).toEqual([['e1', []]])
  expect(await results(cloud, [stat('m1', 'm'), math('e1', 'm1+0')], range)).toEqual([['e1', [2, 4]]])
})
