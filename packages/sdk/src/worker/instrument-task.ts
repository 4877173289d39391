import { randomUUID } from 'node:crypto'
import { runWithContext } from '../context/context.ts'
import type { Logger } from '../logs/logger.ts'
import { getLogger } from '../logs/logs.ts'
import { errorType } from '../traces/errors.ts'
import type { Headers } from '../traces/propagation/headers.ts'
import { inSpan } from '../traces/traced.ts'
import { recordTask, type TaskMetricsOptions } from './task-metrics.ts'

export interface TaskOptions<P extends readonly unknown[], R> extends TaskMetricsOptions {
  /** Names one run in its log lines as `taskId`: the id of the job. Default: a random one. */
  readonly id?: ((...parameters: P) => string | undefined) | undefined
  /** How many bytes a run has processed, for `BytesProcessed`. */
  readonly bytes?: ((result: R, ...parameters: P) => number | undefined) | undefined
  /** Headers that the message carries, whose trace this run continues. Default: the span around the caller. */
  readonly parent?: ((...parameters: P) => Headers | undefined) | undefined
  readonly logger?: Logger | undefined
}

/**
 * Observes every run of a task of a worker: `const encode = instrumentTask('encode', encodeVideo)`.
 *
 * Metrics with dimension `Task`: `TaskCount`, `TaskFailure` (0 or 1), `TaskDuration` in milliseconds, `BytesProcessed`; a failure is counted
 * again by `ErrorType`, the class of the error, never its message. Log lines inside carry `task` and `taskId`; a span carries the name of the
 * task. What the task returns or throws is passed on as it is.
 *
 * @param name - of the kind of task, not of a single run: it becomes a dimension
 */
export function instrumentTask<P extends readonly unknown[], R>(
  name: string,
  work: (...parameters: P) => R | Promise<R>,
  options: TaskOptions<P, R> = {},
): (...parameters: P) => Promise<R> {
  const logger = options.logger ?? getLogger('worker')
  return (...parameters) => {
    const taskId = quietly(() => options.id?.(...parameters)) ?? randomUUID()
    const parent = quietly(() => options.parent?.(...parameters))
    return runWithContext({ fields: { task: name, taskId } }, () =>
      inSpan(name, () => run(name, work, parameters, options, logger), { kind: 'consumer', parent }),
    )
  }
}

async function run<P extends readonly unknown[], R>(
  task: string,
  work: (...parameters: P) => R | Promise<R>,
  parameters: P,
  options: TaskOptions<P, R>,
  logger: Logger,
): Promise<R> {
  logger.debug('task started')
  const begin = performance.now()
  try {
    const result = await work(...parameters)
    const durationMs = performance.now() - begin
    const bytes = quietly(() => options.bytes?.(result, ...parameters))
    recordTask(options, { task, durationMs, bytes })
    logger.info('task done', { durationMs: round(durationMs), ...(bytes === undefined ? {} : { bytes }) })
    return result
  } catch (error) {
    const durationMs = performance.now() - begin
    recordTask(options, { task, durationMs, errorType: errorType(error) })
    logger.error('task failed', { durationMs: round(durationMs), error })
    throw error
  }
}

/** Hundredths of a millisecond. */
function round(ms: number): number {
  return Math.round(ms * 100) / 100
}

/** A callback that fails takes away what it was asked for, not the task. */
function quietly<T>(ask: () => T): T | undefined {
  try {
    return ask()
  } catch {
    return undefined
  }
}
