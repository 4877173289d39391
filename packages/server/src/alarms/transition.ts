import type { StateValue } from '@atalaya/alarms'
import type { InputOf } from '@atalaya/aws'
import type { Tenant } from '@atalaya/model'

/*
 * What a change of state is, and what is written down so that somebody acts on it.
 *
 * The new state, the history item and one outbox document for each thing to do are one commit of the control store: a
 * transition is never recorded without its actions, and no action is taken for a transition that was not recorded. Whoever
 * delivers reads the documents of kind `OUTBOX` in order of key, and removes each in the commit that records its outcome.
 */

type PutMetricAlarm = InputOf<'monitoring', 'PutMetricAlarm'>
type PutCompositeAlarm = InputOf<'monitoring', 'PutCompositeAlarm'>
type PutLogAlarm = InputOf<'monitoring', 'PutLogAlarm'>

/** What was put, as it was put. Tags are kept beside it. */
export type MetricAlarmDefinition = Omit<PutMetricAlarm, 'Tags'>
export type CompositeAlarmDefinition = Omit<PutCompositeAlarm, 'Tags'>
export type LogAlarmDefinition = Omit<PutLogAlarm, 'Tags'>

interface AlarmBase {
  readonly tenant: Tenant
  readonly name: string
  readonly arn: string
  readonly createdMs: number
  /** AlarmConfigurationUpdatedTimestamp. */
  readonly updatedMs: number
}

export interface MetricAlarmRecord extends AlarmBase {
  readonly type: 'MetricAlarm'
  readonly definition: MetricAlarmDefinition
}

export interface CompositeAlarmRecord extends AlarmBase {
  readonly type: 'CompositeAlarm'
  readonly definition: CompositeAlarmDefinition
}

export interface LogAlarmRecord extends AlarmBase {
  readonly type: 'LogAlarm'
  readonly definition: LogAlarmDefinition
  /** The scheduled query that runs for it. */
  readonly queryArn: string
}

/** The configuration of an alarm, as the control state holds it. */
export type AlarmRecord = MetricAlarmRecord | CompositeAlarmRecord | LogAlarmRecord

/** Why the actions of a composite alarm are held back. */
export type SuppressedBy = 'WaitPeriod' | 'ExtensionPeriod' | 'Alarm'

/** A state with its reason, as notifications and history tell it. */
export interface StateSnapshot {
  readonly value: StateValue
  readonly reason: string
  /** JSON text. */
  readonly reasonData?: string
  /** When the alarm came into this state. */
  readonly timestampMs: number
  readonly actionsSuppressedBy?: SuppressedBy
  readonly actionsSuppressedReason?: string
}

/** One series of an alarm that watches several. */
export interface ContributorSnapshot {
  /** 16 hexadecimal digits. */
  readonly id: string
  readonly attributes: Readonly<Record<string, string>>
}

/** The mute window in which a transition happened. */
export interface MuteDetail {
  readonly mutedByArn: string
  readonly windowStartMs: number
  readonly windowEndMs: number
}

/** A child of a composite alarm that decided its state. */
export interface TriggeringChild {
  readonly arn: string
  readonly value: StateValue
  readonly timestampMs: number
}

/** An alarm, or one of its contributors, came into another state. */
export interface AlarmTransition {
  /** The alarm as it was configured at that time. */
  readonly alarm: AlarmRecord
  readonly previous: StateSnapshot
  readonly state: StateSnapshot
  /** Present when it is a contributor that changed; `previous` and `state` are the contributor's then. */
  readonly contributor?: ContributorSnapshot
  /** Of composite alarms. */
  readonly triggeringChildren?: readonly TriggeringChild[]
  readonly mute?: MuteDetail
}

/** Kind of the outbox documents in the control store. Keys sort in the order in which the intents were made. */
export const OUTBOX = 'alarm-outbox'

/** Something to be done, exactly one document for each; delivered at least once. */
export type OutboxIntent = ActionIntent | EventIntent

interface IntentBase {
  /** The key of its document. */
  readonly id: string
  readonly tenant: Tenant
  /** Intents of one alarm are delivered in order of id; those of different alarms do not wait for each other. */
  readonly alarmArn: string
  readonly createdMs: number
}

/** Run one action of an alarm. */
export interface ActionIntent extends IntentBase {
  readonly type: 'action'
  /** The ARN of the action: an SNS topic, a Lambda function, an automation. */
  readonly action: string
  readonly transition: AlarmTransition
  /** Set when the action was withheld by a mute window: when the window ended. */
  readonly mutedUntilMs?: number
}

/** Hand an event to EventBridge; `event` is the complete envelope. Written only for tenants that have rules. */
export interface EventIntent extends IntentBase {
  readonly type: 'event'
  readonly event: Readonly<Record<string, unknown>>
}
