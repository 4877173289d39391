import type { DimensionScope } from '../registry.ts'

/** The names under which CloudWatch dashboards and alarms of services expect their signals. */
export const CLOUDWATCH_NAMES = {
  requestCount: 'RequestCount',
  requestDuration: 'RequestDuration',
  errorCount: 'ErrorCount',
  taskCount: 'TaskCount',
  taskFailure: 'TaskFailure',
} as const

export interface CloudWatchRequest {
  readonly method: string
  /** The template of the route, never the path itself. */
  readonly endpoint: string
  readonly statusCode: number
  readonly durationMs: number
}

/** `RequestCount` and `RequestDuration`, and for a status of 500 or above `ErrorCount`. */
export function putRequest(metrics: DimensionScope, request: CloudWatchRequest): void {
  const { method, endpoint, statusCode, durationMs } = request
  metrics.putMetrics(
    [
      { name: CLOUDWATCH_NAMES.requestCount, value: 1, unit: 'Count' },
      { name: CLOUDWATCH_NAMES.requestDuration, value: durationMs, unit: 'Milliseconds' },
      ...(statusCode >= 500 ? [{ name: CLOUDWATCH_NAMES.errorCount, value: 1, unit: 'Count' } as const] : []),
    ],
    { Method: method, Endpoint: endpoint, StatusCode: statusCode },
  )
}

export interface CloudWatchTask {
  readonly task: string
  readonly failed: boolean
}

/** `TaskCount`, and for a failed task `TaskFailure`. */
export function putTask(metrics: DimensionScope, { task, failed }: CloudWatchTask): void {
  metrics.putMetrics(
    [
      { name: CLOUDWATCH_NAMES.taskCount, value: 1, unit: 'Count' },
      { name: CLOUDWATCH_NAMES.taskFailure, value: failed ? 1 : 0, unit: 'Count' },
    ],
    { Task: task },
  )
}
