import type { AlertsView, DashboardView, NoticeView, RuleView } from '../../../views.ts'
import { add, fill, fillTable, make, put, show, textNode } from '../dom.ts'
import { amount, clockWithSeconds, since } from '../format.ts'

const MAX_HISTORY = 12

export function renderAlerts({ alerts, health }: DashboardView): void {
  const firing = firingRules(alerts)
  show('alerts', firing.length > 0)
  fill(
    'alerts',
    firing.map((rule) => firingAlert(rule, health.time)),
  )
  fillTable('rules', alerts.rules.map(ruleRow))
  fill('history', alerts.history.slice(0, MAX_HISTORY).map(noticeItem))
  show('history-empty', alerts.history.length === 0)
  put('history-empty', alerts.rules.length === 0 ? 'Alerts are switched off.' : 'Nothing yet.')
}

export function firingRules({ rules }: AlertsView): readonly RuleView[] {
  return rules.filter(({ state }) => state === 'firing')
}

/** A rule that the service does not have is never broken. */
export function ruleNamed({ rules }: AlertsView, name: string): Pick<RuleView, 'state' | 'above'> {
  return rules.find((rule) => rule.name === name) ?? { state: 'ok', above: Number.POSITIVE_INFINITY }
}

function firingAlert({ name, value, above, unit, since: from }: RuleView, now: string): Node {
  return add(
    make('div', 'alert firing'),
    make('span', 'mark'),
    make('span', '', `${name} ${amount(value, unit)} is above ${amount(above, unit)}`),
    make('span', '', from === null ? '' : `since ${since(from, now)}`),
  )
}

function ruleRow(rule: RuleView): Node {
  const { name, value, above, unit } = rule
  return add(
    make('tr'),
    make('td', '', name),
    stateCell(rule),
    make('td', 'number', amount(value, unit)),
    make('td', 'number', amount(above, unit)),
  )
}

function stateCell({ since: from, state }: RuleView): Node {
  if (from === null) return make('td', 'muted', 'not yet known')
  return add(make('td', `state ${state}`), make('span', 'mark'), textNode(state === 'firing' ? ' fires' : ' ok'))
}

function noticeItem({ kind, time, text }: NoticeView): Node {
  const item = make('li', kind === 'firing' ? 'firing' : 'ok')
  return add(item, make('time', '', clockWithSeconds(time)), make('span', 'mark'), make('span', '', text))
}
