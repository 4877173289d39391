import { expect, test } from 'vitest'
import { CloudWatchMetrics } from '../metrics/cloudwatch-metrics.ts'
import { MemorySink } from '../metrics/emf/memory-sink.ts'
import { Metrics } from '../metrics/registry.ts'
import { type AtalayaMatchers, matchers } from './matchers.ts'
import { MemoryLogs } from './memory-logs.ts'

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: vitest declares its type parameter so
  interface Matchers<T = any> extends AtalayaMatchers<T> {}
}

expect.extend(matchers)

test('toHaveEmittedMetric looks into documents and registries', () => {
  const sink = new MemorySink()
  new CloudWatchMetrics({ namespace: 'N', serviceName: 's', sink }).putMetric('Jobs', 2, 'Count', {
    Kind: 'a',
    Zone: 'z',
  })
  expect(sink).toHaveEmittedMetric('Jobs', { value: 2, unit: 'Count', dimensions: { Kind: 'a' } })
  expect(sink).not.toHaveEmittedMetric('Jobs', { dimensions: { Kind: 'b' } })
  const metrics = new Metrics()
  metrics
    .counter('jobs_total', { labels: ['kind'] })
    .at('a')
    .inc(3)
  metrics.counter('never_total')
  expect(metrics).toHaveEmittedMetric('jobs_total', { value: 3, dimensions: { kind: 'a' } })
  expect(metrics).not.toHaveEmittedMetric('never_total')
  expect(() => expect(sink).toHaveEmittedMetric('Other')).toThrow(
    /expected the metric Other to have been emitted, but saw .*Jobs/s,
  )
})

test('toHaveLogged looks at messages, levels and fields', () => {
  const logs = new MemoryLogs()
  logs.getLogger('videos').warn('slow disk', { ms: 120, path: { a: 1 } })
  expect(logs).toHaveLogged('slow disk')
  expect(logs).toHaveLogged(/slow/g, { level: 'warn', logger: 'videos', fields: { path: { a: 1 } } })
  expect(logs).not.toHaveLogged('slow disk', { fields: { ms: 121 } })
  logs.clear()
  expect(() => expect(logs).toHaveLogged('slow disk')).toThrow('but saw nothing')
})

test('toHaveSpan looks into an exporter or a list', () => {
  const exporter = { getFinishedSpans: () => [{ name: 'GET /a', attributes: { 'http.route': '/a' } }] }
  expect(exporter).toHaveSpan('GET /a', { attributes: { 'http.route': '/a' } })
  expect(exporter.getFinishedSpans()).not.toHaveSpan(/POST/)
  expect(() => expect({}).toHaveSpan('x')).toThrow(TypeError)
})
