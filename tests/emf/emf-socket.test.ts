import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect } from 'node:net'
import { startTestServer, type TestServer } from '@atalaya/testkit'
import { GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch'
import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Account, minutesAgo, unique } from '../support/clients.ts'

// The socket cannot say who is there: what it takes belongs to the default account.
let server: TestServer
let account: Account
let port: number
beforeAll(async () => {
  server = await startTestServer()
  account = new Account({ id: '000000000000', url: server.url })
  if (server.emfPort === undefined) throw new Error('the server offers no EMF port')
  port = server.emfPort
})
afterAll(async () => {
  await server.stop()
})

const start = minutesAgo(5)

function document(group: string, metric: string, value: number, stream?: string): string {
  return JSON.stringify({
    _aws: {
      Timestamp: start,
      LogGroupName: group,
      LogStreamName: stream,
      CloudWatchMetrics: [
        { Namespace: 'Agent', Dimensions: [['Operation']], Metrics: [{ Name: metric, Unit: 'Milliseconds' }] },
      ],
    },
    Operation: 'Aggregator',
    [metric]: value,
  })
}

async function sum(metric: string): Promise<readonly (number | undefined)[]> {
  const { Datapoints = [] } = await account.cloudwatch().send(
    new GetMetricStatisticsCommand({
      Namespace: 'Agent',
      MetricName: metric,
      Dimensions: [{ Name: 'Operation', Value: 'Aggregator' }],
      StartTime: new Date(start),
      EndTime: new Date(start + 60_000),
      Period: 60,
      Statistics: ['Sum', 'SampleCount'],
    }),
  )
  return Datapoints.flatMap((point) => [point.Sum, point.SampleCount])
}

async function streams(group: string): Promise<readonly string[]> {
  const found = await account
    .logs()
    .send(new FilterLogEventsCommand({ logGroupName: group }))
    .catch(() => ({ events: [] }))
  return (found.events ?? []).map((event) => event.logStreamName ?? '')
}

async function sendTcp(...pieces: readonly string[]): Promise<void> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  for (const piece of pieces) {
    socket.write(piece)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  socket.end()
  await once(socket, 'close')
}

test('lines over TCP become events and metrics, in groups and streams made for them', async () => {
  const [group, metric] = [unique('tcp'), unique('latency')]
  const lines = `${document(group, metric, 100, 'named')}\n${document(group, metric, 50, 'named')}\n`
  await sendTcp(lines)
  await expect.poll(() => sum(metric), { timeout: 10_000 }).toEqual([150, 2])
  expect(await streams(group)).toEqual(['named', 'named'])
})

test('a line may come in pieces, and the last one without an end', async () => {
  const [group, metric] = [unique('pieces'), unique('latency')]
  const line = document(group, metric, 7)
  await sendTcp(line.slice(0, 30), line.slice(30), '\n', document(group, metric, 8))
  await expect.poll(() => sum(metric), { timeout: 10_000 }).toEqual([15, 2])
})

test('a datagram holds a document', async () => {
  const [group, metric] = [unique('udp'), unique('latency')]
  const socket = createSocket('udp4')
  for (const value of [1, 2]) {
    await new Promise<void>((resolve, reject) =>
      socket.send(document(group, metric, value, 's'), port, '127.0.0.1', (error) =>
        error ? reject(error) : resolve(),
      ),
    )
  }
  socket.close()
  await expect.poll(() => sum(metric), { timeout: 10_000 }).toEqual([3, 2])
  expect(await streams(group)).toEqual(['s', 's'])
})

test('what is no document for a group is dropped, and what follows is not', async () => {
  const [group, metric] = [unique('mixed'), unique('latency')]
  const orphan = JSON.stringify({ _aws: { Timestamp: start, CloudWatchMetrics: [] } })
  await sendTcp(`not JSON\n${orphan}\n\n${document(group, metric, 9, 's')}\n`)
  await expect.poll(() => sum(metric), { timeout: 10_000 }).toEqual([9, 1])
  expect(await streams(group)).toEqual(['s'])
})
