/** What we write is read with OpenTelemetry's own definitions, compiled by its authors. */
import { Buffer } from 'node:buffer'
import { createRequire } from 'node:module'
import { afterEach, expect, test } from 'vitest'
import { setTraceSource } from '../context/index.ts'
import { exportMetricsType, otlpMetrics } from '../metrics/otlp/otlp-metrics.ts'
import { Metrics } from '../metrics/registry.ts'
import { encodeMessage } from './protobuf.ts'

interface Message {
  decode(bytes: Uint8Array): object
  verify(message: object): string | null
  toObject(message: object, options: object): object
  encode(message: object): { finish(): Uint8Array }
}

const { opentelemetry } = createRequire(import.meta.url)('otlp-definitions/build/src/generated/root.js') as {
  opentelemetry: { proto: { collector: { metrics: { v1: { ExportMetricsServiceRequest: Message } } } } }
}
const { ExportMetricsServiceRequest } = opentelemetry.proto.collector.metrics.v1

const TIME_MS = 1_700_000_000_123

afterEach(() => setTraceSource(undefined))

/** A registry with every kind of instrument, and exemplars. */
function sample(): Metrics {
  setTraceSource(() => ({ traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7', traceFlags: 1 }))
  const metrics = new Metrics({ now: () => TIME_MS - 1_000 })
  metrics.counter('requests_total', { help: 'Requests, «tous».', labels: ['method'] }).inc({ method: 'GET' }, 3)
  metrics.gauge('depth').set(-1.5)
  const sizes = metrics.histogram('size_bytes', { buckets: [1, 2], labels: ['k'] })
  for (const value of [1, 1.5, 9]) sizes.observe({ k: 'v' }, value)
  const spread = metrics.histogram('spread', { buckets: { size: 40 } })
  for (const value of [-4, -0.001, 0, 1, 8, 1e30]) spread.observe(value)
  metrics.putMetric('Latency', 4, 'Milliseconds')
  return metrics
}

test('no byte is left over, and every value arrives', () => {
  const json = otlpMetrics(sample().families(), { 'service.name': 'api', 'host.cpu.count': '2', up: 'true' }, TIME_MS)
  const bytes = encodeMessage(exportMetricsType, json)
  const message = ExportMetricsServiceRequest.decode(bytes)
  expect(ExportMetricsServiceRequest.verify(message)).toBeNull()
  const read = ExportMetricsServiceRequest.toObject(message, { longs: String, enums: Number, bytes: String })
  expect(meaning(read)).toEqual(meaning(json))
  // Definitions drop what they do not know: the same length means that nothing was unknown.
  expect(ExportMetricsServiceRequest.encode(message).finish()).toHaveLength(bytes.length)
})

/** Without what is the default anyway, and with ids as base64, in which the definitions give bytes. */
function meaning(value: unknown, name = ''): unknown {
  if (name.endsWith('Id') && /^[0-9a-f]+$/.test(String(value)))
    return Buffer.from(String(value), 'hex').toString('base64')
  if (Array.isArray(value)) return value.map((item) => meaning(item))
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).map(([key, member]) => [key, meaning(member, key)] as const)
  return Object.fromEntries(
    members.filter(([, member]) => !(member === '' || (Array.isArray(member) && member.length === 0))),
  )
}
