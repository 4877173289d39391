// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of dynamic labels
import {
  GetMetricDataCommand,
  GetMetricWidgetImageCommand,
  type MetricDataQuery,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch'
import { beforeAll, describe, expect, test } from 'vitest'
import { Account, CLOUDWATCH_PROTOCOLS, minutesAgo } from '../support/clients.ts'
import { failure } from '../support/logs.ts'

describe.each(CLOUDWATCH_PROTOCOLS)('expressions in %s', (protocol) => {
  const cloudwatch = new Account().cloudwatch(protocol)
  const start = minutesAgo(10)

  beforeAll(async () => {
    const MetricData = ['a', 'b', 'c'].flatMap((host, index) =>
      [1, 2, 3].map((value, minute) => ({
        MetricName: 'Errors',
        Dimensions: [{ Name: 'Host', Value: host }],
        Timestamp: new Date(start + minute * 60_000),
        Value: value * 10 ** index,
      })),
    )
    await cloudwatch.send(new PutMetricDataCommand({ Namespace: 'Math', MetricData }))
  })

  async function ask(...MetricDataQueries: MetricDataQuery[]) {
    const { MetricDataResults = [] } = await cloudwatch.send(
      new GetMetricDataCommand({
        MetricDataQueries,
        StartTime: new Date(start),
        EndTime: new Date(start + 5 * 60_000),
        ScanBy: 'TimestampAscending',
      }),
    )
    return MetricDataResults.map(({ Id, Label, Values }) => [Id, Label, Values])
  }

  const metric = (Id: string, host: string): MetricDataQuery => ({
    Id,
    ReturnData: false,
    MetricStat: {
      Metric: { Namespace: 'Math', MetricName: 'Errors', Dimensions: [{ Name: 'Host', Value: host }] },
      Period: 60,
      Stat: 'Sum',
    },
  })

  test('metric math', async () => {
    const share = { Id: 'e1', Expression: '100*m1/SUM(METRICS())', Label: 'share, max ${MAX}' }
    const filled = { Id: 'e2', Expression: 'FILL(m1, 0)' }
    expect(await ask(share, metric('m1', 'a'), metric('m2', 'b'), filled)).toEqual([
      ['e1', 'share, max 9.09091', [100 / 11, 200 / 22, 300 / 33]],
      ['e2', 'e2', [1, 2, 3, 0, 0]],
    ])
  })

  test('SEARCH', async () => {
    const Expression = `SORT(SEARCH('{Math,Host} MetricName="Errors" NOT Host="b"', 'Sum', 60), MAX, DESC)`
    expect(await ask({ Id: 'e1', Expression })).toEqual([
      ['e1', 'c Errors', [100, 200, 300]],
      ['e1', 'a Errors', [1, 2, 3]],
    ])
  })

  test('Metrics Insights', async () => {
    const Expression = `SELECT SUM(Errors) FROM SCHEMA(Math, Host) WHERE Host != 'a' GROUP BY Host ORDER BY MAX() DESC LIMIT 1`
    expect(await ask({ Id: 'q1', Expression, Period: 60 })).toEqual([['q1', 'c', [100, 200, 300]]])
  })

  test.each([
    ['AVG(m1)', /^Error in expression 'e1': The final result of the expression must be a time series/],
    ['NOPE(m1)', /^Error in expression 'e1': Function 'NOPE' not found$/],
    ['m1 +', /^Error in expression 'e1': Invalid syntax at position 5/],
    ['SELECT SUM(Count) FROM Math', /Reserved keyword 'Count' must be surrounded by double quotes$/],
  ])('%s is refused', async (Expression, message) => {
    const error = await failure(ask(metric('m1', 'a'), { Id: 'e1', Expression }))
    expect(error).toMatchObject({ name: 'ValidationException', message: expect.stringMatching(message) })
  })

  test('a widget is drawn', async () => {
    const widget = {
      metrics: [['Math', 'Errors', 'Host', 'a'], ['...', 'b'], [{ expression: 'm1+m2', label: 'both' }]],
      ...{ width: 320, height: 200, period: 60, stat: 'Sum', title: 'Errors' },
    }
    const { MetricWidgetImage = new Uint8Array() } = await cloudwatch.send(
      new GetMetricWidgetImageCommand({ MetricWidget: JSON.stringify(widget) }),
    )
    const image = Buffer.from(MetricWidgetImage)
    expect(image.subarray(1, 4).toString()).toBe('PNG')
    expect([image.readUInt32BE(16), image.readUInt32BE(20)]).toEqual([320, 200])
  })
})
