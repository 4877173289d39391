/** Distinct values in ascending order and how often each occurred: what percentiles and trimmed statistics are made from. */
export interface Distribution {
  readonly values: Float64Array
  /** Same length as `values`; positive, not necessarily whole. */
  readonly weights: Float64Array
  /** True when part of the data was statistic sets that hide their values: the distribution is not the whole story. */
  readonly incomplete: boolean
}
