/*
 * What an alarm's configuration means: the rule of the evaluator, the window, and which data to read.
 */
import {
  type Comparison,
  isBandComparison,
  type MetricRule,
  type MissingData,
  parseTimeZone,
  samplesNeeded,
  UTC,
  type WindowRule,
} from '@atalaya/alarms'
import { invariant, parseStatistic } from '@atalaya/model'
import { parseAggregation } from './logs/aggregation.ts'
import type { AlarmRecord, MetricAlarmDefinition } from './transition.ts'

type WireQuery = NonNullable<MetricAlarmDefinition['Metrics']>[number]

/** DynamoDB reports only when something happens: without data its alarms stay as they are. */
const SPARSE_NAMESPACE = 'AWS/DynamoDB'

const DEFAULT_PERIOD = 60

/** Seconds. */
export function periodOf(definition: MetricAlarmDefinition): number {
  if (definition.Period !== undefined) return definition.Period
  const queries = definition.Metrics ?? []
  const returned = queries.find((query) => isReturned(query) && query.Id !== definition.ThresholdMetricId)
  const periods = queries.map(({ MetricStat: stat, Period }) => stat?.Period ?? Period ?? 0)
  return returned?.MetricStat?.Period ?? returned?.Period ?? (Math.max(0, ...periods) || DEFAULT_PERIOD)
}

/** What a metric alarm looks at, if that is one metric by one statistic and nothing else. */
export type PlainMetric = Pick<
  MetricAlarmDefinition,
  'Namespace' | 'MetricName' | 'Dimensions' | 'Unit' | 'Statistic' | 'ExtendedStatistic'
>

/**
 * The single metric of an alarm: as its own parameters say, or as the only element of its list of metrics, which is how the CDK
 * writes a metric with a label. Undefined for expressions.
 */
export function plainMetricOf(definition: MetricAlarmDefinition): PlainMetric | undefined {
  const { Metrics } = definition
  if (Metrics === undefined) return definition
  const [query, ...others] = Metrics
  const stat = query?.MetricStat
  if (stat === undefined || others.length > 0) return undefined
  const { Metric, Stat, Unit } = stat
  return { ...Metric, ExtendedStatistic: Stat, Unit }
}

/** ReturnData is true when it is not given. */
export function isReturned({ ReturnData }: WireQuery): boolean {
  return ReturnData ?? true
}

export function windowRuleOf(definition: MetricAlarmDefinition): WindowRule {
  const wallClock = definition.EvaluationWindow?.WallClockWindow
  return {
    periodSeconds: periodOf(definition),
    evaluationPeriods: definition.EvaluationPeriods ?? 1,
    ...(wallClock === undefined ? {} : { wallClock: parseTimeZone(wallClock.Timezone ?? 'Z') ?? UTC }),
  }
}

export function metricRuleOf(definition: MetricAlarmDefinition): MetricRule {
  const evaluationPeriods = definition.EvaluationPeriods ?? 1
  const statistic = definition.Statistic ?? definition.ExtendedStatistic
  return {
    evaluationPeriods,
    datapointsToAlarm: definition.DatapointsToAlarm ?? evaluationPeriods,
    treatMissingData: missingDataOf(definition),
    comparison: comparisonOf(definition),
    periodSeconds: periodOf(definition),
    statistic,
    unit: definition.Unit,
    minimumSamples:
      definition.EvaluateLowSampleCountPercentile === 'ignore'
        ? samplesFor(plainMetricOf(definition)?.ExtendedStatistic)
        : undefined,
  }
}

function missingDataOf({ TreatMissingData, Namespace, Metrics }: MetricAlarmDefinition): MissingData {
  if (TreatMissingData !== undefined) return TreatMissingData as MissingData
  const namespaces = (Metrics ?? []).flatMap(({ MetricStat: stat }) => stat?.Metric.Namespace ?? [])
  const all = Namespace === undefined ? namespaces : [Namespace]
  return all.length > 0 && all.every((namespace) => namespace === SPARSE_NAMESPACE) ? 'ignore' : 'missing'
}

function comparisonOf({ ComparisonOperator: operator, Threshold }: MetricAlarmDefinition): Comparison {
  invariant(operator !== undefined, 'an alarm has a comparison operator')
  if (isBandComparison(operator)) return { kind: 'band', operator }
  return { kind: 'threshold', operator, threshold: Threshold ?? 0 }
}

function samplesFor(extended: string | undefined): number | undefined {
  const statistic = extended === undefined ? undefined : parseStatistic(extended)
  return statistic?.kind === 'percentile' ? samplesNeeded(statistic.percent) : undefined
}

/** A query of several series or groups, of metrics or of log events: each is a contributor of the alarm. */
export function isMultiSeries(record: AlarmRecord): boolean {
  switch (record.type) {
    case 'MetricAlarm':
      return hasGroups(record.definition) || record.definition.EvaluationCriteria !== undefined
    case 'LogAlarm':
      return parseAggregation(record.definition.ScheduledQueryConfiguration.AggregationExpression).isGrouped
    case 'CompositeAlarm':
      return false
  }
}

/** A Metrics Insights query that groups. */
export function hasGroups({ Metrics = [] }: MetricAlarmDefinition): boolean {
  return Metrics.some((query) => isReturned(query) && isGroupingQuery(query.Expression))
}

export function isInsightsQuery(expression: string | undefined): boolean {
  return expression !== undefined && /^\s*SELECT\b/i.test(expression)
}

function isGroupingQuery(expression: string | undefined): boolean {
  return isInsightsQuery(expression) && /\bGROUP\s+BY\b/i.test(expression ?? '')
}

/** Actions that run for each contributor of an alarm on several series; all others run for the alarm. */
export function isContributorAction(arn: string): boolean {
  return /^arn:[^:]*:(sns|lambda):/.test(arn)
}
