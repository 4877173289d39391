import { randomUUID } from 'node:crypto'
import { Redis } from 'ioredis'
import pg from 'pg'
import { expect, test } from 'vitest'
import { postgresServer, startPostgres } from './postgres.ts'
import { redisServer, startRedis } from './redis.ts'
import { describeWith } from './tools.ts'

describeWith(redisServer, 'Redis for tests', (path) => {
  test('answers until it is stopped', async () => {
    const server = await startRedis(path)
    const client = new Redis(server.url, { lazyConnect: true })
    const value = randomUUID()
    await client.set('key', value)
    expect(await client.get('key')).toBe(value)
    client.disconnect()
    await server.stop()
    const late = new Redis(server.url, { lazyConnect: true, retryStrategy: () => null })
    late.on('error', () => {})
    await expect(late.connect()).rejects.toThrow()
  })
})

describeWith(postgresServer, 'PostgreSQL for tests', (path) => {
  test('answers until it is stopped', async () => {
    const server = await startPostgres(path)
    const client = new pg.Client(server.url)
    await client.connect()
    expect((await client.query('SELECT 1 + $1::int AS sum', [2])).rows).toEqual([{ sum: 3 }])
    await client.end()
    await server.stop()
    await expect(new pg.Client(server.url).connect()).rejects.toThrow()
  })
})
