/** Tables of requests: by route, which can be sorted, and under way. */
import type { DashboardView, RouteView } from '../../../views.ts'
import { add, fillTable, make, place, put, putEmpty } from '../dom.ts'
import { inPercent, ms, round } from '../format.ts'
import { ruleNamed } from './alerts.ts'
import { latest } from './signals.ts'

const MAX_ROUTES = 100
const MAX_RUNNING = 50
const UNCOUNTED = 'Requests are not counted.'

interface Column {
  readonly key: 'route' | 'count' | 'errorRatePercent' | 'p50Ms' | 'p95Ms' | 'p99Ms'
  readonly label: string
}

const COLUMNS: readonly Column[] = [
  { key: 'route', label: 'Route' },
  { key: 'count', label: 'Requests' },
  { key: 'errorRatePercent', label: 'Errors' },
  { key: 'p50Ms', label: 'p50' },
  { key: 'p95Ms', label: 'p95' },
  { key: 'p99Ms', label: 'p99' },
]

interface Header {
  readonly column: Column
  readonly cell: HTMLElement
  readonly button: HTMLElement
}

/** Remembers how it is sorted, by a click on the head of a column. */
export class RoutesTable {
  readonly #headers: readonly Header[] = COLUMNS.map((column) => this.#header(column))
  #sort: { readonly key: Column['key']; readonly isDown: boolean } = { key: 'count', isDown: true }
  #view: DashboardView | undefined

  render(view: DashboardView): void {
    this.#view = view
    for (const header of this.#headers) this.#showOrder(header)
    const { requests, alerts } = view
    const routes = requests === null ? [] : [...requests.routes].sort((a, b) => this.#compare(a, b))
    const slowMs = ruleNamed(alerts, 'response time').above
    const badPercent = ruleNamed(alerts, 'error rate').above
    fillTable(
      'routes',
      routes.slice(0, MAX_ROUTES).map((route) => routeRow(route, slowMs, badPercent)),
    )
    const ofAll = routes.length > MAX_ROUTES ? `, ${MAX_ROUTES} of ${routes.length}` : ''
    put('routes-sub', requests === null ? '' : `in ${latest(requests)}${ofAll}`)
    putEmpty('routes', routes.length, requests === null ? UNCOUNTED : `No requests in ${latest(requests)}.`)
  }

  #header(column: Column): Header {
    const cell = make('th', column.key === 'route' ? '' : 'number')
    const button = make('button', '', column.label)
    cell.scope = 'col'
    button.type = 'button'
    button.addEventListener('click', () => this.#sortBy(column.key))
    add(place('routes').tHead!.rows[0]!, add(cell, button))
    return { column, cell, button }
  }

  /** Largest first, names from A; the other way with the second click. */
  #sortBy(key: Column['key']): void {
    this.#sort = { key, isDown: this.#sort.key === key ? !this.#sort.isDown : key !== 'route' }
    if (this.#view !== undefined) this.render(this.#view)
  }

  #showOrder({ column, cell, button }: Header): void {
    const { key, isDown } = this.#sort
    const isChosen = column.key === key
    if (isChosen) cell.setAttribute('aria-sort', isDown ? 'descending' : 'ascending')
    else cell.removeAttribute('aria-sort')
    button.textContent = `${column.label}${isChosen ? (isDown ? ' ↓' : ' ↑') : ''}`
  }

  #compare(a: RouteView, b: RouteView): number {
    const { key, isDown } = this.#sort
    const order = a[key] < b[key] ? -1 : a[key] > b[key] ? 1 : 0
    return isDown ? -order : order
  }
}

function routeRow(view: RouteView, slowMs: number, badPercent: number): Node {
  const { method, route, count, errorRatePercent, p50Ms, p95Ms, p99Ms } = view
  return add(
    make('tr'),
    routeCell(method, route),
    make('td', 'number', round(count, 0)),
    make('td', errorRatePercent > badPercent ? 'number bad' : 'number', inPercent(errorRatePercent)),
    ...[p50Ms, p95Ms, p99Ms].map((time) => timeCell(time, slowMs)),
  )
}

function routeCell(method: string, route: string): Node {
  return add(make('td'), make('span', 'method mono', method), make('span', '', route))
}

function timeCell(timeMs: number, slowMs: number): Node {
  return make('td', timeMs > slowMs ? 'number slow' : 'number', ms(timeMs))
}

export function renderRunning({ requests, alerts }: DashboardView): void {
  const running = requests === null ? [] : requests.active
  const slowMs = ruleNamed(alerts, 'response time').above
  fillTable(
    'running',
    running
      .slice(0, MAX_RUNNING)
      .map(({ method, route, requestId, durationMs }) =>
        add(
          make('tr'),
          routeCell(method, route || 'not known yet'),
          make('td', 'mono', requestId),
          timeCell(durationMs, slowMs),
        ),
      ),
  )
  put('running-sub', running.length > MAX_RUNNING ? `${MAX_RUNNING} of ${running.length}` : '')
  putEmpty('running', running.length, requests === null ? UNCOUNTED : 'None at this moment.')
}
