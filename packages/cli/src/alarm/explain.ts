/*
 * Why an alarm is in its state, in sentences: from what DescribeAlarms and the mute rules say.
 */

interface DescribedMetric {
  readonly Namespace?: string
  readonly MetricName?: string
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[]
}

export interface DescribedAlarm extends DescribedMetric {
  readonly AlarmName: string
  readonly AlarmArn?: string
  readonly StateValue: string
  readonly StateReason: string
  readonly StateReasonData?: string
  /** Seconds since the epoch. */
  readonly StateTransitionedTimestamp?: number
  readonly ActionsEnabled?: boolean
  readonly AlarmRule?: string
  readonly ActionsSuppressedReason?: string
  readonly Statistic?: string
  readonly ExtendedStatistic?: string
  readonly Period?: number
  readonly Metrics?: readonly {
    readonly Id: string
    readonly Expression?: string
    readonly MetricStat?: { readonly Metric: DescribedMetric; readonly Stat: string; readonly Period: number }
  }[]
  readonly EvaluationPeriods?: number
  readonly DatapointsToAlarm?: number
  readonly Threshold?: number
  readonly ComparisonOperator?: string
  readonly TreatMissingData?: string
  readonly EvaluationState?: string
  readonly QueryResultsToEvaluate?: number
  readonly QueryResultsToAlarm?: number
  readonly ScheduledQueryConfiguration?: {
    readonly QueryString: string
    readonly AggregationExpression: string
    readonly LogGroupIdentifiers?: readonly string[]
    readonly ScheduleConfiguration: { readonly ScheduleExpression: string }
  }
  readonly OKActions?: readonly string[]
  readonly AlarmActions?: readonly string[]
  readonly InsufficientDataActions?: readonly string[]
}

interface ReasonData {
  readonly period?: number
  readonly threshold?: number
  readonly recentLowerThresholds?: readonly number[]
  readonly recentUpperThresholds?: readonly number[]
  readonly evaluatedDatapoints?: readonly { readonly timestamp: string; readonly value?: number }[]
  readonly results?: readonly { readonly timestamp: string; readonly status: string; readonly value?: number }[]
  readonly triggeringAlarms?: readonly { readonly arn: string; readonly state?: { readonly value?: string } }[]
}

export interface ActiveMute {
  readonly arn: string
}

/** A series of an alarm on several that is in ALARM. */
export interface AlarmingSeries {
  readonly ContributorAttributes?: Readonly<Record<string, string>>
  readonly StateReason?: string
}

/** Lines about one alarm. */
export function explanation(
  alarm: DescribedAlarm,
  mutes: readonly ActiveMute[],
  series: readonly AlarmingSeries[],
): readonly string[] {
  const data = reasonData(alarm.StateReasonData)
  const since = alarm.StateTransitionedTimestamp
  return [
    `${alarm.AlarmName} is in ${alarm.StateValue}${since === undefined ? '' : ` since ${new Date(since * 1_000).toISOString()}`}`,
    `Reason: ${alarm.StateReason}`,
    ...(alarm.AlarmRule === undefined ? ruleLines(alarm) : [`Rule: ${alarm.AlarmRule}`]),
    ...(alarm.EvaluationState === undefined ? [] : [`Evaluation: ${alarm.EvaluationState}`]),
    ...metricLines(alarm),
    ...queryLines(alarm),
    ...series.map(({ ContributorAttributes: attributes = {}, StateReason: reason = '' }) => {
      return `Contributor ${pairs(Object.entries(attributes))}: ${reason}`
    }),
    ...datapointLines(data),
    ...resultLines(data),
    ...(data.triggeringAlarms ?? []).map(({ arn, state }) => `Because: ${arn} is in ${state?.value ?? 'some state'}`),
    ...actionLines(alarm, mutes),
  ]
}

function ruleLines(alarm: DescribedAlarm): readonly string[] {
  const { QueryResultsToEvaluate: runs, EvaluationPeriods: periods = runs, ComparisonOperator: operator } = alarm
  const { DatapointsToAlarm: needed = alarm.QueryResultsToAlarm ?? periods } = alarm
  if (periods === undefined || operator === undefined) return []
  const limit = alarm.Threshold === undefined ? 'the band' : alarm.Threshold
  const missing = alarm.TreatMissingData ?? 'missing'
  return [
    `Rule: ${needed} of ${periods} ${runs === undefined ? 'datapoints' : 'query results'} ${operator} ${limit}; missing data are treated as ${missing}`,
  ]
}

/** What the alarm watches: one metric, or expressions with what they are made of. */
function metricLines(alarm: DescribedAlarm): readonly string[] {
  const { Metrics, MetricName, Statistic, ExtendedStatistic: statistic = Statistic ?? '', Period } = alarm
  if (MetricName !== undefined) return [`Metric: ${metricText(alarm, statistic, Period)}`]
  return (Metrics ?? []).map(({ Id, Expression, MetricStat: stat }) => {
    return `${Id}: ${stat === undefined ? Expression : metricText(stat.Metric, stat.Stat, stat.Period)}`
  })
}

function metricText({ Namespace, MetricName, Dimensions = [] }: DescribedMetric, stat: string, period = 0): string {
  const names = [Namespace, MetricName, pairs(Dimensions.map(({ Name, Value }) => [Name, Value] as const))]
  return `${names.filter(Boolean).join(' ')}, ${stat} of ${period} s`
}

function pairs(entries: readonly (readonly [name: string, value: string])[]): string {
  return entries.map(([name, value]) => `${name}=${value}`).join(' ')
}

function datapointLines({ evaluatedDatapoints = [], period }: ReasonData): readonly string[] {
  if (evaluatedDatapoints.length === 0) return []
  const lines = evaluatedDatapoints.map(({ timestamp, value }) => `  ${timestamp}  ${value ?? 'no datapoint'}`)
  return [`Datapoints${period === undefined ? '' : ` of ${period} s`} when it changed, newest first:`, ...lines]
}

function queryLines({ ScheduledQueryConfiguration: query }: DescribedAlarm): readonly string[] {
  if (query === undefined) return []
  const { QueryString, AggregationExpression, LogGroupIdentifiers = [], ScheduleConfiguration } = query
  const groups = LogGroupIdentifiers.length === 0 ? '' : ` over ${LogGroupIdentifiers.join(', ')}`
  return [`Query: ${QueryString} | ${AggregationExpression}${groups}, ${ScheduleConfiguration.ScheduleExpression}`]
}

function resultLines({ results = [] }: ReasonData): readonly string[] {
  if (results.length === 0) return []
  const lines = results.map(({ timestamp, status, value }) => `  ${timestamp}  ${value ?? `no number (${status})`}`)
  return ['Query results when it changed, newest first:', ...lines]
}

function actionLines(alarm: DescribedAlarm, mutes: readonly ActiveMute[]): readonly string[] {
  const { OKActions = [], AlarmActions = [], InsufficientDataActions = [] } = alarm
  const actions =
    alarm.StateValue === 'ALARM' ? AlarmActions : alarm.StateValue === 'OK' ? OKActions : InsufficientDataActions
  return [
    actions.length === 0 ? 'Actions of this state: none' : `Actions of this state: ${actions.join(', ')}`,
    ...(alarm.ActionsEnabled === false ? ['Actions are switched off'] : []),
    ...(alarm.ActionsSuppressedReason === undefined ? [] : [alarm.ActionsSuppressedReason]),
    ...mutes.map(({ arn }) => `Muted by ${arn}`),
  ]
}

/** SetAlarmState takes any JSON. */
function reasonData(text: string | undefined): ReasonData {
  if (text === undefined) return {}
  try {
    const value = JSON.parse(text) as unknown
    return typeof value === 'object' && value !== null ? (value as ReasonData) : {}
  } catch {
    return {}
  }
}
