import type { Metrics } from '../registry.ts'
import { expose } from './expose.ts'
import { negotiate } from './negotiate.ts'

export interface PrometheusDoorOptions {
  /** Written as labels of `target_info`: what is known of the service. Default: not written. */
  readonly target?: Readonly<Record<string, string>> | undefined
}

export interface Scrape {
  /** For the header `Content-Type`: a scrape without it fails. */
  readonly contentType: string
  readonly body: string
}

/** Metrics for whoever scrapes them: `const { contentType, body } = door.scrape(request.headers.accept)`. */
export class PrometheusDoor {
  readonly #metrics: Metrics
  readonly #target: Readonly<Record<string, string>> | undefined

  constructor(metrics: Metrics, options: PrometheusDoorOptions = {}) {
    this.#metrics = metrics
    this.#target = options.target
    metrics.attachReader()
  }

  /** @param accept - the `Accept` header: decides between Prometheus text and OpenMetrics */
  scrape(accept?: string): Scrape {
    const { exposition, contentType } = negotiate(accept)
    return { contentType, body: expose(this.#metrics.families(), exposition, this.#target) }
  }
}
