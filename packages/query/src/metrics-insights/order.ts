import { unreachable } from '@atalaya/model'
import type { InsightsFunction, MetricsInsightsQuery } from './parse.ts'
import { MAX_INSIGHTS_SERIES } from './parse.ts'

/**
 * ORDER BY and LIMIT. The order is by a number for the whole range, computed from the points of each series; series without points
 * come last, and equal ones stay in the order of their labels.
 */
export function orderSeries<T extends { readonly values: Float64Array }>(
  { orderBy, limit = MAX_INSIGHTS_SERIES }: MetricsInsightsQuery,
  list: readonly T[],
): readonly T[] {
  if (orderBy === undefined) return list.slice(0, limit)
  const keyed = list.map((one) => ({ one, key: summary(orderBy.by, one.values) }))
  const direction = orderBy.descending ? -1 : 1
  keyed.sort((a, b) => {
    if (Number.isNaN(a.key) || Number.isNaN(b.key)) return Number(Number.isNaN(a.key)) - Number(Number.isNaN(b.key))
    return direction * (a.key - b.key)
  })
  return keyed.slice(0, limit).map(({ one }) => one)
}

function summary(by: InsightsFunction, values: Float64Array): number {
  let count = 0
  let sum = 0
  let min = Number.POSITIVE_INFINITY
  let max = Number.NEGATIVE_INFINITY
  for (const value of values) {
    if (Number.isNaN(value)) continue
    count += 1
    sum += value
    if (value < min) min = value
    if (value > max) max = value
  }
  if (count === 0) return Number.NaN
  switch (by) {
    case 'AVG':
      return sum / count
    case 'COUNT':
      return count
    case 'MAX':
      return max
    case 'MIN':
      return min
    case 'SUM':
      return sum
    default:
      return unreachable(by)
  }
}
