import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CloudWatchMetrics, type CloudWatchMetricsOptions } from './cloudwatch-metrics.ts'
import { MemorySink } from './emf/memory-sink.ts'
import { MetricUnit } from './metric-unit.ts'

const NOW_MS = 1_790_000_000_123

function setUp(options: Partial<CloudWatchMetricsOptions> = {}) {
  const sink = new MemorySink()
  const warnings: string[] = []
  const metrics = new CloudWatchMetrics({
    namespace: 'ANB/Backend',
    serviceName: 'API',
    sink,
    warn: (text) => warnings.push(text),
    now: () => NOW_MS,
    ...options,
  })
  return { metrics, sink, warnings }
}

test('a metric is one line of embedded metric format', () => {
  const { metrics, sink } = setUp({ environment: 'dev' })
  metrics.putMetric('RequestDuration', 345.67, MetricUnit.Milliseconds, { Method: 'POST', StatusCode: 200 })
  expect(sink.lines).toEqual([
    '{"_aws":{"Timestamp":1790000000123,"CloudWatchMetrics":[{"Namespace":"ANB/Backend","Dimensions":[["Method","StatusCode"]],' +
      '"Metrics":[{"Name":"RequestDuration","Unit":"Milliseconds"}]}]},"Service":"API","Environment":"dev",' +
      '"Method":"POST","StatusCode":"200","RequestDuration":345.67}',
  ])
})

test('metrics of one call share a document, their time and their dimensions', () => {
  const { metrics, sink } = setUp()
  metrics.putMetrics(
    [
      { name: 'RequestCount', value: 1, unit: MetricUnit.Count },
      { name: 'Latency', value: 0.25, resolution: 1 },
    ],
    { Endpoint: '/api/videos' },
  )
  const common = { namespace: 'ANB/Backend', dimensions: { Endpoint: '/api/videos' }, timeMs: NOW_MS }
  expect(sink.lines).toHaveLength(1)
  expect(sink.metrics).toEqual([
    { ...common, name: 'RequestCount', value: 1, unit: 'Count', resolution: 60 },
    { ...common, name: 'Latency', value: 0.25, unit: 'None', resolution: 1 },
  ])
})

test('without dimensions a metric has none', () => {
  const { metrics, sink } = setUp()
  metrics.putMetric('Up', 1)
  expect(sink.metrics[0]?.dimensions).toEqual({})
  expect(sink.lines[0]).toContain('"Dimensions":[[]]')
})

test('default dimensions are added, and a dimension of the call wins', () => {
  const { metrics, sink } = setUp({ defaultDimensions: { Stage: 'prod', Shard: 3 } })
  metrics.putMetric('A', 1)
  metrics.putMetric('A', 1, MetricUnit.Count, { Shard: 'own', Service: 'mine' })
  expect(sink.metrics.map(({ dimensions }) => dimensions)).toEqual([
    { Stage: 'prod', Shard: '3' },
    { Stage: 'prod', Shard: 'own', Service: 'mine' },
  ])
})

test('the same names with other units or dimensions are other shapes', () => {
  const { metrics, sink } = setUp()
  metrics.putMetric('A', 1, MetricUnit.Count, { X: '1' })
  metrics.putMetric('A', 2, MetricUnit.Bytes, { X: '1' })
  metrics.putMetric('A', 3, MetricUnit.Bytes, { Y: '1' })
  metrics.putMetric('A', 4, MetricUnit.Bytes, { Y: '1', Z: '2' })
  metrics.putMetric('A', 5, MetricUnit.Bytes)
  metrics.putMetric('A', 6, MetricUnit.Count, { X: '2' })
  expect(sink.metrics.map(({ value, unit, dimensions }) => [value, unit, dimensions])).toEqual([
    [1, 'Count', { X: '1' }],
    [2, 'Bytes', { X: '1' }],
    [3, 'Bytes', { Y: '1' }],
    [4, 'Bytes', { Y: '1', Z: '2' }],
    [5, 'Bytes', {}],
    [6, 'Count', { X: '2' }],
  ])
})

test('a metric twice in one call is two values, not the last one', () => {
  const { metrics, sink, warnings } = setUp()
  metrics.putMetrics([
    { name: 'Size', value: 1 },
    { name: 'Size', value: 2 },
    { name: 'Other', value: 3 },
  ])
  expect(sink.metrics.map(({ name, value }) => [name, value])).toEqual([
    ['Size', 1],
    ['Size', 2],
    ['Other', 3],
  ])
  expect(warnings).toEqual([])
})

test('more metrics than a document holds become several documents', () => {
  const { metrics, sink } = setUp()
  metrics.putMetrics(Array.from({ length: 250 }, (_, index) => ({ name: `m${index}`, value: index })))
  expect(sink.lines).toHaveLength(3)
  expect(sink.metrics.map(({ value }) => value)).toEqual(Array.from({ length: 250 }, (_, index) => index))
})

test('names without end do not grow the cache without end, and stay right', () => {
  const { metrics, sink } = setUp()
  for (let index = 0; index < 3_000; index++) metrics.putMetric(`m${index}`, index, 'Count', { [`d${index}`]: 'x' })
  for (let index = 0; index < 200; index++) metrics.putMetric('one', index, 'Count', { [`d${index}`]: 'x' })
  expect(sink.metrics.map(({ value }) => value)).toEqual([...Array(3_000).keys(), ...Array(200).keys()])
})

describe('what CloudWatch would refuse is dropped with a warning that names it', () => {
  const long = 'x'.repeat(256)
  const many = Object.fromEntries(Array.from({ length: 31 }, (_, index) => [`d${index}`, 'x']))
  test.each<readonly [string, readonly unknown[], string]>([
    ['an empty name', ['', 1], 'got ""'],
    ['a long name', [long, 1], '1 to 255'],
    ['a name that is no text', [7, 1], 'got number 7'],
    ['the reserved name', ['_aws', 1], '"_aws"'],
    ['NaN', ['A', Number.NaN], 'got number NaN'],
    ['infinity', ['A', Number.POSITIVE_INFINITY], 'Infinity'],
    ['too far from zero', ['A', -(2 ** 361)], '2^360'],
    ['a value that is no number', ['A', '5'], 'got "5"'],
    ['a missing value', ['A', undefined], 'undefined'],
    ['an unknown unit', ['A', 1, 'Millis'], 'got "Millis"'],
    ['an empty dimension value', ['A', 1, 'Count', { D: '' }], 'dimension "D"'],
    ['a blank dimension value', ['A', 1, 'Count', { D: '  ' }], 'not all blank'],
    ['a missing dimension value', ['A', 1, 'Count', { D: undefined }], 'got undefined'],
    ['a dimension value that is no text', ['A', 1, 'Count', { D: {} }], 'got object'],
    ['a long dimension value', ['A', 1, 'Count', { D: 'x'.repeat(1025) }], '1024'],
    ['a dimension value with control characters', ['A', 1, 'Count', { D: 'a\nb' }], 'got "a\\nb"'],
    ['a dimension value beyond ASCII', ['A', 1, 'Count', { D: 'vídeo' }], 'vídeo'],
    ['a dimension name with a colon', ['A', 1, 'Count', { ':D': 'x' }], '":D"'],
    ['31 dimensions', ['A', 1, 'Count', many], '31 dimensions'],
    ['a dimension of the same name', ['A', 1, 'Count', { A: 'x' }], 'name of one of its dimensions'],
  ])('%s', (_what, parameters, text) => {
    const { metrics, sink, warnings } = setUp()
    metrics.putMetric(...(parameters as Parameters<CloudWatchMetrics['putMetric']>))
    expect(sink.lines).toEqual([])
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toContain(text)
  })

  test('the good metrics of the same call are kept', () => {
    const { metrics, sink, warnings } = setUp()
    metrics.putMetrics([
      { name: 'Good', value: 1 },
      { name: 'Bad', value: Number.NaN },
      { name: 'Fine', value: 2 },
    ])
    expect(sink.metrics.map(({ name }) => name)).toEqual(['Good', 'Fine'])
    expect(warnings).toHaveLength(1)
  })

  test('what cannot even be read does not reach the caller', () => {
    const { metrics, warnings } = setUp()
    metrics.putMetrics([null] as never)
    metrics.putMetrics(undefined as never)
    expect(warnings).toHaveLength(1)
  })

  test('a failing callback of the caller neither', () => {
    const { metrics } = setUp({
      warn: () => {
        throw new Error('mine')
      },
    })
    metrics.putMetric('', 1)
  })
})

test('a bad option names itself, and all of them at once', () => {
  const options = { namespace: 'AWS/EC2', serviceName: '', defaultDimensions: { ':x': 'y' } }
  expect(() => new CloudWatchMetrics(options)).toThrow(
    /namespace .*"AWS\/EC2"; serviceName .*""; defaultDimensions: .*":x"/,
  )
})

test('every line is JSON that holds exactly what was put', () => {
  const ascii = fc.string({
    unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
    minLength: 1,
    maxLength: 30,
  })
  const text = ascii.filter((value) => value.trim() !== '')
  const key = text.filter((value) => !value.startsWith(':') && !['_aws', 'Metric', '__proto__'].includes(value))
  fc.assert(
    fc.property(
      fc.dictionary(key, text, { maxKeys: 5 }),
      fc.double({ noNaN: true, min: -1e100, max: 1e100 }),
      (dimensions, value) => {
        const { metrics, sink } = setUp()
        metrics.putMetric('Metric', value, MetricUnit.None, dimensions)
        const [metric] = sink.metrics
        expect({ ...metric?.dimensions }).toEqual({ ...dimensions })
        expect(metric?.value).toBe(value === 0 ? 0 : value)
      },
    ),
  )
})
