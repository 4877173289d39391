/*
 * Alarms on PromQL queries: what they need and how their configuration reads.
 */
import { cadenceMs, type VectorRule } from '@atalaya/alarms'
import { MINUTE_MS, SECOND_MS } from '@atalaya/model'
import { windowRuleOf } from './definition.ts'
import type { MetricAlarmDefinition, MetricAlarmRecord } from './transition.ts'

/** What evaluates the queries. A server without one refuses such alarms. */
export interface PromQl {
  /** The attributes of each element of the vector that the query of an alarm returns at a time. */
  query(alarm: MetricAlarmRecord, timeMs: number): Promise<readonly Readonly<Record<string, string>>[]>
}

/** Undefined for alarms on anything else. Neither period is the default. */
export function vectorRuleOf({ EvaluationCriteria }: MetricAlarmDefinition): VectorRule | undefined {
  const criteria = EvaluationCriteria?.PromQLCriteria
  return criteria && { pendingPeriod: criteria.PendingPeriod ?? 0, recoveryPeriod: criteria.RecoveryPeriod ?? 0 }
}

/** Milliseconds from one evaluation of an alarm to the next. */
export function intervalOf(definition: MetricAlarmDefinition): number {
  const { EvaluationCriteria, EvaluationInterval = 60 } = definition
  return EvaluationCriteria === undefined ? cadenceMs(windowRuleOf(definition)) : EvaluationInterval * SECOND_MS
}

/** Every how many milliseconds it is looked whether an alarm is due: ten seconds, a minute or an hour. */
export function cadenceOf(definition: MetricAlarmDefinition): number {
  if (definition.EvaluationCriteria === undefined) return cadenceMs(windowRuleOf(definition))
  return intervalOf(definition) < MINUTE_MS ? 10 * SECOND_MS : MINUTE_MS
}
