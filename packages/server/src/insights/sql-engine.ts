import type { MinedPattern } from '@atalaya/query'
import {
  type AggregateNode,
  type Column,
  forDatabase,
  type InterpretContext,
  interpret,
  isCountedBelow,
  isRelational,
  type LimitNode,
  neededOf,
  type PatternMiner,
  type PatternNode,
  type Plan,
  type Program,
  patternRows,
  type Row,
  replaceSubqueries,
  type ScanNode,
  scanOf,
  type TimeRange,
  type Value,
} from '@atalaya/query/insights'
import type { LogStore, SqlLogStore } from '@atalaya/store'
import type { FieldShare, InsightsEngine, InsightsGroup, InsightsRunOptions, InsightsScope } from './engine.ts'
import { interpretContext, sampleFields } from './interpreter-engine.ts'
import { matchedRows, totalOf } from './matched-rows.ts'
import { Meter } from './meter.ts'
import { PlanReads } from './plan-reads.ts'
import { Budget, type Run } from './run.ts'
import { runSlices } from './run-slices.ts'
import { slice } from './slices.ts'

/** Where nothing was read that tells. */
const TYPICAL_RECORD_BYTES = 256
const DEFAULT_SLICE_BYTES: number = 2 * 1024 * 1024 * 1024
/** A query is cut into at most so many parts. */
const MAX_SLICES = 64
/** Of what is computed here about so much is read at a time. */
const BIT_BYTES: number = 64 * 1024 * 1024
const MAX_BITS = 1_000

type EventStore = Pick<LogStore, 'scan' | 'storedBytes' | 'streamStats'>

/**
 * Runs the relational part of a query in the store's database, and the rest over the rows that it gives.
 *
 * The interpreter walks a plan from the top and asks for the rows of each node before it computes them itself: the highest nodes
 * that are relational are read from the database.
 */
export class SqlEngine implements InsightsEngine {
  readonly #logs: EventStore
  readonly #reads: PlanReads
  readonly #minePatterns: PatternMiner
  readonly #sliceBytes: number

  /**
   * @param sliceBytes about so much is read between two reports of a query
   */
  constructor(
    logs: EventStore,
    sql: SqlLogStore,
    minePatterns: PatternMiner,
    sliceBytes: number = DEFAULT_SLICE_BYTES,
  ) {
    this.#sliceBytes = sliceBytes
    this.#logs = logs
    this.#reads = new PlanReads(sql)
    this.#minePatterns = minePatterns
  }

  async *run(
    program: Program,
    scope: InsightsScope,
    { signal, onRows, onStatistics }: InsightsRunOptions = {},
  ): AsyncGenerator<readonly Row[], void> {
    const meter = new Meter(onStatistics)
    const rows = await this.#rows(forDatabase(program), { scope, meter, signal, tell: onRows })
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

  async #rows(program: Program, { tell, ...run }: Run): Promise<readonly Row[]> {
    const answered = await withAnswers(program.root, async (inner) => {
      const rows = await this.#rows(forDatabase(inner), run)
      const id = inner.columns[0]?.id ?? 0
      return rows.map((row) => row[id] ?? null)
    })
    const rowsOf = (whole: Program, root: Plan): Promise<readonly Row[]> =>
      this.#interpreted(root, run, (plan) => {
        const goes = plan === whole.root ? { ...run, tell } : run
        if (plan.kind === 'pattern' && this.#reads.minesPatterns) return this.#patterns(plan, goes)
        const needed = neededOf(whole, plan)
        return isRelational(plan) ? this.#evaluate(plan, needed, goes) : this.#bitByBit(plan, needed, goes)
      })
    const root = await withFoundRows(answered, run.scope, (right) => rowsOf({ ...program, root: answered }, right))
    return await rowsOf({ ...program, root }, root)
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
      estimate: async (plan) => {
        const scan = scanOf(plan)
        const groups = scope.groups(scan)
        const size = await this.#reads.size(scan, groups, signal)
        if (size === undefined) return await inner.estimate(plan)
        return { bytes: size.bytesScanned, records: size.recordsScanned, logGroups: groups.length }
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

  async #patterns(node: PatternNode, run: Run): Promise<readonly Row[] | undefined> {
    const inputs = node.diff === undefined ? [node.input] : [node.input, node.diff.previous]
    const found: (readonly MinedPattern[])[] = []
    for (const input of inputs) {
      const mined = await this.#reads.patterns(node, input, run)
      if (mined === undefined) return undefined
      found.push(mined)
    }
    for (const scan of inputs.map(scanOf)) this.#skip(scan, run.scope.groups(scan), run)
    const [now = [], earlier = []] = found
    return patternRows(node, now, earlier)
  }

  /** Rows of a relational plan; undefined when only the interpreter can find its fields. */
  async #evaluate(plan: Plan, columns: readonly Column[], run: Run): Promise<readonly Row[] | undefined> {
    const { scope, meter, signal } = run
    const groups = scope.groups(scanOf(plan))
    if (await this.#reads.isUnclear(plan, columns, groups, signal)) return undefined
    meter.reads(groups)
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
    const { scope, meter } = run
    // Only what may be cut is worth looking at.
    const { bytes, range } = this.#extent(groups, scanOf(plan).range, scope, this.#sliceBytes / groups.length)
    const parts = Math.min(MAX_SLICES, Math.floor(bytes / this.#sliceBytes) + 1)
    const sliced = slice(plan, columns, range, parts)
    if (sliced !== undefined) {
      const { matched, columns: wanted } = sliced
      const budget = new Budget()
      const found = await runSlices({ ...sliced, plan, bytes }, run, budget, this.#minePatterns, async (part) => {
        if (matched === undefined) return await matchedRows(this.#reads, part, wanted, groups, run, budget)
        const rows = await this.#reads.rows(part, wanted, groups, run)
        meter.add({ recordsMatched: totalOf(rows, matched) })
        return rows
      })
      if (found !== undefined) return found
    }
    return await matchedRows(this.#reads, plan, columns, groups, run)
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
    const { bytes, range } = this.#extent(groups, scan.range, scope, sliceBytes / Math.max(1, groups.length))
    const parts = Math.min(MAX_BITS, Math.floor(bytes / sliceBytes) + 1)
    const sliced = slice(plan, columns, range, parts)
    if (sliced === undefined) return undefined
    const { columns: wanted } = sliced
    const budget = new Budget()
    let groupsScanned: number | undefined
    return await runSlices({ ...sliced, plan, bytes }, run, budget, this.#minePatterns, async (part) => {
      const program: Program = { root: part, columns: wanted, raw: false }
      const goes: Run = { scope, meter: new Meter(undefined), signal }
      const rows = await this.#interpreted(part, goes, async (node) =>
        isRelational(node) ? await this.#evaluate(node, neededOf(program, node), goes) : undefined,
      )
      const counted = goes.meter.total
      // Groups are the same in every part.
      meter.add({ ...counted, logGroupsScanned: groupsScanned === undefined ? counted.logGroupsScanned : 0 })
      groupsScanned ??= counted.logGroupsScanned
      return rows.map((row) => onlyColumns(row, wanted, budget))
    })
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
}

/** The plan with the answers of sub-queries in their place. */
async function withAnswers(plan: Plan, run: (program: Program) => Promise<readonly Value[]>): Promise<Plan> {
  if (plan.kind === 'scan') return plan
  const node = await replaceSubqueries(plan, run)
  const input = await withAnswers(node.input, run)
  if (node.kind === 'join' || node.kind === 'appendColumns') {
    return { ...node, input, right: await withAnswers(node.right, run) }
  }
  return { ...node, input }
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

/** A row with what is wanted of it. @throws {QueryFailure} when the budget is used up */
function onlyColumns(row: Row, columns: readonly Column[], budget: Budget): Row {
  const kept: Value[] = []
  for (const { id } of columns) {
    const value = row[id] ?? null
    budget.spend(value)
    kept[id] = value
  }
  budget.left()
  return kept
}
