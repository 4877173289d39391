import process from 'node:process'
import type { AlertRule } from '../apm/alerts/evaluate.ts'
import type { Notifier } from '../apm/alerts/notifier.ts'
import { type Apm, createApm } from '../apm/apm.ts'
import type { HealthCheck } from '../health/check.ts'
import { Health } from '../health/health.ts'
import { HttpObserver } from '../http/observer.ts'
import { setUpLogs } from '../logs/from-settings.ts'
import type { Logger } from '../logs/logger.ts'
import { getLogger } from '../logs/logs.ts'
import { setUpMetrics } from '../metrics/from-settings.ts'
import { metrics as processMetrics } from '../metrics/process-metrics.ts'
import type { Metrics } from '../metrics/registry.ts'
import { isNewToCloudWatch, isNewToPrometheus } from '../metrics/sets/cloudwatch-names.ts'
import type { ServiceMetrics } from '../metrics/sets/service-metrics.ts'
import { shutDown, shutDownOnSignals } from '../output/exit.ts'
import { held, MAX_CLOSE_MS } from '../output/held.ts'
import type { Sink } from '../output/sink.ts'
import { type Warn, Warnings } from '../output/warnings.ts'
import { configureResilience } from '../resilience/defaults.ts'
import { detectResource } from '../resource/index.ts'
import type { Settings, SettingsInput } from '../settings/record.ts'
import { loadSettings } from '../settings/settings.ts'
import { errorType } from '../traces/errors.ts'
import type { SpanExporterLike, SpanProcessorLike } from '../traces/public-types.ts'
import { QUIET_ROUTES, type RouteSampling } from '../traces/sampling/routes.ts'
import { setUpTracing } from '../traces/set-up-tracing.ts'
import { instrumentTask, type TaskOptions } from '../worker/instrument-task.ts'
import { type Frameworks, frameworks } from './frameworks.ts'

export interface ObserveOptions {
  /** Name of the service. Default: `ATALAYA_SERVICE_NAME`, `OTEL_SERVICE_NAME`. */
  readonly service?: string | undefined
  /** CloudWatch namespace of its metrics. */
  readonly namespace?: string | undefined
  /** production, staging, development. */
  readonly environment?: string | undefined
  readonly version?: string | undefined
  /** Any other settings; what is not here comes from the environment. */
  readonly settings?: SettingsInput | undefined
  /** Default: `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined
  /** What the service needs to work: its database, its cache. */
  readonly checks?: readonly HealthCheck[] | undefined
  /** Before the routes that the service shows of itself: `/internal`. Default: nothing. */
  readonly basePath?: string | undefined
  /** Shown in `/health`. */
  readonly features?: Readonly<Record<string, boolean>> | undefined
  /** Alerts besides the standard ones, and whom they are told to besides those of the settings. */
  readonly rules?: readonly AlertRule[] | undefined
  readonly notifiers?: readonly Notifier[] | undefined
  /** How often requests of some routes begin a trace. */
  readonly sampling?: readonly RouteSampling[] | undefined
  /** Fields of log lines that are masked, besides those that look like secrets: `user.address`. */
  readonly redactPaths?: readonly string[] | undefined
  /** Default: `metrics`, the one of the process. */
  readonly registry?: Metrics | undefined
  /** Further outputs. */
  readonly logSinks?: readonly Sink[] | undefined
  readonly emfSink?: Sink | undefined
  readonly spanExporters?: readonly SpanExporterLike[] | undefined
  readonly spanProcessors?: readonly SpanProcessorLike[] | undefined
  /** On SIGTERM and SIGINT, `shutdown` and then the end of the process. Default: true. */
  readonly signals?: boolean | undefined
  /** Told what is off, at most once in 10 seconds. Default: `process.emitWarning`. */
  readonly warn?: Warn | undefined
}

/** A service that is observed. */
export interface Atalaya extends Frameworks {
  readonly settings: Settings
  readonly metrics: Metrics
  /** The usual metrics by name: `service.trackDbQuery(...)`. */
  readonly service: ServiceMetrics
  readonly health: Health
  readonly apm: Apm
  /** The figures of requests. */
  readonly requests: HttpObserver
  getLogger(name: string): Logger
  /** `const encode = atalaya.task('encode', encodeVideo)`: see `instrumentTask`. */
  task<P extends readonly unknown[], R>(
    name: string,
    work: (...parameters: P) => R | Promise<R>,
    options?: TaskOptions<P, R>,
  ): (...parameters: P) => Promise<R>
  /**
   * Runs `hook` when the service shuts down, before its signals end: the server is closed there. In order; then the requests under way are
   * waited for, all within 10 seconds.
   */
  onShutdown(hook: () => unknown): void
  /** Everything recorded so far leaves. Never rejects. */
  flush(): Promise<void>
  /** Not ready any more, the hooks, then everything leaves and ends. The second call is the same as the first. */
  shutdown(): Promise<void>
}

let observed = false

/**
 * Observes this process: log, metrics, traces, health, alerts, resilience and an orderly end, as the settings say.
 *
 * @throws {Error} naming every setting that is wrong; when the process is observed already; {TypeError} or {RangeError} for other options
 */
export async function observe(options: ObserveOptions = {}): Promise<Atalaya> {
  if (observed) throw new Error('observe: this process is observed already; shut that down first')
  const settings = settingsOf(options)
  observed = true
  try {
    return await start(settings, options)
  } catch (error) {
    observed = false
    throw error
  }
}

async function start(settings: Settings, options: ObserveOptions): Promise<Atalaya> {
  const { warn } = options
  const warnings = new Warnings(warn)
  const closing: (() => unknown)[] = []
  const hooks: (() => unknown)[] = []
  try {
    const { service } = settings
    const resource = detectResource({
      serviceName: service.name,
      serviceVersion: service.version,
      environment: service.environment,
      instanceId: service.instanceId,
      env: options.env,
    })
    const { instanceId, attributes } = await resource.ready
    const health = new Health({ checks: options.checks, settings: settings.health })
    const logs = setUpLogs(settings, {
      instanceId,
      sinks: options.logSinks,
      redactPaths: options.redactPaths,
      warn,
    })
    closing.push(() => logs.close())
    const tracing = await setUpTracing(settings, {
      resource,
      routes: [...(options.sampling ?? []), ...quietBelow(options.basePath)],
      exporters: options.spanExporters,
      processors: options.spanProcessors,
      warn,
    })
    closing.push(() => tracing.close())
    if (options.registry === undefined) closing.push(processMetrics.takeOver(settingsWith(settings, instanceId)))
    const metrics = setUpMetrics(settings, {
      instanceId,
      resource: attributes,
      registry: options.registry ?? processMetrics,
      wants: isNewToCloudWatch,
      exposes: isNewToPrometheus,
      emfSink: options.emfSink,
      warn,
    })
    closing.push(() => metrics.close())
    closing.push(configureResilience({ settings, metrics: metrics.service }))
    const { metrics: m, log, tracing: t, health: h, http } = settings
    const requests = new HttpObserver({
      service: metrics.service,
      cloudwatch: metrics.metrics,
      spans: tracing.serverSpans,
      enabled: m.enabled || (log.enabled && log.level !== 'off') || t.enabled || h.enabled,
      requestIdHeader: http.requestIdHeader,
      healthSampleRatio: http.healthSampleRatio,
      warn,
    })
    const apm = createApm({
      settings,
      basePath: options.basePath,
      health,
      requests,
      prometheus: metrics.prometheus,
      tracing,
      recent: logs.recent,
      features: options.features,
      rules: options.rules,
      notifiers: options.notifiers,
      warn,
    })
    closing.push(() => apm.close())
    requests.serves(apm.paths)
    closing.push(tellUncaught(getLogger('process')))
    let ending: Promise<void> | undefined
    const shutdown = (): Promise<void> => {
      ending ??= end()
      return ending
    }
    const end = async () => {
      health.drain()
      requests.drain()
      // `close` of a server of Node says nothing of the requests that it waits for.
      const last = inOrder(hooks, warnings, MAX_HOOKS_MS).then(() => requests.answered())
      if (!(await held(last, MAX_HOOKS_MS))) {
        const what = requests.active().length > 0 ? 'the requests under way' : 'the hooks of the shutdown'
        warnings.always(`${what} take more than ${MAX_HOOKS_MS} ms: it goes on without them`)
      }
      await inOrder(closing.reverse(), warnings)
      await shutDown()
      // Not before: the signal may come a second time.
      stopListening()
      observed = false
    }
    const stopListening = options.signals === false ? () => {} : shutDownOnSignals(shutdown)
    return {
      settings,
      metrics: metrics.metrics,
      service: metrics.service,
      health,
      apm,
      requests,
      ...frameworks(requests, apm),
      getLogger,
      task: instrumentTask,
      onShutdown: (hook) => {
        hooks.push(hook)
      },
      async flush() {
        await Promise.allSettled([metrics.flush(), tracing.flush(), logs.flush()])
      },
      shutdown,
    }
  } catch (error) {
    await inOrder(closing.reverse(), warnings)
    throw error
  }
}

/** The routes for health of this service, wherever they are: a rule of the service still comes first. */
function quietBelow(basePath = ''): readonly RouteSampling[] {
  return QUIET_ROUTES.map(({ path = '', ratio }) => ({ path: basePath + path, ratio }))
}

function settingsWith(settings: Settings, instanceId: string): Settings {
  return { ...settings, service: { ...settings.service, instanceId } }
}

function settingsOf(options: ObserveOptions): Settings {
  const { service: name, namespace, environment, version, settings = {}, env } = options
  const given = Object.entries({ name, namespace, environment, version }).filter(([, value]) => value !== undefined)
  return loadSettings({ env, values: { ...settings, service: { ...settings.service, ...Object.fromEntries(given) } } })
}

/** One that fails or never ends, such as an output of the service, must not keep the others from ending. */
async function inOrder(
  steps: readonly (() => unknown)[],
  warnings: Warnings,
  limitMs: number = MAX_STEP_MS,
): Promise<void> {
  for (const step of steps) {
    try {
      const inTime = await held(
        Promise.resolve().then(() => step()),
        limitMs,
      )
      if (!inTime) warnings.always(`a step of the shutdown takes more than ${limitMs} ms: it goes on without it`)
    } catch (error) {
      warnings.always(`a step of the shutdown failed: ${errorType(error)}`)
    }
  }
}

/** Orchestrators kill what has not ended after half a minute, with everything that has not left. */
const MAX_HOOKS_MS = 10_000
/** A little more than outputs of our own wait for their receivers. */
const MAX_STEP_MS = MAX_CLOSE_MS + 1_000

/** The last line of a service that crashes says why. What becomes of the process is not ours to decide. */
function tellUncaught(logger: Logger): () => void {
  const tell = (error: unknown, origin: string) => logger.fatal('uncaught error', { error, origin })
  process.on('uncaughtExceptionMonitor', tell)
  return () => process.removeListener('uncaughtExceptionMonitor', tell)
}
