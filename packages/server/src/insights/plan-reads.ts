import type { MinedPattern } from '@atalaya/query'
import {
  type Column,
  clickhouse,
  type Dialect,
  duckdb,
  highestId,
  isRelational,
  type PatternNode,
  type Plan,
  QueryFailure,
  type Rendered,
  type Row,
  readsFragments,
  render,
  type ScanNode,
  scanOf,
  type Value,
} from '@atalaya/query/insights'
import {
  type LogQuery,
  type LogQueryBatch,
  type LogQueryOptions,
  type LogQueryStatistics,
  LogQueryTooLarge,
  type LogRelation,
  type SqlLogStore,
} from '@atalaya/store'
import type { InsightsGroup, InsightsScope } from './engine.ts'
import { Budget, type Run } from './run.ts'

const DIALECTS: Readonly<Record<SqlLogStore['dialect'], Dialect>> = { duckdb, clickhouse }
/** A name with more parts may be too many paths in JSON within a text. */
const MAX_FRAGMENT_PATH = 4

/** Asks a store's database for the rows of relational plans. */
export class PlanReads {
  readonly #sql: SqlLogStore
  readonly #dialect: Dialect

  constructor(sql: SqlLogStore) {
    this.#sql = sql
    this.#dialect = DIALECTS[sql.dialect]
  }

  get minesPatterns(): boolean {
    return this.#sql.minesPatterns === true
  }

  /** What a query over the events of a scan would read; undefined when that is not known without reading. */
  async size(
    { range }: ScanNode,
    groups: readonly InsightsGroup[],
    signal: AbortSignal | undefined,
  ): Promise<LogQueryStatistics | undefined> {
    return await this.#sql.size?.({ groups, ...range }, signal)
  }

  /** Rows of a plan as one statement, and what was read for them into the meter. */
  async rows(
    plan: Plan,
    columns: readonly Column[],
    groups: readonly InsightsGroup[],
    { scope, meter, signal }: Run,
    budget: Budget = new Budget(),
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
    const rows: Row[] = []
    const batches = this.#asked(query, {
      signal,
      maxBytes: budget.left(),
      onStatistics: (statistics) => meter.add(statistics),
    })
    for await (const batch of batches) {
      for (let at = 0; at < batch.rows; at += 1) {
        const row: Value[] = []
        for (const [i, { id }] of rendered.columns.entries()) {
          const value = batch.columns[i]?.[at] ?? null
          budget.spend(value)
          row[id] = value
        }
        rows.push(row)
      }
    }
    return rows
  }

  /** The patterns of the rows of a plan, mined where the texts are; undefined when they must come here. */
  async patterns({ source }: PatternNode, input: Plan, run: Run): Promise<readonly MinedPattern[] | undefined> {
    const column = { id: highestId(input) + 1, name: 'mined', type: source.type } as const
    const plan: Plan = { kind: 'extend', input, columns: [{ column, value: source }] }
    if (source.type !== 'text' || !isRelational(plan)) return undefined
    const { scope, meter, signal } = run
    const groups = scope.groups(scanOf(plan))
    const rendered = render(plan, [column], this.#dialect)
    if (await this.#hasFragments(rendered, groups.filter(isLambda), signal)) return undefined
    meter.reads(groups)
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
    return mined
  }

  /** Whether fields of a plan may be in JSON inside the text of a Lambda function that only the interpreter finds. */
  async isUnclear(
    plan: Plan,
    columns: readonly Column[],
    groups: readonly InsightsGroup[],
    signal: AbortSignal | undefined,
  ): Promise<boolean> {
    const lambda = groups.filter(isLambda)
    return lambda.length > 0 && (await this.#hasFragments(render(plan, columns, this.#dialect), lambda, signal))
  }

  /** It is asked of the rows, because most functions write plain text, or JSON and nothing behind it. */
  async #hasFragments(
    { scan }: Rendered,
    lambda: readonly InsightsGroup[],
    signal: AbortSignal | undefined,
  ): Promise<boolean> {
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
    for await (const { rows } of this.#asked(query, { signal })) if (rows > 0) return true
    return false
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
}

function asText(value: Value | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
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
