import { exportOtlp, type OtlpTarget, partlyRefused } from '../../otlp/http.ts'
import { onDrain } from '../../output/exit.ts'
import { held, MAX_CLOSE_MS } from '../../output/held.ts'
import { withRetries } from '../../output/send.ts'
import type { Metrics } from '../registry.ts'
import { exportMetricsType, otlpMetricBatches } from './otlp-metrics.ts'

export interface OtlpMetricsDoorOptions extends OtlpTarget {
  /** `service.name` and its kin. */
  readonly resource?: Readonly<Record<string, string>> | undefined
  /** Milliseconds. Default: 60,000. */
  readonly intervalMs?: number | undefined
  /** Attempts for each export. What fails for good is not lost: totals go again with the next interval. Default: 3. */
  readonly attempts?: number | undefined
  readonly now?: (() => number) | undefined
}

/** Metrics by OTLP over HTTP, as totals since the start. */
export class OtlpMetricsDoor {
  readonly #metrics: Metrics
  readonly #options: OtlpMetricsDoorOptions
  readonly #timer: NodeJS.Timeout
  readonly #stops: readonly (() => void)[]
  #sending: Promise<void> | undefined

  /** @throws {TypeError} for an endpoint that is no URL */
  constructor(metrics: Metrics, options: OtlpMetricsDoorOptions) {
    if (!URL.canParse(options.endpoint)) {
      throw new TypeError(`OtlpMetricsDoor: endpoint must be a URL, got '${options.endpoint}'`)
    }
    this.#metrics = metrics
    this.#options = options
    this.#stops = [metrics.attachReader(), onDrain(() => this.flush())]
    this.#timer = setInterval(() => void this.flush(), options.intervalMs ?? 60_000)
    this.#timer.unref()
  }

  /** Exports the totals as they stand. Happens by itself at every interval. Never rejects. */
  flush(): Promise<void> {
    this.#sending ??= this.#export().finally(() => {
      this.#sending = undefined
    })
    return this.#sending
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    for (const stop of this.#stops) stop()
    const last = async () => {
      await this.#sending
      await this.flush()
    }
    await held(last(), MAX_CLOSE_MS)
  }

  async #export(): Promise<void> {
    const { resource = {}, attempts = 3, now = Date.now } = this.#options
    for (const message of otlpMetricBatches(this.#metrics.families(), resource, now())) {
      const outcome = await withRetries(() => exportOtlp(this.#options, exportMetricsType, message), { attempts })
      if (outcome.kind !== 'done') {
        this.#metrics.warn(`metrics were not exported: ${outcome.reason}`)
        return
      }
      const refused = partlyRefused(outcome.answer.body)
      if (refused !== undefined) this.#metrics.warn(`some metrics were refused: ${refused}`)
    }
  }
}
