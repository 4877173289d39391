/** For a service that has OpenTelemetry metrics already: either side can feed the other. */
import type { Metrics } from '../registry.ts'
import { CounterSeries, GaugeSeries, type Series, SummarySeries } from '../series.ts'

type Attributes = Readonly<Record<string, string>>

interface Observable {
  addCallback(callback: (result: { observe(value: number, attributes: Attributes): void }) => void): void
}

/** As much of a `Meter` of `@opentelemetry/api` as is needed. */
export interface MeterLike {
  createObservableCounter(name: string, options?: { readonly description?: string }): Observable
  createObservableGauge(name: string, options?: { readonly description?: string }): Observable
}

/**
 * Makes our metrics visible to a MeterProvider, those of later too: counters and gauges as they are, of histograms the count and
 * the sum, as counters `<name>.count` and `<name>.sum`, because OpenTelemetry takes no finished distributions.
 *
 * @returns how to stop adding further ones
 */
export function feedMeter(metrics: Metrics, meter: MeterLike): () => void {
  const fed = new Set<string>()
  const observe = (
    name: string,
    kind: 'counter' | 'gauge',
    help: string,
    read: (series: Series) => number | undefined,
    of: string,
  ) => {
    const options = { description: help }
    const instrument =
      kind === 'gauge' ? meter.createObservableGauge(name, options) : meter.createObservableCounter(name, options)
    instrument.addCallback((result) => {
      const family = metrics.families().find(({ spec }) => spec.name === of)
      for (const series of family?.series ?? []) {
        const value = read(series)
        if (value !== undefined) result.observe(value, attributesOf(series))
      }
    })
  }
  const add = () => {
    for (const { spec } of metrics.families()) {
      const { name, help, kind } = spec
      if (fed.has(name)) continue
      fed.add(name)
      if (kind === 'counter')
        observe(name, 'counter', help, (one) => (one instanceof CounterSeries ? one.value : undefined), name)
      else if (kind === 'gauge') {
        observe(name, 'gauge', help, (one) => (one instanceof GaugeSeries && one.isSet ? one.value : undefined), name)
      } else {
        observe(`${name}.count`, 'counter', help, (one) => (one instanceof SummarySeries ? one.count : undefined), name)
        observe(`${name}.sum`, 'counter', help, (one) => (one instanceof SummarySeries ? one.sum : undefined), name)
      }
    }
  }
  add()
  return metrics.onInstrument(add)
}

function attributesOf({ spec }: Series): Attributes {
  return Object.fromEntries(
    spec.labelNames.map((name, index) => [name, spec.labelValues[index] ?? '']).filter(([, value]) => value !== ''),
  ) as Attributes
}
