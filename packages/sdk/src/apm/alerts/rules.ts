import type { Settings } from '../../settings/record.ts'
import type { AlertRule, AlertSnapshot } from './evaluate.ts'

/** Memory, CPU, disk, errors and response time, with the thresholds of the settings. */
export function standardRules(settings: Settings['alerts']): readonly AlertRule[] {
  // One request that fails at night is 100 %.
  const ofEnough = (value: (snapshot: AlertSnapshot) => number) => (snapshot: AlertSnapshot) =>
    snapshot.requests < settings.minRequests ? undefined : value(snapshot)
  return [
    { name: 'memory', value: ({ memoryPercent }) => memoryPercent, above: settings.memoryPercent, unit: '%' },
    { name: 'cpu', value: ({ cpuPercent }) => cpuPercent, above: settings.cpuPercent, unit: '%' },
    { name: 'disk', value: ({ diskPercent }) => diskPercent, above: settings.diskPercent, unit: '%' },
    {
      name: 'error rate',
      value: ofEnough(({ errorRatePercent }) => errorRatePercent),
      above: settings.errorRatePercent,
      unit: '%',
    },
    {
      name: 'response time',
      value: ofEnough(({ responseTimeMs }) => responseTimeMs),
      above: settings.responseTimeMs,
      unit: 'ms',
    },
  ]
}
