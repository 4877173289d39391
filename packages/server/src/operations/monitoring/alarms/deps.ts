import type { Clock } from '@atalaya/model'
import type { ControlStore } from '@atalaya/store'
import type { AlarmBook } from '../../../alarms/alarm-book.ts'
import type { AnomalyDetectors } from '../../../alarms/anomaly/detectors.ts'
import type { AnomalyModels } from '../../../alarms/anomaly/models.ts'
import type { LogAlarms } from '../../../alarms/logs/log-alarms.ts'
import type { PromQl } from '../../../alarms/prom-ql.ts'

/** What the operations of alarms need. */
export interface AlarmDeps {
  readonly clock: Clock
  readonly control: ControlStore
  readonly alarms: AlarmBook
  readonly detectors: AnomalyDetectors
  readonly models: AnomalyModels
  readonly promQl: PromQl | undefined
}

/** What alarms on log events need beside. */
export interface LogAlarmDeps {
  readonly logAlarms: LogAlarms
}
