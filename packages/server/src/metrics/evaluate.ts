/**
 * What queries of metrics answer: single metrics, metric math, SEARCH and Metrics Insights, without HTTP and without a clock.
 *
 * Everything is checked before anything is read; all metrics of equal period are read at once; expressions are evaluated on
 * columns in the order of their dependencies. GetMetricData, alarms and widgets share it.
 */
import type { AnomalyModel } from '@atalaya/alarms'
import { alignRange, type Tenant, type TimeRange } from '@atalaya/model'
import {
  CircularDependency,
  emptySeries,
  evaluateMath,
  evaluationOrder,
  finalSeries,
  type Grid,
  idsIn,
  type MathCall,
  type MathExpression,
  type MathHost,
  type TimeSeries,
  type Value,
  walk,
} from '@atalaya/query'
import type { MetricStore } from '@atalaya/store'
import { bandsIn, checkBands, drawBand, type KeptModels, metricOfBand, trainingRange, trainOn } from './bands.ts'
import { alignedGrid, type Column, type ColumnRead, gridOf, readColumns } from './columns.ts'
import { cellsOf, type InsightsPlan, insightsSeries, planInsights } from './insights.ts'
import {
  type InsightsQuery,
  inExpression,
  invalid,
  type MathQuery,
  type MetricDataQuery,
  parseQueries,
  type StatQuery,
  type WireMetricQuery,
} from './queries.ts'
import { MetricFinder } from './searches.ts'
import type { MetricSource } from './sources.ts'

export interface EvaluationDeps {
  readonly metrics: MetricStore
  /** Models of single metrics; the band of anything else is trained on the spot. */
  readonly models?: KeptModels
}

export interface EvaluationRequest {
  readonly tenant: Tenant
  /** As the caller gave it: each period rounds the start in its own way. Buckets are anchored at the rounded start. */
  readonly range: TimeRange
  /** The present: it decides how the start is rounded and which roll-ups are left. */
  readonly nowMs: number
  readonly signal?: AbortSignal | undefined
}

export interface Message {
  readonly code: string
  readonly value: string
}

export interface QueryResult {
  readonly query: MetricDataQuery
  readonly status: 'Complete' | 'Forbidden'
  /** Whether the result is an array of series, whatever its length. */
  readonly isList: boolean
  /** Their `source` is a {@link MetricSource}. */
  readonly series: readonly TimeSeries[]
  readonly messages: readonly Message[]
}

export interface Evaluation {
  /** One for each query that returns data, in their order. */
  readonly results: readonly QueryResult[]
  /** What concerns the whole call. */
  readonly messages: readonly Message[]
}

/** Metrics that one SEARCH returns. */
const MAX_FOUND = 500
/** Periods of one series, and of all series together: what can be held in memory without pain (our choice). */
const MAX_SLOTS = 1_000_000
const MAX_CELLS = 25_000_000

/**
 * Answers queries as requests spell them.
 *
 * @throws {AwsError} for a query that CloudWatch would refuse
 */
export async function evaluateMetricQueries(
  deps: EvaluationDeps,
  request: EvaluationRequest & { readonly queries: readonly WireMetricQuery[] },
): Promise<Evaluation> {
  const queries = parseQueries(request.queries, request.tenant)
  checkQueries(queries)
  return evaluateQueries(deps, request, queries)
}

/**
 * Checks what can be known without data: types, ids and circles of expressions.
 *
 * @throws {AwsError}
 */
export function checkQueries(queries: readonly MetricDataQuery[]): void {
  // Types do not depend on data, so an evaluation without any finds every mistake.
  const grid = gridOf({ startMs: 0, endMs: 0 }, 60)
  const nothing = emptySeries(grid)
  evaluateAll(queries, {
    leaf: () => nothing,
    insights: () => [],
    host: (query) => ({
      metrics: () => metricsAmong(queries).map(({ id }) => ({ id, series: nothing })),
      search: () => [],
      band: () => [nothing, nothing],
      grid: () => grid,
      periodSeconds: query.periodSeconds ?? 60,
    }),
  })
  for (const query of queries) if (query.kind === 'math') inExpression(query.id, () => checkBands(query, queries))
}

/** Answers checked queries. */
export async function evaluateQueries(
  deps: EvaluationDeps,
  request: EvaluationRequest,
  queries: readonly MetricDataQuery[],
): Promise<Evaluation> {
  const { metrics } = deps
  const { tenant, range, nowMs, signal } = request
  const needed = neededIds(queries)
  const fallback = finestPeriod(queries)
  const finder = new MetricFinder(metrics, tenant, nowMs)
  const batch = new ReadBatch()

  const leaves = new Map<string, Batched>()
  const searches = new Map<MathCall, Found>()
  const plans: InsightsPlan[] = []
  for (const query of queries) {
    if (!needed.has(query.id)) continue
    switch (query.kind) {
      case 'metric':
        leaves.set(query.id, batch.add([readOf(metrics, query, alignRange(range, query.metric.periodSeconds, nowMs))]))
        break
      case 'math':
        for (const call of query.searches.keys()) searches.set(call, find(query, call, finder, batch, request))
        break
      default:
        plans.push(planInsights(query, fallback, request, finder))
        break
    }
  }
  checkSize([
    ...batch.reads.map((read) => (read === undefined ? 0 : gridOf(read.range, read.periodSeconds).slots)),
    ...plans.map(cellsOf),
  ])
  const [columns, bands, insights] = await Promise.all([
    readColumns(metrics, batch.reads, nowMs, signal),
    trainBands(deps, request, queries, needed),
    Promise.all(plans.map(async (plan) => [plan.query.id, await insightsSeries(metrics, plan, request)] as const)),
  ])
  const insightsById = new Map(insights)

  const grid = remembered((periodSeconds: number) => sized(alignedGrid(range, periodSeconds, nowMs)))
  const leaf = remembered((query: StatQuery): TimeSeries => {
    const own = leaves.get(query.id)?.of(columns)[0]
    return onGrid(own, grid(query.metric.periodSeconds), sourceOf(query))
  })
  const members = remembered((call: MathCall) => searches.get(call)?.series(columns, grid) ?? [])
  const values = evaluateAll(queries, {
    leaf,
    insights: ({ id }) => insightsById.get(id) ?? [],
    host: (query) => ({
      metrics: () => metricsAmong(queries).map((metric) => ({ id: metric.id, series: leaf(metric) })),
      search: members,
      band: (call, series, deviations) => drawBand(bands.get(call), series, deviations),
      grid,
      periodSeconds: query.periodSeconds ?? fallback,
    }),
  })
  const results = queries
    .filter(({ returnData }) => returnData)
    .map((query): QueryResult => {
      if (query.kind === 'metric') {
        const units = leaves.get(query.id)?.of(columns)[0]?.units ?? []
        return metricResult(query, { series: leaf(query), units })
      }
      const value = values.get(query.id)
      if (value?.kind === 'list') return { ...COMPLETE, query, isList: true, series: value.list }
      return { ...COMPLETE, query, isList: false, series: value?.kind === 'series' ? [value.series] : [] }
    })
  return { results, messages: [...searches.values()].some(({ tooMany }) => tooMany) ? [TOO_MANY_METRICS] : [] }
}

const COMPLETE = { status: 'Complete', messages: [] } as const
const TOO_MANY_METRICS: Message = { code: 'MaxMetricsExceeded', value: 'Maximum number of allowed metrics exceeded' }

function remembered<K, V>(make: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>()
  return (key) => {
    let value = known.get(key)
    if (value === undefined) {
      value = make(key)
      known.set(key, value)
    }
    return value
  }
}

/** Reads of many queries, to be made together. */
class ReadBatch {
  readonly reads: (ColumnRead | undefined)[] = []

  add(reads: readonly (ColumnRead | undefined)[]): Batched {
    const from = this.reads.length
    for (const read of reads) this.reads.push(read)
    const to = this.reads.length
    return { of: (columns) => columns.slice(from, to) }
  }
}

/** @throws {AwsError} when the answer could not be held in memory */
function checkSize(parts: readonly number[]): void {
  const cells = parts.reduce((sum, slots) => sum + slots, 0)
  if (cells > MAX_CELLS) throw tooLarge(cells, MAX_CELLS)
}

/** What one query finds among the columns of all. */
interface Batched {
  of(columns: readonly (Column | undefined)[]): readonly (Column | undefined)[]
}

function sized(grid: Grid): Grid {
  if (grid.slots > MAX_SLOTS) throw tooLarge(grid.slots, MAX_SLOTS)
  return grid
}

function tooLarge(count: number, limit: number): Error {
  return invalid(
    `You have requested up to ${count} datapoints, which exceeds the limit of ${limit}. ` +
      'You may reduce the datapoints requested by increasing Period, or decreasing the time range.',
  )
}

interface Found {
  readonly tooMany: boolean
  series(columns: readonly (Column | undefined)[], grid: (periodSeconds: number) => Grid): readonly TimeSeries[]
}

/** Looks up what a call of SEARCH finds and asks for its data. */
function find(
  { searches }: MathQuery,
  call: MathCall,
  finder: MetricFinder,
  batch: ReadBatch,
  { tenant, range, nowMs }: EvaluationRequest,
): Found {
  const asked = searches.get(call)
  if (asked === undefined) return { tooMany: false, series: () => [] }
  const { search, stat, statistic, periodSeconds } = asked
  const found = finder.find(search)
  const members = found.slice(0, MAX_FOUND)
  const aligned = alignRange(range, periodSeconds, nowMs)
  const batched = batch.add(
    members.map(({ id }) => ({ series: id, statistic, range: aligned, periodSeconds, unit: undefined })),
  )
  return {
    tooMany: found.length > MAX_FOUND,
    series: (columns, gridFor) => {
      const own = batched.of(columns)
      const grid = gridFor(periodSeconds)
      return members.map(({ namespace, name, dimensions }, index) => {
        const metric = { ...tenant, namespace, name, dimensions, stat, periodSeconds }
        const source: MetricSource = { label: name, metric, groups: [] }
        return onGrid(own[index], grid, source)
      })
    },
  }
}

/** Models for the bands of expressions, trained on what their arguments were before. */
async function trainBands(
  deps: EvaluationDeps,
  request: EvaluationRequest,
  queries: readonly MetricDataQuery[],
  needed: ReadonlySet<string>,
): Promise<ReadonlyMap<MathCall, AnomalyModel | undefined>> {
  const models = new Map<MathCall, AnomalyModel | undefined>()
  for (const query of queries) {
    if (query.kind !== 'math' || !needed.has(query.id)) continue
    for (const call of bandsIn(query.expression)) {
      const metric = metricOfBand(call, queries)
      const [expression] = call.args
      if (expression === undefined) continue
      if (metric !== undefined && deps.models !== undefined) {
        models.set(call, await deps.models(metric))
        continue
      }
      // No query can have this id.
      const argument: MathQuery = { ...query, id: '(band)', label: undefined, returnData: true, expression }
      const others = queries.filter(({ id }) => id !== query.id).map((other) => ({ ...other, returnData: false }))
      const period = query.periodSeconds ?? finestPeriod(queries)
      const range = trainingRange(request.range, period, request.nowMs)
      if (range.startMs >= range.endMs) continue
      const history = await evaluateQueries(deps, { ...request, range }, [...others, argument])
      const [series] = history.results[0]?.series ?? []
      models.set(call, series && trainOn(series))
    }
  }
  return models
}

/** The finest of the request, or a minute (our choice): the period of what an expression makes without a metric. */
function finestPeriod(queries: readonly MetricDataQuery[]): number {
  const periods = metricsAmong(queries).map(({ metric }) => metric.periodSeconds)
  return periods.length === 0 ? 60 : Math.min(...periods)
}

interface Inputs {
  leaf(query: StatQuery): TimeSeries
  insights(query: InsightsQuery): readonly TimeSeries[]
  host(query: MathQuery): MathHost
}

/** The value of every query, those that nobody sees and uses included. */
function evaluateAll(queries: readonly MetricDataQuery[], inputs: Inputs): ReadonlyMap<string, Value> {
  const values = new Map<string, Value>()
  const byId = new Map<string, MathQuery>()
  for (const query of queries) {
    switch (query.kind) {
      case 'metric':
        values.set(query.id, { kind: 'series', series: inputs.leaf(query) })
        break
      case 'insights': {
        const list = inputs.insights(query)
        const isList = query.insights.groupBy.length > 0
        const [only = emptySeries(gridOf({ startMs: 0, endMs: 0 }, 60))] = list
        values.set(query.id, isList ? { kind: 'list', list } : named({ kind: 'series', series: only }, query))
        break
      }
      default:
        byId.set(query.id, query)
        break
    }
  }
  for (const id of orderOf(new Map([...byId].map(([key, { expression }]) => [key, expression])))) {
    const query = byId.get(id) as MathQuery
    inExpression(id, () => {
      const value = evaluateMath(query.expression, inputs.host(query), (used) => values.get(used))
      // What others use may be a number, what is returned may not.
      if (query.returnData) finalSeries(value, query.expression)
      values.set(id, named(value, query))
    })
  }
  return values
}

function orderOf(expressions: ReadonlyMap<string, MathExpression>): readonly string[] {
  try {
    return evaluationOrder(expressions)
  } catch (error) {
    if (error instanceof CircularDependency) throw invalid(`Error in expression '${error.id}': ${error.message}`)
    throw error
  }
}

/** A series that was computed goes by the label of its expression where it is a member of an array. */
function named(value: Value, { id, label }: MetricDataQuery): Value {
  if (value.kind !== 'series') return value
  const source: MetricSource = { label: label ?? id, metric: undefined, groups: [] }
  return { kind: 'series', series: { ...value.series, source } }
}

function metricsAmong(queries: readonly MetricDataQuery[]): readonly StatQuery[] {
  return queries.filter((query) => query.kind === 'metric')
}

/** Ids of queries that are returned or that expressions need. */
function neededIds(queries: readonly MetricDataQuery[]): ReadonlySet<string> {
  const byId = new Map(queries.map((query) => [query.id, query]))
  const needed = new Set(queries.filter(({ returnData }) => returnData).map(({ id }) => id))
  // A set can grow while it is walked.
  for (const id of needed) {
    const query = byId.get(id)
    if (query?.kind !== 'math') continue
    for (const used of idsIn(query.expression)) needed.add(used)
    for (const part of walk(query.expression)) {
      if (part.kind !== 'call' || part.name !== 'METRICS') continue
      const [filter] = part.args
      for (const metric of metricsAmong(queries)) {
        if (filter?.kind !== 'string' || metric.id.includes(filter.value)) needed.add(metric.id)
      }
    }
  }
  return needed
}

/** What a metric has. */
export interface FoundStatistic {
  readonly series: TimeSeries
  readonly units: readonly string[]
}

/**
 * Reads one statistic for each query, all queries of equal period and range at once.
 *
 * @param rangeOf the aligned range to read; undefined for a query that nobody needs
 */
export async function readStatistics(
  { metrics }: EvaluationDeps,
  { nowMs, signal }: EvaluationRequest,
  queries: readonly StatQuery[],
  rangeOf: (query: StatQuery, index: number) => TimeRange | undefined,
): Promise<readonly (FoundStatistic | undefined)[]> {
  const ranges = queries.map(rangeOf)
  const reads = queries.map((query, index) => readOf(metrics, query, ranges[index]))
  const columns = await readColumns(metrics, reads, nowMs, signal)
  return queries.map((query, index) => {
    const range = ranges[index]
    const column = columns[index]
    if (range === undefined || column === undefined) return undefined
    return { series: onGrid(column, gridOf(range, query.metric.periodSeconds), sourceOf(query)), units: column.units }
  })
}

/** Undefined when there is nothing to read: a metric that does not exist, or that the caller must not see. */
function readOf(
  metrics: MetricStore,
  { metric, statistic, unit, forbidden }: StatQuery,
  range: TimeRange | undefined,
): ColumnRead | undefined {
  if (forbidden || range === undefined) return undefined
  const { periodSeconds } = metric
  const series = metrics.findSeries(metric, metric.namespace, metric.name, metric.dimensions)
  return series === undefined ? undefined : { series, statistic, range, periodSeconds, unit }
}

/** Without a column there are no data. */
function onGrid(column: Column | undefined, grid: Grid, source: MetricSource): TimeSeries {
  const empty = emptySeries(grid, source)
  return column === undefined ? empty : { ...empty, values: column.values }
}

function sourceOf({ metric }: StatQuery): MetricSource {
  return { label: metric.name, metric, groups: [] }
}

/** The result of a query of one metric. */
export function metricResult(query: StatQuery, found: FoundStatistic | undefined): QueryResult {
  const nowhere = gridOf({ startMs: 0, endMs: 0 }, query.metric.periodSeconds)
  const units = found?.units ?? []
  return {
    query,
    status: query.forbidden ? 'Forbidden' : 'Complete',
    isList: false,
    series: [found?.series ?? emptySeries(nowhere, sourceOf(query))],
    messages:
      units.length > 1 ? [{ code: 'MultipleUnits', value: `Multiple units returned: '[${units.join(', ')}]'` }] : [],
  }
}
