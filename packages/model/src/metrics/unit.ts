/**
 * The units of CloudWatch, in the order in which CloudWatch prefers them when a query names none and a metric has several.
 *
 * A unit's index in this list is its storage code: append only, never reorder.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html
 */
export const METRIC_UNITS = [
  'Megabits',
  'Terabits',
  'Gigabits',
  'Count',
  'Bytes',
  'Gigabytes',
  'Gigabytes/Second',
  'Kilobytes',
  'Kilobits/Second',
  'Terabytes',
  'Terabits/Second',
  'Bytes/Second',
  'Percent',
  'Megabytes',
  'Megabits/Second',
  'Milliseconds',
  'Microseconds',
  'Kilobytes/Second',
  'Gigabits/Second',
  'Megabytes/Second',
  'Bits',
  'Bits/Second',
  'Count/Second',
  'Seconds',
  'Kilobits',
  'Terabytes/Second',
  'None',
] as const

export type MetricUnit = (typeof METRIC_UNITS)[number]

const CODES: ReadonlyMap<string, number> = new Map(METRIC_UNITS.map((unit, code) => [unit, code]))

/** The storage code of a unit, or undefined when CloudWatch knows no such unit. */
export function unitCode(unit: string): number | undefined {
  return CODES.get(unit)
}

/** The code of `None`, which every datapoint without a unit has. */
export const NO_UNIT_CODE: number = METRIC_UNITS.indexOf('None')
