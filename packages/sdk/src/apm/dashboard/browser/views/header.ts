import type { DashboardView } from '../../../views.ts'
import { place, put, show } from '../dom.ts'
import { lasting } from '../format.ts'
import { firingRules } from './alerts.ts'
import { STATUS_NAMES } from './checks.ts'

type StatusName = DashboardView['health']['status'] | 'unknown'

export function renderHeader({ health, alerts }: DashboardView): void {
  const { service, environment, version, uptimeSeconds, status } = health
  put('service', service)
  put('environment', environment)
  show('environment', environment !== '')
  put('facts', `${version === '' ? '' : `version ${version} · `}up ${lasting(uptimeSeconds)}`)
  const firing = firingRules(alerts).length
  const alertsText = firing === 0 ? '' : ` · ${firing} ${firing === 1 ? 'alert' : 'alerts'}`
  renderStatus(status, STATUS_NAMES[status], service, alertsText)
}

/** The status in the page and in its title, which is what is seen of a tab. */
export function renderStatus(status: StatusName, text: string, service: string | undefined, more = ''): void {
  place('status').className = `status ${status}`
  put('status-text', text)
  document.title = `${SIGNS[status]}${service === undefined ? '' : `${service} · `}${text}${more}`
}

const SIGNS: Readonly<Record<StatusName, string>> = { healthy: '✓ ', degraded: '! ', unhealthy: '✕ ', unknown: '' }
