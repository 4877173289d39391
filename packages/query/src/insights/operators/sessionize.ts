import { compileBound, type Row, withValues } from '../evaluate.ts'
import type { SessionizeNode } from '../plan.ts'
import { type Operator, onAllRows } from './operator.ts'

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Sessionize.html */
export function sessionize({ keys, time, maxSpanMs, column }: SessionizeNode): Operator {
  const keyOf = keys.map(compileBound)
  const timeOf = compileBound(time)
  return onAllRows((rows) => {
    const timed = rows.map((row, i) => ({
      i,
      key: JSON.stringify(keyOf.map((evaluate) => evaluate(row))),
      timeMs: timeOf(row) as number | null,
    }))
    const ids = new Map<number, number>()
    const current = new Map<string, { readonly id: number; readonly lastMs: number }>()
    let next = 1
    for (const { i, key, timeMs } of timed.sort((a, b) => (a.timeMs ?? 0) - (b.timeMs ?? 0) || a.i - b.i)) {
      if (timeMs === null) continue
      const session = current.get(key)
      const continues = session !== undefined && timeMs - session.lastMs <= maxSpanMs
      const id = continues ? session.id : next
      if (!continues) next += 1
      current.set(key, { id, lastMs: timeMs })
      ids.set(i, id)
    }
    return rows.map((row: Row, i) => withValues(row, [[column.id, ids.get(i) ?? null]]))
  })
}
