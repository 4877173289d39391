import type { SeriesSource } from '@atalaya/query'
import type { LabelledMetric } from './labels.ts'

/** Where a series of a result comes from. */
export interface MetricSource extends SeriesSource {
  /** Undefined for what an expression computed. */
  readonly metric: LabelledMetric | undefined
  /** Names and values of the labels that a Metrics Insights query groups by, in its order; empty otherwise. */
  readonly groups: readonly (readonly [name: string, value: string])[]
}
