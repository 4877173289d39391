export { band } from './anomaly/band.ts'
export type { AnomalyModel, TrainingPoint } from './anomaly/model.ts'
export { TRAINING_MS, type TrainingOptions, train } from './anomaly/train.ts'
export { evaluateRule, type StateOf, triggeringAlarms } from './composite/evaluate.ts'
export { type EvaluationOrder, evaluationOrder } from './composite/order.ts'
export { parseRule, RuleProblem } from './composite/parse.ts'
export { printRule } from './composite/print.ts'
export { type AtLeast, alarmsOf, type Rule, STATE_VALUES } from './composite/rule.ts'
export { type Hold, type SuppressionEvent, type SuppressionRule, stepSuppression } from './composite/suppression.ts'
export {
  type Contributor,
  type ContributorChange,
  type ContributorSeries,
  type ContributorsStep,
  contributorId,
  stepContributors,
} from './contributors/contributors.ts'
export { stepVector, type VectorRule } from './contributors/vector.ts'
export { type Decision, type EvaluationRule, evaluate, type Verdict } from './metric/evaluate.ts'
export {
  type Datapoint,
  isFilled,
  type Judgement,
  judge,
  type MetricRule,
  outcomeOf,
  samplesNeeded,
} from './metric/judge.ts'
export type { Comparison } from './metric/reason.ts'
export {
  type Band,
  type BandComparison,
  type ComparisonOperator,
  isBandComparison,
  type PlainComparison,
} from './metric/threshold.ts'
export { cadenceMs, periodsAt, rangePeriods, WALL_CLOCK_PERIODS, type WindowRule } from './metric/window.ts'
export {
  isExpired,
  type MuteRule,
  type MuteSchedule,
  muteWindowAt,
  parseDuration,
  parseSchedule,
} from './mute/schedule.ts'
export type { MissingData, StateValue } from './state.ts'
export { Double, isoTime, JsonText, jsonText, longTime, numberText, shortTime } from './text.ts'
export { fromLocal, parseTimeZone, type TimeZone, toLocal, UTC } from './time-zone.ts'
