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
import { Monitor, type SystemSource } from './monitor.ts'
import type { ApmSettings } from './observability.ts'
import { pageRoutes } from './pages.ts'
import type { RequestSource } from './request-source.ts'
import { createRouter, type Handle, type Route } from './router.ts'
import { errorRate } from './views.ts'

export interface ApmOptions {
  /** Default: those of the environment. */
  readonly settings?: ApmSettings | undefined
  /** Before every route: `/internal`. Default: nothing. */
  readonly basePath?: string | undefined
  /** Default: one without checks. */
  readonly health?: Health | undefined
  /** Of requests: without it there are no figures of them, and no alerts about them. */
  readonly requests?: RequestSource | undefined
  /** For `/metrics`: a `PrometheusDoor`. Without it there is no such route. */
  readonly prometheus?: { scrape(accept?: string): Scrape } | undefined
  /** What `setUpTracing` gave: whether spans leave at all. Default: as the settings say. */
  readonly tracing?: { readonly enabled: boolean } | undefined
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
    snapshot: () => snapshot(monitor, clock.now() - settings.alerts.intervalMs),
    rules: options.rules,
    notifiers: options.notifiers,
    clock,
    logger: options.logger,
    warn,
  })
  const pages = { ...options, settings, health, monitor, alerts, clock }
  const routes = settings.health.enabled ? pageRoutes(pages) : new Map<string, Route>()
  return {
    handle: createRouter({
      basePath,
      access: accessBy(settings.health.token, settings.service.environment),
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
function snapshot(monitor: Monitor, sinceMs: number): Omit<AlertSnapshot, 'timeMs'> {
  const { memoryPercent, cpuPercent, diskPercent } = monitor.latest
  const moments = monitor.moments(sinceMs)
  const cpu = moments.reduce((sum, moment) => sum + moment.cpuPercent, 0) / moments.length
  const { count = 0, errors = 0, meanMs = 0 } = monitor.requests() ?? {}
  return {
    memoryPercent,
    cpuPercent: moments.length === 0 ? cpuPercent : cpu,
    diskPercent,
    requests: count,
    errorRatePercent: errorRate({ count, errors }),
    responseTimeMs: meanMs,
  }
}
