import { alignRange, hasData, SECOND_MS } from '@atalaya/model'
import { type Grid, groupMetrics, type InsightsFunction, labelName, orderSeries, type TimeSeries } from '@atalaya/query'
import type { ColumnStatistic, MetricStore, Series } from '@atalaya/store'
import { gridOf } from './columns.ts'
import type { EvaluationRequest } from './evaluate.ts'
import type { InsightsQuery } from './queries.ts'
import type { MetricFinder } from './searches.ts'
import type { MetricSource } from './sources.ts'

/** Metrics that one query looks at. */
const MAX_METRICS = 10_000
/** Finer periods do not exist in Metrics Insights. */
const MIN_PERIOD_SECONDS = 60

/** An average is that of all samples, whichever metric they belong to. */
const STATISTICS: Readonly<Record<InsightsFunction, ColumnStatistic>> = {
  AVG: 'Average',
  COUNT: 'SampleCount',
  MAX: 'Maximum',
  MIN: 'Minimum',
  SUM: 'Sum',
}

interface Group {
  readonly values: readonly string[]
  readonly metrics: readonly Series[]
}

export interface InsightsPlan {
  readonly query: InsightsQuery
  readonly grid: Grid
  readonly groups: readonly Group[]
}

/** Finds the metrics of a query and groups them. */
export function planInsights(
  query: InsightsQuery,
  defaultPeriodSeconds: number,
  { tenant, range, nowMs }: EvaluationRequest,
  finder: MetricFinder,
): InsightsPlan {
  const { namespace, metric } = query.insights
  const metrics = finder.named(namespace, metric).slice(0, MAX_METRICS)
  const periodSeconds = Math.max(MIN_PERIOD_SECONDS, query.periodSeconds ?? defaultPeriodSeconds)
  return {
    query,
    grid: gridOf(alignRange(range, periodSeconds, nowMs), periodSeconds),
    groups: groupMetrics(query.insights, metrics, tenant.accountId),
  }
}

/** The series of a query in the order it asks for. The store adds up the metrics of a group. */
export async function insightsSeries(
  store: MetricStore,
  { query, grid, groups }: InsightsPlan,
  { range, nowMs, signal }: EvaluationRequest,
): Promise<readonly TimeSeries[]> {
  const { startMs, stepMs } = grid
  const periodSeconds = stepMs / SECOND_MS
  const members = groups.flatMap(({ metrics }, group) => metrics.map(({ id }) => ({ id, group })))
  const nothing = members.length === 0 || startMs >= range.endMs || !hasData(startMs, periodSeconds, nowMs)
  const found = nothing
    ? undefined
    : await store.readColumns(
        {
          series: members.map(({ id }) => id),
          groups: members.map(({ group }) => group),
          startMs,
          endMs: range.endMs,
          periodMs: stepMs,
          statistics: [STATISTICS[query.insights.aggregate]],
        },
        signal,
      )
  const table = found?.values[0] ?? new Float64Array(groups.length * grid.slots).fill(Number.NaN)
  const list = groups.map(({ values: texts }, index): TimeSeries => {
    const labels = query.insights.groupBy.map((label, position) => [labelName(label), texts[position] ?? ''] as const)
    const source: MetricSource = { label: texts.join(' ') || query.id, metric: undefined, groups: labels }
    return { grid, values: table.subarray(index * grid.slots, (index + 1) * grid.slots), periodSeconds, source }
  })
  return orderSeries(query.insights, list)
}

/** Cells of the table that a plan needs. */
export function cellsOf({ groups, grid }: InsightsPlan): number {
  return groups.length * grid.slots
}
