export { LineWriter, type LineWriterOptions, type WriteBytes } from '../output/line-writer.ts'
export type { Sink } from '../output/sink.ts'
export { stdoutSink } from '../output/stdout-sink.ts'
export { CloudWatchMetrics, type CloudWatchMetricsOptions } from './cloudwatch-metrics.ts'
export type { DeltaCursor, DeltaPoint } from './delta.ts'
export { EmfDoor, type EmfDoorOptions } from './emf/emf-door.ts'
export { type EmittedMetric, MemorySink } from './emf/memory-sink.ts'
export type { FamilySpec, MetricFamily, MetricKind } from './family.ts'
export {
  type BoundCounter,
  type BoundGauge,
  type BoundHistogram,
  type BoundTimer,
  type Counter,
  type Gauge,
  type Histogram,
  type Timer,
  whenSettled,
} from './instruments.ts'
export { type Labels, type LabelValue, type LabelValues, OVERFLOW } from './labels.ts'
export { MetricUnit } from './metric-unit.ts'
export { type Negotiated, negotiate } from './prometheus/negotiate.ts'
export { PrometheusDoor, type PrometheusDoorOptions, type Scrape } from './prometheus/prometheus-door.ts'
export {
  type DimensionScope,
  type EventDoor,
  type HistogramOptions,
  type InstrumentOptions,
  Metrics,
  type MetricsOptions,
  SECONDS_BUCKETS,
} from './registry.ts'
export {
  CounterSeries,
  type Exemplar,
  ExponentialSeries,
  GaugeSeries,
  HistogramSeries,
  type Series,
  SummarySeries,
} from './series.ts'
export type { Dimensions, DimensionValue, Metric } from './shape.ts'
