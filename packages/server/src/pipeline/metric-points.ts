import type { MetricPoints } from '@atalaya/store'

/** What one datum says about its metric at one instant, in the forms that CloudWatch accepts. */
export type Samples =
  | { readonly kind: 'value'; readonly value: number }
  /** Every value occurred once when there are no `counts`. */
  | { readonly kind: 'values'; readonly values: readonly number[]; readonly counts?: readonly number[] }
  | {
      readonly kind: 'statistics'
      readonly count: number
      readonly sum: number
      readonly min: number
      readonly max: number
    }
  /** Values and counts for percentiles, with sum and extremes of the data they were made from. */
  | {
      readonly kind: 'histogram'
      readonly values: readonly number[]
      readonly counts: readonly number[]
      readonly sum: number
      readonly min: number
      readonly max: number
    }

/** Sums are added up by callers, in whatever order: the last digits differ. */
const SUM_TOLERANCE = 1e-9

function nearlyEqual(a: number, b: number): boolean {
  return Math.abs(a - b) <= SUM_TOLERANCE * Math.max(Math.abs(a), Math.abs(b))
}

/**
 * Collects datapoints as the columns the store takes.
 *
 * Series are ids of `MetricStore.seriesId`, times are milliseconds since the epoch, units are codes of `METRIC_UNITS`,
 * resolutions are 1 or 60 seconds. Nothing is validated here: operations, EMF and metric filters have their own rules.
 */
export class PointsBuilder {
  readonly #series: number[] = []
  readonly #timestampsMs: number[] = []
  readonly #units: number[] = []
  readonly #resolutions: number[] = []
  readonly #counts: number[] = []
  readonly #sums: number[] = []
  readonly #mins: number[] = []
  readonly #maxs: number[] = []
  readonly #values: number[] = []

  /** Rows collected so far. */
  get size(): number {
    return this.#series.length
  }

  /** A value that occurred `count` times. A count of 0 adds nothing. */
  add(series: number, timestampMs: number, unit: number, resolution: number, value: number, count = 1): void {
    if (count === 0) return
    this.#row(series, timestampMs, unit, resolution, count, value * count, value, value, value)
  }

  /**
   * A statistic set. Its distribution is known only where the set leaves no choice: all samples are equal, and the sum agrees.
   *
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
   */
  addStatisticSet(
    series: number,
    timestampMs: number,
    unit: number,
    resolution: number,
    set: { readonly count: number; readonly sum: number; readonly min: number; readonly max: number },
  ): void {
    const { count, sum, min, max } = set
    if (count === 0) return
    const value = min === max && nearlyEqual(sum, min * count) ? min : Number.NaN
    this.#row(series, timestampMs, unit, resolution, count, sum, min, max, value)
  }

  /**
   * A distribution whose sum and extremes are known better than its values tell. The rows of one histogram aggregate to
   * exactly the given figures: each carries the extremes, the first carries the sum.
   */
  addHistogram(
    series: number,
    timestampMs: number,
    unit: number,
    resolution: number,
    histogram: {
      readonly values: readonly number[]
      readonly counts: readonly number[]
      readonly sum: number
      readonly min: number
      readonly max: number
    },
  ): void {
    const { values, counts, min, max } = histogram
    let sum = histogram.sum
    for (let i = 0; i < values.length; i += 1) {
      const count = counts[i] ?? 0
      if (count === 0) continue
      this.#row(series, timestampMs, unit, resolution, count, sum, min, max, values[i] as number)
      sum = 0
    }
  }

  addSamples(series: number, timestampMs: number, unit: number, resolution: number, samples: Samples): void {
    switch (samples.kind) {
      case 'value':
        this.add(series, timestampMs, unit, resolution, samples.value)
        return
      case 'values':
        for (let i = 0; i < samples.values.length; i += 1) {
          const count = samples.counts === undefined ? 1 : (samples.counts[i] ?? 0)
          this.add(series, timestampMs, unit, resolution, samples.values[i] as number, count)
        }
        return
      case 'statistics':
        this.addStatisticSet(series, timestampMs, unit, resolution, samples)
        return
      case 'histogram':
        this.addHistogram(series, timestampMs, unit, resolution, samples)
    }
  }

  /** The columns. They are the builder's own: build once, then let go of the builder. */
  build(): MetricPoints {
    return {
      series: this.#series,
      timestampsMs: this.#timestampsMs,
      units: this.#units,
      resolutions: this.#resolutions,
      counts: this.#counts,
      sums: this.#sums,
      mins: this.#mins,
      maxs: this.#maxs,
      values: this.#values,
    }
  }

  #row(
    series: number,
    timestampMs: number,
    unit: number,
    resolution: number,
    count: number,
    sum: number,
    min: number,
    max: number,
    value: number,
  ): void {
    this.#series.push(series)
    this.#timestampsMs.push(timestampMs)
    this.#units.push(unit)
    this.#resolutions.push(resolution)
    this.#counts.push(count)
    this.#sums.push(sum)
    this.#mins.push(min)
    this.#maxs.push(max)
    this.#values.push(value)
  }
}
