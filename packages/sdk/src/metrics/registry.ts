/**
 * The registry: a metric is counted here once and leaves by any number of doors.
 *
 * Doors that want totals (Prometheus, OTLP) read `families()`. Doors that want changes (EMF, PutMetricData) open a cursor, each
 * its own, so that none takes away what another has not seen. Doors that want every single value (EMF per event) attach
 * themselves to `putMetric`. No method of a registry throws into the path of business code once an instrument exists.
 */

import { merged } from '../context/merged.ts'
import { type Warn, Warnings } from '../output/warnings.ts'
import { DeltaCursor } from './delta.ts'
import { EventSeries } from './event-series.ts'
import { Family, type MetricFamily, type MetricKind } from './family.ts'
import {
  type Counter,
  FamilyCounter,
  FamilyGauge,
  FamilyHistogram,
  FamilyTimer,
  type Gauge,
  type Histogram,
  type Timer,
} from './instruments.ts'
import { isMetricUnit, type MetricUnit } from './metric-unit.ts'
import { NO_OP } from './no-op.ts'
import {
  CounterSeries,
  ExponentialSeries,
  GaugeSeries,
  HistogramSeries,
  type Series,
  type SeriesHost,
  type SeriesSpec,
} from './series.ts'
import { type Dimensions, type Metric, show } from './shape.ts'

export interface MetricsOptions {
  /** Off: every instrument is a no-op. Default: on. */
  readonly enabled?: boolean | undefined
  /** Label sets of one metric; further ones are counted together in an overflow series. Default: 2,000. */
  readonly maxSeries?: number | undefined
  /** Told about dropped values, at most once in 10 seconds. Default: `process.emitWarning`. */
  readonly warn?: Warn | undefined
  /** Milliseconds since the Unix epoch. Default: `Date.now`. */
  readonly now?: (() => number) | undefined
}

export interface InstrumentOptions<Names extends readonly string[] = readonly string[]> {
  /** One sentence for whoever reads `/metrics`. */
  readonly help?: string | undefined
  /** Names of the labels: letters, digits and `_`. */
  readonly labels?: Names | undefined
  /** CloudWatch unit. Default: from the name (`_seconds`, `_bytes`, `_percent`, `_total`), else `None`. */
  readonly unit?: MetricUnit | undefined
}

export interface HistogramOptions<Names extends readonly string[] = readonly string[]>
  extends InstrumentOptions<Names> {
  /**
   * Upper bounds, inclusive, ascending; or exponential buckets that find their own range, at most `size` (default 160).
   * Default: bounds for seconds, from 5 ms to 10 s.
   */
  readonly buckets?: readonly number[] | 'exponential' | { readonly size: number } | undefined
}

/** Takes every value of `putMetric` as it comes. Must not throw. */
export interface EventDoor {
  putMetrics(metrics: readonly Metric[], dimensions: Dimensions | undefined): void
}

/** Records with dimensions that are always the same. */
export interface DimensionScope {
  putMetric(name: string, value: number, unit?: MetricUnit, dimensions?: Dimensions): void
  putMetrics(metrics: readonly Metric[], dimensions?: Dimensions): void
  withDimensions(dimensions: Dimensions): DimensionScope
}

export class Metrics implements DimensionScope {
  readonly enabled: boolean
  protected readonly warnings: Warnings
  readonly #families = new Map<string, MetricFamily>()
  readonly #events: EventSeries
  readonly #maxSeries: number
  readonly #host: SeriesHost
  readonly #beforeRead = new Set<() => void>()
  readonly #onInstrument = new Set<() => void>()
  readonly #eventDoors = new Set<EventDoor>()
  #readers = 0
  #cursors = 0

  /** @throws {TypeError} naming every option that is wrong */
  constructor(options: MetricsOptions = {}) {
    const { enabled = true, maxSeries = 2_000, now = Date.now, warn } = options
    if (!Number.isInteger(maxSeries) || maxSeries < 1) {
      throw new TypeError(`Metrics: maxSeries must be an integer of at least 1, got ${show(maxSeries)}`)
    }
    this.enabled = enabled
    this.#maxSeries = maxSeries
    this.warnings = new Warnings(warn)
    this.#host = {
      now,
      reject: (name, value, expected) =>
        this.warnings.add(`metric ${name}: a value was dropped: it must be ${expected}, got ${show(value)}`),
    }
    this.#events = new EventSeries(maxSeries, this.#host, (message) => this.warnings.always(message))
  }

  /** @throws {TypeError} for a bad name or label, or when the name is taken by another kind of metric */
  counter<const Names extends readonly string[] = readonly []>(
    name: string,
    options: InstrumentOptions<Names> = {},
  ): Counter<Names> {
    if (!this.enabled) return NO_OP
    return new FamilyCounter(this.#family(name, 'counter', options, (spec) => new CounterSeries(spec, this.#host)))
  }

  /** @throws {TypeError} as `counter` does */
  gauge<const Names extends readonly string[] = readonly []>(
    name: string,
    options: InstrumentOptions<Names> = {},
  ): Gauge<Names> {
    if (!this.enabled) return NO_OP
    return new FamilyGauge(this.#family(name, 'gauge', options, (spec) => new GaugeSeries(spec, this.#host)))
  }

  /** @throws {TypeError} as `counter` does, or for bad buckets */
  histogram<const Names extends readonly string[] = readonly []>(
    name: string,
    options: HistogramOptions<Names> = {},
  ): Histogram<Names> {
    if (!this.enabled) return NO_OP
    return new FamilyHistogram(this.#histogramFamily(name, options, SECONDS_BUCKETS))
  }

  /**
   * A histogram with a clock. Its unit is that of the name or of the options (Seconds, Milliseconds or Microseconds), else
   * Milliseconds.
   *
   * @throws {TypeError} as `histogram` does
   */
  timer<const Names extends readonly string[] = readonly []>(
    name: string,
    options: HistogramOptions<Names> = {},
  ): Timer<Names> {
    if (!this.enabled) return NO_OP
    const unit = options.unit ?? (unitOf(name) === 'Seconds' ? 'Seconds' : 'Milliseconds')
    const perMs = PER_MS[unit]
    if (perMs === undefined) throw new TypeError(`timer ${name}: the unit must be one of time, got ${show(unit)}`)
    const bounds = SECONDS_BUCKETS.map((bound) => bound * 1_000 * perMs)
    return new FamilyTimer(this.#histogramFamily(name, { ...options, unit }, bounds), perMs)
  }

  /** One value of one metric, with dimensions that need no declaration. */
  putMetric(name: string, value: number, unit?: MetricUnit, dimensions?: Dimensions): void {
    this.putMetrics([{ name, value, unit }], dimensions)
  }

  /** Several values with the same dimensions and the same time. */
  putMetrics(metrics: readonly Metric[], dimensions?: Dimensions): void {
    if (!this.enabled) return
    try {
      for (const door of this.#eventDoors) door.putMetrics(metrics, dimensions)
      // Where every value leaves by itself and nobody reads totals, totals are not kept.
      if (this.#eventDoors.size === 0 || this.#readers > 0) this.#events.record(metrics, dimensions)
    } catch (error) {
      this.warnings.add(`metrics were dropped: ${String(error)}`)
    }
  }

  withDimensions(dimensions: Dimensions): DimensionScope {
    return new Scope(this, dimensions)
  }

  /** Every metric there is, after everything that is taken only when read has been taken. */
  families(): readonly MetricFamily[] {
    for (const take of this.#beforeRead) {
      try {
        take()
      } catch (error) {
        this.warnings.add(`a metric could not be read: ${String(error)}`)
      }
    }
    return [...this.#families.values(), ...this.#events.families()]
  }

  /** Calls `take` before every reading of the registry, so that it can set gauges. Returns how to stop that. */
  beforeRead(take: () => void): () => void {
    this.#beforeRead.add(take)
    return () => this.#beforeRead.delete(take)
  }

  /** Calls `tell` when an instrument is made. Returns how to stop that. */
  onInstrument(tell: () => void): () => void {
    this.#onInstrument.add(tell)
    return () => this.#onInstrument.delete(tell)
  }

  /** From now on values of `putMetric` also go to this door as they come. Returns how to detach it. */
  attachEvents(door: EventDoor): () => void {
    this.#eventDoors.add(door)
    return () => this.#eventDoors.delete(door)
  }

  /** Says that totals of `putMetric` are wanted. Doors that read the registry call it when they open. */
  attachReader(): () => void {
    this.#readers += 1
    let attached = true
    return () => {
      if (attached) this.#readers -= 1
      attached = false
    }
  }

  /** A reading position for a door that wants changes. It cannot be given back: open one for each door, at the start. */
  openCursor(): DeltaCursor {
    const cursor = new DeltaCursor(this, this.#cursors)
    this.#cursors += 1
    for (const family of [...this.#families.values(), ...this.#events.families()]) {
      for (const series of family.series) series.openCursor()
    }
    this.#events.cursors = this.#cursors
    return cursor
  }

  /** Everything recorded so far has left by doors that are closed now: doors that open later begin here. */
  protected settle(): void {
    for (const family of [...this.#families.values(), ...this.#events.families()]) {
      for (const series of family.series) series.settle()
    }
  }

  /** A warning about metrics; at most one in 10 seconds gets through. */
  warn(message: string): void {
    this.warnings.add(message)
  }

  #histogramFamily(
    name: string,
    options: HistogramOptions,
    defaultBounds: readonly number[],
  ): Family<HistogramSeries | ExponentialSeries> {
    const { buckets = defaultBounds } = options
    if (Array.isArray(buckets)) {
      const bounds = checkBounds(name, buckets as readonly number[])
      return this.#family(name, 'histogram', options, (spec) => new HistogramSeries(spec, this.#host, bounds))
    }
    const size = buckets === 'exponential' ? DEFAULT_EXPONENTIAL_SIZE : (buckets as { readonly size: number }).size
    if (!Number.isInteger(size) || size < 2)
      throw new TypeError(`metric ${name}: size must be an integer of at least 2, got ${show(size)}`)
    return this.#family(name, 'exponential', options, (spec) => new ExponentialSeries(spec, this.#host, size))
  }

  #family<S extends Series>(
    name: string,
    kind: MetricKind,
    options: InstrumentOptions,
    make: (spec: SeriesSpec) => S,
  ): Family<S> {
    const { help = '', labels = [], unit = unitOf(name) } = options
    const known = this.#families.get(name)
    if (known !== undefined) {
      if (known.spec.kind !== kind || known.spec.labelNames.join() !== labels.join()) {
        throw new TypeError(
          `metric ${name} is there already, as a ${known.spec.kind} with labels (${known.spec.labelNames.join(', ')})`,
        )
      }
      return known as unknown as Family<S>
    }
    checkSpec(name, labels, unit)
    const family = new Family({ name, kind, help, unit, labelNames: [...labels] }, make, {
      maxSeries: this.#maxSeries,
      cursors: () => this.#cursors,
      warn: (message) => this.warnings.always(message),
    })
    this.#families.set(name, family)
    // Visible from the start: an alarm on a count must tell zero from nothing.
    if (labels.length === 0) family.only()
    for (const tell of this.#onInstrument) tell()
    return family
  }
}

class Scope implements DimensionScope {
  readonly #metrics: DimensionScope
  readonly #dimensions: Dimensions

  constructor(metrics: DimensionScope, dimensions: Dimensions) {
    this.#metrics = metrics
    this.#dimensions = merged({}, dimensions)
  }

  putMetric(name: string, value: number, unit?: MetricUnit, dimensions?: Dimensions): void {
    this.putMetrics([{ name, value, unit }], dimensions)
  }

  putMetrics(metrics: readonly Metric[], dimensions?: Dimensions): void {
    this.#metrics.putMetrics(
      metrics,
      dimensions === undefined ? this.#dimensions : merged(this.#dimensions, dimensions),
    )
  }

  withDimensions(dimensions: Dimensions): DimensionScope {
    return new Scope(this.#metrics, merged(this.#dimensions, dimensions))
  }
}

/** Of the OpenTelemetry conventions for HTTP: https://opentelemetry.io/docs/specs/semconv/http/http-metrics/ */
export const SECONDS_BUCKETS: readonly number[] = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
]

const DEFAULT_EXPONENTIAL_SIZE = 160

const PER_MS: Readonly<Partial<Record<MetricUnit, number>>> = { Seconds: 0.001, Milliseconds: 1, Microseconds: 1_000 }

function unitOf(name: string): MetricUnit {
  if (name.endsWith('_seconds')) return 'Seconds'
  if (name.endsWith('_bytes')) return 'Bytes'
  if (name.endsWith('_percent')) return 'Percent'
  return name.endsWith('_total') ? 'Count' : 'None'
}

function checkSpec(name: string, labels: readonly string[], unit: unknown): void {
  if (typeof name !== 'string' || !METRIC_NAME.test(name) || name.length > 255) {
    throw new TypeError(
      `a metric name must be 1 to 255 letters, digits, "_", ":", "." or "/", not a digit first, got ${show(name)}`,
    )
  }
  if (!isMetricUnit(unit)) throw new TypeError(`metric ${name}: the unit must be one of MetricUnit, got ${show(unit)}`)
  const bad = labels.find((label) => !LABEL_NAME.test(label) || label.startsWith('__') || RESERVED_LABELS.has(label))
  if (bad !== undefined) {
    throw new TypeError(
      `metric ${name}: a label must be letters, digits and "_", not "le" or "quantile", got ${show(bad)}`,
    )
  }
  if (new Set(labels).size !== labels.length) throw new TypeError(`metric ${name}: two labels have the same name`)
  if (labels.length > MAX_LABELS)
    throw new TypeError(`metric ${name}: at most ${MAX_LABELS} labels, got ${labels.length}`)
}

const METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:./]*$/
const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/
const RESERVED_LABELS: ReadonlySet<string> = new Set(['le', 'quantile'])
/** CloudWatch takes 30 dimensions, three of which are service, environment and instance. */
const MAX_LABELS = 27

function checkBounds(name: string, bounds: readonly number[]): readonly number[] {
  const ascending = bounds.every(
    (bound, index) => Number.isFinite(bound) && (index === 0 || bound > bounds[index - 1]!),
  )
  if (bounds.length === 0 || !ascending) {
    throw new TypeError(`metric ${name}: buckets must be finite numbers in ascending order, got [${bounds.join(', ')}]`)
  }
  return [...bounds]
}
