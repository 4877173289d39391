import type { SpanExporter, SpanProcessor } from '@opentelemetry/sdk-trace'
import { awsOptions } from '../aws/from-settings.ts'
import { setTraceSource } from '../context/context.ts'
import type { ServerSpans } from '../http/server-spans.ts'
import { onDrain } from '../output/exit.ts'
import { held, MAX_CLOSE_MS } from '../output/held.ts'
import { type Warn, Warnings } from '../output/warnings.ts'
import { type DetectedResource, detectResource } from '../resource/index.ts'
import type { Settings } from '../settings/record.ts'
import { type ActiveTracing, activeTracing, setActiveTracing, spanAround } from './active.ts'
import { AsyncContextManager } from './context-manager.ts'
import { BatchQueue } from './export/batch-queue.ts'
import { hasExport, openExports } from './export/exporters.ts'
import { guarded } from './export/guarded-processor.ts'
import { originOf } from './export/xray/aws.ts'
import { daemonAddress } from './export/xray/daemon-address.ts'
import { XRayIds } from './ids.ts'
import { loadOtel, type Otel, type OtelApi, PACKAGES, type Packages, type Provider } from './otel.ts'
import { observeHttpClients } from './outgoing/http-clients.ts'
import { UpstreamPropagator } from './propagation/propagator.ts'
import type { SpanExporterLike, SpanProcessorLike } from './public-types.ts'
import { spanResource } from './resource.ts'
import { type Decide, ratioDecision } from './sampling/decide.ts'
import { RootSampler } from './sampling/root-sampler.ts'
import { QUIET_ROUTES, type RouteSampling, routeDecision } from './sampling/routes.ts'
import { callDaemon, callXRay } from './sampling/xray-call.ts'
import { XRayPoller } from './sampling/xray-poller.ts'
import { XRayRules } from './sampling/xray-rules.ts'
import { serverSpans } from './server-spans.ts'

export interface TracingSetUpOptions {
  /** Default: found out. */
  readonly resource?: DetectedResource | undefined
  /** How often requests of some routes begin a trace; the first that fits counts. `/health` and `/metrics` never do. */
  readonly routes?: readonly RouteSampling[] | undefined
  /** Further places where spans go, in batches. */
  readonly exporters?: readonly SpanExporterLike[] | undefined
  /** Further receivers of spans, at once: `MemorySpans`. */
  readonly processors?: readonly SpanProcessorLike[] | undefined
  /** Spans of outgoing HTTP and the headers that continue the trace. Default: true. */
  readonly http?: boolean | undefined
  /** Record what errors say, which may be what users entered. Default: false. */
  readonly errorMessages?: boolean | undefined
  readonly warn?: Warn | undefined
  /** How the packages of OpenTelemetry are found, each by its name. */
  readonly packages?: Readonly<Record<string, () => Promise<object>>> | undefined
}

export interface TracingSetUp {
  /** Off: nowhere to send spans, switched off, or OpenTelemetry is not installed. */
  readonly enabled: boolean
  /** For the HTTP adapters; undefined while tracing is off. */
  readonly serverSpans: ServerSpans | undefined
  /** Every span that has ended leaves, within 10 seconds. Never rejects. */
  flush(): Promise<void>
  /** Flushes for at most 5 seconds, and takes tracing out of the process. */
  close(): Promise<void>
}

/**
 * Sets up tracing for the process as the settings say: OpenTelemetry with X-Ray ids, both headers, our sampling and exporters,
 * registered for everybody who uses its API.
 *
 * Never rejects for what is wrong with the place: without the packages, one warning says what to install, and the service runs
 * on without traces. Without anywhere to send spans, nothing is loaded.
 *
 * @throws {RangeError} for a route whose ratio is not from 0 to 1
 */
export async function setUpTracing(settings: Settings, options: TracingSetUpOptions = {}): Promise<TracingSetUp> {
  const { exporters = [], processors = [], warn } = options
  const packages = (options.packages ?? PACKAGES) as Packages
  const { tracing, otlp } = settings
  const routes = [...(options.routes ?? []), ...QUIET_ROUTES]
  // Before anything else: a route that is wrong must be heard of even where tracing is off.
  const byRatio = routeDecision(routes, ratioDecision(tracing.sampleRatio))
  const wanted = exporters.length > 0 || processors.length > 0 || hasExport(settings)
  if (!tracing.enabled || !wanted) return OFF
  const warnings = new Warnings(warn)
  if (activeTracing() !== undefined) {
    warnings.always('tracing is set up already: the second set-up is ignored')
    return OFF
  }
  try {
    const otel = await loadOtel(packages)
    const named = await openExports(settings, packages, warnings)
    const own = (exporters as unknown as readonly SpanExporter[]).map((exporter) => ({
      exporter,
      target: exporter.constructor.name,
    }))
    const queues = [...named, ...own].map(
      (one) => new BatchQueue({ ...one, api: otel.api, timeoutMs: otlp.timeoutMs, warnings }),
    )
    const detected = options.resource ?? detect(settings)
    const sampling = tracing.xraySampling
      ? xraySampling(settings, routes, detected, warnings)
      : { decide: byRatio, close: () => {} }
    const immediate = processors as unknown as readonly SpanProcessor[]
    return start(otel, {
      ...options,
      ...sampling,
      detected,
      warnings,
      processors: [...queues, ...immediate.map((one) => guarded(one, warnings))],
    })
  } catch (error) {
    warnings.always(`tracing is off: ${error instanceof Error ? error.message : String(error)}`)
    return OFF
  }
}

interface Sampling {
  readonly decide: Decide
  readonly close: () => void
}

interface StartOptions extends Sampling {
  readonly detected: DetectedResource
  readonly processors: readonly SpanProcessor[]
  readonly http?: boolean | undefined
  readonly errorMessages?: boolean | undefined
  readonly warnings: Warnings
}

function start({ api, newProvider, newResource }: Otel, options: StartOptions): TracingSetUp {
  const { processors, decide, detected, warnings, http = true, errorMessages = false } = options
  const ids = new XRayIds()
  const provider = newProvider({
    resource: spanResource(detected, newResource),
    sampler: new RootSampler(api, decide),
    idGenerator: ids,
    spanProcessors: [...processors],
    spanLimits: { attributeValueLengthLimit: MAX_VALUE_LENGTH },
  })
  const isOurs = register(api, provider)
  if (!isOurs)
    warnings.always('OpenTelemetry is set up already: its own settings say what is sampled and where spans go')
  const active: ActiveTracing = {
    api,
    tracer: api.trace.getTracer('@atalaya/sdk'),
    ids,
    decide: isOurs ? decide : undefined,
    errorMessages,
  }
  setActiveTracing(active)
  setTraceSource(() => spanAround(active)?.spanContext())
  const stopHttp = http ? observeHttpClients() : () => {}
  const flushAll = () => Promise.allSettled(processors.map((processor) => processor.forceFlush()))
  const forget = onDrain(async () => {
    await held(flushAll(), MAX_EXIT_MS)
  })
  return {
    enabled: true,
    serverSpans: serverSpans(),
    async flush() {
      await held(flushAll(), MAX_FLUSH_MS)
    },
    async close() {
      forget()
      stopHttp()
      setTraceSource(undefined)
      setActiveTracing(undefined)
      if (isOurs) unregister(api)
      options.close()
      await held(Promise.allSettled(processors.map((processor) => processor.shutdown())), MAX_CLOSE_MS)
    },
  }
}

/** A span is not the place for documents. */
const MAX_VALUE_LENGTH = 4_096

/** Exporters try again for as long as they may; a service that ends does not wait for that. */
const MAX_EXIT_MS = 3_000
const MAX_FLUSH_MS = 10_000

const OFF: TracingSetUp = {
  enabled: false,
  serverSpans: undefined,
  flush: () => Promise.resolve(),
  close: () => Promise.resolve(),
}

/** For everybody who uses the API of OpenTelemetry. False when somebody else was first. */
function register(api: OtelApi, provider: Provider): boolean {
  if (!api.trace.setGlobalTracerProvider(provider)) return false
  api.context.setGlobalContextManager(new AsyncContextManager(api.ROOT_CONTEXT))
  api.propagation.setGlobalPropagator(new UpstreamPropagator(api))
  return true
}

function unregister(api: OtelApi): void {
  api.trace.disable()
  api.context.disable()
  api.propagation.disable()
}

function detect({ service }: Settings): DetectedResource {
  const { name, version, environment, instanceId } = service
  return detectResource({ serviceName: name, serviceVersion: version, environment, instanceId })
}

/** Routes first, then the rules of X-Ray, which are asked for in the background. */
function xraySampling(
  settings: Settings,
  routes: readonly RouteSampling[],
  detected: DetectedResource,
  warnings: Warnings,
): Sampling {
  const service = () => ({ name: settings.service.name, type: originOf(detected.current.attributes) ?? '' })
  const rules = new XRayRules(service)
  const { xrayDaemon } = settings.tracing
  const tcp = xrayDaemon === '' ? undefined : daemonAddress(xrayDaemon).tcp
  const call = tcp === undefined ? callXRay(awsOptions(settings)) : callDaemon(tcp)
  const poller = new XRayPoller({ rules, call, warnings })
  void poller.fetchRules()
  return { decide: routeDecision(routes, rules.decide), close: () => poller.close() }
}
