import type { Query, Source, Span } from './ast.ts'
import { bindCommands } from './bind.ts'
import { bindField, bindTimestamp, type ExpressionContext, problem, unknownSymbol } from './bind-expression.ts'
import type { Bound, Column, ValueType } from './bound.ts'
import { addMonths } from './periods.ts'
import type { Computed, Plan, Program, SortKey, TimeRange } from './plan.ts'
import { Columns, reference, ScanBuilder, Scope } from './scope.ts'

/** What a query cannot say itself. */
export interface BindOptions {
  readonly range: TimeRange
  readonly nowMs: number
  /** What `@aws.region` is; us-east-1 when absent. */
  readonly region?: string
  /** What `@entity.…` is, by the stream of an event. Asked for only by queries with such a field. */
  readonly entities?: () => readonly EntityOfStream[]
  /** Rows of a query without `limit`; 10,000 when absent. */
  readonly defaultLimit?: number
  /** Columns of the lookup tables there are; when absent no table is checked. */
  readonly lookupTables?: ReadonlyMap<string, readonly string[]>
}

/** Fields that all events of a stream have, by name: `@entity.KeyAttributes.Type`. */
interface EntityOfStream {
  /** `account:group` */
  readonly log: string
  readonly logStream: string
  readonly fields: Readonly<Record<string, string>>
}

/** Rows of a query that does not say how many. @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Limit.html */
export const DEFAULT_LIMIT = 10_000

/** What the last `stats` did, for commands that must follow one. */
export interface Grouping {
  readonly keys: readonly Computed[]
  readonly calls: readonly Column[]
}

/** A plan while commands are added to it one by one: what it computes so far, and which names mean what. */
export class Pipeline {
  readonly options: BindOptions
  readonly columns: Columns
  /** Inside a query in parentheses there may be no other. */
  readonly isSubquery: boolean
  plan: Plan
  scope: Scope
  /** Rows are log events, and `@ptr` is shown. */
  raw = true
  /** Set by a command that orders the rows. */
  order: readonly SortKey[] | undefined
  grouping: Grouping | undefined
  joined = false
  limited = false
  /** Columns of `split()`, which `unnest` refuses. */
  readonly splits: Set<number> = new Set()
  /** Names that `fields` has shown; they may not be defined again. */
  readonly #declared = new Set<string>()
  /** Made when asked for: a query whose order does not matter reads no column for it. */
  #tieBreakers: () => readonly SortKey[]
  #fields: readonly Column[] = []
  #added: readonly Column[] = []
  #display: readonly Column[] | undefined

  constructor(sources: readonly Source[], options: BindOptions, columns: Columns = new Columns(), isSubquery = false) {
    this.options = options
    this.columns = columns
    this.isSubquery = isSubquery
    const scan = new ScanBuilder(columns, { ...options, sources, range: rangeOf(sources, options) })
    this.plan = scan.node
    this.scope = new Scope(scan)
    this.#tieBreakers = () => [
      { value: reference(scan.builtin('@timestamp')), descending: true },
      { value: reference(scan.builtin('sequence')), descending: true },
    ]
  }

  /** Keys that give every row its own place when they end an order; also the order when there is no other. */
  get tieBreakers(): readonly SortKey[] {
    return this.#tieBreakers()
  }

  /** For binding expressions at this place. */
  context(): ExpressionContext {
    const { range, nowMs } = this.options
    return {
      scope: this.scope,
      range,
      nowMs,
      subquery: (query, span) => this.subquery(query, span).finish(),
    }
  }

  timestamp(span: Span): Bound {
    return bindTimestamp(this, span)
  }

  /** A query in parentheses, its commands bound. */
  subquery(query: Query, span: Span): Pipeline {
    if (this.isSubquery) problem('A sub-query cannot have sub-queries', span)
    const inner = new Pipeline(query.sources, this.options, this.columns, true)
    bindCommands(inner, query.commands)
    return inner
  }

  create(name: string, type: ValueType): Column {
    return this.columns.create(name, type)
  }

  /** Makes a name mean a column, and shows it beside what is shown already. */
  add(column: Column): void {
    this.scope.names.set(column.name, column)
    this.#fields = replaced(this.#fields, column)
    if (this.#fields.some(({ name }) => name === column.name)) return
    this.#added = [...this.#added.filter(({ name }) => name !== column.name), column]
  }

  /** Adds one computed column under a name. */
  addComputed(name: string, value: Bound): void {
    const column = this.create(name, value.type)
    this.extend([{ column, value }])
    this.add(column)
  }

  /** Rows were multiplied: this column tells those of one origin apart. */
  addPosition(position: Column): void {
    const key = { value: reference(position), descending: false }
    const before = this.#tieBreakers
    this.#tieBreakers = () => [...before(), key]
    if (this.order !== undefined) this.order = [...this.order, key]
  }

  /** What `parse` and its like read when nothing is named. */
  bindMessage(span: Span): Bound {
    return this.bindField({ kind: 'field', name: '@message', base: '@message', accessors: [], span })
  }

  /** Adds computed columns that later commands see by name. */
  extend(columns: readonly Computed[]): void {
    if (columns.length > 0) this.plan = { kind: 'extend', input: this.plan, columns }
  }

  /** What `fields` lists; what it showed before stays, at its place. */
  showFields(columns: readonly Column[]): void {
    const names = new Set(columns.map(({ name }) => name))
    const before = new Set(this.#fields.map(({ name }) => name))
    const kept = columns.reduce(replaced, this.#fields)
    this.#fields = [...kept, ...columns.filter(({ name }) => !before.has(name))]
    this.#added = this.#added.filter(({ name }) => !names.has(name))
  }

  /** What `display` lists, and nothing else. */
  showOnly(columns: readonly Column[]): void {
    this.#display = columns
  }

  /** @throws {SyntaxProblem} for a name that is taken */
  declare(name: string, span: Span): void {
    if (this.#declared.has(name)) unknownSymbol(name, span)
    this.#declared.add(name)
  }

  isDeclared(name: string): boolean {
    return this.#declared.has(name)
  }

  /** Columns that a result would show now, `@ptr` not counted. */
  shown(): readonly Column[] {
    if (this.#display !== undefined) return this.#display.map((column) => this.#current(column))
    const { scan } = this.scope
    const isDefault = this.raw && this.#fields.length === 0 && scan !== undefined
    const first = isDefault ? [scan.builtin('@timestamp'), scan.builtin('@message')] : this.#fields
    const names = new Set(first.map(({ name }) => name))
    return [...first, ...this.#added.filter(({ name }) => !names.has(name))]
  }

  /** The column that a name stands for by now: a later command may have given it another. */
  #current(column: Column): Column {
    const named = this.scope.names.get(column.name)
    return named === undefined ? column : { ...named, name: column.name }
  }

  /** Rows are no longer events: only these columns exist from here on. */
  restart(columns: readonly Column[], tieBreakers: () => readonly SortKey[], scope: Scope = new Scope()): void {
    this.scope = scope
    this.raw = false
    this.order = undefined
    this.#tieBreakers = tieBreakers
    this.grouping = undefined
    this.#declared.clear()
    this.#fields = columns
    this.#added = []
    this.#display = undefined
    if (scope.sides.size === 0) for (const column of columns) scope.names.set(column.name, column)
  }

  /** Puts the rows into the order in which they would be shown, if nothing did so far. */
  ensureOrder(): void {
    if (this.order === undefined) this.sort([])
  }

  /** Sorts by these keys, and where they tie by those that never do. */
  sort(keys: readonly SortKey[]): void {
    const order = [...keys, ...this.#tiesBehind(keys)]
    if (order.length > 0) this.plan = { kind: 'sort', input: this.plan, keys: order }
    this.order = order
  }

  /** Who sorts events by ascending time reads them as they came: of one moment the first comes first. */
  #tiesBehind(keys: readonly SortKey[]): readonly SortKey[] {
    const { scan } = this.scope
    if (scan === undefined || !keys.some((key) => !key.descending && isColumn(key, scan.builtin('@timestamp')))) {
      return this.tieBreakers
    }
    return this.tieBreakers
      .filter((key) => !isColumn(key, scan.builtin('@timestamp')))
      .map((key) => (isColumn(key, scan.builtin('sequence')) ? { ...key, descending: false } : key))
  }

  limit(count: number, any: boolean): void {
    // Rows that are found first have an order of their own.
    if (any) this.order ??= []
    else this.ensureOrder()
    this.plan = { kind: 'limit', input: this.plan, count, any }
    this.limited = true
  }

  bindField(field: Parameters<typeof bindField>[0]): Bound {
    return bindField(field, this)
  }

  finish(): Program {
    if (!this.limited && !this.isSubquery) this.limit(this.options.defaultLimit ?? DEFAULT_LIMIT, false)
    const columns = this.shown()
    const { scan } = this.scope
    if (!this.raw || scan === undefined) return { root: this.plan, columns, raw: false }
    const shown = columns.filter(({ name }) => name !== '@ptr')
    return { root: this.plan, columns: [...shown, scan.builtin('@ptr')], raw: true }
  }
}

function isColumn({ value }: SortKey, { id }: Column): boolean {
  return value.kind === 'column' && value.id === id
}

function replaced(columns: readonly Column[], column: Column): readonly Column[] {
  return columns.map((other) => (other.name === column.name ? column : other))
}

/** START and END of the sources, where they are given. */
function rangeOf(sources: readonly Source[], { range, nowMs }: BindOptions): TimeRange {
  let { startMs, endMs } = range
  for (const source of sources) {
    if (source.kind !== 'group') continue
    if (source.start !== undefined) startMs = sourceTimeMs(source.start, nowMs)
    // Both ends are included.
    if (source.end !== undefined) endMs = sourceTimeMs(source.end, nowMs) + 1
  }
  return { startMs, endMs }
}

const UNIT_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const
const UNIT_MONTHS = { mo: 1, q: 3, y: 12 } as const

function sourceTimeMs(time: NonNullable<Extract<Source, { kind: 'group' }>['start']>, nowMs: number): number {
  switch (time.kind) {
    case 'now':
      return nowMs
    case 'absolute':
      return time.timeMs
    case 'relative':
      return time.unit === 'mo' || time.unit === 'q' || time.unit === 'y'
        ? addMonths(nowMs, time.amount * UNIT_MONTHS[time.unit])
        : nowMs + time.amount * UNIT_MS[time.unit]
  }
}
