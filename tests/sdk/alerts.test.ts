/** Alerts as those get them who are told: by a webhook, by Slack, by mail. */
import { type AlertSnapshot, Alerts } from '@atalaya/sdk/apm'
import { loadSettings } from '@atalaya/sdk/settings'
import { MemoryLogs } from '@atalaya/sdk/testing'
import { SMTPServer } from 'smtp-server'
import { afterEach, expect, test } from 'vitest'
import { type Receiver, startReceiver } from '../support/receiver.ts'

const closing: (() => Promise<unknown> | unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function hook(): Promise<Receiver> {
  const receiver = await startReceiver()
  closing.push(() => receiver.close())
  return receiver
}

/** A mail server that lets `ops` in with the password `pass word`. */
async function mailServer(): Promise<{ readonly port: number; readonly mails: readonly string[] }> {
  const mails: string[] = []
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    onAuth: ({ username, password }, _session, done) =>
      username === 'ops' && password === 'pass word' ? done(null, { user: username }) : done(new Error('no')),
    onData(stream, _session, done) {
      let mail = ''
      stream.setEncoding('utf8').on('data', (part: string) => {
        mail += part
      })
      stream.on('end', () => {
        mails.push(mail)
        done()
      })
    },
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => new Promise<void>((resolve) => server.close(() => resolve())))
  return { port: (server.server.address() as { readonly port: number }).port, mails }
}

function service(alerts: Parameters<typeof loadSettings>[0]) {
  const warnings: string[] = []
  let cpuPercent = 10
  const calm: Omit<AlertSnapshot, 'timeMs'> = {
    memoryPercent: 1,
    cpuPercent,
    diskPercent: 1,
    requests: 0,
    errorRatePercent: 0,
    responseTimeMs: 0,
  }
  const made = new Alerts({
    settings: loadSettings({ env: {}, ...alerts }),
    snapshot: () => ({ ...calm, cpuPercent }),
    logger: new MemoryLogs().getLogger('alerts'),
    warn: (message) => warnings.push(message),
  })
  closing.push(() => made.close())
  return {
    warnings,
    async at(percent: number) {
      cpuPercent = percent
      made.evaluate()
      await made.flush()
    },
  }
}

const API = { name: 'video-api', environment: 'production' }

test('everybody who is named in the settings is told, once it fires and once it is over', async () => {
  const [webhook, slack, mail] = await Promise.all([hook(), hook(), mailServer()])
  const { at, warnings } = service({
    values: {
      service: API,
      alerts: {
        webhookUrl: webhook.url,
        slackUrl: slack.url,
        email: 'night@example.com',
        emailFrom: 'service@example.com',
        smtpUrl: `smtp://ops:pass%20word@127.0.0.1:${mail.port}`,
      },
    },
  })
  await at(93)
  await at(94)
  await at(20)
  expect(warnings).toEqual([])
  const posts = await webhook.until(2)
  expect(posts[0]?.headers['content-type']).toBe('application/json')
  expect(posts.map(({ body }) => JSON.parse(body) as unknown)).toMatchObject([
    { kind: 'firing', name: 'cpu', value: 93, above: 80, unit: '%', service: 'video-api', environment: 'production' },
    { kind: 'resolved', name: 'cpu', value: 20, text: expect.stringMatching(/^cpu 20 % is no longer above 80 %/) },
  ])
  expect((await slack.until(2)).map(({ body }) => JSON.parse(body) as unknown)).toMatchObject([
    { text: ':red_circle: *video-api* (production): cpu 93 % is above 80 %' },
    { text: expect.stringContaining(':large_green_circle:') },
  ])
  expect(mail.mails).toHaveLength(2)
  expect(mail.mails[0]).toMatch(/^From: service@example\.com\r\nTo: night@example\.com\r\n/)
  expect(mail.mails[0]).toMatch(/Subject: \[firing\] video-api \(production\): cpu 93 % is above 80\s+%/)
})

test('who cannot be told is named in one warning, without address or password', async () => {
  const [webhook, mail] = await Promise.all([hook(), mailServer()])
  webhook.answer(404)
  const { at, warnings } = service({
    values: {
      alerts: {
        cooldownMs: 0,
        webhookUrl: webhook.url,
        email: 'night@example.com',
        smtpUrl: `smtp://ops:wrong-secret@127.0.0.1:${mail.port}`,
      },
    },
  })
  for (const percent of [93, 94, 95]) await at(percent)
  expect([...warnings].sort()).toEqual([
    'alerts are not told by email: EAUTH',
    'alerts are not told by webhook: answered 404',
  ])
})
