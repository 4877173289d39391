/**
 * The events that alarms send to EventBridge, as complete envelopes.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
 */
import { isoTime } from '@atalaya/alarms'
import type { AlarmRecord, AlarmTransition, StateSnapshot } from '../transition.ts'
import { stateConfiguration, wholeConfiguration } from './configuration.ts'

export type Event = Readonly<Record<string, unknown>>

/** `CloudWatch Alarm State Change`, or of a contributor `CloudWatch Alarm Contributor State Change`. */
export function stateChangeEvent(transition: AlarmTransition, id: string): Event {
  const { alarm, contributor, state, previous, mute } = transition
  const muteDetail =
    mute === undefined
      ? undefined
      : {
          mutedByArn: mute.mutedByArn,
          muteWindowStart: isoTime(mute.windowStartMs),
          muteWindowEnd: isoTime(mute.windowEndMs),
        }
  const configuration = stateConfiguration(alarm)
  if (contributor !== undefined) {
    const detail = {
      alarmName: alarm.name,
      alarmContributor: { id: contributor.id, attributes: contributor.attributes },
      state: stateDetail(state),
      configuration,
      muteDetail,
    }
    return envelope(alarm, 'CloudWatch Alarm Contributor State Change', state.timestampMs, id, detail)
  }
  return envelope(alarm, 'CloudWatch Alarm State Change', state.timestampMs, id, {
    alarmName: alarm.name,
    state: stateDetail(state),
    previousState: stateDetail(previous),
    configuration,
    muteDetail,
  })
}

export type ConfigurationChange =
  | { readonly operation: 'create' | 'delete' }
  | { readonly operation: 'update'; readonly previous: AlarmRecord }

/** `CloudWatch Alarm Configuration Change`. */
export function configurationChangeEvent(
  alarm: AlarmRecord,
  state: StateSnapshot,
  change: ConfigurationChange,
  timeMs: number,
  id: string,
): Event {
  const { value, reason, timestampMs } = state
  return envelope(alarm, 'CloudWatch Alarm Configuration Change', timeMs, id, {
    alarmName: alarm.name,
    operation: change.operation,
    state: { value, reason: change.operation === 'delete' ? reason : undefined, timestamp: isoTime(timestampMs) },
    configuration: wholeConfiguration(alarm),
    previousConfiguration: change.operation === 'update' ? wholeConfiguration(change.previous) : undefined,
  })
}

/** A state as events and Lambda payloads spell it. */
export function stateDetail(state: StateSnapshot): Readonly<Record<string, unknown>> {
  return {
    value: state.value,
    reason: state.reason,
    reasonData: state.reasonData,
    timestamp: isoTime(state.timestampMs),
    actionsSuppressedBy: state.actionsSuppressedBy,
    actionsSuppressedReason: state.actionsSuppressedReason,
  }
}

function envelope(alarm: AlarmRecord, type: string, timeMs: number, id: string, detail: unknown): Event {
  return {
    version: '0',
    id,
    'detail-type': type,
    source: 'aws.cloudwatch',
    account: alarm.tenant.accountId,
    time: `${new Date(timeMs).toISOString().slice(0, 19)}Z`,
    region: alarm.tenant.region,
    resources: [alarm.arn],
    detail,
  }
}
