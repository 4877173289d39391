/** For a service that has a prom-client registry already: its metrics leave by our doors, or ours by its `/metrics`. */
import type { PrometheusDoor } from '../prometheus/prometheus-door.ts'
import type { Metrics } from '../registry.ts'
import { CounterSeries } from '../series.ts'

/** As much of a prom-client registry as is needed. */
export interface PromRegistry {
  getMetricsAsJSON(): Promise<readonly object[]>
  metrics(): Promise<string>
}

interface PromMetric {
  readonly name: string
  readonly help: string
  readonly type: string
  readonly values?: readonly PromSample[]
}

interface PromSample {
  readonly value: number
  readonly labels: Readonly<Record<string, string | number | undefined>>
  readonly metricName?: string | undefined
}

/**
 * Copies what a prom-client registry holds into ours, so that it leaves by our doors too. Call it at intervals shorter than
 * theirs. Counters and gauges are copied as they are; of histograms and summaries the count and the sum, as counters
 * `<name>_count` and `<name>_sum`. Never rejects.
 */
export async function readPromClient(registry: PromRegistry, metrics: Metrics): Promise<void> {
  try {
    for (const metric of (await registry.getMetricsAsJSON()) as readonly PromMetric[]) copy(metric, metrics)
  } catch (error) {
    metrics.warn(`the prom-client registry could not be read: ${String(error)}`)
  }
}

/** Our metrics behind those of a prom-client registry, as one Prometheus text. A name must not be in both. */
export async function mergedScrape(registry: PromRegistry, door: PrometheusDoor): Promise<string> {
  const theirs = await registry.metrics()
  return `${theirs === '' || theirs.endsWith('\n') ? theirs : `${theirs}\n`}${door.scrape().body}`
}

function copy({ name, help, type, values = [] }: PromMetric, metrics: Metrics): void {
  const byName = new Map<string, PromSample[]>()
  for (const sample of values) {
    const key = sample.metricName ?? name
    const wanted = type === 'counter' || type === 'gauge' || key === `${name}_count` || key === `${name}_sum`
    if (wanted) byName.set(key, [...(byName.get(key) ?? []), sample])
  }
  for (const [key, samples] of byName) {
    // A sample may lack labels that others have.
    const labels = [...new Set(samples.flatMap((sample) => Object.keys(sample.labels)))]
    const valuesOf = (sample: PromSample) => labels.map((label) => sample.labels[label] ?? '')
    if (type === 'gauge') {
      const gauge = metrics.gauge(key, { help, labels })
      for (const sample of samples) gauge.at(...valuesOf(sample)).set(sample.value)
    } else {
      const counter = metrics.counter(key, { help, labels })
      for (const sample of samples) raise(counter.at(...valuesOf(sample)), sample.value)
    }
  }
}

function raise(counter: unknown, total: number): void {
  if (counter instanceof CounterSeries) counter.raiseTo(total)
}
