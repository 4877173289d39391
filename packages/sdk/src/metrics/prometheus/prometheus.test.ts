import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { runWithContext, setTraceSource } from '../../context/context.ts'
import { Metrics } from '../registry.ts'
import { goNumber, labelText, metricName } from './names.ts'
import { negotiate } from './negotiate.ts'
import { PrometheusDoor } from './prometheus-door.ts'

const OPEN_METRICS = 'application/openmetrics-text;version=1.0.0'

afterEach(() => setTraceSource(undefined))

function sample(): Metrics {
  const metrics = new Metrics({ now: () => 1_520_879_607_789 })
  const requests = metrics.counter('http_requests_total', {
    help: 'Requests.\nAll "of" C:\\.',
    labels: ['method', 'code'],
  })
  requests.inc({ method: 'post', code: 200 }, 1_027)
  requests.inc({ method: 'a\\b"c\nd', code: '' })
  metrics.gauge('temperature_celsius').set(-3.5)
  const sizes = metrics.histogram('size_bytes', { buckets: [0.05, 1, 1e6], help: 'Sizes.' })
  for (const value of [0.05, 0.5, 1, 5e6]) sizes.observe(value)
  metrics.putMetric('My.Latency', 2, 'Milliseconds', { Method: 'GET' })
  return metrics
}

test('a counter and a gauge of one family are two in OpenMetrics', () => {
  const metrics = new Metrics()
  setTraceSource(() => ({ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 }))
  metrics.counter('jobs_total', { help: 'Jobs.' }).inc(3)
  metrics.gauge('jobs').set(2)
  const { body } = new PrometheusDoor(metrics).scrape(OPEN_METRICS)
  expect(body).toBe(
    '# TYPE jobs_total unknown\n# HELP jobs_total Jobs.\njobs_total 3\n# TYPE jobs gauge\njobs 2\n# EOF\n',
  )
})

test('Prometheus text', () => {
  const { contentType, body } = new PrometheusDoor(sample()).scrape()
  expect(contentType).toBe('text/plain; version=0.0.4; charset=utf-8')
  expect(body).toBe(`# TYPE http_requests_total counter
# HELP http_requests_total Requests.\\nAll "of" C:\\\\.
http_requests_total{method="post",code="200"} 1027
http_requests_total{method="a\\\\b\\"c\\nd"} 1
# TYPE temperature_celsius gauge
temperature_celsius -3.5
# TYPE size_bytes histogram
# HELP size_bytes Sizes.
size_bytes_bucket{le="0.05"} 1
size_bytes_bucket{le="1"} 3
size_bytes_bucket{le="1000000"} 3
size_bytes_bucket{le="+Inf"} 4
size_bytes_sum 5000001.55
size_bytes_count 4
# TYPE My_Latency summary
My_Latency_sum{Method="GET"} 2
My_Latency_count{Method="GET"} 1
`)
})

test('OpenMetrics', () => {
  const { contentType, body } = new PrometheusDoor(sample(), { target: { service_name: 'api' } }).scrape(OPEN_METRICS)
  expect(contentType).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8')
  expect(body).toBe(`# TYPE target info
# HELP target The service that exposes these metrics.
target_info{service_name="api"} 1
# TYPE http_requests counter
# HELP http_requests Requests.\\nAll \\"of\\" C:\\\\.
http_requests_total{method="post",code="200"} 1027
http_requests_total{method="a\\\\b\\"c\\nd"} 1
# TYPE temperature_celsius gauge
temperature_celsius -3.5
# TYPE size_bytes histogram
# UNIT size_bytes bytes
# HELP size_bytes Sizes.
size_bytes_bucket{le="0.05"} 1
size_bytes_bucket{le="1.0"} 3
size_bytes_bucket{le="1e+06"} 3
size_bytes_bucket{le="+Inf"} 4
size_bytes_sum 5000001.55
size_bytes_count 4
# TYPE My_Latency summary
My_Latency_sum{Method="GET"} 2
My_Latency_count{Method="GET"} 1
# EOF
`)
})

describe('exemplars', () => {
  const trace = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7', traceFlags: 1 }

  test('name the trace of a bucket, in OpenMetrics only', () => {
    setTraceSource(() => trace)
    const metrics = new Metrics({ now: () => 1_520_879_607_789 })
    metrics.histogram('foo_seconds', { buckets: [1, 10] }).observe(9.8)
    metrics.counter('foo_total').inc(3)
    const door = new PrometheusDoor(metrics)
    const labels = `trace_id="${trace.traceId}",span_id="${trace.spanId}"`
    expect(door.scrape(OPEN_METRICS).body).toContain(
      `foo_seconds_bucket{le="10.0"} 1 # {${labels}} 9.8 1520879607.789\n`,
    )
    expect(door.scrape(OPEN_METRICS).body).toContain(`foo_total 3 # {${labels}} 3 1520879607.789\n`)
    expect(door.scrape().body).not.toContain(' # {')
    // At most 128 characters of names and values.
    expect('trace_id'.length + 32 + 'span_id'.length + 16).toBeLessThanOrEqual(128)
  })

  test('come from sampled traces only', () => {
    let nowMs = 0
    let active = { ...trace, traceFlags: 0 }
    setTraceSource(() => active)
    const metrics = new Metrics({ now: () => nowMs })
    const counter = metrics.counter('foo_total')
    const door = new PrometheusDoor(metrics)
    counter.inc()
    expect(door.scrape(OPEN_METRICS).body).toContain('foo_total 1\n')
    active = trace
    counter.inc()
    nowMs = 10
    active = { ...trace, spanId: '1'.repeat(16) }
    counter.inc()
    expect(door.scrape(OPEN_METRICS).body).toContain('span_id="00f067aa0ba902b7"')
    nowMs = 2_000
    counter.inc()
    expect(door.scrape(OPEN_METRICS).body).toContain('span_id="1111111111111111"')
  })

  test('need a source of traces', () => {
    const metrics = new Metrics()
    runWithContext({ trace }, () => metrics.counter('foo_total').inc())
    expect(new PrometheusDoor(metrics).scrape(OPEN_METRICS).body).not.toContain(' # {')
  })
})

test('exponential buckets are exposed as quantiles', () => {
  const metrics = new Metrics()
  const latency = metrics.histogram('latency_seconds', { buckets: 'exponential' })
  for (let index = 1; index <= 1_000; index++) latency.observe(index / 1_000)
  const { body } = new PrometheusDoor(metrics).scrape()
  const quantile = (share: string) => Number(new RegExp(`quantile="${share}"} (.+)`).exec(body)?.[1])
  expect(body).toContain('# TYPE latency_seconds summary')
  for (const share of [0.5, 0.9, 0.95, 0.99]) expect(Math.abs(quantile(String(share)) / share - 1)).toBeLessThan(0.05)
  expect(body).toContain('latency_seconds_count 1000')
})

test('quantiles of values of both signs are in order', () => {
  const metrics = new Metrics()
  const change = metrics.histogram('change', { buckets: { size: 20 } })
  for (const value of [-8, -4, 0, 0, 0, 4, 8, 9, 9, 10]) change.observe(value)
  const { body } = new PrometheusDoor(metrics).scrape()
  const values = [...body.matchAll(/quantile="[\d.]+"} (.+)/g)].map(([, value]) => Number(value))
  expect(values[0]).toBe(0)
  expect(values).toEqual(values.toSorted((one, other) => one - other))
})

test('with a negative bound OpenMetrics has neither sum nor count', () => {
  const metrics = new Metrics()
  metrics.histogram('change', { buckets: [-1, 1] }).observe(-5)
  const door = new PrometheusDoor(metrics)
  expect(door.scrape(OPEN_METRICS).body).not.toMatch(/_sum|_count/)
  expect(door.scrape().body).toContain('change_sum -5\n')
})

test.each([
  [
    `${OPEN_METRICS};q=0.5,text/plain;version=0.0.4;q=0.2`,
    'application/openmetrics-text; version=1.0.0; charset=utf-8',
  ],
  ['application/openmetrics-text; version=0.0.1', 'application/openmetrics-text; version=0.0.1; charset=utf-8'],
  ['application/openmetrics-text', 'application/openmetrics-text; version=1.0.0; charset=utf-8'],
  ['text/plain;version=0.0.4;q=0.5,application/openmetrics-text;q=0.1', 'text/plain; version=0.0.4; charset=utf-8'],
  ['*/*', 'text/plain; version=0.0.4; charset=utf-8'],
  [undefined, 'text/plain; version=0.0.4; charset=utf-8'],
  ['application/openmetrics-text;q=0', 'text/plain; version=0.0.4; charset=utf-8'],
  ['application/openmetrics-text;version=9', 'text/plain; version=0.0.4; charset=utf-8'],
  [
    'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited',
    'text/plain; version=0.0.4; charset=utf-8',
  ],
  ['text/html,,;;=,q=x', 'text/plain; version=0.0.4; charset=utf-8'],
  [
    'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1',
    'application/openmetrics-text; version=1.0.0; charset=utf-8',
  ],
])('Accept: %s', (accept, contentType) => {
  expect(negotiate(accept).contentType).toBe(contentType)
})

test.each([
  [1, '1.0'],
  [0.005, '0.005'],
  [0.00001, '1e-05'],
  [0.0001, '0.0001'],
  [1_000_000, '1e+06'],
  [123_456, '123456.0'],
  [999_999.5, '999999.5'],
  [1_234_567, '1.234567e+06'],
  [Number.POSITIVE_INFINITY, '+Inf'],
  [0, '0.0'],
  [-2.5, '-2.5'],
])('the bound %d is written as %s', (value, text) => {
  expect(goNumber(value)).toBe(text)
})

test('names and labels become what every Prometheus takes', () => {
  expect(metricName('metric.name/with/slashes')).toBe('metric_name_with_slashes')
  expect(metricName('9lives')).toBe('_9lives')
  expect(labelText(['a.b', 'a_b'], ['x', 'y'])).toBe('a_b="x;y"')
})

test('two names that become one are not exposed twice', () => {
  const metrics = new Metrics()
  metrics.counter('a.b').inc()
  metrics.counter('a_b').inc(5)
  expect(new PrometheusDoor(metrics).scrape().body).toBe('# TYPE a_b counter\na_b 1\n')
})

test('whatever the label values, each line is one sample and gives the value back', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 20 }), { minLength: 1, maxLength: 5 }), (values) => {
      const metrics = new Metrics()
      const counter = metrics.counter('c_total', { labels: ['v'] })
      for (const value of values) counter.at(value).inc()
      const { body } = new PrometheusDoor(metrics).scrape()
      const lines = body.trimEnd().split('\n').slice(1)
      const read = lines.map((line) => /^c_total(?:\{v="((?:[^"\\]|\\["\\n])*)"\})? \d+$/.exec(line)?.[1] ?? '')
      const plain = (text: string) =>
        text.replace(/\\(.)/g, (_all, character) => (character === 'n' ? '\n' : character))
      expect(read.map(plain)).toEqual([...new Set(values)])
    }),
  )
})

const promtool = spawnSync('promtool', ['--version'])

test.skipIf(promtool.error !== undefined)('promtool finds nothing wrong (needs promtool on the path)', () => {
  const metrics = new Metrics()
  metrics
    .counter('http_requests_total', { help: 'Requests.', labels: ['method'] })
    .at('GET')
    .inc()
  metrics.histogram('http_request_duration_seconds', { help: 'Durations.' }).observe(0.1)
  metrics.gauge('memory_usage_bytes', { help: 'Memory.' }).set(5)
  const { body } = new PrometheusDoor(metrics).scrape()
  const result = spawnSync('promtool', ['check', 'metrics'], { input: body, encoding: 'utf8' })
  expect([result.status, result.stderr]).toEqual([0, ''])
})

test('no sample is there twice: dimensions in any order are one set, and of several units the first counts', () => {
  const metrics = new Metrics()
  metrics.putMetric('Size', 1, 'Bytes', { Kind: 'a', Zone: 'z' })
  metrics.putMetric('Size', 2, 'Bytes', { Zone: 'z', Kind: 'a' })
  metrics.putMetric('Size', 4, 'Bytes', { Kind: 'a', Zone: 'z', Other: '' })
  metrics.putMetric('Size', 8, 'Kilobytes', { Kind: 'a', Zone: 'z' })
  metrics.putMetric('Size', 16, 'Bytes', { Kind: 'b' })
  for (const accept of ['text/plain', 'application/openmetrics-text']) {
    const { body } = new PrometheusDoor(metrics).scrape(accept)
    expect(body.split('\n').filter((line) => line.startsWith('Size'))).toEqual([
      'Size_sum{Kind="a",Zone="z"} 7',
      'Size_count{Kind="a",Zone="z"} 3',
      'Size_sum{Kind="b"} 16',
      'Size_count{Kind="b"} 1',
    ])
  }
})
