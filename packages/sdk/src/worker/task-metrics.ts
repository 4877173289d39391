import { defaultMetrics } from '../metrics/operations.ts'
import type { DimensionScope } from '../metrics/registry.ts'
import { putTask } from '../metrics/sets/cloudwatch-names.ts'

export interface TaskMetricsOptions {
  /** Default: what `setDefaultMetrics` was given. */
  readonly metrics?: DimensionScope | undefined
}

export interface TaskFacts {
  /** The kind of task. */
  readonly task: string
  readonly durationMs: number
  readonly bytes?: number | undefined
  /** The class of the error when it failed, never its message. */
  readonly errorType?: string | undefined
}

/** Counts and times one run that has ended. */
export function recordTask(options: TaskMetricsOptions, { task, durationMs, bytes, errorType }: TaskFacts): void {
  const metrics = options.metrics ?? defaultMetrics()
  putTask(metrics, { task, failed: errorType !== undefined })
  const scope = metrics.withDimensions({ Task: task })
  scope.putMetric('TaskDuration', durationMs, 'Milliseconds')
  if (bytes !== undefined) scope.putMetric('BytesProcessed', bytes, 'Bytes')
  if (errorType !== undefined) scope.putMetric('TaskFailure', 1, 'Count', { ErrorType: errorType })
}
