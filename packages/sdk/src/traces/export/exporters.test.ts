/** Spans leave the process, and receivers that are not ours understand them. */
import { Buffer } from 'node:buffer'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { createServer as createHttp2Server } from 'node:http2'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { gunzipSync } from 'node:zlib'
import { afterEach, expect, test } from 'vitest'
import { loadSettings, type SettingsInput } from '../../settings/index.ts'
import { inSpan, serverSpans, setUpTracing, type TracingSetUp } from '../index.ts'
import { ConsoleSpans } from './console-spans.ts'

/** OpenTelemetry's own definitions, compiled by its authors. */
interface Message {
  decode(bytes: Uint8Array): object
  toObject(message: object, options: object): object
}
const { opentelemetry } = createRequire(import.meta.url)('otlp-definitions/build/src/generated/root.js') as {
  opentelemetry: { proto: { collector: { trace: { v1: { ExportTraceServiceRequest: Message } } } } }
}
const { ExportTraceServiceRequest } = opentelemetry.proto.collector.trace.v1

interface ReceivedSpan {
  readonly name: string
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string
  readonly kind: number
  readonly status?: { readonly code: number }
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[]
}

interface Received {
  readonly resource: Readonly<Record<string, unknown>>
  readonly spans: readonly ReceivedSpan[]
}

function read(bytes: Uint8Array): Received {
  const message = ExportTraceServiceRequest.decode(bytes)
  const { resourceSpans } = ExportTraceServiceRequest.toObject(message, { longs: String, bytes: Buffer }) as {
    resourceSpans: { resource: { attributes: ReceivedSpan['attributes'] }; scopeSpans: { spans: object[] }[] }[]
  }
  const spans = resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans: list }) => list)) as Record<
    string,
    Buffer
  >[]
  return {
    resource: valuesOf(resourceSpans[0]?.resource.attributes ?? []),
    spans: spans.map(
      ({ traceId, spanId, parentSpanId, ...span }) =>
        ({
          ...span,
          traceId: traceId?.toString('hex'),
          spanId: spanId?.toString('hex'),
          parentSpanId: parentSpanId?.toString('hex') ?? '',
        }) as unknown as ReceivedSpan,
    ),
  }
}

function valuesOf(attributes: ReceivedSpan['attributes']): Readonly<Record<string, unknown>> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]))
}

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

function listen(server: Server): Promise<string> {
  closing.push(() => {
    server.close()
    server.closeAllConnections()
  })
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)),
  )
}

async function begin(values: SettingsInput, warnings: string[] = []): Promise<TracingSetUp> {
  const settings = loadSettings({ env: {}, values: { service: { name: 'api', version: '1.2' }, ...values } })
  const tracing = await setUpTracing(settings, { warn: (text) => warnings.push(text) })
  closing.push(() => tracing.close())
  return tracing
}

/** A request with work inside that fails. */
async function work(): Promise<void> {
  const request = { method: 'GET', path: '/a/7', headers: {}, scheme: 'https' }
  const span = serverSpans()?.start(request)
  await span?.run(() =>
    inSpan('load', () => Promise.reject(new TypeError('x')), { attributes: { rows: 3 } }).catch(() => {}),
  )
  span?.end({ route: '/a/:id', statusCode: 200 })
}

function expectWork({ resource, spans }: Received): void {
  expect(resource).toMatchObject({ 'service.name': 'api', 'service.version': '1.2', 'telemetry.sdk.name': 'atalaya' })
  expect(spans.map(({ name, kind, status }) => [name, kind, status?.code ?? 0])).toEqual([
    ['load', 1, 2],
    ['GET /a/:id', 2, 0],
  ])
  const [load, request] = spans
  expect([load?.parentSpanId, load?.traceId]).toEqual([request?.spanId, request?.traceId])
  expect(Number.parseInt(request?.traceId.slice(0, 8) ?? '', 16)).toBeCloseTo(Date.now() / 1_000, -2)
  expect(valuesOf(load?.attributes ?? [])).toMatchObject({
    rows: expect.anything() as unknown,
    'error.type': 'TypeError',
  })
  expect(valuesOf(request?.attributes ?? [])).toMatchObject({ 'http.route': '/a/:id', 'url.scheme': 'https' })
}

test('OTLP over HTTP', async () => {
  const requests: { url: string | undefined; key: unknown; type: unknown; body: Uint8Array }[] = []
  const url = await listen(
    createServer((request, response) => {
      void buffer(request).then((packed) => {
        const { 'content-encoding': encoding, 'content-type': type, 'x-key': key } = request.headers
        requests.push({ url: request.url, key, type, body: encoding === 'gzip' ? gunzipSync(packed) : packed })
        response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end()
      })
    }),
  )
  const tracing = await begin({ otlp: { endpoint: `${url}/base/`, headers: 'X-Key=a%20b' } })
  await work()
  await tracing.flush()
  expect(requests.map(({ url: path, key, type }) => [path, key, type])).toEqual([
    ['/base/v1/traces', 'a b', 'application/x-protobuf'],
  ])
  expectWork(read(requests[0]!.body))
})

test('OTLP over gRPC', async () => {
  const bodies: Uint8Array[] = []
  const server = createHttp2Server()
  const paths: unknown[] = []
  server.on('stream', (stream, headers) => {
    paths.push(headers[':path'])
    void buffer(stream).then((frame) => {
      // A frame: whether it is compressed, its length in four bytes, the message.
      bodies.push(frame[0] === 1 ? gunzipSync(frame.subarray(5)) : frame.subarray(5))
      stream.respond({ ':status': 200, 'content-type': 'application/grpc+proto' }, { waitForTrailers: true })
      stream.once('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }))
      stream.end(Buffer.alloc(5))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => server.close())
  const warnings: string[] = []
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const tracing = await begin({ tracing: { endpoint, protocol: 'grpc' }, otlp: { headers: 'a=b' } }, warnings)
  await work()
  await tracing.flush()
  expect(warnings).toEqual([expect.stringContaining('OTEL_EXPORTER_OTLP_HEADERS')])
  expect(paths).toEqual(['/opentelemetry.proto.collector.trace.v1.TraceService/Export'])
  expectWork(read(bodies[0]!))
})

test('the X-Ray daemon, by UDP', async () => {
  const daemon = createSocket('udp4')
  const datagrams: string[] = []
  daemon.on('message', (bytes) => datagrams.push(bytes.toString()))
  daemon.bind(0, '127.0.0.1')
  await once(daemon, 'listening')
  closing.push(() => daemon.close())
  const { port } = daemon.address()
  const tracing = await begin({ tracing: { xrayDaemon: `tcp:127.0.0.1:1 udp:127.0.0.1:${port}` } })
  await work()
  await tracing.flush()
  await expect.poll(() => datagrams).toHaveLength(2)
  const documents = datagrams.map((datagram) => {
    const [header, ...body] = datagram.split('\n')
    expect(header).toBe('{"format":"json","version":1}')
    return JSON.parse(body.join('\n')) as Record<string, unknown>
  })
  const [load, request] = documents
  expect(request).toMatchObject({
    name: 'api',
    trace_id: expect.stringMatching(/^1-[0-9a-f]{8}-[0-9a-f]{24}$/) as string,
  })
  expect(load).toMatchObject({ name: 'load', type: 'subsegment', parent_id: request?.id, fault: true })
})

test('the console', async () => {
  const lines: string[] = []
  const settings = loadSettings({ env: {} })
  const tracing = await setUpTracing(settings, { exporters: [new ConsoleSpans((text) => lines.push(text))] })
  closing.push(() => tracing.close())
  await work()
  await tracing.flush()
  expect(lines.join('')).toMatch(
    /^span load [\d.]+ ms FAILED trace=[0-9a-f]{32} span=[0-9a-f]{16} parent=[0-9a-f]{16} \{.*\}\nspan GET \/a\/:id [\d.]+ ms trace=/,
  )
})

test('a collector that is not there costs one warning, and the service nothing', async () => {
  // A port that was just given back.
  const gone = createServer()
  await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve))
  const endpoint = `http://127.0.0.1:${(gone.address() as AddressInfo).port}/v1/traces`
  await new Promise((resolve) => gone.close(resolve))
  const warnings: string[] = []
  const tracing = await begin({ tracing: { endpoint } }, warnings)
  for (let round = 0; round < 2; round++) {
    await work()
    await tracing.flush()
  }
  expect(warnings).toEqual([expect.stringMatching(`^spans cannot be sent to ${endpoint}: .*ECONNREFUSED`)])
})

test('an address of the daemon that is none is said, and the service runs on', async () => {
  const warnings: string[] = []
  const tracing = await begin({ tracing: { xrayDaemon: 'localhost' } }, warnings)
  expect(tracing.enabled).toBe(false)
  expect(warnings).toEqual([
    "tracing is off: the X-Ray daemon must be host:port, or tcp:host:port udp:host:port, got 'localhost'",
  ])
})
