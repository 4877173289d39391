export { parseHeaders, signalEndpoint } from '../otlp/http.ts'
export { shutDown, shutDownOnSignals } from '../output/exit.ts'
export { FileSink, type FileSinkOptions } from '../output/file-sink.ts'
export { LineWriter, type LineWriterOptions, type WriteBytes } from '../output/line-writer.ts'
export type { Answer, Outgoing, Send } from '../output/send.ts'
export type { Sink } from '../output/sink.ts'
export { stdoutSink } from '../output/stdout-sink.ts'
export { TcpSink, type TcpSinkOptions } from '../output/tcp-sink.ts'
export { feedMeter, type MeterLike } from './adapters/otel.ts'
export { mergedScrape, type PromRegistry, readPromClient } from './adapters/prom-client.ts'
export { CloudWatchMetrics, type CloudWatchMetricsOptions } from './cloudwatch-metrics.ts'
export type { DeltaCursor, DeltaPoint } from './delta.ts'
export { EmfDoor, type EmfDoorOptions } from './emf/emf-door.ts'
export { type EmittedMetric, MemorySink } from './emf/memory-sink.ts'
export type { FamilySpec, MetricFamily, MetricKind } from './family.ts'
export { type MetricsSetUp, type MetricsSetUpOptions, setUpMetrics } from './from-settings.ts'
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
export { type OperationOptions, setDefaultMetrics, type TimedDecorator, timed, trackOperation } from './operations.ts'
export { OtlpMetricsDoor, type OtlpMetricsDoorOptions } from './otlp/otlp-metrics-door.ts'
export { type Negotiated, negotiate } from './prometheus/negotiate.ts'
export { PrometheusDoor, type PrometheusDoorOptions, type Scrape } from './prometheus/prometheus-door.ts'
export { PutMetricDataDoor, type PutMetricDataDoorOptions } from './put-metric-data/put-metric-data-door.ts'
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
export {
  CLOUDWATCH_NAMES,
  type CloudWatchRequest,
  type CloudWatchTask,
  putRequest,
  putTask,
} from './sets/cloudwatch-names.ts'
export { type HeartbeatOptions, startHeartbeat } from './sets/heartbeat.ts'
export {
  type CircuitState,
  type DbQueryFacts,
  type IngestionFacts,
  type PredictionFacts,
  type RequestFacts,
  ServiceMetrics,
} from './sets/service-metrics.ts'
export { type SystemMetricsOptions, startSystemMetrics } from './sets/system-metrics.ts'
export { type SystemSample, SystemSampler } from './sets/system-sampler.ts'
export type { Dimensions, DimensionValue, Metric } from './shape.ts'
