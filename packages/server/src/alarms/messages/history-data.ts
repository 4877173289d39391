/*
 * The JSON documents of the alarm history.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_AlarmHistoryItem.html
 */
import { Double, isoTime, JsonText, jsonText } from '@atalaya/alarms'
import type { AlarmRecord, StateSnapshot } from '../transition.ts'
import { logConfiguration } from './configuration.ts'
import { capitals } from './sns.ts'

/** Of HistoryData. */
const MAX_DATA_CHARS = 4_095

export function createdData(alarm: AlarmRecord, state: StateSnapshot): string {
  return fitting(jsonText({ version: '1.0', type: 'Create', createdAlarm: document(alarm, state) }))
}

/** The new configuration, and the old values of what changed. */
export function updatedData(alarm: AlarmRecord, previous: AlarmRecord, state: StateSnapshot): string {
  const updated = document(alarm, state)
  const original = document(previous, state)
  const changed = Object.entries(original).filter(([name, value]) => jsonText(value) !== jsonText(updated[name]))
  const originalUpdatedFields = Object.fromEntries(changed)
  return fitting(jsonText({ version: '1.0', type: 'Update', updatedAlarm: updated, originalUpdatedFields }))
}

export function deletedData(alarm: AlarmRecord, state: StateSnapshot): string {
  return fitting(jsonText({ version: '1.0', type: 'Delete', deletedAlarm: document(alarm, state) }))
}

export function stateUpdateData(previous: StateSnapshot, state: StateSnapshot): string {
  const whole = jsonText({ version: '1.0', oldState: stateData(previous, true), newState: stateData(state, true) })
  if (whole.length <= MAX_DATA_CHARS) return whole
  return fitting(jsonText({ version: '1.0', oldState: stateData(previous, false), newState: stateData(state, false) }))
}

export interface ActionOutcome {
  readonly succeeded: boolean
  readonly stateUpdatedMs: number
  /** ARN of the action. */
  readonly resource: string
  readonly publishedMessage: string | null
  readonly error: string | null
  readonly mutedUntilMs?: number | undefined
}

/** What became of an action. */
export function actionData(outcome: ActionOutcome): string {
  const { succeeded, stateUpdatedMs, resource, publishedMessage, error, mutedUntilMs } = outcome
  const document = (message: string | null): string =>
    jsonText({
      actionState: succeeded ? 'Succeeded' : 'Failed',
      stateUpdateTimestamp: stateUpdatedMs,
      notificationResource: resource,
      publishedMessage: message,
      error,
      muteWindowEndTimestamp: mutedUntilMs ?? null,
    })
  const whole = document(publishedMessage)
  return whole.length <= MAX_DATA_CHARS ? whole : fitting(document(null))
}

function stateData({ value, reason, reasonData }: StateSnapshot, withData: boolean): unknown {
  const isJson = reasonData !== undefined && withData && isJsonObject(reasonData)
  return { stateValue: value, stateReason: reason, stateReasonData: isJson ? new JsonText(reasonData) : undefined }
}

/** SetAlarmState accepts any JSON; only an object can stand where AWS has one. */
function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null
  } catch {
    return false
  }
}

function document(alarm: AlarmRecord, state: StateSnapshot): Readonly<Record<string, unknown>> {
  const { definition } = alarm
  const common = {
    alarmName: alarm.name,
    alarmDescription: definition.AlarmDescription,
    alarmArn: alarm.arn,
    alarmConfigurationUpdatedTimestamp: isoTime(alarm.updatedMs),
    stateValue: state.value,
    stateUpdatedTimestamp: isoTime(state.timestampMs),
    actionsEnabled: definition.ActionsEnabled ?? true,
    okactions: definition.OKActions ?? [],
    alarmActions: definition.AlarmActions ?? [],
    insufficientDataActions: definition.InsufficientDataActions ?? [],
  }
  if (alarm.type === 'CompositeAlarm') {
    const { AlarmRule, ActionsSuppressor, ActionsSuppressorWaitPeriod, ActionsSuppressorExtensionPeriod } =
      alarm.definition
    return {
      ...common,
      alarmRule: AlarmRule,
      actionsSuppressor: ActionsSuppressor,
      actionsSuppressorWaitPeriod: ActionsSuppressorWaitPeriod,
      actionsSuppressorExtensionPeriod: ActionsSuppressorExtensionPeriod,
    }
  }
  if (alarm.type === 'LogAlarm') return { ...common, ...logConfiguration(alarm) }
  const metric = alarm.definition
  return {
    ...common,
    namespace: metric.Namespace,
    metricName: metric.MetricName,
    // AWS has the plain statistics under this name, too.
    extendedStatistic: metric.Statistic === undefined ? metric.ExtendedStatistic : capitals(metric.Statistic),
    dimensions: metric.Metrics === undefined ? dimensionList(metric.Dimensions) : undefined,
    unit: metric.Unit,
    metrics: metric.Metrics,
    period: metric.Period,
    threshold: metric.Threshold === undefined ? undefined : new Double(metric.Threshold),
    thresholdMetricId: metric.ThresholdMetricId,
    comparisonOperator: metric.ComparisonOperator,
    evaluationPeriods: metric.EvaluationPeriods,
    datapointsToAlarm: metric.DatapointsToAlarm,
    treatMissingData: metric.TreatMissingData,
    evaluateLowSampleCountPercentile: metric.EvaluateLowSampleCountPercentile,
  }
}

function dimensionList(
  dimensions: readonly { readonly Name: string; readonly Value: string }[] | undefined,
): readonly unknown[] {
  return (dimensions ?? []).map(({ Name, Value }) => ({ name: Name, value: Value }))
}

/** The history is told, not the configuration restored from it: what is too long says so. */
function fitting(text: string): string {
  return text.length <= MAX_DATA_CHARS ? text : '{"version":"1.0","truncated":true}'
}
