/**
 * What queries of metrics answer: single metrics, metric math, SEARCH and Metrics Insights, without HTTP and without a clock.
 *
 * Everything is checked before anything is read; all metrics of equal period are read at once; expressions are evaluated on
 * columns in the order of their dependencies. GetMetricData, alarms and widgets share it.
 */
import { alignRange, needsDistribution, type Tenant, type TimeRange } from '@atalaya/model'
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
  type SeriesSource,
  type TimeSeries,
  type Value,
  walk,
} from '@atalaya/query'
import type { MetricStore } from '@atalaya/store'
import { alignedGrid, columnOf, gridOf, unitsOf } from './columns.ts'
import type { LabelledMetric } from './labels.ts'
import { readSeries, type SeriesRead } from './metric-reads.ts'
import {
  inExpression,
  invalid,
  type MathQuery,
  type MetricDataQuery,
  parseQueries,
  type StatQuery,
  type WireMetricQuery,
} from './queries.ts'

export interface EvaluationDeps {
  readonly metrics: MetricStore
}

export interface EvaluationRequest {
  readonly tenant: Tenant
  /** As the caller gave it: each period rounds the start in its own way. Buckets are anchored at the rounded start. */
  readonly range: TimeRange
  /** The present: it decides how the start is rounded and which roll-ups are left. */
  readonly nowMs: number
  readonly signal?: AbortSignal | undefined
}

/** Where a series comes from. */
export interface MetricSource extends SeriesSource {
  /** Undefined for what an expression computed. */
  readonly metric: LabelledMetric | undefined
  /** Values of the labels that a Metrics Insights query groups by, in its order; empty otherwise. */
  readonly groups: readonly (readonly [name: string, value: string])[]
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
  readonly series: readonly TimeSeries[]
  readonly messages: readonly Message[]
}

export interface Evaluation {
  /** One for each query that returns data, in their order. */
  readonly results: readonly QueryResult[]
  /** What concerns the whole call. */
  readonly messages: readonly Message[]
}

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
  const host = (query: MathQuery): MathHost => ({
    metrics: () => metricsAmong(queries).map(({ id }) => ({ id, series: emptySeries(grid) })),
    search: () => [],
    band: () => [emptySeries(grid), emptySeries(grid)],
    grid: () => grid,
    periodSeconds: query.periodSeconds ?? 60,
  })
  evaluateAll(queries, (query) => emptySeries(grid, sourceOf(query)), host)
}

/** Answers checked queries. */
export async function evaluateQueries(
  deps: EvaluationDeps,
  request: EvaluationRequest,
  queries: readonly MetricDataQuery[],
): Promise<Evaluation> {
  const { range, nowMs } = request
  const metrics = metricsAmong(queries)
  const used = usedIds(queries)
  const found = await readStatistics(deps, request, metrics, ({ id, returnData, metric }) => {
    return returnData || used.has(id) ? alignRange(range, metric.periodSeconds, nowMs) : undefined
  })
  const leaves = new Map(metrics.map(({ id }, index) => [id, found[index]]))
  const grid = remembered((periodSeconds: number) => alignedGrid(range, periodSeconds, nowMs))
  const leaf = (query: StatQuery): TimeSeries => {
    return leaves.get(query.id)?.series ?? emptySeries(grid(query.metric.periodSeconds), sourceOf(query))
  }
  const values = evaluateAll(queries, leaf, (query) => ({
    metrics: () => metrics.map((metric) => ({ id: metric.id, series: leaf(metric) })),
    search: () => [],
    band: (_call, series) => [emptySeries(series.grid), emptySeries(series.grid)],
    grid,
    periodSeconds: periodOf(query, queries),
  }))
  const results = queries
    .filter(({ returnData }) => returnData)
    .map((query): QueryResult => {
      if (query.kind === 'metric') return metricResult(query, leaves.get(query.id))
      const value = values.get(query.id)
      if (value?.kind === 'list') return { ...COMPLETE, query, isList: true, series: value.list }
      return { ...COMPLETE, query, isList: false, series: value?.kind === 'series' ? [value.series] : [] }
    })
  return { results, messages: [] }
}

const COMPLETE = { status: 'Complete', messages: [] } as const

function remembered<K, V>(make: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>()
  return (key) => {
    const value = known.get(key) ?? make(key)
    known.set(key, value)
    return value
  }
}

/** Of what an expression makes without a metric: its own period, else the finest of the request, else a minute (our choice). */
function periodOf({ periodSeconds }: MathQuery, queries: readonly MetricDataQuery[]): number {
  if (periodSeconds !== undefined) return periodSeconds
  const periods = metricsAmong(queries).map(({ metric }) => metric.periodSeconds)
  return periods.length === 0 ? 60 : Math.min(...periods)
}

/** The value of every query, those that nobody sees and uses included. */
function evaluateAll(
  queries: readonly MetricDataQuery[],
  leaf: (query: StatQuery) => TimeSeries,
  host: (query: MathQuery) => MathHost,
): ReadonlyMap<string, Value> {
  const values = new Map<string, Value>()
  const byId = new Map<string, MathQuery>()
  const expressions = new Map<string, MathExpression>()
  for (const query of queries) {
    if (query.kind === 'metric') {
      values.set(query.id, { kind: 'series', series: leaf(query) })
    } else {
      byId.set(query.id, query)
      expressions.set(query.id, query.expression)
    }
  }
  for (const id of orderOf(expressions)) {
    const query = byId.get(id) as MathQuery
    inExpression(id, () => {
      const value = evaluateMath(query.expression, host(query), (used) => values.get(used))
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
function named(value: Value, { id, label }: MathQuery): Value {
  if (value.kind !== 'series') return value
  const source: MetricSource = { label: label ?? id, metric: undefined, groups: [] }
  return { kind: 'series', series: { ...value.series, source } }
}

function sourceOf({ metric }: StatQuery): MetricSource {
  return { label: metric.name, metric, groups: [] }
}

function metricsAmong(queries: readonly MetricDataQuery[]): readonly StatQuery[] {
  return queries.filter((query) => query.kind === 'metric')
}

/** What a metric has. */
export interface FoundStatistic {
  readonly series: TimeSeries
  /** Units of its data in the range. */
  readonly units: readonly string[]
}

/**
 * Reads one statistic for each query, all queries of equal period and range at once.
 *
 * @param rangeOf the aligned range to read; undefined for a query that nobody needs
 */
export async function readStatistics(
  { metrics }: EvaluationDeps,
  { tenant, nowMs, signal }: EvaluationRequest,
  queries: readonly StatQuery[],
  rangeOf: (query: StatQuery, index: number) => TimeRange | undefined,
): Promise<readonly (FoundStatistic | undefined)[]> {
  const ranges = queries.map((query, index) => (query.forbidden ? undefined : rangeOf(query, index)))
  const reads = queries.map(({ metric, statistic, unit }, index): SeriesRead | undefined => {
    const range = ranges[index]
    const series = range && metrics.findSeries(tenant, metric.namespace, metric.name, metric.dimensions)
    if (range === undefined || series === undefined) return undefined
    const { periodSeconds } = metric
    return { series, range, periodSeconds, unit, distribution: needsDistribution(statistic) }
  })
  const rows = await readSeries(metrics, reads, nowMs, signal)
  return queries.map((query, index) => {
    const range = ranges[index]
    const found = rows[index]
    if (range === undefined || found === undefined) return undefined
    const { periodSeconds } = query.metric
    const grid = gridOf(range, periodSeconds)
    const values = columnOf(query.statistic, found, grid)
    return { series: { grid, values, periodSeconds, source: sourceOf(query) }, units: unitsOf(found) }
  })
}

/** The result of a query of one metric; without anything found an empty one. */
export function metricResult(query: StatQuery, found: FoundStatistic | undefined): QueryResult {
  const nowhere = gridOf({ startMs: 0, endMs: 0 }, query.metric.periodSeconds)
  return {
    query,
    status: query.forbidden ? 'Forbidden' : 'Complete',
    isList: false,
    series: [found?.series ?? emptySeries(nowhere, sourceOf(query))],
    messages: found !== undefined && found.units.length > 1 ? [multipleUnits(found.units)] : [],
  }
}

function multipleUnits(units: readonly string[]): Message {
  return { code: 'MultipleUnits', value: `Multiple units returned: '[${units.join(', ')}]'` }
}

/** Ids of metrics that expressions use; METRICS() uses those it names. */
function usedIds(queries: readonly MetricDataQuery[]): ReadonlySet<string> {
  const used = new Set<string>()
  for (const query of queries) {
    if (query.kind !== 'math') continue
    for (const id of idsIn(query.expression)) used.add(id)
    for (const call of callsOf(query.expression, 'METRICS')) {
      const [filter] = call.args
      for (const { id } of metricsAmong(queries)) {
        if (filter?.kind !== 'string' || id.includes(filter.value)) used.add(id)
      }
    }
  }
  return used
}

function callsOf(expression: MathExpression, name: string): readonly MathCall[] {
  return [...walk(expression)].filter((part): part is MathCall => part.kind === 'call' && part.name === name)
}
