import {
  alignRange,
  METRIC_UNITS,
  requestedDatapoints,
  SECOND_MS,
  type Statistic,
  type TimeRange,
  unreachable,
} from '@atalaya/model'
import type { Grid } from '@atalaya/query'
import { type MetricRows, statisticOf } from './metric-reads.ts'

/** The grid of a range for a period; the last slot may reach beyond the end. */
export function gridOf(range: TimeRange, periodSeconds: number): Grid {
  return {
    startMs: range.startMs,
    stepMs: periodSeconds * SECOND_MS,
    slots: requestedDatapoints(range, periodSeconds),
  }
}

/** The grid of a range as the caller gave it. */
export function alignedGrid(range: TimeRange, periodSeconds: number, nowMs: number): Grid {
  return gridOf(alignRange(range, periodSeconds, nowMs), periodSeconds)
}

/**
 * A statistic of rows as values on a grid, NaN where there is none. In each bucket the unit counts that comes first in CloudWatch's
 * order of preference, which is the order of the rows.
 */
export function columnOf(statistic: Statistic, rows: MetricRows, grid: Grid): Float64Array {
  const values = new Float64Array(grid.slots).fill(Number.NaN)
  const { startsMs } = rows.buckets
  let last = -1
  for (let row = rows.from; row < rows.to; row += 1) {
    const slot = Math.round(((startsMs[row] as number) - grid.startMs) / grid.stepMs)
    if (slot === last || slot >= values.length) continue
    last = slot
    values[slot] = statisticAt(statistic, rows, row)
  }
  return values
}

function statisticAt(statistic: Statistic, rows: MetricRows, row: number): number {
  const { counts, sums, mins, maxs } = rows.buckets
  switch (statistic.kind) {
    case 'SampleCount':
      return counts[row] as number
    case 'Sum':
      return sums[row] as number
    case 'Average':
      return (sums[row] as number) / (counts[row] as number)
    case 'Minimum':
      return mins[row] as number
    case 'Maximum':
      return maxs[row] as number
    case 'percentile':
    case 'trimmedMean':
    case 'trimmedCount':
    case 'trimmedSum':
    case 'winsorizedMean':
    case 'percentileRank':
      return statisticOf(statistic, rows, row) ?? Number.NaN
    default:
      return unreachable(statistic)
  }
}

/** Units of the rows, in CloudWatch's order. */
export function unitsOf({ buckets, from, to }: MetricRows): readonly string[] {
  const codes = new Set(buckets.units.subarray(from, to))
  return METRIC_UNITS.filter((_, code) => codes.has(code))
}
