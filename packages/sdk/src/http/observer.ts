import { setTimeout as sleep } from 'node:timers/promises'
import type { ActiveRequest, RequestSnapshot, RequestSource } from '../apm/request-source.ts'
import { RequestContext } from '../context/context.ts'
import type { Logger } from '../logs/logger.ts'
import { getLogger } from '../logs/logs.ts'
import type { BoundGauge } from '../metrics/instruments.ts'
import type { DimensionScope } from '../metrics/registry.ts'
import type { ServiceMetrics } from '../metrics/sets/service-metrics.ts'
import { type Warn, Warnings } from '../output/warnings.ts'
import { errorType } from '../traces/errors.ts'
import { Endpoints } from './endpoints.ts'
import { Exchange } from './exchange.ts'
import { METHODS, OTHER_METHOD } from './methods.ts'
import { requestIdOf } from './request-id.ts'
import { requestSnapshot } from './request-stats.ts'
import type { IncomingRequest, ServerSpans } from './server-spans.ts'

export interface HttpObserverOptions {
  /** Takes the metrics of Prometheus: `http_requests_total` and its kin. Default: none. */
  readonly service?: ServiceMetrics | undefined
  /** Takes the metrics of CloudWatch: `RequestCount`, `RequestDuration`, `ErrorCount`. Default: none. */
  readonly cloudwatch?: DimensionScope | undefined
  /** `serverSpans` of `setUpTracing`. Default: no spans. */
  readonly spans?: ServerSpans | undefined
  /** Default: the logger `http` of the process. */
  readonly logger?: Logger | undefined
  /** Off: adapters leave every request alone. Default: true. */
  readonly enabled?: boolean | undefined
  /** Header that brings and returns the id of a request. Default: `X-Request-ID`. */
  readonly requestIdHeader?: string | undefined
  /** Share of the requests for health that is logged and told to CloudWatch; failures always are. Default: 0.1. */
  readonly healthSampleRatio?: number | undefined
  /** Routes that balancers ask all the time. Default: `/health`, its kin, and `/metrics`. */
  readonly healthRoutes?: readonly string[] | undefined
  /** From 0 to 1. Default: `Math.random`. */
  readonly random?: (() => number) | undefined
  /** Milliseconds of a clock that only goes forward. Default: `performance.now`. */
  readonly nowMs?: (() => number) | undefined
  readonly warn?: Warn | undefined
}

/** The endpoint of requests that no route matched. Their paths are what strangers try. */
export const UNMATCHED = 'unmatched'

/** The status of a request whose client went away before the answer was complete, as nginx has it. */
export const CLIENT_CLOSED = 499

/**
 * Observes the requests of a service, whichever framework answers them: an id, log lines, metrics, a span, and the figures that the
 * page of the service shows.
 *
 * Of a request, signals say its method, the template of its route, its status and its duration. Query strings, bodies, headers, cookies and
 * addresses stay out of all of them.
 */
export class HttpObserver implements RequestSource {
  readonly enabled: boolean
  /** As it is sent. */
  readonly requestIdHeader: string
  readonly #idHeader: string
  readonly #spans: ServerSpans | undefined
  readonly #logger: Logger
  readonly #service: ServiceMetrics | undefined
  readonly #endpoints: Endpoints
  readonly #inProgress: BoundGauge | undefined
  readonly #active = new Set<Exchange>()
  readonly #healthRoutes: ReadonlySet<string>
  readonly #ownPaths = new Set<string>()
  readonly #healthSampleRatio: number
  readonly #random: () => number
  readonly #nowMs: () => number
  readonly #startMs: number
  readonly #warnings: Warnings
  #isDraining = false

  /** @throws {TypeError} for a header that is none; {RangeError} for a ratio that is not from 0 to 1 */
  constructor(options: HttpObserverOptions = {}) {
    const { service, cloudwatch, spans, logger = getLogger('http'), enabled = true } = options
    const { requestIdHeader = 'X-Request-ID', healthSampleRatio = 0.1, healthRoutes = HEALTH_ROUTES } = options
    if (!HEADER_NAME.test(requestIdHeader)) {
      throw new TypeError(`http: requestIdHeader must be the name of a header, got '${requestIdHeader}'`)
    }
    if (!(healthSampleRatio >= 0 && healthSampleRatio <= 1)) {
      throw new RangeError(`http: healthSampleRatio must be from 0 to 1, got ${healthSampleRatio}`)
    }
    this.enabled = enabled
    this.requestIdHeader = requestIdHeader
    this.#idHeader = requestIdHeader.toLowerCase()
    this.#spans = spans
    this.#logger = logger
    this.#service = service
    this.#endpoints = new Endpoints({ service, cloudwatch })
    this.#inProgress = service?.httpRequestsInProgress.at()
    this.#healthRoutes = new Set(healthRoutes)
    this.#healthSampleRatio = healthSampleRatio
    this.#random = options.random ?? Math.random
    this.#nowMs = options.nowMs ?? (() => performance.now())
    this.#startMs = this.#nowMs()
    this.#warnings = new Warnings(options.warn)
  }

  /**
   * Names the paths at which the service shows itself, `apm.paths`: no route of the framework has them, so they are their own templates.
   * Like those for health they are asked all the time.
   */
  serves(paths: readonly string[]): void {
    for (const path of paths) this.#ownPaths.add(path)
  }

  /** A request has arrived. Whoever calls this also calls `end` of the result, whatever happens. Never throws. */
  begin(request: IncomingRequest): Exchange {
    const requestId = requestIdOf(request.headers[this.#idHeader])
    const exchange = new Exchange(this, request, {
      nowMs: this.#nowMs(),
      requestId,
      context: new RequestContext({ requestId }),
      span: this.#startSpan(request),
    })
    this.#active.add(exchange)
    this.#inProgress?.inc()
    if (this.#logger.isEnabled('debug')) {
      exchange.run(() => this.#logger.debug('request started', { method: methodOf(exchange) }))
    }
    return exchange
  }

  /** Of an exchange of this observer. */
  ended(exchange: Exchange, statusCode: number, aborted: boolean): void {
    this.#active.delete(exchange)
    this.#inProgress?.dec()
    try {
      this.#record(exchange, statusCode, aborted)
    } catch (error) {
      this.#warnings.add(`a request was not recorded: ${errorType(error)}`)
    }
  }

  /** The headers of the answer: id, time so far, what a caller of X-Ray asked, and at the end of the service that the connection is not kept. */
  eachHeader(exchange: Exchange, set: (name: string, value: string) => void): void {
    set(this.requestIdHeader, exchange.requestId)
    set('X-Response-Time', `${(this.#nowMs() - exchange.beginMs).toFixed(2)}ms`)
    if (exchange.traceAnswer !== undefined) set('X-Amzn-Trace-Id', exchange.traceAnswer)
    if (this.#isDraining) set('Connection', 'close')
  }

  /** From now on answers end their connections: a server that closes waits for those that clients keep. */
  drain(): void {
    this.#isDraining = true
  }

  /** Resolves when every request that is under way now has been answered, or its client has gone. */
  async answered(): Promise<void> {
    const waiting = [...this.#active]
    while (waiting.some(({ ended }) => !ended)) await sleep(LOOK_MS, undefined, { ref: false })
  }

  snapshot(): RequestSnapshot {
    return requestSnapshot(this.#endpoints.stats(), this.#nowMs(), this.#startMs)
  }

  active(): readonly ActiveRequest[] {
    const nowMs = this.#nowMs()
    return [...this.#active].map((exchange) => exchange.describe(nowMs))
  }

  #startSpan(request: IncomingRequest) {
    try {
      return this.#spans?.start(request)
    } catch (error) {
      this.#warnings.add(`a request has no span: ${errorType(error)}`)
      return undefined
    }
  }

  #record(exchange: Exchange, statusCode: number, aborted: boolean): void {
    const nowMs = this.#nowMs()
    const durationMs = nowMs - exchange.beginMs
    if (this.#ownPaths.has(exchange.path)) exchange.route = exchange.path
    const { route = UNMATCHED, error } = exchange
    const failed = statusCode >= 500
    const often = this.#healthRoutes.has(route) || this.#ownPaths.has(route)
    const told = failed || !often || this.#random() < this.#healthSampleRatio
    const endpoint = this.#endpoints.find(methodOf(exchange), route)
    endpoint.stats.add(nowMs, durationMs, failed)
    endpoint.record(statusCode, durationMs, told)
    if (failed) this.#service?.trackError(error === undefined ? String(statusCode) : errorType(error))
    if (told) this.#log(exchange, endpoint, { status: statusCode, durationMs: round(durationMs), aborted })
  }

  #log(
    { error }: Exchange,
    { method, route: endpoint }: { readonly method: string; readonly route: string },
    {
      status,
      durationMs,
      aborted,
    }: { readonly status: number; readonly durationMs: number; readonly aborted: boolean },
  ): void {
    if (status >= 500) {
      const fields = { method, endpoint, status, durationMs }
      this.#logger.error('request failed', error === undefined ? fields : { ...fields, error })
    } else if (aborted) this.#logger.warn('request aborted by the client', { method, endpoint, status, durationMs })
    else this.#logger.info('request done', { method, endpoint, status, durationMs })
  }
}

const LOOK_MS = 10

const HEALTH_ROUTES = ['/health', '/health/live', '/health/ready', '/healthz', '/livez', '/readyz', '/metrics']

/** @see https://www.rfc-editor.org/rfc/rfc9110#name-field-names */
const HEADER_NAME = /^[!#$%&'*+.^_`|~\w-]+$/

/** What clients make up must not become names of series. */
function methodOf({ method }: Exchange): string {
  return METHODS.has(method) ? method : OTHER_METHOD
}

/** Hundredths of a millisecond. */
function round(ms: number): number {
  return Math.round(ms * 100) / 100
}
