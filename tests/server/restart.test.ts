import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GetMetricStatisticsCommand, ListMetricsCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import {
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  DescribeMetricFiltersCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  ListTagsLogGroupCommand,
  PutMetricFilterCommand,
  PutRetentionPolicyCommand,
  TagLogGroupCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Account, minutesAgo } from '../support/clients.ts'
import { createStream, put } from '../support/logs.ts'
import { spawnServer } from '../support/spawn-server.ts'

let dataDirectory: string
beforeAll(() => {
  dataDirectory = mkdtempSync(join(tmpdir(), 'atalaya-restart-'))
})
afterAll(() => rmSync(dataDirectory, { recursive: true, force: true }))

test('a restarted server has everything, and appends go on', { timeout: 120_000 }, async () => {
  const id = '123456789012'
  const start = minutesAgo(10)
  const first = await spawnServer({ dataDirectory })
  let account = new Account({ id, url: first.url })
  const stream = await createStream(account.logs(), '/kept')
  const { logGroupName } = stream
  await account.logs().send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 30 }))
  await account.logs().send(new TagLogGroupCommand({ logGroupName, tags: { team: 'a' } }))
  const metricTransformations = [{ metricName: 'm', metricNamespace: 'Kept', metricValue: '1' }]
  const filter = { logGroupName, filterName: 'f', filterPattern: 'event', metricTransformations }
  await account.logs().send(new PutMetricFilterCommand(filter))
  await put(account.logs(), stream, ['event 0', 'event 1', 'event 2'], start)
  const before = await account.logs().send(new FilterLogEventsCommand({ logGroupName }))
  const Timestamp = new Date(start)
  const datum = { MetricName: 'direct', Value: 7, Unit: 'Count' as const, Timestamp }
  await account.cloudwatch().send(new PutMetricDataCommand({ Namespace: 'Kept', MetricData: [datum] }))
  const streams = await account.logs().send(new DescribeLogStreamsCommand({ logGroupName }))
  expect(await first.stop()).toBe(0)

  const second = await spawnServer({ dataDirectory })
  account = new Account({ id, url: second.url })
  const logs = account.logs()
  const { logGroups } = await logs.send(new DescribeLogGroupsCommand({}))
  expect(logGroups).toMatchObject([{ logGroupName, retentionInDays: 30, metricFilterCount: 1 }])
  expect((await logs.send(new ListTagsLogGroupCommand({ logGroupName }))).tags).toEqual({ team: 'a' })
  expect((await logs.send(new DescribeMetricFiltersCommand({ logGroupName }))).metricFilters).toHaveLength(1)
  const after = await logs.send(new FilterLogEventsCommand({ logGroupName }))
  expect(after.events).toEqual(before.events)
  const restored = await logs.send(new DescribeLogStreamsCommand({ logGroupName }))
  expect(restored.logStreams).toEqual(streams.logStreams)

  await put(logs, stream, ['event 3'], start + 3)
  const all = await logs.send(new GetLogEventsCommand({ ...stream, startFromHead: true }))
  expect(all.events?.map((event) => event.message)).toEqual(['event 0', 'event 1', 'event 2', 'event 3'])
  const cloudwatch = account.cloudwatch()
  const { Metrics } = await cloudwatch.send(new ListMetricsCommand({ Namespace: 'Kept' }))
  expect(Metrics?.map((metric) => metric.MetricName)).toEqual(['direct', 'm'])
  const sum = async (MetricName: string) => {
    const input = { Namespace: 'Kept', MetricName, StartTime: Timestamp, EndTime: new Date(start + 60_000), Period: 60 }
    const answer = await cloudwatch.send(new GetMetricStatisticsCommand({ ...input, Statistics: ['Sum'] }))
    return answer.Datapoints
  }
  expect(await sum('direct')).toEqual([{ Timestamp, Sum: 7, Unit: 'Count' }])
  expect(await sum('m')).toMatchObject([{ Sum: 4 }])
  expect(await second.stop()).toBe(0)
})
