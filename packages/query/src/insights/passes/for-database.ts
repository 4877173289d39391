import type { Bound } from '../bound.ts'
import { call } from '../call.ts'
import type { Computed, Plan, Program } from '../plan.ts'
import { eachObject } from '../plan-facts.ts'
import { isSql } from '../sql/split.ts'

/*
 * The same rows from a plan of which a database can do more. What only JavaScript can compute moves up: behind filters that do
 * not look at it, behind orders and limits, so that it is computed for the rows that are left. Computed columns that nobody
 * looks at go, and a condition of which SQL can test a part is split.
 */

/** Applies all passes. */
export function forDatabase(program: Program): Program {
  const root = withoutUnused(withDirectFields(program.root), new Set(program.columns.map(({ id }) => id)))
  return { ...program, root: raised(lift(root)) }
}

/**
 * An entry of a map is taken from the text that the map was made of: the column of the map is then rarely needed, which for
 * logfmt lets SQL do it, and for JSON spares printing the map and reading it again.
 */
function withDirectFields(root: Plan): Plan {
  const maps = new Map<number, Extract<Bound, { kind: 'call' }>>()
  eachObject(root, (value) => {
    const { column, value: computed } = value as Partial<Computed>
    const isMap = computed?.kind === 'call' && (computed.name === 'logfmt' || computed.name === 'jsonParse')
    if (column !== undefined && isMap) maps.set(column.id, computed)
    return true
  })
  return maps.size === 0 ? root : (rewritten(root, (bound) => directField(bound, maps)) as Plan)
}

function directField(bound: Bound, maps: ReadonlyMap<number, Extract<Bound, { kind: 'call' }>>): Bound {
  const isScalar = bound.kind === 'call' && bound.name === 'scalar'
  const entry = isScalar ? bound.args[0] : bound
  if (entry?.kind !== 'call' || entry.name !== 'jsonGet') return bound
  const [from, ...keys] = entry.args
  const map = from?.kind === 'column' ? maps.get(from.id) : undefined
  const text = map?.args[0]
  if (map === undefined || text === undefined) return bound
  // What is neither a map nor a list has no entries, so the text need not be looked at before.
  if (map.name === 'jsonParse') return isScalar ? bound : { ...entry, args: [text, ...keys] }
  const [key] = keys
  return isScalar && keys.length === 1 && key?.kind === 'const' ? call('logfmtField', [text, key]) : bound
}

/** A copy in which every expression has been replaced. */
function rewritten(value: unknown, replace: (bound: Bound) => Bound): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => rewritten(item, replace))
  const copy = Object.fromEntries(Object.entries(value).map(([name, member]) => [name, rewritten(member, replace)]))
  return (copy as { kind?: unknown }).kind === 'call' ? replace(copy as Bound) : copy
}

/** Without computed columns that are neither shown nor looked at. */
function withoutUnused(root: Plan, shown: ReadonlySet<number>): Plan {
  const used = new Set(shown)
  const look = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    const { kind, id, columns } = value as {
      readonly kind?: unknown
      readonly id?: unknown
      readonly columns?: unknown
    }
    if (typeof id === 'number') used.add(id)
    // What an `extend` defines is not looked at by that.
    const rest = kind === 'extend' && Array.isArray(columns) ? { ...value, columns: columns.map(definition) } : value
    for (const member of Object.values(rest)) look(member)
  }
  look(root)
  const pruned = prune(root, used)
  return pruned === root ? root : withoutUnused(pruned, shown)
}

function definition({ value }: Computed): Bound {
  return value
}

function prune(plan: Plan, used: ReadonlySet<number>): Plan {
  if (plan.kind === 'scan') return plan
  const input = prune(plan.input, used)
  if (plan.kind !== 'extend') return input === plan.input ? plan : { ...plan, input }
  const columns = plan.columns.filter(({ column }) => used.has(column.id))
  if (columns.length === 0) return input
  return columns.length === plan.columns.length && input === plan.input ? plan : { ...plan, input, columns }
}

/** A plan, and columns that are still to be computed over its rows: later groups may look at earlier ones. */
interface Lifted {
  readonly plan: Plan
  readonly pending: readonly (readonly Computed[])[]
}

function raised({ plan, pending }: Lifted): Plan {
  return pending.reduce<Plan>((input, columns) => ({ kind: 'extend', input, columns }), plan)
}

function lift(plan: Plan): Lifted {
  if (plan.kind === 'scan') return { plan, pending: [] }
  const below = lift(plan.input)
  const waits = idsOf(below.pending)
  const looksAt = (bounds: readonly Bound[]): boolean => bounds.some((bound) => refersTo(bound, waits))
  switch (plan.kind) {
    case 'extend': {
      const now = plan.columns.filter(({ value }) => isSql(value) && !refersTo(value, waits))
      const later = plan.columns.filter((computed) => !now.includes(computed))
      return {
        plan: now.length === 0 ? below.plan : { ...plan, input: below.plan, columns: now },
        pending: later.length === 0 ? below.pending : [...below.pending, later],
      }
    }
    case 'where': {
      const tests = conjuncts(plan.test)
      const now = tests.filter((test) => isSql(test) && !refersTo(test, waits))
      const later = tests.filter((test) => !now.includes(test))
      const filtered: Plan = now.length === 0 ? below.plan : { kind: 'where', input: below.plan, test: together(now) }
      if (later.length === 0) return { plan: filtered, pending: below.pending }
      const input = raised({ plan: filtered, pending: below.pending })
      return { plan: { kind: 'where', input, test: together(later) }, pending: [] }
    }
    case 'sort':
      if (looksAt(plan.keys.map(({ value }) => value))) break
      return { plan: { ...plan, input: below.plan }, pending: below.pending }
    case 'limit':
      return { plan: { ...plan, input: below.plan }, pending: below.pending }
    case 'dedup':
      if (looksAt([...plan.keys, ...plan.order.map(({ value }) => value)])) break
      return { plan: { ...plan, input: below.plan }, pending: below.pending }
    case 'capture':
      if (looksAt([plan.source])) break
      return { plan: { ...plan, input: below.plan }, pending: below.pending }
    case 'join':
    case 'appendColumns':
      return { plan: { ...plan, input: raised(below), right: raised(lift(plan.right)) }, pending: [] }
    default:
      break
  }
  return { plan: { ...plan, input: raised(below) }, pending: [] }
}

/** Conditions of which all must be true. */
function conjuncts(test: Bound): readonly Bound[] {
  return test.kind === 'call' && test.name === 'and' ? test.args.flatMap(conjuncts) : [test]
}

function together(tests: readonly Bound[]): Bound {
  return tests.reduce((a, b) => ({ kind: 'call', type: 'flag', name: 'and', args: [a, b] }))
}

function idsOf(groups: readonly (readonly Computed[])[]): ReadonlySet<number> {
  return new Set(groups.flat().map(({ column }) => column.id))
}

function refersTo(bound: Bound, ids: ReadonlySet<number>): boolean {
  switch (bound.kind) {
    case 'const':
      return false
    case 'column':
      return ids.has(bound.id)
    case 'call':
      return bound.args.some((arg) => refersTo(arg, ids))
    case 'inQuery':
      return refersTo(bound.operand, ids)
  }
}
