import {
  type Datapoint,
  type Dimension,
  type DimensionFilter,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  type GetMetricStatisticsCommandInput,
  ListMetricsCommand,
  ListTagsForResourceCommand,
  type MetricDataQuery,
  type MetricDatum,
  PutMetricDataCommand,
  paginateGetMetricData,
  paginateListMetrics,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-cloudwatch'
import { describe, expect, test } from 'vitest'
import { Account, CLOUDWATCH_PROTOCOLS, minutesAgo, unique } from '../support/clients.ts'
import { failure } from '../support/logs.ts'

const DAY_MS = 86_400_000

// Everything that a client can see must be the same however its request was encoded.
describe.each(CLOUDWATCH_PROTOCOLS)('CloudWatch in %s', (protocol) => {
  const cloudwatch = new Account().cloudwatch(protocol)

  const put = (Namespace: string, ...MetricData: MetricDatum[]) =>
    cloudwatch.send(new PutMetricDataCommand({ Namespace, MetricData }))

  async function statistics(input: Partial<GetMetricStatisticsCommandInput>): Promise<Datapoint[]> {
    const { Datapoints = [] } = await cloudwatch.send(
      new GetMetricStatisticsCommand({
        Namespace: 'Test',
        MetricName: 'm',
        StartTime: new Date(minutesAgo(30)),
        EndTime: new Date(minutesAgo(-1)),
        Period: 60,
        ...input,
      }),
    )
    return [...Datapoints].sort((a, b) => Number(a.Timestamp) - Number(b.Timestamp))
  }

  const query = (MetricName: string, Stat: string, rest: Partial<MetricDataQuery> = {}): MetricDataQuery => ({
    Id: 'q1',
    MetricStat: { Metric: { Namespace: 'Test', MetricName }, Period: 60, Stat },
    ...rest,
  })

  const data = (...MetricDataQueries: MetricDataQuery[]) =>
    cloudwatch.send(
      new GetMetricDataCommand({
        MetricDataQueries,
        StartTime: new Date(minutesAgo(30)),
        EndTime: new Date(minutesAgo(-1)),
      }),
    )

  const nowMs = Date.now()
  // The same time for the same number, even when a minute ends during a test.
  const at = (minutes: number): Date => new Date(minutesAgo(minutes, nowMs))

  describe('a metric', () => {
    test('from single values has its five statistics and no unit', async () => {
      const MetricName = unique('values')
      const Timestamp = at(5)
      await put('Test', ...Array.from({ length: 10 }, (_, Value) => ({ MetricName, Value, Timestamp })))
      const Statistics = ['Average', 'Sum', 'Minimum', 'Maximum', 'SampleCount'] as const
      const [point, ...others] = await statistics({ MetricName, Statistics: [...Statistics] })
      expect(others).toEqual([])
      expect(point).toEqual({
        Timestamp,
        Average: 4.5,
        Sum: 45,
        Minimum: 0,
        Maximum: 9,
        SampleCount: 10,
        Unit: 'None',
      })
    })

    test('from values with counts', async () => {
      const MetricName = unique('counts')
      await put('Test', { MetricName, Values: [1, 10], Counts: [2, 4], Unit: 'Count', Timestamp: at(5) })
      const [point] = await statistics({ MetricName, Statistics: ['SampleCount', 'Sum', 'Maximum'] })
      expect(point).toEqual({ Timestamp: at(5), SampleCount: 6, Sum: 42, Maximum: 10, Unit: 'Count' })
    })

    test('from a value and a statistic set in the same minute', async () => {
      const MetricName = unique('set')
      const StatisticValues = { SampleCount: 10, Sum: 55, Minimum: 1, Maximum: 10 }
      const rest = { MetricName, Unit: 'Seconds', Timestamp: at(5) } as const
      await put('Test', { ...rest, Value: 11 }, { ...rest, StatisticValues })
      const [point] = await statistics({
        MetricName,
        Statistics: ['Sum', 'SampleCount', 'Minimum', 'Maximum', 'Average'],
      })
      expect(point).toMatchObject({ Sum: 66, SampleCount: 11, Minimum: 1, Maximum: 11, Average: 6, Unit: 'Seconds' })
    })

    test('without a timestamp is of now', async () => {
      const MetricName = unique('now')
      const before = Date.now()
      await put('Test', { MetricName, Value: 1 })
      const [point] = await statistics({ MetricName, Statistics: ['Sum'], EndTime: new Date(Date.now() + 120_000) })
      expect(Number(point?.Timestamp)).toBeGreaterThanOrEqual(Math.floor(before / 60_000) * 60_000)
    })

    test('has percentiles and trimmed statistics', async () => {
      const MetricName = unique('extended')
      await put('Test', { MetricName, Values: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], Timestamp: at(5) })
      const expected = {
        p50: 5,
        p90: 9,
        p99: 10,
        tm90: 5,
        tc90: 9,
        ts90: 45,
        wm90: 5.4,
        'TM(10%:90%)': 5.5,
        IQM: 5.5,
        'PR(:3)': 30,
      }
      const [point] = await statistics({ MetricName, ExtendedStatistics: Object.keys(expected) })
      const found = point?.ExtendedStatistics ?? {}
      expect(Object.keys(found).sort()).toEqual(Object.keys(expected).sort())
      for (const [name, value] of Object.entries(expected)) expect.soft(found[name], name).toBeCloseTo(value, 9)
    })

    test('is its exact set of dimensions, in any order', async () => {
      const MetricName = unique('dimensions')
      const a: Dimension = { Name: 'A', Value: '1' }
      const b: Dimension = { Name: 'B', Value: 'ü & <b>' }
      const rest = { MetricName, Timestamp: at(5) }
      // CloudWatch takes ASCII only in dimension values.
      const refused = await failure(put('Test', { ...rest, Value: 1, Dimensions: [a, b] }))
      expect(refused.name).toMatch(/^InvalidParameterValue/)
      const c: Dimension = { Name: 'B', Value: '<b> & "c"' }
      await put('Test', { ...rest, Value: 1, Dimensions: [a, c] }, { ...rest, Value: 2, Dimensions: [c, a] })
      await put('Test', { ...rest, Value: 10, Dimensions: [a] })
      const Statistics = ['Sum'] as const
      expect(await statistics({ MetricName, Statistics: [...Statistics], Dimensions: [c, a] })).toMatchObject([
        { Sum: 3 },
      ])
      expect(await statistics({ MetricName, Statistics: [...Statistics], Dimensions: [a] })).toMatchObject([
        { Sum: 10 },
      ])
      expect(await statistics({ MetricName, Statistics: [...Statistics] })).toEqual([])
    })

    test('of two units has a datapoint for each', async () => {
      const MetricName = unique('units')
      await put(
        'Test',
        { MetricName, Value: 60, Unit: 'Seconds', Timestamp: at(5) },
        { MetricName, Value: 60_000, Unit: 'Milliseconds', Timestamp: at(5) },
      )
      const points = await statistics({ MetricName, Statistics: ['Sum'] })
      expect(points.map((point) => `${point.Sum} ${point.Unit}`).sort()).toEqual(['60 Seconds', '60000 Milliseconds'])
      expect(await statistics({ MetricName, Statistics: ['Sum'], Unit: 'Seconds' })).toMatchObject([{ Sum: 60 }])

      const { MetricDataResults = [] } = await data(query(MetricName, 'Sum'))
      expect(MetricDataResults[0]).toMatchObject({
        Values: [60_000],
        Messages: [{ Code: 'MultipleUnits', Value: "Multiple units returned: '[Milliseconds, Seconds]'" }],
      })
    })

    test('of high resolution has sub-minute periods', async () => {
      const MetricName = unique('fine')
      const start = minutesAgo(5)
      const points = [0, 1, 2, 10, 11].map((second) => ({
        MetricName,
        StorageResolution: 1,
        Value: second,
        Timestamp: new Date(start + second * 1_000),
      }))
      await put('Test', ...points)
      const found = await statistics({
        MetricName,
        Statistics: ['Sum'],
        Period: 10,
        StartTime: new Date(start),
        EndTime: new Date(start + 60_000),
      })
      expect(found.map((point) => [Number(point.Timestamp) - start, point.Sum])).toEqual([
        [0, 3],
        [10_000, 21],
      ])
    })

    test('that nobody published has no datapoints', async () => {
      expect(await statistics({ MetricName: unique('never'), Statistics: ['Sum'] })).toEqual([])
      const { MetricDataResults } = await data(query(unique('never'), 'Sum'))
      expect(MetricDataResults).toMatchObject([{ Id: 'q1', Timestamps: [], Values: [], StatusCode: 'Complete' }])
    })
  })

  describe('getting data', () => {
    test('answers queries in their order, newest first, with labels that tell them apart', async () => {
      const MetricName = unique('many')
      await put('Test', ...[3, 2, 1].map((minute) => ({ MetricName, Value: minute, Timestamp: at(minute) })))
      const answer = await data(
        query(MetricName, 'Sum', { Id: 'sum' }),
        query(MetricName, 'Maximum', { Id: 'max' }),
        // biome-ignore lint/suspicious/noTemplateCurlyInString: the syntax of CloudWatch's labels.
        query(MetricName, 'Minimum', { Id: 'named', Label: 'lowest ${MIN}' }),
        query(MetricName, 'Average', { Id: 'hidden', ReturnData: false }),
      )
      expect(answer.Messages).toEqual([])
      expect(answer.MetricDataResults).toEqual([
        {
          Id: 'sum',
          Label: `${MetricName} Sum`,
          Timestamps: [at(1), at(2), at(3)],
          Values: [1, 2, 3],
          StatusCode: 'Complete',
        },
        expect.objectContaining({ Id: 'max', Label: `${MetricName} Maximum`, Values: [1, 2, 3] }),
        expect.objectContaining({ Id: 'named', Label: 'lowest 1' }),
      ])
    })

    test('pages when there are more datapoints than asked for', async () => {
      const MetricName = unique('paged')
      const points = Array.from({ length: 20 }, (_, index) => ({
        MetricName,
        Value: index,
        Timestamp: at(20 - index),
      }))
      await put('Test', ...points)
      const input = {
        MetricDataQueries: [query(MetricName, 'Sum')],
        StartTime: at(20),
        EndTime: at(0),
        MaxDatapoints: 10,
      }
      const values: number[][] = []
      for await (const page of paginateGetMetricData({ client: cloudwatch }, input)) {
        values.push(page.MetricDataResults?.[0]?.Values ?? [])
      }
      expect(values.length).toBeGreaterThanOrEqual(2)
      expect(values[0]).toEqual([19, 18, 17, 16, 15, 14, 13, 12, 11, 10])
      expect(values.flat()).toEqual(Array.from({ length: 20 }, (_, index) => 19 - index))
    })

    test('refuses an expression with a clear error', async () => {
      const call = data({ Id: 'e1', Expression: 'SEARCH(', Period: 60 })
      expect((await failure(call)).message).not.toBe('')
    })
  })

  describe('bad data is refused as a whole:', () => {
    const good: MetricDatum = { MetricName: 'good', Value: 1 }
    test.each<readonly [what: string, data: MetricDatum[], name: RegExp, message: RegExp | string]>([
      [
        'value and values at once',
        [{ MetricName: 'm', Value: 1, Values: [1] }],
        /^InvalidParameterCombination/,
        'The parameters MetricData.member.1.Value and MetricData.member.1.Values are mutually exclusive and you have specified both.',
      ],
      [
        'counts of another length',
        [{ MetricName: 'm', Values: [1, 2], Counts: [1] }],
        /^InvalidParameterValue/,
        'The parameters MetricData.member.1.Values and MetricData.member.1.Counts must be of the same size.',
      ],
      ['31 dimensions', [{ MetricName: 'm', Value: 1, Dimensions: dimensions(31) }], /./, /./],
      ['a value out of range', [good, { MetricName: 'm', Value: 2 ** 361 }], /^InvalidParameterValue/, /./],
      [
        'a time two weeks back',
        [good, { MetricName: 'm', Value: 1, Timestamp: new Date(Date.now() - 15 * DAY_MS) }],
        /^InvalidParameterValue/,
        /MetricData\.member\.2\.Timestamp/,
      ],
      [
        'a time three hours ahead',
        [{ MetricName: 'm', Value: 1, Timestamp: new Date(Date.now() + 3 * 3_600_000) }],
        /^InvalidParameterValue/,
        /Timestamp/,
      ],
      ['151 values', [{ MetricName: 'm', Values: Array.from({ length: 151 }, (_, i) => i) }], /./, /./],
      ['1,001 metrics', Array.from({ length: 1_001 }, () => good), /./, /./],
    ])('%s', async (_what, MetricData, name, message) => {
      const Namespace = unique('Bad')
      const error = await failure(put(Namespace, ...MetricData))
      expect(error.name).toMatch(name)
      expect(error.message).toMatch(message)
      const { Metrics } = await cloudwatch.send(new ListMetricsCommand({ Namespace }))
      expect(Metrics).toEqual([])
    })

    test('a namespace of AWS', async () => {
      expect((await failure(put('AWS/Mine', good))).name).toMatch(/^InvalidParameterValue/)
    })

    test('a value that is no number', async () => {
      // Some encodings have no word for NaN; then the client itself refuses.
      const error = await failure(put('Test', { MetricName: 'm', Value: Number.NaN }))
      expect(error.message).not.toBe('')
    })
  })

  describe('bad questions are refused:', () => {
    test('more datapoints than 1,440', async () => {
      const call = statistics({ Statistics: ['Sum'], Period: 1, StartTime: at(1_440), EndTime: at(0) })
      const error = await failure(call)
      expect(error.name).toMatch(/^InvalidParameterCombination/)
      expect(error.message).toBe(
        'You have requested up to 86400 datapoints, which exceeds the limit of 1440. You may reduce the datapoints requested by increasing Period, or decreasing the time range.',
      )
    })

    test('a start that is the end', async () => {
      const error = await failure(statistics({ Statistics: ['Sum'], StartTime: at(5), EndTime: at(5) }))
      expect(error.name).toMatch(/^InvalidParameterValue/)
      expect(error.message).toBe('The parameter StartTime must be less than the parameter EndTime.')
    })

    test('a period of 45 seconds', async () => {
      expect((await failure(statistics({ Statistics: ['Sum'], Period: 45 }))).name).toMatch(/^InvalidParameter/)
    })

    test('two queries of one id', async () => {
      expect((await failure(data(query('a', 'Sum'), query('b', 'Sum')))).name).toMatch(/^Validation|^InvalidParameter/)
    })
  })

  describe('listing metrics', () => {
    const Namespace = unique('List')

    test('pages by 500', async () => {
      const all = Array.from({ length: 1_100 }, (_, index) => `m${String(index).padStart(4, '0')}`)
      for (let start = 0; start < all.length; start += 550) {
        await put(Namespace, ...all.slice(start, start + 550).map((MetricName) => ({ MetricName, Value: 1 })))
      }
      const pages: string[][] = []
      for await (const page of paginateListMetrics({ client: cloudwatch }, { Namespace })) {
        pages.push((page.Metrics ?? []).map((metric) => metric.MetricName ?? ''))
      }
      expect(pages.map((page) => page.length)).toEqual([500, 500, 100])
      expect(pages.flat().sort()).toEqual(all)
    })

    test('by dimensions finds metrics that have them and perhaps more', async () => {
      const MetricName = unique('dims')
      const a: Dimension = { Name: 'A', Value: '1' }
      const b: Dimension = { Name: 'B', Value: '2' }
      for (const Dimensions of [[], [a], [b, a], [b]]) await put(Namespace, { MetricName, Value: 1, Dimensions })
      const list = async (filter: DimensionFilter[], RecentlyActive?: 'PT3H') => {
        const { Metrics = [] } = await cloudwatch.send(
          new ListMetricsCommand({ Namespace, MetricName, Dimensions: filter, RecentlyActive }),
        )
        return Metrics.map((metric) => (metric.Dimensions ?? []).map((dimension) => dimension.Name).join()).sort()
      }
      expect(await list([])).toEqual(['', 'A', 'A,B', 'B'])
      expect(await list([{ Name: 'A' }])).toEqual(['A', 'A,B'])
      expect(
        await list([
          { Name: 'A', Value: '1' },
          { Name: 'B', Value: '2' },
        ]),
      ).toEqual(['A,B'])
      expect(await list([{ Name: 'A', Value: '9' }])).toEqual([])
      expect(await list([{ Name: 'B' }], 'PT3H')).toEqual(['A,B', 'B'])
    })

    test('recently active leaves out what came with old times', async () => {
      const MetricName = unique('old')
      await put(Namespace, { MetricName, Value: 1, Timestamp: at(4 * 60) })
      const { Metrics } = await cloudwatch.send(new ListMetricsCommand({ Namespace, MetricName }))
      expect(Metrics).toHaveLength(1)
    })
  })
})

test.each(CLOUDWATCH_PROTOCOLS)('tags in %s need something to hang on', async (protocol) => {
  const account = new Account()
  const client = account.cloudwatch(protocol)
  const ResourceARN = `arn:aws:cloudwatch:us-east-1:${account.id}:alarm:none`
  for (const call of [
    client.send(new TagResourceCommand({ ResourceARN, Tags: [{ Key: 'a', Value: 'b' }] })),
    client.send(new UntagResourceCommand({ ResourceARN, TagKeys: ['a'] })),
    client.send(new ListTagsForResourceCommand({ ResourceARN })),
  ]) {
    expect((await failure(call)).name).toMatch(/^ResourceNotFound/)
  }
})

describe('compression', () => {
  test.each(['json', 'query'] as const)('of a large PutMetricData in %s is understood', async (protocol) => {
    const client = new Account().cloudwatch(protocol)
    const encodings: (string | undefined)[] = []
    client.middlewareStack.add(
      (next) => (args) => {
        const { headers } = args.request as { readonly headers: Record<string, string> }
        encodings.push(headers['content-encoding'] ?? headers['Content-Encoding'])
        return next(args)
      },
      { step: 'deserialize', priority: 'low', name: 'seeEncoding' },
    )
    const Namespace = unique('Gzip')
    const Timestamp = new Date(minutesAgo(5))
    const MetricData = Array.from({ length: 900 }, (_, index) => ({
      MetricName: 'm',
      Value: index,
      Timestamp,
      Dimensions: dimensions(2),
    }))
    await client.send(new PutMetricDataCommand({ Namespace, MetricData }))
    expect(encodings).toEqual(['gzip'])
    const { Datapoints } = await client.send(
      new GetMetricStatisticsCommand({
        Namespace,
        MetricName: 'm',
        Dimensions: dimensions(2),
        StartTime: Timestamp,
        EndTime: new Date(Number(Timestamp) + 60_000),
        Period: 60,
        Statistics: ['SampleCount', 'Sum'],
      }),
    )
    expect(Datapoints).toMatchObject([{ SampleCount: 900, Sum: (899 * 900) / 2 }])
  })
})

test('what one protocol puts, the others read alike', async () => {
  const account = new Account()
  const Timestamp = new Date(minutesAgo(5))
  for (const protocol of CLOUDWATCH_PROTOCOLS) {
    const MetricData = [{ MetricName: 'm', Value: 0.1, Unit: 'Count' as const, Timestamp }]
    await account.cloudwatch(protocol).send(new PutMetricDataCommand({ Namespace: 'Mixed', MetricData }))
  }
  const answers = []
  for (const protocol of CLOUDWATCH_PROTOCOLS) {
    const { MetricDataResults } = await account.cloudwatch(protocol).send(
      new GetMetricDataCommand({
        StartTime: Timestamp,
        EndTime: new Date(Number(Timestamp) + 60_000),
        MetricDataQueries: [
          { Id: 'q', MetricStat: { Metric: { Namespace: 'Mixed', MetricName: 'm' }, Period: 60, Stat: 'Sum' } },
        ],
      }),
    )
    answers.push(MetricDataResults)
  }
  expect(answers[0]).toMatchObject([{ Timestamps: [Timestamp], Values: [expect.closeTo(0.3, 12)] }])
  expect(answers[1]).toEqual(answers[0])
  expect(answers[2]).toEqual(answers[0])
})

function dimensions(count: number): Dimension[] {
  return Array.from({ length: count }, (_, index) => ({ Name: `name${index}`, Value: `value${index}` }))
}
