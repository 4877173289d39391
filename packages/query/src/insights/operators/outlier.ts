import { compileBound, type Row, withValues } from '../evaluate.ts'
import { percentile } from '../functions/aggregates.ts'
import type { OutlierNode } from '../plan.ts'
import { numberText } from '../value.ts'
import { type Operator, onAllRows } from './operator.ts'

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Outlier.html */
export function outlier({ action, param, useLower, columns, mark }: OutlierNode): Operator {
  const originals = columns.map(({ original }) => compileBound(original))
  return onAllRows((rows) => {
    const series = columns.map(({ value }) => {
      const evaluate = compileBound(value)
      const values = rows.map((row) => evaluate(row) as number | null)
      return { values, ...limitsOf(values, param, useLower) }
    })
    return rows.flatMap((row, i) => {
      const isFar = series.some(({ values, low, high }) => {
        const value = values[i] ?? null
        return value !== null && (value < low || value > high)
      })
      return isFar && action === 'remove' ? [] : [clipped(row, i, isFar)]
    })

    function clipped(row: Row, i: number, isFar: boolean): Row {
      const values = columns.map(({ column }, j) => {
        const { values: all, low, high } = series[j] as (typeof series)[number]
        const value = all[i] ?? null
        if (value === null || (value >= low && value <= high)) return [column.id, originals[j]?.(row) ?? null] as const
        const limit = value > high ? high : low
        // With as many digits as numbers are shown with.
        return [column.id, column.type === 'text' ? numberText(Math.round(limit * 1e4) / 1e4) : limit] as const
      })
      return withValues(row, mark === undefined ? values : [...values, [mark.id, isFar]])
    }
  })
}

function limitsOf(
  values: readonly (number | null)[],
  param: number,
  useLower: boolean,
): { readonly low: number; readonly high: number } {
  const numbers = values.filter((value) => value !== null)
  if (numbers.length === 0) return { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY }
  const first = percentile(numbers, 25)
  const third = percentile(numbers, 75)
  const reach = param * (third - first)
  return { low: useLower ? first - reach : Number.NEGATIVE_INFINITY, high: third + reach }
}
