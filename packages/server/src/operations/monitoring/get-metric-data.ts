import { type InputOf, type Operation, type OutputOf, operation } from '@atalaya/aws'
import { alignRange, METRIC_UNITS, requestedDatapoints, SECOND_MS, type TimeRange } from '@atalaya/model'
import type { MonitoringDeps } from './deps.ts'
import { defaultLabels, renderLabel } from './labels.ts'
import { dealSlots, decodeToken, encodeToken, type Progress, type Slots } from './metric-data-pages.ts'
import { type MetricDataRequest, parseRequest, type StatQuery } from './metric-data-queries.ts'
import { type MetricRows, readMetrics, statisticOf } from './metric-reads.ts'

type Result = NonNullable<OutputOf<'monitoring', 'GetMetricData'>['MetricDataResults']>[number]

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
export const getMetricData: Operation<MonitoringDeps> = operation(
  'monitoring',
  'GetMetricData',
  async (input, { telemetry, clock }: MonitoringDeps, { tenant, signal }) => {
    const request = parseRequest(input, tenant)
    const asked = repeatable(input)
    const progress: Progress =
      input.NextToken === undefined
        ? { nowMs: clock.now(), done: request.queries.map(() => 0) }
        : decodeToken(asked, input.NextToken, request.queries.length)

    const pages = deal(request, progress)
    const rows = await readMetrics(telemetry.metrics, pages.map(toMetricQuery), progress.nowMs, signal)
    const label = labeller(request, clock.now())
    const done = pages.map(({ slots }, index) => (progress.done[index] ?? 0) + slots.to - slots.from)
    return {
      MetricDataResults: pages.flatMap((page, index) => {
        return page.query.returnData ? [toResult(page, rows[index], request, label)] : []
      }),
      NextToken: pages.some(({ slots }) => slots.more)
        ? encodeToken(asked, { nowMs: progress.nowMs, done })
        : undefined,
      Messages: [],
    }
  },
)

/** What must be the same from page to page. */
function repeatable(input: InputOf<'monitoring', 'GetMetricData'>): unknown {
  const { MetricDataQueries, StartTime, EndTime, ScanBy } = input
  return [MetricDataQueries, StartTime, EndTime, ScanBy]
}

/** The part of a query that one page answers. */
interface QueryPage {
  readonly query: StatQuery
  readonly slots: Slots
  readonly range: TimeRange
}

function deal(request: MetricDataRequest, { nowMs, done }: Progress): readonly QueryPage[] {
  const ranges = request.queries.map(({ metric }) => alignRange(request, metric.periodSeconds, nowMs))
  const totals = request.queries.map((query, index) => {
    const range = ranges[index] as TimeRange
    return isRead(query) ? requestedDatapoints(range, query.metric.periodSeconds) : 0
  })
  const slots = dealSlots(totals, done, request.maxDatapoints, request.descending)
  return request.queries.map((query, index) => {
    const own = slots[index] as Slots
    const whole = ranges[index] as TimeRange
    const periodMs = query.metric.periodSeconds * SECOND_MS
    const startMs = whole.startMs + own.from * periodMs
    return {
      query,
      slots: own,
      range: { startMs, endMs: Math.min(whole.endMs, whole.startMs + own.to * periodMs) },
    }
  })
}

/** Data that nobody gets to see are not read: without expressions, nothing else uses them. */
function isRead(query: StatQuery): boolean {
  return query.returnData && !query.forbidden
}

function toMetricQuery({ query, range }: QueryPage): Parameters<typeof readMetrics>[1][number] {
  const { accountId, region, namespace, name, dimensions, periodSeconds } = query.metric
  return {
    tenant: { accountId, region },
    namespace,
    name,
    dimensions,
    range: isRead(query) ? range : { startMs: 0, endMs: 0 },
    periodSeconds,
    statistics: [query.statistic],
    unit: query.unit,
  }
}

/** Points of one result in ascending order of time. */
interface Points {
  readonly timestampsMs: readonly number[]
  readonly values: readonly number[]
}

function toResult(
  { query, slots }: QueryPage,
  rows: MetricRows | undefined,
  request: MetricDataRequest,
  label: (query: StatQuery, points: Points) => string,
): Result {
  const points = rows === undefined ? { timestampsMs: [], values: [] } : pointsOf(query, rows)
  const units = rows === undefined ? [] : unitsOf(rows)
  return {
    Id: query.id,
    Label: label(query, points),
    Timestamps: request.descending ? points.timestampsMs.toReversed() : points.timestampsMs,
    Values: request.descending ? points.values.toReversed() : points.values,
    StatusCode: query.forbidden ? 'Forbidden' : slots.more ? 'PartialData' : 'Complete',
    Messages:
      units.length > 1
        ? [{ Code: 'MultipleUnits', Value: `Multiple units returned: '[${units.join(', ')}]'` }]
        : undefined,
  }
}

/** One value for each bucket: of the unit that comes first in CloudWatch's order of preference, which is the order of rows. */
function pointsOf({ statistic }: StatQuery, rows: MetricRows): Points {
  const timestampsMs: number[] = []
  const values: number[] = []
  const { startsMs } = rows.buckets
  for (let row = rows.from; row < rows.to; row += 1) {
    if (row > rows.from && startsMs[row] === startsMs[row - 1]) continue
    const value = statisticOf(statistic, rows, row)
    if (value === undefined) continue
    timestampsMs.push(startsMs[row] as number)
    values.push(value)
  }
  return { timestampsMs, values }
}

function unitsOf({ buckets, from, to }: MetricRows): readonly string[] {
  const codes = new Set(buckets.units.subarray(from, to))
  return METRIC_UNITS.filter((_, code) => codes.has(code))
}

function labeller(request: MetricDataRequest, nowMs: number): (query: StatQuery, points: Points) => string {
  const compared = request.queries.filter(({ label, returnData }) => label === undefined && returnData)
  const texts = defaultLabels(compared.map(({ metric }) => metric))
  const defaults = new Map(compared.map((query, index) => [query.id, texts[index] ?? query.metric.name]))
  return ({ id, label, metric }, { timestampsMs, values }) => {
    if (label === undefined) return defaults.get(id) ?? metric.name
    const { offsetMinutes } = request
    return renderLabel(label, { timestampsMs, values, label: metric.name, metric, nowMs, offsetMinutes })
  }
}
