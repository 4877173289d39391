/** Spans of calls to real servers: PostgreSQL, Redis, BullMQ, and AWS by its SDK. */

import { currentTrace } from '@atalaya/sdk/context'
import { loadSettings } from '@atalaya/sdk/settings'
import { MemorySpans } from '@atalaya/sdk/testing'
import {
  bullmqTelemetry,
  inSpan,
  instrumentAwsClient,
  instrumentPg,
  instrumentRedis,
  setUpTracing,
  type TracingSetUp,
  traceHeaders,
} from '@atalaya/sdk/traces'
import { CreateLogGroupCommand, DescribeLogStreamsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { Queue, QueueEvents, Worker } from 'bullmq'
import { Redis } from 'ioredis'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Account, unique } from '../support/clients.ts'
import { postgresServer, type RunningPostgres, startPostgres } from '../support/postgres.ts'
import { type RunningRedis, redisServer, startRedis } from '../support/redis.ts'
import { describeWith } from '../support/tools.ts'

let spans: MemorySpans
let tracing: TracingSetUp
beforeEach(async () => {
  spans = new MemorySpans()
  tracing = await setUpTracing(loadSettings({ env: {} }), { processors: [spans] })
})
afterEach(() => tracing.close())

/** Spans of one kind: 2 calls, 3 adding jobs, 4 running them. */
const ofKind = (...kinds: readonly number[]) => spans.getFinishedSpans().filter(({ kind }) => kinds.includes(kind))

describeWith(postgresServer, 'PostgreSQL', (path) => {
  let server: RunningPostgres
  let pool: pg.Pool
  beforeAll(async () => {
    server = await startPostgres(path)
    pool = instrumentPg(new pg.Pool({ connectionString: server.url, max: 2 }))
    await pool.query('CREATE TABLE videos (id int PRIMARY KEY, title text)')
  })
  afterAll(async () => {
    await pool.end()
    await server.stop()
  })

  test('queries of a pool, of its clients, and of a client: one span each', async () => {
    await inSpan('work', async () => {
      await pool.query('INSERT INTO videos VALUES ($1, $2)', [1, 'ana@example.org'])
      const client = await pool.connect()
      await client.query('BEGIN')
      await client.query({ text: 'SELECT title FROM videos WHERE id = $1', values: [1] })
      await client.query('COMMIT')
      client.release()
      await pool.query("SELECT 'ana@example.org'")
      await new Promise((resolve) => pool.query('SELECT count(*) FROM videos', resolve))
      await new Promise<void>((resolve, reject) =>
        pool.connect((error, taken, release) => {
          if (taken === undefined) return reject(error ?? new Error('no client'))
          taken.query('SELECT 2', () => {
            release()
            resolve()
          })
        }),
      )
      const single = instrumentPg(new pg.Client(server.url))
      await single.connect()
      await single.query('SELECT 3')
      await single.end()
    })
    expect(ofKind(2).map(({ name }) => name)).toEqual([
      'INSERT videos',
      'BEGIN',
      'SELECT videos',
      'COMMIT',
      'SELECT',
      'SELECT videos',
      'SELECT',
      'SELECT',
    ])
    expect(ofKind(2)[0]?.attributes).toEqual({
      'db.system.name': 'postgresql',
      'db.namespace': 'postgres',
      'db.operation.name': 'INSERT',
      'db.query.summary': 'INSERT videos',
      'db.query.text': 'INSERT INTO videos VALUES ($1, $2)',
      'server.address': '127.0.0.1',
      'server.port': server.port,
    })
    expect(JSON.stringify(ofKind(2).map(({ attributes }) => attributes))).not.toContain('ana@')
  })

  test('failures by their SQL state; more queries than connections keep their traces apart', async () => {
    await inSpan('work', () => pool.query('SELECT * FROM nowhere').catch(() => {}))
    expect(ofKind(2)[0]?.attributes['error.type']).toBe('42P01')
    await Promise.all(
      [1, 2, 3, 4, 5, 6].map((number) =>
        inSpan(`work ${number}`, async () => {
          await pool.query('SELECT pg_sleep(0.01)')
          await pool.query('SELECT $1::int', [number])
        }),
      ),
    )
    const works = new Map(ofKind(0).map((span) => [span.spanContext().spanId, span.name]))
    const parents = ofKind(2)
      .slice(1)
      .map(({ parentSpanContext }) => works.get(parentSpanContext?.spanId ?? ''))
    expect(parents.toSorted()).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6].map((number) => `work ${number}`))
  })
})

describeWith(redisServer, 'Redis', (path) => {
  let server: RunningRedis
  beforeAll(async () => {
    server = await startRedis(path)
  })
  afterAll(() => server.stop())

  test('commands, pipelines and failures of ioredis; no keys, no values', async () => {
    const client = instrumentRedis(new Redis(server.url))
    await client.set('not traced', 1)
    await inSpan('work', async () => {
      await client.set('user:ana@example.org', 'secret')
      await client.pipeline().get('a').incr('b').exec()
      await client.lpush('user:ana@example.org', 'x').catch(() => {})
    })
    client.disconnect()
    expect(ofKind(2).map(({ name, status }) => [name, status.code])).toEqual([
      ['SET', 0],
      ['GET', 0],
      ['INCR', 0],
      ['LPUSH', 2],
    ])
    expect(ofKind(2)[0]?.attributes).toEqual({
      'db.system.name': 'redis',
      'db.operation.name': 'SET',
      'db.namespace': '0',
      'server.address': '127.0.0.1',
      'server.port': server.port,
    })
    expect(JSON.stringify(ofKind(2).map(({ attributes, events }) => [attributes, events]))).not.toMatch(/ana@|secret/)
  })

  test('a command that waits for its connection is one span', async () => {
    const client = instrumentRedis(new Redis(server.url, { lazyConnect: true }))
    await inSpan('work', () => client.get('a'))
    client.disconnect()
    expect(ofKind(2).filter(({ name }) => name === 'GET')).toHaveLength(1)
  })

  test('a job of BullMQ goes on in the trace of who added it', async () => {
    const connection = { url: server.url }
    const name = unique('videos')
    const telemetry = bullmqTelemetry()
    const queue = new Queue(name, { connection, telemetry })
    const events = new QueueEvents(name, { connection })
    const inside: (string | undefined)[] = []
    const worker = new Worker(
      name,
      async (job) => {
        inside.push(currentTrace()?.spanId)
        if (job.name === 'broken') throw new TypeError('no user ana@example.org')
        return { mail: 'ana@example.org' }
      },
      { connection, telemetry },
    )
    await Promise.all([queue.waitUntilReady(), events.waitUntilReady(), worker.waitUntilReady()])
    const { job, trace } = await inSpan('request', async () => ({
      job: await queue.add('encode', { mail: 'ana@example.org' }),
      trace: currentTrace(),
    }))
    await job.waitUntilFinished(events)
    const broken = await inSpan('request', () => queue.add('broken', {}))
    await broken.waitUntilFinished(events).catch(() => {})
    const alone = await queue.add('alone', {})
    await alone.waitUntilFinished(events)
    await expect.poll(() => ofKind(4)).toHaveLength(3)
    await Promise.all([worker.close(), events.close(), queue.close()])
    const [added] = ofKind(3)
    const [run, failed, own] = ofKind(4)
    expect(ofKind(3).map((span) => span.name)).toEqual([`add ${name}.encode`, `add ${name}.broken`])
    expect(added?.parentSpanContext?.spanId).toBe(trace?.spanId)
    expect(run?.name).toBe(`process ${name}`)
    expect([run?.spanContext().traceId, run?.parentSpanContext?.spanId]).toEqual([
      trace?.traceId,
      added?.spanContext().spanId,
    ])
    expect(inside[0]).toBe(run?.spanContext().spanId)
    expect(run?.attributes).toMatchObject({
      'bullmq.queue.name': name,
      'bullmq.job.name': 'encode',
      'bullmq.job.id': job.id,
    })
    expect(failed?.status.code).toBe(2)
    expect(own?.parentSpanContext).toBeUndefined()
    // Polling, locks and clean-up are not spans.
    expect(ofKind(0).map((span) => span.name)).toEqual(['request', 'request'])
    const all = spans.getFinishedSpans().map(({ attributes, events: list, status }) => [attributes, list, status])
    expect(JSON.stringify(all)).not.toContain('ana@')
  })
})

describe('the AWS SDK', () => {
  test('calls are spans with the answer of the service; their requests are none', async () => {
    const logs = instrumentAwsClient(new Account().logs())
    const headers: unknown[] = []
    logs.middlewareStack.add(
      (next) => (step) => {
        headers.push((step.request as { headers: Record<string, string> }).headers['x-amzn-trace-id'])
        return next(step)
      },
      { step: 'finalizeRequest', priority: 'low' },
    )
    const logGroupName = unique('/traces')
    const expected = await inSpan('work', async () => {
      await logs.send(new CreateLogGroupCommand({ logGroupName }))
      await logs.send(new DescribeLogStreamsCommand({ logGroupName: unique('/nowhere') })).catch(() => {})
      return traceHeaders()['x-amzn-trace-id']
    })
    await logs.send(new CreateLogGroupCommand({ logGroupName: unique('/traces') }))
    logs.destroy()
    const [created, missing, ...others] = ofKind(2)
    expect(others).toEqual([])
    expect(created?.name).toBe('CloudWatchLogs.CreateLogGroup')
    expect(created?.attributes).toMatchObject({
      'rpc.system': 'aws-api',
      'aws.region': 'us-east-1',
      'http.response.status_code': 200,
      'aws.request_id': expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    })
    expect(missing?.attributes).toMatchObject({
      'error.type': 'ResourceNotFoundException',
      'http.response.status_code': 400,
    })
    expect(headers[0]).toBe(expected?.replace(/Parent=\w+/, `Parent=${created?.spanContext().spanId}`))
    expect(headers[2]).toBeUndefined()
  })
})
