import { unreachable } from '../invariant.ts'
import type { Distribution } from './distribution.ts'

/**
 * The statistics of CloudWatch, computed from the samples of one bucket.
 *
 * Percentiles are exact nearest ranks; CloudWatch's own are approximate. A range with per cent bounds covers a stretch of the
 * samples in ascending order, measured in weight: the samples at its edges count in part. A range with absolute bounds holds
 * the samples above its lower bound and up to its upper one.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
 */
export type Statistic =
  | { readonly kind: 'SampleCount' | 'Sum' | 'Average' | 'Minimum' | 'Maximum' }
  /** `percent` is from 0 to 100. */
  | { readonly kind: 'percentile'; readonly percent: number }
  | { readonly kind: RangeKind; readonly range: StatisticRange }
  | { readonly kind: 'percentileRank'; readonly range: AbsoluteRange }

/** `TM`, `TC`, `TS` and `WM`. */
export type RangeKind = 'trimmedMean' | 'trimmedCount' | 'trimmedSum' | 'winsorizedMean'

export type StatisticRange = PercentRange | AbsoluteRange

/** A stretch of the samples in ascending order: 0 is before the first one, 100 after the last. */
export interface PercentRange {
  readonly unit: 'percent'
  readonly low: number
  readonly high: number
}

/** Values above `low` and up to `high`; an absent bound is infinite. */
export interface AbsoluteRange {
  readonly unit: 'absolute'
  readonly low: number
  readonly high: number
}

/** What is known of the samples of one bucket. */
export interface SampleSummary {
  readonly count: number
  readonly sum: number
  readonly min: number
  readonly max: number
  readonly distribution?: Distribution | undefined
}

/** Digits after the decimal point of a number within a statistic. */
const MAX_DECIMALS = 10

/** `p99.9` and `tm99`. */
const SHORT = new RegExp(`^(p|tm|tc|ts|wm)(\\d+(?:\\.\\d{1,${MAX_DECIMALS}})?)$`)

/** `TM(10%:90%)`, `TC(:0.5)`, `PR(-5:)`. */
const RANGED = /^(TM|TC|TS|WM|PR)\(([^:()]*):([^:()]*)\)$/

const BOUND = new RegExp(`^(-?\\d+(?:\\.\\d{1,${MAX_DECIMALS}})?)(%?)$`)

const RANGE_KINDS: Readonly<Record<string, RangeKind>> = {
  TM: 'trimmedMean',
  TC: 'trimmedCount',
  TS: 'trimmedSum',
  WM: 'winsorizedMean',
}

/** Undefined when CloudWatch has no such statistic. Case counts: `Average`, `p99`, `TM(5%:95%)`. */
export function parseStatistic(text: string): Statistic | undefined {
  switch (text) {
    case 'SampleCount':
    case 'Sum':
    case 'Average':
    case 'Minimum':
    case 'Maximum':
      return { kind: text }
    case 'IQM':
      return { kind: 'trimmedMean', range: { unit: 'percent', low: 25, high: 75 } }
    default:
      return parseShort(text) ?? parseRanged(text)
  }
}

/** Whether {@link evaluateStatistic} needs the samples themselves. */
export function needsDistribution({ kind }: Statistic): boolean {
  switch (kind) {
    case 'SampleCount':
    case 'Sum':
    case 'Average':
    case 'Minimum':
    case 'Maximum':
      return false
    case 'percentile':
    case 'trimmedMean':
    case 'trimmedCount':
    case 'trimmedSum':
    case 'winsorizedMean':
    case 'percentileRank':
      return true
    default:
      return unreachable(kind)
  }
}

function parseShort(text: string): Statistic | undefined {
  const [, name, number] = SHORT.exec(text) ?? []
  const percent = Number(number)
  if (name === undefined || percent > 100) return undefined
  if (name === 'p') return { kind: 'percentile', percent }
  const kind = RANGE_KINDS[name.toUpperCase()]
  return kind && { kind, range: { unit: 'percent', low: 0, high: percent } }
}

function parseRanged(text: string): Statistic | undefined {
  const [, name, low, high] = RANGED.exec(text) ?? []
  if (name === undefined || low === undefined || high === undefined) return undefined
  const range = parseRange(low, high)
  if (range === undefined) return undefined
  if (name === 'PR') return range.unit === 'absolute' ? { kind: 'percentileRank', range } : undefined
  const kind = RANGE_KINDS[name]
  return kind && { kind, range }
}

function parseRange(lowText: string, highText: string): StatisticRange | undefined {
  const low = BOUND.exec(lowText)
  const high = BOUND.exec(highText)
  // An absent bound is fine, a malformed one is not; and one bound at least must say whether the range is in per cent.
  if ((low === null && lowText !== '') || (high === null && highText !== '')) return undefined
  const percentSign = (low ?? high)?.[2]
  if (percentSign === undefined || (high ?? low)?.[2] !== percentSign) return undefined

  const percent = percentSign === '%'
  const range = {
    low: low ? Number(low[1]) : percent ? 0 : Number.NEGATIVE_INFINITY,
    high: high ? Number(high[1]) : percent ? 100 : Number.POSITIVE_INFINITY,
  }
  if (range.low > range.high) return undefined
  if (!percent) return { unit: 'absolute', ...range }
  return range.low >= 0 && range.high <= 100 ? { unit: 'percent', ...range } : undefined
}

/**
 * The statistic of a bucket, or undefined when the bucket has no datapoint for it: it is empty, its samples are not (all)
 * known, or, as on AWS, it holds a negative value and the statistic depends on ranks in its interior.
 */
export function evaluateStatistic(statistic: Statistic, bucket: SampleSummary): number | undefined {
  switch (statistic.kind) {
    case 'SampleCount':
      return bucket.count
    case 'Sum':
      return bucket.sum
    case 'Average':
      return bucket.count > 0 ? bucket.sum / bucket.count : undefined
    case 'Minimum':
      return bucket.min
    case 'Maximum':
      return bucket.max
    case 'percentile':
    case 'trimmedMean':
    case 'trimmedCount':
    case 'trimmedSum':
    case 'winsorizedMean':
    case 'percentileRank':
      return evaluateExtended(statistic, bucket)
    default:
      return unreachable(statistic)
  }
}

type ExtendedStatistic = Exclude<
  Statistic,
  { readonly kind: 'SampleCount' | 'Sum' | 'Average' | 'Minimum' | 'Maximum' }
>

function evaluateExtended(statistic: ExtendedStatistic, bucket: SampleSummary): number | undefined {
  const { distribution } = bucket
  if (distribution === undefined || distribution.incomplete) return undefined
  const total = distribution.weights.reduce((sum, weight) => sum + weight, 0)
  if (total === 0) return undefined

  if (statistic.kind === 'percentile') return percentile(statistic.percent, total, distribution, bucket)
  const { kind, range } = statistic
  // AWS keeps samples in logarithmic bins, which have no place for negative numbers; bounds given as values need no ranks.
  if (range.unit === 'percent' && bucket.min < 0) return undefined
  const part = range.unit === 'percent' ? percentPart(range, total, distribution) : absolutePart(range, distribution)
  switch (kind) {
    case 'trimmedMean':
      return part.weight > 0 ? part.sum / part.weight : undefined
    case 'trimmedCount':
      return part.weight
    case 'trimmedSum':
      return part.sum
    case 'winsorizedMean':
      return part.weight > 0 || range.unit === 'absolute' ? (part.sum + part.outside) / total : undefined
    case 'percentileRank':
      return (100 * part.weight) / total
    default:
      return unreachable(kind)
  }
}

/** The samples of a distribution that lie in a range. */
interface Part {
  readonly weight: number
  readonly sum: number
  /** The sum of the samples outside, had each the value of the bound it is beyond. */
  readonly outside: number
}

/**
 * Positions among the samples closer than this, as a share of them all, are equal: 99.9 % of 1,000 samples are 999 although
 * floating point says a little more. Ten decimals of a per cent are 1e-12, so no two percentages are confused.
 */
const TOLERANCE = 1e-13

/** Nearest rank: the smallest value that `percent` of the samples do not exceed. */
function percentile(
  percent: number,
  total: number,
  { values, weights }: Distribution,
  { min, max }: SampleSummary,
): number | undefined {
  if (percent === 0) return min
  if (percent === 100) return max
  if (min < 0) return undefined
  const rank = (percent * total) / 100 - total * TOLERANCE
  let cumulated = 0
  const index = weights.findIndex((weight) => {
    cumulated += weight
    return cumulated >= rank
  })
  // Rolled-up samples are only as exact as their bins, which may reach beyond the extremes.
  return Math.min(max, Math.max(min, values.at(index)!))
}

function percentPart({ low, high }: PercentRange, total: number, { values, weights }: Distribution): Part {
  const from = (low * total) / 100
  const to = (high * total) / 100
  let start = 0
  let weight = 0
  let sum = 0
  let first: number | undefined
  let last = 0
  for (const [index, value] of values.entries()) {
    const end = start + weights[index]!
    const covered = Math.min(end, to) - Math.max(start, from)
    start = end
    if (covered <= total * TOLERANCE) continue
    weight += covered
    sum += value * covered
    first ??= value
    last = value
  }
  return { weight, sum, outside: from * (first ?? 0) + (total - to) * last }
}

function absolutePart({ low, high }: AbsoluteRange, { values, weights }: Distribution): Part {
  let weight = 0
  let sum = 0
  let outside = 0
  for (const [index, value] of values.entries()) {
    const own = weights[index]!
    if (value <= low) {
      outside += own * low
    } else if (value > high) {
      outside += own * high
    } else {
      weight += own
      sum += own * value
    }
  }
  return { weight, sum, outside }
}
