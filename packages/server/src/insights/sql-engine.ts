import type { MinedPattern } from '@atalaya/query'
import {
  type AggregateCall,
  type AggregateNode,
  type Column,
  clickhouse,
  columnTypes,
  type Dialect,
  duckdb,
  forDatabase,
  type InterpretContext,
  interpret,
  isRelational,
  type LimitNode,
  type PatternMiner,
  type PatternNode,
  type Plan,
  type Program,
  patternRows,
  QueryFailure,
  type Rendered,
  type Row,
  readsFragments,
  render,
  replaceSubqueries,
  type ScanNode,
  type TimeRange,
  type Value,
} from '@atalaya/query/insights'
import {
  type LogQuery,
  type LogQueryBatch,
  type LogQueryOptions,
  LogQueryTooLarge,
  type LogRelation,
  type LogStore,
  type SqlLogStore,
} from '@atalaya/store'
import type { FieldShare, InsightsEngine, InsightsGroup, InsightsRunOptions, InsightsScope } from './engine.ts'
import { interpretContext, isCountedBelow, Meter, sampleFields, scanOf } from './interpreter-engine.ts'
import { deepestAggregate, highestId, type Sliced, slice } from './slices.ts'

const DIALECTS: Readonly<Record<SqlLogStore['dialect'], Dialect>> = { duckdb, clickhouse }
/** What one part of a query may hold in our memory. */
const MAX_RESULT_BYTES = 256 * 1024 * 1024
/** Where nothing was read that tells. */
const TYPICAL_RECORD_BYTES = 256
/** About what a value takes beside its text. */
const VALUE_BYTES = 8
const DEFAULT_SLICE_BYTES: number = 2 * 1024 * 1024 * 1024
/** Of what is computed here about so much is read at a time. */
const BIT_BYTES: number = 64 * 1024 * 1024
const MAX_BITS = 1_000
/** A query is cut into at most so many parts. */
const MAX_SLICES = 64
/** With more rows than this parts are not put together here. */
const MAX_MERGED_ROWS = 200_000
/** A name with more parts may be too many paths in JSON within a text. */
const MAX_FRAGMENT_PATH = 4
/** Of rows that are not final no more than these are told. */
const MAX_PARTIAL_ROWS = 10_000

/** Runs the relational part of a query in the store's database, and the rest over the rows that it gives. */
export class SqlEngine implements InsightsEngine {
  readonly #logs: Pick<LogStore, 'scan' | 'storedBytes' | 'streamStats'>
  readonly #sql: SqlLogStore
  readonly #dialect: Dialect
  readonly #minePatterns: PatternMiner
  readonly #sliceBytes: number

  /**
   * @param sliceBytes about so much is read between two reports of a query
   */
  constructor(
    logs: Pick<LogStore, 'scan' | 'storedBytes' | 'streamStats'>,
    sql: SqlLogStore,
    minePatterns: PatternMiner,
    sliceBytes: number = DEFAULT_SLICE_BYTES,
  ) {
    this.#sliceBytes = sliceBytes
    this.#logs = logs
    this.#sql = sql
    this.#dialect = DIALECTS[sql.dialect]
    this.#minePatterns = minePatterns
  }

  async *run(
    program: Program,
    scope: InsightsScope,
    options: InsightsRunOptions = {},
  ): AsyncGenerator<readonly Row[], void> {
    const meter = new Meter(options.onStatistics)
    const rows = await this.#rows(forDatabase(program), scope, meter, options)
    meter.matched(rows.length)
    if (rows.length > 0) yield rows
  }

  fieldShares(
    groups: readonly InsightsGroup[],
    range: TimeRange,
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<readonly FieldShare[]> {
    return sampleFields(this.#logs, groups, range, options.signal)
  }

  async #rows(
    program: Program,
    scope: InsightsScope,
    meter: Meter,
    { signal, onRows }: InsightsRunOptions,
  ): Promise<readonly Row[]> {
    const answered = await this.#answered(program.root, async (inner) => {
      const rows = await this.#rows(forDatabase(inner), scope, meter, signal === undefined ? {} : { signal })
      const id = inner.columns[0]?.id ?? 0
      return rows.map((row) => row[id] ?? null)
    })
    const run = (whole: Program, root: Plan): Promise<readonly Row[]> =>
      this.#interpreted(root, { scope, meter, signal, tell: undefined }, (plan) => {
        const goes = { scope, meter, signal, tell: plan === whole.root ? onRows : undefined }
        if (plan.kind === 'pattern' && this.#sql.minesPatterns === true) return this.#patterns(plan, goes)
        const needed = neededOf(whole, plan)
        return isRelational(plan) ? this.#evaluate(plan, needed, goes) : this.#bitByBit(plan, needed, goes)
      })
    const root = await withFoundRows(answered, scope, (right) => run({ ...program, root: answered }, right))
    return await run({ ...program, root }, root)
  }

  /** A plan by the interpreter, except for what `answer` has the rows of. Counts the rows that matched where only it knows them. */
  async #interpreted(
    root: Plan,
    { scope, meter, signal }: Run,
    answer: (plan: Plan) => Promise<readonly Row[] | undefined>,
  ): Promise<readonly Row[]> {
    const inner = interpretContext(this.#logs, this.#minePatterns, scope, meter, signal)
    const context: InterpretContext = {
      ...inner,
      evaluated: async (plan) => {
        const rows = await answer(plan)
        return rows === undefined && isCountedBelow(plan) ? await counted(plan) : rows
      },
    }
    const counted = async (plan: AggregateNode | LimitNode): Promise<readonly Row[]> => {
      const before = meter.total.recordsMatched
      const rows = await interpret({ root: plan.input, columns: [], raw: false }, context)
      // The database counted what came to us.
      meter.add({ recordsMatched: rows.length - (meter.total.recordsMatched - before) })
      const evaluated: InterpretContext['evaluated'] = (node) =>
        node === plan.input ? Promise.resolve(rows) : undefined
      return await interpret({ root: plan, columns: [], raw: false }, { ...context, evaluated })
    }
    return await interpret({ root, columns: [], raw: false }, context)
  }

  /** Rows of patterns, mined where the texts are; undefined when they must come here. */
  async #patterns(node: PatternNode, run: Run): Promise<readonly Row[] | undefined> {
    const now = await this.#mined(node, node.input, run)
    const earlier = node.diff === undefined ? [] : await this.#mined(node, node.diff.previous, run)
    return now === undefined || earlier === undefined ? undefined : patternRows(node, now, earlier)
  }

  async #mined({ source }: PatternNode, input: Plan, run: Run): Promise<readonly MinedPattern[] | undefined> {
    const column = { id: highestId(input) + 1, name: 'mined', type: source.type } as const
    const plan: Plan = { kind: 'extend', input, columns: [{ column, value: source }] }
    if (source.type !== 'text' || !isRelational(plan)) return undefined
    const { scope, meter, signal } = run
    const groups = scope.groups(scanOf(plan))
    const rendered = render(plan, [column], this.#dialect)
    if (await this.#hasFragments(rendered, groups, signal)) return undefined
    meter.add({ logGroupsScanned: groups.length })
    const query: LogQuery = {
      relation: relationOf(rendered, groups, scope, this.#dialect),
      sql: rendered.sql,
      params: rendered.params,
      types: ['text', 'number', 'text'],
      patterns: true,
    }
    const mined: MinedPattern[] = []
    for await (const { rows, columns } of this.#asked(query, { signal, onStatistics: (more) => meter.add(more) })) {
      for (let at = 0; at < rows; at += 1) {
        const [pattern, count, label] = columns.map((values) => values[at] ?? null)
        mined.push({ pattern: String(pattern), sampleCount: Number(count), severityLabel: asText(label) })
      }
    }
    meter.add({ recordsMatched: mined.reduce((total, { sampleCount }) => total + sampleCount, 0) })
    this.#skip(scanOf(plan), groups, run)
    return mined
  }

  /** @throws {QueryFailure} when the database lacks the memory */
  async *#asked(query: LogQuery, options: LogQueryOptions): AsyncGenerator<LogQueryBatch, void> {
    try {
      yield* this.#sql.query(query, options)
    } catch (error) {
      if (error instanceof LogQueryTooLarge) throw new QueryFailure(`The query needs too much memory: ${error.message}`)
      throw error
    }
  }

  /** The plan with the answers of sub-queries in their place. */
  async #answered(plan: Plan, run: (program: Program) => Promise<readonly Value[]>): Promise<Plan> {
    if (plan.kind === 'scan') return plan
    const node = await replaceSubqueries(plan, run)
    const input = await this.#answered(node.input, run)
    if (node.kind === 'join' || node.kind === 'appendColumns') {
      return { ...node, input, right: await this.#answered(node.right, run) }
    }
    return { ...node, input }
  }

  /** Rows of a relational plan; undefined when only the interpreter can find its fields. */
  async #evaluate(plan: Plan, columns: readonly Column[], run: Run): Promise<readonly Row[] | undefined> {
    const { scope, meter, signal } = run
    const groups = scope.groups(scanOf(plan))
    if (await this.#hasFragments(render(plan, columns, this.#dialect), groups, signal)) return undefined
    meter.add({ logGroupsScanned: groups.length })
    const rows = await this.#read(plan, columns, groups, run)
    this.#skip(scanOf(plan), groups, run)
    return rows
  }

  async #read(
    plan: Plan,
    columns: readonly Column[],
    groups: readonly InsightsGroup[],
    run: Run,
  ): Promise<readonly Row[]> {
    const { scope } = run
    // Only what may be cut is worth looking at.
    const extent = this.#extent(groups, scanOf(plan).range, scope, this.#sliceBytes / groups.length)
    const parts = Math.min(MAX_SLICES, Math.floor(extent.bytes / this.#sliceBytes) + 1)
    const sliced = slice(plan, columns, extent.range, parts)
    if (sliced !== undefined) {
      const rows = await this.#inSlices(plan, sliced, groups, extent, run)
      if (rows !== undefined) return rows
    }
    return await this.#counted(plan, columns, groups, run)
  }

  /** Counts what was not read because its group has no index of a field of `filterIndex`. */
  #skip(node: ScanNode, groups: readonly InsightsGroup[], { scope, meter }: Run): void {
    if (node.indexed.length === 0) return
    const read = new Set(groups.map(({ groupId }) => groupId))
    const skipped = scope.groups({ ...node, indexed: [] }).filter(({ groupId }) => !read.has(groupId))
    const bytesSkipped = Math.round(this.#extent(skipped, node.range, scope, 0).bytes)
    const { recordsScanned, bytesScanned } = meter.total
    const recordBytes = recordsScanned === 0 ? TYPICAL_RECORD_BYTES : bytesScanned / recordsScanned
    meter.add({ bytesSkipped, recordsSkipped: Math.round(bytesSkipped / recordBytes) })
  }

  /**
   * A plan of which the database computes only the lower part: one stretch of time after the other, so that what comes here to be
   * computed is never much at a time. Undefined when there is little, or it cannot be cut.
   */
  async #bitByBit(plan: Plan, columns: readonly Column[], run: Run): Promise<readonly Row[] | undefined> {
    const { scope, meter, signal } = run
    const scan = scanOf(plan)
    const groups = scope.groups(scan)
    const sliceBytes = Math.min(this.#sliceBytes, BIT_BYTES)
    const extent = this.#extent(groups, scan.range, scope, sliceBytes / Math.max(1, groups.length))
    const parts = Math.min(MAX_BITS, Math.floor(extent.bytes / sliceBytes) + 1)
    const sliced = slice(plan, columns, extent.range, parts)
    if (sliced === undefined) return undefined
    let groupsScanned: number | undefined
    return await this.#inSlices(plan, sliced, groups, extent, run, async (part, wanted, budget) => {
      const program: Program = { root: part, columns: wanted, raw: false }
      const goes = { scope, meter: new Meter(undefined), signal, tell: undefined }
      const rows = await this.#interpreted(part, goes, async (node) =>
        isRelational(node) ? await this.#evaluate(node, neededOf(program, node), goes) : undefined,
      )
      const counted = goes.meter.total
      // Groups are the same in every part.
      meter.add({
        ...counted,
        logGroupsScanned: groupsScanned === undefined ? counted.logGroupsScanned : 0,
      })
      groupsScanned ??= counted.logGroupsScanned
      return rows.map((row) => onlyColumns(row, wanted, budget))
    })
  }

  /**
   * A plan part by part; undefined when too many rows would have to be put together.
   *
   * @param readPart instead of the database; it counts what it reads
   */
  async #inSlices(
    plan: Plan,
    sliced: Sliced,
    groups: readonly InsightsGroup[],
    { bytes }: { readonly bytes: number },
    run: Run,
    readPart?: (part: Plan, columns: readonly Column[], budget: Budget) => Promise<readonly Row[]>,
  ): Promise<readonly Row[] | undefined> {
    const { ranges, planOf, columns, matched, enough, limit, core } = sliced
    const { meter, tell } = run
    const before = meter.total
    const budget = { bytes: MAX_RESULT_BYTES }
    let found: Row[] = []
    let result: readonly Row[] = []
    for (const [i, range] of ranges.entries()) {
      const part = planOf(range)
      const rows =
        readPart !== undefined
          ? await readPart(part, columns, budget)
          : matched === undefined
            ? await this.#counted(part, columns, groups, { ...run, budget })
            : await this.#query(part, columns, groups, run)
      for (const row of rows) found.push(row)
      if (found.length > limit) {
        found = [...(await this.#together(plan, sliced, found))]
        // Most of what was held is free again; each part by itself is bounded.
        budget.bytes = MAX_RESULT_BYTES
      }
      // Rows that only follow each other need not be put together.
      if (found.length > MAX_MERGED_ROWS && core !== plan) {
        // Begun anew, also with its counts.
        meter.back(before)
        return undefined
      }
      const isLast = i === ranges.length - 1
      if (matched !== undefined && readPart === undefined) meter.add({ recordsMatched: totalOf(rows, matched) })
      if (found.length >= enough && !isLast) {
        const left = 1 - (i + 1) / ranges.length
        const { recordsScanned, bytesScanned } = meter.total
        const recordsSkipped = bytesScanned === 0 ? 0 : Math.round((recordsScanned / bytesScanned) * bytes * left)
        meter.add({ bytesSkipped: Math.round(bytes * left), recordsSkipped })
      }
      if (isLast || found.length >= enough) return await this.#together(plan, sliced, found)
      if (tell !== undefined && found.length <= MAX_PARTIAL_ROWS) {
        result = await this.#together(plan, sliced, found)
        tell(result)
      }
    }
    return result
  }

  /** What the rows of the parts make together. */
  async #together(plan: Plan, { core, merge }: Sliced, found: readonly Row[]): Promise<readonly Row[]> {
    const given = (at: Plan, rows: readonly Row[], root: Plan): Promise<readonly Row[]> =>
      interpret(
        { root, columns: [], raw: false },
        {
          scan: () => Promise.reject(new Error('BUG: a part is read once more')),
          lookupTable: () => Promise.reject(new Error('BUG: a part has a lookup')),
          minePatterns: this.#minePatterns,
          evaluated: (node) => (node === at ? Promise.resolve(rows) : undefined),
        },
      )
    const rows = merge === undefined || core.kind === 'scan' ? found : await given(core.input, found, merge)
    return await given(core, rows, plan)
  }

  /** A plan as one statement, counting the events that its first aggregate is of. */
  async #counted(
    plan: Plan,
    columns: readonly Column[],
    groups: readonly InsightsGroup[],
    run: Run,
  ): Promise<readonly Row[]> {
    const aggregate = deepestAggregate(plan)
    const { meter } = run
    const before = meter.total.recordsScanned
    if (aggregate === undefined) {
      const rows = await this.#query(plan, columns, groups, run)
      // Without a filter all that was read has matched, whatever a limit left of it.
      const matched = isUnfiltered(plan) ? Math.max(rows.length, meter.total.recordsScanned - before) : rows.length
      meter.add({ recordsMatched: matched })
      return rows
    }
    const counted: Column = { id: highestId(plan) + 1, name: 'matched', type: 'number' }
    const call: AggregateCall = { column: counted, name: 'countAll', args: [] }
    if (!showsAllGroups(plan, aggregate)) {
      const rows = await this.#query(plan, columns, groups, run)
      await this.#count(aggregate, call, groups, run, meter.total.recordsScanned - before)
      return rows
    }
    const rows = await this.#query(replaceAggregate(plan, aggregate, call), [...columns, counted], groups, run)
    const limit = limitOf(plan, aggregate)
    if (rows.length < limit) meter.add({ recordsMatched: totalOf(rows, counted) })
    else await this.#count(aggregate, call, groups, run, meter.total.recordsScanned - before)
    return rows
  }

  /** Counts the events that an aggregate is of, where its rows do not tell. */
  async #count(
    { input }: AggregateNode,
    call: AggregateCall,
    groups: readonly InsightsGroup[],
    run: Run,
    scanned: number,
  ): Promise<void> {
    if (isUnfiltered(input)) {
      run.meter.add({ recordsMatched: scanned })
      return
    }
    const plan: AggregateNode = { kind: 'aggregate', input, keys: [], calls: [call] }
    // What it reads has been counted.
    const rows = await this.#query(plan, [call.column], groups, { ...run, meter: new Meter(undefined) })
    run.meter.add({ recordsMatched: totalOf(rows, call.column) })
  }

  /** How much a scan may read of groups that have so much at all, and between which times. */
  #extent(
    groups: readonly InsightsGroup[],
    range: TimeRange,
    scope: InsightsScope,
    leastBytes: number,
  ): { readonly bytes: number; readonly range: TimeRange } {
    let [bytes, startMs, endMs] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
    for (const { groupId } of groups) {
      const stored = this.#logs.storedBytes(groupId)
      if (stored < leastBytes) continue
      let [firstMs, lastMs] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
      for (const [streamId] of scope.streamNames(groupId)) {
        const stats = this.#logs.streamStats(groupId, streamId)
        firstMs = Math.min(firstMs, stats?.firstEventMs ?? firstMs)
        lastMs = Math.max(lastMs, stats?.lastEventMs ?? lastMs)
      }
      const fromMs = Math.max(firstMs, range.startMs)
      const toMs = Math.min(lastMs + 1, range.endMs)
      if (fromMs >= toMs) continue
      bytes += (stored * (toMs - fromMs)) / (lastMs + 1 - firstMs)
      startMs = Math.min(startMs, fromMs)
      endMs = Math.max(endMs, toMs)
    }
    return { bytes, range: { startMs, endMs } }
  }

  async #query(
    plan: Plan,
    columns: readonly Column[],
    groups: readonly InsightsGroup[],
    { scope, meter, signal, budget = { bytes: MAX_RESULT_BYTES } }: Run,
  ): Promise<readonly Row[]> {
    const rendered = render(plan, columns, this.#dialect)
    const query: LogQuery = {
      relation: relationOf(rendered, groups, scope, this.#dialect),
      sql: rendered.sql,
      params: rendered.params,
      types: rendered.columns.map(({ type }) =>
        type === 'flag' ? 'flag' : type === 'text' || type === 'json' ? 'text' : 'number',
      ),
      stop: rendered.stop,
    }
    if (budget.bytes <= 0) throw new QueryFailure(`The result has more than ${MAX_RESULT_BYTES} bytes`)
    const rows: Row[] = []
    const batches = this.#asked(query, {
      signal,
      maxBytes: budget.bytes,
      onStatistics: (statistics) => meter.add(statistics),
    })
    for await (const batch of batches) {
      for (let at = 0; at < batch.rows; at += 1) {
        const row: Value[] = []
        for (const [i, { id }] of rendered.columns.entries()) {
          const value = batch.columns[i]?.[at] ?? null
          budget.bytes -= VALUE_BYTES + (typeof value === 'string' ? value.length : 0)
          row[id] = value
        }
        rows.push(row)
      }
    }
    return rows
  }

  /**
   * Whether fields may be in JSON inside the text of a Lambda function that only the interpreter finds. It is asked of the rows,
   * because most functions write plain text, or JSON and nothing behind it.
   */
  async #hasFragments(
    { scan }: Rendered,
    groups: readonly InsightsGroup[],
    signal: AbortSignal | undefined,
  ): Promise<boolean> {
    const lambda = groups.filter(isLambda)
    if (lambda.length === 0 || scan.fields.length === 0 || !readsFragments(scan.fields)) return false
    const { contains, isJsonObject, fragment } = this.#dialect
    const isHidden = scan.fields.some((name) => name.split('.').length > MAX_FRAGMENT_PATH)
    const isUnclear = fragment === undefined || isHidden ? contains('message', `'{'`) : fragment.isUnclear('message')
    const query: LogQuery = {
      relation: { name: scan.name, groups: lambda, ...scan.node.range, fields: [] },
      sql: `SELECT 1 AS found FROM ${scan.name} WHERE ${isUnclear} AND NOT ${isJsonObject('message')} LIMIT 1`,
      params: [],
      types: ['number'],
    }
    for await (const { rows } of this.#sql.query(query, { signal })) if (rows > 0) return true
    return false
  }
}

/**
 * The plan with the rows that are to stand beside its own: those of lookup tables, and of the other side of a join. A database
 * that has them can do the rest.
 */
async function withFoundRows(
  plan: Plan,
  scope: InsightsScope,
  rowsOf: (right: Plan) => Promise<readonly Row[]>,
): Promise<Plan> {
  // What is only estimated does not run.
  if (plan.kind === 'scan' || plan.kind === 'estimate') return plan
  const input = await withFoundRows(plan.input, scope, rowsOf)
  if (plan.kind === 'lookup') return { ...plan, input, found: await scope.lookupTable(plan.table) }
  if (plan.kind === 'join' || plan.kind === 'appendColumns') {
    const right = await withFoundRows(plan.right, scope, rowsOf)
    return { ...plan, input, right, found: await rowsOf(right) }
  }
  return input === plan.input ? plan : { ...plan, input }
}

/** What goes along with the evaluation of a plan. */
interface Run {
  readonly scope: InsightsScope
  readonly meter: Meter
  readonly signal: AbortSignal | undefined
  readonly tell: ((rows: readonly Row[]) => void) | undefined
  /** What results may still take in memory; counts down. */
  readonly budget?: Budget
}

interface Budget {
  bytes: number
}

/** A row with what is wanted of it. @throws {QueryFailure} when the budget is used up */
function onlyColumns(row: Row, columns: readonly Column[], budget: Budget): Row {
  const kept: Value[] = []
  for (const { id } of columns) {
    const value = row[id] ?? null
    budget.bytes -= VALUE_BYTES + (typeof value === 'string' ? value.length : 0)
    kept[id] = value
  }
  if (budget.bytes < 0) throw new QueryFailure(`The result has more than ${MAX_RESULT_BYTES} bytes`)
  return kept
}

const UNFILTERED: ReadonlySet<Plan['kind']> = new Set(['extend', 'capture', 'sort', 'limit'])

/** Whether every event that is read matches. */
function isUnfiltered(plan: Plan): boolean {
  for (let node = plan; node.kind !== 'scan'; node = node.input) if (!UNFILTERED.has(node.kind)) return false
  return true
}

function asText(value: Value | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function totalOf(rows: readonly Row[], { id }: Column): number {
  return rows.reduce((total, row) => total + Number(row[id] ?? 0), 0)
}

/** Whether each group of an aggregate is a row of the plan, unless a limit cuts it off. */
function showsAllGroups(plan: Plan, aggregate: AggregateNode): boolean {
  for (let node = plan; node !== aggregate; ) {
    if (node.kind !== 'limit' && node.kind !== 'sort' && node.kind !== 'extend') return false
    node = node.input
  }
  return true
}

function limitOf(plan: Plan, aggregate: AggregateNode): number {
  let limit = Number.POSITIVE_INFINITY
  for (let node = plan; node !== aggregate && node.kind !== 'scan'; node = node.input) {
    if (node.kind === 'limit') limit = Math.min(limit, node.count)
  }
  return limit
}

function replaceAggregate(plan: Plan, aggregate: AggregateNode, call: AggregateCall): Plan {
  if (plan === aggregate) return { ...aggregate, calls: [...aggregate.calls, call] }
  return plan.kind === 'scan' ? plan : { ...plan, input: replaceAggregate(plan.input, aggregate, call) }
}

function isLambda({ log }: InsightsGroup): boolean {
  return log.includes(':/aws/lambda/')
}

function relationOf(
  { scan }: Rendered,
  groups: readonly InsightsGroup[],
  scope: InsightsScope,
  { fragment }: Dialect,
): LogRelation {
  const lambda = scan.fields.length === 0 || fragment === undefined ? [] : groups.filter(isLambda)
  return {
    name: scan.name,
    groups,
    ...scan.node.range,
    fields: scan.fields,
    numbers: scan.numbers,
    fragments:
      fragment === undefined || lambda.length === 0
        ? undefined
        : { groups: lambda.map(({ groupId }) => groupId), json: fragment.json('{text}') },
    logNames: scan.logNames ? groups.map(({ groupId, log }) => [groupId, log]) : undefined,
    streamNames: scan.streamNames ? groups.flatMap(({ groupId }) => scope.streamNames(groupId)) : undefined,
    needed: scan.needed,
  }
}

/** Columns that a part of a program has and that the rest of it refers to. */
function neededOf({ root, columns }: Program, part: Plan): readonly Column[] {
  const wanted = new Set(columns.map(({ id }) => id))
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || value === part) return
    if (Array.isArray(value)) for (const item of value) visit(item)
    else {
      const { id } = value as { readonly id?: unknown }
      if (typeof id === 'number') wanted.add(id)
      for (const member of Object.values(value)) visit(member)
    }
  }
  visit(root)
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
      return [...columnsOf(plan.input), ...[...columnTypes(plan.right)].map(([id, type]) => ({ id, name: '', type }))]
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
