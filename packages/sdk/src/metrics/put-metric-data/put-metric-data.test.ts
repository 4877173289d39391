import { expect, test } from 'vitest'
import { MemorySend } from '../../testing/memory-send.ts'
import { Metrics } from '../registry.ts'
import { batches } from './datum.ts'
import { PutMetricDataDoor, type PutMetricDataDoorOptions } from './put-metric-data-door.ts'

const TIME_MS = 1_790_000_000_500

function setUp(options: Partial<PutMetricDataDoorOptions> = {}) {
  const memory = new MemorySend()
  const warnings: string[] = []
  const metrics = new Metrics({ warn: (text) => warnings.push(text) })
  const door = new PutMetricDataDoor(metrics, {
    namespace: 'ANB/Backend',
    region: 'eu-west-1',
    credentials: { accessKeyId: 'AKID', secretAccessKey: 'secret' },
    send: memory.send,
    now: () => TIME_MS,
    ...options,
  })
  return { memory, metrics, door, warnings }
}

interface Request {
  readonly Namespace: string
  readonly MetricData: readonly { readonly MetricName: string; readonly Value?: number }[]
}

test('what was counted goes in one signed request', async () => {
  const { memory, metrics, door } = setUp({ dimensions: { Service: 'api' } })
  metrics
    .counter('jobs_total', { labels: ['kind'] })
    .at('a')
    .inc(2)
  metrics.putMetric('Latency', 5, 'Milliseconds')
  metrics.putMetric('Latency', 5, 'Milliseconds')
  metrics.putMetric('Latency', 7, 'Milliseconds')
  await door.flush()
  await door.flush()
  expect(memory.requests).toHaveLength(1)
  const [{ url, headers }] = memory.requests as [(typeof memory.requests)[number]]
  expect(url).toBe('https://monitoring.eu-west-1.amazonaws.com/')
  expect(headers['x-amz-target']).toBe('GraniteServiceVersion20100801.PutMetricData')
  expect(headers.authorization).toContain('AWS4-HMAC-SHA256 Credential=AKID/')
  expect(headers.authorization).toContain('/eu-west-1/monitoring/aws4_request')
  const head = { Timestamp: TIME_MS / 1_000 }
  const service = { Name: 'Service', Value: 'api' }
  expect(memory.bodies[0]).toEqual({
    Namespace: 'ANB/Backend',
    MetricData: [
      {
        ...head,
        MetricName: 'jobs_total',
        Unit: 'Count',
        Dimensions: [service, { Name: 'kind', Value: 'a' }],
        Value: 2,
      },
      { ...head, MetricName: 'Latency', Unit: 'Milliseconds', Dimensions: [service], Values: [5, 7], Counts: [2, 1] },
    ],
  })
})

test('what was recorded before the door opened goes as a statistic set', async () => {
  const { memory, metrics } = setUp()
  metrics.putMetric('Latency', 5)
  metrics.putMetric('Latency', 7)
  const late = new PutMetricDataDoor(metrics, {
    namespace: 'N',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    send: memory.send,
  })
  await late.flush()
  expect((memory.bodies[0] as Request).MetricData[0]).toMatchObject({
    StatisticValues: { SampleCount: 2, Sum: 12, Minimum: 5, Maximum: 7 },
  })
})

test('a request has at most 1,000 metrics and one megabyte', () => {
  const datum = (pad: string) => ({ MetricName: `m${pad}`, Timestamp: 1, Unit: 'None', Dimensions: [], Value: 1 })
  const sizes = (count: number, pad: string) =>
    [
      ...batches(
        'N',
        Array.from({ length: count }, () => datum(pad)),
      ),
    ].map((batch) => [batch.count, batch.body.length < 1_000_000])
  expect(sizes(2_500, '')).toEqual([
    [1_000, true],
    [1_000, true],
    [500, true],
  ])
  expect(sizes(20, 'x'.repeat(100_000)).every(([count, fits]) => fits && (count as number) < 10)).toBe(true)
  expect([...batches('N', [])]).toEqual([])
})

test('what passes is tried again; what waits too long goes with the next interval, nothing twice', async () => {
  const { memory, metrics, door, warnings } = setUp({ attempts: 2 })
  const jobs = metrics.counter('jobs_total')
  jobs.inc()
  memory.answer(
    { status: 500 },
    { status: 400, body: '{"__type":"com.amazonaws#ThrottlingException","message":"slow"}' },
  )
  await door.flush()
  expect(warnings).toEqual([expect.stringContaining('ThrottlingException: slow')])
  jobs.inc(5)
  await door.flush()
  const sent = memory.bodies.map((body) => (body as Request).MetricData.map(({ Value }) => Value))
  expect(sent).toEqual([[1], [1], [1, 5]])
})

test('what is refused is dropped and said', async () => {
  const { memory, metrics, door, warnings } = setUp()
  metrics.counter('jobs_total').inc()
  memory.answer({ status: 400, body: '{"__type":"InvalidParameterValue","Message":"bad"}' })
  await door.close()
  expect(memory.requests).toHaveLength(1)
  expect(warnings).toEqual(['1 metrics were dropped: PutMetricData: InvalidParameterValue: bad'])
})

test('a CloudWatch that cannot be reached costs bounded memory', async () => {
  const { memory, metrics, door, warnings } = setUp({ attempts: 1, maxWaiting: 3 })
  const jobs = metrics.counter('jobs_total')
  memory.answer(...Array.from({ length: 6 }, () => ({ status: 503 })))
  for (let index = 1; index <= 6; index++) {
    jobs.inc(index)
    await door.flush()
  }
  await door.flush()
  expect((memory.bodies.at(-1) as Request).MetricData.map(({ Value }) => Value)).toEqual([4, 5, 6])
  expect(warnings[0]).toContain('metrics wait for the next interval')
})

test('a bad option names itself', () => {
  expect(() => setUp({ namespace: 'AWS/EC2', dimensions: { a: '' } })).toThrow(
    /namespace .*; metric "dimensions": dimension "a"/,
  )
  expect(() => setUp({ endpoint: 'nowhere' })).toThrow(/endpoint must be a URL/)
})
