import { MAX_EMF_METRICS, MAX_NAMESPACE_CHARS } from '@atalaya/model'
import type { Sink } from '../output/sink.ts'
import { stdoutSink } from '../output/stdout-sink.ts'
import { type Warn, Warnings } from '../output/warnings.ts'
import { dimensionProblem, encodeDimension, encodeEmf } from './emf/encode.ts'
import type { MetricUnit } from './metric-unit.ts'
import { type Dimensions, dimensionNameProblem, type Metric, ShapeCache, show } from './shape.ts'

export type { Metric } from './shape.ts'

export interface CloudWatchMetricsOptions {
  /** 1 to 255 characters, not starting with `:` or `AWS/`. */
  readonly namespace: string
  /** Written into every document as `Service`. It is not a dimension: CloudWatch keeps it as the entity of the metrics. */
  readonly serviceName: string
  /** Written into every document as `Environment`. Not a dimension either. */
  readonly environment?: string | undefined
  /** Dimensions of every metric. Default: none, so that a metric has the dimensions you see at the call. */
  readonly defaultDimensions?: Dimensions | undefined
  /** Where documents go. Default: stdout, from where the log driver or `atalaya ship` takes them. */
  readonly sink?: Sink | undefined
  /** Told about dropped metrics, at most once in 10 seconds. Default: `process.emitWarning`. */
  readonly warn?: Warn | undefined
  /** Milliseconds since the Unix epoch. Default: `Date.now`. */
  readonly now?: (() => number) | undefined
}

/**
 * Metrics as CloudWatch embedded metric format: one line of JSON per call, extracted into metrics by whoever takes the logs.
 *
 * Emitting never throws and never waits: an invalid metric is dropped and reported by a warning.
 */
export class CloudWatchMetrics {
  readonly #shapes: ShapeCache
  readonly #sink: Sink
  readonly #warnings: Warnings
  readonly #now: () => number

  /** @throws {TypeError} naming every option that is wrong */
  constructor(options: CloudWatchMetricsOptions) {
    const problems = problemsOf(options)
    if (problems.length > 0) throw new TypeError(`CloudWatchMetrics: ${problems.join('; ')}`)

    const { namespace, serviceName, environment, defaultDimensions = {} } = options
    this.#shapes = new ShapeCache({
      namespace,
      dimensions: Object.fromEntries(Object.entries(defaultDimensions).map(([key, value]) => [key, String(value)])),
      properties: { Service: serviceName, ...(environment === undefined ? {} : { Environment: environment }) },
    })
    this.#sink = options.sink ?? stdoutSink()
    this.#now = options.now ?? Date.now
    this.#warnings = new Warnings(options.warn)
  }

  /** One value of one metric. */
  putMetric(name: string, value: number, unit?: MetricUnit, dimensions?: Dimensions): void {
    this.putMetrics([{ name, value, unit }], dimensions)
  }

  /** Several metrics with the same dimensions and the same time, in one document. */
  putMetrics(metrics: readonly Metric[], dimensions?: Dimensions): void {
    try {
      this.#emit(metrics, dimensions)
    } catch (error) {
      this.#warnings.add(`metrics were dropped: ${String(error)}`)
    }
  }

  /** Resolves when everything emitted so far has left the process. At exit this happens by itself. */
  flush(): Promise<void> {
    return this.#sink.flush()
  }

  #emit(metrics: readonly Metric[], dimensions: Dimensions | undefined): void {
    if (metrics.length === 0) return
    if (metrics.length > MAX_EMF_METRICS) {
      this.#emit(metrics.slice(0, MAX_EMF_METRICS), dimensions)
      this.#emit(metrics.slice(MAX_EMF_METRICS), dimensions)
      return
    }
    const shape = this.#shapes.find(metrics, dimensions)
    const document = shape.problem === undefined ? encodeEmf(shape, metrics, dimensions, this.#now()) : shape
    if (typeof document === 'string') this.#sink.write(document)
    else if (metrics.length === 1) this.#warnings.add(document.problem!)
    // The good ones of a mixed lot still count: each alone, so that the bad ones drop out with their own warning.
    else for (const metric of metrics) this.#emit([metric], dimensions)
  }
}

function problemsOf(options: CloudWatchMetricsOptions): string[] {
  const problems: string[] = []
  const { namespace, serviceName, environment, defaultDimensions, sink } = options
  if (
    typeof namespace !== 'string' ||
    !/^[^:]/s.test(namespace) ||
    namespace.length > MAX_NAMESPACE_CHARS ||
    namespace.startsWith('AWS/')
  ) {
    problems.push(
      `namespace must be 1 to ${MAX_NAMESPACE_CHARS} characters, not starting with ":" or "AWS/", got ${show(namespace)}`,
    )
  }
  if (typeof serviceName !== 'string' || serviceName === '') {
    problems.push(`serviceName must be a text that is not empty, got ${show(serviceName)}`)
  }
  if (environment !== undefined && (typeof environment !== 'string' || environment === '')) {
    problems.push(`environment must be a text that is not empty, got ${show(environment)}`)
  }
  for (const [key, value] of Object.entries(defaultDimensions ?? {})) {
    const problem = dimensionNameProblem(key)
    if (problem !== undefined) problems.push(`defaultDimensions: ${problem}`)
    else if (encodeDimension(value) === undefined)
      problems.push(dimensionProblem('defaultDimensions', key, value).problem)
  }
  if (sink !== undefined && typeof sink.write !== 'function')
    problems.push(`sink must have a write method, got ${show(sink)}`)
  return problems
}
