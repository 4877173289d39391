import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, expect, test } from 'vitest'
import { FileSink } from './file-sink.ts'
import { type Outcome, withRetries } from './send.ts'
import { TcpSink } from './tcp-sink.ts'

const folder = mkdtempSync(join(tmpdir(), 'atalaya-output-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a file is put aside when it is full, whole lines only, and the oldest go', async () => {
  const path = join(folder, 'deep', 'app.log')
  const sink = new FileSink({ path, maxBytes: 60, keep: 2 })
  for (let index = 0; index < 12; index++) {
    sink.write(`line number ${String(index).padStart(2, '0')}\n`)
    await sink.flush()
  }
  await sink.close()
  expect(readdirSync(join(folder, 'deep')).sort()).toEqual(['app.log', 'app.log.1', 'app.log.2'])
  const text = ['app.log.2', 'app.log.1', 'app.log']
    .map((name) => readFileSync(join(folder, 'deep', name), 'utf8'))
    .join('')
  expect(text.trimEnd().split('\n')).toEqual(
    [...Array(12).keys()].map((index) => `line number ${String(index).padStart(2, '0')}`),
  )
})

test('a file that is there already is continued', async () => {
  const path = join(folder, 'old.log')
  writeFileSync(path, 'before\n')
  const sink = new FileSink({ path })
  sink.write('after\n')
  await sink.close()
  expect(readFileSync(path, 'utf8')).toBe('before\nafter\n')
})

test('a disk that takes nothing costs lines and one warning, and no exception', async () => {
  const warnings: string[] = []
  const sink = new FileSink({ path: '/dev/full', warn: (text) => warnings.push(text) })
  for (let index = 0; index < 100; index++) {
    sink.write('x\n')
    await sink.flush()
  }
  await sink.close()
  expect(warnings).toEqual([expect.stringContaining('ENOSPC')])
})

test('a bad option names itself', () => {
  expect(() => new FileSink({ path: '', maxBytes: 0, keep: -1 })).toThrow(/path .*; maxBytes .*; keep/)
  expect(() => new TcpSink({ endpoint: 'http://localhost:1' })).toThrow(/tcp:\/\/host:port/)
})

test('lines reach an agent that comes late, in order', async () => {
  let text = ''
  const server = createServer((socket) => {
    socket.setEncoding('utf8').on('data', (part: string) => {
      text += part
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  const sink = new TcpSink({ endpoint: `tcp://127.0.0.1:${port}`, warn: () => {} })
  sink.write('1\n')
  sink.write('2\n')
  await new Promise((resolve) => setTimeout(resolve, 30))
  server.listen(port, '127.0.0.1')
  await sink.flush()
  sink.write('3\n')
  await sink.close()
  for (let turn = 0; turn < 100 && text.length < 6; turn++) await new Promise((resolve) => setTimeout(resolve, 10))
  server.close()
  expect(text).toBe('1\n2\n3\n')
})

test('an agent that is not there costs bounded memory', async () => {
  const warnings: string[] = []
  const sink = new TcpSink({ endpoint: 'tcp://127.0.0.1:1', maxWaitingBytes: 50, warn: (text) => warnings.push(text) })
  for (let index = 0; index < 1_000; index++) sink.write('0123456789\n')
  await sink.close()
  expect(warnings[0]).toContain('tcp://127.0.0.1:1 does not take lines')
})

test.each<readonly [string, readonly Outcome['kind'][], number, Outcome['kind']]>([
  ['done at once', ['done'], 1, 'done'],
  ['done later', ['passing', 'passing', 'done'], 3, 'done'],
  ['refused', ['passing', 'refused', 'done'], 2, 'refused'],
  ['out of attempts', ['passing', 'passing', 'passing', 'passing', 'done'], 4, 'passing'],
])('attempts: %s', async (_what, kinds, attempts, last) => {
  const pauses: number[] = []
  let count = 0
  const attempt = async () => ({ kind: kinds[count++], reason: '', status: 400, answer: {} }) as Outcome
  const pause = async (ms: number) => pauses.push(ms)
  const outcome = await withRetries(attempt, { attempts: 4, firstPauseMs: 100, random: () => 1, pause })
  expect([outcome.kind, count, pauses]).toEqual([last, attempts, [100, 200, 400].slice(0, attempts - 1)])
})

/** Runs the code in a process of its own: what it writes to stdout, and how it ends. */
async function ran(code: string): Promise<{ readonly stdout: string; readonly end: unknown }> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', '--conditions=@atalaya/source', '--input-type=module', '--eval', code],
    { stdio: ['ignore', 'pipe', 'ignore'], timeout: 20_000 },
  )
  const closed = once(child, 'close')
  return { stdout: await text(child.stdout), end: await closed }
}

const module = (path: string) => JSON.stringify(new URL(path, import.meta.url).href)

test('a signal brings everything out and then ends the process as it would have', async () => {
  const { stdout, end } = await ran(`
    const { CloudWatchMetrics } = await import(${module('../metrics/index.ts')})
    const { getLogger } = await import(${module('../logs/index.ts')})
    const { shutDownOnSignals } = await import(${module('./exit.ts')})
    const metrics = new CloudWatchMetrics({ namespace: 'N', serviceName: 's' })
    shutDownOnSignals()
    metrics.counter('jobs_total').inc(3)
    getLogger('a').info('last words')
    process.kill(process.pid, 'SIGTERM')
    setTimeout(() => {}, 10_000)`)
  expect(end).toEqual([null, 'SIGTERM'])
  expect(stdout).toContain('"message":"last words"')
  expect(stdout).toContain('"jobs_total":3')
})

test('the first process of a container ends too, though no signal ends that', async () => {
  const { stdout, end } = await ran(`
    const { shutDownOnSignals } = await import(${module('./exit.ts')})
    shutDownOnSignals(() => console.log('before'))
    process.kill = () => true
    Object.defineProperty(process, 'pid', { value: 1 })
    process.emit('SIGTERM')
    setInterval(() => {}, 1_000)`)
  expect([stdout, end]).toEqual(['before\n', [143, null]])
})

test.each([
  ['SIGTERM', 30, 'early, before, late', [null, 'SIGTERM']],
  ['SIGINT', 30, 'early, before, late', [null, 'SIGINT']],
  ['SIGINT', 1_100, 'early, late', [null, 'SIGINT']],
] as const)('%s again after %i ms, as npm and NestJS pass it on: %s', async (signal, againMs, words, ended) => {
  const { stdout, end } = await ran(`
    const { getLogger } = await import(${module('../logs/index.ts')})
    const { shutDownOnSignals } = await import(${module('./exit.ts')})
    const log = getLogger('a')
    const kill = () => process.kill(process.pid, '${signal}')
    shutDownOnSignals(() => new Promise((resolve) => setTimeout(() => resolve(log.info('before')), ${againMs + 500})))
    log.info('early')
    kill()
    setTimeout(() => { log.info('late'); kill() }, ${againMs})
    setTimeout(() => {}, 10_000)`)
  const said = stdout
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { message: string }).message)
  expect([said.toSorted().join(', '), end]).toEqual([words.split(', ').toSorted().join(', '), ended])
})
