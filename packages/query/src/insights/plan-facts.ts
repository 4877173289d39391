/*
 * What can be told of a plan by looking at it.
 */
import type { Column } from './bound.ts'
import type { Row } from './evaluate.ts'
import type { AggregateNode, LimitNode, Plan, Program, ScanNode } from './plan.ts'

/** What stands at the bottom of a plan. */
export function scanOf(plan: Plan): ScanNode {
  let node = plan
  while (node.kind !== 'scan') node = node.input
  return node
}

/** The aggregate that is nearest to the events. */
export function deepestAggregate(plan: Plan): AggregateNode | undefined {
  let found: AggregateNode | undefined
  for (let node = plan; node.kind !== 'scan'; node = node.input) if (node.kind === 'aggregate') found = node
  return found
}

/** Whether each event leads to its rows by filters and computed columns alone. */
export function isRowByRow(plan: Plan): boolean {
  for (let node = plan; node.kind !== 'scan'; node = node.input) {
    if (node.kind !== 'where' && node.kind !== 'extend' && node.kind !== 'capture') return false
  }
  return true
}

/** Whether every row comes from one event, and no other row does. */
export function isOneToOne(plan: Plan): boolean {
  if (!isRowByRow(plan)) return false
  for (let node = plan; node.kind !== 'scan'; node = node.input) {
    if (node.kind === 'capture' && node.position !== undefined) return false
  }
  return true
}

/** What is sorted, or the plan itself. */
export function withoutSort(plan: Plan): Plan {
  return plan.kind === 'sort' ? withoutSort(plan.input) : plan
}

/** Whether the rows that a node is of are the events that matched: of the first aggregate, or the first limit. */
export function isCountedBelow(plan: Plan): plan is AggregateNode | LimitNode {
  return (
    (plan.kind === 'aggregate' && deepestAggregate(plan) === plan) ||
    (plan.kind === 'limit' && isRowByRow(withoutSort(plan.input)))
  )
}

const UNFILTERED: ReadonlySet<Plan['kind']> = new Set(['extend', 'capture', 'sort', 'limit'])

/** Whether every event that is read matches. */
export function isUnfiltered(plan: Plan): boolean {
  for (let node = plan; node.kind !== 'scan'; node = node.input) if (!UNFILTERED.has(node.kind)) return false
  return true
}

/** Whether each group of an aggregate is a row of the plan, unless a limit cuts it off. */
export function showsAllGroups(plan: Plan, aggregate: AggregateNode): boolean {
  for (let node = plan; node !== aggregate; ) {
    if (node.kind !== 'limit' && node.kind !== 'sort' && node.kind !== 'extend') return false
    node = node.input
  }
  return true
}

/** Rows that the limits above an aggregate let through. */
export function limitOf(plan: Plan, aggregate: AggregateNode): number {
  let limit = Number.POSITIVE_INFINITY
  for (let node = plan; node !== aggregate && node.kind !== 'scan'; node = node.input) {
    if (node.kind === 'limit') limit = Math.min(limit, node.count)
  }
  return limit
}

/** Columns that a part of a program has and that the rest of it refers to. */
export function neededOf({ root, columns }: Program, part: Plan): readonly Column[] {
  const wanted = new Set(columns.map(({ id }) => id))
  eachObject(root, (value) => {
    if (value === part) return false
    const { id } = value as { readonly id?: unknown }
    if (typeof id === 'number') wanted.add(id)
    return true
  })
  return columnsOf(part).filter(({ id }) => wanted.has(id))
}

function columnsOf(plan: Plan): readonly Column[] {
  switch (plan.kind) {
    case 'scan':
      return fieldsOf(plan)
    case 'aggregate':
      return [...plan.keys.map(({ column }) => column), ...plan.calls.map(({ column }) => column)]
    case 'extend':
      return [...columnsOf(plan.input), ...plan.columns.map(({ column }) => column)]
    case 'capture':
      return [
        ...columnsOf(plan.input),
        ...plan.groups.map(({ column }) => column),
        ...(plan.position === undefined ? [] : [plan.position]),
      ]
    case 'explode':
      return [...columnsOf(plan.input), plan.column, plan.position]
    case 'join':
      return [...columnsOf(plan.input), ...columnsIn(plan.right)]
    case 'lookup':
    case 'appendColumns':
      return [...columnsOf(plan.input), ...plan.outputs.map(({ column }) => column)]
    default:
      return columnsOf(plan.input)
  }
}

function fieldsOf({ fields }: ScanNode): readonly Column[] {
  return fields.map(({ column }) => column)
}

/** Of the columns that a plan names. */
export function highestId(plan: Plan): number {
  return columnsIn(plan).reduce((highest, { id }) => Math.max(highest, id), 0)
}

/**
 * Rows of a plan without columns that were added to it, numbered after its own: another plan that the rows go into may have
 * given the same numbers to columns of its own.
 */
export function withoutAdded(rows: readonly Row[], plan: Plan): readonly Row[] {
  const columns = highestId(plan) + 1
  return rows.map((row) => (row.length > columns ? row.slice(0, columns) : row))
}

/** Every column that a plan names, wherever a node has it. */
export function columnsIn(plan: Plan): readonly Column[] {
  const columns: Column[] = []
  eachObject(plan, (value) => {
    const { id, name, type } = value as Partial<Column>
    // Rows of lookup tables may have an `id` too.
    if (typeof id === 'number' && name !== undefined && type !== undefined) columns.push({ id, name, type })
    return true
  })
  return columns
}

/** Columns that the expressions of a plan refer to. */
export function columnsUsedIn(plan: Plan): ReadonlySet<number> {
  const used = new Set<number>()
  eachObject(plan, (value) => {
    const { kind, id } = value as { readonly kind?: unknown; readonly id?: unknown }
    if (kind === 'column' && typeof id === 'number') used.add(id)
    return true
  })
  return used
}

/** Shows every object of a plan, from the outside inwards, as long as `look` says that what is inside matters. */
export function eachObject(value: unknown, look: (value: object) => boolean): void {
  if (typeof value !== 'object' || value === null) return
  if (Array.isArray(value)) for (const item of value) eachObject(item, look)
  else if (look(value)) for (const member of Object.values(value)) eachObject(member, look)
}
