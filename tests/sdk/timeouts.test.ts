/** A database that is slow, full or gone: each ends in time, and says what took so long. */
import { asTimeoutError, pgTimeouts, type TimeoutError } from '@atalaya/sdk/resilience'
import { loadSettings } from '@atalaya/sdk/settings'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { postgresServer, type RunningPostgres, startPostgres } from '../support/postgres.ts'
import { describeWith } from '../support/tools.ts'

const { timeout } = loadSettings({ env: {}, values: { timeout: { poolMs: 300, dbMs: 200 } } })

async function thrown(work: Promise<unknown>): Promise<TimeoutError> {
  const error: unknown = await work.then(
    () => new Error('it went well'),
    (reason: unknown) => asTimeoutError(reason, timeout),
  )
  return error as TimeoutError
}

describeWith(postgresServer, 'PostgreSQL', (path) => {
  let server: RunningPostgres
  let pool: pg.Pool
  beforeAll(async () => {
    server = await startPostgres(path)
    pool = new pg.Pool({ ...pgTimeouts(timeout), connectionString: server.url, max: 1 })
  })
  afterAll(async () => {
    await pool.end()
    await server.stop()
  })

  test('a statement that is slow', async () => {
    expect(await thrown(pool.query('select pg_sleep(5)'))).toMatchObject({ operation: 'statement', timeoutMs: 200 })
    expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }])
  })

  test('a pool that is full', async () => {
    const client = await pool.connect()
    expect(await thrown(pool.query('select 1'))).toMatchObject({ operation: 'pool', timeoutMs: 300 })
    client.release()
  })
})
