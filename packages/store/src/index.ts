export type { ControlChange, ControlDocument, ControlStore, ListOptions } from './control-store.ts'
export {
  type LogQuery,
  type LogQueryBatch,
  type LogQueryOptions,
  type LogQueryStatistics,
  LogQueryTooLarge,
  type LogRelation,
  type SqlLogStore,
} from './log-query.ts'
export type {
  LogAppend,
  LogEventRow,
  LogPosition,
  LogScan,
  LogScanGroup,
  LogStore,
  RowHint,
  StreamStats,
} from './log-store.ts'
export { MemoryControlStore } from './memory/memory-control-store.ts'
export { MemoryTelemetryStore } from './memory/memory-telemetry-store.ts'
export type {
  ColumnStatistic,
  MetricBuckets,
  MetricColumns,
  MetricColumnsRead,
  MetricPoints,
  MetricRead,
  MetricStore,
  Series,
  SeriesQuery,
} from './metric-store.ts'
export { satisfiesHint } from './row-hint.ts'
export {
  type Appended,
  StoreUnavailable,
  type TelemetryBatch,
  type TelemetryStats,
  type TelemetryStore,
} from './telemetry-store.ts'
