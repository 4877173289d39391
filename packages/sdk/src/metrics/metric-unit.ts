import { METRIC_UNITS } from '@atalaya/model'

/**
 * The units of CloudWatch by name: `MetricUnit.Milliseconds` is `'Milliseconds'`, `MetricUnit.BytesPerSecond` is `'Bytes/Second'`.
 *
 * A plain string of the same spelling is as good.
 */
export const MetricUnit = {
  Seconds: 'Seconds',
  Microseconds: 'Microseconds',
  Milliseconds: 'Milliseconds',
  Bytes: 'Bytes',
  Kilobytes: 'Kilobytes',
  Megabytes: 'Megabytes',
  Gigabytes: 'Gigabytes',
  Terabytes: 'Terabytes',
  Bits: 'Bits',
  Kilobits: 'Kilobits',
  Megabits: 'Megabits',
  Gigabits: 'Gigabits',
  Terabits: 'Terabits',
  Percent: 'Percent',
  Count: 'Count',
  BytesPerSecond: 'Bytes/Second',
  KilobytesPerSecond: 'Kilobytes/Second',
  MegabytesPerSecond: 'Megabytes/Second',
  GigabytesPerSecond: 'Gigabytes/Second',
  TerabytesPerSecond: 'Terabytes/Second',
  BitsPerSecond: 'Bits/Second',
  KilobitsPerSecond: 'Kilobits/Second',
  MegabitsPerSecond: 'Megabits/Second',
  GigabitsPerSecond: 'Gigabits/Second',
  TerabitsPerSecond: 'Terabits/Second',
  CountPerSecond: 'Count/Second',
  None: 'None',
} as const

export type MetricUnit = (typeof MetricUnit)[keyof typeof MetricUnit]

const KNOWN: ReadonlySet<string> = new Set(METRIC_UNITS)

export function isMetricUnit(unit: unknown): unit is MetricUnit {
  return typeof unit === 'string' && KNOWN.has(unit)
}
