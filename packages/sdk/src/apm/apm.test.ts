import { fixedClock } from '@atalaya/model'
import { afterEach, expect, test } from 'vitest'
import { customCheck } from '../health/checks/custom.ts'
import { Health } from '../health/health.ts'
import { LineTarget } from '../logs/line-target.ts'
import { createLogs } from '../logs/logs.ts'
import { PrometheusDoor } from '../metrics/prometheus/prometheus-door.ts'
import { Metrics } from '../metrics/registry.ts'
import type { SystemSample } from '../metrics/sets/system-sampler.ts'
import { RecentLines } from '../output/recent-lines.ts'
import { loadSettings } from '../settings/settings.ts'
import { MemoryLogs } from '../testing/memory-logs.ts'
import { type Apm, type ApmOptions, createApm } from './apm.ts'
import type { RequestSource } from './request-source.ts'
import type { ApmResponse } from './router.ts'

const open: Apm[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((apm) => apm.close()))
})

const SAMPLE: SystemSample = {
  memoryBytes: 1_000,
  heapUsedBytes: 600,
  heapTotalBytes: 800,
  memoryPercent: 41.236,
  cpuPercent: 12,
  processCpuPercent: 3,
  diskPercent: undefined,
  eventLoopDelayP50Ms: 1,
  eventLoopDelayP99Ms: 2,
  eventLoopDelayMaxMs: 3,
  handles: 4,
  uptimeSeconds: 5,
}

const FIGURES = { count: 120, errors: 30, meanMs: 12.345, p50Ms: 10, p95Ms: 40, p99Ms: 90 }

const REQUESTS: RequestSource = {
  snapshot: () => ({
    ...FIGURES,
    windowMs: 60_000,
    totalCount: 1_000,
    totalErrors: 31,
    routes: [{ method: 'GET', route: '/videos/:id', ...FIGURES }],
  }),
  active: () => [{ requestId: 'r-1', method: 'GET', route: undefined, durationMs: 7.126 }],
}

function service(values: Parameters<typeof loadSettings>[0] = {}, options: Partial<ApmOptions> = {}): Apm {
  const settings = loadSettings({ env: {}, ...values })
  const recent = new RecentLines()
  const log = createLogs(new LineTarget({ sinks: [recent], level: 'debug' })).getLogger('videos')
  for (const level of ['debug', 'info', 'warn', 'error'] as const) log[level](`one of ${level}`)
  const metrics = new Metrics()
  metrics.counter('jobs_total', { help: 'Jobs.' }).inc()
  const apm = createApm({
    settings,
    requests: REQUESTS,
    recent,
    prometheus: new PrometheusDoor(metrics),
    system: { sample: () => SAMPLE, close: () => {} },
    clock: fixedClock(1_700_000_000_000),
    ...options,
  })
  open.push(apm)
  return apm
}

async function get(apm: Apm, target: string, headers: Readonly<Record<string, string>> = {}): Promise<ApmResponse> {
  const [path = '', query = ''] = target.split('?')
  const answer = await apm.handle({ method: 'GET', path, query, headers })
  return answer ?? { status: 0, headers: {}, body: 'null' }
}

async function read(apm: Apm, target: string): Promise<Record<string, unknown>> {
  return JSON.parse((await get(apm, target)).body) as Record<string, unknown>
}

// With the token 'sesame' set. Columns: no token, a wrong one, the right one.
test.each`
  path                   | none   | wrong  | right
  ${'/health'}           | ${200} | ${200} | ${200}
  ${'/health/live'}      | ${200} | ${200} | ${200}
  ${'/health/ready'}     | ${200} | ${200} | ${200}
  ${'/dashboard'}        | ${200} | ${200} | ${200}
  ${'/dashboard/data'}   | ${401} | ${401} | ${200}
  ${'/health/detailed'}  | ${401} | ${401} | ${200}
  ${'/health/detailed/'} | ${401} | ${401} | ${200}
  ${'/metrics'}          | ${401} | ${401} | ${200}
  ${'/stats/requests'}   | ${401} | ${401} | ${200}
  ${'/stats/system'}     | ${401} | ${401} | ${200}
  ${'/logs/recent'}      | ${401} | ${401} | ${200}
  ${'/alerts'}           | ${401} | ${401} | ${200}
  ${'/api/videos'}       | ${0}   | ${0}   | ${0}
  ${'/'}                 | ${0}   | ${0}   | ${0}
`(
  '$path behind a token',
  async ({ path, ...expected }: { path: string; none: number; wrong: number; right: number }) => {
    const apm = service({ values: { health: { token: 'sesame' } } })
    const status = async (authorization?: string) =>
      (await get(apm, path, authorization === undefined ? {} : { authorization })).status
    for (const wrong of ['Bearer sesam', 'Bearer sesame2', 'Bearer', 'Bearer ', 'Basic sesame', 'sesame', 'Bearer é']) {
      expect([wrong, await status(wrong)]).toEqual([wrong, expected.wrong])
    }
    expect(await status()).toBe(expected.none)
    expect(await status('Bearer sesame')).toBe(expected.right)
    expect(await status('bearer  sesame')).toBe(expected.right)
  },
)

test('a token in the query opens nothing, and a refusal says how to ask', async () => {
  const apm = service({ values: { health: { token: 'sesame' } } })
  const answer = await get(apm, '/metrics?token=sesame&access_token=sesame')
  expect([answer.status, answer.headers['www-authenticate']]).toEqual([401, 'Bearer'])
  expect(answer.body).not.toContain('sesame')
})

test.each`
  method       | path              | status
  ${'GET'}     | ${'/in/health'}   | ${200}
  ${'HEAD'}    | ${'/in/health'}   | ${200}
  ${'POST'}    | ${'/in/health'}   | ${undefined}
  ${'OPTIONS'} | ${'/in/health'}   | ${undefined}
  ${'GET'}     | ${'/health'}      | ${undefined}
  ${'GET'}     | ${'/in'}          | ${undefined}
  ${'GET'}     | ${'/inside'}      | ${undefined}
  ${'GET'}     | ${'/in//health'}  | ${undefined}
  ${'GET'}     | ${'/in/health/x'} | ${undefined}
`('$method $path below /in', async ({ method, path, status }: { method: string; path: string; status: number }) => {
  const apm = service({}, { basePath: '/in' })
  expect((await apm.handle({ method, path, headers: {}, query: '' }))?.status).toBe(status)
  expect(apm.paths).toContain('/in/health/detailed')
})

test.each(['in', '/in/', '/', '/a?b'])('the base path %j is refused', (basePath) => {
  expect(() => createApm({ basePath })).toThrow('basePath must begin with a slash and end without one')
})

test('switched off there are no routes', async () => {
  const apm = service({ values: { health: { enabled: false } } })
  expect(apm.paths).toEqual([])
  expect((await get(apm, '/health')).status).toBe(0)
})

test('without a source there is no route of it', async () => {
  const apm = service({}, { requests: undefined, recent: undefined, prometheus: undefined })
  for (const path of ['/stats/requests', '/logs/recent', '/metrics']) expect((await get(apm, path)).status).toBe(0)
  expect(await read(apm, '/dashboard/data')).toMatchObject({ requests: null, logs: null })
})

test('/health says what the service is, and which signals leave it by which ways, without addresses', async () => {
  const apm = service(
    {
      values: {
        service: { name: 'video-api', version: '1.2.3', environment: 'production' },
        otlp: { endpoint: 'https://ana:hunter2@collector:4318' },
        metrics: { emf: false },
        log: { cloudwatchGroup: '/secret/group', level: 'warn' },
        tracing: { sampleRatio: 0.25 },
      },
    },
    { features: { uploads: true } },
  )
  const view = await read(apm, '/health')
  expect(view).toMatchObject({
    status: 'healthy',
    service: 'video-api',
    version: '1.2.3',
    environment: 'production',
    time: '2023-11-14T22:13:20.000Z',
    features: { logs: true, metrics: true, traces: true, alerts: true, uploads: true },
    observability: {
      logs: { enabled: true, level: 'warn', outputs: ['stdout', 'cloudwatch'] },
      metrics: { enabled: true, doors: ['prometheus', 'otlp'] },
      traces: { enabled: true, exporters: ['otlp'], sampleRatio: 0.25 },
    },
  })
  expect(JSON.stringify(view)).not.toMatch(/hunter2|collector|secret/)
})

test('tracing that could not be set up is shown as off', async () => {
  const values = { tracing: { endpoint: 'http://collector:4318' } }
  const traces = async (tracing?: { enabled: boolean }) => {
    const { observability } = await read(service({ values }, { tracing }), '/health')
    return (observability as { traces: object }).traces
  }
  expect(await traces()).toMatchObject({ enabled: true, exporters: ['otlp'] })
  expect(await traces({ enabled: true })).toMatchObject({ enabled: true })
  expect(await traces({ enabled: false })).toEqual({ enabled: false, exporters: [], sampleRatio: 1 })
})

test('what is switched off is shown as off', async () => {
  const off = { enabled: false }
  const view = await read(service({ values: { log: off, metrics: off, tracing: off, alerts: off } }), '/health')
  expect(view.observability).toEqual({
    logs: { enabled: false, level: 'info', outputs: [] },
    metrics: { enabled: false, doors: [] },
    traces: { enabled: false, exporters: [], sampleRatio: 1 },
  })
  expect(view.features).toMatchObject({ logs: false, metrics: false, traces: false, alerts: false })
})

test('an unhealthy service answers 503, a degraded one 200; one that ends is not ready', async () => {
  let works = false
  const health = new Health({
    settings: { timeoutMs: 100, cacheMs: 0 },
    checks: [
      customCheck('db', () => works),
      customCheck('mail', () => ({ status: 'degraded', reason: 'slow' }), { critical: false }),
    ],
  })
  const apm = service({}, { health })
  const statuses = async () => {
    const paths = ['/health', '/health/live', '/health/ready', '/health/detailed', '/dashboard/data']
    return Promise.all(paths.map(async (path) => (await get(apm, path)).status))
  }
  expect(await statuses()).toEqual([503, 200, 503, 503, 200])
  works = true
  expect(await statuses()).toEqual([200, 200, 200, 200, 200])
  expect(await read(apm, '/health/detailed')).toMatchObject({
    status: 'degraded',
    checks: [
      { name: 'db', status: 'healthy', critical: true },
      { name: 'mail', status: 'degraded', critical: false, reason: 'slow' },
    ],
    circuitBreakers: [],
  })
  expect(await read(apm, '/health')).not.toHaveProperty('checks')
  health.drain()
  expect(await statuses()).toEqual([200, 200, 503, 200, 200])
  expect(await read(apm, '/health/ready')).toEqual({ status: 'unhealthy', isDraining: true })
})

test('/metrics speaks what is asked for', async () => {
  const apm = service()
  const text = await get(apm, '/metrics')
  expect(text.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8')
  expect(text.body).toContain('jobs_total 1')
  const open = await get(apm, '/metrics', { accept: 'application/openmetrics-text; version=1.0.0' })
  expect(open.headers['content-type']).toContain('application/openmetrics-text')
  expect(open.body.endsWith('# EOF\n')).toBe(true)
})

test('/stats/requests and /stats/system', async () => {
  const apm = service()
  const figures = { count: 120, errors: 30, errorRatePercent: 25, meanMs: 12.35, p50Ms: 10, p95Ms: 40, p99Ms: 90 }
  expect(await read(apm, '/stats/requests')).toEqual({
    windowSeconds: 60,
    ratePerSecond: 2,
    ...figures,
    total: { count: 1_000, errors: 31 },
    routes: [{ method: 'GET', route: '/videos/:id', ...figures }],
    active: [{ requestId: 'r-1', method: 'GET', durationMs: 7.13 }],
  })
  expect(await read(apm, '/stats/system')).toMatchObject({
    memory: { usedPercent: 41.24, processBytes: 1_000 },
    cpu: { usedPercent: 12, processPercent: 3 },
    disk: { usedPercent: null },
    eventLoop: { delayP50Ms: 1, delayP99Ms: 2, delayMaxMs: 3 },
    handles: 4,
  })
})

test.each`
  query                   | messages
  ${''}                   | ${['debug', 'info', 'warn', 'error']}
  ${'limit=2'}            | ${['warn', 'error']}
  ${'level=warn'}         | ${['warn', 'error']}
  ${'level=info&limit=1'} | ${['error']}
  ${'level=fatal'}        | ${[]}
`('/logs/recent?$query', async ({ query, messages }: { query: string; messages: readonly string[] }) => {
  const { lines } = (await read(service(), `/logs/recent?${query}`)) as { lines: { message: string }[] }
  expect(lines.map(({ message }) => message)).toEqual(messages.map((level) => `one of ${level}`))
})

test.each(['limit=0', 'limit=-1', 'limit=1001', 'limit=1e3', 'limit=', 'level=loud', 'level=off'])(
  '/logs/recent?%s is refused',
  async (query) => {
    expect((await get(service(), `/logs/recent?${query}`)).status).toBe(400)
  },
)

test('a line that is no JSON is shown as a message', async () => {
  const recent = new RecentLines()
  for (const line of ['plain\n', '[1]\n', '{"message":"m"}\n']) recent.write(line)
  expect(await read(service({}, { recent }), '/logs/recent')).toEqual({
    lines: [{ message: 'plain' }, { message: '[1]' }, { message: 'm' }],
  })
})

test('/alerts: rules and what was told', async () => {
  const apm = service({}, { logger: new MemoryLogs().getLogger('alerts') })
  apm.alerts.evaluate()
  const { rules, history } = (await read(apm, '/alerts')) as { rules: object[]; history: object[] }
  expect(rules).toContainEqual({
    name: 'error rate',
    state: 'firing',
    above: 5,
    unit: '%',
    value: 25,
    since: '2023-11-14T22:13:20.000Z',
  })
  expect(rules).toContainEqual(expect.objectContaining({ name: 'disk', state: 'ok', value: null }))
  expect(history).toMatchObject([{ kind: 'firing', text: 'error rate 25 % is above 5 %' }])
})

test('a page that cannot be made is a 500 without a reason, and a line of the log', async () => {
  const logs = new MemoryLogs()
  const scrape = () => {
    throw new Error('secret of the house')
  }
  const apm = service({}, { prometheus: { scrape }, logger: logs.getLogger('apm') })
  const answer = await get(apm, '/metrics')
  expect(answer.status).toBe(500)
  expect(answer.body).not.toContain('secret')
  expect(logs.records[0]).toMatchObject({ level: 'error', error: { message: 'secret of the house' } })
})

test('no answer is kept, and none is what it does not say', async () => {
  const apm = service()
  for (const path of apm.paths) {
    expect((await get(apm, path)).headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
  }
})

test('the page lets nothing run but itself', async () => {
  const { headers, body } = await get(service(), '/dashboard')
  const policy = headers['content-security-policy']!
  expect(policy).toMatch(
    /^default-src 'none'; script-src 'sha256-[\w+/]+='; style-src 'sha256-[\w+/]+='; connect-src 'self'/,
  )
  expect(policy).not.toContain('unsafe')
  // Nothing from elsewhere, no style or handler in an attribute, no way from text to HTML.
  expect(body).not.toMatch(
    /https?:\/\/(?!www\.w3\.org\/2000\/svg)|<[^>]* (style|on\w+)=|innerHTML|insertAdjacentHTML|document\.write|eval\(/,
  )
  expect(body.match(/<script>/g)).toHaveLength(1)
})
