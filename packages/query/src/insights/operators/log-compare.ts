import { type Row, withValues } from '../evaluate.ts'
import type { LogCompareNode } from '../plan.ts'
import { type Operator, onAllRows } from './operator.ts'

/**
 * Rows beside those of an earlier range.
 *
 * @param previous rows of the plan `previous` of the node
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Logcompare.html
 */
export function logCompare({ shiftMs, keys, pairs }: LogCompareNode, previous: readonly Row[]): Operator {
  const keyOf = (row: Row, movedMs: number): string =>
    JSON.stringify(
      keys.map(({ id, type }) => {
        const value = row[id] ?? null
        return type === 'time' && typeof value === 'number' ? value + movedMs : value
      }),
    )
  return onAllRows((rows) => {
    const earlier = new Map(previous.map((row) => [keyOf(row, shiftMs), row]))
    const matched = rows.map((row) => {
      const key = keyOf(row, 0)
      const old = earlier.get(key)
      earlier.delete(key)
      return withValues(
        row,
        pairs.map((pair) => [pair.previous.id, old?.[pair.column.id] ?? null] as const),
      )
    })
    const gone = [...earlier.values()].map((row) =>
      withValues(
        [],
        [
          ...keys.map(({ id, type }) => {
            const value = row[id] ?? null
            return [id, type === 'time' && typeof value === 'number' ? value + shiftMs : value] as const
          }),
          ...pairs.map((pair) => [pair.previous.id, row[pair.column.id] ?? null] as const),
        ],
      ),
    )
    return [...matched, ...gone]
  })
}
