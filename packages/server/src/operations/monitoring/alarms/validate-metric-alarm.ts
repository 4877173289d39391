/*
 * What PutMetricAlarm refuses. Sentences were taken from the real service; where none was seen they are ours.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */

import { isBandComparison, parseTimeZone, WALL_CLOCK_PERIODS } from '@atalaya/alarms'
import type { InputOf } from '@atalaya/aws'
import { fixedClock, parseStatistic, type Tenant } from '@atalaya/model'
import { MemoryTelemetryStore } from '@atalaya/store'
import { hasGroups, isContributorAction, isInsightsQuery, isReturned, periodOf } from '../../../alarms/definition.ts'
import { checkQueries, evaluateMetricQueries } from '../../../metrics/evaluate.ts'
import { parseQueries } from '../../../metrics/queries.ts'
import { checkActions, checkAlarmName, checkTags, invalid, MISSING_DATA } from './validate.ts'

type Input = InputOf<'monitoring', 'PutMetricAlarm'>
type WireQuery = NonNullable<Input['Metrics']>[number]

/** What an alarm on a PromQL query cannot have, by the reference, and a window. How missing data count is only without meaning. */
const METRIC_PARAMETERS = [
  ...(['MetricName', 'Namespace', 'Dimensions', 'Unit', 'Period', 'Statistic', 'ExtendedStatistic'] as const),
  ...(['Metrics', 'Threshold', 'ThresholdMetricId', 'ComparisonOperator', 'EvaluationPeriods'] as const),
  ...(['DatapointsToAlarm', 'EvaluationWindow'] as const),
]
const HOUR_SECONDS = 3_600
const DAY_SECONDS = 86_400
const WEEK_SECONDS = 604_800
const INSIGHTS_SECONDS = 10_800
const MAX_METRICS = 10
const MAX_EXPRESSIONS = 10
const MAX_BYTES = 120 * 1024
const AUTO_SCALING = /^arn:[^:]*:autoscaling:/

/**
 * @param hasPromQl whether alarms on PromQL queries can be evaluated
 * @throws {AwsError}
 */
export function checkMetricAlarm(input: Input, tenant: Tenant, hasPromQl: boolean): void {
  checkAlarmName(input.AlarmName)
  checkTags(input.Tags)
  checkActions(input, 'metric')
  if (input.EvaluationCriteria !== undefined || input.EvaluationInterval !== undefined) {
    checkCriteria(input, hasPromQl)
  } else {
    checkMetric(input, tenant)
  }
  if (Buffer.byteLength(JSON.stringify(input)) > MAX_BYTES) {
    throw invalid('The alarm is too large: its configuration must not exceed 120 KB.')
  }
}

function checkMetric(input: Input, tenant: Tenant): void {
  if (input.Metrics === undefined) checkSingleMetric(input)
  else checkMetrics(input, input.Metrics, tenant)
  checkDecision(input)
  checkComparison(input)
  checkPeriods(input)
  checkWallClock(input)
  checkMultiSeries(input)
}

/** What AWS would refuse first, then what we may not have: PromQL. */
function checkCriteria(input: Input, hasPromQl: boolean): void {
  const { EvaluationCriteria: criteria, EvaluationInterval: interval, ...others } = input
  if (criteria?.PromQLCriteria === undefined) throw missing('an EvaluationCriteria')
  const set = METRIC_PARAMETERS.filter((name) => others[name] !== undefined)
  if (set.length > 0) throw invalid(`${set.join(', ')} must not be set if EvaluationCriteria is set.`)
  if (interval === undefined) throw missing('an EvaluationInterval')
  if (![10, 20, 30].includes(interval) && (interval < 60 || interval > HOUR_SECONDS || interval % 60 !== 0)) {
    throw invalid('EvaluationInterval must be 10, 20, 30 or a multiple of 60 up to 3600')
  }
  if (!hasPromQl) throw invalid('EvaluationCriteria is not supported: alarms on PromQL queries cannot be evaluated.')
}

/**
 * Whether what an alarm returns is one series can be told without data: types do not depend on them.
 *
 * @throws {AwsError}
 */
export async function checkSingleSeries(input: Input, tenant: Tenant): Promise<void> {
  const queries = (input.Metrics ?? []).filter(({ Id }) => Id !== input.ThresholdMetricId)
  if (queries.every(({ Expression }) => Expression === undefined || isInsightsQuery(Expression))) return
  const { metrics } = new MemoryTelemetryStore(fixedClock(0))
  const { results } = await evaluateMetricQueries({ metrics }, { tenant, range: NO_TIME, nowMs: 0, queries })
  const list = results.find(({ isList, query }) => {
    return isList && !isInsightsQuery(queries.find(({ Id }) => Id === query.id)?.Expression)
  })
  if (list !== undefined) throw invalid(`The expression ${list.query.id} must return a single time series.`)
}

const NO_TIME = { startMs: 0, endMs: 60_000 }

function checkSingleMetric(input: Input): void {
  if (input.MetricName === undefined) throw missing('a MetricName')
  if (input.Namespace === undefined) throw missing('a Namespace')
  if (input.Statistic !== undefined && input.ExtendedStatistic !== undefined) {
    throw invalid(
      'PutMetricAlarm request can not be made with both Statistic and ExtendedStatistic parameters. Only one of them ' +
        'should be present',
    )
  }
  if (input.Statistic === undefined && input.ExtendedStatistic === undefined) throw missing('a Statistic')
  const { ExtendedStatistic: extended } = input
  // Of Sum, Average and so on the name is the kind: they are no extended statistics.
  if (extended !== undefined && [undefined, extended].includes(parseStatistic(extended)?.kind)) {
    throw invalid(`The value ${extended} for parameter ExtendedStatistic is not supported.`)
  }
  if (input.Period === undefined) throw missing('a Period')
  if (input.ThresholdMetricId !== undefined) {
    throw invalid('ThresholdMetricId is only allowed for alarms with a list of Metrics.')
  }
}

function checkMetrics(input: Input, queries: readonly WireQuery[], tenant: Tenant): void {
  const { MetricName, Namespace, Dimensions, Period, Unit, Statistic, ExtendedStatistic } = input
  const scalars = [MetricName, Namespace, Dimensions, Period, Unit, Statistic, ExtendedStatistic]
  if (scalars.some((value) => value !== undefined && !(Array.isArray(value) && value.length === 0))) {
    throw invalid('Scalar metric parameters must not be set if list of Metrics is set.')
  }
  const expressions = queries.filter(({ Expression }) => Expression !== undefined)
  if (queries.length === 0) throw invalid('The list of Metrics must not be empty.')
  if (queries.length - expressions.length > MAX_METRICS || expressions.length > MAX_EXPRESSIONS) {
    throw invalid(`The list of Metrics must have at most ${MAX_METRICS} metrics and ${MAX_EXPRESSIONS} expressions.`)
  }
  if (expressions.some(({ Expression = '' }) => /\bSEARCH\s*\(/i.test(Expression))) {
    throw invalid('SEARCH is not supported on Metric Alarms.')
  }
  checkReturned(input, queries)
  checkQueries(parseQueries(queries, tenant))
}

/** One series is watched; the band it is compared with is returned, too. */
function checkReturned({ ThresholdMetricId: bandId }: Input, queries: readonly WireQuery[]): void {
  const returned = queries.filter(isReturned).map(({ Id }) => Id)
  if (bandId !== undefined) {
    const band = queries.find(({ Id }) => Id === bandId)
    if (!/^\s*ANOMALY_DETECTION_BAND\s*\(/i.test(band?.Expression ?? '')) {
      throw invalid('ThresholdMetricId must be the id of an ANOMALY_DETECTION_BAND expression in the list of Metrics.')
    }
  }
  if (returned.filter((id) => id !== bandId).length !== 1) {
    throw invalid('Exactly one element of the metrics list should return data.')
  }
}

function checkDecision(input: Input): void {
  const { EvaluationPeriods: periods, DatapointsToAlarm: toAlarm, TreatMissingData: treatment } = input
  if (periods === undefined) throw missing('an EvaluationPeriods')
  if (toAlarm !== undefined && toAlarm > periods) {
    throw invalid('DatapointsToAlarm must be less than or equal to EvaluationPeriods')
  }
  if (treatment !== undefined && !MISSING_DATA.includes(treatment)) {
    throw invalid('Supported values for TreatMissingData are breaching, notBreaching, ignore, and missing.')
  }
  const { EvaluateLowSampleCountPercentile: lowSamples } = input
  if (lowSamples === undefined) return
  if (lowSamples !== 'evaluate' && lowSamples !== 'ignore') {
    throw invalid('Supported values for EvaluateLowSampleCountPercentile are evaluate and ignore.')
  }
  const { Statistic, ExtendedStatistic, Metrics } = input
  const statistics = Metrics?.map(({ MetricStat: stat, Expression }) => stat?.Stat ?? Expression) ?? [
    Statistic ?? ExtendedStatistic,
  ]
  if (!statistics.some((statistic = '') => parseStatistic(statistic)?.kind === 'percentile')) {
    const [statistic] = statistics
    throw invalid(
      `Option evaluateLowSampleCountPercentile can not be applied with statistic ${statistic}. ` +
        'This option is enabled only for percentile statistics.',
    )
  }
}

function checkComparison(input: Input): void {
  const { ComparisonOperator: operator, Threshold, ThresholdMetricId } = input
  if (operator === undefined) throw missing('a ComparisonOperator')
  const withBand = isBandComparison(operator)
  if (withBand !== (ThresholdMetricId !== undefined)) {
    throw invalid(
      withBand
        ? `ComparisonOperator ${operator} needs a ThresholdMetricId.`
        : `ComparisonOperator ${operator} can not be used with a ThresholdMetricId.`,
    )
  }
  if (withBand && Threshold !== undefined) throw invalid('Threshold must not be set if ThresholdMetricId is set.')
  if (!withBand && (Threshold === undefined || !Number.isFinite(Threshold))) throw missing('a valid Threshold')
  const actions = [...(input.OKActions ?? []), ...(input.AlarmActions ?? []), ...(input.InsufficientDataActions ?? [])]
  if (withBand && actions.some((action) => AUTO_SCALING.test(action))) {
    throw invalid('Autoscaling actions are not available for anomaly detection alarms')
  }
}

function checkPeriods(input: Input): void {
  const periods = (input.Metrics ?? []).flatMap(({ MetricStat: stat, Period }) => stat?.Period ?? Period ?? [])
  for (const period of input.Period === undefined ? periods : [input.Period]) {
    if (![10, 20, 30].includes(period) && (period < 60 || period % 60 !== 0)) {
      throw invalid('Period must be 10, 20, 30 or a multiple of 60')
    }
  }
  const period = periodOf(input)
  if (input.ThresholdMetricId !== undefined && period < 60) {
    throw invalid('Anomaly detection alarms do not support less than 60 seconds period')
  }
  const seconds = period * (input.EvaluationPeriods ?? 1)
  if (period < 3_600 && seconds > DAY_SECONDS) {
    throw invalid(
      'Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400) for alarms ' +
        'using period < 3600',
    )
  }
  if (seconds > WEEK_SECONDS) {
    throw invalid(
      'Metrics cannot be checked across more than a week (EvaluationPeriods * Period must be <= 604800) for alarms ' +
        'using period >= 3600',
    )
  }
  if (!(input.Metrics ?? []).some(({ Expression }) => isInsightsQuery(Expression))) return
  if (period < 60) throw invalid('MetricsInsights monitors do not support less than 60 seconds period')
  const more = input.EvaluationWindow?.WallClockWindow === undefined ? 0 : period
  if (seconds + more > INSIGHTS_SECONDS)
    throw invalid('MetricsInsights monitors cannot be checked across more than 3 hours')
}

function checkWallClock(input: Input): void {
  const { WallClockWindow: window } = input.EvaluationWindow ?? {}
  if (
    input.EvaluationWindow !== undefined &&
    (window === undefined) === (input.EvaluationWindow.SlidingWindow === undefined)
  ) {
    throw invalid('EvaluationWindow must have one of SlidingWindow and WallClockWindow.')
  }
  if (window === undefined) return
  const periods = (input.Metrics ?? []).flatMap(({ MetricStat: stat, Period }) => stat?.Period ?? Period ?? [])
  const wrong = [periodOf(input), ...periods].find((period) => !WALL_CLOCK_PERIODS.includes(period))
  if (wrong !== undefined) {
    throw invalid(
      `Period ${wrong} is not supported for a wall clock window: it must be 60, 300, 3600, 86400 or 604800.`,
    )
  }
  if (window.Timezone !== undefined && parseTimeZone(window.Timezone) === undefined) {
    throw invalid(
      `The time zone ${window.Timezone} is invalid: it must be an IANA name or an offset in steps of five minutes.`,
    )
  }
}

function checkMultiSeries(input: Input): void {
  if (!hasGroups(input)) return
  const { OKActions = [], AlarmActions = [], InsufficientDataActions = [] } = input
  if ([...OKActions, ...AlarmActions, ...InsufficientDataActions].some((action) => AUTO_SCALING.test(action))) {
    throw invalid('Autoscaling actions are not available for Multi Time Series alarms')
  }
  if (InsufficientDataActions.some(isContributorAction)) {
    throw invalid(
      'InsufficientData actions are not supported for contributor-level action types in Multi Time Series alarms',
    )
  }
}

function missing(what: string): Error {
  return invalid(`PutMetricAlarm request should have ${what} parameter`)
}
