/**
 * Decides the state of a metric alarm from one window of datapoints.
 *
 * The window (AWS: evaluation range) holds more periods than the alarm evaluates, so that a late or missing datapoint can be
 * made up for by an older one. The newest N datapoints that exist decide; how periods without data count is the alarm's choice
 * and matters only where the datapoints that exist leave the question open.
 *
 * Pure: reads no clock and no store, so every row of AWS's tables is one row of the test.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
import { unreachable } from '@atalaya/model'
import type { MissingData, StateValue } from '../state.ts'

/** One period of the window: a datapoint that breaches, or not, or is of too few samples to be judged; or none. */
export type Verdict = 'bad' | 'good' | 'unsure' | 'missing'

export interface EvaluationRule {
  /** N: datapoints that decide. */
  readonly evaluationPeriods: number
  /** M: how many of them must breach; at most N. */
  readonly datapointsToAlarm: number
  readonly treatMissingData: MissingData
}

/** What was decided, and from which periods. */
export interface Decision {
  /** `keep`: stay in the present state, whatever it is. */
  readonly outcome: StateValue | 'keep'
  /** Indices into the window of the datapoints that decided, newest first. */
  readonly evaluated: readonly number[]
  /** Periods among the evaluated ones for which there was no datapoint. */
  readonly missing: number
  /** How they were taken when they tipped the scales. */
  readonly missingTreatedAs?: 'Breaching' | 'NonBreaching'
}

/** @param window oldest period first; at least N of them */
export function evaluate(rule: EvaluationRule, window: readonly Verdict[]): Decision {
  const evaluated = newestPresent(window, rule.evaluationPeriods)
  const bad = evaluated.filter((index) => window[index] === 'bad').length
  const missing = rule.evaluationPeriods - evaluated.length
  const base = { evaluated, missing }

  if (bad >= rule.datapointsToAlarm) return { ...base, outcome: 'ALARM' }
  // What cannot be judged neither raises nor ends an alarm.
  if (evaluated.some((index) => window[index] === 'unsure')) return { ...base, outcome: 'keep' }
  if (missing === 0) return { ...base, outcome: 'OK' }

  const good = evaluated.length - bad
  switch (rule.treatMissingData) {
    case 'breaching': {
      const outcome = bad + missing >= rule.datapointsToAlarm ? 'ALARM' : 'OK'
      return { ...base, outcome, missingTreatedAs: 'Breaching' }
    }
    case 'notBreaching':
      return { ...base, outcome: 'OK', missingTreatedAs: 'NonBreaching' }
    case 'ignore':
      return { ...base, outcome: good > 0 ? 'OK' : 'keep' }
    case 'missing':
      if (good > 0) return { ...base, outcome: 'OK' }
      return { ...base, outcome: isOldBreach(rule, window, evaluated) ? 'ALARM' : 'INSUFFICIENT_DATA' }
    default:
      return unreachable(rule.treatMissingData)
  }
}

function newestPresent(window: readonly Verdict[], count: number): readonly number[] {
  const found: number[] = []
  for (let index = window.length - 1; index >= 0 && found.length < count; index -= 1) {
    if (window[index] !== 'missing') found.push(index)
  }
  return found
}

/**
 * Every datapoint there is breaches, but they are fewer than M. They raise the alarm once the oldest of them is at least M
 * periods old; until then the alarm would be premature, for the datapoints that are missing may yet arrive.
 */
function isOldBreach(rule: EvaluationRule, window: readonly Verdict[], evaluated: readonly number[]): boolean {
  const oldest = evaluated.at(-1)
  return oldest !== undefined && window.length - oldest >= rule.datapointsToAlarm
}
