import { awsOptions } from '../aws/from-settings.ts'
import { parseHeaders, signalEndpoint } from '../otlp/http.ts'
import type { Sink } from '../output/sink.ts'
import { stdoutSink } from '../output/stdout-sink.ts'
import { TcpSink } from '../output/tcp-sink.ts'
import type { Warn } from '../output/warnings.ts'
import type { Settings } from '../settings/record.ts'
import { EmfDoor } from './emf/emf-door.ts'
import { setDefaultMetrics } from './operations.ts'
import { OtlpMetricsDoor } from './otlp/otlp-metrics-door.ts'
import { PrometheusDoor, type PrometheusDoorOptions } from './prometheus/prometheus-door.ts'
import { PutMetricDataDoor } from './put-metric-data/put-metric-data-door.ts'
import { Metrics } from './registry.ts'
import { startHeartbeat } from './sets/heartbeat.ts'
import { ServiceMetrics } from './sets/service-metrics.ts'
import { startSystemMetrics } from './sets/system-metrics.ts'

export interface MetricsSetUp {
  readonly metrics: Metrics
  readonly service: ServiceMetrics
  readonly prometheus: PrometheusDoor
  /** Everything counted so far leaves by every door. */
  flush(): Promise<void>
  /** Flushes, and ends intervals and connections. */
  close(): Promise<void>
}

export interface MetricsSetUpOptions {
  /** Names this instance. */
  readonly instanceId: string
  /** Where embedded metric format goes. Default: as the settings say. */
  readonly emfSink?: Sink | undefined
  /** What the doors read. Default: a registry of its own. */
  readonly registry?: Metrics | undefined
  /** Which counters, gauges and histograms go to CloudWatch. Default: all. */
  readonly wants?: ((name: string) => boolean) | undefined
  /** Which series of `putMetric` are exposed to Prometheus. Default: all. */
  readonly exposes?: PrometheusDoorOptions['wants']
  /** Attributes of the resource, for OTLP. */
  readonly resource?: Readonly<Record<string, string>> | undefined
  readonly warn?: Warn | undefined
}

/** A registry with the doors that the settings name, the system metrics and the heartbeat. */
export function setUpMetrics(settings: Settings, options: MetricsSetUpOptions): MetricsSetUp {
  const { metrics: wanted, service } = settings
  const { instanceId, warn } = options
  const { enabled, maxSeries } = wanted
  const metrics = (enabled ? options.registry : undefined) ?? new Metrics({ enabled, maxSeries, warn })
  const dimensions = identityDimensions(settings, instanceId)
  const doors = wanted.enabled ? openDoors(metrics, settings, dimensions, options) : []
  const stops =
    wanted.enabled && wanted.system ? [startSystemMetrics(metrics, { intervalMs: wanted.systemIntervalMs })] : []
  if (wanted.enabled && wanted.heartbeatMs > 0) stops.push(startHeartbeat(metrics, { intervalMs: wanted.heartbeatMs }))
  setDefaultMetrics(metrics)
  return {
    metrics,
    service: new ServiceMetrics(metrics),
    prometheus: new PrometheusDoor(metrics, {
      wants: options.exposes,
      target: {
        service_name: service.name,
        deployment_environment_name: service.environment,
        service_instance_id: instanceId,
      },
    }),
    async flush() {
      await Promise.all(doors.map((door) => door.flush()))
    },
    async close() {
      for (const stop of stops) stop()
      setDefaultMetrics(undefined)
      await Promise.all(doors.map((door) => door.close()))
    },
  }
}

/** Of every CloudWatch metric, as the settings want them. */
export function identityDimensions(
  { service, metrics }: Pick<Settings, 'service' | 'metrics'>,
  instanceId: string,
): Readonly<Record<string, string>> {
  if (!metrics.defaultDimensions) return {}
  return { Service: service.name, Environment: service.environment, InstanceId: instanceId }
}

/** A name may have more in it than a log group. */
function groupOf(service: string): string {
  return `${service.replace(/[^\w./#-]/g, '-')}-metrics`
}

function otlpEndpoint(metrics: Metrics, { otlp, tracing }: Settings): string {
  if (otlp.endpoint === '') return ''
  // The same base for spans, which go there by gRPC: it takes no HTTP.
  if (tracing.protocol === 'grpc' && tracing.endpoint === '') {
    metrics.warn(
      `metrics are not sent to ${otlp.endpoint}, which is for gRPC: the setting metrics.otlpEndpoint names one for HTTP`,
    )
    return ''
  }
  return signalEndpoint(otlp.endpoint, 'metrics')
}

interface Door {
  flush(): Promise<void>
  close(): Promise<void>
}

function openDoors(
  metrics: Metrics,
  settings: Settings,
  dimensions: Readonly<Record<string, string>>,
  { emfSink, resource, wants, warn }: MetricsSetUpOptions,
): readonly Door[] {
  const { metrics: wanted, service, otlp } = settings
  const doors: Door[] = []
  if (wanted.emf) {
    const agent =
      emfSink === undefined && wanted.emfAgent !== '' ? new TcpSink({ endpoint: wanted.emfAgent, warn }) : undefined
    if (agent !== undefined) doors.push(agent)
    const door = new EmfDoor(metrics, {
      namespace: service.namespace,
      sink: emfSink ?? agent ?? stdoutSink(),
      intervalMs: wanted.emfIntervalMs,
      dimensions,
      wants,
      properties: { Service: service.name, Environment: service.environment },
      // An agent needs to be told the group; a log driver knows it.
      logGroupName: agent === undefined ? undefined : wanted.emfLogGroup || groupOf(service.name),
      logStreamName: agent === undefined ? undefined : wanted.emfLogStream || undefined,
    })
    // Before the agent, so that closing it comes after the last document.
    doors.unshift(door)
  }
  const endpoint = wanted.otlpEndpoint || otlpEndpoint(metrics, settings)
  if (endpoint !== '') {
    doors.push(
      new OtlpMetricsDoor(metrics, {
        endpoint,
        headers: parseHeaders(otlp.headers),
        timeoutMs: otlp.timeoutMs,
        intervalMs: wanted.otlpIntervalMs,
        resource,
      }),
    )
  }
  if (wanted.putMetricData) {
    const { namespace } = service
    doors.push(new PutMetricDataDoor(metrics, { ...awsOptions(settings), namespace, dimensions, wants }))
  }
  return doors
}
