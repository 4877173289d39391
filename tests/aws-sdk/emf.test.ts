import { GetMetricStatisticsCommand, ListMetricsCommand } from '@aws-sdk/client-cloudwatch'
import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { expect, test } from 'vitest'
import { Account, minutesAgo } from '../support/clients.ts'
import { createStream, put } from '../support/logs.ts'

const account = new Account()
const logs = account.logs()
const cloudwatch = account.cloudwatch()

const document = (timestampMs: number, members: object, unit = 'Milliseconds') =>
  JSON.stringify({
    _aws: {
      Timestamp: timestampMs,
      CloudWatchMetrics: [
        {
          Namespace: 'Shop',
          Dimensions: [['Operation'], ['Operation', 'Cell']],
          Metrics: [{ Name: 'time', Unit: unit }, { Name: 'size' }],
        },
      ],
    },
    ...members,
  })

test('a log event in the embedded metric format becomes metrics at once; a broken one stays a log event', async () => {
  const stream = await createStream(logs)
  const start = minutesAgo(5)
  const base = { Operation: 'Aggregator', Cell: '001' }
  await put(logs, stream, [
    document(start, { ...base, time: 100, size: [1, 2, 3] }),
    document(start, { ...base, time: '100' }),
    document(start, { ...base, time: 50 }, 'Milis'),
    `prefix ${document(start, { ...base, time: 1_000 })}`,
    'not JSON at all',
  ])
  const { events } = await logs.send(new FilterLogEventsCommand({ logGroupName: stream.logGroupName }))
  expect(events).toHaveLength(5)

  const statistics = async (MetricName: string, Dimensions: { Name: string; Value: string }[]) => {
    const { Datapoints } = await cloudwatch.send(
      new GetMetricStatisticsCommand({
        Namespace: 'Shop',
        MetricName,
        Dimensions,
        StartTime: new Date(start),
        EndTime: new Date(start + 60_000),
        Period: 60,
        Statistics: ['Sum', 'SampleCount', 'Maximum'],
      }),
    )
    return Datapoints
  }
  const operation = { Name: 'Operation', Value: 'Aggregator' }
  const cell = { Name: 'Cell', Value: '001' }
  for (const dimensions of [[operation], [operation, cell]]) {
    expect(await statistics('time', dimensions)).toEqual([
      { Timestamp: new Date(start), Sum: 100, SampleCount: 1, Maximum: 100, Unit: 'Milliseconds' },
    ])
    expect(await statistics('size', dimensions)).toEqual([
      { Timestamp: new Date(start), Sum: 6, SampleCount: 3, Maximum: 3, Unit: 'None' },
    ])
  }
  const { Metrics } = await cloudwatch.send(new ListMetricsCommand({ Namespace: 'Shop' }))
  expect(Metrics).toHaveLength(4)

  const { Metrics: errors } = await cloudwatch.send(
    new ListMetricsCommand({ Namespace: 'AWS/Logs', MetricName: 'EMFValidationErrors' }),
  )
  expect(errors).toMatchObject([{ Dimensions: [{ Name: 'LogGroupName', Value: stream.logGroupName }] }])
})
