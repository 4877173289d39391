import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { fixedClock } from '@atalaya/model'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { loadConfig, type ServerConfig } from './config.ts'
import { type RunningServer, startServer } from './main.ts'
import { jsonLog, type Log, silentLog } from './telemetry/log.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function start(overrides: Partial<ServerConfig> = {}, log: Log = silentLog): Promise<RunningServer> {
  const config = loadConfig({}, { port: 0, store: 'memory', emfPort: undefined, ephemeral: true, ...overrides })
  const server = await startServer(config, { log })
  closing.push(() => server.close())
  return server
}

async function json(server: RunningServer, operation: string, input: unknown): Promise<Record<string, unknown>> {
  const version = operation.startsWith('Logs_') ? '1.1' : '1.0'
  const response = await fetch(server.url, {
    method: 'POST',
    headers: { 'content-type': `application/x-amz-json-${version}`, 'x-amz-target': operation },
    body: JSON.stringify(input),
  })
  const text = await response.text()
  return { status: response.status, ...(text === '' ? {} : (JSON.parse(text) as object)) }
}

const put = (server: RunningServer, data: readonly unknown[]): Promise<Record<string, unknown>> =>
  json(server, 'GraniteServiceVersion20100801.PutMetricData', { Namespace: 'App', MetricData: data })
const list = (server: RunningServer): Promise<Record<string, unknown>> =>
  json(server, 'GraniteServiceVersion20100801.ListMetrics', {})

test('metrics go in and come out over HTTP', async () => {
  const server = await start()
  expect(await put(server, [{ MetricName: 'm', Value: 3 }])).toEqual({ status: 200 })
  expect(await list(server)).toMatchObject({ Metrics: [{ Namespace: 'App', MetricName: 'm', Dimensions: [] }] })
})

test('a bad entity that is let pass is mentioned in the answer', async () => {
  const server = await start()
  const entity = { KeyAttributes: { Type: 'Cat', Name: 'x' } }
  const response = await fetch(server.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'GraniteServiceVersion20100801.PutMetricData',
    },
    body: JSON.stringify({
      Namespace: 'App',
      EntityMetricData: [{ Entity: entity, MetricData: [{ MetricName: 'm', Value: 1 }] }],
      StrictEntityValidation: false,
    }),
  })
  expect([response.status, response.headers.get('x-amzn-failure-message')]).toEqual([200, 'InvalidTypeValue'])
})

test.each([
  ['not compressed', undefined, 1_048_577, 413],
  ['compressed to little, a byte too long', 'gzip', 1_048_577, 413],
  ['compressed, just right', 'gzip', 1_048_576, 200],
])('a megabyte of datapoints, %s', async (_name, encoding, bytes, status) => {
  const server = await start()
  const text = JSON.stringify({ Namespace: 'App', MetricData: [{ MetricName: 'm', Value: 1 }] }).padEnd(bytes)
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': 'GraniteServiceVersion20100801.PutMetricData',
    ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
  }
  const body = encoding === undefined ? text : gzipSync(text)
  const answer = await fetch(server.url, { method: 'POST', headers, body })
  expect(answer.status).toBe(status)
  if (status === 413) expect(await answer.text()).toContain('#RequestEntityTooLarge"')
})

test('what was acknowledged is there after a restart', async () => {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'atalaya-main-'))
  closing.push(() => rm(dataDirectory, { recursive: true, force: true }))
  const durable = { store: 'embedded', ephemeral: false, dataDirectory } as const
  const first = await start(durable)
  await put(first, [{ MetricName: 'm', Value: 3 }])
  await json(first, 'Logs_20140328.CreateLogGroup', { logGroupName: 'g' })
  await expect(start(durable)).rejects.toThrow()
  await first.close()

  const second = await start(durable)
  expect(await list(second)).toMatchObject({ Metrics: [{ MetricName: 'm' }] })
  const now = Math.floor(Date.now() / 1_000)
  const statistics = await json(second, 'GraniteServiceVersion20100801.GetMetricStatistics', {
    ...{ Namespace: 'App', MetricName: 'm', StartTime: now - 600, EndTime: now + 60, Period: 3600 },
    Statistics: ['Sum'],
  })
  expect(statistics).toMatchObject({ Datapoints: [{ Sum: 3 }] })
  expect(await json(second, 'Logs_20140328.DescribeLogGroups', {})).toMatchObject({
    logGroups: [{ logGroupName: 'g' }],
  })
})

test('an ephemeral server leaves nothing behind', async () => {
  const place = await mkdtemp(join(tmpdir(), 'atalaya-main-'))
  closing.push(() => rm(place, { recursive: true, force: true }))
  vi.stubEnv('TMPDIR', place)
  const server = await start({ store: 'embedded', ephemeral: true })
  vi.unstubAllEnvs()
  const folders = async (): Promise<readonly string[]> => {
    // The loader of TypeScript sources keeps something there, too.
    return (await readdir(place)).filter((name) => name.startsWith('atalaya-'))
  }
  expect(await folders()).toHaveLength(1)
  await put(server, [{ MetricName: 'm', Value: 3 }])
  expect((await fetch(`${server.url}/api/reset`, { method: 'POST' })).status).toBe(200)
  expect(await list(server)).toMatchObject({ Metrics: [] })
  await server.close()
  expect(await folders()).toEqual([])
})

test('the caller learns who he is from his access key', async () => {
  const server = await start({ accountId: '111122223333' })
  const ask = async (credential: string | undefined): Promise<string> => {
    const response = await fetch(`${server.url}/?Action=GetCallerIdentity&Version=2011-06-15`, {
      headers:
        credential === undefined
          ? {}
          : {
              authorization: `AWS4-HMAC-SHA256 Credential=${credential}/20260101/us-east-1/sts/aws4_request, SignedHeaders=host, Signature=0`,
            },
    })
    return /<Arn>(.*)<\/Arn>/.exec(await response.text())?.[1] ?? ''
  }
  expect(await ask(undefined)).toBe('arn:aws:iam::111122223333:root')
  expect(await ask('AKIAIOSFODNN7EXAMPLE')).toBe('arn:aws:iam::111122223333:root')
  expect(await ask('444455556666')).toBe('arn:aws:iam::444455556666:root')
})

test('with access keys, unsigned requests are refused and health is not', async () => {
  const server = await start({ accessKeys: { AKIAIOSFODNN7EXAMPLE: 'secret' } })
  expect((await list(server)).status).toBe(403)
  expect((await fetch(`${server.url}/health`)).status).toBe(200)
})

describe('pages', () => {
  test('/ says what this is and how to use it', async () => {
    const server = await start()
    expect(await (await fetch(server.url)).text()).toContain(`aws --endpoint-url ${server.url} cloudwatch list-metrics`)
  })

  test('/health says how the server is', async () => {
    const server = await start()
    expect(await (await fetch(`${server.url}/health`)).json()).toMatchObject({
      status: 'ok',
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      uptimeSeconds: expect.any(Number),
      checks: { store: { ok: true } },
      store: { waitingParts: 0 },
    })
    expect((await fetch(`${server.url}/health`, { method: 'HEAD' })).status).toBe(200)
  })

  test.each([
    ['GET', '/nope'],
    ['GET', '/favicon.ico'],
    ['DELETE', '/'],
    ['POST', '/api/nope'],
    ['GET', '/api/reset'],
  ])('%s %s is not found', async (method, path) => {
    const server = await start()
    const response = await fetch(`${server.url}${path}`, { method })
    expect([response.status, response.headers.get('content-type')]).toEqual([404, 'application/json'])
    expect(await response.json()).toEqual({ message: `There is nothing at ${method} ${path}` })
  })
})

describe('/api/reset', () => {
  test('forgets everything on an ephemeral server', async () => {
    const server = await start()
    await put(server, [{ MetricName: 'm', Value: 1 }])
    await json(server, 'Logs_20140328.CreateLogGroup', { logGroupName: 'g' })
    expect((await fetch(`${server.url}/api/reset`, { method: 'POST' })).status).toBe(200)
    expect(await list(server)).toMatchObject({ Metrics: [] })
    expect(await json(server, 'Logs_20140328.DescribeLogGroups', {})).toMatchObject({ logGroups: [] })

    // What was remembered of the metric is forgotten, too.
    await put(server, [{ MetricName: 'm', Value: 2 }])
    expect(await list(server)).toMatchObject({ Metrics: [{ MetricName: 'm' }] })
    expect((await json(server, 'Logs_20140328.CreateLogGroup', { logGroupName: 'g' })).status).toBe(200)
  })

  test('does not exist on any other', async () => {
    const server = await start({ ephemeral: false })
    await put(server, [{ MetricName: 'm', Value: 1 }])
    expect((await fetch(`${server.url}/api/reset`, { method: 'POST' })).status).toBe(404)
    expect(await list(server)).toMatchObject({ Metrics: [{ MetricName: 'm' }] })
  })

  test('an action by GET is not for images on other sites', async () => {
    const server = await start()
    const ask = (headers: Record<string, string>) =>
      fetch(`${server.url}/?Action=ListMetrics&Version=2010-08-01`, { headers })
    expect((await ask({})).status).toBe(200)
    expect((await ask({ 'sec-fetch-site': 'cross-site' })).status).toBe(403)
  })

  test('is not for pages of other origins', async () => {
    const server = await start()
    await put(server, [{ MetricName: 'm', Value: 1 }])
    const headers = { origin: 'https://evil.example' }
    expect((await fetch(`${server.url}/api/reset`, { method: 'POST', headers })).status).toBe(403)
    expect(await list(server)).toMatchObject({ Metrics: [{ MetricName: 'm' }] })
  })
})

describe('/metrics', () => {
  const NAME = /^[a-z_][a-z0-9_]*$/

  test('is well-formed, and counts what happened', async () => {
    const server = await start({ emfPort: 0 })
    await put(server, [{ MetricName: 'm', Values: [1, 2, 3] }])
    await json(server, 'GraniteServiceVersion20100801.MadeUpByTheCaller', {})
    const response = await fetch(`${server.url}/metrics`)
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
    const text = await response.text()
    expect(text).toContain('\natalaya_ingested_datapoints_total 3\n')
    expect(text).toContain('atalaya_requests_total{service="monitoring",operation="PutMetricData",status="200"} 1\n')
    expect(text).not.toContain('MadeUpByTheCaller')
    checkFormat(text)
  })

  /** The rules of the text format, and those of `promtool check metrics` about names. */
  function checkFormat(text: string): void {
    expect(text.endsWith('\n')).toBe(true)
    const types = new Map<string, string>()
    const helped = new Set<string>()
    for (const line of text.trimEnd().split('\n')) {
      const help = /^# HELP (\S+) (.+)$/.exec(line)
      const type = /^# TYPE (\S+) (counter|gauge|histogram|summary)$/.exec(line)
      const sample = /^([^{ ]+)(\{[a-z]+="[^"]*"(?:,[a-z]+="[^"]*")*\})? (-?[\d.e+-]+|NaN|\+Inf)$/.exec(line)
      if (help !== null) {
        expect(helped.has(help[1] ?? ''), `${help[1]} is described once`).toBe(false)
        helped.add(help[1] ?? '')
      } else if (type !== null) {
        types.set(type[1] ?? '', type[2] ?? '')
      } else {
        expect(sample, line).not.toBeNull()
        const name = sample?.[1] ?? ''
        const family = types.has(name) ? name : name.replace(/_(bucket|sum|count)$/, '')
        expect([types.has(family), helped.has(family)], name).toEqual([true, true])
      }
    }
    for (const [name, type] of types) {
      expect(name).toMatch(NAME)
      expect(name.endsWith('_total'), `${name} is a ${type}`).toBe(type === 'counter')
      expect(name).not.toMatch(/milliseconds|kilobytes|_ms$|_count$|_sum$/)
    }
  }
})

describe('starting', () => {
  test('a taken port is said plainly, and nothing is left running', async () => {
    const first = await start()
    await expect(start({ port: first.port })).rejects.toThrow(`Port ${first.port} of 127.0.0.1 is taken`)
  })

  test('an address of another computer is said plainly', async () => {
    await expect(start({ host: '192.0.2.1', insecure: true })).rejects.toThrow('192.0.2.1 is not an address')
  })

  test('the network is not let in by accident', async () => {
    await expect(start({ host: '0.0.0.0' })).rejects.toThrow('Refusing to listen on 0.0.0.0')
    await start({ host: '0.0.0.0', insecure: true })
  })

  test('a taken EMF port costs that door only', async () => {
    const other = createServer()
    other.listen(0, '127.0.0.1')
    await once(other, 'listening')
    closing.push(async () => {
      other.close()
    })
    const taken = (other.address() as { readonly port: number }).port
    const lines: string[] = []
    const log = jsonLog((line) => lines.push(line), 'warn', fixedClock(0))
    const server = await start({ emfPort: taken }, log)
    expect(server.emfPort).toBeUndefined()
    expect(lines.join('')).toContain(`Port ${taken} is taken`)
    const response = await fetch(`${server.url}/health`)
    expect([response.status, await response.json()]).toMatchObject([200, { status: 'degraded' }])
  })
})

test('embedded metric format comes in over TCP and UDP', async () => {
  const server = await start({ emfPort: 0 })
  const document = (name: string): string =>
    JSON.stringify({
      _aws: {
        Timestamp: Date.now(),
        LogGroupName: 'emf',
        CloudWatchMetrics: [{ Namespace: 'Emf', Dimensions: [[]], Metrics: [{ Name: name }] }],
      },
      [name]: 5,
    })
  const tcp = connect(server.emfPort ?? 0, '127.0.0.1')
  tcp.end(`${document('tcp')}\n`)
  const udp = createSocket('udp4')
  udp.send(document('udp'), server.emfPort ?? 0, '127.0.0.1', () => udp.close())
  await expect
    .poll(async () => ((await list(server)).Metrics as { readonly MetricName: string }[]).map((m) => m.MetricName))
    .toEqual(expect.arrayContaining(['tcp', 'udp']))
})

test('closing ends live tails at once, and may be asked for twice', async () => {
  const server = await start()
  await json(server, 'Logs_20140328.CreateLogGroup', { logGroupName: 'g' })
  const response = await fetch(server.url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'Logs_20140328.StartLiveTail' },
    body: JSON.stringify({ logGroupIdentifiers: ['arn:aws:logs:us-east-1:000000000000:log-group:g'] }),
  })
  expect(response.status).toBe(200)
  const started = Date.now()
  await Promise.all([server.close(), server.close()])
  expect(Date.now() - started).toBeLessThan(5_000)
  await expect(fetch(server.url)).rejects.toThrow()
  await response.body?.cancel().catch(() => undefined)
})
