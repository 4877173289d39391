import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { afterEach, describe, expect, test } from 'vitest'
import { loadConfig, type ServerConfig } from '../config.ts'
import { type RunningServer, startServer } from '../main.ts'
import { silentLog } from '../telemetry/log.ts'
import { selfSignedCertificate } from './sns/certificate.ts'

/* A whole server, with receivers that really listen. */

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function start(overrides: Partial<ServerConfig> = {}): Promise<RunningServer> {
  const config = loadConfig({}, { port: 0, store: 'memory', emfPort: undefined, ephemeral: true, ...overrides })
  const server = await startServer(config, { log: silentLog })
  closing.push(() => server.close())
  return server
}

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'atalaya-actions-'))
  closing.push(() => rm(path, { recursive: true, force: true }))
  return path
}

/** A web server that keeps the bodies it is sent; `down` answers with 503. */
async function webhook(): Promise<{ readonly url: string; readonly bodies: string[]; down: boolean }> {
  const bodies: string[] = []
  const state = { url: '', bodies, down: false }
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (part: string) => {
      body += part
    })
    request.on('end', () => {
      if (!state.down) bodies.push(body)
      response.writeHead(state.down ? 503 : 200).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => new Promise((resolve) => server.close(resolve).closeAllConnections()))
  state.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  return state
}

async function sns(server: RunningServer, fields: Record<string, string>): Promise<string> {
  const body = new URLSearchParams({ ...fields, Version: '2010-03-31' })
  const text = await (await fetch(server.url, { method: 'POST', body })).text()
  if (text.includes('<Error>')) throw new Error(text)
  return /<(?:TopicArn|SubscriptionArn)>(.*?)</.exec(text)?.[1] ?? ''
}

async function cloudwatch(server: RunningServer, operation: string, input: unknown): Promise<Record<string, unknown>> {
  const target = `GraniteServiceVersion20100801.${operation}`
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target }
  const response = await fetch(server.url, { method: 'POST', headers, body: JSON.stringify(input) })
  const text = await response.text()
  if (!response.ok) throw new Error(text)
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>)
}

const ALARM = {
  ...{ AlarmName: 'cpu', Namespace: 'App', MetricName: 'm', Statistic: 'Sum', Period: 60, EvaluationPeriods: 1 },
  ...{ Threshold: 1, ComparisonOperator: 'GreaterThanThreshold', TreatMissingData: 'ignore' },
}

const setState = (server: RunningServer, StateValue: string, AlarmName = 'cpu') =>
  cloudwatch(server, 'SetAlarmState', { AlarmName, StateValue, StateReason: 'said so' })

interface Report {
  readonly counts: Record<string, number>
  readonly deliveries: readonly Record<string, unknown>[]
}

const actions = async (server: RunningServer, query = ''): Promise<Report> =>
  (await (await fetch(`${server.url}/api/actions${query}`)).json()) as Report

interface MailServer {
  readonly port: number
  readonly mails: string[]
}

async function mailServer(options: SMTPServerOptions = { disabledCommands: ['STARTTLS'] }): Promise<MailServer> {
  const mails: string[] = []
  const server = new SMTPServer({
    allowInsecureAuth: true,
    ...options,
    onAuth: (auth, _session, done) => {
      if (auth.username === 'user' && auth.password === 'secret') done(null, { user: 'user' })
      else done(new Error('Invalid username or password'))
    },
    onData: (stream, session, done) => {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map(({ address }) => address).join()
        mails.push(
          `envelope to ${to}\n${Buffer.concat(parts).toString().replaceAll('=\r\n', '').replaceAll('=3D', '=')}`,
        )
        done()
      })
    },
  })
  // Clients that do not trust it hang up.
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  closing.push(() => new Promise((resolve) => server.close(() => resolve(undefined))))
  return { port: (server.server.address() as AddressInfo).port, mails }
}

test('an alarm reaches a mail box that has confirmed, and its history says so', async () => {
  const { port, mails } = await mailServer()
  const smtp = {
    smtpHost: '127.0.0.1',
    smtpPort: port,
    smtpUser: 'user',
    smtpPassword: 'secret',
    smtpTls: 'off',
  } as const
  const server = await start({ ...smtp, mailFrom: 'alarms@example.com' })
  const TopicArn = await sns(server, { Action: 'CreateTopic', Name: 'ops' })
  await sns(server, { Action: 'Subscribe', TopicArn, Protocol: 'email', Endpoint: 'ann@example.com' })
  await expect.poll(() => mails.length, { timeout: 5_000 }).toBe(1)
  expect(mails[0]).toContain('envelope to ann@example.com')
  const link = /http:\/\/\S+Action=ConfirmSubscription\S+/.exec(mails[0] ?? '')?.[0] ?? ''
  // As a click in a web mailer does.
  expect((await fetch(link, { headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(200)

  await cloudwatch(server, 'PutMetricAlarm', { ...ALARM, AlarmActions: [TopicArn] })
  const startedMs = performance.now()
  await setState(server, 'ALARM')
  await expect.poll(() => mails.length, { timeout: 5_000 }).toBe(2)
  expect(performance.now() - startedMs).toBeLessThan(5_000)
  expect(mails[1]).toContain('From: alarms@example.com')
  expect(mails[1]).toContain('Subject: =?UTF-8?Q?ALARM=3A_=22cpu=22_in_US_East')
  expect(mails[1]).toContain('has entered the ALARM state')
  const { AlarmHistoryItems = [] } = await cloudwatch(server, 'DescribeAlarmHistory', { HistoryItemType: 'Action' })
  expect(AlarmHistoryItems).toMatchObject([
    { AlarmName: 'cpu', HistorySummary: `Successfully executed action ${TopicArn}` },
  ])
})

describe('a mail server with TLS', () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' })
  const cert = selfSignedCertificate({
    ...{ privateKey, commonName: 'localhost', serial: Uint8Array.of(1) },
    ...{ notBeforeMs: Date.now() - 60_000, notAfterMs: Date.now() + 3_600_000 },
  })

  async function trusting(): Promise<string> {
    const path = join(await folder(), 'ca.pem')
    await writeFile(path, cert)
    return path
  }

  async function subscribed(smtp: Partial<ServerConfig>): Promise<RunningServer> {
    const server = await start({ smtpHost: 'localhost', smtpUser: 'user', smtpPassword: 'secret', ...smtp })
    const TopicArn = await sns(server, { Action: 'CreateTopic', Name: 'ops' })
    await sns(server, { Action: 'Subscribe', TopicArn, Protocol: 'email', Endpoint: 'ann@example.com' })
    return server
  }

  test.each(['tls', 'starttls'] as const)('that is trusted gets mail: %s', async (smtpTls) => {
    const { port, mails } = await mailServer({ key, cert, secure: smtpTls === 'tls', allowInsecureAuth: false })
    await subscribed({ smtpTls, smtpPort: port, smtpCaFile: await trusting() })
    await expect.poll(() => mails.length, { timeout: 5_000 }).toBe(1)
  })

  test.each<[string, ServerConfig['smtpTls'], SMTPServerOptions, RegExp]>([
    ['by an authority nobody knows', 'tls', { secure: true }, /self-signed certificate/],
    ['by an authority nobody knows, later', 'starttls', {}, /self-signed certificate/],
    ['not at all', 'starttls', { hideSTARTTLS: true, disabledCommands: ['STARTTLS'] }, /TLS/],
  ])('that is certified %s gets nothing', async (_name, smtpTls, options, reason) => {
    const { port, mails } = await mailServer({ key, cert, ...options })
    const server = await subscribed({ smtpTls, smtpPort: port })
    await expect
      .poll(async () => (await actions(server)).deliveries, { timeout: 5_000 })
      .toMatchObject([{ status: 'pending', lastError: expect.stringMatching(reason) }])
    expect(mails).toEqual([])
  })

  test('whose authorities cannot be read keeps the server from starting', async () => {
    await expect(start({ smtpCaFile: '/nowhere/ca.pem' })).rejects.toThrow('/nowhere/ca.pem')
  })
})

test('only addresses that the operator allows are subscribed, and get what was subscribed before', async () => {
  const hook = await webhook()
  const dataDirectory = await folder()
  const durable = { store: 'embedded', ephemeral: false, dataDirectory } as const
  const first = await start(durable)
  const TopicArn = await sns(first, { Action: 'CreateTopic', Name: 'ops' })
  const subscribe = (server: RunningServer, Endpoint: string) =>
    sns(server, { Action: 'Subscribe', TopicArn, Protocol: new URL(Endpoint).protocol.slice(0, -1), Endpoint })
  await subscribe(first, hook.url)
  await expect.poll(() => hook.bodies.length, { timeout: 5_000 }).toBe(1)
  await fetch((JSON.parse(hook.bodies[0] ?? '') as { SubscribeURL: string }).SubscribeURL)
  await first.close()

  const second = await start({ ...durable, subscriptionUrls: ['https://*.example.com/hooks/*'] })
  await expect(subscribe(second, 'https://evil.test/hooks/1')).rejects.toThrow(
    '<Code>InvalidParameter</Code><Message>Invalid parameter: Endpoint Reason: the address is not among those that ATALAYA_SUBSCRIPTION_URLS allows</Message>',
  )
  await subscribe(second, 'https://a.example.com/hooks/1')
  await sns(second, { Action: 'Publish', TopicArn, Message: 'x' })
  await expect
    .poll(async () => (await actions(second, '?status=dead')).deliveries, { timeout: 5_000 })
    .toMatchObject([{ type: 'notification', lastError: expect.stringContaining('ATALAYA_SUBSCRIPTION_URLS') }])
  expect(hook.bodies).toHaveLength(1)
})

test('a delivery policy says how often it is tried again, how fast, and what the content is called', async () => {
  const types: unknown[] = []
  const times: number[] = []
  let status = 200
  const receiver = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (part: string) => {
      body += part
    })
    request.on('end', () => {
      types.push(request.headers['content-type'])
      times.push(performance.now())
      response.writeHead(status).end()
      const { SubscribeURL } = JSON.parse(body) as { readonly SubscribeURL?: string }
      if (SubscribeURL !== undefined) void fetch(SubscribeURL)
    })
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  closing.push(() => new Promise((resolve) => receiver.close(resolve).closeAllConnections()))
  const server = await start()
  const TopicArn = await sns(server, { Action: 'CreateTopic', Name: 'ops' })
  const policy = {
    healthyRetryPolicy: { numRetries: 2, numNoDelayRetries: 2 },
    throttlePolicy: { maxReceivesPerSecond: 5 },
    requestPolicy: { headerContentType: 'application/json' },
  }
  await sns(server, {
    ...{
      Action: 'Subscribe',
      TopicArn,
      Protocol: 'http',
      Endpoint: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`,
    },
    ...{ 'Attributes.entry.1.key': 'DeliveryPolicy', 'Attributes.entry.1.value': JSON.stringify(policy) },
  })
  const publish = () => sns(server, { Action: 'Publish', TopicArn, Message: '{}' })
  const attributes = { Action: 'GetTopicAttributes', TopicArn }
  const body = new URLSearchParams({ ...attributes, Version: '2010-03-31' })
  const confirmed = async () => (await fetch(server.url, { method: 'POST', body })).text()
  await expect.poll(confirmed, { timeout: 5_000 }).toMatch(/<key>SubscriptionsConfirmed<\/key>\s*<value>1</)
  await publish()
  await expect.poll(async () => (await actions(server)).counts, { timeout: 5_000 }).toMatchObject({ delivered: 2 })
  expect(types).toEqual(['text/plain; charset=UTF-8', 'application/json'])
  status = 503
  types.length = 0
  await publish()
  await expect.poll(async () => (await actions(server)).counts.dead, { timeout: 5_000 }).toBe(1)
  expect(types).toHaveLength(3)
  // Twice 200 ms, of which what the first came too late is made up for.
  expect((times.at(-1) ?? 0) - (times.at(-3) ?? 0)).toBeGreaterThan(150)
})

test('mail without a mail server fails clearly', async () => {
  const server = await start()
  const TopicArn = await sns(server, { Action: 'CreateTopic', Name: 'ops' })
  await sns(server, { Action: 'Subscribe', TopicArn, Protocol: 'email-json', Endpoint: 'ann@example.com' })
  await expect
    .poll(async () => (await actions(server, '?status=dead')).deliveries, { timeout: 5_000 })
    .toMatchObject([
      { type: 'confirmation', target: 'mail', lastError: 'No mail server is configured. Set ATALAYA_SMTP_HOST.' },
    ])
})

test('a receiver that is down gets every change of every alarm in order once it is up again', async () => {
  const hook = await webhook()
  const server = await start()
  const TopicArn = await sns(server, { Action: 'CreateTopic', Name: 'ops' })
  await sns(server, { Action: 'Subscribe', TopicArn, Protocol: 'http', Endpoint: hook.url })
  await expect.poll(() => hook.bodies.length, { timeout: 5_000 }).toBe(1)
  await fetch((JSON.parse(hook.bodies[0] ?? '') as { SubscribeURL: string }).SubscribeURL)
  const alarms = ['a', 'b', 'c']
  for (const AlarmName of alarms) {
    const all = { AlarmActions: [TopicArn], OKActions: [TopicArn] }
    await cloudwatch(server, 'PutMetricAlarm', { ...ALARM, ...all, AlarmName })
  }
  hook.down = true
  const states = ['ALARM', 'OK', 'ALARM', 'OK', 'ALARM', 'OK']
  for (const state of states) for (const name of alarms) await setState(server, state, name)
  await expect
    .poll(async () => (await actions(server)).counts.failedAttempts ?? 0, { timeout: 5_000 })
    .toBeGreaterThan(2)
  hook.down = false
  await expect.poll(() => hook.bodies.length, { timeout: 20_000 }).toBe(1 + alarms.length * states.length)
  const documents = hook.bodies.slice(1).map((body) => JSON.parse((JSON.parse(body) as { Message: string }).Message))
  for (const name of alarms) {
    const seen = documents.filter(({ AlarmName }) => AlarmName === name).map(({ NewStateValue }) => NewStateValue)
    expect(seen).toEqual(states)
  }
  expect((await actions(server)).counts).toMatchObject({ pending: 0, dead: 0 })
}, 40_000)

test('an automation runs what the operator has mapped, and tells the history how it ended', async () => {
  const hook = await webhook()
  const path = join(await folder(), 'automation.yaml')
  const REBOOT = 'arn:aws:automate:us-east-1:ec2:reboot'
  const STOP = 'arn:aws:automate:us-east-1:ec2:stop'
  await writeFile(path, `mappings:\n  - { match: 'arn:aws:automate:*:ec2:reboot', webhook: { url: '${hook.url}' } }\n`)
  const server = await start({ automationFile: path })
  await cloudwatch(server, 'PutMetricAlarm', { ...ALARM, AlarmActions: [REBOOT, STOP] })
  await setState(server, 'ALARM')
  await expect.poll(() => hook.bodies.length, { timeout: 5_000 }).toBe(1)
  expect(JSON.parse(hook.bodies[0] ?? '')).toMatchObject({ alarmData: { alarmName: 'cpu', state: { value: 'ALARM' } } })
  const summaries = async (): Promise<readonly string[]> => {
    const { AlarmHistoryItems } = await cloudwatch(server, 'DescribeAlarmHistory', { HistoryItemType: 'Action' })
    return (AlarmHistoryItems as { HistorySummary: string }[]).map(({ HistorySummary }) => HistorySummary).sort()
  }
  await expect
    .poll(summaries, { timeout: 5_000 })
    .toEqual([
      expect.stringContaining(`Failed to execute action ${STOP}. Received error: "Nothing is mapped to`),
      `Successfully executed action ${REBOOT}`,
    ])
})

test('a change of state arrives at the default event bus', async () => {
  const hook = await webhook()
  const path = join(await folder(), 'automation.json')
  await writeFile(path, JSON.stringify({ mappings: [{ match: 'arn:aws:lambda:*', webhook: { url: hook.url } }] }))
  const server = await start({ automationFile: path })
  const events = async (operation: string, input: unknown): Promise<void> => {
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `AWSEvents.${operation}` }
    const response = await fetch(server.url, { method: 'POST', headers, body: JSON.stringify(input) })
    expect(response.status).toBe(200)
  }
  const EventPattern = JSON.stringify({
    'detail-type': ['CloudWatch Alarm State Change'],
    detail: { state: { value: ['ALARM'] } },
  })
  await events('PutRule', { Name: 'r', EventPattern })
  const Arn = 'arn:aws:lambda:us-east-1:000000000000:function:f'
  await events('PutTargets', { Rule: 'r', Targets: [{ Id: '1', Arn, InputPath: '$.detail.alarmName' }] })
  await cloudwatch(server, 'PutMetricAlarm', ALARM)
  await setState(server, 'OK')
  await setState(server, 'ALARM')
  await expect.poll(() => hook.bodies, { timeout: 5_000 }).toEqual(['"cpu"'])
})

test('dashboards and alarms are loaded from folders, and again when they change', async () => {
  const dashboardsDirectory = await folder()
  const alarmsDirectory = await folder()
  await writeFile(join(dashboardsDirectory, 'web.json'), '{"widgets":[]}')
  await writeFile(
    join(alarmsDirectory, 'all.json'),
    JSON.stringify([{ AlarmName: 'both', AlarmRule: 'ALARM(cpu)' }, ALARM]),
  )
  const server = await start({ dashboardsDirectory, alarmsDirectory })
  expect(await cloudwatch(server, 'GetDashboard', { DashboardName: 'web' })).toMatchObject({
    DashboardBody: '{"widgets":[]}',
  })
  const types = { AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] }
  expect(await cloudwatch(server, 'DescribeAlarms', types)).toMatchObject({
    MetricAlarms: [{ AlarmName: 'cpu' }],
    CompositeAlarms: [{ AlarmName: 'both' }],
  })
  await writeFile(join(dashboardsDirectory, 'web.json'), '{"widgets":[],"periodOverride":"inherit"}')
  const body = async () => (await cloudwatch(server, 'GetDashboard', { DashboardName: 'web' })).DashboardBody
  await expect.poll(body, { timeout: 5_000 }).toBe('{"widgets":[],"periodOverride":"inherit"}')
})

test('a CloudFormation template in the folders is put as the stack of the account would be', async () => {
  const directory = await folder()
  const Resources = {
    Top: {
      Type: 'AWS::CloudWatch::CompositeAlarm',
      Properties: {
        AlarmRule: { 'Fn::Join': ['', ['ALARM("', { 'Fn::GetAtt': ['Cpu', 'Arn'] }, '")']] },
        AlarmActions: [{ Ref: 'Topic' }],
      },
    },
    Cpu: {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: { ...ALARM, Threshold: '1', Tags: [{ Key: 'team', Value: 'ops' }] },
    },
    Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'ops' } },
    Board: {
      Type: 'AWS::CloudWatch::Dashboard',
      Properties: {
        DashboardName: { 'Fn::Join': ['-', ['web', { Ref: 'AWS::Region' }]] },
        DashboardBody: '{"widgets":[]}',
      },
    },
  }
  await writeFile(join(directory, 'stack.json'), JSON.stringify({ Resources }))
  const tenant = { accountId: '111122223333', region: 'eu-west-1' }
  const server = await start({ ...tenant, dashboardsDirectory: directory, alarmsDirectory: directory })
  expect(await cloudwatch(server, 'ListDashboards', {})).toMatchObject({
    DashboardEntries: [{ DashboardName: 'web-eu-west-1' }],
  })
  expect(await cloudwatch(server, 'DescribeAlarms', { AlarmTypes: ['CompositeAlarm'] })).toMatchObject({
    CompositeAlarms: [
      {
        AlarmName: 'Top',
        AlarmRule: 'ALARM("arn:aws:cloudwatch:eu-west-1:111122223333:alarm:cpu")',
        AlarmActions: ['arn:aws:sns:eu-west-1:111122223333:ops'],
      },
    ],
  })
  const ResourceARN = 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:cpu'
  expect(await cloudwatch(server, 'ListTagsForResource', { ResourceARN })).toEqual({
    Tags: [{ Key: 'team', Value: 'ops' }],
  })
})

test('a wrong automation file keeps the server from starting, and says why', async () => {
  const path = join(await folder(), 'automation.yaml')
  await writeFile(path, 'mappings: [{ match: a, command: [/bin/true] }]')
  await expect(start({ automationFile: path })).rejects.toThrow(
    "mappings[0].command '/bin/true' is not listed under 'commands'",
  )
})

test('with access keys confirming needs no signature', async () => {
  const server = await start({ accessKeys: { id: 'secret' } })
  const TopicArn = 'arn:aws:sns:us-east-1:000000000000:x'
  const query = new URLSearchParams({ Action: 'ConfirmSubscription', TopicArn, Token: 'x', Version: '2010-03-31' })
  expect(await (await fetch(`${server.url}/?${query}`)).text()).toContain('Topic does not exist')
  const other = new URLSearchParams({ Action: 'ListTopics', Version: '2010-03-31' })
  expect((await fetch(`${server.url}/?${other}`)).status).toBe(403)
})
