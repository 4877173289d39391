/*
 * Why an alarm is in its state, in CloudWatch's words.
 *
 * The sentences were taken from notifications of the real service. Where none was seen (datapoints together with missing ones
 * that counted) they are put together from the same parts, which is our choice.
 */
import { unreachable } from '@atalaya/model'
import type { StateValue } from '../state.ts'
import { numberText, shortTime } from '../text.ts'
import type { Band, BandComparison, PlainComparison } from './threshold.ts'

/** With what datapoints were compared. */
export type Comparison =
  | { readonly kind: 'threshold'; readonly operator: PlainComparison; readonly threshold: number }
  | { readonly kind: 'band'; readonly operator: BandComparison }

export interface ReasonPoint {
  readonly startMs: number
  readonly value: number
  readonly band?: Band | undefined
}

export interface ReasonParts {
  readonly outcome: StateValue
  readonly previous: StateValue
  readonly comparison: Comparison
  /** Those that speak for the outcome, newest first. */
  readonly points: readonly ReasonPoint[]
  /** How many datapoints there were. */
  readonly evaluatedCount: number
  /** How many of the opposite kind would have been needed to stay in the state before. */
  readonly minimum: number
  readonly missing: number
  readonly missingTreatedAs?: 'Breaching' | 'NonBreaching' | undefined
  /** What is counted, in the singular. */
  readonly noun: string
}

/** More are summed up. */
const MAX_LISTED = 5

export function reasonText(parts: ReasonParts): string {
  const { outcome, points, missing, missingTreatedAs, noun } = parts
  if (outcome === 'INSUFFICIENT_DATA') return `Insufficient Data: ${plural(missing, noun)} unknown.`
  const crossed = parts.comparison.kind === 'band' ? 'Thresholds Crossed' : 'Threshold Crossed'
  if (missingTreatedAs !== undefined) {
    const received =
      points.length === 0
        ? `no ${noun}s were received for ${count(missing, noun === 'datapoint' ? 'period' : 'execution')}`
        : `${count(points.length, noun)} ${comparedText(parts)}`
    return `${crossed}: ${received} and ${plural(missing, `missing ${noun}`)} treated as [${missingTreatedAs}].`
  }
  if (parts.previous === 'INSUFFICIENT_DATA') {
    return `${crossed}: ${count(points.length, noun)} ${comparedText(parts)}.`
  }
  const counted = `${points.length} out of the last ${parts.evaluatedCount} ${noun}s`
  const minimum = `(minimum ${count(parts.minimum, 'datapoint')} for ${parts.previous} -> ${outcome} transition)`
  return `${crossed}: ${counted} ${comparedText(parts)} ${minimum}.`
}

/** `[99.5 (02/10/19 16:59:00)] was greater than the threshold (50.0)` */
function comparedText({ points, comparison, outcome, noun }: ReasonParts): string {
  const was = points.length === 1 ? 'was' : 'were'
  const listed = points.slice(0, MAX_LISTED)
  const values = `[${listed.map(({ value, startMs }) => `${numberText(value)} (${shortTime(startMs)})`).join(', ')}]`
  const limits = limitText(comparison, outcome !== 'ALARM', listed)
  if (points.length <= MAX_LISTED) return `${values} ${was} ${limits}`
  return `${was} ${limits}. The most recent ${noun}s which crossed the threshold: ${values}`
}

function limitText(comparison: Comparison, negated: boolean, points: readonly ReasonPoint[]): string {
  const not = negated ? 'not ' : ''
  if (comparison.kind === 'threshold') {
    return `${not}${OPERATOR_WORDS[comparison.operator]} the threshold (${numberText(comparison.threshold)})`
  }
  const edges = (edge: keyof Band): string => {
    return `[${points.map(({ band }) => (band === undefined ? '' : numberText(band[edge]))).join(', ')}]`
  }
  const below = `${not}less than the lower thresholds ${edges('lower')}`
  const above = `${not}greater than the upper thresholds ${edges('upper')}`
  const { operator } = comparison
  switch (operator) {
    case 'LessThanLowerThreshold':
      return below
    case 'GreaterThanUpperThreshold':
      return above
    case 'LessThanLowerOrGreaterThanUpperThreshold':
      return `${below} or ${above}`
    default:
      return unreachable(operator)
  }
}

export const OPERATOR_WORDS: Readonly<Record<PlainComparison, string>> = {
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  GreaterThanThreshold: 'greater than',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'less than or equal to',
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

function plural(number: number, noun: string): string {
  return `${count(number, noun)} ${number === 1 ? 'was' : 'were'}`
}
