/**
 * Alarms on PromQL queries: what the query returns breaches, since the comparison is part of it. A contributor is in ALARM once the
 * query has returned it for the pending period, and OK again once it has been absent for the recovery period.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-promql.html
 */
import { SECOND_MS } from '@atalaya/model'
import type { StateValue } from '../state.ts'
import { type Contributor, type ContributorChange, type ContributorsStep, contributorId } from './contributors.ts'

export interface VectorRule {
  /** Seconds. */
  readonly pendingPeriod: number
  /** Seconds. */
  readonly recoveryPeriod: number
}

/** More are not counted. */
const MAX_COUNTED = 100

/**
 * One evaluation of a query.
 *
 * @param vector the attributes of each element that the query returned
 * @param remembered the contributors of the step before
 * @param evaluatedMs the time the query was evaluated for; durations are counted between such times
 */
export function stepVector(
  rule: VectorRule,
  vector: readonly Readonly<Record<string, string>>[],
  remembered: readonly Contributor[],
  evaluatedMs: number,
  nowMs: number,
): ContributorsStep {
  const returned = new Map(vector.map((attributes) => [contributorId(attributes), attributes]))
  const before = new Map(remembered.map((contributor) => [contributor.id, contributor]))
  const breaching = [...returned].map(([id, attributes]): ContributorChange => {
    const previous = before.get(id) ?? { id, attributes, value: 'OK', reason: '', transitionedMs: nowMs }
    return { previous, contributor: breach(rule, previous, evaluatedMs, nowMs) }
  })
  const absent = remembered
    .filter(({ id }) => !returned.has(id))
    .map((previous) => ({ previous, contributor: recover(rule, previous, evaluatedMs, nowMs) }))
  const steps = [...breaching, ...absent]
  const contributors = steps
    .map(({ contributor }) => contributor)
    .filter((one) => one.sinceMs !== undefined || isAlarming(one))
  return {
    contributors,
    changes: steps.filter(({ previous, contributor }) => previous.value !== contributor.value),
    ...summary(contributors.filter(isAlarming).length),
  }
}

function breach({ pendingPeriod }: VectorRule, previous: Contributor, evaluatedMs: number, nowMs: number): Contributor {
  if (isAlarming(previous)) return previous.sinceMs === undefined ? previous : withoutSince(previous)
  const sinceMs = previous.sinceMs ?? evaluatedMs
  const seconds = (evaluatedMs - sinceMs) / SECOND_MS
  if (seconds < pendingPeriod) return previous.sinceMs === undefined ? { ...previous, sinceMs } : previous
  return transitioned(previous, 'ALARM', 'The query returned this contributor', seconds, pendingPeriod, nowMs)
}

/** One that was only pending is forgotten at once: it has to breach without a pause. */
function recover(
  { recoveryPeriod }: VectorRule,
  previous: Contributor,
  evaluatedMs: number,
  nowMs: number,
): Contributor {
  if (!isAlarming(previous)) return withoutSince(previous)
  const sinceMs = previous.sinceMs ?? evaluatedMs
  const seconds = (evaluatedMs - sinceMs) / SECOND_MS
  if (seconds < recoveryPeriod) return previous.sinceMs === undefined ? { ...previous, sinceMs } : previous
  return transitioned(previous, 'OK', 'The query did not return this contributor', seconds, recoveryPeriod, nowMs)
}

/** AWS shows no reason of a contributor of these alarms; the words are ours. */
function transitioned(
  { id, attributes, value: from }: Contributor,
  value: StateValue,
  what: string,
  seconds: number,
  minimum: number,
  transitionedMs: number,
): Contributor {
  const reason = `${what} for ${seconds} seconds (minimum ${minimum} seconds for ${from} -> ${value} transition).`
  return { id, attributes, value, reason, transitionedMs }
}

function isAlarming({ value }: Contributor): boolean {
  return value === 'ALARM'
}

function withoutSince({ sinceMs: _, ...contributor }: Contributor): Contributor {
  return contributor
}

/** As AWS says it: how many there are in all cannot be told, since the query leaves out what does not breach. */
function summary(alarming: number): { readonly value: StateValue; readonly reason: string } {
  const count = alarming > MAX_COUNTED ? `${MAX_COUNTED}+` : String(alarming)
  return { value: alarming > 0 ? 'ALARM' : 'OK', reason: `${count} time series evaluated to ALARM` }
}
