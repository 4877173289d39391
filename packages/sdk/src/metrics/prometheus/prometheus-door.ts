import type { MetricFamily } from '../family.ts'
import type { Metrics } from '../registry.ts'
import type { SeriesSpec } from '../series.ts'
import { expose } from './expose.ts'
import { negotiate } from './negotiate.ts'

export interface PrometheusDoorOptions {
  /** Written as labels of `target_info`: what is known of the service. Default: not written. */
  readonly target?: Readonly<Record<string, string>> | undefined
  /** Which series of `putMetric` are exposed; counters, gauges and histograms always are. Default: all. */
  readonly wants?: ((series: Pick<SeriesSpec, 'name' | 'labelNames'>) => boolean) | undefined
}

export interface Scrape {
  /** For the header `Content-Type`: a scrape without it fails. */
  readonly contentType: string
  readonly body: string
}

/** Metrics for whoever scrapes them: `const { contentType, body } = door.scrape(request.headers.accept)`. */
export class PrometheusDoor {
  readonly #metrics: Metrics
  readonly #options: PrometheusDoorOptions

  constructor(metrics: Metrics, options: PrometheusDoorOptions = {}) {
    this.#metrics = metrics
    this.#options = options
    metrics.attachReader()
  }

  /** @param accept - the `Accept` header: decides between Prometheus text and OpenMetrics */
  scrape(accept?: string): Scrape {
    const { exposition, contentType } = negotiate(accept)
    const { target, wants } = this.#options
    const families = this.#metrics.families()
    const wanted = wants === undefined ? families : families.map((family) => only(family, wants))
    return { contentType, body: expose(wanted, exposition, target) }
  }
}

function only(family: MetricFamily, wants: NonNullable<PrometheusDoorOptions['wants']>): MetricFamily {
  const { spec, series } = family
  return spec.kind === 'summary' ? { spec, series: series.filter((one) => wants(one.spec)) } : family
}
