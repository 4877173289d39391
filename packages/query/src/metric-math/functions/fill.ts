import { onOneGrid, strideOf, type TimeSeries, withValues } from '../time-series.ts'
import { list, series, type Value } from '../value.ts'
import type { CallContext, MathFunction } from './function.ts'

type Filler = (of: TimeSeries) => TimeSeries

/** FILL(TS|TS[], S|TS|REPEAT|LINEAR): puts points where a period of the range has none. */
export const fill: MathFunction = {
  arity: [2, 2],
  takes: 'TS|TS[], S|TS|REPEAT|LINEAR',
  apply: ([target, filling], context) => {
    const filler = filling && fillerOf(filling, context)
    if (filler === undefined) return undefined
    if (target?.kind === 'series') return series(filler(target.series))
    return target?.kind === 'list' ? list(target.list.map(filler)) : undefined
  },
}

function fillerOf(filling: Value, { fail }: CallContext): Filler | undefined {
  switch (filling.kind) {
    case 'scalar':
      return (of) => fillGaps(of, () => filling.value)
    case 'series':
      return (of) => {
        const [target, other] = onOneGrid([of, filling.series]) as [TimeSeries, TimeSeries]
        return fillGaps(target, (slot) => other.values[slot] as number)
      }
    case 'keyword':
      if (filling.name === 'REPEAT') return repeat
      if (filling.name === 'LINEAR') return linear
      return fail(`FILL cannot fill with ${filling.name}: expected a number, a time series, REPEAT or LINEAR`)
    default:
      return undefined
  }
}

/** The gaps are the periods of the series, which are not all slots when it has been moved to a finer grid. */
function fillGaps(of: TimeSeries, valueAt: (slot: number) => number): TimeSeries {
  const values = of.values.slice()
  const stride = strideOf(of)
  for (let i = phaseOf(of, stride); i < values.length; i += stride) {
    if (Number.isNaN(values[i] as number)) values[i] = valueAt(i)
  }
  return withValues(of, values)
}

/** The first slot that is the start of a period: where the points say it is. */
function phaseOf({ values }: TimeSeries, stride: number): number {
  if (stride === 1) return 0
  const first = values.findIndex((value) => !Number.isNaN(value))
  return first === -1 ? 0 : first % stride
}

/** The last value; a gap before the first one stays. */
function repeat(of: TimeSeries): TimeSeries {
  let last = Number.NaN
  const known = of.values.map((value) => {
    if (!Number.isNaN(value)) last = value
    return last
  })
  return fillGaps(of, (slot) => known[slot] as number)
}

/** Between the points on both sides of a gap; gaps with one side only stay. */
function linear(of: TimeSeries): TimeSeries {
  const { values } = of
  const lines = values.slice()
  let previous = -1
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] as number
    if (Number.isNaN(value)) continue
    const from = values[previous] as number
    for (let gap = previous + 1; previous >= 0 && gap < i; gap += 1) {
      lines[gap] = from + ((value - from) * (gap - previous)) / (i - previous)
    }
    previous = i
  }
  return fillGaps(of, (slot) => lines[slot] as number)
}
