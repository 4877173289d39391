/** What the routes say: plain data, from what the service knows. Times are ISO 8601, durations milliseconds. */
import { availableParallelism, totalmem } from 'node:os'
import process from 'node:process'
import type { CheckResult } from '../health/health.ts'
import type { HealthStatus } from '../health/status.ts'
import type { SystemSample } from '../metrics/sets/system-sampler.ts'
import { breakers } from '../resilience/breakers.ts'
import type { AlertStatus, Alerts } from './alerts/alerts.ts'
import type { AlertNotice } from './alerts/notifier.ts'
import type { Moment } from './monitor.ts'
import { type ApmSettings, featuresOf, type ObservabilityState, observabilityState } from './observability.ts'
import type { RequestFigures, RequestSource } from './request-source.ts'

export interface HealthView {
  readonly status: HealthStatus
  readonly service: string
  readonly version: string
  readonly environment: string
  readonly uptimeSeconds: number
  readonly time: string
  readonly features: Readonly<Record<string, boolean>>
  readonly observability: ObservabilityState
}

export interface HealthFacts {
  /** Whether tracing has been set up; undefined: as the settings say. */
  readonly tracing: { readonly enabled: boolean } | undefined
  readonly features: Readonly<Record<string, boolean>> | undefined
  readonly nowMs: number
}

export function healthView(
  status: HealthStatus,
  settings: ApmSettings,
  { tracing, features, nowMs }: HealthFacts,
): HealthView {
  const { name, version, environment } = settings.service
  const observability = observabilityState(settings, tracing?.enabled)
  return {
    status,
    service: name,
    version,
    environment,
    uptimeSeconds: Math.round(process.uptime()),
    time: iso(nowMs),
    features: { ...featuresOf(settings, observability), ...features },
    observability,
  }
}

export function checkView({ checkedMs, ...check }: CheckResult): object {
  return { ...check, checkedAt: iso(checkedMs) }
}

/** Circuit breakers by name. */
export function breakerViews(): readonly object[] {
  return breakers().map(({ sinceMs, ...breaker }) => ({ ...breaker, since: iso(sinceMs) }))
}

export function requestsView(requests: RequestSource): object {
  const { windowMs, totalCount, totalErrors, routes, ...window } = requests.snapshot()
  return {
    windowSeconds: windowMs / 1_000,
    ratePerSecond: rounded((window.count / windowMs) * 1_000),
    ...figures(window),
    total: { count: totalCount, errors: totalErrors },
    routes: routes.map(({ method, route, ...rest }) => ({ method, route, ...figures(rest) })),
    active: requests.active().map(({ durationMs, ...rest }) => ({ ...rest, durationMs: rounded(durationMs) })),
  }
}

function figures({ count, errors, meanMs, p50Ms, p95Ms, p99Ms }: RequestFigures): object {
  return {
    count,
    errors,
    errorRatePercent: rounded(errorRate({ count, errors })),
    meanMs: rounded(meanMs),
    p50Ms: rounded(p50Ms),
    p95Ms: rounded(p95Ms),
    p99Ms: rounded(p99Ms),
  }
}

export function errorRate({ count, errors }: Pick<RequestFigures, 'count' | 'errors'>): number {
  return count === 0 ? 0 : (errors / count) * 100
}

export function systemView(sample: SystemSample): object {
  return {
    memory: {
      usedPercent: rounded(sample.memoryPercent),
      processBytes: sample.memoryBytes,
      heapUsedBytes: sample.heapUsedBytes,
      heapTotalBytes: sample.heapTotalBytes,
      machineBytes: totalmem(),
    },
    cpu: {
      usedPercent: rounded(sample.cpuPercent),
      processPercent: rounded(sample.processCpuPercent),
      cores: availableParallelism(),
    },
    disk: { usedPercent: sample.diskPercent === undefined ? null : rounded(sample.diskPercent) },
    eventLoop: {
      delayP50Ms: rounded(sample.eventLoopDelayP50Ms),
      delayP99Ms: rounded(sample.eventLoopDelayP99Ms),
      delayMaxMs: rounded(sample.eventLoopDelayMaxMs),
    },
    handles: sample.handles,
    uptimeSeconds: Math.round(process.uptime()),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
  }
}

export function alertsView(alerts: Alerts): object {
  return { rules: alerts.statuses.map(statusView), history: alerts.history.map(noticeView) }
}

function statusView({ sinceMs, value, ...status }: AlertStatus): object {
  return {
    ...status,
    value: value === undefined ? null : rounded(value),
    since: sinceMs === undefined ? null : iso(sinceMs),
  }
}

function noticeView({ kind, name, text, isReminder, timeMs }: AlertNotice): object {
  return { kind, name, text, isReminder, time: iso(timeMs) }
}

/** Numbers of a chart as columns, which is a third of the bytes of objects. */
export function momentsView(moments: readonly Moment[]): Readonly<Record<string, readonly number[]>> {
  const column = (name: keyof Moment) => moments.map((moment) => rounded(moment[name]))
  return {
    timeMs: moments.map(({ timeMs }) => timeMs),
    rate: column('requestsPerSecond'),
    errorRate: column('errorRatePercent'),
    p50: column('p50Ms'),
    p95: column('p95Ms'),
    p99: column('p99Ms'),
    active: column('active'),
    cpu: column('cpuPercent'),
    memory: column('memoryPercent'),
    delay: column('eventLoopDelayP99Ms'),
  }
}

function iso(timeMs: number): string {
  return new Date(timeMs).toISOString()
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100
}
