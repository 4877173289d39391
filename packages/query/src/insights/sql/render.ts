import { requiredLiteral } from '../../regex/required-literals.ts'
import type { Bound, Column } from '../bound.ts'
import type {
  AggregateNode,
  AppendColumnsNode,
  CaptureNode,
  Computed,
  DedupNode,
  JoinNode,
  LookupNode,
  Plan,
  ScanNode,
  SortKey,
} from '../plan.ts'
import { columnsUsedIn, isOneToOne, isRowByRow, scanOf, withoutSort } from '../plan-facts.ts'
import type { Dialect, SqlValue } from './dialect.ts'
import { ExpressionWriter, Params } from './expression.ts'
import { appendedTable, columnTypes, type FoundTable, joinTable, lookupTable } from './found-rows.ts'
import { AGGREGATE_SQL } from './functions/index.ts'
import { neededTexts } from './needed-texts.ts'
import { isPlainLeaf, type RenderedScan, renderScan } from './scan.ts'

/** A statement: what it reads, and what its columns are. */
export interface Rendered {
  readonly sql: string
  readonly params: readonly SqlValue[]
  /** In the order of the SELECT. */
  readonly columns: readonly Column[]
  readonly scan: RenderedScan
  /**
   * The statement gives the first `limit` rows, in order of time first of all, each from one event: a store may
   * run it over one stretch of time after the other until it has enough.
   */
  readonly stop: { readonly limit: number; readonly descending: boolean } | undefined
}

/**
 * Writes a plan as SQL. Each node becomes a SELECT over that of its input, with only the columns that something above needs;
 * column `c7` is the column with id 7 of the plan. Sort keys stay beside the rows as `k1`, `k2`… until nothing needs their order.
 *
 * @param columns what is wanted of the rows; the plan must be relational
 */
export function render(plan: Plan, columns: readonly Column[], dialect: Dialect): Rendered {
  if (dialect.numberColumns !== true) return renderWith(plan, columns, dialect, new Set())
  // Which fields are looked at as numbers is known when all is written.
  const asked = new Set<number>()
  renderWith(plan, columns, dialect, leavesIn(plan), asked)
  return renderWith(plan, columns, dialect, asked)
}

function renderWith(
  plan: Plan,
  columns: readonly Column[],
  dialect: Dialect,
  numbers: ReadonlySet<number>,
  asked: Set<number> = new Set(),
): Rendered {
  const renderer = new Renderer(plan, dialect, numbers, asked)
  const unique = [...new Map(columns.map((column) => [column.id, column])).values()]
  const level = renderer.render(plan, new Set(unique.map(({ id }) => id)))
  const shown = unique.length === 0 ? ['1 AS nothing'] : unique.map(({ id }) => renderer.shown(id))
  const order = level.order.length === 0 ? '' : `\nORDER BY ${level.order.join(', ')}`
  const scan = renderer.scan
  if (scan === undefined) throw new Error('BUG: a plan without a scan')
  return {
    sql: `SELECT ${shown.join(', ')}\nFROM ${nested(level.sql)}${order}`,
    params: renderer.params.values,
    columns: unique,
    scan: { ...scan, needed: neededTexts(plan) },
    stop: earlyStop(plan),
  }
}

/** A SELECT, the columns that carry its order, and the ORDER BY over them. */
interface Level {
  readonly sql: string
  readonly keys: readonly string[]
  readonly order: readonly string[]
}

class Renderer {
  readonly params: Params
  scan: RenderedScan | undefined
  readonly #dialect: Dialect
  /** Pointers of rows that nothing looks at: written at the end, for the rows that are left. */
  readonly #pointers: ReadonlySet<number>
  /** Texts that the relation also gives as numbers: column `n7` is what `c7` spells. */
  readonly #numbers: ReadonlySet<number>
  readonly #asked: Set<number>
  #keys = 0
  #shared = 0

  constructor(plan: Plan, dialect: Dialect, numbers: ReadonlySet<number>, asked: Set<number>) {
    this.#dialect = dialect
    this.#numbers = numbers
    this.#asked = asked
    this.params = new Params(dialect)
    this.#pointers = unusedPointers(plan)
  }

  /** A column as the statement gives it. */
  shown(id: number): string {
    return this.#pointers.has(id) ? `${this.#dialect.builtin('@ptr')} AS c${id}` : `c${id}`
  }

  /** What stands for columns inside the statement. */
  #names(columns: ReadonlySet<number>): readonly string[] {
    const ids = [...columns].sort((a, b) => a - b)
    const names = ids.filter((id) => !this.#pointers.has(id)).map((id) => RAW_COLUMNS.get(id) ?? `c${id}`)
    const numbers = ids.filter((id) => this.#numbers.has(id)).map((id) => `n${id}`)
    return [...new Set([...names, ...numbers, ...(ids.length === names.length ? [] : POINTER_COLUMNS)])]
  }

  render(plan: Plan, needed: ReadonlySet<number>): Level {
    switch (plan.kind) {
      case 'scan':
        return this.#scan(plan, needed)
      case 'where': {
        const input = this.render(plan.input, withColumns(needed, [plan.test]))
        const writer = this.#writer()
        const test = writer.test(plan.test)
        const sql = select([...this.#names(needed), ...input.keys], layered(writer, input.sql), `\nWHERE ${test}`)
        return { ...input, sql }
      }
      case 'extend':
        return this.#extend(plan.input, plan.columns, needed)
      case 'capture':
        return plan.position === undefined ? this.#capture(plan, needed) : this.#captureAll(plan, plan.position, needed)
      case 'aggregate':
        return this.#aggregate(plan)
      case 'sort':
        return this.#sort(plan.input, plan.keys, needed)
      case 'limit': {
        // The order of rows under `any` is nobody's business.
        const bare = plan.any && plan.input.kind === 'sort' ? plan.input.input : plan.input
        const input = this.render(bare, needed)
        const order = input.order.length === 0 ? '' : `\nORDER BY ${input.order.join(', ')}`
        const all = [...this.#names(needed), ...input.keys]
        return { ...input, sql: select(all, nested(input.sql), `${order}\nLIMIT ${plan.count}`) }
      }
      case 'dedup':
        return this.#dedup(plan, needed)
      case 'join':
        return this.#join(plan, needed)
      case 'lookup':
        return this.#lookup(plan, needed)
      case 'appendColumns':
        return this.#appendColumns(plan, needed)
      default:
        throw new Error(`BUG: ${plan.kind} has no SQL`)
    }
  }

  #writer(): ExpressionWriter {
    this.#shared += 1
    return new ExpressionWriter(this.#dialect, this.params, `e${this.#shared}0`, (id) => {
      if (!this.#numbers.has(id)) return undefined
      this.#asked.add(id)
      return `n${id}`
    })
  }

  #scan(node: ScanNode, needed: ReadonlySet<number>): Level {
    const name = 'rows'
    const { columns, scan } = renderScan(
      node,
      without(needed, [...this.#pointers]),
      this.#numbers,
      this.#dialect,
      this.params,
      name,
    )
    this.scan = scan
    const hasPointer = [...this.#pointers].some((id) => needed.has(id))
    const raw = hasPointer ? POINTER_COLUMNS : [...RAW_COLUMNS].flatMap(([id, sql]) => (needed.has(id) ? [sql] : []))
    return { sql: select([...columns, ...raw], name), keys: [], order: [] }
  }

  #extend(below: Plan, columns: readonly Computed[], needed: ReadonlySet<number>): Level {
    const added = columns.filter(({ column }) => needed.has(column.id))
    const kept = without(
      needed,
      columns.map(({ column }) => column.id),
    )
    const input = this.render(
      below,
      withColumns(
        kept,
        added.map(({ value }) => value),
      ),
    )
    const writer = this.#writer()
    const computed = added.map(({ column, value }) => `${writer.value(value)} AS c${column.id}`)
    return { ...input, sql: select([...this.#names(kept), ...input.keys, ...computed], layered(writer, input.sql)) }
  }

  #capture({ input: below, source, regex, groups }: CaptureNode, needed: ReadonlySet<number>): Level {
    const wanted = groups.filter(({ column }) => needed.has(column.id))
    const kept = without(
      needed,
      groups.map(({ column }) => column.id),
    )
    const input = this.render(below, withColumns(kept, wanted.length === 0 ? [] : [source]))
    if (wanted.length === 0) return input
    const writer = this.#writer()
    const text = writer.once(writer.value(source))
    // Groups that nobody asks for cost as much as the others.
    const numbers = [...new Set(wanted.map(({ group }) => group))].sort((a, b) => a - b)
    const regexParam = this.params.add(withGroups(regex, new Set(numbers)))
    const literal = requiredLiteral(regex.replace(/^\(\?-?s\)/, ''))
    const test = literal === undefined ? undefined : this.#dialect.contains(text, this.params.add(literal))
    const { all, group: textOf } = this.#dialect.captures(text, regexParam, numbers.length, test)
    const found = writer.once(all)
    const captured = wanted.map(
      ({ column, group }) => `nullif(${textOf(found, numbers.indexOf(group) + 1)}, '') AS c${column.id}`,
    )
    return { ...input, sql: select([...this.#names(kept), ...input.keys, ...captured], layered(writer, input.sql)) }
  }

  /** One row for each match. Rows that are in an order stay in it, those of one row in the order of the matches. */
  #captureAll(
    { input: below, source, regex, groups }: CaptureNode,
    position: Column,
    needed: ReadonlySet<number>,
  ): Level {
    const wanted = groups.filter(({ column }) => needed.has(column.id))
    const kept = without(needed, [position.id, ...groups.map(({ column }) => column.id)])
    const input = this.render(below, withColumns(kept, [source]))
    const writer = this.#writer()
    const text = writer.once(writer.value(source))
    const last = Math.max(1, ...wanted.map(({ group }) => group))
    const regexParam = this.params.add(regex)
    const literal = requiredLiteral(regex.replace(/^\(\?-?s\)/, ''))
    const test = literal === undefined ? undefined : this.#dialect.contains(text, this.params.add(literal))
    const lists = writer.once(this.#dialect.allCaptures(text, regexParam, last, test))
    const same = [...this.#names(kept), ...input.keys]
    const each = `${this.#dialect.positions(`${lists}[1]`)} AS place`
    const rows = select([...same, lists, each], layered(writer, input.sql))
    const columns = wanted.map(({ column, group }) => `nullif(${lists}[${group}][place], '') AS c${column.id}`)
    if (needed.has(position.id)) columns.push(`${this.#dialect.float('place - 1')} AS c${position.id}`)
    const key = this.#nextKey(input, 'place')
    return { ...key, sql: select([...same, ...columns, ...key.added], nested(rows)) }
  }

  /** Rows that go together stay in the order of the left side, those of one row in that of the right. */
  #join(node: JoinNode, needed: ReadonlySet<number>): Level {
    const types = columnTypes(node.right)
    const theirs = [...needed].filter((id) => types.has(id))
    const kept = without(needed, theirs)
    const input = this.render(
      node.input,
      withColumns(
        kept,
        node.on.map(({ left }) => left),
      ),
    )
    const writer = this.#writer()
    const keys = node.on.map(({ left }, i) => `${writer.value(left)} AS d${i + 1}`)
    const same = [...this.#names(kept), ...input.keys]
    const left = select([...same, ...keys], layered(writer, input.sql))
    const key = this.#nextKey(input, `r${keys.length + theirs.length + 1}`)
    const columns = theirs.map((id, i) => `r${keys.length + i + 1} AS c${id}`)
    const found = this.#found(joinTable(node, theirs))
    const on = keys.map((_, i) => `d${i + 1} = r${i + 1}`).join(' AND ')
    const joined = `${nested(left)} AS l ${node.type === 'left' ? 'LEFT' : 'INNER'} JOIN ${found} AS r ON ${on}`
    return { ...key, sql: select([...same, ...columns, ...key.added], joined) }
  }

  #lookup(node: LookupNode, needed: ReadonlySet<number>): Level {
    const wanted = node.outputs.filter(({ column }) => needed.has(column.id))
    const kept = without(
      needed,
      node.outputs.map(({ column }) => column.id),
    )
    const values = [...node.keys.map(({ value }) => value), ...wanted.flatMap(({ existing }) => existing ?? [])]
    const input = this.render(node.input, withColumns(kept, values))
    const writer = this.#writer()
    const keys = node.keys.map(({ value }, i) => `${writer.value(value)} AS d${i + 1}`)
    const before = wanted.map(({ existing }, i) =>
      existing === undefined ? [] : [`${writer.value(existing)} AS b${i}`],
    )
    const same = [...this.#names(kept), ...input.keys]
    const left = select([...same, ...keys, ...before.flat()], layered(writer, input.sql))
    const columns = wanted.map((output, i) => {
      const cell = `nullif(r${keys.length + node.outputs.indexOf(output) + 1}, '')`
      return `${output.existing === undefined ? cell : `coalesce(b${i}, ${cell})`} AS c${output.column.id}`
    })
    const found = this.#found(lookupTable(node))
    const on = keys.map((_, i) => `d${i + 1} = r${i + 1}`).join(' AND ')
    const joined = `${nested(left)} AS l LEFT JOIN ${found} AS r ON ${on}`
    return { ...input, sql: select([...same, ...columns], joined) }
  }

  /** Rows are numbered in their order, and those of the other query come beside them by number. */
  #appendColumns(node: AppendColumnsNode, needed: ReadonlySet<number>): Level {
    const wanted = node.outputs.filter(({ column }) => needed.has(column.id))
    const kept = without(
      needed,
      node.outputs.map(({ column }) => column.id),
    )
    const values = wanted.flatMap(({ existing }) => existing ?? [])
    const input = this.render(node.input, withColumns(kept, values))
    const writer = this.#writer()
    const before = wanted.map(({ existing }, i) =>
      existing === undefined ? [] : [`${writer.value(existing)} AS b${i}`],
    )
    const same = [...this.#names(kept), ...input.keys]
    const over = input.order.length === 0 ? '' : `ORDER BY ${input.order.join(', ')}`
    const left = select(
      [...same, ...before.flat(), `${this.#dialect.float(`row_number() OVER (${over})`)} AS place`],
      layered(writer, input.sql),
    )
    const columns = wanted.map((output, i) => {
      const theirs = `r${node.outputs.indexOf(output) + 1}`
      const both = node.override ? `${theirs}, b${i}` : `b${i}, ${theirs}`
      return `${output.existing === undefined ? theirs : `coalesce(${both})`} AS c${output.column.id}`
    })
    const found = this.#found(appendedTable(node))
    const joined = `${nested(left)} AS l LEFT JOIN ${found} AS r ON place = r${node.outputs.length + 1}`
    return { ...input, sql: select([...same, ...columns], joined) }
  }

  #found({ json, types }: FoundTable): string {
    return nested(this.#dialect.rows(this.params.add(json), types))
  }

  /** Where the rows of a level have an order, one more key at its end. */
  #nextKey({ keys, order }: Level, sql: string): Pick<Level, 'keys' | 'order'> & { readonly added: readonly string[] } {
    if (order.length === 0) return { keys, order, added: [] }
    this.#keys += 1
    const name = `k${this.#keys}`
    return { keys: [...keys, name], order: [...order, `${name} ASC NULLS LAST`], added: [`${sql} AS ${name}`] }
  }

  /** All columns: those that nobody needs cost little, and every key must be there. */
  #aggregate({ input: below, keys, calls }: AggregateNode): Level {
    const bins = keys.map(({ value }) => wholeBin(value, below, this.#dialect))
    const values = [
      ...keys.flatMap(({ value }, i) => (bins[i] === undefined ? [value] : [])),
      ...calls.flatMap(({ args }) => args),
    ]
    const raw = bins.some((bin) => bin !== undefined) ? [RAW_TIME] : []
    const input = this.render(withoutSort(below), withColumns(new Set(raw), values))
    const writer = this.#writer()
    const grouped = keys.map(({ column, value }, i) => `${bins[i]?.start ?? writer.value(value)} AS c${column.id}`)
    const computed = calls.map(({ column, name, args }) => {
      const write = AGGREGATE_SQL.get(name)
      if (write === undefined) throw new Error(`BUG: ${name} has no SQL`)
      return `${write(writer, args, column.type)} AS c${column.id}`
    })
    const by = keys.length === 0 ? '' : `\nGROUP BY ${keys.map((_, i) => bins[i]?.number ?? i + 1).join(', ')}`
    const columns = [...grouped, ...computed]
    return { sql: select(columns, layered(writer, input.sql), by), keys: [], order: [] }
  }

  #sort(below: Plan, keys: readonly SortKey[], needed: ReadonlySet<number>): Level {
    const input = this.render(
      withoutSort(below),
      withColumns(
        needed,
        keys.map(({ value }) => value),
      ),
    )
    const writer = this.#writer()
    const { columns, order, names: keyNames } = this.#sortColumns(writer, keys)
    return { sql: select([...this.#names(needed), ...columns], layered(writer, input.sql)), keys: keyNames, order }
  }

  /** Keys as columns. A text sorts by two: the number it spells, and what it is among texts. */
  #sortColumns(
    writer: ExpressionWriter,
    keys: readonly SortKey[],
  ): { readonly columns: readonly string[]; readonly names: readonly string[]; readonly order: readonly string[] } {
    const columns: string[] = []
    const keyNames: string[] = []
    const order: string[] = []
    const seen = new Set<string>()
    const add = (sql: string, direction: 'ASC' | 'DESC'): void => {
      // Equal rows by one key are equal by it once more.
      if (seen.has(sql)) return
      seen.add(sql)
      this.#keys += 1
      const name = `k${this.#keys}`
      columns.push(`${sql} AS ${name}`)
      keyNames.push(name)
      order.push(`${name} ${direction} NULLS LAST`)
    }
    for (const { value, descending } of keys) {
      const direction = descending ? 'DESC' : 'ASC'
      if (value.type !== 'text' && value.type !== 'json') {
        add(writer.value(value), direction)
        continue
      }
      const text = writer.once(writer.value(value))
      const number = writer.once(writer.number(value))
      // Numbers come after texts. Descending, the numbers alone say so.
      if (!descending) add(`CASE WHEN ${text} IS NULL THEN NULL WHEN ${number} IS NULL THEN 0 ELSE 1 END`, direction)
      add(number, direction)
      // Equal numbers that are spelled differently go by code point: `01` before `1`.
      add(`CASE WHEN ${number} IS NULL THEN ${this.#dialect.naturalKey(text)} ELSE ${text} END`, direction)
    }
    return { columns, names: keyNames, order }
  }

  #dedup(node: DedupNode, needed: ReadonlySet<number>): Level {
    const { firstBy } = this.#dialect
    const isOfEvents = isOneToOne(withoutSort(node.input)) && node.order.length > 0
    return firstBy !== undefined && isOfEvents
      ? this.#dedupEvents(node, needed, firstBy)
      : this.#dedupRows(node, needed)
  }

  /** Rows are numbered within those that have the same values. */
  #dedupRows({ input: below, keys, order }: DedupNode, needed: ReadonlySet<number>): Level {
    const input = this.render(withoutSort(below), withColumns(needed, [...keys, ...order.map(({ value }) => value)]))
    const writer = this.#writer()
    const sorted = this.#sortColumns(writer, order)
    const parts = keys.map((key) => writer.once(writer.value(key)))
    const ordered = select(
      [...this.#names(needed), ...sorted.columns, ...parts.map((part, i) => `${part} AS d${i + 1}`)],
      layered(writer, input.sql),
    )
    const by = parts.map((_, i) => `d${i + 1}`).join(', ')
    const over = sorted.order.length === 0 ? '' : ` ORDER BY ${sorted.order.join(', ')}`
    const numbered = select(['*', `row_number() OVER (PARTITION BY ${by}${over}) AS place`], nested(ordered))
    const absent = parts.map((_, i) => `d${i + 1} IS NULL`).join(' OR ')
    const sql = select([...this.#names(needed), ...sorted.names], nested(numbered), `\nWHERE place = 1 OR ${absent}`)
    return { sql, keys: sorted.names, order: sorted.order }
  }

  /**
   * First the numbers of the events that stay, then their rows: what is held is small, and where events have few different values
   * little more than those is read.
   */
  #dedupEvents(
    { input: below, keys, order }: DedupNode,
    needed: ReadonlySet<number>,
    firstBy: NonNullable<Dialect['firstBy']>,
  ): Level {
    const values = [...keys, ...order.map(({ value }) => value)]
    const input = this.render(withoutSort(below), withColumns(new Set([...needed, RAW_SEQUENCE]), values))
    const choosing = this.#writer()
    const places = this.#sortColumns(choosing, order)
    const parts = keys.map((key, i) => `${choosing.value(key)} AS d${i + 1}`)
    const events = nested(select(['seq', ...places.columns, ...parts], layered(choosing, input.sql)))
    const names = keys.map((_, i) => `d${i + 1}`)
    const present = names.map((name) => `${name} IS NOT NULL`).join(' AND ')
    const absent = names.map((name) => `${name} IS NULL`).join(' OR ')
    const first = select([firstBy('seq', places.order)], events, `\nWHERE ${present}\nGROUP BY ${names.join(', ')}`)
    const others = select(['seq'], events, `\nWHERE ${absent}`)
    const rows = select(['*'], nested(input.sql), `\nWHERE seq IN ${nested(`${first}\nUNION ALL\n${others}`)}`)
    const writer = this.#writer()
    const sorted = this.#sortColumns(writer, order)
    const sql = select([...this.#names(needed), ...sorted.columns], layered(writer, rows))
    return { sql, keys: sorted.names, order: sorted.order }
  }
}

/** A regular expression in which only these groups capture, counted anew from 1. */
function withGroups(regex: string, kept: ReadonlySet<number>): string {
  let number = 0
  // A quotation, an escape, a class (which may begin with `]`), a group that is none of ours, or one that captures.
  return regex.replace(/\\Q[\s\S]*?(?:\\E|$)|\\[\s\S]|\[\^?\]?(?:\\[\s\S]|\[:\w+:\]|[^\]\\])*\]|\(\?|\(/g, (part) => {
    if (part !== '(') return part
    number += 1
    return kept.has(number) ? '(' : '(?:'
  })
}

function select(columns: readonly string[], from: string, rest = ''): string {
  return `SELECT ${columns.length === 0 ? '1 AS nothing' : columns.join(', ')}\nFROM ${from}${rest}`
}

function nested(sql: string): string {
  return `(\n  ${sql.replaceAll('\n', '\n  ')}\n)`
}

/** The input with what the writer named, one layer for what refers to another. */
function layered(writer: ExpressionWriter, sql: string): string {
  let from = nested(sql)
  for (const layer of writer.layers) {
    from = nested(select(['*', ...layer.map((one) => `${one.sql} AS ${one.name}`)], from))
  }
  return from
}

/** Among ids of columns: the time and the number of an event as the relation has them, whole numbers. */
const RAW_TIME = -1
const RAW_SEQUENCE = -2
const RAW_COLUMNS: ReadonlyMap<number, string> = new Map([
  [RAW_TIME, 'ts'],
  [RAW_SEQUENCE, 'seq'],
])

/**
 * A bin of the time of events in whole numbers, which are grouped in half the time of floats: its number, counted from long ago,
 * and when it starts.
 */
function wholeBin(
  value: Bound,
  below: Plan,
  { divideWhole }: Dialect,
): { readonly number: string; readonly start: string } | undefined {
  if (divideWhole === undefined || value.kind !== 'call' || value.name !== 'floorTime') return undefined
  const [time, width, origin] = value.args
  if (time === undefined || width?.kind !== 'const' || origin?.kind !== 'const') return undefined
  const [widthMs, originMs] = [Number(width.value), Number(origin.value)]
  if (!Number.isSafeInteger(widthMs) || !Number.isSafeInteger(originMs) || widthMs <= 0) return undefined
  const input = withoutSort(below)
  if (!isRowByRow(input) || !isBuiltin(scanOf(input), time, '@timestamp')) return undefined
  // Division is towards zero: everything is moved up to where that is down. No event is older than 1970.
  const firstMs = ((originMs % widthMs) + widthMs) % widthMs
  const number = divideWhole(`(ts + ${widthMs - firstMs})`, String(widthMs))
  return { number, start: `CAST((${number} - 1) * ${widthMs} + ${firstMs} AS DOUBLE)` }
}

/** What a pointer is made of. */
const POINTER_COLUMNS = ['grp', 'stream', 'ts', 'seq']

/** The pointer, if no expression of the plan refers to it. */
function unusedPointers(plan: Plan): ReadonlySet<number> {
  const { fields } = scanOf(plan)
  const pointers = fields.filter(({ field }) => field.kind === 'builtin' && field.name === '@ptr')
  const used = columnsUsedIn(plan)
  return new Set(pointers.map(({ column }) => column.id).filter((id) => !used.has(id)))
}

/** Columns that are a field of the message and nothing else. */
function leavesIn(plan: Plan): ReadonlySet<number> {
  const leaves = scanOf(plan).fields.filter(({ field }) => field.kind === 'discovered' && isPlainLeaf(field.name))
  return new Set(leaves.map(({ column }) => column.id))
}

function without(columns: ReadonlySet<number>, gone: readonly number[]): ReadonlySet<number> {
  const rest = new Set(columns)
  for (const id of gone) rest.delete(id)
  return rest
}

/** These columns and those that expressions refer to. */
export function withColumns(columns: ReadonlySet<number>, values: readonly Bound[]): ReadonlySet<number> {
  const all = new Set(columns)
  const visit = (value: Bound): void => {
    if (value.kind === 'column') all.add(value.id)
    else if (value.kind === 'call') for (const arg of value.args) visit(arg)
    else if (value.kind === 'inQuery') visit(value.operand)
  }
  for (const value of values) visit(value)
  return all
}

/** Rows in order of time first of all, taken as they come: see {@link Rendered.stop}. */
function earlyStop(plan: Plan): Rendered['stop'] {
  if (plan.kind !== 'limit') return undefined
  if (plan.input.kind !== 'sort') {
    return plan.any && isRowByRow(plan.input) ? { limit: plan.count, descending: true } : undefined
  }
  if (!isRowByRow(plan.input.input)) return undefined
  if (plan.any) return { limit: plan.count, descending: true }
  const scan = scanOf(plan.input.input)
  // Stretches of time do not overlap, so the other keys only count within one.
  const [time] = plan.input.keys
  if (time === undefined || !isBuiltin(scan, time.value, '@timestamp')) return undefined
  return { limit: plan.count, descending: time.descending }
}

function isBuiltin(scan: ScanNode, value: Bound, name: string): boolean {
  if (value.kind !== 'column') return false
  return scan.fields.some(
    ({ column, field }) => column.id === value.id && field.kind === 'builtin' && field.name === name,
  )
}
