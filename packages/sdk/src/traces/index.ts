export { MemorySpans } from './export/memory-spans.ts'
export { instrumentAwsClient } from './outgoing/aws-sdk.ts'
export { type BullSpan, type BullTelemetry, bullmqTelemetry } from './outgoing/bullmq.ts'
export { instrumentPg } from './outgoing/pg.ts'
export { instrumentRedis } from './outgoing/redis.ts'
export type { FinishedSpan, SpanExporterLike, SpanProcessorLike } from './public-types.ts'
export type { RouteSampling } from './sampling/routes.ts'
export type { XRayRule } from './sampling/xray-rule.ts'
export { serverSpans } from './server-spans.ts'
export { setUpTracing, type TracingSetUp, type TracingSetUpOptions } from './set-up-tracing.ts'
export {
  type CurrentSpan,
  currentSpan,
  inSpan,
  recordFailureOf,
  type SpanKindName,
  type SpanOptions,
  traced,
  traceHeaders,
} from './traced.ts'
