import { MAX_EMF_METRICS } from '@atalaya/model'
import { onDrain, onExit } from '../../output/exit.ts'
import type { Sink } from '../../output/sink.ts'
import { stdoutSink } from '../../output/stdout-sink.ts'
import type { DeltaCursor } from '../delta.ts'
import type { FamilySpec } from '../family.ts'
import type { Metrics } from '../registry.ts'
import { type Dimensions, type Metric, type Shape, ShapeCache } from '../shape.ts'
import { aggregateEmf, type EmfFrame } from './aggregate.ts'
import { encodeEmf } from './encode.ts'
import { emfProblems, textDimensions } from './options.ts'

export interface EmfDoorOptions {
  /** 1 to 255 characters, not starting with `:` or `AWS/`. */
  readonly namespace: string
  /** Where documents go. Default: stdout, from where the log driver or `atalaya ship` takes them. */
  readonly sink?: Sink | undefined
  /**
   * `interval`: everything is summed up and written once in a while. `event`: what `putMetric` records is written at once, as
   * it is; only counters, gauges and histograms wait for the interval. Default: `interval`.
   */
  readonly mode?: 'event' | 'interval' | undefined
  /** Milliseconds. Default: 60,000. */
  readonly intervalMs?: number | undefined
  /** Dimensions of every metric. */
  readonly dimensions?: Dimensions | undefined
  /** Which counters, gauges and histograms leave by this door. Default: all. */
  readonly wants?: ((name: string) => boolean) | undefined
  /** Root members that are no dimensions, such as `Service` and `Environment`. */
  readonly properties?: Readonly<Record<string, string>> | undefined
  /** For an agent: the log group it writes the documents to. */
  readonly logGroupName?: string | undefined
  readonly logStreamName?: string | undefined
  /** Milliseconds since the Unix epoch. Default: `Date.now`. */
  readonly now?: (() => number) | undefined
}

/** Metrics as lines of embedded metric format. */
export class EmfDoor {
  readonly #metrics: Metrics
  readonly #cursor: DeltaCursor
  readonly #shapes: ShapeCache
  readonly #frame: EmfFrame
  readonly #sink: Sink
  readonly #intervalMs: number
  readonly #now: () => number
  readonly #wanted: (spec: FamilySpec) => boolean
  readonly #stops: (() => void)[] = []
  #timer: NodeJS.Timeout | undefined

  /** @throws {TypeError} naming every option that is wrong */
  constructor(metrics: Metrics, options: EmfDoorOptions) {
    const problems = emfProblems(options)
    if (problems.length > 0) throw new TypeError(`EmfDoor: ${problems.join('; ')}`)
    const { namespace, mode = 'interval', dimensions = {}, properties = {}, logGroupName, logStreamName } = options
    this.#metrics = metrics
    this.#sink = options.sink ?? stdoutSink()
    this.#now = options.now ?? Date.now
    this.#intervalMs = options.intervalMs ?? DEFAULT_INTERVAL_MS
    this.#frame = {
      namespace,
      dimensions: textDimensions(dimensions),
      properties,
      metadata: {
        ...(logGroupName === undefined ? {} : { LogGroupName: logGroupName }),
        ...(logStreamName === undefined ? {} : { LogStreamName: logStreamName }),
      },
    }
    this.#shapes = new ShapeCache(this.#frame)
    this.#cursor = metrics.openCursor()
    const { wants = () => true } = options
    this.#wanted = ({ kind, name }) => (kind === 'summary' ? mode !== 'event' : wants(name))
    if (mode === 'event') {
      this.#stops.push(
        metrics.attachEvents(this),
        metrics.onInstrument(() => this.#start()),
      )
    } else {
      this.#stops.push(metrics.attachReader())
      this.#start()
    }
  }

  /** Writes these values now, in a document of their own. */
  putMetrics(metrics: readonly Metric[], dimensions: Dimensions | undefined): void {
    if (metrics.length === 0) return
    if (metrics.length > MAX_EMF_METRICS) {
      this.putMetrics(metrics.slice(0, MAX_EMF_METRICS), dimensions)
      this.putMetrics(metrics.slice(MAX_EMF_METRICS), dimensions)
      return
    }
    const shape: Shape = this.#shapes.find(metrics, dimensions)
    const document = shape.problem === undefined ? encodeEmf(shape, metrics, dimensions, this.#now()) : shape
    if (typeof document === 'string') this.#sink.write(document)
    else if (metrics.length === 1) this.#metrics.warn(document.problem!)
    // One metric is wrong, or is there twice: each by itself.
    else for (const metric of metrics) this.putMetrics([metric], dimensions)
  }

  /** Writes what has been counted since the last time, and gauges that were set since. Happens by itself at exit. */
  emit(): void {
    this.#emit(false)
  }

  /** Writes what has been counted and resolves when it has left the process. */
  flush(): Promise<void> {
    this.emit()
    return this.#sink.flush()
  }

  /** Flushes, and ends the intervals. */
  async close(): Promise<void> {
    for (const stop of this.#stops.splice(0)) stop()
    clearInterval(this.#timer)
    await this.flush()
  }

  /** At every interval with gauges as they stand. */
  #emit(standing: boolean): void {
    try {
      const points = this.#cursor.take(this.#wanted, standing)
      if (points.length > 0) this.#sink.write(aggregateEmf(points, this.#frame, this.#now()))
    } catch (error) {
      this.#metrics.warn(`metrics could not be written: ${String(error)}`)
    }
  }

  #start(): void {
    if (this.#timer !== undefined) return
    this.#timer = setInterval(() => this.#emit(true), this.#intervalMs)
    this.#timer.unref()
    this.#stops.push(
      onExit('produce', () => this.emit()),
      onDrain(() => this.flush()),
    )
  }
}

const DEFAULT_INTERVAL_MS = 60_000
