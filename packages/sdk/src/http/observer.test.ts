import { expect, test } from 'vitest'
import { EmfDoor } from '../metrics/emf/emf-door.ts'
import { MemorySink } from '../metrics/emf/memory-sink.ts'
import { PrometheusDoor } from '../metrics/prometheus/prometheus-door.ts'
import { Metrics } from '../metrics/registry.ts'
import { ServiceMetrics } from '../metrics/sets/service-metrics.ts'
import { MemoryLogs } from '../testing/memory-logs.ts'
import { mountTemplate } from './adapters/express.ts'
import { HttpObserver, type HttpObserverOptions } from './observer.ts'
import { requestIdOf } from './request-id.ts'
import { Durations } from './request-stats.ts'

function observed(options: HttpObserverOptions = {}) {
  const clock = { nowMs: 1_000_000 }
  const logs = new MemoryLogs()
  const warnings: string[] = []
  const observer = new HttpObserver({
    logger: logs.getLogger('http'),
    nowMs: () => clock.nowMs,
    random: () => 0.5,
    warn: (message) => warnings.push(message),
    ...options,
  })
  const serve = (route: string | undefined, status = 200, durationMs = 10, method = 'GET', path = route ?? '/x') => {
    const exchange = observer.begin({ method, headers: {}, path, scheme: 'http' })
    clock.nowMs += durationMs
    exchange.route = route
    exchange.end(status)
  }
  return { observer, clock, logs, warnings, serve }
}

test('the figures are those of the latest minute, in all and by route', () => {
  const { observer, clock, serve } = observed()
  serve('/old', 500)
  clock.nowMs += 60_000
  for (let index = 0; index < 98; index++) serve('/a', 200, 10)
  serve('/a', 503, 1_000)
  serve('/b', 404, 100, 'POST')
  const snapshot = observer.snapshot()
  expect(snapshot).toMatchObject({ windowMs: 60_000, count: 100, errors: 1, totalCount: 101, totalErrors: 2 })
  expect(snapshot.meanMs).toBeCloseTo(20.8)
  expect(snapshot.routes).toMatchObject([
    { method: 'GET', route: '/a', count: 99, errors: 1 },
    { method: 'POST', route: '/b', count: 1, errors: 0 },
  ])
  expect(snapshot.p50Ms / 10).toBeCloseTo(1, 0)
  expect(snapshot.p99Ms / 100).toBeCloseTo(1, 0)
})

test.each([
  { values: [], share: 0.5, want: 0 },
  { values: [0], share: 0.5, want: 0.01 },
  { values: [1], share: 0.99, want: 1 },
  { values: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], share: 0.5, want: 5 },
  { values: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], share: 0.95, want: 10 },
  { values: [1_800_000], share: 0.5, want: 1_800_000 },
])('the quantile $share of $values is about $want', ({ values, share, want }) => {
  const durations = new Durations()
  for (const value of values) durations.add(value)
  const got = durations.quantile(share)
  expect(Math.abs(got - want)).toBeLessThanOrEqual(want * 0.06)
})

test('requests under way are shown, longest first', () => {
  const { observer, clock } = observed()
  const begin = (path: string) => observer.begin({ method: 'GET', headers: {}, path, scheme: 'http' })
  const first = begin('/a')
  clock.nowMs += 5
  begin('/b')
  expect(observer.active().map(({ durationMs }) => durationMs)).toEqual([5, 0])
  first.end(200)
  first.end(500)
  expect(observer.active()).toHaveLength(1)
  expect(observer.snapshot().totalErrors).toBe(0)
})

test('CloudWatch gets its names, with the dimensions of the request', async () => {
  const sink = new MemorySink()
  const metrics = new Metrics()
  const door = new EmfDoor(metrics, { namespace: 'Test', sink })
  const { serve } = observed({ cloudwatch: metrics })
  serve('/videos/:id', 500)
  await door.close()
  const dimensions = { Method: 'GET', Endpoint: '/videos/:id', StatusCode: '500' }
  expect(sink.metrics.map(({ name, value, unit }) => [name, value, unit]).sort()).toEqual([
    ['ErrorCount', 1, 'Count'],
    ['RequestCount', 1, 'Count'],
    ['RequestDuration', 10, 'Milliseconds'],
  ])
  for (const metric of sink.metrics) expect(metric.dimensions).toEqual(dimensions)
})

test('of the requests for health a share is logged and told to CloudWatch, and every failure', () => {
  const draws = [0.05, 0.15, 0.5]
  const metrics = new Metrics()
  metrics.attachReader()
  const { observer, logs, serve } = observed({ cloudwatch: metrics, random: () => draws.shift() ?? 1 })
  observer.serves(['/internal/health'])
  for (const status of [200, 200, 200, 503]) serve(undefined, status, 1, 'GET', '/internal/health')
  expect(logs.records.filter(({ level }) => level !== 'debug').map(({ status }) => status)).toEqual([200, 503])
  const counted = metrics.families().find(({ spec }) => spec.name === 'RequestCount')
  expect(counted?.series.map(({ spec }) => spec.labelValues.at(-1))).toEqual(['200', '503'])
})

test('endpoints without end are counted together', () => {
  const metrics = new Metrics()
  const { observer, serve } = observed({ service: new ServiceMetrics(metrics) })
  for (let index = 0; index < 600; index++) serve(`/${index}`)
  const { routes } = observer.snapshot()
  expect(routes).toHaveLength(501)
  expect(routes[0]).toMatchObject({ route: '__overflow__', count: 100 })
  expect(new PrometheusDoor(metrics).scrape().body).toContain('endpoint="__overflow__"')
})

test('what fails around a request is told, and the request goes on', () => {
  const { observer, warnings } = observed({
    spans: {
      start: () => {
        throw new TypeError('no')
      },
    },
    cloudwatch: {
      putMetric() {},
      putMetrics() {
        throw new RangeError('no')
      },
      withDimensions() {
        return this
      },
    },
  })
  const exchange = observer.begin({ method: 'GET', headers: {}, path: '/', scheme: 'http' })
  expect(exchange.run(() => 'done')).toBe('done')
  exchange.end(200)
  expect(observer.active()).toEqual([])
  expect(warnings[0]).toContain('a request has no span: TypeError')
})

test.each([
  ['abc-1', 'abc-1'],
  [['first', 'second'], 'first'],
  ['Root=1-5759e988-bd862e3fe1be46a994272793', 'Root=1-5759e988-bd862e3fe1be46a994272793'],
])('the id %j is taken', (given, want) => {
  expect(requestIdOf(given)).toBe(want)
})

test.each([undefined, '', 'a b', '<script>', "'; drop table", 'a\u0000', 'x'.repeat(129), []])(
  'for the id %j there is a new one',
  (given) => {
    expect(requestIdOf(given)).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  },
)

test.each([
  {
    options: { requestIdHeader: 'X Request' },
    message: "requestIdHeader must be the name of a header, got 'X Request'",
  },
  { options: { healthSampleRatio: 2 }, message: 'healthSampleRatio must be from 0 to 1, got 2' },
])('$options is refused', ({ options, message }) => {
  expect(() => new HttpObserver(options)).toThrow(message)
})

test.each<{ path: string; params: Record<string, string | string[]>; want: string }>([
  { path: '/users/42', params: { id: '42' }, want: '/users/:id' },
  { path: '/users/a%20b', params: { id: 'a b' }, want: '/users/:id' },
  { path: '/v42/user-42', params: { id: '42' }, want: '/v:id/user-:id' },
  { path: '/files/a/b', params: { path: ['a', 'b'] }, want: '/files/:path' },
  { path: '/api', params: {}, want: '/api' },
  { path: '/%zz/42', params: { id: '42' }, want: '/%zz/:id' },
])('the mount $path is $want', ({ path, params, want }) => {
  expect(mountTemplate(path, params)).toBe(want)
})

test('the answer has the trace when its caller asked for that', () => {
  const headersOf = (answer: string | undefined) => {
    const span = { answer, run: <T>(work: () => T) => work(), end: () => {} }
    const { observer } = observed({ spans: { start: () => span } })
    const headers: Record<string, string> = {}
    const exchange = observer.begin({ method: 'GET', headers: {}, path: '/', scheme: 'http' })
    observer.eachHeader(exchange, (name, value) => {
      headers[name] = value
    })
    return Object.keys(headers)
  }
  expect([headersOf('Root=1-a-b;Sampled=1'), headersOf(undefined)]).toEqual([
    ['X-Request-ID', 'X-Response-Time', 'X-Amzn-Trace-Id'],
    ['X-Request-ID', 'X-Response-Time'],
  ])
})
