export {
  type AlarmDefinition,
  type PutCompositeAlarm,
  type PutMetricAlarm,
  readDefinitions,
} from './alarms/simulation/definitions.ts'
export {
  type AlarmTest,
  differences,
  type ExpectedChange,
  offsetText,
  readAlarmTest,
  timelineOf,
} from './alarms/simulation/notation.ts'
export { type GivenSeries, type Scenario, type StateChange, simulate } from './alarms/simulation/simulate.ts'
export {
  checkConfig,
  DEFAULT_CONFIG,
  hasAccessControl,
  loadConfig,
  SETTINGS,
  type ServerConfig,
  type Setting,
} from './config.ts'
export { type RunningServer, type StartOptions, startServer } from './main.ts'
export { jsonLog, LOG_LEVELS, type Log, type LogFields, type LogLevel, silentLog } from './telemetry/log.ts'
export { VERSION } from './version.ts'
