import type { Value } from '../bound.ts'
import { compileBound, type Row, withValues } from '../evaluate.ts'
import type { AutoregressNode, FillDownNode } from '../plan.ts'
import { type Operator, rowByRow } from './operator.ts'

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Autoregress.html */
export function autoregress({ value, columns }: AutoregressNode): Operator {
  const evaluate = compileBound(value)
  const longest = Math.max(...columns.map(({ lag }) => lag))
  /** Values of the rows above, the last one first. */
  let above: readonly Value[] = []
  return rowByRow((row) => {
    const result = withValues(
      row,
      columns.map(({ column, lag }) => [column.id, above[lag - 1] ?? null] as const),
    )
    above = [evaluate(row), ...above].slice(0, longest)
    return result
  })
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Filldown.html */
export function fillDown({ columns }: FillDownNode): Operator {
  const evaluators = columns.map(({ value }) => compileBound(value))
  const last: Value[] = columns.map(() => null)
  return rowByRow((row: Row) => {
    for (const [i, evaluate] of evaluators.entries()) last[i] = evaluate(row) ?? last[i] ?? null
    return withValues(
      row,
      columns.map(({ column }, i) => [column.id, last[i] ?? null] as const),
    )
  })
}
