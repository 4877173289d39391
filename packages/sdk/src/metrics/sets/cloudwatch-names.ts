import type { DimensionScope } from '../registry.ts'
import type { Metric } from '../shape.ts'
import { HEARTBEAT } from './heartbeat.ts'

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
  metrics.putMetrics(requestValues(statusCode, durationMs), {
    Method: method,
    Endpoint: endpoint,
    StatusCode: statusCode,
  })
}

/** What one request counts as, for a scope that has its dimensions already. */
export function requestValues(statusCode: number, durationMs: number): readonly Metric[] {
  const duration: Metric = { name: CLOUDWATCH_NAMES.requestDuration, value: durationMs, unit: 'Milliseconds' }
  return statusCode >= 500 ? [ONE_REQUEST, duration, ONE_ERROR] : [ONE_REQUEST, duration]
}

/**
 * Whether CloudWatch needs a metric of requests of this name besides: every set of dimensions costs there, and `RequestCount` and its kin say
 * the same.
 */
export function isNewToCloudWatch(name: string): boolean {
  return name !== 'http_requests_total' && name !== 'http_request_duration_seconds'
}

/** Whether Prometheus needs a metric of `putMetric` besides: `http_requests_total` and its kin say the same, and `up` that the service is there. */
export function isNewToPrometheus({
  name,
  labelNames,
}: {
  readonly name: string
  readonly labelNames: readonly string[]
}): boolean {
  if (name === HEARTBEAT) return false
  return !REQUEST_NAMES.has(name) || labelNames.join() !== REQUEST_LABELS
}

const REQUEST_NAMES: ReadonlySet<string> = new Set([
  CLOUDWATCH_NAMES.requestCount,
  CLOUDWATCH_NAMES.requestDuration,
  CLOUDWATCH_NAMES.errorCount,
])
/** Those of `putRequest`. */
const REQUEST_LABELS = 'Method,Endpoint,StatusCode'

const ONE_REQUEST: Metric = { name: CLOUDWATCH_NAMES.requestCount, value: 1, unit: 'Count' }
const ONE_ERROR: Metric = { name: CLOUDWATCH_NAMES.errorCount, value: 1, unit: 'Count' }

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
