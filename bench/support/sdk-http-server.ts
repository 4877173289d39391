/**
 * The server of `sdk-http`: Fastify with one route, and around it nothing, the SDK, or what services use today.
 *
 * Started with its kind and the address of an OTLP receiver. Sends its port, and its CPU time in microseconds for every message.
 */
import { openSync } from 'node:fs'
import { devNull } from 'node:os'
import process from 'node:process'
import type { FastifyInstance } from 'fastify'

export type ServerKind = 'bare' | 'sdk' | 'sdk-off' | 'peers'

const [kind = 'bare', endpoint = ''] = process.argv.slice(2)

const app = await { bare, sdk, 'sdk-off': sdkOff, peers }[kind as ServerKind]()
app.get('/api/videos/:id', async () => ({ ok: true }))
process.on('message', () => {
  const { user, system } = process.cpuUsage()
  process.send?.(user + system)
})
process.on('disconnect', () => process.exit())
const url = await app.listen({ port: 0, host: '127.0.0.1' })
process.send?.(Number(new URL(url).port))

async function bare(): Promise<FastifyInstance> {
  const { default: fastify } = await import('fastify')
  return fastify()
}

async function sdk(): Promise<FastifyInstance> {
  const { default: fastify } = await import('fastify')
  const { HttpObserver, fastifyHttp } = await import('@atalaya/sdk/http')
  const { configureLogs } = await import('@atalaya/sdk/logs')
  const { LineWriter, setUpMetrics } = await import('@atalaya/sdk/metrics')
  const { loadSettings } = await import('@atalaya/sdk/settings')
  const { setUpTracing } = await import('@atalaya/sdk/traces')
  const settings = loadSettings({
    env: {},
    values: { service: { name: 'bench' }, tracing: { endpoint: `${endpoint}/v1/traces` } },
  })
  // Lines and documents are written, to a place that takes them at once.
  const out = new LineWriter(openSync(devNull, 'w'))
  configureLogs({ sinks: [out] })
  const { metrics, service } = setUpMetrics(settings, { instanceId: 'bench', emfSink: out })
  const { serverSpans: spans } = await setUpTracing(settings)
  if (spans === undefined) throw new Error('tracing is off: the packages of OpenTelemetry are missing')
  const app = fastify()
  await app.register(fastifyHttp(new HttpObserver({ service, cloudwatch: metrics, spans })))
  return app
}

async function sdkOff(): Promise<FastifyInstance> {
  const { default: fastify } = await import('fastify')
  const { HttpObserver, fastifyHttp } = await import('@atalaya/sdk/http')
  const app = fastify()
  await app.register(fastifyHttp(new HttpObserver({ enabled: false })))
  return app
}

/** The same signals: a counter and a histogram by route, one log line with ids, a span that is sent. */
async function peers(): Promise<FastifyInstance> {
  const { NodeTracerProvider } = await import('@opentelemetry/sdk-trace-node')
  const { BatchSpanProcessor } = await import('@opentelemetry/sdk-trace-base')
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-proto')
  const { HttpInstrumentation } = await import('@opentelemetry/instrumentation-http')
  const { trace } = await import('@opentelemetry/api')
  const exporter = new OTLPTraceExporter({ url: `${endpoint}/v1/traces` })
  new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(exporter)] }).register()
  new HttpInstrumentation().enable()
  // Behind the instrumentation, which changes the module that Fastify loads.
  const { default: fastify } = await import('fastify')
  const { default: pino } = await import('pino')
  const { default: prom } = await import('prom-client')
  const { randomUUID } = await import('node:crypto')
  const labelNames = ['method', 'endpoint', 'status_code']
  const requests = new prom.Counter({ name: 'http_requests_total', help: 'Requests.', labelNames })
  const durations = new prom.Histogram({
    name: 'http_request_duration_seconds',
    help: 'Durations.',
    labelNames: ['method', 'endpoint'],
  })
  const log = pino(pino.destination({ dest: devNull, sync: false, minLength: 4_096 }))
  const app = fastify({ genReqId: () => randomUUID() })
  app.addHook('onRequest', (request, reply, next) => {
    reply.header('x-request-id', request.id)
    next()
  })
  app.addHook('onSend', (_request, reply, payload, next) => {
    reply.header('x-response-time', `${reply.elapsedTime.toFixed(2)}ms`)
    next(null, payload)
  })
  app.addHook('onResponse', ({ id, method, routeOptions }, { statusCode, elapsedTime }, next) => {
    const endpoint = routeOptions.url ?? 'unmatched'
    requests.inc({ method, endpoint, status_code: statusCode })
    durations.observe({ method, endpoint }, elapsedTime / 1_000)
    const { traceId, spanId } = trace.getActiveSpan()?.spanContext() ?? {}
    log.info({ requestId: id, traceId, spanId, method, endpoint, status: statusCode, durationMs: elapsedTime }, 'done')
    next()
  })
  return app
}
