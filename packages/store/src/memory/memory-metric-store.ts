import {
  type Clock,
  type Dimension,
  type Distribution,
  invariant,
  type MetricIdentity,
  SECOND_MS,
  sortDimensions,
  type Tenant,
  unreachable,
} from '@atalaya/model'
import type {
  ColumnStatistic,
  MetricBuckets,
  MetricColumns,
  MetricColumnsRead,
  MetricPoints,
  MetricRead,
  MetricStore,
  Series,
  SeriesQuery,
} from '../metric-store.ts'

interface Point {
  readonly timestampMs: number
  readonly unit: number
  readonly count: number
  readonly sum: number
  readonly min: number
  readonly max: number
  /** NaN for a statistic set that hides its values. */
  readonly value: number
}

interface StoredSeries extends MetricIdentity {
  readonly id: number
  readonly tenant: Tenant
  readonly points: Point[]
  lastPointMs: number
  lastArrivalMs: number
}

interface Bucket {
  readonly series: number
  readonly startMs: number
  readonly unit: number
  readonly points: Point[]
}

/** Keeps every point as it came for ever: exact where the contract allows approximation. */
export class MemoryMetricStore implements MetricStore {
  readonly #clock: Clock
  readonly #ids = new Map<string, number>()
  readonly #series = new Map<number, StoredSeries>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  seriesId(tenant: Tenant, namespace: string, name: string, dimensions: readonly Dimension[]): number {
    const key = identityKey(tenant, namespace, name, dimensions)
    const known = this.#ids.get(key)
    if (known !== undefined) return known

    const id = this.#ids.size + 1
    this.#ids.set(key, id)
    const sorted = sortDimensions(dimensions)
    const never = Number.NEGATIVE_INFINITY
    const series = { id, tenant, namespace, name, dimensions: sorted, points: [] }
    this.#series.set(id, { ...series, lastPointMs: never, lastArrivalMs: never })
    return id
  }

  findSeries(tenant: Tenant, namespace: string, name: string, dimensions: readonly Dimension[]): number | undefined {
    const id = this.#ids.get(identityKey(tenant, namespace, name, dimensions))
    return id !== undefined && this.#get(id).points.length > 0 ? id : undefined
  }

  listSeries(query: SeriesQuery): readonly Series[] {
    return [...this.#series.values()]
      .filter((series) => series.points.length > 0 && matches(series, query))
      .sort(compareIdentities)
      .map(({ id, namespace, name, dimensions, lastPointMs, lastArrivalMs }) => {
        return { id, namespace, name, dimensions, lastPointMs, lastArrivalMs }
      })
  }

  async read(read: MetricRead, signal?: AbortSignal): Promise<MetricBuckets> {
    signal?.throwIfAborted()
    const buckets = read.series.flatMap((id) => this.#bucketsOf(id, read))
    const aggregates = buckets.map(({ points }) => aggregate(points))
    return {
      length: buckets.length,
      series: Uint32Array.from(buckets, (bucket) => bucket.series),
      startsMs: Float64Array.from(buckets, (bucket) => bucket.startMs),
      units: Uint8Array.from(buckets, (bucket) => bucket.unit),
      counts: Float64Array.from(aggregates, ({ count }) => count),
      sums: Float64Array.from(aggregates, ({ sum }) => sum),
      mins: Float64Array.from(aggregates, ({ min }) => min),
      maxs: Float64Array.from(aggregates, ({ max }) => max),
      ...(read.distribution ? { distributions: buckets.map(({ points }) => distribution(points)) } : {}),
    }
  }

  async readColumns(read: MetricColumnsRead, signal?: AbortSignal): Promise<MetricColumns> {
    return toColumns(read, await this.read({ ...read, distribution: false }, signal))
  }

  /** @throws {Error} when {@link append} could not take all of the points */
  check(points: MetricPoints): void {
    const { series, timestampsMs, units, resolutions, counts, sums, mins, maxs, values } = points
    for (const column of [timestampsMs, units, resolutions, counts, sums, mins, maxs, values]) {
      invariant(column.length === series.length, 'columns of metric points have the same length')
    }
    for (const id of series) this.#get(id)
  }

  append(points: MetricPoints): void {
    const arrivalMs = this.#clock.now()
    for (const [index, id] of points.series.entries()) {
      const series = this.#get(id)
      const point: Point = {
        timestampMs: Math.floor(points.timestampsMs[index]! / SECOND_MS) * SECOND_MS,
        unit: points.units[index]!,
        count: points.counts[index]!,
        sum: points.sums[index]!,
        min: points.mins[index]!,
        max: points.maxs[index]!,
        value: points.values[index]!,
      }
      series.points.push(point)
      series.lastPointMs = Math.max(series.lastPointMs, point.timestampMs)
      series.lastArrivalMs = Math.max(series.lastArrivalMs, arrivalMs)
    }
  }

  /** How many series have points. */
  count(): number {
    return [...this.#series.values()].filter(({ points }) => points.length > 0).length
  }

  clear(): void {
    this.#ids.clear()
    this.#series.clear()
  }

  #get(id: number): StoredSeries {
    const series = this.#series.get(id)
    invariant(series !== undefined, `series ${id} was never assigned`)
    return series
  }

  #bucketsOf(id: number, { startMs, endMs, periodMs, unit }: MetricRead): Bucket[] {
    const buckets = new Map<string, Bucket>()
    for (const point of this.#series.get(id)?.points ?? []) {
      if (point.timestampMs < startMs || point.timestampMs >= endMs) continue
      if (unit !== undefined && point.unit !== unit) continue
      const index = Math.floor((point.timestampMs - startMs) / periodMs)
      const key = `${index} ${point.unit}`
      const bucket = buckets.get(key) ?? {
        series: id,
        startMs: startMs + index * periodMs,
        unit: point.unit,
        points: [],
      }
      bucket.points.push(point)
      buckets.set(key, bucket)
    }
    return [...buckets.values()].sort((a, b) => a.startMs - b.startMs || a.unit - b.unit)
  }
}

function aggregate(points: readonly Point[]): { count: number; sum: number; min: number; max: number } {
  return points.reduce(
    (all, { count, sum, min, max }) => ({
      count: all.count + count,
      sum: all.sum + sum,
      min: Math.min(all.min, min),
      max: Math.max(all.max, max),
    }),
    { count: 0, sum: 0, min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY },
  )
}

function distribution(points: readonly Point[]): Distribution {
  const weights = new Map<number, number>()
  for (const { value, count } of points) {
    if (!Number.isNaN(value) && count > 0) weights.set(value, (weights.get(value) ?? 0) + count)
  }
  const sorted = [...weights].sort(([a], [b]) => a - b)
  return {
    values: Float64Array.from(sorted, ([value]) => value),
    weights: Float64Array.from(sorted, ([, weight]) => weight),
    incomplete: points.some(({ value }) => Number.isNaN(value)),
  }
}

/** JSON, because no pair of names and values can imitate another one in it. */
function identityKey(
  { accountId, region }: Tenant,
  namespace: string,
  name: string,
  dimensions: readonly Dimension[],
): string {
  const sorted = sortDimensions(dimensions)
  return JSON.stringify([
    accountId,
    region,
    namespace,
    name,
    sorted.map((dimension) => [dimension.name, dimension.value]),
  ])
}

function matches(series: StoredSeries, query: SeriesQuery): boolean {
  if (series.tenant.accountId !== query.tenant.accountId || series.tenant.region !== query.tenant.region) return false
  if (query.namespace !== undefined && series.namespace !== query.namespace) return false
  if (query.name !== undefined && series.name !== query.name) return false
  if (query.activeSinceMs !== undefined && series.lastPointMs < query.activeSinceMs) return false
  return (query.dimensions ?? []).every(({ name, value }) => {
    return series.dimensions.some((own) => own.name === name && (value === undefined || own.value === value))
  })
}

function compareIdentities(a: MetricIdentity, b: MetricIdentity): number {
  const left = [a.namespace, a.name, ...a.dimensions.flatMap(({ name, value }) => [name, value])]
  const right = [b.namespace, b.name, ...b.dimensions.flatMap(({ name, value }) => [name, value])]
  const differing = left.findIndex((text, index) => text !== right[index])
  if (differing === -1) return left.length - right.length
  const other = right[differing]
  return other === undefined || left[differing]! > other ? 1 : -1
}

function toColumns({ series, groups, statistics, ...range }: MetricColumnsRead, buckets: MetricBuckets): MetricColumns {
  const slots = Math.max(0, Math.ceil((range.endMs - range.startMs) / range.periodMs))
  const rows = groups === undefined ? series.length : Math.max(-1, ...groups) + 1
  const units = new Uint32Array(rows)
  const cells = new Map<number, Cell>()
  for (let i = 0; i < buckets.length; i += 1) {
    const index = series.indexOf(buckets.series[i]!)
    const row = groups?.[index] ?? index
    const unit = buckets.units[i]!
    units[row]! |= 1 << unit
    const at = row * slots + (buckets.startsMs[i]! - range.startMs) / range.periodMs
    const own = { count: buckets.counts[i]!, sum: buckets.sums[i]!, min: buckets.mins[i]!, max: buckets.maxs[i]! }
    const known = cells.get(at)
    if (known === undefined) cells.set(at, own)
    // Buckets come in order of unit codes: without groups the first is the one to keep.
    else if (groups !== undefined) cells.set(at, merge(known, own))
  }
  const values = statistics.map((statistic) => {
    const column = new Float64Array(rows * slots).fill(Number.NaN)
    for (const [at, cell] of cells) column[at] = statisticOf(statistic, cell)
    return column
  })
  return { slots, values, units }
}

interface Cell {
  readonly count: number
  readonly sum: number
  readonly min: number
  readonly max: number
}

function merge(a: Cell, b: Cell): Cell {
  return {
    count: a.count + b.count,
    sum: a.sum + b.sum,
    min: Math.min(a.min, b.min),
    max: Math.max(a.max, b.max),
  }
}

function statisticOf(statistic: ColumnStatistic, { count, sum, min, max }: Cell): number {
  switch (statistic) {
    case 'SampleCount':
      return count
    case 'Sum':
      return sum
    case 'Average':
      return count === 0 ? Number.NaN : sum / count
    case 'Minimum':
      return min
    case 'Maximum':
      return max
    default:
      return unreachable(statistic)
  }
}
