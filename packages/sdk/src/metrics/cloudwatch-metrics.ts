import { hostname } from 'node:os'
import type { Sink } from '../output/sink.ts'
import type { Warn } from '../output/warnings.ts'
import { EmfDoor } from './emf/emf-door.ts'
import { dimensionsProblems, emfProblems } from './emf/options.ts'
import { Metrics } from './registry.ts'
import { type Dimensions, show } from './shape.ts'

export interface CloudWatchMetricsOptions {
  /** 1 to 255 characters, not starting with `:` or `AWS/`. */
  readonly namespace: string
  /** Written into every document as `Service`: CloudWatch keeps it as the entity of the metrics. */
  readonly serviceName: string
  /** Written into every document as `Environment`. */
  readonly environment?: string | undefined
  /**
   * Dimensions of every metric. `service`: Service, Environment (when given) and InstanceId. Default: `none`, so that a metric
   * has the dimensions you see at the call.
   */
  readonly defaultDimensions?: Dimensions | 'service' | 'none' | undefined
  /** Names this instance where `InstanceId` is a dimension. Default: the host name. */
  readonly instanceId?: string | undefined
  /** Where documents go. Default: stdout, from where the log driver or `atalaya ship` takes them. */
  readonly sink?: Sink | undefined
  /** `event`: what `putMetric` records is written at once. `interval`: it is summed up first. Default: `event`. */
  readonly mode?: 'event' | 'interval' | undefined
  /** Milliseconds. Default: 60,000. */
  readonly intervalMs?: number | undefined
  /** For an agent: the log group it writes the documents to. */
  readonly logGroupName?: string | undefined
  readonly logStreamName?: string | undefined
  /** Off: nothing is recorded. Default: on. */
  readonly enabled?: boolean | undefined
  /** Label sets of one metric. Default: 2,000. */
  readonly maxSeries?: number | undefined
  /** Told about dropped metrics, at most once in 10 seconds. Default: `process.emitWarning`. */
  readonly warn?: Warn | undefined
  /** Milliseconds since the Unix epoch. Default: `Date.now`. */
  readonly now?: (() => number) | undefined
}

/**
 * Metrics as CloudWatch embedded metric format, extracted into metrics by whoever takes the logs.
 *
 * A registry with one door: `putMetric` writes a line at once, counters, gauges and histograms are summed up and written every
 * minute. Emitting never throws and never waits: an invalid metric is dropped and reported by a warning.
 */
export class CloudWatchMetrics extends Metrics {
  readonly #door: EmfDoor

  /** @throws {TypeError} naming every option that is wrong */
  constructor(options: CloudWatchMetricsOptions) {
    const problems = problemsOf(options)
    if (problems.length > 0) throw new TypeError(`CloudWatchMetrics: ${problems.join('; ')}`)
    super(options)
    const { serviceName, environment } = options
    const properties = { Service: serviceName, ...(environment === undefined ? {} : { Environment: environment }) }
    this.#door = new EmfDoor(this, {
      ...options,
      mode: options.mode ?? 'event',
      dimensions: dimensionsOf(options, properties),
      properties,
    })
  }

  /** Resolves when everything recorded so far has left the process. At exit this happens by itself. */
  flush(): Promise<void> {
    return this.#door.flush()
  }

  /** Flushes, and ends the intervals. */
  close(): Promise<void> {
    return this.#door.close()
  }
}

function dimensionsOf(
  { defaultDimensions = 'none', instanceId }: CloudWatchMetricsOptions,
  properties: Readonly<Record<string, string>>,
): Dimensions {
  if (defaultDimensions === 'service') return { ...properties, InstanceId: instanceId ?? hostname() }
  return defaultDimensions === 'none' ? {} : defaultDimensions
}

function problemsOf(options: CloudWatchMetricsOptions): readonly string[] {
  const { serviceName, environment, defaultDimensions } = options
  const problems = emfProblems({ ...options, dimensions: undefined })
  if (typeof serviceName !== 'string' || serviceName === '') {
    problems.push(`serviceName must be a text that is not empty, got ${show(serviceName)}`)
  }
  if (environment !== undefined && (typeof environment !== 'string' || environment === '')) {
    problems.push(`environment must be a text that is not empty, got ${show(environment)}`)
  }
  if (typeof defaultDimensions === 'object')
    problems.push(...dimensionsProblems('defaultDimensions', defaultDimensions))
  else if (defaultDimensions !== undefined && !['service', 'none'].includes(defaultDimensions)) {
    problems.push(`defaultDimensions must be dimensions, "service" or "none", got ${show(defaultDimensions)}`)
  }
  return problems
}
