import { type EmittedMetric, MemorySink } from '../metrics/emf/memory-sink.ts'
import { CLOUDWATCH_NAMES } from '../metrics/sets/cloudwatch-names.ts'
import type { RequestResult } from './summarize.ts'

export interface EmfRequestsOptions {
  /** The metric of durations, in milliseconds or seconds. Default: `RequestDuration`. */
  readonly metric?: string | undefined
}

/**
 * The requests that a service under load wrote as embedded metric format, by the metric and dimensions of `putRequest`: `Method`,
 * `Endpoint`, `StatusCode`. Other lines are left out.
 *
 * Documents of an interval say when they were written, not when requests came: give the report `durationSeconds` then. Where they
 * have statistics instead of values, all requests of a document count with its mean.
 */
export function requestsFromEmf(
  lines: string | Iterable<string>,
  { metric = CLOUDWATCH_NAMES.requestDuration }: EmfRequestsOptions = {},
): readonly RequestResult[] {
  const all = typeof lines === 'string' ? lines.split('\n') : [...lines]
  return all.flatMap((line) => mostDetailed(metricsOf(line).filter(({ name }) => name === metric)).map(requestOf))
}

function metricsOf(line: string): readonly EmittedMetric[] {
  if (!line.includes('"CloudWatchMetrics"')) return []
  try {
    const sink = new MemorySink()
    sink.write(line)
    return sink.metrics
  } catch {
    return []
  }
}

/** A document with several dimension sets says the same several times. */
function mostDetailed(metrics: readonly EmittedMetric[]): readonly EmittedMetric[] {
  const size = ({ dimensions }: EmittedMetric) => Object.keys(dimensions).length
  const most = Math.max(...metrics.map(size))
  return metrics.filter((metric) => size(metric) === most)
}

function requestOf({ value, count, unit, dimensions, timeMs }: EmittedMetric): RequestResult {
  const { Method, Endpoint, StatusCode } = dimensions
  const durationMs = unit === 'Seconds' ? value * 1_000 : value
  const endpoint = [Method, Endpoint].filter((part) => part !== undefined).join(' ')
  return {
    durationMs,
    ...(endpoint === '' ? {} : { endpoint }),
    ...(StatusCode === undefined ? {} : { statusCode: Number(StatusCode) }),
    ...(count === undefined ? { timeMs: timeMs - durationMs } : { count }),
  }
}
