import { type Clock, systemClock } from '@atalaya/model'
import { Health } from '../health/health.ts'
import type { Logger } from '../logs/logger.ts'
import { getLogger } from '../logs/logs.ts'
import type { Scrape } from '../metrics/prometheus/prometheus-door.ts'
import { SystemSampler } from '../metrics/sets/system-sampler.ts'
import type { RecentLines } from '../output/recent-lines.ts'
import type { Warn } from '../output/warnings.ts'
import { loadSettings } from '../settings/settings.ts'
import { accessBy } from './access.ts'
import { Alerts } from './alerts/alerts.ts'
import type { AlertRule, AlertSnapshot } from './alerts/evaluate.ts'
import type { Notifier } from './alerts/notifier.ts'
import { dashboardPage } from './dashboard/page.ts'
import { Monitor, type SystemSource } from './monitor.ts'
import type { ApmSettings } from './observability.ts'
import { isLevel, type LogLine, recentLogs } from './recent-logs.ts'
import type { RequestSource } from './request-source.ts'
import {
  type ApmResponse,
  type Asked,
  BadQuery,
  createRouter,
  type Handle,
  HEADERS,
  json,
  limitOf,
  type Route,
} from './router.ts'
import {
  alertsView,
  breakerViews,
  checkView,
  errorRate,
  type HealthView,
  healthView,
  momentsView,
  requestsView,
  systemView,
} from './views.ts'

export interface ApmOptions {
  /** Default: those of the environment. */
  readonly settings?: ApmSettings | undefined
  /** Before every route: `/internal`. Default: nothing. */
  readonly basePath?: string | undefined
  /** Default: one without checks. */
  readonly health?: Health | undefined
  /** Of requests: without it there are no figures of them, and no alerts. */
  readonly requests?: RequestSource | undefined
  /** For `/metrics`: a `PrometheusDoor`. Without it there is no such route. */
  readonly prometheus?: { scrape(accept?: string): Scrape } | undefined
  /** For `/logs/recent`: `recent` of `setUpLogs`. Without it there is no such route. */
  readonly recent?: Pick<RecentLines, 'last'> | undefined
  /** Shown in `/health`, besides those that the settings switch. */
  readonly features?: Readonly<Record<string, boolean>> | undefined
  /** Alerts besides the standard ones. */
  readonly rules?: readonly AlertRule[] | undefined
  /** Whom alerts are told to, besides those of the settings. */
  readonly notifiers?: readonly Notifier[] | undefined
  /** Default: this process and its machine. */
  readonly system?: SystemSource | undefined
  readonly clock?: Clock | undefined
  readonly logger?: Logger | undefined
  readonly warn?: Warn | undefined
}

/** What a service shows of itself: routes for people and machines, a page, and alerts. */
export interface Apm {
  /** Answers a request of its routes; `undefined` for any other, which belongs to the service. Never rejects. */
  readonly handle: Handle
  /** Its paths with the base path, for frameworks that want to know them. Empty where `health.enabled` is off. */
  readonly paths: readonly string[]
  readonly health: Health
  readonly alerts: Alerts
  /** Ends the looking and telling. */
  close(): Promise<void>
}

/**
 * Begins to look at the service, every 5 seconds.
 *
 * @throws {TypeError} for a base path that does not begin with a slash, or ends with one
 */
export function createApm(options: ApmOptions = {}): Apm {
  const { settings = loadSettings(), basePath = '', requests, clock = systemClock } = options
  const { system = new SystemSampler(), logger = getLogger('apm'), warn } = options
  if (basePath !== '' && !/^(\/[^/?#]+)+$/.test(basePath)) {
    throw new TypeError(`apm: basePath must begin with a slash and end without one, got '${basePath}'`)
  }
  const health = options.health ?? new Health({ settings: settings.health, clock })
  const monitor = new Monitor({ system, requests, clock, warn })
  const alerts = new Alerts({
    settings,
    snapshot: () => snapshot(monitor, requests, clock.now() - settings.alerts.intervalMs),
    rules: options.rules,
    notifiers: options.notifiers,
    clock,
    logger: options.logger,
    warn,
  })
  const pages = new Pages({ ...options, settings, clock }, health, monitor, alerts)
  const routes = settings.health.enabled ? pages.routes() : new Map<string, Route>()
  return {
    handle: createRouter({
      basePath,
      access: accessBy(settings.health.token),
      routes,
      onError: (error) => logger.error('a page of the service could not be made', { error }),
    }),
    paths: [...routes.keys()].map((path) => basePath + path),
    health,
    alerts,
    async close() {
      monitor.close()
      await alerts.close()
    },
  }
}

/** CPU is the mean of the time since the last evaluation: every process is busy for a moment. */
function snapshot(
  monitor: Monitor,
  requests: RequestSource | undefined,
  sinceMs: number,
): Omit<AlertSnapshot, 'timeMs'> {
  const { memoryPercent, cpuPercent, diskPercent } = monitor.latest
  const moments = monitor.moments(sinceMs)
  const cpu = moments.reduce((sum, moment) => sum + moment.cpuPercent, 0) / moments.length
  const { count = 0, errors = 0, meanMs = 0 } = requests?.snapshot() ?? {}
  return {
    memoryPercent,
    cpuPercent: moments.length === 0 ? cpuPercent : cpu,
    diskPercent,
    requests: count,
    errorRatePercent: errorRate({ count, errors }),
    responseTimeMs: meanMs,
  }
}

class Pages {
  readonly #options: ApmOptions & { readonly settings: ApmSettings; readonly clock: Clock }
  readonly #health: Health
  readonly #monitor: Monitor
  readonly #alerts: Alerts

  constructor(
    options: ApmOptions & { readonly settings: ApmSettings; readonly clock: Clock },
    health: Health,
    monitor: Monitor,
    alerts: Alerts,
  ) {
    this.#options = options
    this.#health = health
    this.#monitor = monitor
    this.#alerts = alerts
  }

  routes(): ReadonlyMap<string, Route> {
    const { requests, prometheus, recent } = this.#options
    // Load balancers and Kubernetes have no token; and the page holds no data: what it shows, it asks for with one.
    const open = (answer: Route['answer']): Route => ({ isOpen: true, answer })
    const closed = (answer: Route['answer']): Route => ({ isOpen: false, answer })
    const page = dashboardPage()
    return new Map([
      ['/health', open(() => this.#healthPage())],
      ['/health/live', open(() => json(200, this.#health.live()))],
      ['/health/ready', open(() => this.#ready())],
      ['/health/detailed', closed(() => this.#detailed())],
      ['/stats/system', closed(() => json(200, systemView(this.#monitor.latest)))],
      ['/alerts', closed(() => json(200, alertsView(this.#alerts)))],
      ['/dashboard', open(() => page)],
      ['/dashboard/data', closed((asked) => this.#dashboard(asked))],
      ...(requests === undefined
        ? []
        : ([['/stats/requests', closed(() => json(200, requestsView(requests)))]] as const)),
      ...(prometheus === undefined
        ? []
        : ([['/metrics', closed(({ accept }) => metrics(prometheus.scrape(accept)))]] as const)),
      ...(recent === undefined
        ? []
        : ([['/logs/recent', closed(({ query }) => json(200, { lines: this.#logs(query) }))]] as const)),
    ])
  }

  async #healthPage(): Promise<ApmResponse> {
    const { status } = await this.#health.check()
    return json(statusCode(status), this.#view(status))
  }

  async #ready(): Promise<ApmResponse> {
    const { status } = await this.#health.ready()
    return json(statusCode(status), { status, isDraining: this.#health.isDraining })
  }

  async #detailed(): Promise<ApmResponse> {
    const { status, checks } = await this.#health.check()
    return json(statusCode(status), {
      ...this.#view(status),
      checks: checks.map(checkView),
      circuitBreakers: breakerViews(),
    })
  }

  /** All that the page shows, in one answer. */
  async #dashboard({ query }: Asked): Promise<ApmResponse> {
    const { requests } = this.#options
    const { status, checks } = await this.#health.check()
    return json(200, {
      health: { ...this.#view(status), checks: checks.map(checkView), circuitBreakers: breakerViews() },
      requests: requests === undefined ? null : requestsView(requests),
      system: systemView(this.#monitor.latest),
      alerts: alertsView(this.#alerts),
      logs: this.#options.recent === undefined ? null : this.#logs(query),
      // Whoever asked before has the rest already.
      moments: momentsView(this.#monitor.moments(Number(query.get('since') ?? 0) || 0)),
    })
  }

  #view(status: HealthView['status']): HealthView {
    const { settings, features = {}, clock } = this.#options
    return healthView(status, settings, features, clock.now())
  }

  #logs(query: URLSearchParams): readonly LogLine[] {
    const { recent, settings } = this.#options
    const level = query.get('level') ?? 'trace'
    if (!isLevel(level)) throw new BadQuery('level must be one of trace, debug, info, warn, error, fatal')
    const max = Math.max(1, settings.log.recentLines)
    return recent === undefined ? [] : recentLogs(recent, limitOf(query, Math.min(100, max), max), level)
  }
}

function metrics({ contentType, body }: Scrape): ApmResponse {
  return { status: 200, headers: { ...HEADERS, 'content-type': contentType }, body }
}

/** For those who look at the status line only. */
function statusCode(status: HealthView['status']): number {
  return status === 'unhealthy' ? 503 : 200
}
