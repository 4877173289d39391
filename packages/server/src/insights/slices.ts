/*
 * A large query as several smaller ones, each over a stretch of time, so that it can tell how far it is and what it has found.
 *
 * Possible where the rows of the stretches can be put together: rows of events, perhaps the first by some order; aggregates by
 * bins of time, when stretches begin where bins do; and aggregates that can be computed from those of parts.
 */
import {
  type AggregateCall,
  type AggregateNode,
  type Bound,
  type Column,
  type Computed,
  columnsIn,
  deepestAggregate,
  highestId,
  type Plan,
  type ScanNode,
  scanOf,
  type TimeRange,
} from '@atalaya/query/insights'

export interface Sliced {
  /** What to ask of each stretch, in this order. */
  readonly ranges: readonly TimeRange[]
  readonly planOf: (range: TimeRange) => Plan
  /** What the plan of a stretch gives. */
  readonly columns: readonly Column[]
  /** Of `columns`: how many events a row stands for. Undefined: one. */
  readonly matched: Column | undefined
  /** The part of the whole plan whose rows are those of the stretches put together. */
  readonly core: Plan
  /** Turns the rows of the stretches into those of `core`, by a plan in which `core.input` stands for them. */
  readonly merge: Plan | undefined
  /** With so many rows from the first stretches nothing from the others matters. */
  readonly enough: number
  /** Of the rows put together no more than these stay. */
  readonly limit: number
}

/** Undefined when the plan cannot be cut into so many parts. `columns` are those that are wanted of its rows. */
export function slice(plan: Plan, columns: readonly Column[], span: TimeRange, parts: number): Sliced | undefined {
  if (parts < 2) return undefined
  const aggregate = deepestAggregate(plan)
  const sliced =
    aggregate === undefined ? sliceRows(plan, columns, span, parts) : sliceAggregate(aggregate, plan, span, parts)
  return sliced === undefined || readsBeside(plan, sliced.core) ? undefined : sliced
}

/** Whether what lies above a part of a plan reads events too. The plans that they are of may be cut each by itself. */
function readsBeside(plan: Plan, core: Plan): boolean {
  for (let node = plan; node !== core && node.kind !== 'scan'; node = node.input) {
    if (node.kind === 'logcompare' || (node.kind === 'pattern' && node.diff !== undefined)) return true
  }
  return false
}

function sliceRows(plan: Plan, columns: readonly Column[], span: TimeRange, parts: number): Sliced | undefined {
  const scan = scanOf(plan)
  let core = plan
  let limit = Number.POSITIVE_INFINITY
  let direction: 'ascending' | 'descending' | 'other' | undefined
  const sorted: Column[] = []
  while (core.kind === 'limit' || core.kind === 'sort') {
    if (core.kind === 'limit') {
      // A limit above a limit, or a sort above one, is about the rows that the lower one let through.
      if (direction !== undefined || limit !== Number.POSITIVE_INFINITY) return undefined
      limit = core.count
      if (core.any) direction = 'descending'
    } else {
      for (const { value } of core.keys) {
        const column = value.kind === 'column' ? columnOf(plan, value.id) : undefined
        if (column === undefined) return undefined
        sorted.push(column)
      }
      const [first] = core.keys
      const isTime = first?.value.kind === 'column' && first.value.id === timeColumn(scan)
      direction ??= !isTime ? 'other' : first?.descending === true ? 'descending' : 'ascending'
    }
    core = core.input
  }
  if (!isEventByEvent(core)) return undefined
  const ranges = cut(span, scan.range, parts, 1, 0)
  const unique = [...new Map([...columns, ...sorted].map((column) => [column.id, column])).values()]
  return {
    ranges: direction === 'ascending' ? ranges : ranges.toReversed(),
    planOf: (range) => within(plan, range),
    columns: unique,
    matched: undefined,
    core,
    merge: undefined,
    enough: direction === 'other' ? Number.POSITIVE_INFINITY : limit,
    limit,
  }
}

function sliceAggregate(aggregate: AggregateNode, plan: Plan, span: TimeRange, parts: number): Sliced | undefined {
  if (!isEventByEvent(aggregate.input)) return undefined
  const scan = scanOf(plan)
  let nextId = highestId(plan)
  const fresh = (name: string): Column => {
    nextId += 1
    return { id: nextId, name, type: 'number' }
  }
  const matched = fresh('matched')
  const counted: AggregateCall = { column: matched, name: 'countAll', args: [] }
  const keys = aggregate.keys.map(({ column }) => column)
  const common = { matched, core: aggregate, enough: Number.POSITIVE_INFINITY, limit: Number.POSITIVE_INFINITY }
  const bin = binOf(aggregate, scan)
  if (bin !== undefined) {
    const whole = { ...aggregate, calls: [...aggregate.calls, counted] }
    return {
      ...common,
      ranges: cut(span, scan.range, parts, bin.widthMs, bin.originMs).toReversed(),
      planOf: (range) => within(whole, range),
      columns: [...keys, ...whole.calls.map(({ column }) => column)],
      merge: undefined,
    }
  }
  const partial: AggregateCall[] = [counted]
  const merged: AggregateCall[] = []
  const averages: Computed[] = []
  for (const { column, name, args } of aggregate.calls) {
    if (name === 'avg') {
      const [total, count, totals, counts] = [fresh('sum'), fresh('count'), fresh('sums'), fresh('counts')]
      // What is no number is null here, so that both are of the same rows.
      partial.push({ column: total, name: 'sum', args }, { column: count, name: 'count', args })
      merged.push(
        { column: totals, name: 'sum', args: [refer(total)] },
        { column: counts, name: 'sum', args: [refer(count)] },
      )
      averages.push({
        column,
        value: { kind: 'call', type: 'number', name: 'divide', args: [totals, counts].map(refer) },
      })
      continue
    }
    const how = MERGED_BY.get(name)
    if (how === undefined) return undefined
    const part = { ...column, id: fresh(name).id }
    partial.push({ column: part, name, args })
    merged.push({ column, name: how, args: [refer(part)] })
  }
  const unmerged: AggregateNode = { ...aggregate, calls: partial }
  const merge: AggregateNode = {
    kind: 'aggregate',
    input: aggregate.input,
    keys: keys.map((column) => ({ column, value: refer(column) })),
    calls: merged,
  }
  return {
    ...common,
    ranges: cut(span, scan.range, parts, 1, 0).toReversed(),
    planOf: (range) => within(unmerged, range),
    columns: [...keys, ...partial.map(({ column }) => column)],
    merge: averages.length === 0 ? merge : { kind: 'extend', input: merge, columns: averages },
  }
}

function refer({ id, type }: Column): Bound {
  return { kind: 'column', type, id }
}

/** How the aggregates of parts become that of the whole. */
const MERGED_BY: ReadonlyMap<string, string> = new Map([
  ['countAll', 'sum'],
  ['count', 'sum'],
  ['sum', 'sum'],
  ['min', 'min'],
  ['max', 'max'],
])

const EVENT_BY_EVENT: ReadonlySet<Plan['kind']> = new Set(['where', 'extend', 'capture', 'explode', 'lookup', 'join'])

/** Whether each event leads to its rows, none or one or many, whatever the other events are. */
function isEventByEvent(plan: Plan): boolean {
  for (let node = plan; node.kind !== 'scan'; node = node.input) {
    if (!EVENT_BY_EVENT.has(node.kind) || (node.kind === 'join' && node.found === undefined)) return false
  }
  return true
}

/** The bins of fixed length that an aggregate groups by. */
function binOf({ keys }: AggregateNode, scan: ScanNode): { widthMs: number; originMs: number } | undefined {
  const time = timeColumn(scan)
  for (const { value } of keys) {
    if (value.kind !== 'call' || value.name !== 'floorTime') continue
    const [operand, width, origin] = value.args
    if (operand?.kind !== 'column' || operand.id !== time) continue
    if (width?.kind === 'const' && origin?.kind === 'const') {
      return { widthMs: Number(width.value), originMs: Number(origin.value) }
    }
  }
  return undefined
}

/** Stretches of about equal length that begin at multiples of a step; together they are the whole range. */
function cut(span: TimeRange, range: TimeRange, parts: number, stepMs: number, originMs: number): readonly TimeRange[] {
  const bounds: number[] = []
  for (let part = 1; part < parts; part += 1) {
    const atMs = span.startMs + ((span.endMs - span.startMs) * part) / parts
    const boundMs = Math.floor((atMs - originMs) / stepMs) * stepMs + originMs
    if (boundMs > (bounds.at(-1) ?? range.startMs) && boundMs < range.endMs) bounds.push(boundMs)
  }
  return [range.startMs, ...bounds].map((startMs, i) => ({ startMs, endMs: bounds[i] ?? range.endMs }))
}

function within(plan: Plan, range: TimeRange): Plan {
  return plan.kind === 'scan' ? { ...plan, range } : { ...plan, input: within(plan.input, range) }
}

function timeColumn({ fields }: ScanNode): number | undefined {
  return fields.find(({ field }) => field.kind === 'builtin' && field.name === '@timestamp')?.column.id
}

function columnOf(plan: Plan, id: number): Column | undefined {
  return columnsIn(plan).find((column) => column.id === id)
}
