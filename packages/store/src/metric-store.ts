import type { Dimension, Distribution, MetricIdentity, Tenant } from '@atalaya/model'

/**
 * Datapoints as columns of equal length.
 *
 * A sample is a value that occurred `count` times: `value` is set and `sum`, `min` and `max` follow from it (but are given, as
 * EMF histograms carry their own). A statistic set that says nothing about its distribution has `value` NaN.
 */
export interface MetricPoints {
  /** From {@link MetricStore.seriesId}. */
  readonly series: readonly number[]
  /** Milliseconds since the epoch; stored with one-second granularity (rounded down). */
  readonly timestampsMs: readonly number[]
  /** Codes of `METRIC_UNITS`. */
  readonly units: readonly number[]
  /** Seconds: 1 or 60. */
  readonly resolutions: readonly number[]
  readonly counts: readonly number[]
  readonly sums: readonly number[]
  readonly mins: readonly number[]
  readonly maxs: readonly number[]
  readonly values: readonly number[]
}

export interface Series extends MetricIdentity {
  readonly id: number
  /** Newest timestamp stored. */
  readonly lastPointMs: number
  /** Newest time at which a point arrived. */
  readonly lastArrivalMs: number
}

export interface SeriesQuery {
  readonly tenant: Tenant
  readonly namespace?: string
  readonly name?: string
  /** The series must have all of these, and may have more. Without `value` any value will do. */
  readonly dimensions?: readonly { readonly name: string; readonly value?: string }[]
  /** Only series with a point at or after it. */
  readonly activeSinceMs?: number
}

export interface MetricRead {
  readonly series: readonly number[]
  /** Inclusive; buckets are anchored here: bucket i is [start + i * period, start + (i + 1) * period). */
  readonly startMs: number
  /** Exclusive. */
  readonly endMs: number
  readonly periodMs: number
  /** Only points of this unit. */
  readonly unit?: number
  /** Whether to return the samples of each bucket, which percentiles and trimmed statistics need. */
  readonly distribution: boolean
}

/** Non-empty buckets, one row for each (series, bucket, unit), sorted by series in the order asked, then time, then unit code. */
export interface MetricBuckets {
  readonly length: number
  readonly series: Uint32Array
  readonly startsMs: Float64Array
  readonly units: Uint8Array
  readonly counts: Float64Array
  readonly sums: Float64Array
  readonly mins: Float64Array
  readonly maxs: Float64Array
  /** Present when `distribution` was asked for. */
  readonly distributions?: readonly Distribution[]
}

/** What one number can say about a bucket without knowing its samples. */
export type ColumnStatistic = 'SampleCount' | 'Sum' | 'Average' | 'Minimum' | 'Maximum'

export interface MetricColumnsRead {
  /** Each once. */
  readonly series: readonly number[]
  /** As for {@link MetricRead}. */
  readonly startMs: number
  readonly endMs: number
  readonly periodMs: number
  /** Only points of this unit. */
  readonly unit?: number
  readonly statistics: readonly ColumnStatistic[]
  /**
   * The row of each of `series`, counted from 0: series of one row become one, of all their samples whatever their units. Absent:
   * each series is a row of its own, in the order asked, and each bucket shows the unit with the lowest code.
   */
  readonly groups?: readonly number[]
}

/** Buckets as a table: a row for each series or group, a column for each bucket of the range. For many series at once. */
export interface MetricColumns {
  /** Buckets of a row. */
  readonly slots: number
  /** For each statistic: the value of `row` and `bucket` at `row * slots + bucket`, NaN where there are no data. */
  readonly values: readonly Float64Array[]
  /** For each row, the units of its data: bit `1 << code`. */
  readonly units: Uint32Array
}

export interface MetricStore {
  /**
   * The id of a metric, assigning one if it is new. A new series becomes durable and listable with the first append that
   * names it. `dimensions` may come in any order.
   */
  seriesId(tenant: Tenant, namespace: string, name: string, dimensions: readonly Dimension[]): number

  /** The id of exactly this metric, or undefined when nothing was ever stored for it. */
  findSeries(tenant: Tenant, namespace: string, name: string, dimensions: readonly Dimension[]): number | undefined

  /** Sorted by namespace, name, then dimensions, which are themselves sorted by name. From memory. */
  listSeries(query: SeriesQuery): readonly Series[]

  /**
   * Aggregates of the points in range. It sees everything acknowledged before the call.
   *
   * Points are kept as they came for at least three hours, then in roll-ups of one minute (15 days), five minutes (63 days) and
   * one hour (455 days) whose distributions are exact to 5 %.
   */
  read(read: MetricRead, signal?: AbortSignal): Promise<MetricBuckets>

  /** The same data as {@link read} gives, in the form that costs least. The caller sees to it that the table fits into memory. */
  readColumns(read: MetricColumnsRead, signal?: AbortSignal): Promise<MetricColumns>
}
