import { type InputOf, type Operation, type OutputOf, operation } from '@atalaya/aws'
import { alignRange, requestedDatapoints, SECOND_MS, type TimeRange } from '@atalaya/model'
import { pointsOf } from '@atalaya/query'
import {
  type Evaluation,
  type EvaluationDeps,
  type EvaluationRequest,
  evaluateQueries,
  type Message,
  metricResult,
  type QueryResult,
  readStatistics,
} from '../../metrics/evaluate.ts'
import type { StatQuery } from '../../metrics/queries.ts'
import { labelResults } from '../../metrics/result-labels.ts'
import { evaluationDeps, type MonitoringDeps } from './deps.ts'
import { dealSlots, decodeToken, encodeToken, type Progress, type Slots } from './metric-data-pages.ts'
import { type MetricDataRequest, parseRequest } from './metric-data-queries.ts'

type Output = OutputOf<'monitoring', 'GetMetricData'>
type Result = NonNullable<Output['MetricDataResults']>[number]

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
export const getMetricData: Operation<MonitoringDeps> = operation(
  'monitoring',
  'GetMetricData',
  async (input, { telemetry, models, clock }: MonitoringDeps, { tenant, signal }) => {
    const request = parseRequest(input, tenant)
    const asked = repeatable(input)
    const progress: Progress =
      input.NextToken === undefined
        ? { nowMs: clock.now(), done: request.queries.map(() => 0) }
        : decodeToken(asked, input.NextToken, request.queries.length)

    const { startMs, endMs } = request
    const evaluation = { tenant, range: { startMs, endMs }, nowMs: progress.nowMs, signal }
    const metrics = request.queries.filter((query) => query.kind === 'metric')
    const page =
      metrics.length === request.queries.length
        ? await readPage({ metrics: telemetry.metrics }, evaluation, request, metrics, progress)
        : await evaluatePage(evaluationDeps({ telemetry, models }), evaluation, request, progress)

    const label = labelResults(
      page.results.map(({ result }) => result),
      { nowMs: clock.now(), offsetMinutes: request.offsetMinutes },
    )
    return {
      MetricDataResults: page.results.flatMap(({ result, slots, shown }) =>
        result.series.map((series): Result => {
          const points = pointsOf(series, shown.from, shown.to)
          return {
            Id: result.query.id,
            Label: label(result, series, () => pointsOf(series)),
            Timestamps: request.descending ? points.timestampsMs.toReversed() : points.timestampsMs,
            Values: request.descending ? points.values.toReversed() : points.values,
            StatusCode: result.status === 'Forbidden' ? 'Forbidden' : slots.more ? 'PartialData' : 'Complete',
            Messages: result.messages.length === 0 ? undefined : result.messages.map(toWire),
          }
        }),
      ),
      NextToken: page.slots.some(({ more }) => more)
        ? encodeToken(asked, {
            nowMs: progress.nowMs,
            done: page.slots.map(({ from, to }, index) => (progress.done[index] ?? 0) + to - from),
          })
        : undefined,
      Messages: page.messages.map(toWire),
    }
  },
)

/** What must be the same from page to page. */
function repeatable(input: InputOf<'monitoring', 'GetMetricData'>): unknown {
  const { MetricDataQueries, StartTime, EndTime, ScanBy } = input
  return [MetricDataQueries, StartTime, EndTime, ScanBy]
}

function toWire({ code, value }: Message): { readonly Code: string; readonly Value: string } {
  return { Code: code, Value: value }
}

interface Page {
  /** One for each query. */
  readonly slots: readonly Slots[]
  readonly results: readonly {
    readonly result: QueryResult
    readonly slots: Slots
    /** Slots of the series of the result that belong to the page. */
    readonly shown: { readonly from: number; readonly to: number | undefined }
  }[]
  readonly messages: readonly Message[]
}

/** Without expressions nothing but the page itself needs to be read. */
async function readPage(
  deps: EvaluationDeps,
  evaluation: EvaluationRequest,
  request: MetricDataRequest,
  queries: readonly StatQuery[],
  { done, nowMs }: Progress,
): Promise<Page> {
  const ranges = queries.map(({ metric }) => alignRange(request, metric.periodSeconds, nowMs))
  const totals = queries.map(({ metric, returnData, forbidden }, index) => {
    return returnData && !forbidden ? requestedDatapoints(ranges[index] as TimeRange, metric.periodSeconds) : 0
  })
  const slots = dealSlots(totals, done, request.maxDatapoints, request.descending)
  const pages = ranges.map((whole, index) => partOf(whole, slots[index] as Slots, queries[index] as StatQuery))
  const found = await readStatistics(deps, evaluation, queries, (query, index) => {
    return query.returnData ? pages[index] : undefined
  })
  return {
    slots,
    results: queries.flatMap((query, index) => {
      const own = { slots: slots[index] as Slots, shown: { from: 0, to: undefined } }
      const result = metricResult(query, found[index])
      return query.returnData ? [{ result, ...own }] : []
    }),
    messages: [],
  }
}

function partOf(whole: TimeRange, { from, to }: Slots, { metric }: StatQuery): TimeRange {
  const periodMs = metric.periodSeconds * SECOND_MS
  return { startMs: whole.startMs + from * periodMs, endMs: Math.min(whole.endMs, whole.startMs + to * periodMs) }
}

/** Expressions may need the whole range for each datapoint, so all is evaluated and a page of it shown. */
async function evaluatePage(
  deps: EvaluationDeps,
  evaluation: EvaluationRequest,
  request: MetricDataRequest,
  { done }: Progress,
): Promise<Page> {
  const { results, messages }: Evaluation = await evaluateQueries(deps, evaluation, request.queries)
  const byId = new Map(results.map((result) => [result.query.id, result]))
  const totals = request.queries.map(({ id }) => {
    return Math.max(0, ...(byId.get(id)?.series ?? []).map(({ grid }) => grid.slots))
  })
  const widths = request.queries.map(({ id }) => byId.get(id)?.series.length ?? 0)
  const slots = dealSlots(totals, done, request.maxDatapoints, request.descending, widths)
  return {
    slots,
    results: request.queries.flatMap(({ id }, index) => {
      const result = byId.get(id)
      const own = slots[index] as Slots
      return result === undefined ? [] : [{ result, slots: own, shown: own }]
    }),
    messages,
  }
}
