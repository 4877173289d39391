import {
  type AggregateCall,
  type AggregateNode,
  type Column,
  deepestAggregate,
  highestId,
  isUnfiltered,
  limitOf,
  type Plan,
  type Row,
  showsAllGroups,
  withoutAdded,
} from '@atalaya/query/insights'
import type { InsightsGroup } from './engine.ts'
import { Meter } from './meter.ts'
import type { PlanReads } from './plan-reads.ts'
import type { Budget, Run } from './run.ts'

/** Rows of a plan as one statement; the events that matched, those of its first aggregate, are counted too. */
export async function matchedRows(
  reads: PlanReads,
  plan: Plan,
  columns: readonly Column[],
  groups: readonly InsightsGroup[],
  run: Run,
  budget?: Budget,
): Promise<readonly Row[]> {
  const aggregate = deepestAggregate(plan)
  const { meter } = run
  const before = meter.total.recordsScanned
  if (aggregate === undefined) {
    const rows = await reads.rows(plan, columns, groups, run, budget)
    // Without a filter all that was read has matched, whatever a limit left of it.
    const matched = isUnfiltered(plan) ? Math.max(rows.length, meter.total.recordsScanned - before) : rows.length
    meter.add({ recordsMatched: matched })
    return rows
  }
  const matched: Column = { id: highestId(plan) + 1, name: 'matched', type: 'number' }
  const call: AggregateCall = { column: matched, name: 'countAll', args: [] }
  if (showsAllGroups(plan, aggregate)) {
    const rows = await reads.rows(withCall(plan, aggregate, call), [...columns, matched], groups, run, budget)
    if (rows.length < limitOf(plan, aggregate)) meter.add({ recordsMatched: totalOf(rows, matched) })
    else await count(reads, aggregate, call, groups, run, before)
    return withoutAdded(rows, plan)
  }
  const rows = await reads.rows(plan, columns, groups, run, budget)
  await count(reads, aggregate, call, groups, run, before)
  return rows
}

export function totalOf(rows: readonly Row[], { id }: Column): number {
  return rows.reduce((total, row) => total + Number(row[id] ?? 0), 0)
}

/** Counts the events that an aggregate is of, where its rows do not tell. */
async function count(
  reads: PlanReads,
  { input }: AggregateNode,
  call: AggregateCall,
  groups: readonly InsightsGroup[],
  run: Run,
  scannedBefore: number,
): Promise<void> {
  const { meter } = run
  if (isUnfiltered(input)) {
    meter.add({ recordsMatched: meter.total.recordsScanned - scannedBefore })
    return
  }
  const plan: AggregateNode = { kind: 'aggregate', input, keys: [], calls: [call] }
  // What it reads has been counted.
  const rows = await reads.rows(plan, [call.column], groups, { ...run, meter: new Meter(undefined) })
  meter.add({ recordsMatched: totalOf(rows, call.column) })
}

function withCall(plan: Plan, aggregate: AggregateNode, call: AggregateCall): Plan {
  if (plan === aggregate) return { ...aggregate, calls: [...aggregate.calls, call] }
  return plan.kind === 'scan' ? plan : { ...plan, input: withCall(plan.input, aggregate, call) }
}
