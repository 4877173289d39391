export { MONTHS, WEEKDAYS } from './calendar.ts'
export { type Clock, DAY_MS, type FixedClock, fixedClock, HOUR_MS, MINUTE_MS, SECOND_MS, systemClock } from './clock.ts'
export { invariant, unreachable } from './invariant.ts'
export type { Distribution } from './metrics/distribution.ts'
export {
  MAX_ABSOLUTE_VALUE,
  MAX_DIMENSION_NAME_CHARS,
  MAX_DIMENSION_VALUE_CHARS,
  MAX_DIMENSIONS,
  MAX_EMF_METRICS,
  MAX_EMF_VALUES,
  MAX_METRIC_NAME_CHARS,
  MAX_NAMESPACE_CHARS,
  MAX_VALUES_PER_DATUM,
} from './metrics/limits.ts'
export { type Dimension, type MetricIdentity, sortDimensions } from './metrics/metric.ts'
export {
  alignRange,
  bucketStarts,
  finestPeriod,
  hasData,
  isPeriod,
  MAX_STATISTICS_DATAPOINTS,
  requestedDatapoints,
  SUB_MINUTE_PERIODS,
  type TimeRange,
} from './metrics/period.ts'
export {
  type AbsoluteRange,
  evaluateStatistic,
  needsDistribution,
  type PercentRange,
  parseStatistic,
  type RangeKind,
  type SampleSummary,
  type Statistic,
  type StatisticRange,
} from './metrics/statistics.ts'
export { METRIC_UNITS, type MetricUnit, NO_UNIT_CODE, unitCode } from './metrics/unit.ts'
export { DEFAULT_ACCOUNT_ID, DEFAULT_REGION, type Tenant } from './tenant.ts'
