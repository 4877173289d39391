import { longTime, numberText } from '@atalaya/alarms'
import { periodOf } from '../definition.ts'
import type { AlarmTransition, LogAlarmDefinition, MetricAlarmDefinition } from '../transition.ts'
import { regionName } from './regions.ts'

/** What people get by mail. AWS's text without its link to the AWS console, which knows nothing of this alarm. */
export function emailText({ alarm, state, previous, contributor, triggeringChildren }: AlarmTransition): string {
  const region = regionName(alarm.tenant.region)
  const time = longTime(state.timestampMs)
  const { definition } = alarm
  const opening =
    `You are receiving this email because your Amazon CloudWatch Alarm "${alarm.name}" in the ${region} region has ` +
    `entered the ${state.value} state, because "${state.reason}" at "${time}".`
  const details = section('Alarm Details:', [
    ['Name', alarm.name],
    ['Description', definition.AlarmDescription ?? ''],
    ['State Change', `${previous.value} -> ${state.value}`],
    ['Reason for State Change', state.reason],
    ['Timestamp', time],
    ['AWS Account', alarm.tenant.accountId],
    ['Alarm Arn', alarm.arn],
    ...(contributor === undefined
      ? []
      : Object.entries(contributor.attributes).map(([name, value]) => [`Contributor ${name}`, value] as const)),
  ])
  const what =
    alarm.type === 'MetricAlarm'
      ? metricSections(alarm.definition)
      : alarm.type === 'LogAlarm'
        ? logSections(alarm.definition)
        : [
            section('Alarm Rule:', [['Rule', alarm.definition.AlarmRule]]),
            section(
              'Triggering Children:',
              (triggeringChildren ?? []).map(({ arn, value }) => [arn, value] as const),
            ),
          ]
  const actions = section('State Change Actions:', [
    ['OK', listed(definition.OKActions)],
    ['ALARM', listed(definition.AlarmActions)],
    ['INSUFFICIENT_DATA', listed(definition.InsufficientDataActions)],
  ])
  return `${[opening, details, ...what, actions].join('\n\n')}\n`
}

function logSections(definition: LogAlarmDefinition): readonly string[] {
  const { QueryString, AggregationExpression, LogGroupIdentifiers = [] } = definition.ScheduledQueryConfiguration
  const threshold =
    `Threshold:\n- The alarm is in the ALARM state when the query result is ${definition.ComparisonOperator} ` +
    `${numberText(definition.Threshold)} for at least ${definition.QueryResultsToAlarm} of the last ` +
    `${definition.QueryResultsToEvaluate} query result(s).`
  const query = section('Monitored Query:', [
    ['QueryString', QueryString],
    ['AggregationExpression', AggregationExpression],
    ['LogGroupIdentifiers', `[${LogGroupIdentifiers.join(', ')}]`],
    ['TreatMissingData', definition.TreatMissingData ?? 'missing'],
  ])
  return [threshold, query]
}

function metricSections(definition: MetricAlarmDefinition): readonly string[] {
  const { Metrics, EvaluationPeriods = 1, DatapointsToAlarm = EvaluationPeriods, ComparisonOperator = '' } = definition
  const limit =
    definition.Threshold === undefined ? (definition.ThresholdMetricId ?? '') : numberText(definition.Threshold)
  const period = periodOf(definition)
  const threshold =
    `Threshold:\n- The alarm is in the ALARM state when the metric is ${ComparisonOperator} ${limit} for at least ` +
    `${DatapointsToAlarm} of the last ${EvaluationPeriods} period(s) of ${period} seconds.`
  const missing = ['TreatMissingData', definition.TreatMissingData ?? 'missing'] as const
  if (Metrics !== undefined) {
    const lines = Metrics.map(({ Id, Expression, MetricStat: stat }) => {
      const { Namespace = '', MetricName = '' } = stat?.Metric ?? {}
      return [Id, Expression ?? `${Namespace} ${MetricName} ${stat?.Stat ?? ''}`] as const
    })
    return [threshold, section('Monitored Metrics:', [...lines, missing])]
  }
  const dimensions = (definition.Dimensions ?? []).map(({ Name, Value }) => `${Name} = ${Value}`)
  const metric = section('Monitored Metric:', [
    ['MetricNamespace', definition.Namespace ?? ''],
    ['MetricName', definition.MetricName ?? ''],
    ['Dimensions', `[${dimensions.join(', ')}]`],
    ['Period', `${period} seconds`],
    ['Statistic', definition.Statistic ?? definition.ExtendedStatistic ?? ''],
    ['Unit', definition.Unit ?? 'not specified'],
    missing,
  ])
  return [threshold, metric]
}

const NAME_WIDTH = 28

function section(title: string, lines: readonly (readonly [name: string, value: string])[]): string {
  return [title, ...lines.map(([name, value]) => `- ${`${name}:`.padEnd(NAME_WIDTH)}${value}`)].join('\n')
}

function listed(actions: readonly string[] | undefined): string {
  return actions === undefined || actions.length === 0 ? '' : `[${actions.join(', ')}]`
}
