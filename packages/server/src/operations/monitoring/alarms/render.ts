import type { OutputOf } from '@atalaya/aws'
import { type Alarm, suppressedReason } from '../../../alarms/alarm-state.ts'

type Described = OutputOf<'monitoring', 'DescribeAlarms'>
export type WireMetricAlarm = NonNullable<Described['MetricAlarms']>[number]
export type WireLogAlarm = NonNullable<Described['LogAlarms']>[number]
export type WireCompositeAlarm = NonNullable<Described['CompositeAlarms']>[number]

/** Optional fields that were not put stay absent; the lists that AWS always shows are there. */
export function describeMetricAlarm({ record, state }: Alarm): WireMetricAlarm {
  if (record.type !== 'MetricAlarm') return {}
  const { definition } = record
  const isSingle = definition.MetricName !== undefined
  return {
    ...definition,
    ...describeCommon({ record, state }),
    ...(isSingle ? { Dimensions: definition.Dimensions ?? [] } : {}),
    EvaluationState: state.evaluationState,
  }
}

export function describeLogAlarm({ record, state }: Alarm): WireLogAlarm {
  if (record.type !== 'LogAlarm') return {}
  const { definition, queryArn } = record
  return {
    ...definition,
    ...describeCommon({ record, state }),
    ScheduledQueryConfiguration: { ...definition.ScheduledQueryConfiguration, QueryARN: queryArn },
    EvaluationState: state.evaluationState,
  }
}

export function describeCompositeAlarm({ record, state }: Alarm): WireCompositeAlarm {
  if (record.type !== 'CompositeAlarm') return {}
  const { hold } = state
  return {
    ...record.definition,
    ...describeCommon({ record, state }),
    ...(hold === undefined ? {} : { ActionsSuppressedBy: hold.by, ActionsSuppressedReason: suppressedReason(hold) }),
  }
}

function describeCommon({ record, state }: Alarm) {
  const { definition } = record
  return {
    AlarmName: record.name,
    AlarmArn: record.arn,
    AlarmConfigurationUpdatedTimestamp: record.updatedMs,
    ActionsEnabled: definition.ActionsEnabled ?? true,
    OKActions: definition.OKActions ?? [],
    AlarmActions: definition.AlarmActions ?? [],
    InsufficientDataActions: definition.InsufficientDataActions ?? [],
    StateValue: state.value,
    StateReason: state.reason,
    StateReasonData: state.reasonData,
    StateUpdatedTimestamp: state.updatedMs,
    StateTransitionedTimestamp: state.transitionedMs,
  }
}
