/** What the routes say: plain data, from what the service knows. Times are ISO 8601, durations milliseconds. */
import { availableParallelism, totalmem } from 'node:os'
import process from 'node:process'
import type { CheckResult } from '../health/health.ts'
import type { HealthStatus } from '../health/status.ts'
import type { SystemSample } from '../metrics/sets/system-sampler.ts'
import { type BreakerSnapshot, breakers } from '../resilience/breakers.ts'
import type { AlertStatus, Alerts } from './alerts/alerts.ts'
import type { AlertNotice } from './alerts/notifier.ts'
import type { Moment } from './monitor.ts'
import { type ApmSettings, featuresOf, type ObservabilityState, observabilityState } from './observability.ts'
import type { LogLine } from './recent-logs.ts'
import type { ActiveRequest, RequestFigures, RequestSource } from './request-source.ts'

/** All that the page shows: what it gets as JSON, from `/dashboard/data`. */
export interface DashboardView {
  readonly health: DetailedView
  /** null: nobody counts requests. */
  readonly requests: RequestsView | null
  readonly system: SystemView
  readonly alerts: AlertsView
  /** Oldest first. null: they are not kept. */
  readonly logs: readonly LogLine[] | null
  readonly moments: MomentsView
}

export interface DetailedView extends HealthView {
  readonly checks: readonly CheckView[]
  readonly circuitBreakers: readonly BreakerView[]
}

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

export interface CheckView extends Omit<CheckResult, 'checkedMs'> {
  readonly checkedAt: string
}

export function checkView({ checkedMs, ...check }: CheckResult): CheckView {
  return { ...check, checkedAt: iso(checkedMs) }
}

export interface BreakerView extends Omit<BreakerSnapshot, 'sinceMs'> {
  readonly since: string
}

/** Circuit breakers by name. */
export function breakerViews(): readonly BreakerView[] {
  return breakers().map(({ sinceMs, ...breaker }) => ({ ...breaker, since: iso(sinceMs) }))
}

export interface FiguresView extends RequestFigures {
  readonly errorRatePercent: number
}

export interface RouteView extends FiguresView {
  readonly method: string
  readonly route: string
}

export interface RequestsView extends FiguresView {
  readonly windowSeconds: number
  readonly ratePerSecond: number
  /** Since the service started. */
  readonly total: { readonly count: number; readonly errors: number }
  readonly routes: readonly RouteView[]
  /** Longest first. */
  readonly active: readonly ActiveRequest[]
}

export function requestsView(requests: RequestSource): RequestsView {
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

function figures({ count, errors, meanMs, p50Ms, p95Ms, p99Ms }: RequestFigures): FiguresView {
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

export interface SystemView {
  readonly memory: {
    readonly usedPercent: number
    readonly processBytes: number
    readonly heapUsedBytes: number
    readonly heapTotalBytes: number
    readonly machineBytes: number
  }
  readonly cpu: { readonly usedPercent: number; readonly processPercent: number; readonly cores: number }
  /** null: not known. */
  readonly disk: { readonly usedPercent: number | null }
  readonly eventLoop: { readonly delayP50Ms: number; readonly delayP99Ms: number; readonly delayMaxMs: number }
  readonly handles: number
  readonly uptimeSeconds: number
  readonly node: string
  readonly platform: string
}

export function systemView(sample: SystemSample): SystemView {
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

export interface AlertsView {
  readonly rules: readonly RuleView[]
  /** Newest first. */
  readonly history: readonly NoticeView[]
}

export interface RuleView extends Omit<AlertStatus, 'sinceMs' | 'value'> {
  /** null: it has none. */
  readonly value: number | null
  /** null: it has not been evaluated. */
  readonly since: string | null
}

export interface NoticeView extends Pick<AlertNotice, 'kind' | 'name' | 'text' | 'isReminder'> {
  readonly time: string
}

export function alertsView(alerts: Alerts): AlertsView {
  return { rules: alerts.statuses.map(statusView), history: alerts.history.map(noticeView) }
}

function statusView({ sinceMs, value, ...status }: AlertStatus): RuleView {
  return {
    ...status,
    value: value === undefined ? null : rounded(value),
    since: sinceMs === undefined ? null : iso(sinceMs),
  }
}

function noticeView({ kind, name, text, isReminder, timeMs }: AlertNotice): NoticeView {
  return { kind, name, text, isReminder, time: iso(timeMs) }
}

/** Numbers of a chart as columns, which is a third of the bytes of objects. */
export interface MomentsView {
  readonly timeMs: readonly number[]
  readonly rate: readonly number[]
  readonly errorRate: readonly number[]
  readonly p50: readonly number[]
  readonly p95: readonly number[]
  readonly p99: readonly number[]
  readonly active: readonly number[]
  readonly cpu: readonly number[]
  readonly memory: readonly number[]
  readonly delay: readonly number[]
}

export function momentsView(moments: readonly Moment[]): MomentsView {
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
