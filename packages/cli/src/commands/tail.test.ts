import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { cli } from '../testing/cli.ts'
import { type FakeLogs, startFakeLogs } from '../testing/fake-logs.ts'

let fake: FakeLogs
beforeEach(async () => {
  fake = await startFakeLogs()
  const stdin = new PassThrough()
  stdin.end('first\n')
  await cli(['ship', '--log-group', '/g', '--log-stream', 's', '--endpoint-url', fake.url], {}, stdin).done
})
afterEach(() => fake.close())

const tail = (parameters: readonly string[], env = {}) =>
  cli(['tail', '/g', ...parameters], { AWS_ENDPOINT_URL: fake.url, ...env })
const time = Date.UTC(2026, 0, 2, 3, 4, 5, 6)

test('prints what is there', async () => {
  fake.events.push({ stream: 's', timestamp: time, message: '{"level":"info"}\n' })
  const since = ['--since', '2026-01-01']
  for (const [format, text] of [
    ['detailed', '2026-01-02T03:04:05.006000+00:00 s {"level":"info"}\n'],
    ['short', '2026-01-02T03:04:05 {"level":"info"}\n'],
    ['json', '2026-01-02T03:04:05 {\n    "level": "info"\n}\n'],
  ] as const) {
    const { done, stdout } = tail([...since, '--format', format])
    expect([await done, stdout()]).toEqual([0, expect.stringContaining(text)])
  }
})

test('--json is one object a line', async () => {
  const { done, stdout } = tail(['--json'])
  expect(await done).toBe(0)
  expect(JSON.parse(stdout())).toEqual({
    timestamp: expect.any(Number),
    ingestionTime: expect.any(Number),
    logStreamName: 's',
    eventId: '0',
    message: 'first',
  })
})

test('colours are for terminals, and for who forces them', async () => {
  const plain = tail([])
  await plain.done
  expect(plain.stdout()).not.toContain('\u001b')
  const forced = tail([], { FORCE_COLOR: '1' })
  await forced.done
  expect(forced.stdout()).toContain('\u001b[32m')
})

test('follow gives new events once, late ones too, and survives a server that is away for a moment', async () => {
  const { done, stdout, stop, stderr } = tail(['--follow', '--format', 'short'])
  const lines = () =>
    stdout()
      .split('\n')
      .slice(0, -1)
      .map((line) => line.slice(20))
  await expect.poll(lines).toEqual(['first'])
  fake.events.push({ stream: 's', timestamp: Date.now() + 10, message: 'second' })
  await expect.poll(lines, { timeout: 3_000 }).toEqual(['first', 'second'])
  fake.fail('drop', [503, 'ServiceUnavailable'])
  fake.events.push({ stream: 's', timestamp: Date.now() - 5_000, message: 'late' })
  await expect.poll(lines, { timeout: 5_000 }).toEqual(['first', 'second', 'late'])
  stop()
  expect(await done).toBe(0)
  expect(stderr()).toContain('trying on')
})

test('an unknown group is one line and code 1', async () => {
  const { done, stderr } = cli(['tail', '/unknown', '--endpoint-url', fake.url])
  expect([await done, stderr()]).toEqual([
    1,
    'atalaya: FilterLogEvents: ResourceNotFoundException: The specified log group does not exist.\n',
  ])
})

test('a server that is not there is one line and code 1', async () => {
  const { done, stderr } = cli(['tail', '/g', '--follow', '--endpoint-url', 'http://127.0.0.1:1'])
  expect([await done, stderr()]).toEqual([
    1,
    expect.stringMatching(/^atalaya: http:\/\/127\.0\.0\.1:1 cannot be reached: .*\n$/),
  ])
})
