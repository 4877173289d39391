import { hostname } from 'node:os'
import type { Sink } from '../output/sink.ts'
import type { Settings } from '../settings/record.ts'
import { type LoadSettingsOptions, loadSettings } from '../settings/settings.ts'
import { EmfDoor } from './emf/emf-door.ts'
import { identityDimensions } from './from-settings.ts'
import { Metrics } from './registry.ts'
import type { Dimensions, Metric } from './shape.ts'

/**
 * The registry of a process, which every module may use from the moment it is loaded, whoever sets up what becomes of it and when.
 *
 * Until doors are opened, what `putMetric` records is written to stdout at once, as embedded metric format; counters, gauges and
 * histograms wait for the doors.
 */
export class ProcessMetrics extends Metrics {
  #settings: Settings
  readonly #sink: Sink | undefined
  #alone: EmfDoor | undefined
  #hasDoors = false

  /** @param sink - where documents go before there are doors. Default: stdout */
  constructor(settings: Settings, sink?: Sink) {
    super({ enabled: settings.metrics.enabled, maxSeries: settings.metrics.maxSeries })
    this.#settings = settings
    this.#sink = sink
  }

  override putMetrics(metrics: readonly Metric[], dimensions?: Dimensions): void {
    if (!this.#hasDoors && this.#alone === undefined) this.#openAlone()
    super.putMetrics(metrics, dimensions)
  }

  /**
   * From now on others see to it that metrics leave. Returns how to end that: what they have brought out does not leave again.
   *
   * @param settings - what is recorded behind their end still belongs to the same service
   */
  takeOver(settings: Settings = this.#settings): () => void {
    this.#hasDoors = true
    this.#settings = settings
    if (this.#alone !== undefined) {
      void this.#alone.close()
      this.#alone = undefined
      this.settle()
    }
    return () => {
      this.#hasDoors = false
      this.settle()
    }
  }

  #openAlone(): void {
    const { service, metrics } = this.#settings
    if (!metrics.emf || !metrics.enabled) return
    this.#alone = new EmfDoor(this, {
      namespace: service.namespace,
      mode: 'event',
      sink: this.#sink,
      dimensions: identityDimensions(this.#settings, service.instanceId || hostname()),
      properties: { Service: service.name, Environment: service.environment },
    })
  }
}

/** The settings of the environment; where one of them is wrong, the defaults. Whoever sets up the process names what is wrong. */
export function lenientSettings(options?: LoadSettingsOptions): Settings {
  try {
    return loadSettings(options)
  } catch {
    return loadSettings({ env: {} })
  }
}

/**
 * The metrics of this process: `metrics.putMetric('Jobs', 1)`, `metrics.counter('jobs_total')`. `observe()` opens the doors by which they
 * leave.
 */
export const metrics: ProcessMetrics = /* @__PURE__ */ new ProcessMetrics(/* @__PURE__ */ lenientSettings())
