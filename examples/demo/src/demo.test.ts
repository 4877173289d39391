import type { AddressInfo } from 'node:net'
import { CloudWatchMetrics, MemorySink } from '@atalaya/sdk/metrics'
import { afterEach, expect, test } from 'vitest'
import { createApi } from './api.ts'
import { appLog } from './app-log.ts'
import { type Behaviour, realistic } from './behaviour.ts'
import { generateTraffic, Visitor, wave } from './traffic.ts'

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

async function start(behaviour: Behaviour = { delayMs: () => 0, fails: () => false }) {
  const sink = new MemorySink()
  const lines = new MemorySink()
  const metrics = new CloudWatchMetrics({ namespace: 'ANB/Backend', serviceName: 'video-api', sink })
  const server = createApi({ metrics, log: appLog(lines, 'video-api'), behaviour })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(
    () => server.closeAllConnections(),
    () => server.close(),
  )
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const call = async (method: string, path: string, body?: string) => {
    const response = await fetch(url + path, { method, ...(body === undefined ? {} : { body }) })
    return [response.status, (await response.json()) as Record<string, unknown>] as const
  }
  return { sink, lines, url, call }
}

test('videos are posted, listed, found and voted for', async () => {
  const { call } = await start()
  const [status, video] = await call('POST', '/api/videos', '{"title":"Tides","author":"me"}')
  expect([status, video]).toEqual([
    201,
    { id: 'v1', title: 'Tides', author: 'me', votes: 0, createdAt: expect.any(String) },
  ])
  expect(await call('POST', '/api/videos/v1/votes')).toEqual([200, { id: 'v1', votes: 1 }])
  expect(await call('GET', '/api/videos/v1')).toEqual([200, { ...video, votes: 1 }])
  expect(await call('GET', '/api/videos')).toEqual([200, { videos: [{ ...video, votes: 1 }] }])
  expect(await call('GET', '/health')).toEqual([200, { status: 'ok' }])
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
  await expect.poll(() => lines.lines.join()).toContain(`"status":${status}`)
  expect(lines.lines.join()).not.toContain('secret')
})

test('every request is counted and timed under its route, not its path', async () => {
  const { call, sink } = await start()
  await call('POST', '/api/videos', '{"title":"Tides"}')
  await call('GET', '/api/videos/v1')
  await expect.poll(() => sink.lines).toHaveLength(2)
  expect(sink.metrics.slice(3)).toMatchObject(
    ['RequestCount', 'RequestDuration', 'ErrorCount'].map((name) => ({
      namespace: 'ANB/Backend',
      name,
      dimensions: { Method: 'GET', Endpoint: '/api/videos/:id', StatusCode: '200' },
    })),
  )
})

test('a failure is answered with 500, counted and logged with its cause', async () => {
  const { call, sink, lines } = await start({ delayMs: () => 0, fails: () => true })
  expect((await call('GET', '/api/videos'))[0]).toBe(500)
  await expect.poll(() => sink.metrics.find(({ name }) => name === 'ErrorCount')?.value).toBe(1)
  expect(lines.lines.map((line) => (JSON.parse(line) as { level: string; message: string }).message)).toEqual([
    'request failed',
    'request',
  ])
})

test('traffic reaches every route within seconds', async () => {
  const { url, sink } = await start()
  const stop = new AbortController()
  const done = generateTraffic({ url, stop: stop.signal, rate: 500 })
  const routes = () =>
    new Set(
      sink.metrics.map(({ dimensions }) => `${dimensions.Method} ${dimensions.Endpoint} ${dimensions.StatusCode}`),
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
