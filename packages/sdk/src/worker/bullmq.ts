/**
 * BullMQ, seen through its events: nothing of it is imported or patched.
 *
 * @see https://docs.bullmq.io/guide/events
 */
import { runWithContext } from '../context/context.ts'
import type { Logger } from '../logs/logger.ts'
import { getLogger } from '../logs/logs.ts'
import { defaultMetrics } from '../metrics/operations.ts'
import { errorType } from '../traces/errors.ts'
import { observeQueueDepth, type QueueDepthOptions } from './queue-depth.ts'
import { recordTask, type TaskMetricsOptions } from './task-metrics.ts'

/** As much of a job as is looked at. Times are milliseconds since the Unix epoch. */
export interface BullJob {
  readonly id?: string | undefined
  readonly name: string
  readonly timestamp: number
  readonly processedOn?: number | undefined
  readonly finishedOn?: number | undefined
  readonly attemptsMade: number
  readonly delay?: number | undefined
}

/** A `Worker` of BullMQ. */
export interface BullWorker {
  readonly name: string
  on(event: string, listener: (...parameters: never[]) => void): unknown
  off(event: string, listener: (...parameters: never[]) => void): unknown
}

/** A `Queue` of BullMQ. */
export interface BullQueue {
  readonly name: string
  getJobCounts(...types: never[]): Promise<Readonly<Record<string, number>>>
}

export interface BullWorkerOptions extends TaskMetricsOptions {
  readonly logger?: Logger | undefined
}

/**
 * Counts and times every job that a worker takes, with dimension `Task` = queue and job name: `TaskCount`, `TaskFailure` (by `ErrorType` too),
 * `TaskDuration`, `TaskWait` (from due to taken, of first attempts), and `TaskStalled`. Each attempt of a job counts. Log lines name job and attempt, never its
 * data. For spans that connect who added a job with who runs it, give BullMQ the `bullmqTelemetry()` of `@atalaya/sdk/traces`.
 *
 * Do not wrap the processor by `instrumentTask` too: it would be counted twice.
 *
 * @returns how to stop
 */
export function observeBullWorker(worker: BullWorker, options: BullWorkerOptions = {}): () => void {
  const { logger = getLogger('worker') } = options
  const metrics = () => options.metrics ?? defaultMetrics()
  const taskOf = (job: BullJob) => `${worker.name}.${job.name}`
  const listeners = {
    active: (job: BullJob) => {
      // When a further attempt was due is not known.
      if (job.attemptsMade === 0 && job.processedOn !== undefined) {
        const waitMs = Math.max(0, job.processedOn - job.timestamp - (job.delay ?? 0))
        metrics().putMetric('TaskWait', waitMs, 'Milliseconds', { Task: taskOf(job) })
      }
      logger.debug('task started', facts(worker, job))
    },
    completed: (job: BullJob) => {
      const durationMs = durationOf(job)
      recordTask(options, { task: taskOf(job), durationMs })
      logger.info('task done', { ...facts(worker, job), durationMs })
    },
    failed: (job: BullJob | undefined, error: unknown) => {
      if (job === undefined) {
        // It stalled too often and is gone: only that it failed is known.
        recordTask(options, { task: worker.name, durationMs: 0, errorType: errorType(error) })
        logger.error('task failed', { task: worker.name, error })
        return
      }
      const durationMs = durationOf(job)
      recordTask(options, { task: taskOf(job), durationMs, errorType: errorType(error) })
      logger.error('task failed', { ...facts(worker, job), durationMs, error })
    },
    stalled: (jobId: string) => {
      metrics().putMetric('TaskStalled', 1, 'Count', { Queue: worker.name })
      logger.warn('task stalled', { task: worker.name, taskId: jobId })
    },
    // Without a listener an error of the connection ends the process.
    error: (error: unknown) => logger.error('worker failed', { task: worker.name, error }),
  } as const
  const entries = Object.entries(listeners) as [string, (...parameters: never[]) => void][]
  for (const [event, listener] of entries) worker.on(event, listener)
  return () => {
    for (const [event, listener] of entries) worker.off(event, listener)
  }
}

/**
 * A processor whose log lines carry `task`, `taskId` and `attempt`: `new Worker('media', withJobContext(process), ...)`. Counts and
 * times nothing, which `observeBullWorker` does.
 */
export function withJobContext<J extends ContextJob, P extends readonly unknown[], R>(
  processor: (job: J, ...more: P) => R,
): (job: J, ...more: P) => R {
  return (job, ...more) => {
    const { queueName, name, id, attemptsMade } = job
    const fields = { task: `${queueName}.${name}`, taskId: id, attempt: attemptsMade + 1 }
    return runWithContext({ fields }, () => processor(job, ...more))
  }
}

type ContextJob = Pick<BullJob, 'id' | 'name' | 'attemptsMade'> & { readonly queueName: string }

/** Puts `QueueDepth` for a queue: jobs that wait, are prioritized or delayed. Returns how to stop. */
export function observeBullQueue(queue: BullQueue, options: QueueDepthOptions = {}): () => void {
  const depth = async (): Promise<number> => {
    const counts = await queue.getJobCounts()
    return WAITING.reduce((sum, state) => sum + (counts[state] ?? 0), 0)
  }
  return observeQueueDepth(queue.name, depth, options)
}

const WAITING = ['waiting', 'prioritized', 'delayed', 'paused'] as const

function facts({ name }: BullWorker, job: BullJob): Readonly<Record<string, unknown>> {
  return { task: `${name}.${job.name}`, taskId: job.id, attempt: job.attemptsMade }
}

function durationOf({ processedOn, finishedOn }: BullJob): number {
  return processedOn === undefined ? 0 : Math.max(0, (finishedOn ?? Date.now()) - processedOn)
}
