import type { TimeRange } from '@atalaya/model'
import { type Grid, groupMetrics, labelName, orderSeries, type TimeSeries } from '@atalaya/query'
import type { Series } from '@atalaya/store'
import type { MetricRows, SeriesRead } from './metric-reads.ts'
import type { InsightsQuery } from './queries.ts'
import type { MetricFinder } from './searches.ts'
import type { MetricSource } from './sources.ts'

/** Metrics that one query looks at. */
const MAX_METRICS = 10_000
/** Finer periods do not exist in Metrics Insights. */
const MIN_PERIOD_SECONDS = 60

export interface InsightsPlan {
  readonly query: InsightsQuery
  readonly periodSeconds: number
  readonly groups: readonly { readonly values: readonly string[]; readonly metrics: readonly Series[] }[]
}

/** Finds the metrics of a query and groups them. */
export function planInsights(
  query: InsightsQuery,
  defaultPeriodSeconds: number,
  accountId: string,
  finder: MetricFinder,
): InsightsPlan {
  const { namespace, metric } = query.insights
  const metrics = finder.named(namespace, metric).slice(0, MAX_METRICS)
  return {
    query,
    periodSeconds: Math.max(MIN_PERIOD_SECONDS, query.periodSeconds ?? defaultPeriodSeconds),
    groups: groupMetrics(query.insights, metrics, accountId),
  }
}

/** What the plan needs, metric by metric and group by group. */
export function readsOf({ groups, periodSeconds }: InsightsPlan, range: TimeRange): readonly SeriesRead[] {
  return groups.flatMap(({ metrics }) =>
    metrics.map(({ id }) => ({ series: id, range, periodSeconds, unit: undefined, distribution: false })),
  )
}

/** The series of a query, from the rows of its reads. An average is that of all samples, whichever metric they belong to. */
export function insightsSeries(plan: InsightsPlan, rows: readonly MetricRows[], grid: Grid): readonly TimeSeries[] {
  const { query, groups, periodSeconds } = plan
  let next = 0
  const list = groups.map(({ values: texts, metrics }): TimeSeries => {
    const own = rows.slice(next, next + metrics.length)
    next += metrics.length
    const labels = query.insights.groupBy.map((label, index) => [labelName(label), texts[index] ?? ''] as const)
    const source: MetricSource = { label: texts.join(' ') || query.id, metric: undefined, groups: labels }
    return { grid, values: combine(query.insights.aggregate, own, grid.slots, grid), periodSeconds, source }
  })
  return orderSeries(query.insights, list)
}

function combine(
  aggregate: InsightsQuery['insights']['aggregate'],
  rows: readonly MetricRows[],
  slots: number,
  grid: Grid,
): Float64Array {
  const values = new Float64Array(slots).fill(Number.NaN)
  const samples = aggregate === 'AVG' ? new Float64Array(slots) : undefined
  for (const { buckets, from, to } of rows) {
    const column = {
      AVG: buckets.sums,
      SUM: buckets.sums,
      COUNT: buckets.counts,
      MIN: buckets.mins,
      MAX: buckets.maxs,
    }[aggregate]
    let last = -1
    for (let row = from; row < to; row += 1) {
      const slot = Math.round(((buckets.startsMs[row] as number) - grid.startMs) / grid.stepMs)
      // Of several units in one bucket the first counts, as everywhere.
      if (slot === last || slot >= slots) continue
      last = slot
      const value = column[row] as number
      const known = values[slot] as number
      if (Number.isNaN(known)) values[slot] = value
      else if (aggregate === 'MIN') values[slot] = Math.min(known, value)
      else if (aggregate === 'MAX') values[slot] = Math.max(known, value)
      else values[slot] = known + value
      if (samples !== undefined) samples[slot] = (samples[slot] as number) + (buckets.counts[row] as number)
    }
  }
  if (samples === undefined) return values
  // No samples, no average: 0 / 0 is NaN, which is what missing means.
  return values.map((sum, slot) => sum / (samples[slot] as number))
}
