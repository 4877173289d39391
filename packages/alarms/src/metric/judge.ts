/**
 * One evaluation of one series: from the datapoints of a window to the next state with its reason and the data behind it.
 */
import { invariant } from '@atalaya/model'
import type { StateValue } from '../state.ts'
import { Double, isoTime, jsonText } from '../text.ts'
import { type Decision, type EvaluationRule, evaluate, type Verdict } from './evaluate.ts'
import { type Comparison, reasonText } from './reason.ts'
import { type Band, breachesBand, breachesThreshold } from './threshold.ts'

/** One period of the window. */
export interface Datapoint {
  readonly startMs: number
  /** Undefined: no datapoint. */
  readonly value?: number | undefined
  readonly sampleCount?: number | undefined
  /** What is expected, when the alarm compares with a band. Without it the datapoint cannot be judged and counts as missing. */
  readonly band?: Band | undefined
  /** Of log alarms: the query that gave the value, and how it ended. */
  readonly query?: { readonly id: string; readonly status: string } | undefined
}

export interface MetricRule extends EvaluationRule {
  readonly comparison: Comparison
  readonly periodSeconds: number
  /** Of alarms on one metric. */
  readonly statistic?: string | undefined
  readonly unit?: string | undefined
  /** Fewer samples than this leave a datapoint unjudged; only for percentiles that ask for it. */
  readonly minimumSamples?: number | undefined
  /** Log alarms speak of `query result`s. Default: `datapoint`. */
  readonly noun?: 'datapoint' | 'query result'
}

export interface Judgement {
  readonly value: StateValue
  readonly reason: string
  /** JSON text, at most 4,000 characters. */
  readonly reasonData: string
}

const MAX_REASON_CHARS = 1_023
const MAX_REASON_DATA_CHARS = 4_000

/**
 * How many samples a percentile needs to mean something.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/percentiles-with-low-samples.html
 */
export function samplesNeeded(percent: number): number {
  const share = percent / 100
  if (share <= 0 || share >= 1) return 0
  // Rounded first: 10 / (1 - 0.99) is a little more than 1,000.
  return Math.ceil(Number((share >= 0.5 ? 10 / (1 - share) : 10 / share).toFixed(6)))
}

/**
 * The next state, or undefined when the alarm stays as it is whatever that is.
 *
 * @param window oldest first
 * @param queryMs when the datapoints were read
 */
export function judge(
  rule: MetricRule,
  window: readonly Datapoint[],
  previous: StateValue,
  queryMs: number,
): Judgement | undefined {
  const verdicts = window.map((point) => verdictOf(rule, point))
  const decision = evaluate(rule, verdicts)
  if (decision.outcome === 'keep') return undefined
  return {
    value: decision.outcome,
    reason: reasonOf(rule, window, verdicts, decision, decision.outcome, previous).slice(0, MAX_REASON_CHARS),
    reasonData:
      rule.noun === 'query result'
        ? resultsDataOf(rule, window, queryMs)
        : reasonDataOf(rule, window, verdicts, decision, queryMs),
  }
}

/** What {@link judge} decides, without the words: most alarms stay in their state most of the time. */
export function outcomeOf(rule: MetricRule, window: readonly Datapoint[]): StateValue | 'keep' {
  return evaluate(
    rule,
    window.map((point) => verdictOf(rule, point)),
  ).outcome
}

/** Whether every datapoint that an evaluation counts is there: what ends a warm-up early. */
export function isFilled(rule: MetricRule, window: readonly Datapoint[]): boolean {
  return window.filter((point) => verdictOf(rule, point) !== 'missing').length >= rule.evaluationPeriods
}

export function verdictOf({ comparison, minimumSamples = 0 }: MetricRule, point: Datapoint): Verdict {
  const { value, band, sampleCount = Number.POSITIVE_INFINITY } = point
  if (value === undefined || Number.isNaN(value)) return 'missing'
  if (comparison.kind === 'band' && band === undefined) return 'missing'
  if (sampleCount < minimumSamples) return 'unsure'
  if (comparison.kind === 'threshold') {
    return breachesThreshold(comparison.operator, value, comparison.threshold) ? 'bad' : 'good'
  }
  return band !== undefined && breachesBand(comparison.operator, value, band) ? 'bad' : 'good'
}

function reasonOf(
  rule: MetricRule,
  window: readonly Datapoint[],
  verdicts: readonly Verdict[],
  decision: Decision,
  outcome: StateValue,
  previous: StateValue,
): string {
  const wanted: Verdict = outcome === 'ALARM' ? 'bad' : 'good'
  const points = decision.evaluated
    .filter((index) => verdicts[index] === wanted)
    .map((index) => {
      const { startMs, value, band } = window[index] ?? { startMs: 0 }
      invariant(value !== undefined, 'a judged datapoint has a value')
      return { startMs, value, band }
    })
  const { evaluationPeriods, datapointsToAlarm } = rule
  return reasonText({
    outcome,
    previous,
    comparison: rule.comparison,
    points,
    evaluatedCount: decision.evaluated.length,
    minimum: outcome === 'ALARM' ? datapointsToAlarm : evaluationPeriods - datapointsToAlarm + 1,
    missing: decision.missing,
    missingTreatedAs: decision.missingTreatedAs,
    noun: rule.noun ?? 'datapoint',
  })
}

function reasonDataOf(
  rule: MetricRule,
  window: readonly Datapoint[],
  verdicts: readonly Verdict[],
  decision: Decision,
  queryMs: number,
): string {
  const recent = decision.evaluated.flatMap((index) => window[index] ?? []).reverse()
  const [oldest] = recent
  const doubles = (pick: (point: Datapoint) => number | undefined): readonly Double[] => {
    return recent.map((point) => new Double(pick(point) ?? Number.NaN))
  }
  // Newest first, back to the oldest that counted; the periods between without a datapoint are part of the story.
  const last = Math.min(decision.evaluated.at(-1) ?? window.length, window.length - rule.evaluationPeriods)
  const evaluated = window
    .map((point, index) => ({ point, missing: verdicts[index] === 'missing' }))
    .slice(last)
    .reverse()
    .map(({ point: { startMs, value, sampleCount }, missing }) => ({
      timestamp: isoTime(startMs),
      ...(missing || value === undefined
        ? {}
        : {
            sampleCount: sampleCount === undefined ? undefined : new Double(sampleCount),
            value: new Double(value),
          }),
    }))
  const { comparison } = rule
  const document = (datapoints: readonly unknown[]): string =>
    jsonText({
      version: '1.0',
      queryDate: isoTime(queryMs),
      startDate: oldest === undefined ? undefined : isoTime(oldest.startMs),
      unit: rule.unit,
      statistic: rule.statistic,
      period: rule.periodSeconds,
      recentDatapoints: doubles(({ value }) => value),
      ...(comparison.kind === 'threshold'
        ? { threshold: new Double(comparison.threshold) }
        : {
            recentLowerThresholds: doubles(({ band }) => band?.lower),
            recentUpperThresholds: doubles(({ band }) => band?.upper),
          }),
      evaluatedDatapoints: datapoints,
    })
  return shortened(document, evaluated)
}

/** What log alarms tell, newest first. Executions that never were are not among it. */
function resultsDataOf(rule: MetricRule, window: readonly Datapoint[], queryMs: number): string {
  const { comparison, evaluationPeriods, datapointsToAlarm } = rule
  const results = window
    .flatMap(({ startMs, value, query }) => {
      if (query === undefined) return []
      const result = { queryResultId: query.id, status: query.status, timestamp: isoTime(startMs) }
      return [value === undefined ? result : { ...result, value: new Double(value) }]
    })
    .slice(-evaluationPeriods)
    .reverse()
  const document = (shown: readonly unknown[]): string =>
    jsonText({
      version: '1.0',
      queryDate: isoTime(queryMs),
      threshold: comparison.kind === 'threshold' ? new Double(comparison.threshold) : undefined,
      queryResultsToEvaluate: evaluationPeriods,
      queryResultsToAlarm: datapointsToAlarm,
      results: shown,
    })
  return shortened(document, results)
}

/** The document with as many of the newest datapoints as fit. */
function shortened(document: (datapoints: readonly unknown[]) => string, datapoints: readonly unknown[]): string {
  let kept = datapoints
  let text = document(kept)
  while (text.length > MAX_REASON_DATA_CHARS && kept.length > 0) {
    kept = kept.slice(0, Math.floor(kept.length * 0.9))
    text = document(kept)
  }
  // Too many recent datapoints alone: nothing of it would be JSON after a cut.
  return text.length <= MAX_REASON_DATA_CHARS ? text : '{"version":"1.0"}'
}
