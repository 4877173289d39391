/*
 * An alarm's configuration as events and Lambda payloads spell it: camel case, metrics as a list.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
 */
import { createHash } from 'node:crypto'
import { Double, isoTime } from '@atalaya/alarms'
import type { AlarmRecord, LogAlarmRecord, MetricAlarmRecord } from '../transition.ts'

type Definition = MetricAlarmRecord['definition']
type WireDimensions = Definition['Dimensions']

/** What the events of changes of state carry. */
export function stateConfiguration(alarm: AlarmRecord): Readonly<Record<string, unknown>> {
  if (alarm.type === 'MetricAlarm') {
    return { description: alarm.definition.AlarmDescription, metrics: metricsOf(alarm) }
  }
  if (alarm.type === 'LogAlarm') {
    return { description: alarm.definition.AlarmDescription, ...logConfiguration(alarm) }
  }
  const { definition } = alarm
  return {
    description: definition.AlarmDescription,
    alarmRule: definition.AlarmRule,
    actionsSuppressor: definition.ActionsSuppressor,
    actionsSuppressorWaitPeriod: definition.ActionsSuppressorWaitPeriod,
    actionsSuppressorExtensionPeriod: definition.ActionsSuppressorExtensionPeriod,
  }
}

/** What the events of changes of configuration carry. */
export function wholeConfiguration(alarm: AlarmRecord): Readonly<Record<string, unknown>> {
  const { definition } = alarm
  const common = {
    alarmName: alarm.name,
    description: definition.AlarmDescription,
    actionsEnabled: definition.ActionsEnabled ?? true,
    timestamp: isoTime(alarm.updatedMs),
    okActions: definition.OKActions ?? [],
    alarmActions: definition.AlarmActions ?? [],
    insufficientDataActions: definition.InsufficientDataActions ?? [],
  }
  if (alarm.type === 'CompositeAlarm') return { ...stateConfiguration(alarm), ...common }
  if (alarm.type === 'LogAlarm') return { ...logConfiguration(alarm), ...common }
  const metric = alarm.definition
  return {
    evaluationPeriods: metric.EvaluationPeriods,
    datapointsToAlarm: metric.DatapointsToAlarm,
    threshold: metric.Threshold === undefined ? undefined : new Double(metric.Threshold),
    thresholdMetricId: metric.ThresholdMetricId,
    comparisonOperator: metric.ComparisonOperator,
    treatMissingData: metric.TreatMissingData,
    evaluateLowSampleCountPercentile: metric.EvaluateLowSampleCountPercentile,
    metrics: metricsOf(alarm),
    ...common,
  }
}

/** What a log alarm watches and how it decides. The names are our choice: AWS shows no example of them. */
export function logConfiguration({ definition, queryArn }: LogAlarmRecord): Readonly<Record<string, unknown>> {
  const { QueryString, LogGroupIdentifiers, AggregationExpression, ScheduleConfiguration } =
    definition.ScheduledQueryConfiguration
  return {
    scheduledQuery: {
      queryArn,
      queryString: QueryString,
      logGroupIdentifiers: LogGroupIdentifiers,
      aggregationExpression: AggregationExpression,
      scheduleExpression: ScheduleConfiguration.ScheduleExpression,
      startTimeOffset: ScheduleConfiguration.StartTimeOffset,
      endTimeOffset: ScheduleConfiguration.EndTimeOffset,
    },
    queryResultsToEvaluate: definition.QueryResultsToEvaluate,
    queryResultsToAlarm: definition.QueryResultsToAlarm,
    threshold: new Double(definition.Threshold),
    comparisonOperator: definition.ComparisonOperator,
    treatMissingData: definition.TreatMissingData,
  }
}

function metricsOf({ arn, definition }: MetricAlarmRecord): readonly unknown[] {
  if (definition.Metrics === undefined) {
    const { Namespace, MetricName, Dimensions, Period, Statistic, ExtendedStatistic, Unit } = definition
    const metric = { namespace: Namespace, name: MetricName, dimensions: dimensionMap(Dimensions) }
    const metricStat = { metric, period: Period, stat: Statistic ?? ExtendedStatistic, unit: Unit }
    return [{ id: generatedId(arn), metricStat, returnData: true }]
  }
  return definition.Metrics.map(({ Id, Expression, Label, ReturnData, Period, MetricStat: stat, AccountId }) => {
    const returnData = ReturnData ?? true
    if (stat === undefined) return { id: Id, expression: Expression, label: Label, period: Period, returnData }
    const { Namespace, MetricName, Dimensions } = stat.Metric
    const metric = { namespace: Namespace, name: MetricName, dimensions: dimensionMap(Dimensions) }
    const metricStat = { metric, period: stat.Period, stat: stat.Stat, unit: stat.Unit }
    return { id: Id, label: Label, accountId: AccountId, metricStat, returnData }
  })
}

function dimensionMap(dimensions: WireDimensions): Readonly<Record<string, string>> {
  return Object.fromEntries((dimensions ?? []).map(({ Name, Value }) => [Name, Value]))
}

/** The metric of an alarm on a single metric has no id of its own: AWS makes one up. Ours is always the same for an alarm. */
function generatedId(arn: string): string {
  const hex = createHash('sha256').update(arn).digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-')
}
