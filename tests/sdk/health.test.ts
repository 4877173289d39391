import { Health, postgresCheck, redisCheck } from '@atalaya/sdk/health'
import { Redis } from 'ioredis'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { postgresServer, type RunningPostgres, startPostgres } from '../support/postgres.ts'
import { type RunningRedis, redisServer, startRedis } from '../support/redis.ts'
import { describeWith } from '../support/tools.ts'

const FRESH = { timeoutMs: 300, cacheMs: 0 }

describeWith(postgresServer, 'the check of PostgreSQL', (path) => {
  let postgres: RunningPostgres
  let pool: pg.Pool
  beforeAll(async () => {
    postgres = await startPostgres(path)
    pool = new pg.Pool({ connectionString: postgres.url, max: 2 })
    pool.on('error', () => {})
  })
  afterAll(async () => {
    await pool.end()
    await postgres.stop()
  })

  test('says how its pool is, gives up on a pool without a free connection, and recovers', async () => {
    const health = new Health({ checks: [postgresCheck(pool)], settings: FRESH })
    const first = await health.check()
    expect(first).toMatchObject({
      status: 'healthy',
      checks: [{ name: 'postgres', critical: true, facts: { connections: 1, idle: 1, waiting: 0 } }],
    })

    const held = [await pool.connect(), await pool.connect()]
    for (const _ of [1, 2, 3]) {
      expect((await health.check()).checks[0]?.reason).toBe('no answer within 300 ms')
    }
    expect(pool.waitingCount).toBe(1)
    for (const client of held) client.release()
    await expect.poll(async () => (await health.check()).status).toBe('healthy')
  })

  test('names the code of what is wrong and nothing else', async () => {
    const wrong = new pg.Pool({ connectionString: postgres.url.replace(/postgres$/, 'no_such_database') })
    const nobody = new pg.Pool({ connectionString: 'postgres://ana:hunter2@127.0.0.1:1/videos' })
    const health = new Health({
      checks: [postgresCheck(wrong, { name: 'wrong' }), postgresCheck(nobody, { name: 'nobody' })],
    })
    const { status, checks } = await health.check()
    expect([status, ...checks.map(({ reason }) => reason)]).toEqual(['unhealthy', '3D000', 'ECONNREFUSED'])
    await Promise.all([wrong.end(), nobody.end()])
  })
})

describeWith(redisServer, 'the check of Redis', (path) => {
  let redis: RunningRedis
  beforeAll(async () => {
    redis = await startRedis(path)
  })
  afterAll(() => redis.stop())

  test('is healthy while Redis is there, and not when it has gone', async () => {
    const client = new Redis(redis.url, { lazyConnect: true, retryStrategy: () => 60_000 })
    client.on('error', () => {})
    const health = new Health({ checks: [redisCheck(client)], settings: FRESH })
    expect((await health.check()).status).toBe('healthy')
    expect((await health.ready()).status).toBe('healthy')
    const lost = new Promise<void>((resolve) => client.once('close', () => resolve()))
    await redis.stop()
    await lost
    const report = await health.check()
    expect(report).toMatchObject({ status: 'unhealthy', checks: [{ reason: 'not connected' }] })
    expect(JSON.stringify(report)).not.toContain(String(redis.port))
    client.disconnect()
  })
})
