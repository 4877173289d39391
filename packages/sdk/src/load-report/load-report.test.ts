import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CloudWatchMetrics } from '../metrics/cloudwatch-metrics.ts'
import { MemorySink } from '../metrics/emf/memory-sink.ts'
import { putRequest } from '../metrics/sets/cloudwatch-names.ts'
import { LoadRecorder } from './load-recorder.ts'
import { loadTestReport } from './load-test-report.ts'
import { requestsFromEmf } from './requests-from-emf.ts'
import { type RequestResult, summarize } from './summarize.ts'
import type { Thresholds } from './thresholds.ts'

/** 100 requests of 1 to 100 ms, one begun every 10 ms; some failed. */
const hundred: readonly RequestResult[] = Array.from({ length: 100 }, (_, index) => ({
  endpoint: index % 4 === 0 ? 'POST /api/videos' : 'GET /api/videos',
  durationMs: index + 1,
  timeMs: 1_000_000 + index * 10,
  ...(index === 99 ? { errorType: 'ECONNRESET' } : { statusCode: [3, 7].includes(index) ? 503 : 200 }),
}))

test('counts, failures, percentiles and throughput', () => {
  const { total, endpoints } = loadTestReport({ requests: hundred })
  expect(total).toEqual({
    name: 'all requests',
    requests: 100,
    failures: 3,
    errorRatePercent: 3,
    durationSeconds: 1.09,
    requestsPerSecond: 100 / 1.09,
    latency: { minMs: 1, meanMs: 50.5, p50Ms: 50, p95Ms: 95, p99Ms: 99, maxMs: 100 },
    failuresByType: { 'status 503': 2, ECONNRESET: 1 },
  })
  expect(endpoints.map(({ name, requests, failures }) => [name, requests, failures])).toEqual([
    ['GET /api/videos', 75, 3],
    ['POST /api/videos', 25, 0],
  ])
})

// A limit that is reached holds, one that is passed does not.
test.each<[thresholds: Thresholds, verdict: string]>([
  [{ minRequests: 100 }, 'PASS'],
  [{ minRequests: 101 }, 'FAIL'],
  [{ maxErrorRatePercent: 3 }, 'PASS'],
  [{ maxErrorRatePercent: 2.9 }, 'FAIL'],
  [{ maxMeanMs: 50.5 }, 'PASS'],
  [{ maxMeanMs: 50 }, 'FAIL'],
  [{ maxP50Ms: 50 }, 'PASS'],
  [{ maxP50Ms: 49 }, 'FAIL'],
  [{ maxP95Ms: 95 }, 'PASS'],
  [{ maxP95Ms: 94.9 }, 'FAIL'],
  [{ maxP99Ms: 99 }, 'PASS'],
  [{ maxP99Ms: 98 }, 'FAIL'],
  [{ maxMs: 100 }, 'PASS'],
  [{ maxMs: 99 }, 'FAIL'],
  [{ minRequestsPerSecond: 91 }, 'PASS'],
  [{ minRequestsPerSecond: 92 }, 'FAIL'],
  [{ maxP95Ms: 95, maxMs: 99 }, 'FAIL'],
  [{}, 'PASS'],
])('%j: %s', (thresholds, verdict) => {
  expect(loadTestReport({ requests: hundred, thresholds }).verdict).toBe(verdict)
})

test('a test without requests has not passed', () => {
  expect(loadTestReport({ requests: [], thresholds: {} }).verdict).toBe('FAIL')
  expect(loadTestReport({ requests: hundred, endpoints: { 'DELETE /x': { maxP95Ms: 9_999 } } }).verdict).toBe('FAIL')
})

test('what is not known has not passed', () => {
  const requests = [{ durationMs: 5 }, { durationMs: 6 }]
  const thresholds = { minRequestsPerSecond: 1 }
  expect(loadTestReport({ requests, thresholds })).toMatchObject({
    verdict: 'FAIL',
    checks: [{ what: 'requests' }, { what: 'throughput', actual: undefined, holds: false }],
  })
  expect(loadTestReport({ requests, thresholds, durationSeconds: 2 }).verdict).toBe('PASS')
})

test('limits of single endpoints', () => {
  const endpoints = { 'POST /api/videos': { maxErrorRatePercent: 0 }, 'GET /api/videos': { maxErrorRatePercent: 0 } }
  const { verdict, checks } = loadTestReport({ requests: hundred, endpoints })
  expect(verdict).toBe('FAIL')
  expect(checks.filter(({ holds }) => !holds)).toEqual([
    { of: 'GET /api/videos', what: 'error rate', unit: '%', limit: 0, bound: 'most', actual: 4, holds: false },
  ])
})

test('wrong thresholds are all named', () => {
  const thresholds = { maxP95: 3, maxMs: -1 } as Thresholds
  expect(() =>
    loadTestReport({ requests: [], thresholds, endpoints: { a: { maxMs: Number.NaN } }, durationSeconds: 0 }),
  ).toThrow(
    'loadTestReport: thresholds.maxP95 is not a threshold; thresholds.maxMs must be a number of at least 0, got -1; ' +
      'endpoints[a].maxMs must be a number of at least 0, got NaN; durationSeconds must be more than 0, got 0',
  )
})

test('as text and as markdown', () => {
  const report = loadTestReport({
    title: 'Checkout | 50 users',
    requests: hundred,
    thresholds: { maxErrorRatePercent: 1, maxP95Ms: 95 },
  })
  expect(report.text()).toBe(`Checkout | 50 users: FAIL

        of            what        measured  allowed
  PASS  all requests  requests    100       >= 1
  FAIL  all requests  error rate  3 %       <= 1 %
  PASS  all requests  p95         95 ms     <= 95 ms

  endpoint          requests  failed   req/s  mean     p50    p95    p99     slowest
  GET /api/videos   75        3 (4 %)  68.8   51 ms    51 ms  96 ms  100 ms  100 ms
  POST /api/videos  25        0        22.9   49 ms    49 ms  93 ms  97 ms   97 ms
  all requests      100       3 (3 %)  91.7   50.5 ms  50 ms  95 ms  99 ms   100 ms
  2 x status 503
  1 x ECONNRESET
`)
  expect(report.markdown()).toBe(`## Checkout \\| 50 users: FAIL

|  | of | what | measured | allowed |
| --- | --- | --- | ---: | ---: |
| PASS | all requests | requests | 100 | \\>= 1 |
| FAIL | all requests | error rate | 3 % | \\<= 1 % |
| PASS | all requests | p95 | 95 ms | \\<= 95 ms |

| endpoint | requests | failed | req/s | mean | p50 | p95 | p99 | slowest |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
| GET /api/videos | 75 | 3 (4 %) | 68.8 | 51 ms | 51 ms | 96 ms | 100 ms | 100 ms |
| POST /api/videos | 25 | 0 | 22.9 | 49 ms | 49 ms | 93 ms | 97 ms | 97 ms |
| all requests | 100 | 3 (3 %) | 91.7 | 50.5 ms | 50 ms | 95 ms | 99 ms | 100 ms |

- 2 x status 503
- 1 x ECONNRESET
`)
})

test('a value that misses its limit by little does not look as if it held', () => {
  const text = loadTestReport({ requests: [{ durationMs: 2_000.04 }], thresholds: { maxMs: 2_000 } }).text()
  expect(text).toMatch(/FAIL +all requests +slowest +2000.04 ms +<= 2,000 ms/)
})

test('percentiles are those of a plain count, in any order and with any weights', () => {
  const request = fc.record({ durationMs: fc.integer({ min: 0, max: 1_000 }), count: fc.integer({ min: 1, max: 5 }) })
  fc.assert(
    fc.property(fc.array(request, { minLength: 1, maxLength: 50 }), (requests) => {
      const each = requests
        .flatMap(({ durationMs, count }) => Array<number>(count).fill(durationMs))
        .sort((a, b) => a - b)
      const rank = (part: number) => each[Math.ceil(part * each.length) - 1]
      const { latency } = summarize('x', requests, undefined)
      expect([latency?.p50Ms, latency?.p95Ms, latency?.p99Ms]).toEqual([rank(0.5), rank(0.95), rank(0.99)])
      expect([latency?.minMs, latency?.maxMs]).toEqual([each[0], each.at(-1)])
    }),
  )
})

test('the recorder measures answers and errors, and passes them on', async () => {
  const server = createServer((incoming, outgoing) => {
    outgoing.statusCode = incoming.url === '/broken' ? 500 : 200
    outgoing.end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const recorder = new LoadRecorder()
  await Promise.all(Array.from({ length: 20 }, () => recorder.run('GET /', () => fetch(url))))
  const broken = await recorder.run('GET /broken', () => fetch(`${url}/broken`))
  server.closeAllConnections()
  server.close()
  const failure = new RangeError('ana@example.com')
  await expect(recorder.run('GET /', () => Promise.reject(failure))).rejects.toBe(failure)
  const { total, endpoints } = loadTestReport({ requests: recorder.requests })
  expect(broken.status).toBe(500)
  expect(total).toMatchObject({ requests: 22, failuresByType: { 'status 500': 1, RangeError: 1 } })
  expect(endpoints.map(({ name, requests }) => [name, requests])).toEqual([
    ['GET /', 21],
    ['GET /broken', 1],
  ])
  expect(total.latency?.maxMs).toBeGreaterThan(0)
})

test.each(['event', 'interval'] as const)('requests that a service wrote as EMF, mode %s', async (mode) => {
  const sink = new MemorySink()
  const metrics = new CloudWatchMetrics({ namespace: 'N', serviceName: 'api', sink, mode })
  for (let index = 1; index <= 50; index++) {
    const statusCode = index > 48 ? 500 : 200
    putRequest(metrics, { method: 'GET', endpoint: '/api/videos', statusCode, durationMs: index })
  }
  await metrics.close()
  const lines = ['plain text', '{"CloudWatchMetrics', ...sink.lines].join('\n')
  const { total, endpoints } = loadTestReport({ requests: requestsFromEmf(lines), durationSeconds: 5 })
  expect(total).toMatchObject({ requests: 50, failures: 2, requestsPerSecond: 10 })
  expect(total.latency).toMatchObject({ minMs: 1, p50Ms: 25, p95Ms: 48, maxMs: 50 })
  expect(endpoints.map(({ name }) => name)).toEqual(['GET /api/videos'])
})

test('EMF of others: several dimension sets, another name, seconds, values with counts', () => {
  const document = {
    _aws: {
      Timestamp: 1_000_000,
      CloudWatchMetrics: [
        { Namespace: 'N', Dimensions: [[], ['Endpoint']], Metrics: [{ Name: 'latency', Unit: 'Seconds' }] },
      ],
    },
    Endpoint: '/a',
    latency: { Values: [0.1, 0.2], Counts: [3, 1] },
  }
  const requests = requestsFromEmf([JSON.stringify(document)], { metric: 'latency' })
  expect(requests).toEqual([
    { durationMs: 100, endpoint: '/a', count: 3 },
    { durationMs: 200, endpoint: '/a', count: 1 },
  ])
})
