import { GetMetricStatisticsCommand, type Statistic } from '@aws-sdk/client-cloudwatch'
import {
  DeleteMetricFilterCommand,
  DescribeLogGroupsCommand,
  DescribeMetricFiltersCommand,
  InvalidParameterException,
  type MetricTransformation,
  PutMetricFilterCommand,
  paginateDescribeMetricFilters,
  ResourceNotFoundException,
  TestMetricFilterCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { describe, expect, test } from 'vitest'
import { Account, minutesAgo, unique } from '../support/clients.ts'
import { createStream, failure, put } from '../support/logs.ts'

const account = new Account()
const logs = account.logs()
const cloudwatch = account.cloudwatch()

function putFilter(logGroupName: string, filterPattern: string, transformation: Partial<MetricTransformation>) {
  return logs.send(
    new PutMetricFilterCommand({
      logGroupName,
      filterName: 'filter',
      filterPattern,
      metricTransformations: [{ metricName: 'm', metricNamespace: 'Filters', metricValue: '1', ...transformation }],
    }),
  )
}

async function statistics(
  MetricName: string,
  startMs: number,
  minutes: number,
  dimensions: Record<string, string> = {},
) {
  const answer = await cloudwatch.send(
    new GetMetricStatisticsCommand({
      Namespace: 'Filters',
      MetricName,
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      StartTime: new Date(startMs),
      EndTime: new Date(startMs + minutes * 60_000),
      Period: 60,
      Statistics: ['Sum', 'SampleCount'] satisfies Statistic[],
    }),
  )
  const points = [...(answer.Datapoints ?? [])].sort((a, b) => Number(a.Timestamp) - Number(b.Timestamp))
  return points.map(({ Sum, SampleCount, Unit }) => ({ Sum, SampleCount, Unit }))
}

describe('a metric filter', () => {
  test('counts matches, and publishes its default for every event that does not match', async () => {
    const stream = await createStream(logs)
    const metricName = unique('errors')
    await putFilter(stream.logGroupName, 'ERROR', { metricName, defaultValue: 0, unit: 'Count' })
    const start = minutesAgo(10)
    await put(logs, stream, ['ERROR a', 'ERROR b'], start)
    await put(logs, stream, ['fine', 'also fine'], start + 60_000)
    expect(await statistics(metricName, start, 5)).toEqual([
      { Sum: 2, SampleCount: 2, Unit: 'Count' },
      { Sum: 0, SampleCount: 2, Unit: 'Count' },
    ])
  })

  test('takes its value and dimensions from the event', async () => {
    const stream = await createStream(logs)
    const metricName = unique('latency')
    await putFilter(stream.logGroupName, '{ $.latency = * }', {
      metricName,
      metricValue: '$.latency',
      unit: 'Milliseconds',
      dimensions: { Type: '$.requestType' },
    })
    const start = minutesAgo(10)
    const events = [
      '{"latency":50,"requestType":"GET"}',
      '{"latency":7.5,"requestType":"GET"}',
      '{"latency":1,"requestType":"PUT"}',
      '{"latency":"slow","requestType":"GET"}',
      '{"requestType":"GET"}',
    ]
    await put(logs, stream, events, start)
    expect(await statistics(metricName, start, 2, { Type: 'GET' })).toEqual([
      { Sum: 57.5, SampleCount: 2, Unit: 'Milliseconds' },
    ])
    expect(await statistics(metricName, start, 2, { Type: 'PUT' })).toMatchObject([{ Sum: 1 }])
    expect(await statistics(metricName, start, 2)).toEqual([])
  })

  test('is described, replaced and deleted', async () => {
    const { logGroupName } = await createStream(logs)
    await putFilter(logGroupName, 'ERROR', { metricName: 'first' })
    await putFilter(logGroupName, 'WARN', { metricName: 'second', defaultValue: 0 })
    const { metricFilters } = await logs.send(new DescribeMetricFiltersCommand({ logGroupName }))
    expect(metricFilters).toHaveLength(1)
    expect(metricFilters?.[0]).toMatchObject({
      filterName: 'filter',
      filterPattern: 'WARN',
      logGroupName,
      creationTime: expect.any(Number),
      metricTransformations: [{ metricName: 'second', metricNamespace: 'Filters', metricValue: '1', defaultValue: 0 }],
    })
    const { logGroups } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: logGroupName }))
    expect(logGroups?.[0]?.metricFilterCount).toBe(1)

    await logs.send(new DeleteMetricFilterCommand({ logGroupName, filterName: 'filter' }))
    expect((await logs.send(new DescribeMetricFiltersCommand({ logGroupName }))).metricFilters).toEqual([])
    const again = await failure(logs.send(new DeleteMetricFilterCommand({ logGroupName, filterName: 'filter' })))
    expect(again).toBeInstanceOf(ResourceNotFoundException)
  })

  test('is found by its metric over all groups', async () => {
    const metricName = unique('shared')
    const groups = [await createStream(logs), await createStream(logs), await createStream(logs)]
    for (const { logGroupName } of groups) await putFilter(logGroupName, 'x', { metricName })
    const found: (string | undefined)[] = []
    const input = { metricName, metricNamespace: 'Filters' }
    for await (const page of paginateDescribeMetricFilters({ client: logs, pageSize: 2 }, input)) {
      found.push(...(page.metricFilters ?? []).map((filter) => filter.logGroupName))
    }
    expect(found.sort()).toEqual(groups.map((group) => group.logGroupName).sort())
  })

  test('with a default and dimensions, a bad pattern or two transformations is refused', async () => {
    const { logGroupName } = await createStream(logs)
    const both = putFilter(logGroupName, '{ $.a = * }', { defaultValue: 0, dimensions: { A: '$.a' } })
    expect(await failure(both)).toBeInstanceOf(InvalidParameterException)
    expect(await failure(putFilter(logGroupName, '{ $.a = }', {}))).toBeInstanceOf(InvalidParameterException)
    const one = { metricName: 'm', metricNamespace: 'Filters', metricValue: '1' }
    const two = new PutMetricFilterCommand({
      logGroupName,
      filterName: 'two',
      filterPattern: '',
      metricTransformations: [one, one],
    })
    const error = await failure(logs.send(two))
    expect(error).toBeInstanceOf(InvalidParameterException)
    expect(error.message).toMatch(/Member must have length less than or equal to 1$/)
    expect(await failure(putFilter(unique('/none'), '', {}))).toBeInstanceOf(ResourceNotFoundException)
  })
})

describe('testing a pattern', () => {
  test('extracts the named fields of a line', async () => {
    const line = '127.0.0.1 Prod frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534'
    const { matches } = await logs.send(
      new TestMetricFilterCommand({
        filterPattern: '[ip, server, username, timestamp, request, status_code, bytes > 1000]',
        logEventMessages: ['no', line],
      }),
    )
    expect(matches).toEqual([
      {
        eventNumber: 2,
        eventMessage: line,
        extractedValues: {
          $ip: '127.0.0.1',
          $server: 'Prod',
          $username: 'frank',
          $timestamp: '10/Oct/2000:13:25:15 -0700',
          $request: 'GET /index.html HTTP/1.0',
          $status_code: '404',
          $bytes: '1534',
        },
      },
    ])
  })

  test('extracts nothing from JSON', async () => {
    const { matches } = await logs.send(
      new TestMetricFilterCommand({ filterPattern: '{ $.a = 1 }', logEventMessages: ['{"a":1}', '{"a":2}'] }),
    )
    expect(matches).toEqual([{ eventNumber: 1, eventMessage: '{"a":1}', extractedValues: {} }])
  })
})
