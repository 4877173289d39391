import { randomUUID } from 'node:crypto'
import { queryLogs, readMetric } from '@atalaya/sdk/cloudwatch'
import { runWithContext } from '@atalaya/sdk/context'
import { CloudWatchLogsSink, createLogs } from '@atalaya/sdk/logs'
import { EmfDoor, Metrics, PutMetricDataDoor, TcpSink } from '@atalaya/sdk/metrics'
import { startTestServer, type TestServer } from '@atalaya/testkit'
import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Account, REGION } from '../support/clients.ts'

// The EMF socket cannot say who is there: what it takes belongs to the default account.
let server: TestServer
let account: Account
beforeAll(async () => {
  server = await startTestServer()
  account = new Account({ id: '000000000000', url: server.url })
})
afterAll(async () => {
  await server.stop()
})

const aws = () => ({ region: REGION, endpoint: server.url, credentials: account.credentials })

/** Sum and number of samples of the last ten minutes. */
async function totals(name: string, dimensions: Readonly<Record<string, string>>): Promise<readonly number[]> {
  const endMs = (Math.floor(Date.now() / 60_000) + 1) * 60_000
  const ask = async (statistic: string) => {
    const question = {
      namespace: 'SdkTest',
      name,
      dimensions,
      statistic,
      periodSeconds: 600,
      startMs: endMs - 600_000,
      endMs,
    }
    return (await readMetric(question, aws())).reduce((sum, { value }) => sum + value, 0)
  }
  return [await ask('Sum'), await ask('SampleCount')]
}

function record(metrics: Metrics, name: string): void {
  const counter = metrics.counter(`${name}_total`, { labels: ['method'] })
  counter.inc({ method: 'GET' }, 3)
  const sizes = metrics.histogram(`${name}_bytes`, { labels: ['method'] })
  for (let index = 1; index <= 500; index++) sizes.observe({ method: 'GET' }, index)
}

test('aggregated EMF over TCP becomes metrics', async () => {
  const sink = new TcpSink({ endpoint: `tcp://127.0.0.1:${server.emfPort}` })
  const metrics = new Metrics()
  const door = new EmfDoor(metrics, {
    namespace: 'SdkTest',
    sink,
    dimensions: { Service: 'api' },
    logGroupName: '/sdk/emf',
  })
  record(metrics, 'emf')
  await door.close()
  await sink.close()
  const dimensions = { Service: 'api', method: 'GET' }
  await expect.poll(() => totals('emf_total', dimensions), { timeout: 10_000 }).toEqual([3, 1])
  expect(await totals('emf_bytes', dimensions)).toEqual([125_250, 500])
})

test('PutMetricData is taken, signed', async () => {
  const metrics = new Metrics()
  const door = new PutMetricDataDoor(metrics, { namespace: 'SdkTest', ...aws() })
  record(metrics, 'put')
  await door.close()
  await expect.poll(() => totals('put_total', { method: 'GET' }), { timeout: 10_000 }).toEqual([3, 1])
  const [sum, samples] = await totals('put_bytes', { method: 'GET' })
  expect(samples).toBe(500)
  // The request has values and counts only: the sum is that of the buckets.
  expect(Math.abs(sum! / 125_250 - 1)).toBeLessThan(0.02)
})

test('log lines arrive in a group that was not there, with their context', async () => {
  const sink = new CloudWatchLogsSink({ group: '/sdk/app', stream: 'api/i-1', ...aws() })
  const log = createLogs({ sinks: [sink] }).getLogger('videos')
  const requestId = randomUUID()
  runWithContext({ requestId }, () => log.info('encoded', { ms: 120 }))
  await sink.close()
  expect(sink.dropped).toBe(0)
  const { events = [] } = await account
    .logs()
    .send(new FilterLogEventsCommand({ logGroupName: '/sdk/app', filterPattern: `{ $.requestId = "${requestId}" }` }))
  expect(events.map(({ message }) => JSON.parse(message ?? '') as object)).toEqual([
    expect.objectContaining({ message: 'encoded', ms: 120, requestId }),
  ])
})

test('queryLogs resolves to rows of what the log has written', async () => {
  const group = '/sdk/queried'
  const sink = new CloudWatchLogsSink({ group, stream: 'api/i-1', ...aws() })
  const log = createLogs({ sinks: [sink] }).getLogger('videos')
  for (const ms of [100, 200, 600]) log.info('encoded', { ms, codec: ms > 300 ? 'av1' : 'h264' })
  await sink.close()
  const range = { startMs: Date.now() - 600_000, endMs: Date.now() + 60_000 }
  const query = 'filter logger = "videos" | stats count(*) as n, avg(ms) as mean by codec | sort codec'
  expect(await queryLogs({ groups: [group], query, ...range }, aws())).toEqual([
    { codec: 'av1', n: '1', mean: '600' },
    { codec: 'h264', n: '2', mean: '150' },
  ])
})

test('queryLogs passes on what the server says', async () => {
  const query = {
    groups: ['/no/such/group'],
    query: 'fields @message',
    startMs: Date.now() - 60_000,
    endMs: Date.now(),
  }
  await expect(queryLogs(query, aws())).rejects.toThrow(/StartQuery: /)
})
