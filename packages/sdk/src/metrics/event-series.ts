import type { FamilySpec, MetricFamily } from './family.ts'
import { labelText, OVERFLOW } from './labels.ts'
import type { MetricUnit } from './metric-unit.ts'
import { type SeriesHost, SummarySeries } from './series.ts'
import { type Dimensions, type Metric, metricProblem } from './shape.ts'

/**
 * Totals of what `putMetric` records: names, units and dimensions come with each call instead of a declaration.
 *
 * Dimension names may differ within a metric, so a series is found by one key of all of them.
 */
export class EventSeries {
  cursors = 0
  readonly #byName = new Map<string, EventFamily>()
  readonly #maxSeries: number
  readonly #host: SeriesHost
  readonly #warn: (message: string) => void
  #total = 0

  constructor(maxSeries: number, host: SeriesHost, warn: (message: string) => void) {
    this.#maxSeries = maxSeries
    this.#host = host
    this.#warn = warn
  }

  families(): readonly MetricFamily[] {
    return [...this.#byName.values()].map(({ spec, byKey }) => ({ spec, series: [...byKey.values()] }))
  }

  record(metrics: readonly Metric[], dimensions: Dimensions | undefined): void {
    const names = dimensions === undefined ? [] : Object.keys(dimensions)
    const values = names.map((name) => labelText(dimensions?.[name]))
    for (const { name, value, unit = 'None', resolution } of metrics) {
      const problem = metricProblem(name, unit, resolution)
      if (problem !== undefined) this.#host.reject(String(name), name, problem)
      else this.#seriesOf(name, unit, names, values)?.observe(value)
    }
  }

  #seriesOf(
    name: string,
    unit: MetricUnit,
    labelNames: readonly string[],
    labelValues: readonly string[],
  ): SummarySeries | undefined {
    const known = this.#byName.get(name) ?? this.#addFamily(name, unit)
    if (known === undefined) return undefined
    const key = `${unit}\n${labelNames.map((label, index) => `${label}\t${labelValues[index]}`).join('\n')}`
    const series = known.byKey.get(key)
    if (series !== undefined) return series
    if (known.byKey.size < this.#maxSeries && this.#total < MAX_TIMES * this.#maxSeries) {
      this.#total += 1
      return this.#add(known, key, name, unit, labelNames, labelValues)
    }
    const overflow = known.byKey.get(OVERFLOW)
    if (overflow !== undefined) return overflow
    this.#warn(
      `metric ${name} has ${known.byKey.size} sets of dimensions, further ones are counted together as ${OVERFLOW}. A dimension with values without end (ids, paths) does not belong on a metric`,
    )
    return this.#add(known, OVERFLOW, name, unit, ['overflow'], [OVERFLOW])
  }

  #addFamily(name: string, unit: MetricUnit): EventFamily | undefined {
    if (this.#byName.size >= this.#maxSeries) {
      this.#host.reject(name, name, `one of ${this.#maxSeries} names; there are too many`)
      return undefined
    }
    const byKey = new Map<string, SummarySeries>()
    const added: EventFamily = {
      spec: { name, kind: 'summary', help: '', unit, labelNames: [] },
      byKey,
    }
    this.#byName.set(name, added)
    return added
  }

  #add(
    { byKey }: EventFamily,
    key: string,
    name: string,
    unit: MetricUnit,
    labelNames: readonly string[],
    labelValues: readonly string[],
  ): SummarySeries {
    const series = new SummarySeries({ name, unit, labelNames, labelValues }, this.#host)
    for (let cursor = 0; cursor < this.cursors; cursor++) series.openCursor()
    byKey.set(key, series)
    return series
  }
}

interface EventFamily {
  readonly spec: FamilySpec
  readonly byKey: Map<string, SummarySeries>
}

/** Series of all metrics together, as a multiple of those of one. */
const MAX_TIMES = 10
