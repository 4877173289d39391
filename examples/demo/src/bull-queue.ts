import { bullmqTelemetry } from '@atalaya/sdk/traces'
import { observeBullWorker, withJobContext } from '@atalaya/sdk/worker'
import { Queue, Worker } from 'bullmq'
import { CONCURRENCY, type EncodeJob, type JobQueue } from './queue.ts'

/** The queue in Redis, so that jobs survive the service and other processes may do them. */
export function openBullQueue(redisUrl: string, work: (job: EncodeJob) => Promise<unknown>): JobQueue {
  const telemetry = bullmqTelemetry()
  const { hostname, port, username, password } = new URL(redisUrl)
  const connection = {
    host: hostname,
    port: Number(port || 6379),
    ...(username === '' ? {} : { username }),
    ...(password === '' ? {} : { password }),
  }
  const queue = new Queue<EncodeJob>(NAME, { connection, telemetry })
  // Nobody listens to its errors otherwise; who adds a job or asks for the depth hears of them.
  queue.on('error', () => {})
  const worker = new Worker<EncodeJob>(
    NAME,
    withJobContext(({ data }) => work(data)),
    {
      connection: { ...connection, maxRetriesPerRequest: null },
      concurrency: CONCURRENCY,
      telemetry,
    },
  )
  const stop = observeBullWorker(worker)
  return {
    async add(job) {
      await queue.add('encode', job, { removeOnComplete: 100, removeOnFail: 100 })
    },
    depth: () => queue.getWaitingCount(),
    async close() {
      await worker.close()
      stop()
      await queue.close()
    },
  }
}

const NAME = 'videos'
