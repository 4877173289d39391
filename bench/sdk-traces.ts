/**
 * Claims: what tracing costs a service, when it is on and when it is off.
 *
 * CPU time of the process, the best of several turns. Spans go to a receiver in this process by OTLP over HTTP, so their figures
 * hold everything: the decision, the span, the queue, the encoding, the request, and even the receiver.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { currentTrace } from '@atalaya/sdk/context'
import { loadSettings } from '@atalaya/sdk/settings'
import { currentSpan, inSpan, serverSpans, setUpTracing, traced } from '@atalaya/sdk/traces'
import { type Row, report, setting } from './support/report.ts'

const CALLS = setting('SDK_TRACES_CALLS', 20_000)
const TURNS = setting('SDK_TRACES_TURNS', 7)

/** Microseconds of CPU a call, the best of several turns. `between` runs after every four hundred calls and counts. */
async function cost(action: () => unknown, calls = CALLS, between?: () => Promise<unknown>): Promise<number> {
  let best = Number.POSITIVE_INFINITY
  for (let turn = 0; turn <= TURNS; turn += 1) {
    const begin = process.cpuUsage()
    for (let index = 1; index <= calls; index += 1) {
      action()
      if (between !== undefined && index % 400 === 0) await between()
    }
    const { user, system } = process.cpuUsage(begin)
    if (turn > 0) best = Math.min(best, (user + system) / calls)
  }
  return best
}

const time = (us: number) => (us >= 1 ? `${us.toFixed(2)} us` : `${(us * 1_000).toFixed(0)} ns`)

const add = (value: number) => value + 1
const tracedAdd = traced('add', add)
let sum = 0

async function off(): Promise<Row[]> {
  const claim = '<= 50 ns'
  const calls = CALLS * 50
  return [
    { what: 'traced function, tracing off', claim, measured: time(await cost(() => (sum = tracedAdd(sum)), calls)) },
    { what: 'inSpan, tracing off', claim, measured: time(await cost(() => inSpan('add', () => (sum += 1)), calls)) },
    {
      what: 'currentSpan, tracing off',
      claim,
      measured: time(await cost(() => currentSpan().setAttribute('a', 1), calls)),
    },
  ]
}

async function on(): Promise<Row[]> {
  const receiver = createServer((request, response) => {
    request.resume().once('end', () => response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end())
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  const endpoint = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`
  const tracing = await setUpTracing(
    loadSettings({ env: {}, values: { service: { name: 'bench' }, otlp: { endpoint } } }),
  )
  const spans = serverSpans()
  if (spans === undefined) throw new Error('tracing is off: the packages of OpenTelemetry are missing')
  const request = (path: string, headers = {}) => ({
    method: 'GET',
    path,
    headers: { host: 'h', ...headers },
    scheme: 'http',
  })
  const serve = (incoming: ReturnType<typeof request>) => () => {
    const span = spans.start(incoming)
    span.run(() => (sum += 1))
    span.end({ route: '/api/videos/:id', statusCode: 200 })
  }
  const parent = { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` }
  const rows: Row[] = []
  const measure = async (what: string, claim: string, action: () => unknown, calls?: number) => {
    rows.push({ what, claim, measured: time(await cost(action, calls, () => tracing.flush())) })
  }
  await measure('request, recorded and sent', '<= 10 us', serve(request('/api/videos/7')))
  await measure('request of a caller, recorded and sent', '<= 10 us', serve(request('/api/videos/7', parent)))
  await measure('request, not recorded', '<= 2 us', serve(request('/health')))
  await spans.start(request('/api/videos/7')).run(async () => {
    await measure('inSpan, recorded and sent', '<= 10 us', () => inSpan('add', () => (sum += 1)))
    await measure('the trace of a log line', '<= 100 ns', () => currentTrace(), CALLS * 50)
  })
  await tracing.close()
  receiver.close()
  receiver.closeAllConnections()
  return rows
}

report('sdk-traces', [...(await off()), ...(await on())])
