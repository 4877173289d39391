/**
 * What an alarm publishes to an SNS topic: a subject and, with `MessageStructure=json`, one text for each kind of subscriber.
 *
 * Keys and their order are those of notifications of the real service.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
 */
import { Double, isoTime, JsonText, jsonText } from '@atalaya/alarms'
import { periodOf } from '../definition.ts'
import type { AlarmTransition, MetricAlarmDefinition, StateSnapshot } from '../transition.ts'
import { emailText } from './email.ts'
import { regionName } from './regions.ts'

export interface Notification {
  /** At most 100 characters of ASCII. */
  readonly subject: string
  /** JSON text with `default`, `sms` and `email`. */
  readonly message: string
}

const MAX_SUBJECT_CHARS = 100

/** @param afterMute the action was withheld by a mute window that is over */
export function notification(transition: AlarmTransition, afterMute = false): Notification {
  const subject = subjectOf(transition)
  const email = emailText(transition)
  return { subject, message: jsonText({ default: alarmDocument(transition, afterMute), sms: subject, email }) }
}

/** `ALARM: "n" in US East (N. Virginia)`; a name that is too long is cut. */
export function subjectOf({ alarm, state }: AlarmTransition): string {
  const name = alarm.name.replaceAll(/[^\x20-\x7e]+/g, '_')
  const subject = (shown: string): string => `${state.value}: "${shown}" in ${regionName(alarm.tenant.region)}`
  const excess = subject(name).length - MAX_SUBJECT_CHARS
  return excess <= 0 ? subject(name) : subject(`${name.slice(0, Math.max(0, name.length - excess - 3))}...`)
}

/** The JSON document that machines read. */
export function alarmDocument(transition: AlarmTransition, afterMute = false): string {
  const { alarm, state, previous, contributor, triggeringChildren } = transition
  const { definition } = alarm
  const isComposite = alarm.type === 'CompositeAlarm'
  return jsonText({
    AlarmName: alarm.name,
    AlarmDescription: definition.AlarmDescription ?? null,
    AWSAccountId: alarm.tenant.accountId,
    AlarmConfigurationUpdatedTimestamp: isComposite ? undefined : isoTime(alarm.updatedMs),
    AlarmRule: isComposite ? alarm.definition.AlarmRule : undefined,
    NewStateValue: state.value,
    NewStateReason: state.reason,
    NewStateReasonData: alarm.type === 'LogAlarm' ? dataOf(state) : undefined,
    StateChangeTime: isoTime(state.timestampMs),
    Region: regionName(alarm.tenant.region),
    AlarmArn: alarm.arn,
    OldStateValue: previous.value,
    AlarmContributorId: contributor?.id,
    AlarmContributorAttributes: contributor?.attributes,
    ActionExecutedAfterMuteWindow: afterMute,
    OKActions: definition.OKActions ?? [],
    AlarmActions: definition.AlarmActions ?? [],
    InsufficientDataActions: definition.InsufficientDataActions ?? [],
    Trigger: alarm.type === 'MetricAlarm' ? triggerOf(alarm.definition) : undefined,
    TriggeringChildren: isComposite
      ? (triggeringChildren ?? []).map(({ arn, value, timestampMs }) => ({
          Arn: arn,
          State: { Value: value, Timestamp: isoTime(timestampMs) },
        }))
      : undefined,
  })
}

/** The results that a log alarm decided on, as an object; SetAlarmState may have given something else. */
function dataOf({ reasonData }: StateSnapshot): JsonText | undefined {
  return reasonData?.startsWith('{"version"') === true ? new JsonText(reasonData) : undefined
}

function triggerOf(definition: MetricAlarmDefinition): unknown {
  const decision = {
    Period: periodOf(definition),
    EvaluationPeriods: definition.EvaluationPeriods,
    DatapointsToAlarm: definition.DatapointsToAlarm,
    ComparisonOperator: definition.ComparisonOperator,
    Threshold: definition.Threshold === undefined ? undefined : new Double(definition.Threshold),
    ThresholdMetricId: definition.ThresholdMetricId,
    TreatMissingData: definition.TreatMissingData ?? '',
    EvaluateLowSampleCountPercentile: definition.EvaluateLowSampleCountPercentile ?? '',
  }
  if (definition.Metrics !== undefined) return { ...decision, Metrics: definition.Metrics.map(triggerMetric) }
  const { MetricName, Namespace, Statistic, ExtendedStatistic, Unit, Dimensions } = definition
  return {
    MetricName,
    Namespace,
    StatisticType: Statistic === undefined ? 'ExtendedStatistic' : 'Statistic',
    Statistic: Statistic === undefined ? ExtendedStatistic : capitals(Statistic),
    Unit: Unit ?? null,
    Dimensions: dimensionList(Dimensions),
    ...decision,
  }
}

function triggerMetric(query: NonNullable<MetricAlarmDefinition['Metrics']>[number]): unknown {
  const { Id, Expression, Label, ReturnData, Period, MetricStat: stat, AccountId } = query
  const returned = ReturnData ?? true
  if (stat === undefined) return { Expression, Id, Label, ReturnData: returned, Period }
  const { MetricName, Namespace, Dimensions } = stat.Metric
  const metric = { Dimensions: dimensionList(Dimensions), MetricName, Namespace }
  const metricStat = { Metric: metric, Period: stat.Period, Stat: stat.Stat, Unit: stat.Unit }
  return { Id, Label, MetricStat: metricStat, ReturnData: returned, AccountId }
}

function dimensionList(dimensions: MetricAlarmDefinition['Dimensions']): readonly unknown[] {
  return (dimensions ?? []).map(({ Name, Value }) => ({ value: Value, name: Name }))
}

/** `SampleCount` as `SAMPLE_COUNT`. */
export function capitals(statistic: string): string {
  return statistic.replaceAll(/([a-z])([A-Z])/g, '$1_$2').toUpperCase()
}
