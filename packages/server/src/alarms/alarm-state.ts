import type { Contributor, Hold, StateValue } from '@atalaya/alarms'
import type { AlarmRecord, StateSnapshot, TriggeringChild } from './transition.ts'

/** What an alarm is in, as the control state holds it beside the configuration. */
export interface AlarmState {
  readonly value: StateValue
  readonly reason: string
  /** JSON text. */
  readonly reasonData?: string
  /** When the value or the reason changed. */
  readonly updatedMs: number
  /** When the value changed. */
  readonly transitionedMs: number
  /** An evaluation that could not see everything. */
  readonly evaluationState?: 'PARTIAL_DATA' | 'EVALUATION_FAILURE' | 'EVALUATION_ERROR'
  /** The alarm is not evaluated yet. */
  readonly warmUpUntilMs?: number
  /** Of alarms that watch several series: those that are not OK. */
  readonly contributors?: readonly Contributor[]
  /** Of composite alarms: what holds their actions back. */
  readonly hold?: Hold
  /** What is held back. */
  readonly held?: HeldActions
  /** Actions that a mute window withholds. */
  readonly withheld?: readonly WithheldActions[]
}

export interface HeldActions {
  readonly previous: StateSnapshot
  readonly triggeringChildren?: readonly TriggeringChild[]
}

/** One for the alarm, or one for each contributor that changed within the window. */
export interface WithheldActions {
  /** The state before the window's first change: when it is this again, nobody needs to know. */
  readonly previous: StateSnapshot
  readonly contributorId?: string
  readonly attributes?: Readonly<Record<string, string>>
}

export interface Alarm {
  readonly record: AlarmRecord
  readonly state: AlarmState
}

/** @param value alarms on PromQL queries are OK from the beginning: they never lack data */
export function initialState(nowMs: number, value: StateValue = 'INSUFFICIENT_DATA'): AlarmState {
  return {
    value,
    reason: 'Unchecked: Initial alarm creation',
    updatedMs: nowMs,
    transitionedMs: nowMs,
  }
}

/** Whether nothing has evaluated the alarm since it was created. */
export function isUnchecked({ reason }: AlarmState): boolean {
  return reason.startsWith('Unchecked: ')
}

export function snapshotOf({ value, reason, reasonData, transitionedMs, hold }: AlarmState): StateSnapshot {
  return {
    value,
    reason,
    ...(reasonData === undefined ? {} : { reasonData }),
    timestampMs: transitionedMs,
    ...(hold === undefined ? {} : { actionsSuppressedBy: hold.by, actionsSuppressedReason: suppressedReason(hold) }),
  }
}

export function suppressedReason({ by }: Hold): string {
  return `Actions suppressed by ${by}`
}
