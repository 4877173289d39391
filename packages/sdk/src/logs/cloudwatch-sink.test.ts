import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { MemorySend } from '../testing/memory-send.ts'
import { CloudWatchLogsSink, type CloudWatchLogsSinkOptions } from './cloudwatch-sink.ts'

interface Put {
  readonly logGroupName: string
  readonly logEvents: readonly { readonly timestamp: number; readonly message: string }[]
}

function setUp(options: Partial<CloudWatchLogsSinkOptions> = {}) {
  const memory = new MemorySend()
  const warnings: string[] = []
  const sink = new CloudWatchLogsSink({
    group: '/app/api',
    stream: 'api/i-1',
    credentials: { accessKeyId: 'AKID', secretAccessKey: 'secret' },
    delayMs: 60_000,
    send: memory.send,
    warn: (text) => warnings.push(text),
    now: () => 1_000,
    ...options,
  })
  const operations = () => memory.requests.map(({ headers }) => headers['x-amz-target']?.split('.')[1])
  const messages = () =>
    (memory.bodies as readonly Put[]).map(({ logEvents }) => logEvents?.map(({ message }) => message))
  return { memory, sink, warnings, operations, messages }
}

test('lines go together, in order', async () => {
  const { memory, sink } = setUp()
  sink.write('{"a":1}\n{"a":2}\n')
  sink.write('{"a":3}\n')
  await sink.close()
  expect(memory.bodies).toEqual([
    {
      logGroupName: '/app/api',
      logStreamName: 'api/i-1',
      logEvents: [1, 2, 3].map((a) => ({ timestamp: 1_000, message: `{"a":${a}}` })),
    },
  ])
})

test('a batch has at most a megabyte and 10,000 lines, and no line more than a megabyte', async () => {
  const { sink, messages } = setUp()
  sink.write('x\n'.repeat(10_001))
  sink.write(`${'ü'.repeat(1_000_000)}\n`)
  await sink.close()
  expect(messages().map((list) => list?.length)).toEqual([10_000, 1, 1])
  expect(Buffer.byteLength(messages()[2]![0]!)).toBeLessThanOrEqual(1_048_576 - 26)
  expect(messages()[2]![0]).toMatch(/ü$/)
})

test('a batch spans less than a day, also when the clock jumps', async () => {
  let nowMs = 0
  const { sink, messages } = setUp({ now: () => nowMs })
  for (const [text, at] of [
    ['a', 0],
    ['b', 86_399_999],
    ['c', 86_400_000],
    ['d', 172_800_000],
    ['e', 5],
  ] as const) {
    nowMs = at
    sink.write(`${text}\n`)
  }
  await sink.close()
  expect(messages()).toEqual([['a', 'b'], ['c'], ['d'], ['e']])
})

test('a missing group and stream are made', async () => {
  const { memory, sink, operations } = setUp()
  memory.answer({ status: 400, body: '{"__type":"ResourceNotFoundException","message":"no"}' })
  sink.write('a\n')
  await sink.close()
  expect(operations()).toEqual(['PutLogEvents', 'CreateLogGroup', 'CreateLogStream', 'PutLogEvents'])
})

test('lines wait while CloudWatch is away, and a bounded number of them', async () => {
  const { memory, sink, messages, warnings } = setUp({ attempts: 1, maxWaitingBytes: 100 })
  memory.answer({ status: 500 })
  sink.write('1\n')
  await sink.flush()
  for (let index = 2; index <= 9; index++) sink.write(`${index}\n`)
  await sink.close()
  expect(messages().at(-1)).toEqual(['7', '8', '9'])
  expect(sink.dropped).toBe(6)
  expect(warnings[0]).toContain('log lines wait')
})

test('what is refused is dropped and said', async () => {
  const { memory, sink, warnings } = setUp()
  memory.answer({ status: 400, body: '{"__type":"InvalidParameterException","message":"bad"}' })
  sink.write('a\n')
  await sink.close()
  expect([sink.dropped, warnings]).toEqual([
    1,
    ['1 log lines were dropped: /app/api in CloudWatch Logs: InvalidParameterException: bad'],
  ])
})

test('a bad option names itself', () => {
  expect(() => setUp({ group: 'a b', stream: 'a:b' })).toThrow(/group must be .*; stream must be/)
})

test.each([
  ['process.exit', 'write(); process.exit(0)'],
  ['an uncaught exception', 'write(); throw new Error("boom")'],
  ['the end of the program', 'write()'],
  ['SIGTERM', 'write(); shutDownOnSignals(); process.kill(process.pid, "SIGTERM"); setTimeout(() => {}, 10_000)'],
])('%s loses no line', async (_name, script) => {
  const taken: string[] = []
  const server = createServer((request, response) => {
    let text = ''
    request.setEncoding('utf8').on('data', (part: string) => {
      text += part
    })
    request.on('end', () => {
      const { logEvents = [] } = JSON.parse(text) as Partial<Put>
      taken.push(...logEvents.map(({ message }) => message))
      response.end('{}')
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const module = (path: string) => JSON.stringify(new URL(path, import.meta.url).href)
  const code = `
    const { CloudWatchLogsSink } = await import(${module('./cloudwatch-sink.ts')})
    const { shutDownOnSignals } = await import(${module('../output/exit.ts')})
    const sink = new CloudWatchLogsSink({
      group: 'g', stream: 's', endpoint: 'http://127.0.0.1:${(server.address() as AddressInfo).port}',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    })
    function write() { for (let index = 0; index < 500; index++) sink.write('line ' + index + '\\n') }
    ${script}`
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', '--conditions=@atalaya/source', '--input-type=module', '--eval', code],
    { stdio: 'ignore' },
  )
  const [exitCode, signal] = (await once(child, 'exit')) as [number | null, string | null]
  server.close()
  expect(taken).toEqual(Array.from({ length: 500 }, (_, index) => `line ${index}`))
  if (_name === 'SIGTERM') expect([exitCode, signal]).toEqual([null, 'SIGTERM'])
})
