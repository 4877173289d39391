import type { Operation } from '@atalaya/aws'
import { disableAlarmActions, enableAlarmActions } from './alarm-actions.ts'
import { deleteAnomalyDetector, describeAnomalyDetectors, putAnomalyDetector } from './anomaly-detectors.ts'
import { deleteAlarms } from './delete-alarms.ts'
import type { AlarmDeps } from './deps.ts'
import { describeAlarmContributors } from './describe-alarm-contributors.ts'
import { describeAlarmHistory } from './describe-alarm-history.ts'
import { describeAlarms } from './describe-alarms.ts'
import { describeAlarmsForMetric } from './describe-alarms-for-metric.ts'
import { deleteAlarmMuteRule, getAlarmMuteRule, listAlarmMuteRules, putAlarmMuteRule } from './mute-rules.ts'
import { putCompositeAlarm } from './put-composite-alarm.ts'
import { putMetricAlarm } from './put-metric-alarm.ts'
import { setAlarmState } from './set-alarm-state.ts'

export type { AlarmDeps, LogAlarmDeps } from './deps.ts'
export { putLogAlarm } from './put-log-alarm.ts'

/** Alarms, mute rules and anomaly detectors of CloudWatch. */
export const alarmOperations: readonly Operation<AlarmDeps>[] = [
  deleteAlarmMuteRule,
  deleteAlarms,
  deleteAnomalyDetector,
  describeAlarmContributors,
  describeAlarmHistory,
  describeAlarms,
  describeAlarmsForMetric,
  describeAnomalyDetectors,
  disableAlarmActions,
  enableAlarmActions,
  getAlarmMuteRule,
  listAlarmMuteRules,
  putAlarmMuteRule,
  putAnomalyDetector,
  putCompositeAlarm,
  putMetricAlarm,
  setAlarmState,
]
