import { MAX_ABSOLUTE_VALUE, MAX_EMF_VALUES } from '@atalaya/model'
import type { Samples } from '../metric-points.ts'

/**
 * Reads the target of a metric: a number or an array of at most 100 numbers.
 *
 * Two forms are not in the specification but are written by OpenTelemetry's EMF exporter and taken by CloudWatch: a statistic
 * set `{Max, Min, Count, Sum}` and a histogram, which has `Values` and `Counts` besides.
 *
 * @returns undefined for everything else, and for numbers that PutMetricData would refuse
 * @see https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/exporter/awsemfexporter
 */
export function readSamples(target: unknown): Samples | undefined {
  if (typeof target === 'number') return isValue(target) ? { kind: 'value', value: target } : undefined
  if (typeof target !== 'object' || target === null) return undefined
  if (Array.isArray(target)) return isValues(target) ? { kind: 'values', values: target } : undefined
  const figures = target as Readonly<Record<string, unknown>>
  return figures.Values === undefined ? readStatistics(figures) : readHistogram(figures)
}

/** Datapoints that the samples take in the store. */
export function sampleCount(samples: Samples): number {
  return samples.kind === 'values' || samples.kind === 'histogram' ? samples.values.length : 1
}

function readStatistics({ Count: count, Sum: sum, Min: min, Max: max }: Figures): Samples | undefined {
  if (!isValue(count) || !isValue(sum) || !isValue(min) || !isValue(max)) return undefined
  // A set of no samples is a rule broken for PutMetricData, and so it is here.
  return count > 0 && min <= max ? { kind: 'statistics', count, sum, min, max } : undefined
}

/**
 * Sum and extremes are taken as given, being those of the data; where one is missing, the values must do. The number of
 * samples is the sum of the counts, whatever `Count` says.
 */
function readHistogram({ Values: values, Counts: counts, Sum, Min, Max }: Figures): Samples | undefined {
  if (!isValues(values) || !isValues(counts) || values.length !== counts.length) return undefined
  if (counts.some((count) => count < 0)) return undefined
  const sum = Sum ?? values.reduce((total, value, i) => total + value * (counts[i] as number), 0)
  const min = Min ?? Math.min(...values)
  const max = Max ?? Math.max(...values)
  if (values.length === 0) return { kind: 'values', values }
  if (!isValue(sum) || !isValue(min) || !isValue(max) || min > max) return undefined
  return { kind: 'histogram', values, counts, sum, min, max }
}

type Figures = Readonly<Record<string, unknown>>

function isValues(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.length <= MAX_EMF_VALUES && value.every(isValue)
}

function isValue(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= MAX_ABSOLUTE_VALUE
}
