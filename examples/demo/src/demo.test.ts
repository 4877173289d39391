import { Metrics, PrometheusDoor } from '@atalaya/sdk/metrics'
import { afterEach, expect, test } from 'vitest'
import { type Behaviour, realistic } from './behaviour.ts'
import { startService } from './service.ts'
import { generateTraffic, Visitor, wave } from './traffic.ts'

let shutdown = (): Promise<void> => Promise.resolve()
afterEach(() => shutdown())

async function start(behaviour: Behaviour = { delayMs: () => 0, fails: () => false }, redisUrl?: string) {
  const lines: string[] = []
  const registry = new Metrics()
  const { atalaya, app } = await startService({
    behaviour,
    random: Math.random,
    redisUrl,
    observe: {
      env: {},
      registry,
      settings: { log: { stdout: false }, metrics: { emf: false }, retry: { baseDelayMs: 1 } },
      logSinks: [{ write: (line) => lines.push(line), flush: () => Promise.resolve() }],
    },
  })
  shutdown = () => atalaya.shutdown()
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  const call = async (method: string, path: string, body?: string) => {
    const json = body === undefined ? {} : { body, headers: { 'content-type': 'application/json' } }
    const response = await fetch(url + path, { method, ...json })
    return [response.status, (await response.json()) as Record<string, unknown>] as const
  }
  const records = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>)
  const scrape = () => new PrometheusDoor(registry).scrape().body
  return { url, call, records, scrape, lines }
}

test('videos are posted, listed, found and voted for, and the worker encodes them', async () => {
  const { call, records } = await start()
  const [status, video] = await call('POST', '/api/videos', '{"title":"Tides","author":"me"}')
  const posted = { id: 'v1', title: 'Tides', author: 'me', votes: 0, createdAt: expect.any(String), status: 'waiting' }
  expect([status, video]).toEqual([201, posted])
  expect(await call('POST', '/api/videos/v1/votes')).toEqual([200, { id: 'v1', votes: 1 }])
  await expect.poll(async () => (await call('GET', '/api/videos/v1'))[1].status).toBe('ready')
  const ready = { ...posted, votes: 1, status: 'ready' }
  expect(await call('GET', '/api/videos')).toEqual([200, { videos: [ready] }])
  expect((await call('GET', '/health'))[1]).toMatchObject({ status: 'healthy', service: 'video-api' })
  const [request, encoded] = ['http', 'encoder'].map((name) => records().find(({ logger }) => logger === name))
  expect(encoded).toMatchObject({ message: 'video encoded', videoId: 'v1', requestId: request?.requestId })
})

test.each([
  ['GET', '/api/videos/none', undefined, 404],
  ['POST', '/api/videos/none/votes', undefined, 404],
  ['POST', '/api/videos', '{"title":""}', 400],
  ['POST', '/api/videos', 'no JSON', 400],
  ['POST', '/api/videos', 'x'.repeat(70_000), 413],
  ['DELETE', '/api/videos', undefined, 404],
  ['GET', '/elsewhere?token=secret', undefined, 404],
] as const)('%s %s is refused', async (method, path, body, status) => {
  const { call, lines } = await start()
  expect((await call(method, path, body))[0]).toBe(status)
  await expect.poll(() => lines.join()).toContain(`"status":${status}`)
  expect(lines.join()).not.toContain('secret')
})

test('every request is counted under its route, not its path, and so are queries and tasks', async () => {
  const { call, scrape } = await start()
  await call('POST', '/api/videos', '{"title":"Tides"}')
  await call('GET', '/api/videos/v1')
  await expect.poll(scrape).toContain('RequestCount_sum{Method="GET",Endpoint="/api/videos/:id",StatusCode="200"} 1')
  expect(scrape()).toContain('db_queries_total{operation="INSERT",table="videos"} 1')
  await expect.poll(scrape).toContain('TaskCount_sum{Task="encode"} 1')
})

test('a failure is answered with 500 without its cause, counted, and logged with it', async () => {
  const { call, scrape, records } = await start({ delayMs: () => 0, fails: () => true })
  expect(await call('GET', '/api/videos')).toEqual([500, { error: 'Internal Server Error' }])
  await expect.poll(scrape).toContain('ErrorCount_sum{Method="GET",Endpoint="/api/videos",StatusCode="500"} 1')
  expect(records().find(({ level }) => level === 'error')).toMatchObject({
    message: 'request failed',
    error: { type: 'DatabaseError', message: 'database connection lost' },
  })
})

test('a storage that fails now and then is tried again', async () => {
  let calls = 0
  const { call, scrape } = await start({ delayMs: () => 0, fails: () => (calls++ === 0 ? false : calls % 2 === 0) })
  await call('POST', '/api/videos', '{"title":"Tides"}')
  await expect.poll(scrape).toContain('TaskFailure_sum{Task="encode"} 0')
  expect(scrape()).toMatch(/retry_attempts_total\{name="storage"/)
})

test('traffic reaches every route within seconds', async () => {
  const { url, scrape } = await start()
  const stop = new AbortController()
  const done = generateTraffic({ url, stop: stop.signal, rate: 500 })
  const routes = () =>
    new Set(
      [...scrape().matchAll(/^http_requests_total\{method="(\w+)",endpoint="(.+)",status_code="(\d+)"\}/gm)].map(
        ([, method, endpoint, status]) => `${method} ${endpoint} ${status}`,
      ),
    )
  await expect
    .poll(routes, { timeout: 10_000 })
    .toEqual(
      new Set([
        'POST /api/videos 201',
        'POST /api/videos 400',
        'GET /api/videos 200',
        'GET /api/videos/:id 200',
        'GET /api/videos/:id 404',
        'POST /api/videos/:id/votes 200',
        'GET /health 200',
      ]),
    )
  stop.abort()
  await done
})

test('the first visitor posts, because there is nothing to see yet', () => {
  expect(new Visitor(() => 0.5).next()).toMatchObject({ method: 'POST', path: '/api/videos' })
})

test('a day goes by in ten minutes', () => {
  expect([wave(0), wave(300_000), wave(600_000)]).toEqual([
    expect.closeTo(0.4),
    expect.closeTo(1.6),
    expect.closeTo(0.4),
  ])
})

test('the database is mostly quick, sometimes slow, seldom broken', () => {
  let state = 1
  const behaviour = realistic(() => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  })
  const delays = Array.from({ length: 20_000 }, () => behaviour.delayMs('GET')).sort((a, b) => a - b)
  expect(delays[10_000]).toBeGreaterThan(17)
  expect(delays[10_000]).toBeLessThan(23)
  expect(delays[19_900]).toBeGreaterThan(80)
  expect(delays.at(-1)).toBeLessThanOrEqual(3_000)
  const failures = Array.from({ length: 20_000 }, () => behaviour.fails()).filter(Boolean).length
  expect(failures).toBeGreaterThan(150)
  expect(failures).toBeLessThan(350)
})
