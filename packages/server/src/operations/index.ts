import type { Operation } from '@atalaya/aws'
import { type EventsDeps, eventsOperations } from './events/index.ts'
import { type LogsDeps, logsOperations } from './logs/index.ts'
import { type AlarmDeps, alarmOperations, type LogAlarmDeps, putLogAlarm } from './monitoring/alarms/index.ts'
import { type DashboardDeps, dashboardOperations } from './monitoring/dashboards/index.ts'
import { type MonitoringDeps, monitoringOperations } from './monitoring/index.ts'
import { type SnsDeps, snsOperations } from './sns/index.ts'
import { stsOperations } from './sts/index.ts'

/** What all operations together need. */
export type OperationDeps = DashboardDeps & SnsDeps & EventsDeps & LogsDeps & MonitoringDeps & AlarmDeps & LogAlarmDeps

/** Every operation the server has. */
export const operations: readonly Operation<OperationDeps>[] = [
  ...logsOperations,
  ...monitoringOperations,
  ...alarmOperations,
  putLogAlarm,
  ...dashboardOperations,
  ...snsOperations,
  ...eventsOperations,
  ...stsOperations,
]
