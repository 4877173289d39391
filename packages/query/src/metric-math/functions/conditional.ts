/**
 * IF(condition, whenTrue[, whenFalse]): 0 is false, anything else true.
 *
 * With a series as condition every point of it chooses. A chosen series that lacks the point gives 0, except that after a scalar
 * for "true" a missing "false" point is dropped; that is how the two tables of CloudWatch's page have it. Without a third argument
 * false points are dropped. A scalar condition chooses a whole argument.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html#using-IF-expressions
 */
import { emptySeries, onOneGrid, type TimeSeries } from '../time-series.ts'
import { list, scalar, series, type Value } from '../value.ts'
import type { CallContext, MathFunction } from './function.ts'

type Branch = number | TimeSeries | undefined

export const conditional: MathFunction = {
  arity: [2, 3],
  takes: 'S|TS|TS[], S|TS|TS[][, S|TS|TS[]]',
  apply: ([condition, whenTrue, whenFalse], context) => {
    if (condition === undefined || whenTrue === undefined) return undefined
    if (![condition, whenTrue, whenFalse].every((value) => value === undefined || isNumeric(value))) return undefined
    if (condition.kind === 'scalar') return chooseWhole(condition.value, whenTrue, whenFalse, context)

    const lists = [condition, whenTrue, whenFalse].filter((value) => value?.kind === 'list')
    if (lists.length > 1) return context.fail('IF takes an array of time series for one of its arguments only')
    const over = lists[0]
    if (over?.kind !== 'list') {
      return series(choosePoints(seriesOf(condition), branchOf(whenTrue), branchOf(whenFalse)))
    }
    const member = (value: Value | undefined, one: TimeSeries): Value | undefined =>
      value === over ? series(one) : value
    return list(
      over.list.map((one) => {
        const [c, a, b] = [condition, whenTrue, whenFalse].map((value) => member(value, one))
        return { ...choosePoints(seriesOf(c), branchOf(a), branchOf(b)), source: one.source }
      }),
    )
  },
}

function isNumeric({ kind }: Value): boolean {
  return kind === 'scalar' || kind === 'series' || kind === 'list'
}

function chooseWhole(condition: number, whenTrue: Value, whenFalse: Value | undefined, context: CallContext): Value {
  const { host } = context
  const isTrue = condition !== 0 && !Number.isNaN(condition)
  // The type must not depend on the data: a scalar beside a series becomes a series.
  const kinds = [whenTrue.kind, whenFalse?.kind ?? whenTrue.kind]
  const chosen = isTrue ? whenTrue : whenFalse
  if (kinds.includes('list')) {
    if (chosen?.kind === 'list') return chosen
    return list(chosen === undefined ? [] : [asSeries(chosen, context)])
  }
  if (kinds.includes('series') || whenFalse === undefined) {
    return series(chosen === undefined ? emptySeries(host.grid(host.periodSeconds)) : asSeries(chosen, context))
  }
  return chosen ?? scalar(Number.NaN)
}

function asSeries(value: Value, { host }: CallContext): TimeSeries {
  if (value.kind === 'series') return value.series
  const empty = emptySeries(host.grid(host.periodSeconds))
  return value.kind === 'scalar' ? { ...empty, values: empty.values.fill(value.value) } : empty
}

function seriesOf(value: Value | undefined): TimeSeries {
  if (value?.kind !== 'series') throw new Error('BUG: the condition is a series here')
  return value.series
}

function branchOf(value: Value | undefined): Branch {
  if (value?.kind === 'scalar') return value.value
  return value?.kind === 'series' ? value.series : undefined
}

function choosePoints(condition: TimeSeries, whenTrue: Branch, whenFalse: Branch): TimeSeries {
  const involved = [condition, whenTrue, whenFalse].filter((branch) => typeof branch === 'object')
  const aligned = onOneGrid(involved)
  const on = (branch: Branch): number | Float64Array | undefined => {
    return typeof branch === 'object' ? (aligned[involved.indexOf(branch)] as TimeSeries).values : branch
  }
  const grid = (aligned[0] as TimeSeries).grid
  const conditions = on(condition) as Float64Array
  const a = on(whenTrue)
  const b = on(whenFalse)
  const missingFalse = typeof a === 'number' ? Number.NaN : 0
  const values = new Float64Array(grid.slots)
  for (let i = 0; i < values.length; i += 1) {
    const test = conditions[i] as number
    if (Number.isNaN(test)) values[i] = Number.NaN
    else values[i] = test !== 0 ? pick(a, i, 0) : pick(b, i, missingFalse)
  }
  const periodSeconds = involved.reduce((finest, one) => Math.min(finest, one.periodSeconds), condition.periodSeconds)
  return { grid, values, periodSeconds, source: undefined }
}

function pick(branch: number | Float64Array | undefined, slot: number, missing: number): number {
  if (branch === undefined) return Number.NaN
  if (typeof branch === 'number') return branch
  const value = branch[slot] as number
  return Number.isNaN(value) ? missing : value
}
