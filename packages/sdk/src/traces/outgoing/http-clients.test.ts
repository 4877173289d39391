import http, { createServer, type IncomingHttpHeaders, request as namedRequest, type Server } from 'node:http'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { request as undiciRequest } from 'undici'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { runUnobserved } from '../../context/unobserved.ts'
import { sendByFetch } from '../../output/send.ts'
import { loadSettings } from '../../settings/index.ts'
import { type CurrentSpan, inSpan, MemorySpans, setUpTracing, type TracingSetUp } from '../index.ts'

let server: Server
let url: string
/** A port that was just given back. */
let nobody: string
const seen: IncomingHttpHeaders[] = []
let spans: MemorySpans
let tracing: TracingSetUp

beforeAll(async () => {
  server = createServer((request, response) => {
    seen.push(request.headers)
    if (request.url === '/break') response.destroy()
    else response.writeHead(Number(request.url?.slice(1)) || 200).end('body')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  nobody = `http://127.0.0.1:${(other.address() as AddressInfo).port}`
  await new Promise((resolve) => other.close(resolve))
})
afterAll(() => {
  server.close()
  server.closeAllConnections()
})
beforeEach(async () => {
  seen.length = 0
  spans = new MemorySpans()
  tracing = await setUpTracing(loadSettings({ env: {} }), { processors: [spans] })
})
afterEach(() => tracing.close())

/** By `node:http`, to the end of the answer. */
function get(make: typeof http.get, target: string, options: http.RequestOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    make(target, options, (response) => resolve(text(response))).on('error', reject)
  })
}

const calls = () => spans.getFinishedSpans().filter(({ kind }) => kind === 2)

const clients: readonly (readonly [string, (target: string) => Promise<unknown>])[] = [
  ['fetch', async (target) => (await fetch(target)).text()],
  ['undici of npm', async (target) => (await undiciRequest(target)).body.text()],
  ['http.get', (target) => get(http.get, target)],
  [
    'an imported request',
    (target) =>
      get(((to: string, options, answered) => namedRequest(to, options, answered).end()) as typeof http.get, target),
  ],
]

test.each(clients)('%s: a span in the trace of the work, and headers that continue it', async (_name, call) => {
  const outer = await inSpan('work', async (span) => {
    await call(`${url}/200?token=secret`)
    return span
  })
  await expect.poll(calls).toHaveLength(1)
  const [span] = calls()
  const { traceId, spanId } = span!.spanContext()
  expect(span?.name).toBe('GET')
  expect(span?.parentSpanContext?.spanId).toBe(contextOf(outer).spanId)
  expect(span?.attributes).toEqual({
    'http.request.method': 'GET',
    'http.response.status_code': 200,
    'server.address': '127.0.0.1',
    'server.port': Number(new URL(url).port),
    'url.scheme': 'http',
  })
  expect(seen[0]?.traceparent).toBe(`00-${traceId}-${spanId}-01`)
  expect(seen[0]?.['x-amzn-trace-id']).toContain(`Parent=${spanId};Sampled=1`)
})

test.each(clients)('%s: failures are marked, by status and by type', async (_name, call) => {
  await inSpan('work', async () => {
    await call(`${url}/404`)
    await call(`${url}/503`)
    await call(`${url}/break`).catch(() => {})
  })
  await expect.poll(calls).toHaveLength(3)
  expect(calls().map(({ status }) => status.code)).toEqual([2, 2, 2])
  const types = calls().map(({ attributes }) => attributes['error.type'])
  expect(types.slice(0, 2)).toEqual(['404', '503'])
  expect(types[2]).toMatch(/^(ECONNRESET|UND_ERR_SOCKET)$/)
})

test.each(clients)('%s: nobody there', async (_name, call) => {
  await inSpan('work', () => call(nobody).catch(() => {}))
  await expect.poll(calls).toHaveLength(1)
  expect(calls()[0]?.attributes['error.type']).toBe('ECONNREFUSED')
})

test.each(clients)('%s: outside of any trace, and in work of the SDK itself, nothing', async (_name, call) => {
  await call(`${url}/200`)
  await inSpan('work', () => runUnobserved(() => call(`${url}/200`)))
  expect(calls()).toEqual([])
  expect(seen.map(({ traceparent }) => traceparent)).toEqual([undefined, undefined])
})

test.each(clients)('%s: a trace that is not recorded says so', async (_name, call) => {
  const parent = { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-00` }
  await inSpan('work', () => call(`${url}/200`), { parent })
  expect(calls()).toEqual([])
  expect(seen[0]?.traceparent).toMatch(new RegExp(`^00-${'a'.repeat(32)}-[0-9a-f]{16}-00$`))
})

test('the SDK does not trace what it sends', async () => {
  await inSpan('work', () => sendByFetch({ method: 'GET', url, headers: {} }, 1_000))
  expect(calls()).toEqual([])
})

test('an answer that nobody listens to does not hold the connection', async () => {
  await inSpan('work', async () => {
    const request = http.get(url)
    await new Promise((resolve) => request.once('close', resolve))
  })
  await expect.poll(calls).toHaveLength(1)
})

test('https is wrapped as well', async () => {
  await inSpan('work', () => get(https.get as typeof http.get, url.replace('http:', 'https:')).catch(() => {}))
  await expect.poll(calls).toHaveLength(1)
  expect(calls()[0]?.attributes).toMatchObject({ 'url.scheme': 'https', 'server.address': '127.0.0.1' })
})

test('after close the functions are those of Node again', async () => {
  const wrapped = http.request
  await tracing.close()
  expect(http.request).not.toBe(wrapped)
  expect(namedRequest).toBe(http.request)
})

function contextOf(span: CurrentSpan) {
  return (span as unknown as { spanContext(): { spanId: string } }).spanContext()
}

test.each(clients)('%s passes the lineage of its work on', async (_name, call) => {
  const parent = {
    'x-amzn-trace-id': 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1;Lineage=a87bd80c:1',
  }
  await inSpan('work', () => call(`${url}/200`), { parent })
  expect(seen.map((headers) => headers['x-amzn-trace-id'])).toEqual([expect.stringMatching(/;Lineage=a87bd80c:1$/)])
})
