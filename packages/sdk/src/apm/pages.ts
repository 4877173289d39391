/** The routes and what they answer. */
import type { Clock } from '@atalaya/model'
import type { Health } from '../health/health.ts'
import type { Scrape } from '../metrics/prometheus/prometheus-door.ts'
import type { RecentLines } from '../output/recent-lines.ts'
import type { Alerts } from './alerts/alerts.ts'
import { dashboardPage } from './dashboard/page.ts'
import type { Monitor } from './monitor.ts'
import type { ApmSettings } from './observability.ts'
import { isLevel, type LogLine, recentLogs } from './recent-logs.ts'
import type { RequestSource } from './request-source.ts'
import { type ApmResponse, type Asked, BadQuery, HEADERS, json, limitOf, type Route } from './router.ts'
import {
  alertsView,
  breakerViews,
  checkView,
  type DashboardView,
  type DetailedView,
  type HealthView,
  healthView,
  momentsView,
  requestsView,
  systemView,
} from './views.ts'

/** What the routes show. */
export interface Shown {
  readonly settings: ApmSettings
  readonly health: Health
  readonly monitor: Monitor
  readonly alerts: Alerts
  readonly clock: Clock
  readonly requests?: RequestSource | undefined
  readonly prometheus?: { scrape(accept?: string): Scrape } | undefined
  readonly tracing?: { readonly enabled: boolean } | undefined
  readonly recent?: Pick<RecentLines, 'last'> | undefined
  readonly features?: Readonly<Record<string, boolean>> | undefined
}

/** By path. What the service does not have has no route. */
export function pageRoutes(shown: Shown): ReadonlyMap<string, Route> {
  const { requests, prometheus, recent, health, monitor, alerts } = shown
  const open = (answer: Route['answer']): Route => ({ audience: 'anyone', answer })
  const closed = (answer: Route['answer']): Route => ({ audience: 'team', answer })
  const page = dashboardPage()
  const routes = new Map<string, Route>([
    ['/health', open(() => healthPage(shown))],
    ['/health/live', open(() => json(200, health.live()))],
    ['/health/ready', open(() => readyPage(health))],
    ['/health/detailed', closed(() => detailedPage(shown))],
    ['/stats/system', closed(() => json(200, systemView(monitor.latest)))],
    ['/alerts', closed(() => json(200, alertsView(alerts)))],
    ['/dashboard', open(() => page)],
    ['/dashboard/data', closed((asked) => dashboardData(shown, asked))],
  ])
  if (requests !== undefined)
    routes.set(
      '/stats/requests',
      closed(() => json(200, requestsView(requests))),
    )
  if (prometheus !== undefined)
    routes.set('/metrics', { audience: 'scraper', answer: ({ accept }) => metricsPage(prometheus.scrape(accept)) })
  if (recent !== undefined) {
    routes.set(
      '/logs/recent',
      closed(({ query }) => json(200, { lines: lines(shown, recent, query) })),
    )
  }
  return routes
}

async function healthPage(shown: Shown): Promise<ApmResponse> {
  const { status } = await shown.health.check()
  return json(statusCode(status), view(shown, status))
}

async function readyPage(health: Health): Promise<ApmResponse> {
  const { status } = await health.ready()
  return json(statusCode(status), { status, isDraining: health.isDraining })
}

async function detailedPage(shown: Shown): Promise<ApmResponse> {
  const details = await detailed(shown)
  return json(statusCode(details.status), details)
}

/** All that the page shows, in one answer. */
async function dashboardData(shown: Shown, { query }: Asked): Promise<ApmResponse> {
  const { requests, recent, monitor, alerts } = shown
  const all: DashboardView = {
    health: await detailed(shown),
    requests: requests === undefined ? null : requestsView(requests),
    system: systemView(monitor.latest),
    alerts: alertsView(alerts),
    logs: recent === undefined ? null : lines(shown, recent, query),
    // Whoever asked before has the rest already.
    moments: momentsView(monitor.moments(Number(query.get('since') ?? 0) || 0)),
  }
  return json(200, all)
}

async function detailed(shown: Shown): Promise<DetailedView> {
  const { status, checks } = await shown.health.check()
  return { ...view(shown, status), checks: checks.map(checkView), circuitBreakers: breakerViews() }
}

function view({ settings, tracing, features, clock }: Shown, status: HealthView['status']): HealthView {
  return healthView(status, settings, { tracing, features, nowMs: clock.now() })
}

function lines({ settings }: Shown, recent: Pick<RecentLines, 'last'>, query: URLSearchParams): readonly LogLine[] {
  const level = query.get('level') ?? 'trace'
  if (!isLevel(level)) throw new BadQuery('level must be one of trace, debug, info, warn, error, fatal')
  const max = Math.max(1, settings.log.recentLines)
  return recentLogs(recent, limitOf(query, Math.min(100, max), max), level)
}

function metricsPage({ contentType, body }: Scrape): ApmResponse {
  return { status: 200, headers: { ...HEADERS, 'content-type': contentType }, body }
}

/** For those who look at the status line only. */
function statusCode(status: HealthView['status']): number {
  return status === 'unhealthy' ? 503 : 200
}
