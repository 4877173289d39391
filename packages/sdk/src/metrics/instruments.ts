/** What services record through. Each instrument finds the series of the given labels and hands the value on. */

import { observedThen } from '../context/observed-then.ts'
import type { Family } from './family.ts'
import type { Labels, LabelValues } from './labels.ts'
import type { CounterSeries, ExponentialSeries, GaugeSeries, HistogramSeries } from './series.ts'

/** A counter with its labels chosen: keep it, and counting is one addition. */
export interface BoundCounter {
  /** @param by - not negative; 1 when left out */
  inc(by?: number): void
}

export interface BoundGauge {
  set(value: number): void
  inc(by?: number): void
  dec(by?: number): void
}

export interface BoundHistogram {
  observe(value: number): void
}

export interface BoundTimer extends BoundHistogram {
  /** Starts a clock; the function it returns records the time since, once, and returns it in the unit of the timer. */
  start(): () => number
  /** Records how long `work` takes, also when it fails. Its result or failure is passed on. */
  time<T>(work: () => T): T
}

type Names = readonly string[]

/** Something that only goes up. */
export interface Counter<N extends Names = Names> {
  inc(by?: number): void
  inc(labels: Labels<N[number]>, by?: number): void
  /** The counter of these label values, in the order in which the labels were named. */
  at(...values: LabelValues<N>): BoundCounter
}

/** Something that goes up and down. */
export interface Gauge<N extends Names = Names> {
  set(value: number): void
  set(labels: Labels<N[number]>, value: number): void
  inc(by?: number): void
  inc(labels: Labels<N[number]>, by?: number): void
  dec(by?: number): void
  dec(labels: Labels<N[number]>, by?: number): void
  at(...values: LabelValues<N>): BoundGauge
}

/** Sizes, times and other values whose distribution matters. */
export interface Histogram<N extends Names = Names> {
  observe(value: number): void
  observe(labels: Labels<N[number]>, value: number): void
  at(...values: LabelValues<N>): BoundHistogram
}

/** A histogram of times. */
export interface Timer<N extends Names = Names> extends Histogram<N> {
  at(...values: LabelValues<N>): BoundTimer
  start(): () => number
  start(labels: Labels<N[number]>): () => number
  time<T>(work: () => T): T
  time<T>(labels: Labels<N[number]>, work: () => T): T
}

export class FamilyCounter implements Counter {
  readonly #family: Family<CounterSeries>

  constructor(family: Family<CounterSeries>) {
    this.#family = family
  }

  inc(labelsOrBy?: Labels | number, by?: number): void {
    if (isLabels(labelsOrBy)) this.#family.byLabels(labelsOrBy).inc(by)
    else this.#family.only().inc(labelsOrBy)
  }

  at(...values: LabelValues<Names>): BoundCounter {
    return this.#family.byValues(values)
  }
}

export class FamilyGauge implements Gauge {
  readonly #family: Family<GaugeSeries>

  constructor(family: Family<GaugeSeries>) {
    this.#family = family
  }

  set(labelsOrValue: Labels | number, value?: number): void {
    if (isLabels(labelsOrValue)) this.#family.byLabels(labelsOrValue).set(value as number)
    else this.#family.only().set(labelsOrValue)
  }

  inc(labelsOrBy?: Labels | number, by?: number): void {
    if (isLabels(labelsOrBy)) this.#family.byLabels(labelsOrBy).inc(by)
    else this.#family.only().inc(labelsOrBy)
  }

  dec(labelsOrBy?: Labels | number, by?: number): void {
    if (isLabels(labelsOrBy)) this.#family.byLabels(labelsOrBy).dec(by)
    else this.#family.only().dec(labelsOrBy)
  }

  at(...values: LabelValues<Names>): BoundGauge {
    return this.#family.byValues(values)
  }
}

/** Callers without types may give `null`, which is then told to be no number. */
function isLabels(value: Labels | number | undefined): value is Labels {
  return typeof value === 'object' && value !== null
}

type AnyHistogramSeries = HistogramSeries | ExponentialSeries

export class FamilyHistogram implements Histogram {
  protected readonly family: Family<AnyHistogramSeries>

  constructor(family: Family<AnyHistogramSeries>) {
    this.family = family
  }

  observe(labelsOrValue: Labels | number, value?: number): void {
    if (isLabels(labelsOrValue)) this.family.byLabels(labelsOrValue).observe(value as number)
    else this.family.only().observe(labelsOrValue)
  }

  at(...values: LabelValues<Names>): BoundHistogram {
    return this.family.byValues(values)
  }
}

export class FamilyTimer extends FamilyHistogram implements Timer {
  /** Units of the timer in a millisecond. */
  readonly #perMs: number

  constructor(family: Family<AnyHistogramSeries>, perMs: number) {
    super(family)
    this.#perMs = perMs
  }

  override at(...values: LabelValues<Names>): BoundTimer {
    return new SeriesTimer(this.family.byValues(values), this.#perMs)
  }

  start(labels: Labels = NO_LABELS): () => number {
    return this.#bind(labels).start()
  }

  time<T>(labelsOrWork: Labels | (() => T), work?: () => T): T {
    if (typeof labelsOrWork === 'function') return this.#bind(NO_LABELS).time(labelsOrWork)
    return this.#bind(labelsOrWork).time(work!)
  }

  #bind(labels: Labels): BoundTimer {
    return new SeriesTimer(this.family.byLabels(labels), this.#perMs)
  }
}

const NO_LABELS: Labels = {}

class SeriesTimer implements BoundTimer {
  readonly #series: BoundHistogram
  readonly #perMs: number

  constructor(series: BoundHistogram, perMs: number) {
    this.#series = series
    this.#perMs = perMs
  }

  observe(value: number): void {
    this.#series.observe(value)
  }

  start(): () => number {
    const begin = performance.now()
    let elapsed: number | undefined
    return () => {
      if (elapsed === undefined) {
        elapsed = (performance.now() - begin) * this.#perMs
        this.#series.observe(elapsed)
      }
      return elapsed
    }
  }

  time<T>(work: () => T): T {
    return whenSettled(work, this.start())
  }
}

/** Runs `work` and calls `done` once it has returned, thrown, resolved or rejected. */
export function whenSettled<T>(work: () => T, done: (failed: boolean) => unknown): T {
  let result: T
  try {
    result = work()
  } catch (error) {
    done(true)
    throw error
  }
  if (!isPromiseLike(result)) {
    done(false)
    return result
  }
  return observedThen(
    result,
    () => done(false),
    () => done(true),
  )
}

function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'
}
