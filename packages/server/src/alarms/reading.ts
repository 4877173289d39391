/**
 * What alarms see: the datapoints of their windows, read for all alarms of a tick together.
 *
 * Alarms on a single metric with a statistic share reads of the store: those of equal period whose windows end together are one
 * read, however many they are. Windows of unlike length are rounded up to a power of two so that they fall together more often.
 * Alarms on expressions share reads, too; those on Metrics Insights queries are evaluated one by one.
 */
import {
  band,
  type ContributorSeries,
  type Datapoint,
  isBandComparison,
  periodsAt,
  type WindowRule,
} from '@atalaya/alarms'
import {
  HOUR_MS,
  invariant,
  needsDistribution,
  parseStatistic,
  SECOND_MS,
  type Tenant,
  type TimeRange,
} from '@atalaya/model'
import type { TimeSeries } from '@atalaya/query'
import type { MetricStore } from '@atalaya/store'
import { evaluateQueries } from '../metrics/evaluate.ts'
import { type MetricRows, readSeries, type SeriesRead, statisticOf } from '../metrics/metric-reads.ts'
import { type MetricDataQuery, parseQueries } from '../metrics/queries.ts'
import { sharingColumns } from '../metrics/shared-columns.ts'
import type { MetricSource } from '../metrics/sources.ts'
import { toDimensions } from '../operations/monitoring/series-ids.ts'
import { bandOf } from './anomaly/band-expression.ts'
import type { AnomalyModels } from './anomaly/models.ts'
import {
  hasGroups,
  isInsightsQuery,
  isReturned,
  metricRuleOf,
  type PlainMetric,
  plainMetricOf,
  windowRuleOf,
} from './definition.ts'
import type { PromQl } from './prom-ql.ts'
import type { MetricAlarmDefinition, MetricAlarmRecord } from './transition.ts'

export interface ReadingDeps {
  readonly metrics: MetricStore
  readonly models: AnomalyModels
  readonly promQl: PromQl | undefined
}

type Attributes = Readonly<Record<string, string>>

export type Reading =
  | { readonly kind: 'single'; readonly window: readonly Datapoint[] }
  | { readonly kind: 'several'; readonly series: readonly ContributorSeries[]; readonly partial: boolean }
  /** What a PromQL query returned. */
  | { readonly kind: 'vector'; readonly elements: readonly Attributes[]; readonly partial: boolean }
  /** The query could not be evaluated. */
  | { readonly kind: 'failed'; readonly error: unknown }

/** Series of one query; with more the result is not whole. */
const MAX_SERIES = 500
/** Data of seconds are kept so long. */
const SECONDS_KEPT_MS: number = 3 * HOUR_MS
/** Alarms on expressions that share their reads, and those on Metrics Insights queries that are evaluated at one time. */
const SHARING = 500
const CONCURRENCY = 16

/**
 * The readings of alarms, in their order.
 *
 * @param boundaryMs the time the evaluation is for
 */
export async function readAlarms(
  deps: ReadingDeps,
  alarms: readonly MetricAlarmRecord[],
  boundaryMs: number,
  nowMs: number,
): Promise<readonly Reading[]> {
  const readings: Reading[] = new Array<Reading>(alarms.length)
  const plain: PlainAlarm[] = []
  const expressions: number[] = []
  const insights: number[] = []
  const vectors: number[] = []
  for (const [index, { definition, tenant }] of alarms.entries()) {
    if (definition.EvaluationCriteria !== undefined) {
      vectors.push(index)
      continue
    }
    const metric = plainMetricOf(definition)
    if (metric === undefined) {
      const isInsights = definition.Metrics?.some(({ Expression }) => isInsightsQuery(Expression)) === true
      if (isInsights) insights.push(index)
      else expressions.push(index)
      continue
    }
    const window = windowRuleOf(definition)
    plain.push({ index, tenant, metric, window, periods: periodsAt(window, boundaryMs) })
  }
  await readPlain(deps.metrics, plain, nowMs, readings)
  const readOthers = async (
    indexes: readonly number[],
    read: (alarm: MetricAlarmRecord) => Promise<Reading>,
  ): Promise<void> => {
    await Promise.all(
      indexes.map(async (index) => {
        const alarm = alarms[index]
        invariant(alarm !== undefined, 'an index is within its list')
        readings[index] = await read(alarm).catch((error: unknown) => {
          return { kind: 'failed', error } as const
        })
      }),
    )
  }
  for (const indexes of batchesOf(expressions, SHARING)) {
    const own = { ...deps, metrics: sharingColumns(deps.metrics) }
    await readOthers(indexes, (alarm) => readExpression(own, alarm, boundaryMs, nowMs))
  }
  for (const indexes of batchesOf(insights, CONCURRENCY)) {
    await readOthers(indexes, (alarm) => readExpression(deps, alarm, boundaryMs, nowMs))
  }
  for (const indexes of batchesOf(vectors, CONCURRENCY)) {
    await readOthers(indexes, (alarm) => readVector(deps.promQl, alarm, boundaryMs))
  }
  return readings
}

function* batchesOf<T>(items: readonly T[], size: number): Iterable<readonly T[]> {
  for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size)
}

interface PlainAlarm {
  readonly index: number
  readonly tenant: Tenant
  readonly metric: PlainMetric
  readonly window: WindowRule
  readonly periods: readonly TimeRange[]
}

async function readPlain(
  metrics: MetricStore,
  alarms: readonly PlainAlarm[],
  nowMs: number,
  readings: Reading[],
): Promise<void> {
  const reads: (SeriesRead | undefined)[] = []
  const spans: (readonly [from: number, to: number])[] = []
  for (const { tenant, metric, window, periods } of alarms) {
    const from = reads.length
    const { Namespace = '', MetricName = '', Dimensions, Unit } = metric
    const series = metrics.findSeries(tenant, Namespace, MetricName, toDimensions(Dimensions))
    if (series !== undefined) {
      const distribution = needsDistribution(statisticIn(metric))
      for (const range of rangesOf(periods, window, nowMs)) {
        reads.push({ series, distribution, unit: Unit, ...range })
      }
    }
    spans.push([from, reads.length])
  }
  const rows = await readSeries(metrics, reads, nowMs, undefined)
  for (const [position, { index, metric, periods }] of alarms.entries()) {
    const [from, to] = spans[position] ?? [0, 0]
    readings[index] = { kind: 'single', window: windowOf(metric, periods, rows.slice(from, to)) }
  }
}

function statisticIn({ Statistic, ExtendedStatistic }: PlainMetric): NonNullable<ReturnType<typeof parseStatistic>> {
  const statistic = parseStatistic(Statistic ?? ExtendedStatistic ?? 'Average')
  invariant(statistic !== undefined, 'the statistic of an alarm was accepted')
  return statistic
}

interface BucketRange {
  readonly range: TimeRange
  readonly periodSeconds: number
}

/** Reads that together cover the periods: one, when they are equally long. */
function rangesOf(periods: readonly TimeRange[], { periodSeconds }: WindowRule, nowMs: number): readonly BucketRange[] {
  const periodMs = periodSeconds * SECOND_MS
  const newest = periods.at(-1)
  if (newest === undefined) return []
  if (periods.some(({ startMs, endMs }) => endMs - startMs !== periodMs)) {
    return periods.map((range) => ({ range, periodSeconds: (range.endMs - range.startMs) / SECOND_MS }))
  }
  const count = 2 ** Math.ceil(Math.log2(periods.length))
  const kept = periodSeconds < 60 ? Math.floor((SECONDS_KEPT_MS - (nowMs - newest.endMs)) / periodMs) : count
  const startMs = newest.endMs - Math.min(count, Math.max(kept, 1)) * periodMs
  return [{ range: { startMs, endMs: newest.endMs }, periodSeconds }]
}

function windowOf(
  metric: PlainMetric,
  periods: readonly TimeRange[],
  found: readonly MetricRows[],
): readonly Datapoint[] {
  const statistic = statisticIn(metric)
  const byStart = new Map<number, Datapoint>()
  for (const rows of found) {
    for (let row = rows.from; row < rows.to; row += 1) {
      const startMs = rows.buckets.startsMs[row] as number
      // Of several units the first one counts, as in all other answers.
      if (byStart.has(startMs)) continue
      const value = statisticOf(statistic, rows, row)
      byStart.set(startMs, { startMs, value, sampleCount: rows.buckets.counts[row] as number })
    }
  }
  return periods.map(({ startMs }) => byStart.get(startMs) ?? { startMs })
}

async function readVector(promQl: PromQl | undefined, alarm: MetricAlarmRecord, boundaryMs: number): Promise<Reading> {
  if (promQl === undefined) throw new Error('PromQL queries cannot be evaluated.')
  const elements = await promQl.query(alarm, boundaryMs)
  return { kind: 'vector', elements: elements.slice(0, MAX_SERIES), partial: elements.length > MAX_SERIES }
}

async function readExpression(
  { metrics, models }: ReadingDeps,
  { tenant, definition }: MetricAlarmRecord,
  boundaryMs: number,
  nowMs: number,
): Promise<Reading> {
  const periods = periodsAt(windowRuleOf(definition), boundaryMs)
  const first = periods[0]
  const last = periods.at(-1)
  invariant(first !== undefined && last !== undefined, 'a window has periods')
  const queries = (definition.Metrics ?? []).filter(({ Id }) => Id !== definition.ThresholdMetricId)
  const range = { startMs: first.startMs, endMs: last.endMs }
  const evaluation = await evaluateQueries({ metrics }, { tenant, range, nowMs }, parsed(definition, queries, tenant))
  const returned = evaluation.results.find(({ query }) => queries.some((own) => own.Id === query.id && isReturned(own)))
  const { series = [], isList = false } = returned ?? {}
  if (hasGroups(definition)) {
    const contributors = series.slice(0, MAX_SERIES).map((one) => ({
      attributes: attributesOf(one),
      window: windowFrom(one, periods),
    }))
    return {
      kind: 'several',
      series: contributors,
      partial: series.length >= MAX_SERIES || isTruncated(evaluation.messages),
    }
  }
  const isInsights = queries.some(({ Expression }) => isInsightsQuery(Expression))
  if (isList && !isInsights) throw new Error('The expression of the alarm returned an array of time series.')
  const [one] = series
  const window = one === undefined ? periods.map(({ startMs }) => ({ startMs })) : windowFrom(one, periods)
  return { kind: 'single', window: await withBand(models, tenant, definition, window) }
}

/** Of each alarm, as long as its configuration stays: it was checked when the alarm was put. */
const parsedQueries = new WeakMap<MetricAlarmDefinition, readonly MetricDataQuery[]>()

function parsed(
  definition: MetricAlarmDefinition,
  queries: NonNullable<MetricAlarmDefinition['Metrics']>,
  tenant: Tenant,
): readonly MetricDataQuery[] {
  let found = parsedQueries.get(definition)
  if (found === undefined) {
    found = parseQueries(queries, tenant)
    parsedQueries.set(definition, found)
  }
  return found
}

function isTruncated(messages: readonly { readonly code: string }[]): boolean {
  return messages.some(({ code }) => /max|partial/i.test(code))
}

/** The labels by which a Metrics Insights query groups. */
function attributesOf({ source }: TimeSeries): Readonly<Record<string, string>> {
  const { groups = [], label = '' } = (source ?? {}) as Partial<MetricSource>
  return groups.length > 0 ? Object.fromEntries(groups) : { Label: label }
}

/** The newest value within each period. */
function windowFrom({ grid, values }: TimeSeries, periods: readonly TimeRange[]): readonly Datapoint[] {
  return periods.map(({ startMs, endMs }) => {
    const from = Math.max(0, Math.ceil((startMs - grid.startMs) / grid.stepMs))
    const to = Math.min(values.length, Math.ceil((endMs - grid.startMs) / grid.stepMs))
    for (let slot = to - 1; slot >= from; slot -= 1) {
      const value = values[slot]
      if (value !== undefined && !Number.isNaN(value)) return { startMs, value }
    }
    return { startMs }
  })
}

async function withBand(
  models: AnomalyModels,
  tenant: Tenant,
  definition: MetricAlarmDefinition,
  window: readonly Datapoint[],
): Promise<readonly Datapoint[]> {
  const { ComparisonOperator: operator, ThresholdMetricId } = definition
  if (operator === undefined || !isBandComparison(operator)) return window
  const wanted = bandOf(definition.Metrics ?? [], ThresholdMetricId)
  if (wanted === undefined) return window
  const { periodSeconds } = metricRuleOf(definition)
  const model = await models.modelOf(tenant, wanted.source, periodSeconds)
  if (model === undefined) return window
  const bands = band(
    model,
    window.map(({ startMs }) => startMs),
    wanted.deviations,
  )
  return window.map((point, index) => ({ ...point, band: bands[index] }))
}
