import { periodsOf, type TimeSeries, withValues } from '../time-series.ts'
import { list, scalar, series } from '../value.ts'
import type { MathFunction } from './function.ts'

/** ABS, CEIL, FLOOR, LOG and LOG10: each point by itself. Where a logarithm does not exist there is no point (our choice). */
export function pointwise(map: (value: number) => number): MathFunction {
  const apply = (of: TimeSeries): TimeSeries => {
    return withValues(
      of,
      of.values.map((value) => finite(map(value))),
    )
  }
  return {
    arity: [1, 1],
    takes: 'TS|TS[]',
    apply: ([value]) => {
      switch (value?.kind) {
        // CloudWatch's page lists series only; a number is no less clear.
        case 'scalar':
          return scalar(finite(map(value.value)))
        case 'series':
          return series(apply(value.series))
        case 'list':
          return list(value.list.map(apply))
        default:
          return undefined
      }
    },
  }
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : Number.NaN
}

/** Functions from a series to one of the same times: DIFF, RATE and so on, and the same for each series of an array. */
export function eachSeries(map: (series: TimeSeries) => TimeSeries): MathFunction {
  return {
    arity: [1, 1],
    takes: 'TS|TS[]',
    apply: ([value]) => {
      if (value?.kind === 'series') return series(map(value.series))
      return value?.kind === 'list' ? list(value.list.map(map)) : undefined
    },
  }
}

/** A value from each point and the point before it; the first point has none and is dropped. */
export function fromPrevious(
  next: (value: number, previous: number, seconds: number) => number,
): (of: TimeSeries) => TimeSeries {
  return (of) => {
    const values = new Float64Array(of.values.length).fill(Number.NaN)
    let last = -1
    for (let i = 0; i < values.length; i += 1) {
      const value = of.values[i] as number
      if (Number.isNaN(value)) continue
      if (last >= 0) values[i] = next(value, of.values[last] as number, ((i - last) * of.grid.stepMs) / 1_000)
      last = i
    }
    return withValues(of, values)
  }
}

export function runningSum(of: TimeSeries): TimeSeries {
  let sum = 0
  const values = of.values.map((value) => {
    if (!Number.isNaN(value)) sum += value
    return Number.isNaN(value) ? value : sum
  })
  return withValues(of, values)
}

/** The calendar in UTC, at every period of the range, whether the series has a point there or not. */
export function calendar(read: (date: Date) => number): MathFunction {
  return eachSeries((of) => {
    const values = new Float64Array(of.values.length).fill(Number.NaN)
    const stride = Math.ceil(values.length / Math.max(1, periodsOf(of)))
    for (let i = 0; i < values.length; i += stride) {
      values[i] = read(new Date(of.grid.startMs + i * of.grid.stepMs))
    }
    return withValues(of, values)
  })
}

/** 1 is Monday, 7 is Sunday. */
export function isoDay(date: Date): number {
  return date.getUTCDay() === 0 ? 7 : date.getUTCDay()
}
