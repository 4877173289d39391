/** The demo as it is built, with its jobs in a real Redis. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunningRedis, redisServer, startRedis } from '../support/redis.ts'
import { describeWith, freePort } from '../support/tools.ts'

const MAIN = fileURLToPath(new URL('../../examples/demo/dist/main.js', import.meta.url))

describeWith(redisServer, 'the demo with its jobs in Redis', (path) => {
  let redis: RunningRedis
  beforeAll(async () => {
    redis = await startRedis(path)
  })
  afterAll(() => redis.stop())

  test('videos are encoded by a worker of BullMQ, and it ends in order', { timeout: 60_000 }, async () => {
    const child = spawn(process.execPath, [MAIN], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH ?? '', REDIS_URL: redis.url, PORT: '0', CONTROL_PORT: `${await freePort()}` },
    })
    const closed = once(child, 'close')
    const errors = text(child.stderr)
    const records: Readonly<Record<string, unknown>>[] = []
    createInterface({ input: child.stdout }).on('line', (line) => records.push(JSON.parse(line)))
    const seen = (name: string, value: unknown) => records.some((record) => record[name] === value)
    await expect.poll(() => seen('message', 'video encoded'), { timeout: 20_000 }).toBe(true)
    await expect.poll(() => seen('Task', 'videos.encode'), { timeout: 20_000 }).toBe(true)
    await expect.poll(() => seen('Endpoint', '/api/videos'), { timeout: 20_000 }).toBe(true)
    expect(records.find(({ Heartbeat }) => Heartbeat !== undefined)).toBeDefined()
    child.kill('SIGTERM')
    expect(await closed).toEqual([0, null])
    expect(records.find(({ message }) => message === 'task done')).toMatchObject({ task: 'videos.encode' })
    expect(await errors).toMatch(/^demo: http:\/\/127\.0\.0\.1:\d+\n$/)
  })
})
