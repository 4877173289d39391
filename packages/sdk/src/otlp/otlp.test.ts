import { Buffer } from 'node:buffer'
import { expect, test } from 'vitest'
import { setTraceSource } from '../context/context.ts'
import { exportMetricsType, otlpMetrics } from '../metrics/otlp/otlp-metrics.ts'
import { OtlpMetricsDoor } from '../metrics/otlp/otlp-metrics-door.ts'
import { Metrics } from '../metrics/registry.ts'
import { MemorySend } from '../testing/memory-send.ts'
import { attributesOf, field, list, unixNano } from './common.ts'
import { parseHeaders, signalEndpoint } from './http.ts'
import { encodeMessage, type MessageType } from './protobuf.ts'

const TIME_MS = 1_700_000_000_123

test.each<readonly [string, object, string]>([
  ['the example of the protobuf guide', { int: 150 }, '089601'],
  ['a text', { text: 'testing' }, '120774657374696e67'],
  ['a negative 64-bit integer', { int: '-2' }, '08feffffffffffffffff01'],
  ['zigzag', { signed: -3, text: '' }, '18051200'],
  ['a message in a message', { inner: { int: 150 } }, '2203089601'],
  ['packed numbers', { packed: [3, '270', 86_942] }, '2a06038e029ea705'],
  ['an empty list', { packed: [] }, ''],
  ['a repeated text', { texts: ['a', 'b'] }, '320161320162'],
  [
    'fixed numbers',
    { fixed: '1', half: 5, real: 1 },
    '3901000000000000004505000000490000000000003ff0'.replace('490000000000003ff0', '49000000000000f03f'),
  ],
  ['a truth and bytes', { truth: true, id: 'ff00', bytes: '/wA=' }, '50015a02ff006202ff00'],
  ['unknown and missing members', { other: 1, int: undefined }, ''],
])('protobuf: %s', (_what, message, hex) => {
  const type: MessageType = () => ({
    int: field(1, 'int64'),
    text: field(2, 'string'),
    signed: field(3, 'sint32'),
    inner: field(4, type),
    packed: list(5, 'int64'),
    texts: list(6, 'string'),
    fixed: field(7, 'fixed64'),
    half: field(8, 'fixed32'),
    real: field(9, 'double'),
    truth: field(10, 'bool'),
    id: field(11, 'hex'),
    bytes: field(12, 'bytes'),
  })
  expect(Buffer.from(encodeMessage(type, message)).toString('hex')).toBe(hex)
})

test('protobuf: a text longer than the first buffer', () => {
  const bytes = encodeMessage(() => ({ text: field(1, 'string') }), { text: 'ü'.repeat(1_000) })
  expect(bytes.length).toBe(2_003)
  expect(Buffer.from(bytes.subarray(3)).toString()).toBe('ü'.repeat(1_000))
})

test('milliseconds become nanoseconds without loss', () => {
  expect(unixNano(TIME_MS)).toBe('1700000000123000000')
  expect(unixNano(1.5)).toBe('1500000')
})

function sample(): Metrics {
  const metrics = new Metrics({ now: () => TIME_MS - 1_000 })
  metrics
    .counter('requests_total', { help: 'Requests.', labels: ['method', 'empty'] })
    .inc({ method: 'GET', empty: '' }, 3)
  metrics.gauge('unset')
  metrics.gauge('depth').set(-1.5)
  const sizes = metrics.histogram('size_bytes', { buckets: [1, 2] })
  for (const value of [1, 1.5, 9]) sizes.observe(value)
  const spread = metrics.histogram('spread', { buckets: { size: 2 } })
  for (const value of [-4, 0, 1, 8]) spread.observe(value)
  metrics.putMetric('Latency', 4, 'Milliseconds')
  return metrics
}

test('the registry in the JSON of OTLP', () => {
  const { resourceMetrics } = otlpMetrics(sample().families(), { 'service.name': 'api' }, TIME_MS)
  const [{ resource, scopeMetrics }] = resourceMetrics as [(typeof resourceMetrics)[number]]
  expect(resource.attributes).toEqual([{ key: 'service.name', value: { stringValue: 'api' } }])
  const times = { startTimeUnixNano: '1699999999123000000', timeUnixNano: '1700000000123000000' }
  const none = { ...times, attributes: [] }
  expect(scopeMetrics[0]?.metrics).toEqual([
    {
      name: 'requests_total',
      description: 'Requests.',
      unit: '1',
      sum: {
        dataPoints: [{ ...times, attributes: [{ key: 'method', value: { stringValue: 'GET' } }], asDouble: 3 }],
        aggregationTemporality: 2,
        isMonotonic: true,
      },
    },
    { name: 'depth', description: '', unit: '', gauge: { dataPoints: [{ ...none, asDouble: -1.5 }] } },
    {
      name: 'size_bytes',
      description: '',
      unit: 'By',
      histogram: {
        dataPoints: [
          { ...none, count: '3', sum: 11.5, min: 1, max: 9, bucketCounts: ['1', '1', '1'], explicitBounds: [1, 2] },
        ],
        aggregationTemporality: 2,
      },
    },
    {
      name: 'spread',
      description: '',
      unit: '',
      exponentialHistogram: {
        dataPoints: [
          {
            ...none,
            count: '4',
            sum: 5,
            min: -4,
            max: 8,
            scale: -2,
            zeroCount: '1',
            // (16^-1, 16^0] holds 1, (16^0, 16^1] holds 8: with a base of 4 they would be three buckets.
            positive: { offset: -1, bucketCounts: ['1', '1'] },
            negative: { offset: 0, bucketCounts: ['1'] },
          },
        ],
        aggregationTemporality: 2,
      },
    },
    {
      name: 'Latency',
      description: '',
      unit: 'ms',
      histogram: {
        dataPoints: [{ ...none, count: '1', sum: 4, min: 4, max: 4, bucketCounts: [], explicitBounds: [] }],
        aggregationTemporality: 2,
      },
    },
  ])
})

/** Reads protobuf without knowing its fields: number to values, lengths as bytes. */
function wire(bytes: Uint8Array): Map<number, (bigint | Buffer)[]> {
  const buffer = Buffer.from(bytes)
  const fields = new Map<number, (bigint | Buffer)[]>()
  let at = 0
  const varint = () => {
    let value = 0n
    for (let shift = 0n; ; shift += 7n) {
      const byte = buffer[at++]!
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
  }
  while (at < buffer.length) {
    const tag = Number(varint())
    const size = { 1: 8, 5: 4 }[tag & 7] ?? ((tag & 7) === 2 ? Number(varint()) : 0)
    const value = (tag & 7) === 0 ? varint() : buffer.subarray(at, at + size)
    at += size
    fields.set(tag >> 3, [...(fields.get(tag >> 3) ?? []), value])
  }
  return fields
}

test('protobuf has the field numbers of the definitions', () => {
  setTraceSource(() => ({ traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7', traceFlags: 1 }))
  try {
    const metrics = new Metrics({ now: () => TIME_MS })
    metrics.histogram('size_bytes', { buckets: [1], labels: ['k'] }).observe({ k: 'v' }, 5)
    const bytes = encodeMessage(exportMetricsType, otlpMetrics(metrics.families(), { 'service.name': 'api' }, TIME_MS))
    const inside = (message: Uint8Array, ...path: number[]) =>
      path.reduce<Buffer>((part, number) => wire(part).get(number)?.[0] as Buffer, Buffer.from(message))
    expect(inside(bytes, 1, 1, 1, 1).toString()).toBe('service.name')
    expect(inside(bytes, 1, 1, 1, 2, 1).toString()).toBe('api')
    expect(inside(bytes, 1, 2, 1, 1).toString()).toBe('@atalaya/sdk')
    const metric = inside(bytes, 1, 2, 2)
    expect([inside(metric, 1), inside(metric, 3)].map(String)).toEqual(['size_bytes', 'By'])
    expect(wire(inside(metric, 9)).get(2)).toEqual([2n])
    const point = wire(inside(metric, 9, 1))
    expect((point.get(3)![0] as Buffer).readBigUInt64LE()).toBe(BigInt(TIME_MS) * 1_000_000n)
    expect((point.get(4)![0] as Buffer).readBigUInt64LE()).toBe(1n)
    expect((point.get(5)![0] as Buffer).readDoubleLE()).toBe(5)
    expect((point.get(6)![0] as Buffer).toString('hex')).toBe('00000000000000000100000000000000')
    expect((point.get(7)![0] as Buffer).readDoubleLE()).toBe(1)
    const exemplar = wire(point.get(8)![0] as Buffer)
    expect((exemplar.get(5)![0] as Buffer).toString('hex')).toBe('4bf92f3577b34da6a3ce929d0e0e4736')
    expect((exemplar.get(4)![0] as Buffer).toString('hex')).toBe('00f067aa0ba902b7')
    expect((point.get(11)![0] as Buffer).readDoubleLE()).toBe(5)
    expect(inside(point.get(9)![0] as Buffer, 2, 1).toString()).toBe('v')
  } finally {
    setTraceSource(undefined)
  }
})

test.each([
  ['http://c:4318/my/', 'http://c:4318/my/v1/traces'],
  ['http://c:4318', 'http://c:4318/v1/traces'],
])('the endpoint below %s', (base, endpoint) => {
  expect(signalEndpoint(base, 'traces')).toBe(endpoint)
})

test('headers of the environment', () => {
  expect(parseHeaders('Api-Key=a%20b, x=1=2,=no,broken,y=%zz')).toEqual({ 'api-key': 'a b', x: '1=2', y: '%zz' })
})

test('attributes keep their types', () => {
  expect(attributesOf({ a: 1, b: 1.5, c: true })).toEqual([
    { key: 'a', value: { intValue: '1' } },
    { key: 'b', value: { doubleValue: 1.5 } },
    { key: 'c', value: { boolValue: true } },
  ])
})

test('the door exports totals, packed, and again after what passes', async () => {
  const memory = new MemorySend()
  const metrics = new Metrics()
  const endpoint = 'http://localhost:4318/v1/metrics'
  const door = new OtlpMetricsDoor(metrics, {
    endpoint,
    encoding: 'json',
    headers: { 'x-key': 'k' },
    send: memory.send,
  })
  const jobs = metrics.counter('jobs_total', { labels: ['kind'] })
  for (let kind = 0; kind < 20; kind++) jobs.at(kind).inc()
  memory.answer({ status: 503, retryAfterMs: 1 })
  await door.flush()
  jobs.at(0).inc()
  await door.close()
  expect(memory.requests.map(({ url, headers }) => [url, headers['x-key'], headers['content-encoding']])).toEqual(
    Array.from({ length: 3 }, () => [endpoint, 'k', 'gzip']),
  )
  const totals = memory.bodies.map(
    (body) =>
      (body as ReturnType<typeof otlpMetrics>).resourceMetrics[0]?.scopeMetrics[0]?.metrics[0]?.sum?.dataPoints[0]
        ?.asDouble,
  )
  expect(totals).toEqual([1, 1, 2])
})

test('a collector that refuses or is not there costs a warning, nothing else', async () => {
  const warnings: string[] = []
  const metrics = new Metrics({ warn: (text) => warnings.push(text) })
  const memory = new MemorySend()
  memory.answer({ status: 400, body: '{"message":"no\u0000"}' })
  const door = new OtlpMetricsDoor(metrics, { endpoint: 'http://localhost:1/v1/metrics', send: memory.send })
  await door.close()
  expect(memory.requests).toHaveLength(1)
  expect(warnings).toEqual([expect.stringContaining('status 400 {"message":"no')])
  const gone = new OtlpMetricsDoor(new Metrics({ warn: (text) => warnings.push(text) }), {
    endpoint: 'http://127.0.0.1:1/v1/metrics',
    attempts: 1,
  })
  await gone.close()
  expect(warnings[1]).toMatch(/127\.0\.0\.1:1.* cannot be reached: /)
})

test.each([
  ['{"partialSuccess":{"rejectedDataPoints":"2","errorMessage":"too old"}}', /^some metrics were refused: .*too old/],
  ['\n\u000b\b\u0002\u0012\u0007too old', /^some metrics were refused: .*too old/],
  ['{"partialSuccess":{"rejectedDataPoints":"0","errorMessage":"fine"}}', undefined],
  ['\n\u0000', undefined],
  ['{}', undefined],
  ['', undefined],
])('a collector that took a part only is heard, and asked once: %j', async (body, warning) => {
  const warnings: string[] = []
  const memory = new MemorySend()
  memory.answer({ status: 200, body })
  const metrics = new Metrics({ warn: (text) => warnings.push(text) })
  const door = new OtlpMetricsDoor(metrics, { endpoint: 'http://localhost:1/v1/metrics', send: memory.send })
  await door.close()
  expect(memory.requests).toHaveLength(1)
  expect(warnings).toEqual(warning === undefined ? [] : [expect.stringMatching(warning)])
})

test('a request has at most the 1,000 data points that CloudWatch takes', async () => {
  const memory = new MemorySend()
  const metrics = new Metrics()
  const jobs = metrics.counter('jobs_total', { labels: ['id'] })
  for (let id = 0; id < 1_500; id++) jobs.at(id).inc()
  for (let index = 0; index < 600; index++) metrics.gauge(`depth${index}`).set(index)
  metrics.putMetric('Size', 1, 'Bytes')
  metrics.putMetric('Size', 2, 'Kilobytes')
  const door = new OtlpMetricsDoor(metrics, { endpoint: 'http://localhost:1/', encoding: 'json', send: memory.send })
  await door.close()
  const requests = memory.bodies.map(
    (body) => (body as ReturnType<typeof otlpMetrics>).resourceMetrics[0]!.scopeMetrics[0]!.metrics,
  )
  const sizes = requests.map((all) =>
    all.reduce((sum, metric) => sum + (metric.sum ?? metric.gauge ?? metric.histogram)!.dataPoints.length, 0),
  )
  expect(sizes).toEqual([1_000, 1_000, 102])
  const sent = requests.flat()
  expect(sent.filter(({ name }) => name === 'jobs_total').flatMap(({ sum }) => sum?.dataPoints ?? [])).toHaveLength(
    1_500,
  )
  expect(sent.filter(({ name }) => name === 'Size').map(({ unit }) => unit)).toEqual(['By', 'kBy'])
})
