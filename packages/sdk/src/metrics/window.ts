import { MAX_EMF_VALUES } from '@atalaya/model'
import { ExponentialBuckets } from './exponential-buckets.ts'

/** Values and how often each occurred, with what is exactly known of them all. */
export interface Summary {
  readonly count: number
  readonly sum: number
  readonly min: number
  readonly max: number
  /** At most 100. Empty when only the statistics are known. */
  readonly values: readonly number[]
  /** Of each of `values`. */
  readonly counts: readonly number[]
}

/**
 * What was recorded since a door took it last.
 *
 * The first hundred values are kept as they are; with the next one all move into exponential buckets, so that a window of a
 * million values is as small as one of a thousand and a percentile of it is still within a few percent.
 */
export class Window {
  #count = 0
  #sum = 0
  #min = Number.POSITIVE_INFINITY
  #max = Number.NEGATIVE_INFINITY
  #statisticsOnly = false
  readonly #exact: number[] = []
  #buckets: ExponentialBuckets | undefined

  add(value: number): void {
    this.#count += 1
    this.#sum += value
    if (value < this.#min) this.#min = value
    if (value > this.#max) this.#max = value
    if (this.#count <= MAX_EMF_VALUES) this.#exact.push(value)
    else this.#addToBuckets(value)
  }

  /** What was recorded before the window was opened: its values are gone, its statistics are not. */
  seed(count: number, sum: number, min: number, max: number): void {
    if (count === 0) return
    this.#count = count
    this.#sum = sum
    this.#min = min
    this.#max = max
    this.#statisticsOnly = true
  }

  get isEmpty(): boolean {
    return this.#count === 0
  }

  /** Empties the window. */
  take(): Summary {
    const head = { count: this.#count, sum: this.#sum, min: this.#min, max: this.#max }
    const summary = { ...head, ...this.#distribution() }
    this.#count = 0
    this.#sum = 0
    this.#min = Number.POSITIVE_INFINITY
    this.#max = Number.NEGATIVE_INFINITY
    this.#statisticsOnly = false
    this.#exact.length = 0
    this.#buckets?.clear()
    return summary
  }

  #addToBuckets(value: number): void {
    this.#buckets ??= new ExponentialBuckets(MAX_EMF_VALUES)
    const buckets = this.#buckets
    if (this.#exact.length > 0) {
      for (const early of this.#exact) buckets.add(early)
      this.#exact.length = 0
    }
    buckets.add(value)
  }

  #distribution(): Pick<Summary, 'values' | 'counts'> {
    if (this.#statisticsOnly) return { values: [], counts: [] }
    if (this.#exact.length > 0 || this.#buckets === undefined) return distinct(this.#exact)
    return representatives(this.#buckets, this.#min, this.#max)
  }
}

function distinct(exact: readonly number[]): Pick<Summary, 'values' | 'counts'> {
  const counts = new Map<number, number>()
  for (const value of exact) counts.set(value, (counts.get(value) ?? 0) + 1)
  return { values: [...counts.keys()], counts: [...counts.values()] }
}

/** A value for each bucket, none outside of what was seen. */
function representatives(buckets: ExponentialBuckets, min: number, max: number): Pick<Summary, 'values' | 'counts'> {
  const { positive, negative, zeroCount } = buckets
  while (filled(positive.counts) + filled(negative.counts) + (zeroCount > 0 ? 1 : 0) > MAX_EMF_VALUES) {
    const wider = positive.counts.length >= negative.counts.length ? positive : negative
    wider.coarsen(1)
  }
  const values: number[] = []
  const counts: number[] = []
  const put = (value: number, count: number) => {
    if (count === 0) return
    values.push(Math.min(max, Math.max(min, value)))
    counts.push(count)
  }
  for (const [position, count] of negative.counts.entries()) put(-negative.middle(negative.offset + position), count)
  put(0, zeroCount)
  for (const [position, count] of positive.counts.entries()) put(positive.middle(positive.offset + position), count)
  return { values, counts }
}

function filled(counts: readonly number[]): number {
  return counts.filter((count) => count > 0).length
}
