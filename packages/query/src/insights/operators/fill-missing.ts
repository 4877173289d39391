import type { Value } from '../bound.ts'
import { compileBound, type Row, withValues } from '../evaluate.ts'
import { FUNCTIONS } from '../functions/index.ts'
import type { FillMissingNode } from '../plan.ts'
import { type Operator, onAllRows } from './operator.ts'

/** A query over years in bins of seconds does not fill memory: with more bins the rows stay as they are. */
const MAX_BINS = 100_000

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Fillmissing.html */
export function fillMissing(node: FillMissingNode): Operator {
  return onAllRows((rows) => fill(node, rows))
}

function fill(node: FillMissingNode, rows: readonly Row[]): readonly Row[] {
  const { time, keys, values } = node
  const groups = new Map<string, { readonly keys: readonly Value[]; readonly byTime: Map<number, Row> }>()
  const withoutTime: Row[] = []
  for (const row of rows) {
    const timeMs = row[time.id] ?? null
    if (timeMs === null) {
      withoutTime.push(row)
      continue
    }
    const key = keys.map(({ id }) => row[id] ?? null)
    const group = groups.get(JSON.stringify(key)) ?? { keys: key, byTime: new Map<number, Row>() }
    groups.set(JSON.stringify(key), group)
    group.byTime.set(Number(timeMs), row)
  }
  // Without any row there is one group if there are no other keys, and none that we know of if there are.
  if (groups.size === 0 && keys.length === 0) groups.set('', { keys: [], byTime: new Map() })
  const fillings = values.map(({ column, value }) => [column.id, compileBound(value)([])] as const)
  const bins = binStarts(node)
  if (bins === undefined) return rows
  const times = new Set([...bins, ...[...groups.values()].flatMap(({ byTime }) => [...byTime.keys()])])
  const filled = [...times]
    .sort((a, b) => a - b)
    .flatMap((start) =>
      [...groups.values()].map(
        (group) =>
          group.byTime.get(start) ??
          withValues(
            [],
            [[time.id, start], ...keys.map(({ id }, i) => [id, group.keys[i] ?? null] as const), ...fillings],
          ),
      ),
    )
  return [...filled, ...withoutTime]
}

/** Undefined when there are too many. */
function binStarts({ step, range }: FillMissingNode): readonly number[] | undefined {
  const [floor, ceil] =
    step.unit === 'ms' ? (['floorTime', 'ceilTime'] as const) : (['floorMonths', 'ceilMonths'] as const)
  const round = (name: string, timeMs: number): number =>
    FUNCTIONS.get(name)?.evaluate([timeMs, step.count, step.originMs], ['time', 'number', 'number']) as number
  const starts: number[] = []
  for (let start = round(floor, range.startMs); start < range.endMs; start = round(ceil, start + 1)) {
    if (starts.length >= MAX_BINS) return undefined
    starts.push(start)
  }
  return starts
}
