import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import process from 'node:process'
import { describe, expect, test } from 'vitest'
import { Automation } from './automation.ts'
import { parseAutomation } from './mapping.ts'
import { slackBody } from './slack.ts'

const NODE = process.execPath
const never = new AbortController().signal

function automation(text: string): Automation {
  const made = new Automation()
  made.use(parseAutomation(text))
  return made
}

/** A mapping that runs a piece of JavaScript. */
function script(code: string, more = ''): Automation {
  return automation(`
commands: [${NODE}]
mappings:
  - match: arn:aws:automate:*:ec2:reboot
    command: [${NODE}, -e, ${JSON.stringify(code)}, "$HOME; rm -rf x"]
    ${more}
`)
}

const REBOOT = 'arn:aws:automate:us-east-1:ec2:reboot'

describe('the file', () => {
  test('the first mapping that matches is taken; an asterisk stands for anything', () => {
    const rules = parseAutomation(`
mappings:
  - { match: 'arn:aws:lambda:*:function:one', webhook: { url: 'http://a/' } }
  - { match: 'arn:aws:lambda:*', webhook: { url: 'http://b/', format: slack, headers: { x: y } }, timeoutSeconds: 5, attempts: 7 }
  - { match: 'https://hooks.slack.com/*', webhook: { format: slack } }
`)
    expect(rules.find('arn:aws:lambda:us-east-1:1:function:one')?.action).toMatchObject({
      url: 'http://a/',
      format: 'json',
    })
    expect(rules.find('arn:aws:lambda:us-east-1:1:function:two')).toMatchObject({
      action: { url: 'http://b/', format: 'slack', headers: { x: 'y' } },
      timeoutMs: 5_000,
      maxAttempts: 7,
    })
    expect(rules.find('https://hooks.slack.com/services/T/B/X')?.action).toMatchObject({ url: undefined })
    expect(rules.find('arn:aws:ssm:x')).toBeUndefined()
  })

  test('JSON will do, and so will nothing', () => {
    const json = { mappings: [{ match: 'sms:*', webhook: { url: 'http://a/' } }] }
    expect(parseAutomation(JSON.stringify(json)).find('sms:+15550100')).toBeDefined()
    expect(parseAutomation('').find('x')).toBeUndefined()
  })

  test('all that is wrong is said at once', () => {
    const text = `
commands: [rm]
unknown: 1
mappings:
  - { match: 'a**', webhook: { url: ftp://x } }
  - { match: b, command: [/bin/rm] }
  - { match: c }
  - { match: d, webhook: { format: xml } }
  - { match: e, webhook: { url: 'http://e/' }, timeoutSeconds: 0, attempts: many }
  - 7
`
    const expected = [
      "commands: 'rm' must be an absolute path",
      'mappings[5] must be an object',
      'mappings[0].match Consecutive wildcard characters at pos 1',
      'mappings[0].webhook.url must be an address that begins with http:// or https://',
      "mappings[1].command '/bin/rm' is not listed under 'commands'",
      "mappings[2] needs either 'command' or 'webhook'",
      "mappings[3].webhook.url is missing: only a 'match' of URLs needs none",
      "mappings[3].webhook.format must be json or slack, got 'xml'",
      'mappings[4].timeoutSeconds must be an integer from 1 to 900',
      'mappings[4].attempts must be an integer from 1 to 400',
      'mappings[5].match must be a text',
      'unknown is not known',
    ]
    let message = ''
    try {
      parseAutomation(text)
    } catch (error) {
      message = (error as Error).message
    }
    expect(message.split('\n  ')).toEqual(expected)
    expect(() => parseAutomation('a: [')).toThrow(/it is no YAML/)
  })
})

describe('a command', () => {
  const CHECK = `
    let text = ''
    process.stdin.on('data', (part) => (text += part)).on('end', () => {
      const ok = text === 'the event' && process.argv[1] === '$HOME; rm -rf x' && process.env.ATALAYA_NAME === '${REBOOT}' &&
        process.env.SECRET_OF_SERVER === undefined && process.env.PLACE === 'here'
      if (!ok) console.error(text, process.argv, process.env)
      process.exit(ok ? 0 : 3)
    })`

  test('gets the event on standard input, its arguments untouched, and nothing of the environment of the server', async () => {
    process.env.SECRET_OF_SERVER = 'x'
    const made = script(CHECK, 'environment: { PLACE: here }')
    expect(await made.run(REBOOT, { input: 'the event' }, 0, never)).toEqual({ ok: true })
    delete process.env.SECRET_OF_SERVER
  })

  test('that fails says why, and is not tried again after the last attempt', async () => {
    const made = script("console.error('no such machine'); process.exit(3)", 'attempts: 2')
    const error = `${NODE} ended with code 3: no such machine`
    expect(await made.run(REBOOT, { input: '' }, 0, never)).toEqual({ ok: false, permanent: false, error })
    expect(await made.run(REBOOT, { input: '' }, 1, never)).toEqual({ ok: false, permanent: true, error })
  })

  test('that takes too long is stopped', async () => {
    const made = script('setInterval(() => {}, 1000)', 'timeoutSeconds: 1')
    expect(await made.run(REBOOT, { input: '' }, 0, never)).toEqual({
      ok: false,
      permanent: false,
      error: expect.stringContaining('was stopped'),
    })
  })

  test('that does not exist is a failure like any other', async () => {
    const made = automation('commands: [/nonexistent/x]\nmappings: [{ match: a, command: [/nonexistent/x] }]')
    expect(await made.run('a', { input: '' }, 0, never)).toMatchObject({
      ok: false,
      error: expect.stringContaining('could not be run'),
    })
  })
})

test('what is not mapped is refused, with what to do', async () => {
  const outcome = await new Automation().run(REBOOT, { input: '' }, 0, never)
  expect(outcome).toMatchObject({
    ok: false,
    permanent: true,
    error: expect.stringContaining('ATALAYA_AUTOMATION_FILE'),
  })
})

test.each([
  [200, { ok: true }],
  [204, { ok: true }],
  [302, { ok: false, permanent: false }],
  [404, { ok: false, permanent: true }],
  [429, { ok: false, permanent: false }],
  [500, { ok: false, permanent: false }],
])('a webhook that answers %d', async (status, expected) => {
  const seen: string[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (part) => {
      body += part
    })
    request.on('end', () => {
      seen.push(`${request.headers['x-atalaya-name']} ${request.headers.authorization} ${body}`)
      response.writeHead(status, { location: '/elsewhere' }).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
  const made = automation(
    JSON.stringify({ mappings: [{ match: 'a', webhook: { url, headers: { authorization: 'me' } } }] }),
  )
  expect(await made.run('a', { input: '{"x":1}' }, 0, never)).toMatchObject(expected)
  expect(seen).toEqual(['a me {"x":1}'])
  await new Promise((resolve) => server.close(resolve))
})

test.each([
  ['plain <text>', 'Subject', '*Subject*\nplain &lt;text&gt;'],
  ['plain', undefined, 'plain'],
  [
    '{"AlarmName":"cpu","NewStateValue":"ALARM","NewStateReason":"Threshold Crossed"}',
    'Subject',
    '*:red_circle: ALARM: cpu*\nThreshold Crossed',
  ],
  [
    '{"alarmData":{"alarmName":"cpu","state":{"value":"OK","reason":"fine"}}}',
    undefined,
    '*:large_green_circle: OK: cpu*\nfine',
  ],
  [
    '{"detail-type":"CloudWatch Alarm State Change","detail":{"alarmName":"cpu","state":{"value":"OK","reason":"fine"}}}',
    undefined,
    '*:large_green_circle: OK: cpu*\nfine',
  ],
  ['{"detail-type":"Order","detail":{"id":7}}', undefined, '*Order*\n{"id":7}'],
])('%s for Slack', (input, subject, text) => {
  expect(JSON.parse(slackBody(input, subject))).toEqual({ text })
})
