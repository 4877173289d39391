import type { Bound, Value } from './bound.ts'
import { discoverFields } from './discover.ts'
import { compileBound, type Row, withValues } from './evaluate.ts'
import { type Network, networkContains, parseAddress, parseNetwork } from './functions/addresses.ts'
import { AGGREGATE_FUNCTIONS } from './functions/index.ts'
import { regexOf } from './functions/patterns.ts'
import { parseJson, printJson } from './json-tree.ts'
import { compareValues } from './natural-order.ts'
import { createOperator, earlierPlan, isOperator } from './operators/index.ts'
import type { PatternMiner } from './operators/pattern.ts'
import {
  type AggregateNode,
  type AppendColumnsNode,
  type CaptureNode,
  type DedupNode,
  type EstimateNode,
  type ExplodeNode,
  type JoinNode,
  type LookupNode,
  MAX_JOIN_KEYS,
  type Plan,
  type Program,
  type ScanNode,
  type SortKey,
} from './plan.ts'
import { scanOf } from './plan-facts.ts'
import { QueryFailure } from './query-failure.ts'
import { replaceSubqueries } from './subqueries.ts'

/*
 * The reference interpreter: what every node means, over plain rows, obviously rather than fast. It is what the engines are
 * tested against, and it runs what an engine leaves to it: `evaluated` may answer for any part of a plan.
 */

/** A log event as the interpreter takes it. */
export interface InsightsEvent {
  readonly timestampMs: number
  readonly ingestionTimeMs: number
  readonly message: string
  readonly logStream: string
  /** `account:group`. */
  readonly log: string
  readonly ptr: string
  /** Order of arrival; unique. */
  readonly sequence: number
}

/** Everything that a plan reads. */
export interface InterpretContext {
  /** Events of the sources of a scan; those outside its range are left out here. */
  readonly scan: (node: ScanNode) => Promise<Iterable<InsightsEvent>>
  /** Rows of a lookup table, by column. */
  readonly lookupTable: (name: string) => Promise<readonly Readonly<Record<string, string>>[]>
  readonly minePatterns: PatternMiner
  /** Answers for a part of the plan, if it can: how an engine runs what it is good at. */
  readonly evaluated?: (plan: Plan) => Promise<readonly Row[] | undefined> | undefined
  /** Of `estimate`; when absent the input is counted. */
  readonly estimate?: (plan: Plan) => Promise<{ bytes: number; records: number; logGroups: number }>
}

/** Rows of a program, in its order. @throws {QueryFailure} when a limit of the language is passed on the way */
export async function interpret({ root }: Program, context: InterpretContext): Promise<readonly Row[]> {
  return run(root, context)
}

async function run(plan: Plan, context: InterpretContext): Promise<readonly Row[]> {
  const evaluated = await context.evaluated?.(plan)
  if (evaluated !== undefined) return evaluated
  if (plan.kind === 'scan') return scan(plan, context)
  if (plan.kind === 'estimate') return estimate(plan, context)
  const node = await replaceSubqueries(plan, async (program) => valuesOf(program, await run(program.root, context)))
  const rows = await run(node.input, context)
  if (isOperator(node)) {
    const earlier = earlierPlan(node)
    const operator = createOperator(
      node,
      context.minePatterns,
      earlier === undefined ? [] : await run(earlier, context),
    )
    return [...operator.push(rows), ...operator.finish()]
  }
  switch (node.kind) {
    case 'where': {
      const test = compileBound(node.test)
      return rows.filter((row) => test(row) === true)
    }
    case 'extend': {
      const values = node.columns.map(({ column, value }) => [column.id, compileBound(value)] as const)
      return rows.map((row) =>
        withValues(
          row,
          values.map(([id, evaluate]) => [id, evaluate(row)] as const),
        ),
      )
    }
    case 'capture':
      return rows.flatMap(capture(node))
    case 'explode':
      return rows.flatMap(explode(node))
    case 'aggregate':
      return aggregate(node, rows)
    case 'sort':
      return sorted(rows, node.keys)
    case 'limit':
      return rows.slice(0, node.count)
    case 'dedup':
      return dedup(node, rows)
    case 'lookup':
      return lookup(node, rows, node.found ?? (await context.lookupTable(node.table)))
    case 'join':
      return join(node, rows, node.found ?? (await run(node.right, context)))
    case 'appendColumns':
      return appendColumns(node, rows, node.found ?? (await run(node.right, context)))
  }
}

/** Values of the only column that a sub-query shows. */
function valuesOf({ columns }: Program, rows: readonly Row[]): readonly Value[] {
  const id = columns[0]?.id ?? 0
  return rows.map((row) => row[id] ?? null)
}

async function scan(node: ScanNode, context: InterpretContext): Promise<readonly Row[]> {
  const { startMs, endMs } = node.range
  const rows: Row[] = []
  for (const event of await context.scan(node)) {
    if (event.timestampMs >= startMs && event.timestampMs < endMs) rows.push(eventRow(event, node))
  }
  return rows
}

function eventRow(event: InsightsEvent, { fields }: ScanNode): Row {
  const discovered = fields.some(({ field }) => field.kind === 'discovered')
    ? discoverFields(event.message, event.log.replace(/^[^:]*:/, ''), Number.POSITIVE_INFINITY)
    : undefined
  return withValues(
    [],
    fields.map(({ column, field }) => {
      if (field.kind === 'discovered') return [column.id, discovered?.get(field.name) ?? null] as const
      return [column.id, builtinOf(event, field.name)] as const
    }),
  )
}

function builtinOf(
  event: InsightsEvent,
  name: Extract<ScanNode['fields'][number]['field'], { kind: 'builtin' }>['name'],
): Value {
  switch (name) {
    case '@timestamp':
      return event.timestampMs
    case '@ingestionTime':
      return event.ingestionTimeMs
    case '@message':
      return event.message
    case '@logStream':
      return event.logStream
    case '@log':
      return event.log
    case '@ptr':
      return event.ptr
    case 'sequence':
      return event.sequence
  }
}

function capture({ source, regex, groups, position }: CaptureNode): (row: Row) => readonly Row[] {
  const text = compileBound(source)
  const compiled = regexOf(regex)
  const captured = (row: Row, found: readonly (string | null)[] | undefined, place: number): Row =>
    withValues(row, [
      ...groups.map(({ column, group }) => [column.id, found?.[group] || null] as const),
      ...(position === undefined ? [] : [[position.id, place] as const]),
    ])
  return (row) => {
    const value = text(row)
    if (value === null) return [captured(row, undefined, 0)]
    if (position === undefined) return [captured(row, compiled.exec(String(value)), 0)]
    const all = compiled.all(String(value))
    return all.length === 0 ? [captured(row, undefined, 0)] : all.map((found, i) => captured(row, found, i))
  }
}

function explode({ source, column, position }: ExplodeNode): (row: Row) => readonly Row[] {
  const list = compileBound(source)
  return (row) => {
    const tree = parseJson(String(list(row) ?? 'null'))
    if (tree === undefined || tree.kind === 'null') return []
    const items = tree.kind === 'list' ? tree.items : [tree]
    return items.map((item, i) =>
      withValues(row, [
        [column.id, item.kind === 'null' ? null : printJson(item)],
        [position.id, i],
      ]),
    )
  }
}

function aggregate({ keys, calls }: AggregateNode, rows: readonly Row[]): readonly Row[] {
  const keyOf = keys.map(({ value }) => compileBound(value))
  const groups = new Map<string, { readonly key: readonly Value[]; readonly rows: Row[] }>()
  if (keys.length === 0) groups.set('[]', { key: [], rows: [] })
  for (const row of rows) {
    const key = keyOf.map((evaluate) => evaluate(row))
    const text = JSON.stringify(key)
    const group = groups.get(text)
    if (group === undefined) groups.set(text, { key, rows: [row] })
    else group.rows.push(row)
  }
  const compiled = calls.map((call) => {
    const spec = AGGREGATE_FUNCTIONS.get(call.name)
    if (spec === undefined) throw new Error(`BUG: no aggregate ${call.name}`)
    const args = call.args.map(compileBound)
    const types = call.args.map(({ type }) => type)
    return (members: readonly Row[]) =>
      spec.evaluate(
        members.map((row) => args.map((arg) => arg(row))),
        types,
      )
  })
  return [...groups.values()].map((group) =>
    withValues(
      [],
      [
        ...keys.map(({ column }, i) => [column.id, group.key[i] ?? null] as const),
        ...calls.map(({ column }, i) => [column.id, compiled[i]?.(group.rows) ?? null] as const),
      ],
    ),
  )
}

/** Rows in this order; those that tie keep theirs. */
export function sorted(rows: readonly Row[], keys: readonly SortKey[]): readonly Row[] {
  const evaluators = keys.map(({ value }) => compileBound(value))
  return rows
    .map((row) => ({ row, values: evaluators.map((evaluate) => evaluate(row)) }))
    .sort((a, b) => {
      for (const [i, { descending }] of keys.entries()) {
        const order = compareValues(a.values[i] ?? null, b.values[i] ?? null, descending)
        if (order !== 0) return order
      }
      return 0
    })
    .map(({ row }) => row)
}

function dedup({ keys, order }: DedupNode, rows: readonly Row[]): readonly Row[] {
  const keyOf = keys.map(compileBound)
  const seen = new Set<string>()
  return sorted(rows, order).filter((row) => {
    const values = keyOf.map((evaluate) => evaluate(row))
    if (values.includes(null)) return true
    const key = JSON.stringify(values)
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}

function lookup(
  { cidr, keys, outputs }: LookupNode,
  rows: readonly Row[],
  table: readonly Readonly<Record<string, string>>[],
): readonly Row[] {
  const find = cidr ? networkFinder(keys[0]?.tableColumn ?? '', table) : exactFinder(keys, table)
  const keyOf = keys.map(({ value }) => compileBound(value))
  const existing = outputs.map((output) => (output.existing === undefined ? undefined : compileBound(output.existing)))
  return rows.map((row) => {
    const found = find(keyOf.map((evaluate) => evaluate(row) as string | null))
    return withValues(
      row,
      outputs.map(({ tableColumn, column }, i) => {
        const cell = found?.[tableColumn] ?? ''
        return [column.id, existing[i]?.(row) ?? (cell === '' ? null : cell)] as const
      }),
    )
  })
}

type Finder = (values: readonly (string | null)[]) => Readonly<Record<string, string>> | undefined

function exactFinder(keys: LookupNode['keys'], table: readonly Readonly<Record<string, string>>[]): Finder {
  const index = new Map<string, Readonly<Record<string, string>>>()
  for (const line of table) {
    const key = JSON.stringify(keys.map(({ tableColumn }) => line[tableColumn] ?? ''))
    if (!index.has(key)) index.set(key, line)
  }
  return (values) => (values.includes(null) ? undefined : index.get(JSON.stringify(values)))
}

function networkFinder(tableColumn: string, table: readonly Readonly<Record<string, string>>[]): Finder {
  const networks = table.flatMap((line) => {
    const network = parseNetwork(line[tableColumn] ?? '')
    return network === undefined ? [] : [{ network, line }]
  })
  return ([text = null]) => {
    const address = text === null ? undefined : parseAddress(text)
    if (address === undefined) return undefined
    let best: { readonly network: Network; readonly line: Readonly<Record<string, string>> } | undefined
    for (const candidate of networks) {
      const isLonger = best === undefined || candidate.network.bits > best.network.bits
      if (isLonger && networkContains(candidate.network, address)) best = candidate
    }
    return best?.line
  }
}

function join({ type, on }: JoinNode, left: readonly Row[], right: readonly Row[]): readonly Row[] {
  const keyOf = (row: Row, values: readonly Bound[]): string | undefined => {
    const key = values.map((value) => compileBound(value)(row))
    return key.includes(null) ? undefined : JSON.stringify(key)
  }
  const rightKeys = on.map((pair) => pair.right)
  const index = new Map<string, Row[]>()
  for (const row of right) {
    const key = keyOf(row, rightKeys)
    if (key === undefined) continue
    const rows = index.get(key)
    if (rows === undefined) index.set(key, [row])
    else rows.push(row)
    if (index.size > MAX_JOIN_KEYS) {
      throw new QueryFailure(`The right side of a join has more than ${MAX_JOIN_KEYS} different keys`)
    }
  }
  const leftKeys = on.map((pair) => pair.left)
  return left.flatMap((row) => {
    const key = keyOf(row, leftKeys)
    const partners = key === undefined ? [] : (index.get(key) ?? [])
    if (partners.length === 0) return type === 'left' ? [row] : []
    return partners.map((partner) => merged(row, partner))
  })
}

/** Ids are unique, so no value hides another. */
function merged(left: Row, right: Row): Row {
  const row = left.slice()
  for (const [id, value] of right.entries()) if (value !== undefined) row[id] = value
  return row
}

function appendColumns(
  { max, override, outputs }: AppendColumnsNode,
  rows: readonly Row[],
  right: readonly Row[],
): readonly Row[] {
  const compiled = outputs.map((output) => ({
    id: output.column.id,
    right: compileBound(output.right),
    existing: output.existing === undefined ? undefined : compileBound(output.existing),
  }))
  return rows.map((row, i) => {
    const partner = i < max ? (right[i] ?? []) : []
    return withValues(
      row,
      compiled.map((output) => {
        const [mine, theirs] = [output.existing?.(row) ?? null, output.right(partner)]
        return [output.id, override ? (theirs ?? mine) : (mine ?? theirs)] as const
      }),
    )
  })
}

async function estimate({ input, columns }: EstimateNode, context: InterpretContext): Promise<readonly Row[]> {
  const { bytes, records, logGroups } = await (context.estimate ?? measured(context))(input)
  return [
    withValues(
      [],
      columns.map(({ id }, i) => [id, [bytes, records, logGroups][i] ?? 0] as const),
    ),
  ]
}

function measured(context: InterpretContext): NonNullable<InterpretContext['estimate']> {
  return async (plan) => {
    const node = scanOf(plan)
    const { startMs, endMs } = node.range
    let [bytes, records] = [0, 0]
    const groups = new Set<string>()
    for (const { timestampMs, message, log } of await context.scan(node)) {
      if (timestampMs < startMs || timestampMs >= endMs) continue
      bytes += Buffer.byteLength(message)
      records += 1
      groups.add(log)
    }
    return { bytes, records, logGroups: groups.size }
  }
}
