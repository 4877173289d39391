export { type AlarmMatchers, alarmMatchers, type MatcherResult } from './matchers.ts'
export { type AlarmRun, type AlarmRunOptions, runAlarms } from './run-alarms.ts'
