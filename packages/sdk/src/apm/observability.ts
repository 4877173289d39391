import type { Settings } from '../settings/record.ts'

export type ApmSettings = Pick<
  Settings,
  'service' | 'log' | 'metrics' | 'tracing' | 'breaker' | 'health' | 'alerts' | 'otlp'
>

/** Which signals leave the service, and by which ways: names only, never an address. */
export interface ObservabilityState {
  readonly logs: { readonly enabled: boolean; readonly level: string; readonly outputs: readonly string[] }
  readonly metrics: { readonly enabled: boolean; readonly doors: readonly string[] }
  readonly traces: { readonly enabled: boolean; readonly exporters: readonly string[]; readonly sampleRatio: number }
}

/** @param isTracing - whether tracing could be set up, where that is known */
export function observabilityState(settings: ApmSettings, isTracing = true): ObservabilityState {
  const { log, metrics, tracing, otlp } = settings
  const outputs = named({ stdout: log.stdout, file: log.file, cloudwatch: log.cloudwatchGroup })
  const doors = named({
    prometheus: true,
    emf: metrics.emf,
    otlp: metrics.otlpEndpoint || otlp.endpoint,
    'put-metric-data': metrics.putMetricData,
  })
  const exporters = named({
    otlp: tracing.endpoint || otlp.endpoint,
    'xray-daemon': tracing.xrayDaemon,
    console: tracing.console,
  })
  const logs = log.enabled && log.level !== 'off'
  const traces = isTracing && tracing.enabled && exporters.length > 0
  return {
    logs: { enabled: logs, level: log.level, outputs: logs ? outputs : [] },
    metrics: { enabled: metrics.enabled, doors: metrics.enabled ? doors : [] },
    traces: { enabled: traces, exporters: traces ? exporters : [], sampleRatio: tracing.sampleRatio },
  }
}

/** What is switched on, by name. */
export function featuresOf(
  settings: ApmSettings,
  { logs, metrics, traces }: ObservabilityState,
): Readonly<Record<string, boolean>> {
  return {
    logs: logs.enabled,
    metrics: metrics.enabled,
    traces: traces.enabled,
    systemMetrics: metrics.enabled && settings.metrics.system,
    circuitBreakers: settings.breaker.enabled,
    alerts: settings.alerts.enabled,
  }
}

function named(ways: Readonly<Record<string, boolean | string>>): readonly string[] {
  return Object.keys(ways).filter((name) => Boolean(ways[name]))
}
