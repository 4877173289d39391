import { Writable } from 'node:stream'
import fc from 'fast-check'
import pino from 'pino'
import { afterEach, describe, expect, test } from 'vitest'
import winston from 'winston'
import { runWithContext, setTraceSource } from '../context/context.ts'
import { RecentLines } from '../output/recent-lines.ts'
import { MemoryLogs } from '../testing/memory-logs.ts'
import { pinoTarget, winstonTarget } from './bridges.ts'
import { captureConsole } from './capture-console.ts'
import { contextFields } from './fields.ts'
import { LineTarget } from './line-target.ts'
import { configureLogs, createLogs, getLogger } from './logs.ts'

const trace = { traceId: '5759e988bd862e3fe1be46a994272793', spanId: '53995c3f42cd8ad8', traceFlags: 1 }

afterEach(() => setTraceSource(undefined))

function lines(options: ConstructorParameters<typeof LineTarget>[0] | object = {}) {
  const written: string[] = []
  const sink = { write: (line: string) => written.push(line), flush: () => Promise.resolve() }
  const log = createLogs({ now: () => 1_790_000_000_007, ...options, sinks: [sink] }).getLogger('videos')
  return { log, written }
}

test('a line is one JSON object with what is known around it', () => {
  const { log, written } = lines({ fields: { service: 'api' } })
  runWithContext({ requestId: 'r-1', fields: { userId: 'u-1' }, trace }, () =>
    log.child({ part: 'encoder' }).info('encoded', { ms: 12.5, ok: true, tags: ['a', { b: null }] }),
  )
  expect(written).toEqual([
    '{"timestamp":"2026-09-21T14:13:20.007Z","level":"info","logger":"videos","message":"encoded","service":"api","requestId":"r-1",' +
      '"traceId":"5759e988bd862e3fe1be46a994272793","spanId":"53995c3f42cd8ad8","xrayTraceId":"1-5759e988-bd862e3fe1be46a994272793",' +
      '"userId":"u-1","part":"encoder","ms":12.5,"ok":true,"tags":["a",{"b":null}]}\n',
  ])
})

test('a name is never there twice: the call wins over the context, the context over the child', () => {
  const logs = new MemoryLogs()
  const log = logs.getLogger('a').child({ zone: 'child', part: 'child', userId: 'child' })
  runWithContext({ fields: { userId: 'context', zone: 'context' } }, () =>
    log.info('x', { userId: 'call', level: 'mine' }),
  )
  const { timestamp: _, ...rest } = logs.records[0]!
  expect(rest).toEqual({
    level: 'info',
    logger: 'a',
    message: 'x',
    zone: 'context',
    part: 'child',
    userId: 'call',
    level_: 'mine',
  })
})

test('what is kept of a context follows its changes and its span', () => {
  const logs = new MemoryLogs()
  const log = logs.getLogger('a')
  let active = trace
  setTraceSource(() => active)
  runWithContext({ fields: { step: 1 } }, () => {
    log.info('one')
    active = { ...trace, spanId: '1111111111111111' }
    log.info('two')
  })
  expect(logs.records.map(({ spanId }) => spanId)).toEqual(['53995c3f42cd8ad8', '1111111111111111'])
})

test('levels below the threshold are not written, and isEnabled says so', () => {
  const { log, written } = lines({ level: 'warn' })
  for (const level of ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const) log[level]('x')
  log.log('debug', 'x')
  expect(written).toHaveLength(3)
  expect([log.isEnabled('info'), log.isEnabled('error')]).toEqual([false, true])
  const off = lines({ level: 'off' })
  off.log.fatal('x')
  expect(off.written).toEqual([])
})

test('the log of the process can be changed under loggers that exist already', () => {
  const logs = new MemoryLogs()
  const log = getLogger('early')
  const restore = configureLogs(logs)
  log.info('here')
  restore()
  expect(logs.records.map(({ logger, message }) => [logger, message])).toEqual([['early', 'here']])
})

test('an error is written with its type, stack and cause', () => {
  const logs = new MemoryLogs()
  logs.getLogger('a').error('failed', { error: new TypeError('no', { cause: new Error('deeper') }) })
  expect(logs.records[0]?.error).toMatchObject({
    type: 'TypeError',
    message: 'no',
    cause: { type: 'Error', message: 'deeper' },
  })
})

test('what cannot be written as JSON harms nobody', () => {
  const logs = new MemoryLogs()
  const cycle: Record<string, unknown> = {
    big: 10n,
    nan: Number.NaN,
    fn: () => 1,
    at: new Date(0),
    bytes: new Uint8Array(3),
  }
  cycle.self = cycle
  const fields = {
    cycle,
    get bad(): never {
      throw new Error('getter')
    },
    json: {
      toJSON: () => {
        throw new Error('toJSON')
      },
    },
    map: new Map([['k', new Set([1])]]),
    list: Array.from({ length: 500 }, () => 0),
  }
  logs.getLogger('a').info('x', fields)
  const [record] = logs.records as unknown as [Record<string, unknown>]
  expect(record.bad).toBe('[not readable: Error: getter]')
  expect(record.json).toBe('[not readable: Error: toJSON]')
  expect(record.map).toEqual({ k: [1] })
  expect(record.list).toHaveLength(201)
  expect(record.cycle).toMatchObject({ big: '10', nan: 'NaN', at: '1970-01-01T00:00:00.000Z', bytes: '[3 bytes]' })
})

test('an error says what it has, whatever it is and however it is given', () => {
  class PaymentError extends Error {}
  const logs = new MemoryLogs()
  const log = logs.getLogger('a')
  const hostile = Object.defineProperty(new Error('said'), 'code', {
    enumerable: true,
    get: () => {
      throw Object.create(null)
    },
  })
  const typed = Object.assign(new PaymentError('too large'), { type: 'entity.too.large' })
  log.error('x', { error: new AggregateError([new Error('first'), new Error('second')]) })
  log.error('x', { error: hostile })
  log.error('x', { error: typed })
  log.error('x', new TypeError('short way') as never)
  expect(logs.records.map(({ error }) => error)).toMatchObject([
    { type: 'AggregateError', errors: [{ message: 'first' }, { message: 'second' }] },
    { type: 'Error', message: 'said', code: '[not readable: [object without a text]]' },
    { type: 'PaymentError', message: 'too large', type_: 'entity.too.large' },
    { type: 'TypeError', message: 'short way' },
  ])
})

test('a line stays small and quick, whatever is in it', () => {
  const { log, written } = lines()
  const nodes: Record<string, unknown>[] = Array.from({ length: 150 }, (_, id) => ({ id }))
  for (const node of nodes) node.others = Array.from(nodes)
  const wide = Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`k${index}`, index]))
  const begin = performance.now()
  for (const value of [{ nodes }, wide, { text: 'x'.repeat(10_000_000) }, { bytes: Buffer.alloc(10_000_000) }]) {
    log.info('x', value)
    log.info('x', { within: value })
  }
  log.info('x'.repeat(10_000_000))
  expect(performance.now() - begin).toBeLessThan(5_000)
  expect(written).toHaveLength(9)
  for (const line of written) {
    expect(() => JSON.parse(line)).not.toThrow()
    expect(line.length).toBeLessThan(500_000)
  }
})

test('a cycle is called so, what is there twice is not', () => {
  const logs = new MemoryLogs()
  const shared = { a: 1 }
  const cycle: Record<string, unknown> = { shared, again: shared }
  cycle.self = cycle
  logs.getLogger('a').info('x', { cycle })
  expect(logs.records[0]?.cycle).toEqual({ shared: { a: 1 }, again: { a: 1 }, self: '[circular]' })
})

test('a field named like one of the service does not stand there twice', () => {
  const { log, written } = lines({ fields: { service: 'api' } })
  log.info('x', { service: 'other' })
  expect(written[0]).toContain('"service":"api","service_":"other"')
})

test('every line is JSON that gives the fields back, whatever they are', () => {
  const field = fc.stringMatching(/^[a-z]{1,8}x$/)
  fc.assert(
    fc.property(
      fc.dictionary(field, fc.jsonValue({ maxDepth: 3 })),
      fc.string({ unit: 'binary' }),
      (fields, message) => {
        const logs = new MemoryLogs({ redact: { kinds: false } })
        logs.getLogger('a').info(message, fields)
        const { timestamp: _, level: _l, logger: _n, message: written, ...rest } = logs.records[0]!
        expect(written).toBe(JSON.parse(JSON.stringify(message)))
        expect(rest).toEqual(JSON.parse(JSON.stringify({ ...fields })))
      },
    ),
  )
})

describe('what must not stand in a log is masked', () => {
  test.each<readonly [string, Record<string, unknown>, Record<string, unknown>]>([
    [
      'headers',
      { headers: { Authorization: 'x', 'Set-Cookie': 'y', accept: 'z' } },
      { headers: { Authorization: '[REDACTED]', 'Set-Cookie': '[REDACTED]', accept: 'z' } },
    ],
    [
      'names of credentials',
      { password: 'p', accessToken: 't', api_key: 1, tokens: 5 },
      { password: '[REDACTED]', accessToken: '[REDACTED]', api_key: '[REDACTED]', tokens: 5 },
    ],
    ['bearer tokens', { note: 'sent Bearer abcdefgh12345678' }, { note: 'sent Bearer [REDACTED]' }],
    ['web tokens', { note: 'got eyJhbGciOi.eyJzdWIiOi.abc-def' }, { note: 'got [REDACTED]' }],
    ['e-mail addresses', { note: 'to ana@example.com now' }, { note: 'to [REDACTED] now' }],
    [
      'secrets in addresses',
      { url: 'https://h/p?access_token=abc&page=2&X-Amz-Signature=f00', db: 'postgres://app:pa@ss@db:5432/x' },
      {
        url: 'https://h/p?access_token=[REDACTED]&page=2&X-Amz-Signature=[REDACTED]',
        db: 'postgres://app:[REDACTED]@db:5432/x',
      },
    ],
    [
      'headers in texts',
      { note: 'x-api-key: 123456, status: 200', cookie_line: 'Cookie: sid=1; theme=dark' },
      { note: 'x-api-key: [REDACTED], status: 200', cookie_line: 'Cookie: [REDACTED]' },
    ],
    [
      'members of JSON in texts',
      {
        body: '{"user":"ana","password":"a b\\"c","pin":{"token": 17},"credentials":{"user":"x","secret":"s"}}',
        cut: 'got {"accessToken":"abc de',
      },
      {
        body: '{"user":"ana","password":"[REDACTED]","pin":{"token": "[REDACTED]"},"credentials":{"user":"x","secret":"[REDACTED]"}}',
        cut: 'got {"accessToken":[REDACTED]',
      },
    ],
    [
      'objects as console.log shows them',
      { note: "{ user: 'ana', password: 'a b', session_token: 'c' }" },
      { note: "{ user: 'ana', password: '[REDACTED]', session_token: '[REDACTED]' }" },
    ],
    ['card numbers', { note: 'card 4111 1111 1111 1111.' }, { note: 'card [REDACTED].' }],
    ['but not any long number', { note: 'order 4111111111111112' }, { note: 'order 4111111111111112' }],
    [
      'paths',
      { user: { name: 'a', iban: 'b' }, items: [{ code: 1 }, { code: 2 }] },
      { user: { name: 'a', iban: '[REDACTED]' }, items: [{ code: '[REDACTED]' }, { code: '[REDACTED]' }] },
    ],
  ])('%s', (_what, fields, expected) => {
    const logs = new MemoryLogs({ redact: { paths: ['*.iban', 'items.*.code'] } })
    logs.getLogger('a').info('x', fields)
    expect(logs.records[0]).toMatchObject(expected)
  })

  test('also in messages, in the context and in fields of a child', () => {
    const logs = new MemoryLogs()
    runWithContext({ fields: { userEmail: 'a@b.co' } }, () =>
      logs.getLogger('a').child({ secret: 's' }).info('mail to ana@example.com'),
    )
    expect(logs.records[0]).toMatchObject({
      message: 'mail to [REDACTED]',
      userEmail: '[REDACTED]',
      secret: '[REDACTED]',
    })
  })

  test('in linear time', () => {
    const logs = new MemoryLogs()
    const begin = performance.now()
    for (const text of [
      '@'.repeat(30_000),
      'a.'.repeat(15_000),
      'eyJ'.repeat(10_000),
      '1 '.repeat(15_000),
      'a@b'.repeat(10_000),
      'token='.repeat(6_000),
      'http://a:'.repeat(4_000),
      `token${'-a'.repeat(16_000)}`,
      'token="'.repeat(5_000),
      `${"token: '".repeat(3_000)}"`,
      `token": 1${'}'.repeat(30_000)}x`,
    ]) {
      logs.getLogger('a').info(text)
    }
    expect(performance.now() - begin).toBeLessThan(2_000)
  })
})

test('the text format takes an error that is none', () => {
  const { log, written } = lines({ format: 'text' })
  log.info('x', { error: null })
  log.info('x', { error: 'text' })
  expect(written).toEqual([expect.stringContaining('null'), expect.stringContaining('text')])
})

test('the text format is for people', () => {
  const { log, written } = lines({ format: 'text' })
  log.warn('slow disk', { ms: 120, path: '/a b' })
  expect(written).toEqual(['14:13:20.007 WARN  videos: slow disk ms=120 path="/a b"\n'])
})

test('an output that throws harms neither the caller nor the other outputs', () => {
  const warnings: string[] = []
  const recent = new RecentLines()
  const broken = {
    write: () => {
      throw new Error('full')
    },
    flush: () => Promise.reject(new Error('full')),
  }
  const target = new LineTarget({ sinks: [broken, recent], warn: (text) => warnings.push(text) })
  createLogs(target).getLogger('a').info('kept')
  expect(recent.last()).toHaveLength(1)
  expect(warnings).toEqual(['a log output failed: Error: full'])
  return expect(target.flush()).resolves.toBeUndefined()
})

test('bad options are named together', () => {
  const options = { sinks: [{}], level: 'loud', format: 'xml', redact: { paths: ['a..b'] } } as never
  expect(() => new LineTarget(options)).toThrow(/sinks .*; level .*'loud'; format .*'xml'; redact\.paths .*'a\.\.b'/)
})

test('recent lines are the latest, bounded by number and by size', () => {
  const recent = new RecentLines(3, 20)
  for (let index = 0; index < 100; index++) recent.write(`line ${index}\n`)
  expect(recent.last()).toEqual(['line 98', 'line 99'])
  expect(recent.last(1)).toEqual(['line 99'])
  expect(recent.last(0)).toEqual([])
})

test('through pino: its level, its output, our context and redaction', () => {
  const written: string[] = []
  const logger = pino({ level: 'info' }, { write: (line: string) => written.push(line) })
  const log = createLogs(pinoTarget(logger)).getLogger('videos')
  runWithContext({ requestId: 'r-1' }, () => log.warn('mail ana@example.com', { password: 'p', n: 1 }))
  log.debug('not written')
  expect(written).toHaveLength(1)
  expect(JSON.parse(written[0]!)).toMatchObject({
    level: 40,
    msg: 'mail [REDACTED]',
    logger: 'videos',
    requestId: 'r-1',
    password: '[REDACTED]',
    n: 1,
  })
})

test('pino itself gets our context by its mixin', () => {
  const written: string[] = []
  const logger = pino({ mixin: contextFields }, { write: (line: string) => written.push(line) })
  runWithContext({ requestId: 'r-1', trace, fields: { userId: 'u' } }, () => logger.info('x'))
  expect(JSON.parse(written[0]!)).toMatchObject({
    requestId: 'r-1',
    userId: 'u',
    traceId: trace.traceId,
    xrayTraceId: '1-5759e988-bd862e3fe1be46a994272793',
  })
})

test('through winston, whose levels have other names', () => {
  const written: string[] = []
  const stream = new Writable({
    write(chunk, _encoding, done) {
      written.push(String(chunk))
      done()
    },
  })
  const logger = winston.createLogger({ level: 'info', transports: [new winston.transports.Stream({ stream })] })
  const log = createLogs(winstonTarget(logger)).getLogger('videos')
  log.fatal('down', { token: 't' })
  log.debug('not written')
  expect(log.isEnabled('info')).toBe(true)
  expect(written.map((line) => JSON.parse(line) as object)).toEqual([
    { level: 'error', message: 'down', logger: 'videos', token: '[REDACTED]' },
  ])
})

test('the console becomes log lines, and is given back', () => {
  const logs = new MemoryLogs()
  const printed: unknown[] = []
  const fake = { log: (...all: unknown[]) => printed.push(all) } as unknown as Console
  for (const name of ['info', 'warn', 'error', 'debug', 'trace'] as const) fake[name] = fake.log
  const release = captureConsole(logs.getLogger('console'), fake)
  fake.log('n = %d', 5, { a: 1 })
  fake.error('bad')
  release()
  fake.log('mine again')
  expect(logs.records.map(({ level, message }) => [level, message])).toEqual([
    ['info', 'n = 5 { a: 1 }'],
    ['error', 'bad'],
  ])
  expect(printed).toEqual([['mine again']])
})
