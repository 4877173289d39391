import { compileBound, type Evaluator, type Row, withValues } from '../evaluate.ts'
import type { AccumNode, AddTotalsNode } from '../plan.ts'
import { comparedNumber, finite } from '../value.ts'
import { type Operator, rowByRow } from './operator.ts'

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Accum.html */
export function accum({ value, column }: AccumNode): Operator {
  const evaluate = compileBound(value)
  let total = 0
  return rowByRow((row) => {
    total += Number(evaluate(row) ?? 0)
    return withValues(row, [[column.id, finite(total)]])
  })
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Addtotals.html */
export function addTotals({ fields, row: total, totals }: AddTotalsNode): Operator {
  const evaluators = fields.map(compileBound)
  const sums = new Map<number, number>()
  const addTo = (id: number, value: number | null): void => {
    if (value !== null) sums.set(id, (sums.get(id) ?? 0) + value)
  }
  const step = (row: Row): Row => {
    let sum: number | null = null
    for (const [i, evaluate] of evaluators.entries()) {
      const value = numberIn(evaluate, row)
      if (value === null) continue
      sum = (sum ?? 0) + value
      const field = fields[i]
      if (field?.kind === 'column') addTo(field.id, value)
    }
    if (total === undefined) return row
    addTo(total.id, sum)
    return withValues(row, [[total.id, sum]])
  }
  const lastRow = (): readonly Row[] => [
    withValues(
      [],
      [...sums].map(([id, value]) => [id, finite(value)] as const),
    ),
  ]
  return { push: (rows) => rows.map(step), finish: () => (totals ? lastRow() : []) }
}

function numberIn(evaluate: Evaluator, row: Row): number | null {
  const value = evaluate(row)
  return value === null ? null : comparedNumber(value)
}
