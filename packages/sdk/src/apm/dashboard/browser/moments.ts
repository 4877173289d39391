import type { DashboardView, MomentsView } from '../../views.ts'

/** One moment of the service: a point of every chart. */
export type Moment = Readonly<Record<keyof MomentsView, number>>

/** How far back charts show. */
const SPAN_MS = 30 * 60_000

/** The moments known so far and those of an answer, as far as they are still to be seen. Oldest first. */
export function withMomentsOf(
  before: readonly Moment[],
  { health, moments }: Pick<DashboardView, 'moments'> & { readonly health: Pick<DashboardView['health'], 'time'> },
): readonly Moment[] {
  const oldestMs = Date.parse(health.time) - SPAN_MS
  return [...before, ...rowsOf(moments)].filter(({ timeMs }) => timeMs > oldestMs)
}

function rowsOf(columns: MomentsView): readonly Moment[] {
  const names = Object.keys(columns) as (keyof MomentsView)[]
  return columns.timeMs.map(
    (_, index) => Object.fromEntries(names.map((name) => [name, columns[name][index]])) as unknown as Moment,
  )
}
