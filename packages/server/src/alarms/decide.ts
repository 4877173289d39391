/*
 * What an evaluation makes of an alarm.
 */
import {
  type ContributorSeries,
  type ContributorsStep,
  type Judgement,
  type MetricRule,
  stepContributors,
} from '@atalaya/alarms'
import type { AlarmChange, NextState } from './alarm-change.ts'
import { type Alarm, type AlarmState, isUnchecked } from './alarm-state.ts'

/** Brings an alarm into the state it was judged to be in; undefined: it stays as it is. */
export function settleOne(
  change: AlarmChange,
  alarm: Alarm,
  judgement: Judgement | undefined,
  patch: Partial<AlarmState>,
): void {
  const { state } = alarm
  if (judgement === undefined || (judgement.value === state.value && !isUnchecked(state))) {
    if (Object.keys(patch).length > 0) change.patch(alarm, patch)
    return
  }
  if (judgement.value !== state.value) {
    change.transition(alarm, judgement, patch)
    return
  }
  // The first evaluation that finds nothing: the state is the same, the reason is not.
  const { reason, reasonData } = judgement
  change.patch(alarm, { ...patch, reason, reasonData, updatedMs: change.nowMs })
}

/** @param ofNothing what the alarm is to be when there is no series at all; default: what Metrics Insights alarms are */
export function settleSeveral(
  change: AlarmChange,
  alarm: Alarm,
  rule: MetricRule,
  series: readonly ContributorSeries[],
  evaluation: Partial<AlarmState>,
  ofNothing?: NextState,
): void {
  const step = stepContributors(rule, series, alarm.state.contributors ?? [], change.nowMs)
  const { value, reason } = series.length === 0 && ofNothing !== undefined ? ofNothing : step
  settleStep(change, alarm, { ...step, value, reason }, evaluation)
}

/** Brings an alarm and its contributors into the states they were judged to be in. */
export function settleStep(
  change: AlarmChange,
  alarm: Alarm,
  { contributors, changes, value, reason }: ContributorsStep,
  evaluation: Partial<AlarmState>,
): void {
  const { state } = alarm
  const nowMs = change.nowMs
  const known = new Set(state.contributors)
  const isSame = contributors.length === known.size && contributors.every((contributor) => known.has(contributor))
  const patch: Partial<AlarmState> = {
    ...evaluation,
    ...(isSame ? {} : { contributors: contributors.length === 0 ? undefined : contributors }),
  }
  if (value !== state.value) {
    change.transition(alarm, { value, reason }, patch)
  } else if (reason !== state.reason) {
    change.patch(alarm, { ...patch, reason, updatedMs: nowMs })
  } else if (Object.keys(patch).length > 0) {
    change.patch(alarm, patch)
  }
  change.contributorTransitions(alarm, changes)
}
