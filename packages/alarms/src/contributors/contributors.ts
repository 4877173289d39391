/**
 * Alarms that watch several series: each series is a contributor with a state of its own, and the alarm is in ALARM while any
 * of them is.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/multi-time-series-alarm.html
 */
import { createHash } from 'node:crypto'
import { type Datapoint, judge, type MetricRule, verdictOf } from '../metric/judge.ts'
import { OPERATOR_WORDS } from '../metric/reason.ts'
import type { StateValue } from '../state.ts'
import { numberText, shortTime } from '../text.ts'

export interface ContributorSeries {
  readonly attributes: Readonly<Record<string, string>>
  /** Oldest first. */
  readonly window: readonly Datapoint[]
}

export interface Contributor {
  readonly id: string
  readonly attributes: Readonly<Record<string, string>>
  readonly value: StateValue
  readonly reason: string
  readonly reasonData?: string
  readonly transitionedMs: number
  /** Of alarms on PromQL queries: since when it breaches and is not in ALARM yet, or is absent and not OK yet. */
  readonly sinceMs?: number
}

/** A contributor that came into another state; before its first evaluation it was OK as far as anybody was told. */
export interface ContributorChange {
  readonly previous: Contributor
  readonly contributor: Contributor
}

export interface ContributorsStep {
  /** Those that are not OK, or on the way from there: what there is to remember. */
  readonly contributors: readonly Contributor[]
  readonly changes: readonly ContributorChange[]
  readonly value: StateValue
  readonly reason: string
}

/** More are not counted. */
const MAX_COUNTED = 100

/** 16 hexadecimal digits, the same for the same attributes in any order. */
export function contributorId(attributes: Readonly<Record<string, string>>): string {
  const entries = Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256').update(JSON.stringify(entries)).digest('hex').slice(0, 16)
}

/**
 * One evaluation of all series.
 *
 * @param remembered the contributors of the step before
 */
export function stepContributors(
  rule: MetricRule,
  series: readonly ContributorSeries[],
  remembered: readonly Contributor[],
  nowMs: number,
): ContributorsStep {
  const before = new Map(remembered.map((contributor) => [contributor.id, contributor]))
  const stepped = series.map(({ attributes, window }) => {
    const id = contributorId(attributes)
    const previous = before.get(id) ?? { id, attributes, value: 'OK', reason: '', transitionedMs: nowMs }
    before.delete(id)
    return { previous, contributor: stepOne(rule, window, previous, nowMs) }
  })
  const vanished = [...before.values()].map((previous) => {
    const reason = 'No data was returned for this contributor'
    const { id, attributes } = previous
    return { previous, contributor: { id, attributes, value: 'OK' as const, reason, transitionedMs: nowMs } }
  })
  const current = stepped.map(({ contributor }) => contributor)
  return {
    contributors: current.filter(({ value }) => value !== 'OK'),
    changes: [...stepped, ...vanished].filter(({ previous, contributor }) => previous.value !== contributor.value),
    ...summary(current),
  }
}

function stepOne(rule: MetricRule, window: readonly Datapoint[], previous: Contributor, nowMs: number): Contributor {
  const judgement = judge(rule, window, previous.value, nowMs)
  if (judgement === undefined || judgement.value === previous.value) return previous
  const { id, attributes } = previous
  const reason = judgement.value === 'INSUFFICIENT_DATA' ? judgement.reason : contributorReason(rule, window, judgement)
  return { id, attributes, value: judgement.value, reason, reasonData: judgement.reasonData, transitionedMs: nowMs }
}

/** As CloudWatch says it of contributors: `1 datapoint was less than the threshold (1.0). The most recent datapoint which ...`. */
function contributorReason(
  rule: MetricRule,
  window: readonly Datapoint[],
  judgement: { readonly value: StateValue; readonly reason: string },
): string {
  const { comparison, noun = 'datapoint' } = rule
  const wanted = judgement.value === 'ALARM' ? 'bad' : 'good'
  const points = window
    .filter((point) => verdictOf(rule, point) === wanted)
    .reverse()
    .slice(0, rule.evaluationPeriods)
  const [newest] = points
  if (newest?.value === undefined || comparison.kind === 'band') return judgement.reason
  const counted = points.length === 1 ? `1 ${noun} was` : `${points.length} ${noun}s were`
  const words = `${wanted === 'good' ? 'not ' : ''}${OPERATOR_WORDS[comparison.operator]}`
  const recent = `The most recent ${noun} which crossed the threshold: [${numberText(newest.value)} (${shortTime(newest.startMs)})]`
  return `Threshold Crossed: ${counted} ${words} the threshold (${numberText(comparison.threshold)}). ${recent}.`
}

function summary(contributors: readonly Contributor[]): { readonly value: StateValue; readonly reason: string } {
  const total = contributors.length
  const inState = (wanted: StateValue): number => contributors.filter(({ value }) => value === wanted).length
  const alarming = inState('ALARM')
  if (alarming > MAX_COUNTED) return { value: 'ALARM', reason: `${MAX_COUNTED}+ time series evaluated to ALARM` }
  const evaluated = `out of ${total} time series evaluated to`
  if (alarming > 0) return { value: 'ALARM', reason: `${alarming} ${evaluated} ALARM` }
  // Without a result nothing is known, whatever the alarm says about missing data.
  if (total === 0) return { value: 'INSUFFICIENT_DATA', reason: 'Insufficient Data: no time series was returned.' }
  const unknown = inState('INSUFFICIENT_DATA')
  if (unknown === total) return { value: 'INSUFFICIENT_DATA', reason: `${total} ${evaluated} INSUFFICIENT_DATA` }
  return { value: 'OK', reason: `0 ${evaluated} ALARM` }
}
