import { unreachable } from '@atalaya/model'

/** How a datapoint is compared with a fixed threshold. */
export type PlainComparison =
  | 'GreaterThanOrEqualToThreshold'
  | 'GreaterThanThreshold'
  | 'LessThanThreshold'
  | 'LessThanOrEqualToThreshold'

/** How a datapoint is compared with a band. */
export type BandComparison =
  | 'LessThanLowerOrGreaterThanUpperThreshold'
  | 'LessThanLowerThreshold'
  | 'GreaterThanUpperThreshold'

export type ComparisonOperator = PlainComparison | BandComparison

/** The edges of what is expected at one time. */
export interface Band {
  readonly lower: number
  readonly upper: number
}

export function isBandComparison(operator: ComparisonOperator): operator is BandComparison {
  return (
    operator === 'LessThanLowerOrGreaterThanUpperThreshold' ||
    operator === 'LessThanLowerThreshold' ||
    operator === 'GreaterThanUpperThreshold'
  )
}

export function breachesThreshold(operator: PlainComparison, value: number, threshold: number): boolean {
  switch (operator) {
    case 'GreaterThanOrEqualToThreshold':
      return value >= threshold
    case 'GreaterThanThreshold':
      return value > threshold
    case 'LessThanThreshold':
      return value < threshold
    case 'LessThanOrEqualToThreshold':
      return value <= threshold
    default:
      return unreachable(operator)
  }
}

export function breachesBand(operator: BandComparison, value: number, { lower, upper }: Band): boolean {
  switch (operator) {
    case 'LessThanLowerOrGreaterThanUpperThreshold':
      return value < lower || value > upper
    case 'LessThanLowerThreshold':
      return value < lower
    case 'GreaterThanUpperThreshold':
      return value > upper
    default:
      return unreachable(operator)
  }
}
