import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { loadConfig, type ServerConfig } from '../../config.ts'
import { type RunningServer, startServer } from '../../main.ts'
import type { Log } from '../../telemetry/log.ts'

/* A whole server, and APIs that really listen. */

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const lines: string[] = []
const note = (...parts: readonly unknown[]): void => {
  lines.push(JSON.stringify(parts, (_name, value) => (value instanceof Error ? value.stack : value)))
}
const log: Log = { debug: note, info: note, warn: note, error: note }

async function start(overrides: Partial<ServerConfig> = {}): Promise<RunningServer> {
  lines.length = 0
  const config = loadConfig({}, { port: 0, store: 'memory', emfPort: undefined, ephemeral: true, ...overrides })
  const server = await startServer(config, { log })
  closing.push(() => server.close())
  return server
}

interface Request {
  readonly atMs: number
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

interface Reply {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

interface Api {
  readonly url: string
  readonly requests: Request[]
  reply: (request: Request, count: number) => Reply
}

async function api(reply: Api['reply'] = () => ({ status: 200 })): Promise<Api> {
  const state: Api = { url: '', requests: [], reply }
  const server: Server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (part: string) => {
      body += part
    })
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request
      const received = { atMs: Date.now(), method, path, headers, body }
      state.requests.push(received)
      const answer = state.reply(received, state.requests.length)
      response.writeHead(answer.status, answer.headers).end(answer.body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => new Promise((resolve) => server.close(resolve).closeAllConnections()))
  return Object.assign(state, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
}

type Json = Readonly<Record<string, unknown>>

async function ask(server: RunningServer, operation: string, input: Json): Promise<Json> {
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `AWSEvents.${operation}` }
  const response = await fetch(server.url, { method: 'POST', headers, body: JSON.stringify(input) })
  const text = await response.text()
  if (!response.ok) throw new Error(text)
  return text === '' ? {} : (JSON.parse(text) as Json)
}

const actions = async (server: RunningServer): Promise<readonly Json[]> => {
  const report = (await (await fetch(`${server.url}/api/actions`)).json()) as { readonly deliveries: readonly Json[] }
  return report.deliveries
}

const BASIC = {
  AuthorizationType: 'BASIC',
  AuthParameters: { BasicAuthParameters: { Username: 'u', Password: 'p4ss' } },
}
const ROLE = 'arn:aws:iam::000000000000:role/r'

/** A connection, a destination and a rule for events of source `shop`. Gives the ARN of the destination. */
async function connect(
  server: RunningServer,
  endpoint: string,
  { connection = BASIC as Json, destination = {} as Json, target = {} as Json } = {},
): Promise<string> {
  const { ConnectionArn } = await ask(server, 'CreateConnection', { Name: 'c', ...connection })
  const made = { Name: 'd', ConnectionArn, InvocationEndpoint: endpoint, HttpMethod: 'POST', ...destination }
  const { ApiDestinationArn: Arn } = await ask(server, 'CreateApiDestination', made)
  await ask(server, 'PutRule', { Name: 'r', EventPattern: '{"source":["shop"]}' })
  await ask(server, 'PutTargets', { Rule: 'r', Targets: [{ Id: '1', Arn, RoleArn: ROLE, ...target }] })
  return Arn as string
}

const put = (server: RunningServer, detail: Json = { id: 'a/b', total: 7 }, count = 1) =>
  ask(server, 'PutEvents', {
    Entries: Array.from({ length: count }, () => {
      return { Source: 'shop', DetailType: 'Order', Detail: JSON.stringify(detail) }
    }),
  })

const FAST = { timeout: 5_000, interval: 20 }

describe('a request', () => {
  test('carries what connection, destination and target say', async () => {
    const server = await start()
    const { url, requests } = await api()
    await connect(server, `${url}/orders/*/items?v=1`, {
      connection: {
        AuthorizationType: 'API_KEY',
        AuthParameters: {
          ApiKeyAuthParameters: { ApiKeyName: 'X-Key', ApiKeyValue: 'k3y' },
          InvocationHttpParameters: {
            HeaderParameters: [{ Key: 'X-Both', Value: 'connection' }],
            QueryStringParameters: [{ Key: 'token', Value: 'q5', IsValueSecret: true }],
            BodyParameters: [{ Key: 'secret', Value: 'b6', IsValueSecret: true }],
          },
        },
      },
      target: {
        HttpParameters: {
          PathParameterValues: ['$.detail.id'],
          HeaderParameters: { 'X-Both': 'target', 'X-Total': '$.detail.total', Host: 'elsewhere' },
          QueryStringParameters: { source: '$.source' },
        },
        InputTransformer: { InputPathsMap: { t: '$.detail.total' }, InputTemplate: '{"sum": <t>}' },
      },
    })
    await put(server)
    await expect.poll(() => requests.length, FAST).toBe(1)
    const [request] = requests
    expect(request).toMatchObject({
      method: 'POST',
      path: '/orders/a%2Fb/items?v=1&source=shop&token=q5',
      headers: {
        'x-key': 'k3y',
        'x-both': 'connection',
        'x-total': '7',
        'content-type': 'application/json; charset=utf-8',
        'user-agent': 'Amazon/EventBridge/ApiDestinations',
        range: 'bytes=0-1048575',
        host: new URL(url).host,
      },
    })
    expect(JSON.parse(request?.body ?? '')).toEqual({ sum: 7, secret: 'b6' })
  })

  test('of BASIC has the header of it, and one that asks has no body', async () => {
    const server = await start()
    const { url, requests } = await api()
    await connect(server, url, { destination: { HttpMethod: 'GET' } })
    await put(server)
    await expect.poll(() => requests.length, FAST).toBe(1)
    expect(requests[0]).toMatchObject({
      method: 'GET',
      body: '',
      headers: { authorization: `Basic ${Buffer.from('u:p4ss').toString('base64')}` },
    })
  })

  test.each([
    ['fewer values than places', { PathParameterValues: [] }, {}],
    ['a value that leads out of its place', { PathParameterValues: ['$.detail.id'] }, { id: '..' }],
  ])('%s is never sent', async (_name, HttpParameters, detail) => {
    const server = await start()
    const { url, requests } = await api()
    await connect(server, `${url}/a/*`, { target: { HttpParameters } })
    await put(server, detail)
    await expect.poll(async () => (await actions(server))[0]?.status, FAST).toBe('dead')
    expect((await actions(server))[0]?.lastError).toBe(`PathParameterValues do not fit the address, ${url}/a/*.`)
    expect(requests).toEqual([])
  })
})

describe('what is answered', () => {
  test.each([429, 409, 503])('%d is tried again', async (status) => {
    const server = await start()
    const { url, requests } = await api((_request, count) => ({ status: count === 1 ? status : 200 }))
    await connect(server, url)
    await put(server)
    await expect.poll(() => requests.length, FAST).toBe(2)
  })

  test.each([302, 400, 404])('%d is not', async (status) => {
    const server = await start()
    const { url, requests } = await api(() => ({ status, headers: { location: '/elsewhere' } }))
    const arn = await connect(server, url)
    await put(server)
    await expect.poll(async () => (await actions(server))[0]?.status, FAST).toBe('dead')
    expect((await actions(server))[0]).toMatchObject({
      type: 'api',
      apiDestinationArn: arn,
      lastError: `${url} answered with status ${status}.`,
    })
    expect(requests).toHaveLength(1)
  })

  test('Retry-After is waited for when it is longer than the pause of our own, and -1 is the end', async () => {
    const server = await start()
    const target = await api((_request, count) =>
      count === 1 ? { status: 503, headers: { 'retry-after': '2' } } : { status: 200 },
    )
    await connect(server, target.url)
    await put(server)
    await expect.poll(() => target.requests.length, FAST).toBe(2)
    const [first, second] = target.requests
    expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThanOrEqual(1_990)
    target.reply = () => ({ status: 503, headers: { 'retry-after': '-1' } })
    await put(server)
    await expect.poll(async () => (await actions(server))[0]?.status, FAST).toBe('dead')
    expect(target.requests).toHaveLength(3)
  })

  test('no more attempts are made than the target allows', async () => {
    const server = await start()
    const { url, requests } = await api(() => ({ status: 500 }))
    await connect(server, url, { target: { RetryPolicy: { MaximumRetryAttempts: 1 } } })
    await put(server)
    await expect.poll(async () => (await actions(server))[0]?.status, FAST).toBe('dead')
    expect(requests).toHaveLength(2)
  })

  test('401 makes destination and connection inactive, and an update active again', async () => {
    const server = await start()
    const target = await api(() => ({ status: 401 }))
    await connect(server, target.url)
    await put(server)
    await expect.poll(async () => (await actions(server))[0]?.status, FAST).toBe('dead')
    expect(await ask(server, 'DescribeConnection', { Name: 'c' })).toMatchObject({
      ConnectionState: 'DEAUTHORIZED',
      StateReason: `${target.url} answered with status 401.`,
    })
    expect(await ask(server, 'DescribeApiDestination', { Name: 'd' })).toMatchObject({
      ApiDestinationState: 'INACTIVE',
    })
    await put(server)
    await expect
      .poll(async () => (await actions(server)).filter(({ status }) => status === 'dead'), FAST)
      .toHaveLength(2)
    expect(target.requests).toHaveLength(1)
    target.reply = () => ({ status: 200 })
    await ask(server, 'UpdateConnection', {
      Name: 'c',
      AuthParameters: { BasicAuthParameters: { Password: 'n3w' } },
    })
    await put(server)
    await expect.poll(() => target.requests.length, FAST).toBe(2)
    expect(target.requests[1]?.headers.authorization).toBe(`Basic ${Buffer.from('u:n3w').toString('base64')}`)
    const { StateReason } = await ask(server, 'DescribeConnection', { Name: 'c' })
    expect(StateReason).toBeUndefined()
  })
})

test('no more is sent in a second than the destination takes', async () => {
  const server = await start()
  const { url, requests } = await api()
  await connect(server, url, { destination: { InvocationRateLimitPerSecond: 5 } })
  for (let i = 0; i < 2; i += 1) await put(server, {}, 5)
  await expect.poll(() => requests.length, FAST).toBe(10)
  const times = requests.map(({ atMs }) => atMs)
  // 10 at 5 a second: nine pauses of 200 ms.
  expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(1_700)
  const inOneSecond = times.map((from) => times.filter((at) => at >= from && at < from + 1_000).length)
  expect(Math.max(...inOneSecond)).toBeLessThanOrEqual(6)
})

describe('OAuth', () => {
  const oauth = (url: string): Json => ({
    AuthorizationType: 'OAUTH_CLIENT_CREDENTIALS',
    AuthParameters: {
      OAuthParameters: {
        ClientParameters: { ClientID: 'me', ClientSecret: 's3cret' },
        AuthorizationEndpoint: `${url}/token?x=1`,
        HttpMethod: 'POST',
        OAuthHttpParameters: { BodyParameters: [{ Key: 'audience', Value: 'shop' }] },
      },
    },
  })
  const tokens = (expiresIn?: number) =>
    api((_request, count) => {
      return {
        status: 200,
        body: JSON.stringify({ access_token: `t${count}`, token_type: 'bearer', expires_in: expiresIn }),
      }
    })

  test('a token is fetched once and used until it is refused', async () => {
    const server = await start()
    const issuer = await tokens(3_600)
    const target = await api()
    await connect(server, target.url, { connection: oauth(issuer.url) })
    const state = async () => (await ask(server, 'DescribeConnection', { Name: 'c' })).ConnectionState
    await expect.poll(state, FAST).toBe('AUTHORIZED')
    for (let i = 0; i < 3; i += 1) await put(server)
    await expect.poll(() => target.requests.length, FAST).toBe(3)
    expect(new Set(target.requests.map(({ headers }) => headers.authorization))).toEqual(new Set(['Bearer t1']))
    expect(issuer.requests).toHaveLength(1)
    expect(issuer.requests[0]).toMatchObject({ method: 'POST', path: '/token?x=1' })
    expect(Object.fromEntries(new URLSearchParams(issuer.requests[0]?.body))).toEqual({
      ...{ grant_type: 'client_credentials', client_id: 'me', client_secret: 's3cret', audience: 'shop' },
    })
    target.reply = ({ headers }) => ({ status: headers.authorization === 'Bearer t1' ? 401 : 200 })
    await put(server)
    await expect.poll(() => target.requests.at(-1)?.headers.authorization, FAST).toBe('Bearer t2')
    expect(await state()).toBe('AUTHORIZED')
  })

  test('one that is about to expire is fetched anew', async () => {
    const server = await start()
    const issuer = await tokens(30)
    const target = await api()
    await connect(server, target.url, { connection: oauth(issuer.url) })
    await expect.poll(() => issuer.requests.length, FAST).toBe(1)
    await put(server)
    await expect.poll(() => target.requests.length, FAST).toBe(1)
    expect(issuer.requests).toHaveLength(2)
  })

  test('credentials that are refused make the connection unusable', async () => {
    const server = await start()
    const issuer = await api(() => ({ status: 400, body: '{"error":"invalid_client"}' }))
    const target = await api()
    await connect(server, target.url, { connection: oauth(issuer.url) })
    const describe = () => ask(server, 'DescribeConnection', { Name: 'c' })
    await expect.poll(async () => (await describe()).ConnectionState, FAST).toBe('DEAUTHORIZED')
    expect((await describe()).StateReason).toBe(`${issuer.url} answered with status 400.`)
    await put(server)
    await expect.poll(async () => (await actions(server))[0], FAST).toMatchObject({ type: 'api', status: 'dead' })
    expect(target.requests).toEqual([])
  })
})

test('states are told on the default bus, in order', async () => {
  const server = await start()
  const receiver = await api()
  const { url } = await api()
  await ask(server, 'CreateConnection', { Name: 'own', ...BASIC })
  const { ConnectionArn } = await ask(server, 'DescribeConnection', { Name: 'own' })
  const destination = { Name: 'own', ConnectionArn, InvocationEndpoint: receiver.url, HttpMethod: 'POST' }
  const { ApiDestinationArn: Arn } = await ask(server, 'CreateApiDestination', destination)
  await ask(server, 'PutRule', { Name: 'states', EventPattern: '{"source":["aws.events"]}' })
  await ask(server, 'PutTargets', { Rule: 'states', Targets: [{ Id: '1', Arn, RoleArn: ROLE }] })
  await connect(server, url)
  await ask(server, 'DeauthorizeConnection', { Name: 'c' })
  await ask(server, 'DeleteConnection', { Name: 'c' })
  await expect.poll(() => receiver.requests.length, FAST).toBe(7)
  const events = receiver.requests.map(({ body }) => JSON.parse(body) as Json)
  const told = events.map((event) => event['detail-type'])
  expect(told.filter((type) => String(type).startsWith('Connection'))).toEqual([
    'Connection Creation Started',
    'Connection Authorized',
    'Connection Deauthorization Started',
    'Connection Deauthorized',
    'Connection Deletion Started',
  ])
  expect(told.filter((type) => String(type).startsWith('API'))).toEqual([
    'API Destination Activated',
    'API Destination Deactivated',
  ])
  expect(events[0]).toMatchObject({
    source: 'aws.events',
    resources: [expect.stringMatching(/:connection\/c\//)],
    detail: { ConnectionName: 'c', Timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+0000 UTC$/) },
  })
})

test('secrets are never shown, logged, or told', async () => {
  const server = await start()
  const secrets = ['k3y-s3cr3t', 'head3r-s3cr3t', 'qu3ry-s3cr3t', 'b0dy-s3cr3t', 'cli3nt-s3cr3t', 't0k3n']
  const [ApiKeyValue, header, query, body, ClientSecret, token] = secrets
  const secret = (Value: string | undefined) => [{ Key: 'X-Secret', Value, IsValueSecret: true }]
  const http = {
    HeaderParameters: secret(header),
    QueryStringParameters: secret(query),
    BodyParameters: secret(body),
  }
  const issuer = await api(() => ({ status: 200, body: JSON.stringify({ access_token: token }) }))
  const target = await api(() => ({ status: 404, body: 'k3y-s3cr3t' }))
  const seen: unknown[] = []
  const tell = async (operation: string, input: Json): Promise<void> => {
    seen.push(await ask(server, operation, input).catch((error: Error) => error.message))
  }
  const apiKey = {
    AuthorizationType: 'API_KEY',
    AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: 'x', ApiKeyValue }, InvocationHttpParameters: http },
  }
  await connect(server, target.url, { connection: apiKey })
  await tell('CreateConnection', {
    Name: 'o',
    AuthorizationType: 'OAUTH_CLIENT_CREDENTIALS',
    AuthParameters: {
      OAuthParameters: {
        ClientParameters: { ClientID: 'me', ClientSecret },
        AuthorizationEndpoint: issuer.url,
        HttpMethod: 'GET',
        OAuthHttpParameters: http,
      },
    },
  })
  // Refused by the model, and by us.
  await tell('CreateConnection', {
    ...{ Name: 'bad', AuthorizationType: 'API_KEY' },
    AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: 'x', ApiKeyValue: `${ApiKeyValue}:` } },
  })
  await tell('CreateConnection', {
    ...{ Name: 'bad', AuthorizationType: 'API_KEY' },
    AuthParameters: {
      ApiKeyAuthParameters: { ApiKeyName: 'x', ApiKeyValue },
      InvocationHttpParameters: { HeaderParameters: Array.from({ length: 101 }, () => secret(header)[0]) },
    },
  })
  await tell('CreateConnection', { ...apiKey, Name: 'bad', AuthorizationType: 'BASIC' })
  await put(server)
  await expect.poll(() => target.requests.length, FAST).toBe(1)
  await expect.poll(() => issuer.requests.length, FAST).toBe(1)
  for (const Name of ['c', 'o']) await tell('DescribeConnection', { Name })
  await tell('ListConnections', {})
  await tell('DescribeApiDestination', { Name: 'd' })
  await expect.poll(async () => (await actions(server)).find(({ type }) => type === 'api')?.status, FAST).toBe('dead')
  seen.push(await actions(server), await (await fetch(`${server.url}/metrics`)).text())
  const text = JSON.stringify(seen) + lines.join('\n')
  expect(text).toContain('X-Secret')
  for (const each of secrets) expect(text).not.toContain(each)
  // They were sent, though.
  expect(JSON.stringify(target.requests) + JSON.stringify(issuer.requests)).toContain(ApiKeyValue)
})

test('addresses that the operator does not allow are neither taken nor called', async () => {
  const { url, requests } = await api()
  const server = await start({ subscriptionUrls: [`${url}/orders/*`] })
  await expect(connect(server, `${url}/other`)).rejects.toThrow(/does not allow the address/)
  await ask(server, 'DeleteConnection', { Name: 'c' })
  await connect(server, `${url}/orders/*`, { target: { HttpParameters: { PathParameterValues: ['1'] } } })
  await put(server)
  await expect.poll(() => requests.map(({ path }) => path), FAST).toEqual(['/orders/1'])
})

test('what a target is mapped to is tried as often as the target says', async () => {
  const { url, requests } = await api(() => ({ status: 500 }))
  const folder = await mkdtemp(join(tmpdir(), 'atalaya-targets-'))
  closing.push(() => rm(folder, { recursive: true }))
  const automationFile = join(folder, 'automation.yaml')
  await writeFile(automationFile, `mappings: [{ match: 'arn:aws:lambda:*', webhook: { url: '${url}' } }]`)
  const server = await start({ automationFile })
  await ask(server, 'PutRule', { Name: 'r', EventPattern: '{"source":["shop"]}' })
  const Arn = 'arn:aws:lambda:us-east-1:000000000000:function:f'
  const RetryPolicy = { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 }
  await ask(server, 'PutTargets', { Rule: 'r', Targets: [{ Id: '1', Arn, RetryPolicy }] })
  await put(server)
  await expect.poll(async () => (await actions(server))[0]?.status, FAST).toBe('dead')
  expect(requests).toHaveLength(1)
})

test('an ARN that is no resource is what the operator has mapped it to', async () => {
  const server = await start()
  const Arn = 'arn:aws:events:us-east-1:000000000000:api-destination/mapped/1'
  await ask(server, 'PutRule', { Name: 'r', EventPattern: '{"source":["shop"]}' })
  await ask(server, 'PutTargets', { Rule: 'r', Targets: [{ Id: '1', Arn }] })
  await put(server)
  await expect.poll(async () => (await actions(server))[0], FAST).toMatchObject({ type: 'automation', name: Arn })
})
