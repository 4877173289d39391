import {
  type Dimension,
  evaluateStatistic,
  hasData,
  METRIC_UNITS,
  type MetricUnit,
  needsDistribution,
  SECOND_MS,
  type Statistic,
  type Tenant,
  type TimeRange,
  unitCode,
} from '@atalaya/model'
import type { MetricBuckets, MetricStore } from '@atalaya/store'

/** Buckets of one metric that a query wants. */
export interface MetricQuery {
  readonly tenant: Tenant
  readonly namespace: string
  readonly name: string
  readonly dimensions: readonly Dimension[]
  /** Aligned: buckets are anchored at its start. */
  readonly range: TimeRange
  readonly periodSeconds: number
  readonly statistics: readonly Statistic[]
  /** Only data of this unit. */
  readonly unit: string | undefined
}

/** The rows of one metric within buckets that may hold other metrics, too: from `from` up to, not including, `to`. */
export interface MetricRows {
  readonly buckets: MetricBuckets
  readonly from: number
  readonly to: number
}

const NO_BUCKETS: MetricBuckets = {
  length: 0,
  series: new Uint32Array(),
  startsMs: new Float64Array(),
  units: new Uint8Array(),
  counts: new Float64Array(),
  sums: new Float64Array(),
  mins: new Float64Array(),
  maxs: new Float64Array(),
}
const NO_ROWS: MetricRows = { buckets: NO_BUCKETS, from: 0, to: 0 }

/**
 * Rows of each query, in the order of the queries. Queries whose buckets coincide share one read of the store; a metric whose
 * distribution somebody needs is read once with it, and does not make the others of the read carry theirs.
 *
 * @param nowMs decides which roll-ups are left: a period too fine for the age of the range yields no rows
 */
export async function readMetrics(
  store: MetricStore,
  queries: readonly MetricQuery[],
  nowMs: number,
  signal: AbortSignal,
): Promise<readonly MetricRows[]> {
  const wanted = queries.map((query) => resolve(store, query, nowMs))
  const withDistribution = new Set(wanted.flatMap((want) => (want?.distribution ? [seriesKey(want)] : [])))

  const reads = new Map<string, SharedRead>()
  for (const want of wanted) {
    if (want === undefined) continue
    const distribution = withDistribution.has(seriesKey(want))
    const key = `${bucketsKey(want)} ${distribution}`
    const read = reads.get(key)
    if (read === undefined) reads.set(key, { ...want, distribution, series: new Set([want.series]) })
    else read.series.add(want.series)
  }

  const rows = new Map<string, MetricRows>()
  const running = [...reads.values()].map(async (read) => {
    const buckets = await store.read({ ...read, series: [...read.series] }, signal)
    for (const [series, found] of splitBySeries(buckets)) rows.set(seriesKey({ ...read, series }), found)
  })
  await Promise.all(running)
  return wanted.map((want) => (want === undefined ? NO_ROWS : (rows.get(seriesKey(want)) ?? NO_ROWS)))
}

interface BucketsWanted {
  readonly startMs: number
  readonly endMs: number
  readonly periodMs: number
  readonly unit?: number
}

interface Wanted extends BucketsWanted {
  readonly series: number
  readonly distribution: boolean
}

interface SharedRead extends BucketsWanted {
  readonly series: Set<number>
  readonly distribution: boolean
}

/** Undefined when there can be no rows. */
function resolve(store: MetricStore, query: MetricQuery, nowMs: number): Wanted | undefined {
  const { range, periodSeconds } = query
  if (range.startMs >= range.endMs || !hasData(range.startMs, periodSeconds, nowMs)) return undefined
  const series = store.findSeries(query.tenant, query.namespace, query.name, query.dimensions)
  if (series === undefined) return undefined
  const unit = query.unit === undefined ? undefined : unitCode(query.unit)
  return {
    series,
    startMs: range.startMs,
    endMs: range.endMs,
    periodMs: periodSeconds * SECOND_MS,
    distribution: query.statistics.some(needsDistribution),
    ...(unit === undefined ? {} : { unit }),
  }
}

function bucketsKey({ startMs, endMs, periodMs, unit }: BucketsWanted): string {
  return `${startMs} ${endMs} ${periodMs} ${unit ?? '*'}`
}

function seriesKey(want: BucketsWanted & { readonly series: number }): string {
  return `${bucketsKey(want)} ${want.series}`
}

/** Rows come grouped by series. */
function splitBySeries(buckets: MetricBuckets): readonly (readonly [number, MetricRows])[] {
  const parts: (readonly [number, MetricRows])[] = []
  let from = 0
  for (let row = 1; row <= buckets.length; row += 1) {
    if (row < buckets.length && buckets.series[row] === buckets.series[from]) continue
    parts.push([buckets.series[from] as number, { buckets, from, to: row }])
    from = row
  }
  return parts
}

/** A statistic of one row; undefined when the row has no datapoint for it. */
export function statisticOf(statistic: Statistic, { buckets }: MetricRows, row: number): number | undefined {
  return evaluateStatistic(statistic, {
    count: buckets.counts[row] as number,
    sum: buckets.sums[row] as number,
    min: buckets.mins[row] as number,
    max: buckets.maxs[row] as number,
    distribution: buckets.distributions?.[row],
  })
}

export function unitOf({ buckets }: MetricRows, row: number): MetricUnit {
  return METRIC_UNITS[buckets.units[row] as number] ?? 'None'
}
