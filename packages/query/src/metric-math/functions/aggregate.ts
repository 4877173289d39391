import { onOneGrid, periodsOf, type TimeSeries } from '../time-series.ts'
import { scalar, series } from '../value.ts'
import type { MathFunction } from './function.ts'

/*
 * AVG, SUM, MIN, MAX, STDDEV and DATAPOINT_COUNT: over time for one series, giving a scalar; for each timestamp over the series
 * of an array, giving a series. To an average a missing point counts as 0, as CloudWatch does: it divides by the periods of the
 * requested range, or by the number of series. Minimum and maximum ignore missing points.
 */

/** What is known of the points so far. */
interface Tally {
  count: number
  sum: number
  squares: number
  min: number
  max: number
}

/** @param of how many points there could have been */
type Finish = (tally: Tally, of: number) => number

export const average: Finish = ({ sum }, of) => (of === 0 ? Number.NaN : sum / of)
export const total: Finish = ({ sum }) => sum
export const least: Finish = ({ count, min }) => (count === 0 ? Number.NaN : min)
export const greatest: Finish = ({ count, max }) => (count === 0 ? Number.NaN : max)
export const pointCount: Finish = ({ count }) => count

/** Of the population. */
export const deviation: Finish = ({ sum, squares }, of) => {
  if (of === 0) return Number.NaN
  const mean = sum / of
  // Rounding may leave a variance of nothing a little below zero.
  return Math.sqrt(Math.max(0, squares / of - mean * mean))
}

export function aggregate(finish: Finish): MathFunction {
  return {
    arity: [1, 1],
    takes: 'TS|TS[]',
    apply: ([value]) => {
      if (value?.kind === 'series') return scalar(overTime(finish, value.series))
      return value?.kind === 'list' ? series(acrossSeries(finish, value.list)) : undefined
    },
  }
}

export function overTime(finish: Finish, of: TimeSeries): number {
  const tally = newTally()
  for (let i = 0; i < of.values.length; i += 1) add(tally, of.values[i] as number)
  return finish(tally, periodsOf(of))
}

function acrossSeries(finish: Finish, unaligned: readonly TimeSeries[]): TimeSeries {
  const list = onOneGrid(unaligned)
  const first = list[0]
  if (first === undefined) return NOTHING
  const columns = list.map(({ values }) => values)
  const values = new Float64Array(first.grid.slots)
  const tally = newTally()
  for (let i = 0; i < values.length; i += 1) {
    reset(tally)
    for (const column of columns) add(tally, column[i] as number)
    values[i] = tally.count === 0 ? Number.NaN : finish(tally, columns.length)
  }
  const periodSeconds = list.reduce((finest, one) => Math.min(finest, one.periodSeconds), first.periodSeconds)
  return { grid: first.grid, values, periodSeconds, source: undefined }
}

/** Of an array without series, which has no grid either. */
const NOTHING: TimeSeries = {
  grid: { startMs: 0, stepMs: 60_000, slots: 0 },
  values: new Float64Array(),
  periodSeconds: 60,
  source: undefined,
}

function newTally(): Tally {
  return { count: 0, sum: 0, squares: 0, min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY }
}

function reset(tally: Tally): void {
  tally.count = 0
  tally.sum = 0
  tally.squares = 0
  tally.min = Number.POSITIVE_INFINITY
  tally.max = Number.NEGATIVE_INFINITY
}

function add(tally: Tally, value: number): void {
  if (Number.isNaN(value)) return
  tally.count += 1
  tally.sum += value
  tally.squares += value * value
  if (value < tally.min) tally.min = value
  if (value > tally.max) tally.max = value
}
