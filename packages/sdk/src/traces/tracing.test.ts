import { AsyncLocalStorage } from 'node:async_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { context, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api'
import { suppressTracing } from '@opentelemetry/core'
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { currentTrace } from '../context/index.ts'
import type { ServerSpans } from '../http/server-spans.ts'
import { loadSettings, type SettingsInput } from '../settings/index.ts'
import { type AtalayaMatchers, matchers } from '../testing/matchers.ts'
import { MemoryLogs } from '../testing/memory-logs.ts'
import {
  currentSpan,
  inSpan,
  MemorySpans,
  recordFailureOf,
  serverSpans,
  setUpTracing,
  type TracingSetUp,
  type TracingSetUpOptions,
  traced,
  traceHeaders,
} from './index.ts'
import { MissingPackage, PACKAGES } from './otel.ts'

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: vitest declares its type parameter so
  interface Matchers<T = any> extends AtalayaMatchers<T> {}
}

expect.extend(matchers)

const TRACE = '4efaaf4d1e8720b39541901950019ee5'
const CALLER = '53995c3f42cd8ad8'
const settingsOf = (values: SettingsInput = {}) =>
  loadSettings({ env: {}, values: { service: { name: 'api' }, ...values } })

let spans: MemorySpans
let tracing: TracingSetUp
let warnings: string[]

async function begin(options: TracingSetUpOptions = {}, values: SettingsInput = {}): Promise<void> {
  tracing = await setUpTracing(settingsOf(values), {
    processors: [spans],
    warn: (text) => warnings.push(text),
    ...options,
  })
}

beforeEach(() => {
  spans = new MemorySpans()
  warnings = []
})
afterEach(() => tracing.close())

const request = (path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') => ({
  method,
  path,
  headers: { host: 'example.com', ...headers },
  scheme: 'http',
})

function started(): ServerSpans {
  const made = serverSpans()
  if (made === undefined) throw new Error('tracing is off')
  return made
}

describe('incoming requests', () => {
  test.each([
    ['Sampled=?', 1, `Root=1-4efaaf4d-1e8720b39541901950019ee5;Sampled=1`],
    ['Sampled=?', 0, `Root=1-4efaaf4d-1e8720b39541901950019ee5;Sampled=0`],
    ['Sampled=1', 1, undefined],
    ['Self=x', 1, undefined],
  ])('who asks by %s, at a ratio of %i, is answered %s', async (asked, sampleRatio, answer) => {
    await begin({}, { tracing: { sampleRatio } })
    const header = `Root=1-4efaaf4d-1e8720b39541901950019ee5;Parent=${CALLER};${asked}`
    const span = started().start(request('/a', { 'x-amzn-trace-id': header }))
    span.end({ route: '/a', statusCode: 200 })
    expect(span.answer).toBe(answer)
  })

  test('what their work has come through goes along to whoever it calls', async () => {
    await begin()
    const header = `Root=1-4efaaf4d-1e8720b39541901950019ee5;Parent=${CALLER};Sampled=1;Lineage=a87bd80c:1`
    const span = started().start(request('/a', { 'x-amzn-trace-id': header }))
    const passed = span.run(() => inSpan('inside', () => traceHeaders()))
    const carrier: Record<string, string> = {}
    span.run(() => propagation.inject(context.active(), carrier))
    span.end({ route: '/a', statusCode: 200 })
    const named = inSpan('message', () => traceHeaders(), { parent: { 'x-amzn-trace-id': header } })
    for (const headers of [passed, carrier, named]) expect(headers['x-amzn-trace-id']).toMatch(/;Lineage=a87bd80c:1$/)
  })

  test('are named after their route, and say nothing of path, query or client', async () => {
    await begin()
    const span = started().start(request('/api/videos/7'))
    span.end({ route: '/api/videos/:id', statusCode: 200 })
    const [seen] = spans.getFinishedSpans()
    expect(seen?.name).toBe('GET /api/videos/:id')
    expect(seen?.kind).toBe(1)
    expect(seen?.status.code).toBe(0)
    expect(seen?.attributes).toEqual({
      'http.request.method': 'GET',
      'http.route': '/api/videos/:id',
      'http.response.status_code': 200,
      'url.scheme': 'http',
    })
    expect(seen?.parentSpanContext).toBeUndefined()
    expect(seen?.resource.attributes).toMatchObject({ 'service.name': 'api', 'telemetry.sdk.name': 'atalaya' })
    const second = Number.parseInt(seen?.spanContext().traceId.slice(0, 8) ?? '', 16)
    expect(Math.abs(second - Date.now() / 1_000)).toBeLessThan(5)
  })

  test.each([
    ['GET', undefined, 404, 'GET', 0, undefined],
    ['BREW', '/pot', 418, 'HTTP /pot', 0, undefined],
    ['POST', '/a', 500, 'POST /a', 2, '500'],
  ])('%s %s answered %i is %s', async (method, route, statusCode, name, status, errorType) => {
    await begin()
    started()
      .start(request('/x', {}, method))
      .end({ route, statusCode })
    const [seen] = spans.getFinishedSpans()
    expect([seen?.name, seen?.status.code, seen?.attributes['error.type']]).toEqual([name, status, errorType])
    expect(seen?.attributes['http.request.method']).toBe(method === 'BREW' ? '_OTHER' : method)
  })

  test('what a handler threw is seen by type and place, not by message', async () => {
    await begin()
    const error = Object.assign(new TypeError('no such user\n    at ana@example.org'), { code: 'E_USER' })
    started().start(request('/a')).end({ route: '/a', statusCode: 500, error })
    started().start(request('/b')).end({ route: '/b', statusCode: 409, error })
    const [seen, conflict] = spans.getFinishedSpans()
    expect(seen?.attributes['error.type']).toBe('E_USER')
    expect(seen?.events[0]?.attributes?.['exception.stacktrace']).toMatch(/^E_USER\n\s+at .*tracing\.test\.ts/)
    expect(JSON.stringify([seen?.events, seen?.status, seen?.attributes])).not.toContain('ana@')
    expect(conflict?.events).toEqual([])
  })

  test('messages of errors are recorded where they are asked for', async () => {
    await begin({ errorMessages: true })
    started()
      .start(request('/a'))
      .end({ route: '/a', statusCode: 500, error: new Error('disk full') })
    const [seen] = spans.getFinishedSpans()
    expect(seen?.events[0]?.attributes?.['exception.message']).toBe('disk full')
    expect(seen?.status.message).toBe('disk full')
  })

  // Columns: headers | trace id goes on | parent | recorded, where we ourselves would record nothing.
  const xray = `Root=1-4efaaf4d-1e8720b39541901950019ee5`
  test.each([
    [{ traceparent: `00-${TRACE}-${CALLER}-01` }, true, CALLER, true],
    [{ traceparent: `00-${TRACE}-${CALLER}-00` }, true, CALLER, false],
    [{ 'x-amzn-trace-id': `${xray};Parent=${CALLER};Sampled=1` }, true, CALLER, true],
    [{ 'x-amzn-trace-id': `${xray};Parent=${CALLER};Sampled=0` }, true, CALLER, false],
    [{ 'x-amzn-trace-id': `${xray};Parent=${CALLER};Sampled=?` }, true, CALLER, false],
    [{ 'x-amzn-trace-id': `${xray};Parent=${CALLER}` }, true, CALLER, false],
    [{ 'x-amzn-trace-id': xray }, true, undefined, false],
    [{ 'x-amzn-trace-id': `${xray};Sampled=1` }, true, undefined, true],
    [{ traceparent: 'nonsense' }, false, undefined, false],
    [{}, false, undefined, false],
  ])('%j', async (headers, continues, parent, recorded) => {
    await begin({}, { tracing: { sampleRatio: 0 } })
    const span = started().start(request('/a', headers))
    const inside = span.run(() => currentTrace())
    span.end({ route: '/a', statusCode: 200 })
    expect(inside?.traceId === TRACE).toBe(continues)
    expect(inside?.spanId).toMatch(/^[0-9a-f]{16}$/)
    expect(inside?.traceFlags).toBe(recorded ? 1 : 0)
    expect(spans.getFinishedSpans().map(({ parentSpanContext }) => parentSpanContext?.spanId)).toEqual(
      recorded ? [parent] : [],
    )
  })

  test('a trace that only a load balancer named is ours to decide', async () => {
    await begin()
    const span = started().start(request('/a', { 'x-amzn-trace-id': xray }))
    expect(span.run(() => currentTrace())).toMatchObject({ traceId: TRACE, traceFlags: 1 })
    const other = started().start(request('/a'))
    expect(other.run(() => currentTrace()?.traceId)).not.toBe(TRACE)
  })

  test('routes decide, and /health begins no trace', async () => {
    await begin({ routes: [{ path: '/api/*', method: 'GET', ratio: 0 }] })
    for (const path of ['/health', '/metrics', '/api/videos', '/other']) {
      started().start(request(path)).end({ route: path, statusCode: 200 })
    }
    expect(spans.getFinishedSpans().map(({ name }) => name)).toEqual(['GET /other'])
    const caller = { traceparent: `00-${TRACE}-${CALLER}-01` }
    started().start(request('/health', caller)).end({ route: '/health', statusCode: 200 })
    expect(spans).toHaveSpan('GET /health')
  })

  test('a processor that fails costs a warning, and the request nothing', async () => {
    const fail = () => {
      throw new Error('broken')
    }
    await begin({ processors: [{ onStart: fail, onEnd: fail, forceFlush: fail, shutdown: fail }] })
    const span = started().start(request('/a'))
    expect(span.run(() => 7)).toBe(7)
    span.end({ route: '/a', statusCode: 200 })
    expect(inSpan('work', () => 8)).toBe(8)
    await tracing.flush()
    await tracing.close()
    expect(warnings).toEqual(['the span processor Object failed: broken'])
  })
})

describe('work inside', () => {
  test('spans nest through promises, and log lines name them', async () => {
    await begin()
    const logs = new MemoryLogs()
    const server = started().start(request('/a'))
    const result = await server.run(() =>
      inSpan('load', async (span) => {
        await sleep(1)
        span.setAttribute('rows', 3)
        logs.getLogger('videos').info('loaded')
        return 'done'
      }),
    )
    server.end({ route: '/a', statusCode: 200 })
    expect(result).toBe('done')
    const [load, outer] = spans.getFinishedSpans()
    expect(spans).toHaveSpan('load', { attributes: { rows: 3 } })
    expect(load?.parentSpanContext?.spanId).toBe(outer?.spanContext().spanId)
    const { traceId, spanId } = load!.spanContext()
    const xrayTraceId = `1-${traceId.slice(0, 8)}-${traceId.slice(8)}`
    expect(logs).toHaveLogged('loaded', { fields: { traceId, spanId, xrayTraceId } })
  })

  test('failures are passed on and marked', async () => {
    await begin()
    const error = new RangeError('secret')
    expect(() =>
      inSpan('now', () => {
        throw error
      }),
    ).toThrow(error)
    const promise = inSpan('later', () => Promise.reject(error))
    await expect(promise).rejects.toBe(error)
    inSpan('handled', () => recordFailureOf(error))
    for (const name of ['now', 'later', 'handled']) {
      expect(spans).toHaveSpan(name, { attributes: { 'error.type': 'RangeError' } })
    }
    expect(spans.getFinishedSpans().map(({ status }) => status.code)).toEqual([2, 2, 2])
  })

  test('a trace that a message brought goes on; causes of a batch are links', async () => {
    await begin({}, { tracing: { sampleRatio: 0 } })
    const parent = { traceparent: `00-${TRACE}-${CALLER}-01` }
    inSpan('job', () => {}, { kind: 'consumer', parent, links: [parent, {}], attributes: { queue: 'videos' } })
    inSpan('job of nobody', () => {}, { parent: {} })
    const [job, ...others] = spans.getFinishedSpans()
    expect(others).toEqual([])
    expect([job?.kind, job?.spanContext().traceId, job?.parentSpanContext?.spanId]).toEqual([4, TRACE, CALLER])
    expect(job?.links.map(({ context: { spanId } }) => spanId)).toEqual([CALLER])
    expect(job?.attributes).toEqual({ queue: 'videos' })
  })

  test('a trace that was named where nothing is recorded does not become that of other work', async () => {
    await begin()
    const parent = { 'x-amzn-trace-id': 'Root=1-4efaaf4d-1e8720b39541901950019ee5' }
    context.with(suppressTracing(context.active()), () => inSpan('quiet', () => {}, { parent }))
    inSpan('other', () => {})
    expect(spans.getFinishedSpans().map(({ name }) => name)).toEqual(['other'])
    expect(spans.getFinishedSpans()[0]?.spanContext().traceId).not.toBe(TRACE)
  })

  test('headers to send along', async () => {
    await begin()
    expect(traceHeaders()).toEqual({})
    const [headers, active] = inSpan('send', () => [traceHeaders(), currentTrace()!])
    expect(headers).toEqual({
      traceparent: `00-${active.traceId}-${active.spanId}-01`,
      'x-amzn-trace-id': `Root=1-${active.traceId.slice(0, 8)}-${active.traceId.slice(8)};Parent=${active.spanId};Sampled=1`,
    })
  })

  test('the state of other vendors is passed on', async () => {
    await begin()
    const headers = { traceparent: `00-${TRACE}-${CALLER}-01`, tracestate: 'a=b,c=d', baggage: 'user=ana' }
    const sent = started().start(request('/a', headers)).run(traceHeaders)
    expect(sent.tracestate).toBe('a=b,c=d')
    expect(Object.keys(sent)).not.toContain('baggage')
  })

  test('decorators of both kinds, and functions', async () => {
    await begin()
    const encode = traced('encode', function (this: { factor: number }, value: number) {
      currentSpan().addEvent('half', { value })
      return value * this.factor
    })
    expect(encode.call({ factor: 2 }, 21)).toBe(42)
    const standard = traced('standard')(
      function (this: unknown, value: number) {
        return value + 1
      } as never,
      {} as ClassMethodDecoratorContext,
    ) as unknown as (value: number) => number
    expect(standard(1)).toBe(2)
    const descriptor = { value: async (value: number) => value - 1 } as PropertyDescriptor
    traced('legacy', { attributes: { kind: 'x' } })({}, 'method', descriptor)
    expect(await (descriptor.value as (value: number) => Promise<number>)(1)).toBe(0)
    expect(spans.getFinishedSpans().map(({ name }) => name)).toEqual(['encode', 'standard', 'legacy'])
    expect(spans.getFinishedSpans()[0]?.events[0]).toMatchObject({ name: 'half', attributes: { value: 21 } })
  })
})

describe('beside others', () => {
  test('the API of OpenTelemetry makes spans of the same trace, with both headers', async () => {
    await begin()
    const carrier: Record<string, string> = {}
    inSpan('ours', () => {
      const span = trace.getTracer('theirs').startSpan('theirs')
      propagation.inject(trace.setSpan(context.active(), span), carrier)
      span.end()
    })
    const [theirs, ours] = spans.getFinishedSpans()
    expect(theirs?.parentSpanContext?.spanId).toBe(ours?.spanContext().spanId)
    expect(Object.keys(carrier).toSorted()).toEqual(['traceparent', 'x-amzn-trace-id'])
    const extracted = propagation.extract(ROOT_CONTEXT, carrier)
    expect(trace.getSpanContext(extracted)).toMatchObject({
      spanId: theirs?.spanContext().spanId,
      traceId: theirs?.spanContext().traceId,
      traceFlags: 1,
      isRemote: true,
    })
    expect(trace.getSpanContext(propagation.extract(ROOT_CONTEXT, {}))).toBeUndefined()
  })

  test('a caller that left the decision to us is decided once, for what is inside too', async () => {
    await begin({}, { tracing: { sampleRatio: 1 } })
    const carrier = { 'x-amzn-trace-id': `Root=1-4efaaf4d-1e8720b39541901950019ee5;Parent=${CALLER};Sampled=?` }
    const extracted = propagation.extract(ROOT_CONTEXT, carrier)
    context.with(extracted, () => inSpan('outer', () => inSpan('inner', () => {})))
    expect(spans.getFinishedSpans().map(({ name }) => name)).toEqual(['inner', 'outer'])
    expect(propagation.fields()).toContain('traceparent')
  })

  test('callbacks can be bound to a context', async () => {
    await begin()
    const storage = new AsyncLocalStorage()
    const bound = inSpan('bind', () =>
      context.bind(context.active(), (value: number) => [value, currentTrace()?.spanId]),
    )
    expect(storage.exit(() => bound(1))).toEqual([1, spans.getFinishedSpans()[0]?.spanContext().spanId])
    expect(context.with(ROOT_CONTEXT, (one: number, two: number) => one + two, undefined, 1, 2)).toBe(3)
  })

  test('a provider that is there already makes the spans', async () => {
    const theirs = new MemorySpans()
    trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [theirs] }))
    try {
      await begin()
      started().start(request('/a')).end({ route: '/a', statusCode: 200 })
      inSpan('inside', () => {})
      expect(theirs.getFinishedSpans().map(({ name }) => name)).toEqual(['GET /a', 'inside'])
      expect(spans.getFinishedSpans()).toEqual([])
      expect(warnings).toEqual([expect.stringContaining('OpenTelemetry is set up already')])
    } finally {
      await tracing.close()
      trace.disable()
    }
  })

  test('a second set-up is ignored', async () => {
    await begin()
    const second = await setUpTracing(settingsOf(), {
      processors: [new MemorySpans()],
      warn: (text) => warnings.push(text),
    })
    expect(second.enabled).toBe(false)
    expect(warnings).toEqual(['tracing is set up already: the second set-up is ignored'])
  })
})

describe('off', () => {
  const missing = () => Promise.reject(Object.assign(new Error('not found'), { code: 'ERR_MODULE_NOT_FOUND' }))

  test('without anywhere to send spans nothing is loaded, and business code runs as before', async () => {
    const packages = { ...PACKAGES, '@opentelemetry/api': () => Promise.reject(new Error('loaded')) }
    tracing = await setUpTracing(settingsOf(), { packages, warn: (text) => warnings.push(text) })
    expect([tracing.enabled, tracing.serverSpans, serverSpans(), traceHeaders(), warnings]).toEqual([
      false,
      undefined,
      undefined,
      {},
      [],
    ])
    expect(traced('x', (value: number) => value + 1)(1)).toBe(2)
    expect(inSpan('x', (span) => span.isRecording())).toBe(false)
    const span = currentSpan()
    span.setAttribute('a', 1)
    span.setAttributes({ a: 1 })
    span.addEvent('e')
    span.updateName('n')
    recordFailureOf(new Error('x'))
    expect(currentTrace()).toBeUndefined()
    await tracing.flush()
  })

  test('switched off in the settings', async () => {
    await begin({}, { tracing: { enabled: false } })
    expect(tracing.enabled).toBe(false)
  })

  test('what is not installed is named, once', async () => {
    await begin({ packages: { ...PACKAGES, '@opentelemetry/resources': missing } })
    expect(tracing.enabled).toBe(false)
    expect(warnings).toEqual([
      expect.stringMatching(
        /^tracing is off: not installed: npm install @opentelemetry\/api\S* @opentelemetry\/sdk-trace\S* @opentelemetry\/resources\S*$/,
      ),
    ])
    const names = ['@opentelemetry/api', '@opentelemetry/sdk-trace']
    expect(new MissingPackage(names, undefined, '20.20.2').message).toBe(
      'not installed: npm install @opentelemetry/api@1.9 @opentelemetry/sdk-trace@2',
    )
    expect(new MissingPackage(names, undefined, '22.20.0').message).toBe(
      'not installed: npm install @opentelemetry/api @opentelemetry/sdk-trace',
    )
  })

  test('the exporter of gRPC too', async () => {
    const name = '@opentelemetry/exporter-trace-otlp-grpc'
    const tracingSettings = { endpoint: 'http://localhost:4317', protocol: 'grpc' } as const
    await begin({ packages: { ...PACKAGES, [name]: missing } }, { tracing: tracingSettings })
    expect(warnings).toEqual([expect.stringContaining(`tracing is off: not installed: npm install ${name}`)])
  })

  test.each([
    ['sdk-trace', '@opentelemetry/sdk-trace-base'],
    ['sdk-trace-base', '@opentelemetry/sdk-trace'],
  ] as const)('%s alone is enough', async (_name, without) => {
    await begin({ packages: { ...PACKAGES, [without]: missing } })
    inSpan('x', () => {})
    expect(spans).toHaveSpan('x')
  })

  test('a bad route is refused, also where tracing is off', async () => {
    await begin()
    await expect(setUpTracing(settingsOf(), { routes: [{ path: '/a', ratio: -1 }] })).rejects.toThrow(RangeError)
  })

  test('after close nothing is traced', async () => {
    await begin()
    const made = started()
    await tracing.close()
    inSpan('late', () => {})
    made.start(request('/a')).end({ route: '/a', statusCode: 200 })
    expect(spans.getFinishedSpans().filter(({ name }) => name === 'late')).toEqual([])
    expect(currentTrace()).toBeUndefined()
  })
})
