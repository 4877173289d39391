export { type EmittedMetric, MemorySink } from '../metrics/emf/memory-sink.ts'
export { MemorySpans } from '../traces/export/memory-spans.ts'
export {
  type AtalayaMatchers,
  type ExpectedLine,
  type ExpectedMetric,
  type ExpectedSpan,
  type MatcherResult,
  matchers,
} from './matchers.ts'
export { type LogRecord, MemoryLogs } from './memory-logs.ts'
export { MemorySend } from './memory-send.ts'
