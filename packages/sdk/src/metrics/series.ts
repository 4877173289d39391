/**
 * One series: a metric with one set of label values. It is also the bound handle a service records through: an `inc` on it is
 * an addition and nothing else.
 */
import { MAX_ABSOLUTE_VALUE } from '@atalaya/model'
import { type ActiveTrace, currentTrace, hasTraceSource } from '../context/context.ts'
import { ExponentialBuckets } from './exponential-buckets.ts'
import type { MetricUnit } from './metric-unit.ts'
import { Window } from './window.ts'

/** A recorded value together with the trace it was recorded in. */
export interface Exemplar {
  readonly value: number
  readonly traceId: string
  readonly spanId: string
  /** Milliseconds since the Unix epoch. */
  readonly timeMs: number
}

/** What all series of one registry share. */
export interface SeriesHost {
  readonly now: () => number
  /** A value that is no number for this metric. Never throws. */
  readonly reject: (name: string, value: unknown, expected: string) => void
}

/** What a series is called: by its family, or by itself where label names differ within a family. */
export interface SeriesSpec {
  readonly name: string
  readonly unit: MetricUnit
  readonly labelNames: readonly string[]
  readonly labelValues: readonly string[]
}

export abstract class Series {
  readonly spec: SeriesSpec
  /** Milliseconds since the Unix epoch at which it came to be. */
  readonly startMs: number
  protected readonly host: SeriesHost
  /** Texts that doors have derived from the spec, each at the place of its door's kind. */
  readonly derived: unknown[] = []

  constructor(spec: SeriesSpec, host: SeriesHost) {
    this.spec = spec
    this.host = host
    this.startMs = host.now()
  }

  /** Opens the next delta cursor. Cursors are numbered from 0 in the order of opening. */
  abstract openCursor(): void

  /** What was recorded so far has left: cursors opened from now on do not see it. */
  abstract settle(): void
}

export class CounterSeries extends Series {
  value = 0
  exemplar: Exemplar | undefined
  readonly #taken: number[] = []
  #settled = 0

  /** @param by - not negative */
  inc(by = 1): void {
    if (!(by >= 0 && by <= MAX_ABSOLUTE_VALUE) || typeof by !== 'number') {
      this.host.reject(this.spec.name, by, 'a number that is not negative')
      return
    }
    this.value += by
    if (hasTraceSource()) this.exemplar = exemplarOf(this.exemplar, by, this.host)
  }

  /** Raises the total to what another counter of the same thing says. */
  raiseTo(total: number): void {
    if (total > this.value) this.value = total
  }

  openCursor(): void {
    this.#taken.push(this.#settled)
  }

  settle(): void {
    this.#settled = this.value
  }

  /** What was added since the cursor took it last. */
  take(cursor: number): number {
    const delta = this.value - (this.#taken[cursor] ?? 0)
    this.#taken[cursor] = this.value
    return delta
  }
}

export class GaugeSeries extends Series {
  value = 0
  /** How often it was set. */
  #sets = 0
  readonly #taken: number[] = []

  get isSet(): boolean {
    return this.#sets > 0
  }

  set(value: number): void {
    if (!(value <= MAX_ABSOLUTE_VALUE && value >= -MAX_ABSOLUTE_VALUE) || typeof value !== 'number') {
      this.host.reject(this.spec.name, value, 'a finite number')
      return
    }
    this.value = value
    this.#sets += 1
  }

  inc(by = 1): void {
    this.set(this.value + by)
  }

  dec(by = 1): void {
    this.set(this.value - by)
  }

  openCursor(): void {
    this.#taken.push(0)
  }

  /** Whether it was set since the cursor took it last, which it does now. */
  take(cursor: number): boolean {
    const isNew = this.#sets !== this.#taken[cursor]
    this.#taken[cursor] = this.#sets
    return isNew
  }

  settle(): void {
    // And stands until it is set anew.
  }
}

/** Count, sum and range of values, in total and for each delta cursor. */
export class SummarySeries extends Series {
  count = 0
  sum = 0
  min: number = Number.POSITIVE_INFINITY
  max: number = Number.NEGATIVE_INFINITY
  #windows: readonly Window[] = NO_WINDOWS
  #settledCount = 0
  #settledSum = 0

  observe(value: number): void {
    if (!(value <= MAX_ABSOLUTE_VALUE && value >= -MAX_ABSOLUTE_VALUE) || typeof value !== 'number') {
      this.host.reject(this.spec.name, value, 'a finite number')
      return
    }
    this.record(value)
  }

  protected record(value: number): void {
    this.count += 1
    this.sum += value
    if (value < this.min) this.min = value
    if (value > this.max) this.max = value
    const windows = this.#windows
    for (let index = 0; index < windows.length; index++) windows[index]!.add(value)
  }

  openCursor(): void {
    const window = new Window()
    // The range is that of all there ever was: it holds what is new.
    window.seed(this.count - this.#settledCount, this.sum - this.#settledSum, this.min, this.max)
    this.#windows = [...this.#windows, window]
  }

  settle(): void {
    this.#settledCount = this.count
    this.#settledSum = this.sum
  }

  /** The window of a cursor. */
  window(cursor: number): Window | undefined {
    return this.#windows[cursor]
  }
}

const NO_WINDOWS: readonly Window[] = []

/** Counts of values between explicit bounds. */
export class HistogramSeries extends SummarySeries {
  /** Upper bounds, inclusive, ascending, without infinity. */
  readonly bounds: readonly number[]
  /** One more than bounds; not cumulative. */
  readonly counts: number[]
  /** The latest of each bucket; empty without tracing. */
  readonly exemplars: (Exemplar | undefined)[] = []

  constructor(spec: SeriesSpec, host: SeriesHost, bounds: readonly number[]) {
    super(spec, host)
    this.bounds = bounds
    this.counts = new Array<number>(bounds.length + 1).fill(0)
  }

  protected override record(value: number): void {
    super.record(value)
    const { bounds } = this
    let bucket = 0
    if (bounds.length > LINEAR_BOUNDS) bucket = bucketOf(bounds, value)
    else while (bucket < bounds.length && value > bounds[bucket]!) bucket++
    this.counts[bucket]! += 1
    if (hasTraceSource()) this.exemplars[bucket] = exemplarOf(this.exemplars[bucket], value, this.host)
  }
}

const LINEAR_BOUNDS = 24

/** Index of the first bound that is not below the value. */
function bucketOf(bounds: readonly number[], value: number): number {
  let low = 0
  let high = bounds.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (value > bounds[middle]!) low = middle + 1
    else high = middle
  }
  return low
}

/** Counts of values between bounds that grow by a factor and find their own range. */
export class ExponentialSeries extends SummarySeries {
  readonly buckets: ExponentialBuckets

  constructor(spec: SeriesSpec, host: SeriesHost, size: number) {
    super(spec, host)
    this.buckets = new ExponentialBuckets(size)
  }

  protected override record(value: number): void {
    super.record(value)
    this.buckets.add(value)
  }
}

/** A new exemplar when a sampled trace is active, and not more than one in a while: making one costs more than counting. */
function exemplarOf(previous: Exemplar | undefined, value: number, host: SeriesHost): Exemplar | undefined {
  const trace: ActiveTrace | undefined = currentTrace()
  if (trace === undefined || (trace.traceFlags & SAMPLED) === 0) return previous
  const timeMs = host.now()
  if (previous !== undefined && timeMs - previous.timeMs < EXEMPLAR_INTERVAL_MS && timeMs >= previous.timeMs)
    return previous
  return { value, traceId: trace.traceId, spanId: trace.spanId, timeMs }
}

const SAMPLED = 1
const EXEMPLAR_INTERVAL_MS = 1_000
