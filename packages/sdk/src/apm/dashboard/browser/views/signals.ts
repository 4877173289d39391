import type { DashboardView, RequestsView } from '../../../views.ts'
import { place, put } from '../dom.ts'
import { count, lasting, ms, percent, round } from '../format.ts'
import { ruleNamed } from './alerts.ts'

export function renderSignals({ requests, alerts }: DashboardView): void {
  if (requests === null) {
    renderUncounted()
    return
  }
  renderFigures(requests)
  place('card-errors').className = `card ${ruleNamed(alerts, 'error rate').state}`
  place('card-time').className = `card ${ruleNamed(alerts, 'response time').state}`
}

/** The time that the figures are of. */
export function latest({ windowSeconds }: RequestsView): string {
  return `the latest ${windowSeconds === 60 ? 'minute' : lasting(windowSeconds)}`
}

function renderUncounted(): void {
  for (const id of ['rate', 'errors', 'time', 'active'] as const) {
    put(id, '–')
    put(`${id}-sub`, 'Requests are not counted.')
  }
}

function renderFigures(requests: RequestsView): void {
  const { active, total } = requests
  const window = latest(requests)
  const isQuiet = requests.count === 0
  put('rate', count(requests.ratePerSecond))
  put('rate-sub', isQuiet ? `None in ${window}` : `${round(requests.count, 0)} in ${window}`)
  put('errors', isQuiet ? '–' : percent(requests.errorRatePercent))
  put('errors-sub', `${round(requests.errors, 0)} in ${window} · ${round(total.errors, 0)} since start`)
  put('time', isQuiet ? '–' : ms(requests.p95Ms))
  put('time-sub', isQuiet ? '' : timesText(requests))
  put('active', round(active.length, 0))
  put('active-sub', active[0] === undefined ? '' : `the longest for ${ms(active[0].durationMs)}`)
}

function timesText({ meanMs, p50Ms, p99Ms }: RequestsView): string {
  return `mean ${ms(meanMs)} · p50 ${ms(p50Ms)} · p99 ${ms(p99Ms)}`
}
