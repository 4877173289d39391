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

/** Buckets of one series of the store that somebody wants. */
export interface SeriesRead {
  readonly series: number
  /** Aligned: buckets are anchored at its start. */
  readonly range: TimeRange
  readonly periodSeconds: number
  readonly distribution: boolean
  /** Only data of this unit. */
  readonly unit: string | undefined
}

/**
 * Rows of each query, in the order of the queries.
 *
 * @see readSeries
 */
export async function readMetrics(
  store: MetricStore,
  queries: readonly MetricQuery[],
  nowMs: number,
  signal: AbortSignal | undefined,
): Promise<readonly MetricRows[]> {
  const reads = queries.map((query): SeriesRead | undefined => {
    const series = store.findSeries(query.tenant, query.namespace, query.name, query.dimensions)
    const { range, periodSeconds, unit, statistics } = query
    return series === undefined
      ? undefined
      : { series, range, periodSeconds, unit, distribution: statistics.some(needsDistribution) }
  })
  return readSeries(store, reads, nowMs, signal)
}

/**
 * Rows of each read, in the order of the reads; no rows for what is undefined. Reads whose buckets coincide share one read of the
 * store; a series whose distribution somebody needs is read once with it, and does not make the others of the read carry theirs.
 *
 * @param nowMs decides which roll-ups are left: a period too fine for the age of the range yields no rows
 */
export async function readSeries(
  store: MetricStore,
  reads: readonly (SeriesRead | undefined)[],
  nowMs: number,
  signal: AbortSignal | undefined,
): Promise<readonly MetricRows[]> {
  const groups = new Map<string, BucketGroup>()
  const placed = reads.map((read) => {
    if (read === undefined || !canHaveRows(read, nowMs)) return undefined
    const { range, periodSeconds, unit } = read
    const key = `${range.startMs} ${range.endMs} ${periodSeconds} ${unit ?? '*'}`
    let group = groups.get(key)
    if (group === undefined) {
      group = { range, periodSeconds, unit, plain: new Set(), withDistribution: new Set(), rows: new Map() }
      groups.set(key, group)
    }
    if (read.distribution) group.withDistribution.add(read.series)
    else group.plain.add(read.series)
    return group
  })
  await Promise.all([...groups.values()].map((group) => readGroup(store, group, signal)))
  return placed.map((group, index) => group?.rows.get(reads[index]?.series ?? -1) ?? NO_ROWS)
}

/** Series whose buckets coincide. */
interface BucketGroup {
  readonly range: TimeRange
  readonly periodSeconds: number
  readonly unit: string | undefined
  readonly plain: Set<number>
  readonly withDistribution: Set<number>
  readonly rows: Map<number, MetricRows>
}

function canHaveRows({ range, periodSeconds }: SeriesRead, nowMs: number): boolean {
  return range.startMs < range.endMs && hasData(range.startMs, periodSeconds, nowMs)
}

async function readGroup(store: MetricStore, group: BucketGroup, signal: AbortSignal | undefined): Promise<void> {
  const plain = [...group.plain].filter((series) => !group.withDistribution.has(series))
  const unit = group.unit === undefined ? undefined : unitCode(group.unit)
  const read = async (series: readonly number[], distribution: boolean): Promise<void> => {
    if (series.length === 0) return
    const buckets = await store.read(
      {
        series,
        startMs: group.range.startMs,
        endMs: group.range.endMs,
        periodMs: group.periodSeconds * SECOND_MS,
        distribution,
        ...(unit === undefined ? {} : { unit }),
      },
      signal,
    )
    for (const [id, rows] of splitBySeries(buckets)) group.rows.set(id, rows)
  }
  await Promise.all([read(plain, false), read([...group.withDistribution], true)])
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
