import fc from 'fast-check'
import fastify from 'fastify'
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest'
import { CloudWatchMetrics } from '../cloudwatch-metrics.ts'
import { Metrics } from '../registry.ts'
import { EmfDoor, type EmfDoorOptions } from './emf-door.ts'
import { MemorySink } from './memory-sink.ts'

afterEach(() => {
  vi.useRealTimers()
})

const NOW_MS = 1_790_000_000_123

function setUp(options: Partial<EmfDoorOptions> = {}) {
  const sink = new MemorySink()
  const warnings: string[] = []
  const metrics = new Metrics({ warn: (text) => warnings.push(text) })
  const door = new EmfDoor(metrics, { namespace: 'ANB/Backend', sink, now: () => NOW_MS, ...options })
  return { metrics, door, sink, warnings }
}

test('an interval is one document for each set of labels', async () => {
  const { metrics, door, sink } = setUp({
    dimensions: { Service: 'api', InstanceId: 'i-1' },
    properties: { Service: 'api', Team: 'video' },
  })
  const requests = metrics.counter('requests_total', { labels: ['method'] })
  requests.inc({ method: 'GET' }, 2)
  requests.inc({ method: 'GET' })
  requests.inc({ method: 'POST' })
  metrics.timer('duration_seconds', { labels: ['method'] }).observe({ method: 'GET' }, 0.25)
  metrics.gauge('depth').set(7)
  await door.flush()
  expect(sink.lines).toEqual([
    '{"_aws":{"Timestamp":1790000000123,"CloudWatchMetrics":[{"Namespace":"ANB/Backend","Dimensions":[["Service","InstanceId","method"]],' +
      '"Metrics":[{"Name":"requests_total","Unit":"Count"},{"Name":"duration_seconds","Unit":"Seconds"}]}]},' +
      '"Service":"api","Team":"video","InstanceId":"i-1","method":"GET","requests_total":3,"duration_seconds":0.25}',
    expect.stringContaining('"method":"POST","requests_total":1}'),
    expect.stringContaining(
      '"Metrics":[{"Name":"depth"}]}]},"Service":"api","Team":"video","InstanceId":"i-1","depth":7}',
    ),
  ])
})

test('the next interval has what is new, and gauges as they stand', () => {
  vi.useFakeTimers()
  const { metrics, sink } = setUp({ intervalMs: 60_000 })
  const jobs = metrics.counter('jobs_total')
  metrics.gauge('depth').set(1)
  jobs.inc()
  const seen = [0, 4].map((more) => {
    sink.clear()
    vi.advanceTimersByTime(60_000)
    jobs.inc(more)
    return sink.metrics.map(({ name, value }) => [name, value])
  })
  expect(seen).toEqual([
    [
      ['jobs_total', 1],
      ['depth', 1],
    ],
    [['depth', 1]],
  ])
})

test('a flush between intervals, as after every invocation of a Lambda function, tells no gauge again', async () => {
  const { metrics, door, sink } = setUp()
  const depth = metrics.gauge('depth')
  const told = async () => {
    sink.clear()
    await door.flush()
    return sink.metrics.map(({ name, value }) => [name, value])
  }
  depth.set(1)
  expect(await told()).toEqual([['depth', 1]])
  expect(await told()).toEqual([])
  depth.set(1)
  expect(await told()).toEqual([['depth', 1]])
})

test('up to a hundred values are written one by one, more with their counts, and the sum stays exact', async () => {
  const { metrics, door, sink } = setUp()
  const sizes = metrics.histogram('size_bytes')
  for (let index = 0; index < 100; index++) sizes.observe(index % 4)
  await door.flush()
  expect((JSON.parse(sink.lines[0]!) as { size_bytes: number[] }).size_bytes).toHaveLength(100)
  sink.clear()
  for (let index = 1; index <= 5_000; index++) sizes.observe(index)
  await door.flush()
  const { size_bytes } = JSON.parse(sink.lines[0]!) as { size_bytes: Record<'Values' | 'Counts', number[]> }
  expect(size_bytes).toMatchObject({ Min: 1, Max: 5_000, Count: 5_000, Sum: 12_502_500 })
  expect(size_bytes.Values.length).toBeLessThanOrEqual(100)
  expect(size_bytes.Counts.reduce((sum, count) => sum + count, 0)).toBe(5_000)
})

test('putMetric by the interval keeps units and dimensions apart', async () => {
  const { metrics, door, sink } = setUp()
  metrics.putMetric('Size', 1, 'Bytes', { Kind: 'a' })
  metrics.putMetric('Size', 3, 'Bytes', { Kind: 'a' })
  metrics.putMetric('Size', 2, 'Kilobytes', { Kind: 'a' })
  await door.flush()
  expect(sink.lines).toHaveLength(2)
  expect(sink.metrics.map(({ value, unit }) => [value, unit])).toEqual([
    [1, 'Bytes'],
    [3, 'Bytes'],
    [2, 'Kilobytes'],
  ])
})

test('metrics of the same dimensions are one document, whatever their units, and one log event to pay', async () => {
  const { metrics, door, sink } = setUp()
  const route = { Method: 'GET', Endpoint: '/videos/:id' }
  metrics.counter('Endpoint_total').inc()
  metrics.putMetric('RequestCount', 1, 'Count', route)
  metrics.putMetric('RequestDuration', 12, 'Milliseconds', route)
  metrics.putMetric('RequestSize', 3, 'Bytes', route)
  await door.flush()
  expect(sink.lines).toHaveLength(2)
  expect(sink.metrics.map(({ name, value, unit }) => [name, value, unit])).toEqual([
    ['Endpoint_total', 1, 'Count'],
    ['RequestCount', 1, 'Count'],
    ['RequestDuration', 12, 'Milliseconds'],
    ['RequestSize', 3, 'Bytes'],
  ])
})

test('by the event putMetric leaves at once, and only once', async () => {
  const { metrics, door, sink } = setUp({ mode: 'event' })
  metrics.putMetric('Size', 1)
  metrics.counter('jobs_total').inc()
  expect(sink.metrics.map(({ name }) => name)).toEqual(['Size'])
  await door.close()
  expect(sink.metrics.map(({ name }) => name)).toEqual(['Size', 'jobs_total'])
})

test('labels CloudWatch would refuse are made fit, empty ones left out', async () => {
  const { metrics, door, sink } = setUp({ dimensions: { Service: 'api' } })
  metrics
    .counter('jobs_total', { labels: ['kind', 'zone'] })
    .at('vídeo\n', '')
    .inc()
  metrics.counter('Service').inc()
  await door.flush()
  expect(sink.metrics).toHaveLength(1)
  expect(sink.metrics[0]?.dimensions).toEqual({ Service: 'api', kind: 'v?deo?' })
})

test('so are names of dimensions', async () => {
  const { metrics, door, sink } = setUp({ dimensions: { Service: 'api' } })
  metrics.putMetric('Jobs', 1, 'Count', { ':Größe': 'a', _aws: 'b', ' ': 'c' })
  await door.flush()
  expect(sink.metrics.map(({ dimensions }) => dimensions)).toEqual([{ Service: 'api', 'Gr??e': 'a' }])
})

test('names that every object has are names like others', async () => {
  const { metrics, door, sink } = setUp({ dimensions: { Service: 'api' } })
  metrics.putMetric('constructor', 1, 'Count')
  metrics.putMetric('toString', 2, 'Count', { hasOwnProperty: 'x' })
  await door.flush()
  expect(sink.metrics.map(({ name, dimensions }) => [name, dimensions])).toEqual([
    ['constructor', { Service: 'api' }],
    ['toString', { Service: 'api', hasOwnProperty: 'x' }],
  ])
})

test('more than a hundred metrics, or a document too long, are several', async () => {
  const { metrics, door, sink } = setUp()
  for (let index = 0; index < 250; index++) metrics.counter(`m${index}_total`).inc()
  for (let index = 0; index < 100; index++) {
    const one = metrics.histogram(`h${index}`, { labels: ['x'] })
    for (let value = 0; value < 300; value++) one.observe({ x: 'y' }, value * Math.PI * 1e6)
  }
  await door.flush()
  // Lines that Docker does not cut.
  expect(sink.lines.every((line) => line.length < 16 * 1024)).toBe(true)
  const definitions = sink.lines.map((line) => JSON.parse(line)._aws.CloudWatchMetrics[0].Metrics.length as number)
  expect(Math.max(...definitions)).toBeLessThanOrEqual(100)
  expect(definitions.reduce((sum, count) => sum + count, 0)).toBe(350)
})

test('an agent is told the log group', () => {
  const { metrics, sink } = setUp({ mode: 'event', logGroupName: 'Foo', logStreamName: 'bar' })
  metrics.putMetric('ProcessingLatency', 100, 'Milliseconds', { Operation: 'Aggregator' })
  expect(sink.lines[0]).toContain(
    '{"_aws":{"Timestamp":1790000000123,"LogGroupName":"Foo","LogStreamName":"bar","CloudWatchMetrics"',
  )
})

test('default dimensions of a CloudWatchMetrics are service, environment and instance when asked for', () => {
  const sink = new MemorySink()
  const options = { namespace: 'N', serviceName: 'api', environment: 'dev', instanceId: 'i-1', sink }
  new CloudWatchMetrics({ ...options, defaultDimensions: 'service' }).putMetric('A', 1)
  new CloudWatchMetrics(options).putMetric('A', 1)
  expect(sink.metrics.map(({ dimensions }) => dimensions)).toEqual([
    { Service: 'api', Environment: 'dev', InstanceId: 'i-1' },
    {},
  ])
})

test('a bad option names itself, and all of them at once', () => {
  const options = { namespace: ':x', dimensions: { '': 'y' }, intervalMs: 0, sink: {} as never }
  expect(() => new EmfDoor(new Metrics(), options)).toThrow(/namespace .*; dimensions: .*; sink .*; intervalMs/)
})

/**
 * The JSON schema that AWS publishes with the specification, run by the validator inside of Fastify.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
describe('the published schema takes', () => {
  const name = (maxLength: number) => ({ type: 'string', minLength: 1, maxLength, pattern: '^(.*)$' })
  const definition = {
    type: 'object',
    required: ['Name'],
    properties: { Name: name(1024), Unit: { type: 'string' }, StorageResolution: { type: 'integer' } },
  }
  const directive = {
    type: 'object',
    required: ['Namespace', 'Dimensions', 'Metrics'],
    properties: {
      Namespace: name(1024),
      Dimensions: {
        type: 'array',
        minItems: 1,
        items: { type: 'array', minItems: 0, maxItems: 30, items: name(250) },
      },
      Metrics: { type: 'array', minItems: 0, maxItems: 100, items: definition },
    },
  }
  const metadata = {
    type: 'object',
    required: ['Timestamp', 'CloudWatchMetrics'],
    properties: { Timestamp: { type: 'integer' }, CloudWatchMetrics: { type: 'array', items: directive } },
  }
  const judge = fastify({ ajv: { customOptions: { coerceTypes: false, removeAdditional: false } } })
  judge.post(
    '/',
    { schema: { body: { type: 'object', required: ['_aws'], properties: { _aws: metadata } } } },
    async () => '',
  )
  afterAll(() => judge.close())
  const verdict = async (payload: string) =>
    (await judge.inject({ method: 'POST', url: '/', headers: { 'content-type': 'application/json' }, payload }))
      .statusCode

  test('what both modes write', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), { minLength: 1, maxLength: 300 }),
        fc.dictionary(fc.stringMatching(/^[A-Za-z]{1,20}$/), fc.stringMatching(/^[!-~]{1,20}$/), { maxKeys: 5 }),
        async (values, dimensions) => {
          for (const mode of ['event', 'interval'] as const) {
            const { metrics, door, sink } = setUp({ mode })
            for (const value of values) metrics.putMetric('M_1', value, 'Count', dimensions)
            metrics.counter('c_total').inc()
            await door.close()
            for (const line of sink.lines) expect(await verdict(line)).toBe(200)
          }
        },
      ),
      { numRuns: 20 },
    )
  })

  test('and refuses what it should, so that the test means something', async () => {
    expect(await verdict('{"_aws":{"Timestamp":"1","CloudWatchMetrics":[]}}')).toBe(400)
    expect(
      await verdict('{"_aws":{"Timestamp":1,"CloudWatchMetrics":[{"Namespace":"a","Dimensions":[],"Metrics":[]}]}}'),
    ).toBe(400)
  })
})
