import type { BreakerView, CheckView, DashboardView } from '../../../views.ts'
import { add, fill, make, show } from '../dom.ts'
import { ms, since, words } from '../format.ts'

export const STATUS_NAMES: Readonly<Record<CheckView['status'], string>> = {
  healthy: 'Healthy',
  degraded: 'Degraded',
  unhealthy: 'Unhealthy',
}

export function renderChecks({ health }: DashboardView): void {
  const { checks, circuitBreakers, time } = health
  const none = make('li', 'empty', 'No checks. new Health({ checks: […] }) takes some.')
  fill('checks', checks.length === 0 ? [none] : checks.map(checkItem))
  show('breakers-box', circuitBreakers.length > 0)
  fill(
    'breakers',
    circuitBreakers.map((breaker) => breakerItem(breaker, time)),
  )
}

function checkItem({ name, status, critical, durationMs, reason, facts = {} }: CheckView): Node {
  const mark = make('span', 'mark')
  mark.title = status
  const title = add(make('span', 'name', name), critical ? make('span', 'tag', 'critical') : undefined)
  const why = [reason && `${STATUS_NAMES[status]}: ${reason}`, factsText(facts)].filter(Boolean).join(' · ')
  return add(
    make('li', status),
    mark,
    title,
    make('span', 'muted', ms(durationMs)),
    why === '' ? undefined : make('span', reason ? 'why loud' : 'why', why),
  )
}

function factsText(facts: NonNullable<CheckView['facts']>): string {
  return Object.entries(facts)
    .map(([name, value]) =>
      name.endsWith('Percent') ? `${words(name.slice(0, -7))} ${value} %` : `${words(name)} ${value}`,
    )
    .join(' · ')
}

function breakerItem(breaker: BreakerView, now: string): Node {
  const { name, state } = breaker
  return add(
    make('li', state),
    make('span', 'mark'),
    make('span', 'name', name),
    make('span', 'muted', state.replace('-', ' ')),
    state === 'closed' ? undefined : make('span', 'why loud', breakerText(breaker, now)),
  )
}

function breakerText({ lastErrorType, since: from }: BreakerView, now: string): string {
  return `${lastErrorType ? `${lastErrorType} · ` : ''}since ${since(from, now)}`
}
