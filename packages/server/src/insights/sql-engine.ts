import {
  type Column,
  type Dialect,
  duckdb,
  interpret,
  isRelational,
  type PatternMiner,
  type Plan,
  type Program,
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
import { type LogQuery, LogQueryTooLarge, type LogRelation, type LogStore, type SqlLogStore } from '@atalaya/store'
import type { FieldShare, InsightsEngine, InsightsGroup, InsightsRunOptions, InsightsScope } from './engine.ts'
import { interpretContext, Meter, sampleFields, scanOf } from './interpreter-engine.ts'

const DIALECTS: Readonly<Partial<Record<SqlLogStore['dialect'], Dialect>>> = { duckdb }
/** What one part of a query may hold in our memory. */
const MAX_RESULT_BYTES = 256 * 1024 * 1024

/** Runs the relational part of a query in the store's database, and the rest over the rows that it gives. */
export class SqlEngine implements InsightsEngine {
  readonly #logs: Pick<LogStore, 'scan'>
  readonly #sql: SqlLogStore
  readonly #dialect: Dialect
  readonly #minePatterns: PatternMiner

  /** @throws {Error} when the store speaks a dialect that we do not */
  constructor(logs: Pick<LogStore, 'scan'>, sql: SqlLogStore, minePatterns: PatternMiner) {
    const dialect = DIALECTS[sql.dialect]
    if (dialect === undefined) throw new Error(`queries cannot be written for ${sql.dialect}`)
    this.#logs = logs
    this.#sql = sql
    this.#dialect = dialect
    this.#minePatterns = minePatterns
  }

  async *run(
    program: Program,
    scope: InsightsScope,
    options: InsightsRunOptions = {},
  ): AsyncGenerator<readonly Row[], void> {
    const meter = new Meter(options.onStatistics)
    const rows = await this.#rows(program, scope, meter, options.signal)
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
    signal: AbortSignal | undefined,
  ): Promise<readonly Row[]> {
    const root = await this.#answered(program.root, async (inner) => {
      const rows = await this.#rows(inner, scope, meter, signal)
      const id = inner.columns[0]?.id ?? 0
      return rows.map((row) => row[id] ?? null)
    })
    const whole = { ...program, root }
    return await interpret(whole, {
      ...interpretContext(this.#logs, this.#minePatterns, scope, meter, signal),
      evaluated: (plan) =>
        isRelational(plan) ? this.#evaluate(plan, neededOf(whole, plan), scope, meter, signal) : undefined,
    })
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

  async #evaluate(
    plan: Plan,
    columns: readonly Column[],
    scope: InsightsScope,
    meter: Meter,
    signal: AbortSignal | undefined,
  ): Promise<readonly Row[] | undefined> {
    const rendered = render(plan, columns, this.#dialect)
    const node = scanOf(plan)
    const groups = scope.groups(node)
    if (await this.#hasFragments(rendered, groups, signal)) return undefined
    meter.add({ logGroupsScanned: groups.length })
    const query: LogQuery = {
      relation: relationOf(rendered, groups, scope),
      sql: rendered.sql,
      params: rendered.params,
      types: rendered.columns.map(({ type }) =>
        type === 'flag' ? 'flag' : type === 'text' || type === 'json' ? 'text' : 'number',
      ),
      stop: rendered.stop,
    }
    const rows: Row[] = []
    try {
      const batches = this.#sql.query(query, {
        signal,
        maxBytes: MAX_RESULT_BYTES,
        onStatistics: (statistics) => meter.add(statistics),
      })
      for await (const batch of batches) {
        for (let at = 0; at < batch.rows; at += 1) {
          const row: Value[] = []
          for (const [i, { id }] of rendered.columns.entries()) row[id] = batch.columns[i]?.[at] ?? null
          rows.push(row)
        }
      }
    } catch (error) {
      if (error instanceof LogQueryTooLarge) throw new QueryFailure(`The query needs too much memory: ${error.message}`)
      throw error
    }
    return rows
  }

  /**
   * Whether fields may be in JSON inside the text of a Lambda function: the interpreter alone finds those. It is asked of the
   * rows, because most functions write either JSON or plain text.
   */
  async #hasFragments(
    { scan }: Rendered,
    groups: readonly InsightsGroup[],
    signal: AbortSignal | undefined,
  ): Promise<boolean> {
    const lambda = groups.filter(({ log }) => log.includes(':/aws/lambda/'))
    if (lambda.length === 0 || scan.fields.length === 0 || !readsFragments(scan.fields)) return false
    const { contains, isJsonObject } = this.#dialect
    const query: LogQuery = {
      relation: { name: scan.name, groups: lambda, ...scan.node.range, fields: [] },
      sql: `SELECT 1 AS found FROM ${scan.name} WHERE ${contains('message', `'{'`)} AND NOT ${isJsonObject('message')} LIMIT 1`,
      params: [],
      types: ['number'],
    }
    for await (const { rows } of this.#sql.query(query, { signal })) if (rows > 0) return true
    return false
  }
}

function relationOf({ scan }: Rendered, groups: readonly InsightsGroup[], scope: InsightsScope): LogRelation {
  return {
    name: scan.name,
    groups,
    ...scan.node.range,
    fields: scan.fields,
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
      return [...columnsOf(plan.input), ...plan.groups.map(({ column }) => column)]
    default:
      return columnsOf(plan.input)
  }
}

function fieldsOf({ fields }: ScanNode): readonly Column[] {
  return fields.map(({ column }) => column)
}
