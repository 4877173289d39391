import type { FamilySpec, MetricFamily, MetricKind } from './family.ts'
import type { MetricUnit } from './metric-unit.ts'
import { CounterSeries, GaugeSeries, type Series, SummarySeries } from './series.ts'
import type { Summary } from './window.ts'

/** What happened to one series since the last time. */
export interface DeltaPoint {
  readonly kind: MetricKind
  readonly series: Series
  readonly name: string
  readonly unit: MetricUnit
  readonly labelNames: readonly string[]
  readonly labelValues: readonly string[]
  /** What a counter grew by, what a gauge stands at, or the values that were recorded. */
  readonly value: number | Summary
}

/** One door's reading position. */
export class DeltaCursor {
  readonly #source: { families(): readonly MetricFamily[] }
  readonly #index: number

  constructor(source: { families(): readonly MetricFamily[] }, index: number) {
    this.#source = source
    this.#index = index
  }

  /**
   * What changed since the last call.
   *
   * @param standing - gauges too that nobody has set since, as at the end of an interval; between intervals they would only be told again
   */
  take(wanted: (spec: FamilySpec) => boolean = always, standing = true): readonly DeltaPoint[] {
    const points: DeltaPoint[] = []
    for (const { spec, series } of this.#source.families()) {
      if (!wanted(spec)) continue
      for (const one of series) {
        const value = changeOf(one, this.#index, standing)
        if (value === undefined) continue
        const { name, unit, labelNames, labelValues } = one.spec
        points.push({ kind: spec.kind, series: one, name, unit, labelNames, labelValues, value })
      }
    }
    return points
  }
}

function always(): boolean {
  return true
}

function changeOf(series: Series, cursor: number, standing: boolean): number | Summary | undefined {
  if (series instanceof CounterSeries) return series.take(cursor) || undefined
  if (series instanceof GaugeSeries) {
    const isNew = series.take(cursor)
    return series.isSet && (isNew || standing) ? series.value : undefined
  }
  if (!(series instanceof SummarySeries)) return undefined
  const window = series.window(cursor)
  return window === undefined || window.isEmpty ? undefined : window.take()
}
