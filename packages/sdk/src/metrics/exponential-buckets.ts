/**
 * Counts of values in buckets that grow by a factor, as OpenTelemetry's exponential histograms do.
 *
 * Bucket `i` holds `(base^i, base^(i+1)]` with `base = 2^(2^-scale)`. There are at most `size` buckets: when a value falls
 * further away, pairs of buckets are merged (the scale goes down by one) until all fit. Adding a value costs a logarithm and
 * an increment, whatever the range of the values. Negative values have buckets of their own, by magnitude; zero is counted apart.
 *
 * @see https://opentelemetry.io/docs/specs/otel/metrics/data-model/#exponentialhistogram
 */
export class ExponentialBuckets {
  readonly positive: ExponentialRange
  readonly negative: ExponentialRange
  zeroCount = 0

  /** @param size - buckets of each sign */
  constructor(size: number) {
    this.positive = new ExponentialRange(size)
    this.negative = new ExponentialRange(size)
  }

  /** @param value - finite */
  add(value: number, count = 1): void {
    if (value > 0) this.positive.add(value, count)
    else if (value < 0) this.negative.add(-value, count)
    else this.zeroCount += count
  }

  /** Both signs at one scale, as OTLP has them: the coarser of the two. */
  level(): number {
    const { positive, negative } = this
    if (positive.isEmpty) return negative.isEmpty ? MAX_SCALE : negative.scale
    if (negative.isEmpty) return positive.scale
    const scale = Math.min(positive.scale, negative.scale)
    positive.coarsen(positive.scale - scale)
    negative.coarsen(negative.scale - scale)
    return scale
  }

  clear(): void {
    this.positive.clear()
    this.negative.clear()
    this.zeroCount = 0
  }
}

/** Finer starts would only be merged again: 0.07 % a bucket. */
const MAX_SCALE = 10

class ExponentialRange {
  scale: number = MAX_SCALE
  /** First and last bucket that holds something; bucket `i` is kept at `i` modulo `size`. */
  #low = 0
  #high = -1
  /** Allocated with the first value: most series have no negative ones. */
  #counts: Float64Array | undefined
  readonly #size: number
  #factor: number = 2 ** MAX_SCALE

  constructor(size: number) {
    this.#size = size
  }

  get isEmpty(): boolean {
    return this.#high < this.#low
  }

  /** Index of the first bucket of `counts`. */
  get offset(): number {
    return this.#low
  }

  get counts(): readonly number[] {
    return Array.from({ length: this.#high - this.#low + 1 }, (_, position) => this.#countOf(this.#low + position))
  }

  /** A value in the middle of the bucket, in the sense of ratios. */
  middle(index: number): number {
    return 2 ** ((index + 0.5) / this.#factor)
  }

  add(value: number, count: number): void {
    this.#counts ??= new Float64Array(this.#size)
    let index = this.#indexOf(value)
    if (this.#high < this.#low) {
      this.#low = index
      this.#high = index
    } else if (index < this.#low || index > this.#high) {
      let low = Math.min(index, this.#low)
      let high = Math.max(index, this.#high)
      let steps = 0
      for (; high - low >= this.#size; steps++) {
        low >>= 1
        high >>= 1
      }
      if (steps > 0) {
        this.coarsen(steps)
        index >>= steps
      }
      this.#low = low
      this.#high = high
    }
    this.#counts[this.#place(index)]! += count
  }

  /** Merges each 2^steps neighbours. */
  coarsen(steps: number): void {
    if (steps <= 0) return
    this.scale -= steps
    this.#factor = 2 ** this.scale
    if (this.isEmpty || this.#counts === undefined) return
    const merged = new Float64Array(this.#size)
    const low = this.#low >> steps
    for (let index = this.#low; index <= this.#high; index++)
      merged[this.#place(index >> steps)]! += this.#countOf(index)
    this.#low = low
    this.#high >>= steps
    this.#counts = merged
  }

  clear(): void {
    this.scale = MAX_SCALE
    this.#factor = 2 ** MAX_SCALE
    this.#low = 0
    this.#high = -1
    this.#counts?.fill(0)
  }

  #indexOf(value: number): number {
    return Math.ceil(Math.log2(value) * this.#factor) - 1
  }

  #countOf(index: number): number {
    return this.#counts?.[this.#place(index)] ?? 0
  }

  #place(index: number): number {
    const place = index % this.#size
    return place < 0 ? place + this.#size : place
  }
}

export type { ExponentialRange }
