import { appendFile, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { cli } from '../testing/cli.ts'
import { type FakeLogs, startFakeLogs } from '../testing/fake-logs.ts'

let fake: FakeLogs
let directory: string

beforeEach(async () => {
  fake = await startFakeLogs()
  directory = await mkdtemp(join(tmpdir(), 'atalaya-ship-'))
})
afterEach(async () => {
  await fake.close()
  await rm(directory, { recursive: true })
})

function ship(parameters: readonly string[], stdin?: PassThrough) {
  return cli(['ship', '--log-group', '/g', '--endpoint-url', fake.url, ...parameters], {}, stdin)
}

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `line ${index}`)
const arrives = (...messages: readonly string[]) =>
  expect.poll(() => fake.messages(), { timeout: 5_000, interval: 10 }).toEqual(messages)

test('lines of stdin arrive, and the group and stream are created on the way', async () => {
  const stdin = new PassThrough()
  stdin.end('one\n\ntwo\nthree without end')
  const { done, stderr } = ship(['--log-stream', 's'], stdin)
  expect([await done, stderr()]).toEqual([0, ''])
  expect(fake.messages('s')).toEqual(['one', 'two', 'three without end'])
  expect(fake.operations).toEqual(['CreateLogStream', 'CreateLogGroup', 'CreateLogStream', 'PutLogEvents'])
})

test('batches keep to 10,000 events and 1 MiB', async () => {
  const stdin = new PassThrough()
  stdin.end(`${numbered(25_000).join('\n')}\n${'x'.repeat(600_000)}\n${'y'.repeat(600_000)}\n`)
  expect(await ship([], stdin).done).toBe(0)
  expect(fake.events).toHaveLength(25_002)
  expect(fake.messages().slice(0, 25_000)).toEqual(numbered(25_000))
  expect(Math.max(...fake.batches)).toBe(10_000)
})

test('passthrough writes stdin on, byte by byte', async () => {
  const stdin = new PassThrough()
  stdin.end('a\r\n\nb')
  const { done, stdout } = ship(['--passthrough'], stdin)
  expect([await done, stdout()]).toEqual([0, 'a\r\n\nb'])
})

test('what fails and passes is tried again: nothing is lost, nothing doubled', async () => {
  fake.fail('drop', [503, 'ServiceUnavailable'], [400, 'ThrottlingException'], [500, 'InternalFailure'])
  const stdin = new PassThrough()
  stdin.end('a\nb\n')
  const { done, stderr } = ship([], stdin)
  expect(await done).toBe(0)
  expect(fake.messages()).toEqual(['a', 'b'])
  expect(stderr()).toMatch(/trying on: http.* cannot be reached.*\n.*delivery goes on after/)
})

test('a stream that was deleted meanwhile is created again', async () => {
  fake.fail([200, ''], [400, 'ResourceNotFoundException'])
  const stdin = new PassThrough()
  stdin.end('a\n')
  expect(await ship([], stdin).done).toBe(0)
  expect(fake.messages()).toEqual(['a'])
})

test('what fails for good ends it with code 1, one line, and the number of events left', async () => {
  fake.fail([400, 'AccessDeniedException'])
  const stdin = new PassThrough()
  stdin.end('a\nb\n')
  const { done, stderr } = ship([], stdin)
  expect(await done).toBe(1)
  expect(stderr()).toBe('atalaya ship: 2 events were not delivered: CreateLogStream: AccessDeniedException: told to\n')
})

test('a service that stays away is given the drain timeout', async () => {
  await fake.close()
  const stdin = new PassThrough()
  stdin.end('a\n')
  const { done, stderr } = ship(['--drain-timeout', '1'], stdin)
  expect(await done).toBe(1)
  expect(stderr()).toMatch(/1 events were not delivered: http:.* cannot be reached: connect ECONNREFUSED/)
  fake = await startFakeLogs()
})

test('while nothing can be delivered, reading stops at the bound', async () => {
  fake.hold = true
  const stdin = new PassThrough()
  const { done } = ship(['--buffer', '1'], stdin)
  const line = `${'x'.repeat(999)}\n`
  let written = 0
  // Until the pipe takes no more: what the command holds plus the pipe's own buffers.
  while (written < 20_000_000) {
    written += line.length
    if (!stdin.write(line)) {
      const drained = await Promise.race([
        new Promise((resolve) => stdin.once('drain', () => resolve(true))),
        new Promise((resolve) => setTimeout(() => resolve(false), 200)),
      ])
      if (drained === false) break
    }
  }
  expect(written).toBeLessThan(3_000_000)
  fake.hold = false
  stdin.end()
  expect(await done).toBe(0)
  expect(fake.events).toHaveLength(written / line.length)
})

test('told to stop, a pipe is read on until it falls silent', async () => {
  const stdin = new PassThrough()
  const { done, stop } = ship([], stdin)
  stdin.write('a\n')
  await arrives('a')
  stop()
  stdin.write('last words\n')
  stdin.end()
  expect(await done).toBe(0)
  expect(fake.messages()).toEqual(['a', 'last words'])
})

test('told to stop, a pipe that says nothing is left', async () => {
  const stdin = new PassThrough()
  const { done, stop, stderr } = ship([], stdin)
  stdin.write('a\nhalf')
  await arrives('a')
  stop()
  expect([await done, stderr()]).toEqual([0, 'atalaya ship: stopped before the end of stdin\n'])
  expect(fake.messages()).toEqual(['a', 'half'])
})

test('files get a stream each', async () => {
  const files = ['a.log', 'b.log'].map((name) => join(directory, name))
  for (const file of files) await writeFile(file, `from ${file.slice(-5)}\n`)
  expect(await ship(['--once', ...files]).done).toBe(0)
  const streams = fake.events.map(({ stream, message }) => `${stream.split('/')[1]}: ${message}`).sort()
  expect(streams).toEqual(['a.log: from a.log', 'b.log: from b.log'])
})

test('a file is followed through rotation', async () => {
  const file = join(directory, 'app.log')
  await writeFile(file, 'a\n')
  const { done, stop } = ship([file])
  await arrives('a')
  await appendFile(file, 'b')
  await rename(file, `${file}.1`)
  await writeFile(file, 'c\n')
  await arrives('a', 'b', 'c')
  stop()
  expect(await done).toBe(0)
})

test('with a state file the next run goes on where delivery ended, half a line included', async () => {
  const file = join(directory, 'app.log')
  const state = join(directory, 'state.json')
  await writeFile(file, 'a\nb\nha')
  const first = ship(['--state', state, file])
  await arrives('a', 'b')
  first.stop()
  expect(await first.done).toBe(0)
  await appendFile(file, 'lf\nc\n')
  expect(await ship(['--state', state, '--once', file]).done).toBe(0)
  expect(fake.messages()).toEqual(['a', 'b', 'half', 'c'])
  expect(await ship(['--state', state, '--once', file]).done).toBe(0)
  expect(fake.messages()).toHaveLength(4)
})

test('what was not delivered is not remembered as delivered', async () => {
  const file = join(directory, 'app.log')
  const state = join(directory, 'state.json')
  await writeFile(file, 'a\n')
  fake.fail([400, 'AccessDeniedException'])
  expect(await ship(['--state', state, file]).done).toBe(1)
  expect(await ship(['--state', state, '--once', file]).done).toBe(0)
  expect(fake.messages()).toEqual(['a'])
})

test('a state file that is none is refused, not overwritten', async () => {
  const state = join(directory, 'state.json')
  await writeFile(state, '{"version":1,"files":{"x":{"offset":"1"}}}')
  const { done, stderr } = ship(['--state', state, '--once', state])
  expect([await done, stderr()]).toEqual([1, expect.stringContaining('is no state file')])
  expect(await readFile(state, 'utf8')).toContain('"1"')
})

test('a file that is not there is one line and code 1, and the others are shipped', async () => {
  const file = join(directory, 'there.log')
  await writeFile(file, 'a\n')
  const { done, stderr } = ship(['--once', file, join(directory, 'missing.log')])
  expect([await done, stderr()]).toEqual([1, expect.stringMatching(/^atalaya ship: ENOENT.*missing\.log.*\n$/)])
  expect(fake.messages()).toEqual(['a'])
})

test("Docker's lines are recognised", async () => {
  const file = join(directory, 'x-json.log')
  const time = new Date(Date.now() - 60_000).toISOString()
  await writeFile(file, `${JSON.stringify({ log: 'hello\n', stream: 'stdout', time })}\n`)
  expect(await ship(['--once', file]).done).toBe(0)
  expect(fake.events).toEqual([{ stream: expect.any(String), message: 'hello', timestamp: Date.parse(time) }])
})
