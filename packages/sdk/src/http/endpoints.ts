import type { BoundCounter, BoundHistogram } from '../metrics/instruments.ts'
import { OVERFLOW } from '../metrics/labels.ts'
import type { DimensionScope } from '../metrics/registry.ts'
import { requestValues } from '../metrics/sets/cloudwatch-names.ts'
import type { ServiceMetrics } from '../metrics/sets/service-metrics.ts'
import { RouteStats } from './request-stats.ts'

export interface EndpointsOptions {
  /** Takes `http_requests_total` and `http_request_duration_seconds`. */
  readonly service: ServiceMetrics | undefined
  /** Takes `RequestCount`, `RequestDuration` and `ErrorCount`. */
  readonly cloudwatch: DimensionScope | undefined
}

/**
 * The endpoints that have been asked for, with their metrics found already: what is counted at the end of a request is an
 * addition here and there.
 *
 * Routes are templates, so there are few of them. Where there are not, because somebody names routes after paths, those beyond
 * the 500th are counted together.
 */
export class Endpoints {
  readonly #options: EndpointsOptions
  readonly #byRoute = new Map<string, Map<string, EndpointMetrics>>()
  readonly #all: EndpointMetrics[] = []

  constructor(options: EndpointsOptions) {
    this.#options = options
  }

  find(method: string, route: string): EndpointMetrics {
    return this.#byRoute.get(route)?.get(method) ?? this.#add(method, route)
  }

  *stats(): Iterable<RouteStats> {
    for (const { stats } of this.#all) yield stats
  }

  #add(method: string, route: string): EndpointMetrics {
    if (this.#all.length >= MAX_ENDPOINTS && route !== OVERFLOW) return this.find(method, OVERFLOW)
    const endpoint = new EndpointMetrics(method, route, this.#options)
    this.#all.push(endpoint)
    const byMethod = this.#byRoute.get(route)
    if (byMethod === undefined) this.#byRoute.set(route, new Map([[method, endpoint]]))
    else byMethod.set(method, endpoint)
    return endpoint
  }
}

const MAX_ENDPOINTS = 500

/** Of one method and route. */
export class EndpointMetrics {
  readonly method: string
  readonly route: string
  readonly stats: RouteStats
  readonly #options: EndpointsOptions
  readonly #durations: BoundHistogram | undefined
  readonly #byStatus = new Map<number, OfStatus>()

  constructor(method: string, route: string, options: EndpointsOptions) {
    this.method = method
    this.route = route
    this.stats = new RouteStats(method, route)
    this.#options = options
    this.#durations = options.service?.httpRequestDurationSeconds.at(method, route)
  }

  /** @param toCloudWatch - whether this request is one of those that CloudWatch is told of */
  record(statusCode: number, durationMs: number, toCloudWatch: boolean): void {
    const { count, cloudwatch } = this.#byStatus.get(statusCode) ?? this.#add(statusCode)
    count?.inc()
    this.#durations?.observe(durationMs / 1_000)
    if (toCloudWatch) cloudwatch?.putMetrics(requestValues(statusCode, durationMs))
  }

  #add(statusCode: number): OfStatus {
    const { method, route } = this
    const { service, cloudwatch } = this.#options
    const added: OfStatus = {
      count: service?.httpRequestsTotal.at(method, route, statusCode),
      cloudwatch: cloudwatch?.withDimensions({ Method: method, Endpoint: route, StatusCode: statusCode }),
    }
    // Node takes any status from 100 to 999.
    this.#byStatus.set(statusCode, added)
    return added
  }
}

interface OfStatus {
  readonly count: BoundCounter | undefined
  readonly cloudwatch: DimensionScope | undefined
}
