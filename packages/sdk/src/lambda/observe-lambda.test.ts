import { setTimeout as sleep } from 'node:timers/promises'
import type { SpanExporter } from '@opentelemetry/sdk-trace'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { CloudWatchMetrics } from '../metrics/cloudwatch-metrics.ts'
import { EmfDoor } from '../metrics/emf/emf-door.ts'
import { MemorySink } from '../metrics/emf/memory-sink.ts'
import { Metrics } from '../metrics/registry.ts'
import { loadSettings } from '../settings/settings.ts'
import { MemoryLogs } from '../testing/memory-logs.ts'
import { MemorySpans } from '../traces/export/memory-spans.ts'
import { setUpTracing } from '../traces/set-up-tracing.ts'
import { type LambdaContext, observeLambda, observeLambdaStream } from './observe-lambda.ts'
import { parentHeaders } from './parent.ts'

const ROOT = '1-5759e988-bd862e3fe1be46a994272793'
const SAMPLED = `Root=${ROOT};Parent=53995c3f42cd8ad8;Sampled=1`
const UNSAMPLED = `Root=${ROOT};Parent=53995c3f42cd8ad8;Sampled=0`
const OTHER = 'Root=1-67891233-abcdef012345678912345678;Parent=463ac35c9f6413ad;Sampled=1'

function context(remainingMs = 60_000): LambdaContext {
  const end = performance.now() + remainingMs
  return {
    awsRequestId: 'r-1',
    functionName: 'encode',
    functionVersion: '$LATEST',
    invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:encode',
    getRemainingTimeInMillis: () => end - performance.now(),
  }
}

function observed() {
  const sink = new MemorySink()
  const metrics = new CloudWatchMetrics({ namespace: 'N', serviceName: 'encode', sink })
  const logs = new MemoryLogs()
  const options = { metrics, logger: logs.getLogger('lambda'), flush: () => metrics.flush(), env: {} }
  const counted = () =>
    sink.metrics
      .filter(({ name }) => name !== 'InvocationDuration')
      .map(({ name, value, dimensions }) => [name, value, dimensions.ErrorType])
  return { sink, logs, options, counted }
}

// First of all: a process has one cold start.
test('the answer is passed on as it is, and everything is out before it', async () => {
  const { sink, logs, options, counted } = observed()
  const answer = { batchItemFailures: [{ itemIdentifier: 'm-2' }] }
  const handler = observeLambda(async (event: { readonly n: number }) => {
    options.logger.info('working', event)
    return answer
  }, options)
  expect(await handler({ n: 1 }, context())).toBe(answer)
  expect(counted()).toEqual([
    ['InvocationCount', 1, undefined],
    ['ErrorCount', 0, undefined],
    ['ColdStart', 1, undefined],
  ])
  expect(sink.metrics.every(({ dimensions }) => dimensions.FunctionName === 'encode')).toBe(true)
  expect(logs.records).toEqual([expect.objectContaining({ requestId: 'r-1', functionName: 'encode', n: 1 })])

  sink.clear()
  await handler({ n: 2 }, context())
  expect(counted().map(([name]) => name)).toEqual(['InvocationCount', 'ErrorCount'])
})

class QuotaExceeded extends Error {
  override readonly name = 'QuotaExceeded'
}

test.each([
  ['a rejected promise', () => Promise.reject(new QuotaExceeded('user ana@example.com has too many'))],
  [
    'a throw',
    () => {
      throw new QuotaExceeded('user ana@example.com has too many')
    },
  ],
  [
    'a callback',
    (_event: unknown, _context: unknown, done: (error: Error) => void) =>
      done(new QuotaExceeded('user ana@example.com has too many')),
  ],
])('%s fails the invocation with the very error, counted by its class', async (_what, fail) => {
  const { sink, logs, options, counted } = observed()
  await expect(observeLambda(fail, options)({}, context())).rejects.toThrow(QuotaExceeded)
  expect(counted()).toContainEqual(['ErrorCount', 1, undefined])
  expect(counted()).toContainEqual(['ErrorCount', 1, 'QuotaExceeded'])
  expect(sink.lines.join()).not.toContain('ana@')
  expect(JSON.stringify(logs.records)).not.toContain('ana@')
})

test('what waits for an interval or a batch leaves before the answer, without being told', async () => {
  const registry = new Metrics()
  const lines = new MemorySink()
  const door = new EmfDoor(registry, { namespace: 'N', sink: lines, intervalMs: 60_000 })
  const sent: string[] = []
  const exporter: SpanExporter = {
    export: (spans, done) => {
      sent.push(...spans.map(({ name }) => name))
      done({ code: 0 })
    },
    shutdown: () => Promise.resolve(),
  }
  const tracing = await setUpTracing(loadSettings({ env: {} }), { exporters: [exporter], http: false })
  try {
    const handler = observeLambda(async () => registry.counter('encoded_total').inc(), { metrics: registry, env: {} })
    await handler({}, context())
    expect(lines.metrics.map(({ name }) => name)).toEqual(expect.arrayContaining(['encoded_total', 'InvocationCount']))
    expect(sent).toEqual(['encode'])
  } finally {
    await Promise.all([tracing.close(), door.close()])
  }
})

test.each([undefined, {}])('a handler that is called in a test, with context %s', async (partial) => {
  const { sink, options } = observed()
  const handler = observeLambda(async (event: number) => event + 1, options)
  expect(await handler(1, partial as LambdaContext)).toBe(2)
  expect(sink.metrics.map(({ dimensions }) => dimensions.FunctionName)).toContain('function')
})

test('a handler with a callback answers by it', async () => {
  const { options } = observed()
  const handler = observeLambda<string, string>((event, _context, done) => done(null, `${event}!`), options)
  expect(await handler('hello', context())).toBe('hello!')
})

test('a streamed response', async () => {
  const { options, counted } = observed()
  const written: string[] = []
  const handler = observeLambdaStream(async (event: string, stream: string[]) => {
    stream.push(event)
  }, options)
  await handler('chunk', written, context())
  expect(written).toEqual(['chunk'])
  expect(counted()).toContainEqual(['InvocationCount', 1, undefined])
})

test('shortly before the deadline a warning leaves', async () => {
  const { logs, options } = observed()
  let flushed = 0
  const flush = async () => {
    flushed += 1
  }
  const handler = observeLambda(() => sleep(100, 'late'), { ...options, flush, timeoutWarningMs: 470 })
  expect(await handler({}, context(500))).toBe('late')
  expect(logs.records).toEqual([
    expect.objectContaining({ level: 'warn', message: expect.stringContaining('time out') }),
  ])
  expect(flushed).toBe(2)
})

test.each([
  ['fails', () => Promise.reject(new TypeError('no')), 'TypeError'],
  [
    'throws',
    () => {
      throw new RangeError('no')
    },
    'RangeError',
  ],
  ['hangs', () => new Promise(() => {}), 'not done within 20 ms'],
])('a flush that %s costs a warning, not the answer', async (_what, flush, reason) => {
  const { options } = observed()
  const warnings: string[] = []
  const warn = (text: string) => warnings.push(text)
  const handler = observeLambda(async () => 'fine', { ...options, flush, flushTimeoutMs: 20, warn })
  expect(await handler({}, context())).toBe('fine')
  expect(warnings).toEqual([expect.stringContaining(reason)])
})

describe('the parent of an invocation', () => {
  const http = (headers: object) => ({ headers, body: '' })
  const queue = (...traces: string[]) => ({
    Records: traces.map((AWSTraceHeader) => ({ attributes: { AWSTraceHeader } })),
  })

  test.each([
    ['the runtime', {}, SAMPLED, { 'x-amzn-trace-id': SAMPLED }],
    ['the runtime rather than the caller', http({ 'X-Amzn-Trace-Id': OTHER }), SAMPLED, { 'x-amzn-trace-id': SAMPLED }],
    [
      'the caller when the runtime does not trace',
      http({ 'X-Amzn-Trace-Id': OTHER }),
      UNSAMPLED,
      { 'x-amzn-trace-id': OTHER },
    ],
    [
      'a load balancer that sends all values of a header',
      { multiValueHeaders: { 'x-amzn-trace-id': [OTHER, SAMPLED], accept: [] } },
      undefined,
      { 'x-amzn-trace-id': OTHER },
    ],
    ['a W3C caller', http({ TraceParent: '00-a-b-01', Cookie: 'secret' }), undefined, { traceparent: '00-a-b-01' }],
    ['the one message of a queue', queue(OTHER), undefined, { 'x-amzn-trace-id': OTHER }],
    ['nobody, for several messages', queue(OTHER, SAMPLED), undefined, {}],
    ['the runtime, which does not trace', {}, UNSAMPLED, { 'x-amzn-trace-id': UNSAMPLED }],
    ['nobody', null, undefined, {}],
    [
      'the caller, with the lineage that the runtime knows',
      http({ 'X-Amzn-Trace-Id': `${OTHER};Lineage=a87bd80c:1` }),
      `${UNSAMPLED};Lineage=a87bd80c:2`,
      { 'x-amzn-trace-id': `${OTHER};Lineage=a87bd80c:2` },
    ],
    [
      'a W3C caller, with that lineage',
      http({ traceparent: '00-a-b-01' }),
      `${UNSAMPLED};Lineage=a87bd80c:2`,
      { traceparent: '00-a-b-01', 'x-amzn-trace-id': ';Lineage=a87bd80c:2' },
    ],
    ['nobody, for odd events', { headers: 7, Records: [null] }, undefined, {}],
  ])('%s', (_what, event, runtime, headers) => {
    expect(parentHeaders(event, { _X_AMZN_TRACE_ID: runtime })).toEqual(headers)
  })

  const spans = new MemorySpans()
  beforeEach(() => spans.clear())
  const closers: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const close of closers.splice(0)) await close()
  })

  test('continues in a span, which log lines name', async () => {
    const tracing = await setUpTracing(loadSettings({ env: {} }), { processors: [spans], http: false })
    closers.push(() => tracing.close())
    const logs = new MemoryLogs()
    const handler = observeLambda(
      async () => {
        logs.getLogger('a').info('inside')
        throw new QuotaExceeded('no')
      },
      { logger: logs.getLogger('lambda'), env: { _X_AMZN_TRACE_ID: SAMPLED } },
    )
    await expect(handler({}, context())).rejects.toThrow('no')
    expect(spans.getFinishedSpans()).toHaveLength(1)
    const [span] = spans.getFinishedSpans()
    expect(span).toMatchObject({
      name: 'encode',
      attributes: { 'faas.invocation_id': 'r-1', 'error.type': 'QuotaExceeded' },
      parentSpanContext: { spanId: '53995c3f42cd8ad8' },
    })
    expect(logs.records[0]).toMatchObject({ xrayTraceId: ROOT, spanId: span?.spanContext().spanId })
  })
})
