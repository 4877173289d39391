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
