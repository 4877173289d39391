import { expect, test } from 'vitest'
import { Account, minutesAgo, unique } from '../support/clients.ts'
import { awsCli, describeWith } from '../support/tools.ts'
import { awsCliOf } from './support.ts'

describeWith(awsCli, 'aws cloudwatch', (path) => {
  const account = new Account()
  const aws = awsCliOf(path, account)
  const iso = (timeMs: number) => new Date(timeMs).toISOString()
  const start = minutesAgo(10)
  const range = ['--start-time', iso(start), '--end-time', iso(start + 300_000), '--period', '60']

  const put = (...args: string[]) => aws.json('cloudwatch', 'put-metric-data', '--namespace', 'Cli', ...args)
  const statistics = (metric: string, ...args: string[]) =>
    aws.json('cloudwatch', 'get-metric-statistics', '--namespace', 'Cli', '--metric-name', metric, ...range, ...args)

  test('put-metric-data takes a value with dimensions and unit', async () => {
    const metric = unique('short')
    const at = ['--timestamp', iso(start), '--unit', 'Milliseconds', '--dimensions', 'Method=GET,Route=/a b']
    expect(await put('--metric-name', metric, '--value', '345.67', ...at)).toBeUndefined()
    await put('--metric-name', metric, '--value', '0.33', ...at)
    const answer = await statistics(
      metric,
      '--statistics',
      'Average',
      'Sum',
      '--dimensions',
      'Name=Route,Value=/a b',
      'Name=Method,Value=GET',
    )
    expect(answer).toEqual({
      Label: metric,
      Datapoints: [{ Timestamp: expect.any(String), Average: 173, Sum: 346, Unit: 'Milliseconds' }],
    })
    const [point] = (answer as { readonly Datapoints: readonly { readonly Timestamp: string }[] }).Datapoints
    expect(Date.parse(point?.Timestamp ?? '')).toBe(start)
  })

  test('put-metric-data takes a statistic set', async () => {
    const metric = unique('set')
    await put('--metric-name', metric, '--statistic-values', 'Sum=55,Minimum=1,Maximum=10,SampleCount=10')
    const datum = `MetricName=${metric},Timestamp=${iso(start)},StatisticValues={Sum=6,Minimum=1,Maximum=3,SampleCount=3}`
    await put('--metric-data', datum)
    const answer = await statistics(metric, '--statistics', 'SampleCount', 'Maximum')
    expect(answer).toMatchObject({ Datapoints: [{ SampleCount: 3, Maximum: 3, Unit: 'None' }] })
  })

  test('put-metric-data takes several data with values and counts', async () => {
    const metric = unique('counts')
    const common = { MetricName: metric, Timestamp: iso(start), Unit: 'Count' }
    const data = [
      { ...common, Values: [1, 10], Counts: [2, 4] },
      { ...common, Value: 100, StorageResolution: 1 },
    ]
    await put('--metric-data', JSON.stringify(data))
    const answer = await statistics(metric, '--extended-statistics', 'p50', 'p99')
    expect(answer).toMatchObject({ Datapoints: [{ ExtendedStatistics: { p50: 10, p99: 100 } }] })
  })

  test('get-metric-data evaluates expressions', async () => {
    const metric = unique('math')
    for (const [host, value] of Object.entries({ a: 3, b: 4 })) {
      await put(
        '--metric-name',
        metric,
        '--value',
        `${value}`,
        '--timestamp',
        iso(start),
        '--dimensions',
        `Host=${host}`,
      )
    }
    const queries = [
      { Id: 'e1', Expression: `SUM(SEARCH('{Cli,Host} MetricName="${metric}"', 'Sum', 60))*10`, Label: 'all' },
      { Id: 'q1', Expression: `SELECT MAX("${metric}") FROM SCHEMA(Cli, Host) GROUP BY Host`, Period: 60 },
    ]
    const times = ['--start-time', iso(start), '--end-time', iso(start + 60_000)]
    const answer = await aws.json(
      'cloudwatch',
      'get-metric-data',
      ...times,
      '--metric-data-queries',
      JSON.stringify(queries),
    )
    expect(answer).toMatchObject({
      MetricDataResults: [
        { Id: 'e1', Label: 'all', Values: [70], StatusCode: 'Complete' },
        { Id: 'q1', Label: 'a', Values: [3] },
        { Id: 'q1', Label: 'b', Values: [4] },
      ],
    })
  })

  test('get-metric-widget-image draws a picture', async () => {
    const widget = JSON.stringify({ metrics: [['Cli', 'nothing']] })
    const answer = await aws.json('cloudwatch', 'get-metric-widget-image', '--metric-widget', widget)
    const image = Buffer.from((answer as { readonly MetricWidgetImage: string }).MetricWidgetImage, 'base64')
    expect([image.readUInt32BE(16), image.readUInt32BE(20)]).toEqual([600, 400])
  })

  test('get-metric-data answers several queries', async () => {
    const metric = unique('data')
    for (const [minute, value] of [1, 2, 4].entries()) {
      await put('--metric-name', metric, '--value', String(value), '--timestamp', iso(start + minute * 60_000))
    }
    const query = (Id: string, Stat: string) => ({
      Id,
      MetricStat: { Metric: { Namespace: 'Cli', MetricName: metric }, Period: 60, Stat },
    })
    const answer = await aws.json(
      'cloudwatch',
      'get-metric-data',
      '--metric-data-queries',
      JSON.stringify([query('sum', 'Sum'), query('p90', 'p90')]),
      '--start-time',
      iso(start),
      '--end-time',
      iso(start + 300_000),
      '--scan-by',
      'TimestampAscending',
    )
    expect(answer).toMatchObject({
      MetricDataResults: [
        { Id: 'sum', Values: [1, 2, 4], StatusCode: 'Complete' },
        { Id: 'p90', Values: [1, 2, 4] },
      ],
      Messages: [],
    })
  })

  test('list-metrics pages by itself', async () => {
    const prefix = unique('list')
    const names = Array.from({ length: 620 }, (_, index) => `${prefix}-${index}`)
    for (let from = 0; from < names.length; from += 310) {
      const data = names.slice(from, from + 310).map((MetricName) => ({ MetricName, Value: 1 }))
      await aws.json('cloudwatch', 'put-metric-data', '--namespace', prefix, '--metric-data', JSON.stringify(data))
    }
    const listed = await aws.json(
      'cloudwatch',
      'list-metrics',
      '--namespace',
      prefix,
      '--query',
      'Metrics[].MetricName',
    )
    expect((listed as string[]).sort()).toEqual([...names].sort())
    const some = await aws.json('cloudwatch', 'list-metrics', '--namespace', prefix, '--max-items', '3')
    expect(some).toMatchObject({ NextToken: expect.any(String) })
    expect(await aws.json('cloudwatch', 'list-metrics', '--namespace', 'Nobody')).toEqual({ Metrics: [] })
  })

  test.each<readonly [args: readonly string[], text: RegExp]>([
    [
      ['put-metric-data', '--namespace', 'AWS/Mine', '--metric-name', 'm', '--value', '1'],
      /An error occurred \(InvalidParameterValue\) when calling the PutMetricData operation: /,
    ],
    [
      ['put-metric-data', '--namespace', 'Cli', '--metric-name', 'm', '--value', '1', '--unit', 'Parsecs'],
      /An error occurred \((ValidationError|InvalidParameterValue)\) when calling the PutMetricData operation: /,
    ],
    [
      ['put-metric-data', '--namespace', 'Cli', '--metric-data', 'MetricName=m,Value=1,Values=[1]'],
      /\(InvalidParameterCombination\) .*MetricData\.member\.1\.Value and MetricData\.member\.1\.Values are mutually exclusive/,
    ],
    [
      [
        'get-metric-statistics',
        ...['--namespace', 'Cli', '--metric-name', 'm', '--statistics', 'Sum', '--period', '60'],
        ...['--start-time', iso(start), '--end-time', iso(start)],
      ],
      /\(InvalidParameterValue\) .*The parameter StartTime must be less than the parameter EndTime\./,
    ],
    [['describe-insight-rules'], /\((InvalidAction|UnsupportedOperation)\)/],
  ])('ends with 254 and the error of AWS: %j', async (args, text) => {
    const { code, stderr } = await aws.run(['cloudwatch', ...args])
    expect(stderr).toMatch(text)
    expect(code).toBe(254)
  })

  test('aws sts get-caller-identity knows the account', async () => {
    expect(await aws.json('sts', 'get-caller-identity')).toMatchObject({ Account: account.id })
  })
})
