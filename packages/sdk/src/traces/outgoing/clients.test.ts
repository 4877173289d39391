/** Clients that need no server: the wrappers against what the real ones do. Real servers: tests/sdk. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { currentTrace } from '../../context/index.ts'
import { loadSettings } from '../../settings/index.ts'
import {
  bullmqTelemetry,
  inSpan,
  instrumentAwsClient,
  instrumentPg,
  instrumentRedis,
  MemorySpans,
  setUpTracing,
  type TracingSetUp,
} from '../index.ts'

let spans: MemorySpans
let tracing: TracingSetUp
beforeEach(async () => {
  spans = new MemorySpans()
  tracing = await setUpTracing(loadSettings({ env: {} }), { processors: [spans] })
})
afterEach(() => tracing.close())

const calls = () => spans.getFinishedSpans().filter(({ kind }) => kind === 2)

describe('redis', () => {
  test('commands as lists of words', async () => {
    const client = instrumentRedis({
      options: { socket: { host: 'cache', port: 6_380 }, database: 2 },
      sendCommand: (words: readonly string[]) => Promise.resolve(words.length),
    })
    expect(instrumentRedis(client)).toBe(client)
    await client.sendCommand(['GET', 'not traced'])
    expect(await inSpan('work', () => client.sendCommand(['get', 'user:ana']))).toBe(2)
    await inSpan('work', () => client.sendCommand(['ana@example.org']))
    expect(calls().map(({ name, attributes }) => [name, attributes])).toEqual([
      [
        'GET',
        {
          'db.system.name': 'redis',
          'db.operation.name': 'GET',
          'db.namespace': '2',
          'server.address': 'cache',
          'server.port': 6_380,
        },
      ],
      ['COMMAND', expect.objectContaining({ 'db.operation.name': 'COMMAND' })],
    ])
  })

  test('what is thrown at once is passed on', () => {
    const error = new Error('closed')
    const client = instrumentRedis({
      sendCommand: (_command: object): unknown => {
        throw error
      },
    })
    expect(() => inSpan('work', () => client.sendCommand({ name: 'get' }))).toThrow(error)
    expect(calls()[0]?.status.code).toBe(2)
  })
})

describe('pg', () => {
  function fakeClient(answer: () => Promise<unknown>) {
    return {
      host: 'db',
      port: 5_433,
      database: 'shop',
      query(...parameters: unknown[]): unknown {
        const callback = parameters.at(-1)
        if (typeof callback !== 'function') return answer()
        answer().then(
          (rows) => callback(null, rows),
          (error: unknown) => callback(error),
        )
        return undefined
      },
    }
  }

  test('promises and callbacks, results and failures', async () => {
    let result: () => Promise<unknown> = () => Promise.resolve(['row'])
    const client = instrumentPg(fakeClient(() => result()))
    expect(await inSpan('work', () => client.query('SELECT * FROM videos WHERE id = $1', [7]))).toEqual(['row'])
    result = () => Promise.reject(Object.assign(new Error('duplicate ana@example.org'), { code: '23505' }))
    const seen = await inSpan('work', (work) => {
      const outer = currentTrace()
      return new Promise((resolve) =>
        client.query({ text: "INSERT INTO users VALUES ('ana')" }, (error: unknown) => {
          resolve([(error as { code: string }).code, currentTrace() === outer, work.isRecording()])
        }),
      )
    })
    expect(seen).toEqual(['23505', true, true])
    expect(
      calls().map(({ name, attributes }) => [name, attributes['error.type'], attributes['db.query.text']]),
    ).toEqual([
      ['SELECT videos', undefined, 'SELECT * FROM videos WHERE id = $1'],
      ['INSERT users', '23505', 'INSERT INTO users VALUES (?)'],
    ])
    expect(calls()[0]?.attributes).toMatchObject({
      'server.address': 'db',
      'server.port': 5_433,
      'db.namespace': 'shop',
    })
    expect(JSON.stringify(calls().map(({ events }) => events))).not.toContain('ana@')
  })

  test('cursors, and queries outside of a trace, go through unseen', async () => {
    const client = instrumentPg(fakeClient(() => Promise.resolve(1)))
    const cursor = { submit: () => {}, text: 'SELECT 1' }
    expect(await inSpan('work', () => client.query(cursor))).toBe(1)
    expect(await client.query('SELECT 1')).toBe(1)
    expect(await inSpan('work', () => client.query(undefined))).toBe(1)
    expect(calls()).toEqual([])
  })
})

describe('the AWS SDK', () => {
  /** A stack of middleware as the SDK runs it: by step, each around the next. */
  function fakeClient(send: (headers: Record<string, string>) => Promise<unknown>) {
    const steps = new Map<string, (next: unknown, context: object) => (step: object) => Promise<unknown>>()
    return {
      config: { region: () => Promise.resolve('eu-west-1') },
      middlewareStack: {
        add: (middleware: never, { step }: { step: string }) => void steps.set(step, middleware),
      },
      call(clientName: string, commandName: string, input: object) {
        const request = { headers: {} as Record<string, string> }
        const end = () => send(request.headers)
        const build = steps.get('build')?.(end, {}) ?? end
        const initialize = steps.get('initialize')?.(build, { clientName, commandName })
        return initialize?.({ input, request })
      },
    }
  }

  test('calls by service and operation, with the header and the names of resources', async () => {
    const sent: Record<string, string>[] = []
    const client = fakeClient((headers) => {
      sent.push(headers)
      return Promise.resolve({ output: { $metadata: { httpStatusCode: 200, requestId: 'r1' } } })
    })
    instrumentAwsClient(client as never)
    const input = { TableName: 'videos', Item: { mail: 'ana@example.org' }, Limit: 3 }
    await inSpan('work', () => client.call('DynamoDBClient', 'PutItemCommand', input))
    await client.call('DynamoDBClient', 'PutItemCommand', input)
    const [call] = calls()
    expect(calls()).toHaveLength(1)
    expect(call?.name).toBe('DynamoDB.PutItem')
    expect(call?.attributes).toEqual({
      'rpc.system': 'aws-api',
      'rpc.service': 'DynamoDB',
      'rpc.method': 'PutItem',
      'aws.table_name': 'videos',
      'aws.region': 'eu-west-1',
      'aws.request_id': 'r1',
      'http.response.status_code': 200,
    })
    expect(sent[0]?.['x-amzn-trace-id']).toContain(`Parent=${call?.spanContext().spanId};Sampled=1`)
    expect(sent[1]).toEqual({})
  })

  test('failures keep the code of the service', async () => {
    const error = Object.assign(new Error('no table ana'), {
      name: 'ResourceNotFoundException',
      $metadata: { httpStatusCode: 400 },
    })
    const client = fakeClient(() => Promise.reject(error))
    instrumentAwsClient(client as never)
    await expect(inSpan('work', () => client.call('SQSClient', 'SendMessageCommand', {}))).rejects.toBe(error)
    expect(calls()[0]?.attributes).toMatchObject({
      'error.type': 'ResourceNotFoundException',
      'http.response.status_code': 400,
    })
  })
})

describe('BullMQ', () => {
  test('while tracing is off it does nothing', async () => {
    await tracing.close()
    const { tracer, contextManager } = bullmqTelemetry()
    const span = tracer.startSpan('add videos', { kind: 3 })
    span.setAttribute('a', 1)
    span.setAttributes({})
    span.addEvent('e')
    span.recordException(new Error('x'))
    span.end()
    expect([contextManager.active(), contextManager.root(), span.setSpanOnContext(undefined)]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
    expect(contextManager.getMetadata(undefined)).toBe('')
    expect(contextManager.fromMetadata(undefined, '{}')).toBeUndefined()
    expect(contextManager.with(undefined, () => 7)).toBe(7)
  })

  test('what may hold data stays out', () => {
    const { tracer, contextManager } = bullmqTelemetry()
    const span = tracer.startSpan('process videos', { kind: 4 }, contextManager.fromMetadata(undefined, 'not JSON'))
    span.setAttributes({
      'bullmq.queue.name': 'videos',
      'bullmq.job.id': 'mail:ana@example.org',
      'bullmq.job.result': '{"mail":"ana@example.org"}',
      'bullmq.job.failed.reason': 'no user ana@example.org',
      'bullmq.job.attempts.made': 2,
      'bullmq.worker.name': undefined,
    })
    span.setAttribute('bullmq.job.id', '17')
    span.addEvent('job failed', { 'bullmq.job.failed.reason': 'ana@example.org' })
    span.recordException('no user ana@example.org')
    span.end()
    const [seen] = spans.getFinishedSpans()
    expect(seen?.attributes).toEqual({
      'bullmq.queue.name': 'videos',
      'bullmq.job.id': '17',
      'bullmq.job.attempts.made': 2,
      'error.type': 'Error',
    })
    expect(JSON.stringify([seen?.events, seen?.status])).not.toContain('ana')
  })
})
