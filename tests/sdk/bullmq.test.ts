import { once } from 'node:events'
import { CloudWatchMetrics, MemorySink } from '@atalaya/sdk/metrics'
import { MemoryLogs } from '@atalaya/sdk/testing'
import { observeBullQueue, observeBullWorker, withJobContext } from '@atalaya/sdk/worker'
import { type Job, Queue, UnrecoverableError, Worker } from 'bullmq'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunningRedis, redisServer, startRedis } from '../support/redis.ts'
import { describeWith } from '../support/tools.ts'

describeWith(redisServer, 'BullMQ on a real Redis', (path) => {
  let redis: RunningRedis
  beforeAll(async () => {
    redis = await startRedis(path)
  })
  afterAll(() => redis.stop())

  test('jobs, their failures by class, attempts and waiting jobs are counted', { timeout: 30_000 }, async () => {
    const sink = new MemorySink()
    const metrics = new CloudWatchMetrics({ namespace: 'N', serviceName: 'worker', sink })
    const logs = new MemoryLogs()
    const connection = { host: '127.0.0.1', port: redis.port }
    const queue = new Queue('media', { connection })
    const emitted = (name: string) =>
      sink.metrics.filter((metric) => metric.name === name).map(({ value, dimensions }) => [value, dimensions])

    await queue.addBulk([
      { name: 'encode', data: { token: 'secret-data' } },
      { name: 'encode', data: { fail: 'once' }, opts: { attempts: 2 } },
      { name: 'thumbnail', data: { fail: 'always' } },
    ])
    const stopQueue = observeBullQueue(queue, { metrics, intervalMs: 60_000 })
    await expect.poll(() => emitted('QueueDepth')).toEqual([[3, { Queue: 'media' }]])

    const worker = new Worker(
      'media',
      withJobContext(async (job: Job<{ readonly fail?: string }>) => {
        logs.getLogger('codec').info('working')
        if (job.data.fail === 'always') throw new UnrecoverableError('no codec for ana@example.com')
        if (job.data.fail === 'once' && job.attemptsMade === 0) throw new RangeError('try again')
      }),
      { connection, autorun: false },
    )
    const stopWorker = observeBullWorker(worker, { metrics, logger: logs.getLogger('worker') })
    const drained = new Promise<void>((resolve) => {
      const ended = () => {
        if (emitted('TaskCount').length === 4) resolve()
      }
      worker.on('completed', ended).on('failed', ended)
    })
    void worker.run()
    await drained
    stopWorker()
    stopQueue()
    await worker.close()
    await queue.close()

    const count = (name: string, task: string, errorType?: string) =>
      emitted(name)
        .filter(([, dimensions]) => {
          const { Task, ErrorType } = dimensions as Readonly<Record<string, string>>
          return Task === task && ErrorType === errorType
        })
        .reduce((sum, [value]) => sum + (value as number), 0)
    expect(count('TaskCount', 'media.encode')).toBe(3)
    expect(count('TaskFailure', 'media.encode')).toBe(1)
    expect(count('TaskFailure', 'media.encode', 'RangeError')).toBe(1)
    expect(count('TaskFailure', 'media.thumbnail', 'UnrecoverableError')).toBe(1)
    expect(emitted('TaskWait')).toHaveLength(3)
    expect(emitted('TaskDuration')).toHaveLength(4)
    const done = logs.records.filter(({ message }) => message === 'task done')
    expect(done.map(({ task, attempt }) => [task, attempt])).toEqual(
      expect.arrayContaining([
        ['media.encode', 1],
        ['media.encode', 2],
      ]),
    )
    const working = logs.records.filter(({ message }) => message === 'working')
    expect(working.map(({ task, taskId, attempt }) => [task, taskId, attempt])).toEqual(
      expect.arrayContaining([
        ['media.encode', '2', 1],
        ['media.encode', '2', 2],
        ['media.thumbnail', '3', 1],
      ]),
    )
    expect(JSON.stringify([logs.records, sink.lines])).not.toMatch(/secret-data|ana@/)
  })

  test('a worker without its Redis says so, and the process lives', { timeout: 30_000 }, async () => {
    const logs = new MemoryLogs()
    const own = await startRedis(path)
    const worker = new Worker('media', async () => {}, { connection: { host: '127.0.0.1', port: own.port } })
    observeBullWorker(worker, { logger: logs.getLogger('worker') })
    await worker.waitUntilReady()
    const failed = once(worker, 'error')
    await own.stop()
    await failed
    expect(logs.records).toContainEqual(expect.objectContaining({ message: 'worker failed', task: 'media' }))
    await worker.close(true)
  })
})
