import { type AnomalyModel, band, TRAINING_MS, train } from '@atalaya/alarms'
import { DAY_MS, HOUR_MS, type TimeRange } from '@atalaya/model'
import {
  idsIn,
  type MathCall,
  type MathExpression,
  pointsOf,
  SyntaxProblem,
  type TimeSeries,
  walk,
} from '@atalaya/query'
import type { LabelledMetric } from './labels.ts'
import type { MathQuery, MetricDataQuery, StatQuery } from './queries.ts'
import type { MetricSource } from './sources.ts'

/*
 * ANOMALY_DETECTION_BAND: what must hold before one is drawn, where its training data begin, and the drawing.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Anomaly_Detection.html
 */

/** The model that is kept for one metric with its statistic and period; undefined when there are too few data for one. */
export type KeptModels = (metric: LabelledMetric) => Promise<AnomalyModel | undefined>

const MAX_METRICS = 10
const MAX_PERIOD_SECONDS = 3_600
const MIN_PERIOD_SECONDS = 60

export function bandsIn(expression: MathExpression): readonly MathCall[] {
  return callsOf(expression, 'ANOMALY_DETECTION_BAND')
}

/** @throws {SyntaxProblem} for a band that CloudWatch would not draw */
export function checkBands({ expression }: MathQuery, queries: readonly MetricDataQuery[]): void {
  const calls = bandsIn(expression)
  for (const call of calls) {
    const fail = (message: string): never => {
      throw new SyntaxProblem(message, call.span.start, call.span.end)
    }
    if (calls.length > 1) fail('Only one ANOMALY_DETECTION_BAND is allowed in an expression')
    const [argument] = call.args
    if (argument === undefined) continue
    const { metrics, expressions } = partsOf(argument, queries)
    for (const name of ['METRICS', 'SEARCH', 'ANOMALY_DETECTION_BAND']) {
      if (expressions.some((part) => callsOf(part, name).length > 0)) {
        fail(`ANOMALY_DETECTION_BAND does not support ${name} in its argument`)
      }
    }
    if (metrics.length > MAX_METRICS) fail(`ANOMALY_DETECTION_BAND supports at most ${MAX_METRICS} metrics`)
    const periods = new Set(metrics.map(({ metric }) => metric.periodSeconds))
    if (periods.size > 1) fail('ANOMALY_DETECTION_BAND does not support metrics of different periods')
    for (const period of periods) {
      if (period < MIN_PERIOD_SECONDS) fail('ANOMALY_DETECTION_BAND does not support periods below one minute')
      if (period > MAX_PERIOD_SECONDS) fail('ANOMALY_DETECTION_BAND does not support periods of more than one hour')
    }
  }
}

/** The metric whose band is asked for, when the argument is one metric by itself. */
export function metricOfBand(
  { args: [argument] }: MathCall,
  queries: readonly MetricDataQuery[],
): LabelledMetric | undefined {
  const query = argument?.kind === 'id' ? queries.find(({ id }) => id === argument.name) : undefined
  return query?.kind === 'metric' ? query.metric : undefined
}

/** Everything that an expression comes from. */
function partsOf(
  argument: MathExpression,
  queries: readonly MetricDataQuery[],
): { readonly metrics: readonly StatQuery[]; readonly expressions: readonly MathExpression[] } {
  const byId = new Map(queries.map((query) => [query.id, query]))
  const metrics: StatQuery[] = []
  const expressions: MathExpression[] = [argument]
  const seen = new Set<string>()
  // The list grows while it is walked.
  for (const expression of expressions) {
    for (const id of idsIn(expression)) {
      const query = byId.get(id)
      if (query === undefined || seen.has(id)) continue
      seen.add(id)
      if (query.kind === 'metric') metrics.push(query)
      if (query.kind === 'math') expressions.push(query.expression)
    }
  }
  return { metrics, expressions }
}

function callsOf(expression: MathExpression, name: string): readonly MathCall[] {
  return [...walk(expression)].filter((part): part is MathCall => part.kind === 'call' && part.name === name)
}

/** Data kept by minutes and by five minutes, with a day to spare. */
const KEPT_MS: readonly (readonly [periodSeconds: number, ageMs: number])[] = [
  [3_600, 454 * DAY_MS],
  [300, 62 * DAY_MS],
  [60, 15 * DAY_MS - HOUR_MS],
]

/** What a band is trained on: two weeks up to the end of the range, as far as there are data for the period. */
export function trainingRange(range: TimeRange, periodSeconds: number, nowMs: number): TimeRange {
  const endMs = Math.min(range.endMs, nowMs)
  const keptMs = KEPT_MS.find(([period]) => periodSeconds % period === 0)?.[1] ?? 0
  return { startMs: Math.max(endMs - TRAINING_MS, nowMs - keptMs), endMs }
}

export function trainOn(history: TimeSeries): AnomalyModel | undefined {
  const { timestampsMs, values } = pointsOf(history)
  return train(timestampsMs.map((timeMs, index) => ({ timeMs, value: values[index] as number })))
}

/** Lower and upper bound at every period of the series; without a model there are none. */
export function drawBand(
  model: AnomalyModel | undefined,
  series: TimeSeries,
  deviations: number,
): readonly [TimeSeries, TimeSeries] {
  const { grid } = series
  const times = Array.from({ length: grid.slots }, (_, slot) => grid.startMs + slot * grid.stepMs)
  const bounds = model === undefined ? [] : band(model, times, deviations)
  const side = (end: 'lower' | 'upper', word: string): TimeSeries => {
    const source: MetricSource = {
      label: `${series.source?.label ?? ''} ${word}`.trim(),
      metric: undefined,
      groups: [],
    }
    const values = Float64Array.from(times, (_, slot) => bounds[slot]?.[end] ?? Number.NaN)
    return { ...series, values, source }
  }
  return [side('lower', 'low'), side('upper', 'high')]
}
