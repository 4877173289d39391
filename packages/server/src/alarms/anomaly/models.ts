import { type AnomalyModel, parseTimeZone, TRAINING_MS, type TrainingPoint, train, UTC } from '@atalaya/alarms'
import { type Clock, HOUR_MS, MINUTE_MS, type Tenant } from '@atalaya/model'
import type { MetricStore } from '@atalaya/store'
import { tenantPrefix } from '../../catalog/tenant-prefix.ts'
import { evaluateMetricQueries } from '../../metrics/evaluate.ts'
import type { WireMetricQuery } from '../../metrics/queries.ts'
import { type AnomalyDetectors, type DetectorSource, detectorId } from './detectors.ts'

/** How old a model may get. What is usual changes slowly. */
const RETRAIN_MS: number = 3 * HOUR_MS
/** When there was too little data, more may come soon. */
const RETRY_MS: number = 5 * MINUTE_MS
/** Models remembered at one time; each is a few kilobytes. */
const MAX_MODELS = 5_000

interface Trained {
  readonly model: AnomalyModel | undefined
  readonly atMs: number
  /** Of the detector's configuration. */
  readonly configuredMs: number
}

export interface AnomalyModelsOptions {
  readonly metrics: MetricStore
  readonly detectors: AnomalyDetectors
  readonly clock: Clock
}

/**
 * What metrics usually do, learned from the two weeks of data that are stored.
 *
 * Models are made when somebody asks for them and kept in memory: training takes milliseconds, so a restart costs one read for
 * each.
 */
export class AnomalyModels {
  readonly #options: AnomalyModelsOptions
  readonly #trained = new Map<string, Trained>()
  readonly #training = new Map<string, Promise<AnomalyModel | undefined>>()

  constructor(options: AnomalyModelsOptions) {
    this.#options = options
  }

  /** Forgets all, after the store was wiped. */
  clear(): void {
    this.#trained.clear()
  }

  /** The model of a source for datapoints of a period; undefined when there is too little data. */
  async modelOf(tenant: Tenant, source: DetectorSource, periodSeconds: number): Promise<AnomalyModel | undefined> {
    const { detectors, clock } = this.#options
    const key = `${tenantPrefix(tenant)}${detectorId(source)}/${periodSeconds}`
    const configuredMs = detectors.find(tenant, source)?.updatedMs ?? 0
    const known = this.#trained.get(key)
    if (known !== undefined && known.configuredMs === configuredMs) {
      const ageMs = clock.now() - known.atMs
      if (ageMs >= 0 && ageMs < (known.model === undefined ? RETRY_MS : RETRAIN_MS)) return known.model
    }
    const running = this.#training.get(key) ?? this.#train(key, tenant, source, periodSeconds, configuredMs)
    this.#training.set(key, running)
    return await running.finally(() => this.#training.delete(key))
  }

  async #train(
    key: string,
    tenant: Tenant,
    source: DetectorSource,
    periodSeconds: number,
    configuredMs: number,
  ): Promise<AnomalyModel | undefined> {
    const { metrics, detectors, clock } = this.#options
    const nowMs = clock.now()
    const periodMs = periodSeconds * 1_000
    const endMs = Math.floor(nowMs / periodMs) * periodMs
    const range = { startMs: endMs - Math.floor(TRAINING_MS / periodMs) * periodMs, endMs }
    const queries = queriesOf(source, periodSeconds)
    const { results } = await evaluateMetricQueries({ metrics }, { tenant, range, nowMs, queries })
    const [series] = results[0]?.series ?? []
    const points: TrainingPoint[] = []
    if (series !== undefined) {
      for (const [slot, value] of series.values.entries()) {
        if (!Number.isNaN(value)) points.push({ timeMs: series.grid.startMs + slot * series.grid.stepMs, value })
      }
    }
    const { excluded = [], timezone } = detectors.find(tenant, source) ?? {}
    const zone = timezone === undefined ? UTC : (parseTimeZone(timezone) ?? UTC)
    const model = train(points, { excluded, zone })
    if (this.#trained.size >= MAX_MODELS) this.#trained.clear()
    this.#trained.set(key, { model, atMs: nowMs, configuredMs })
    return model
  }
}

function queriesOf(source: DetectorSource, periodSeconds: number): readonly WireMetricQuery[] {
  if (source.kind === 'math') return source.queries
  const { namespace, metricName, dimensions, stat } = source
  const metric = {
    Namespace: namespace,
    MetricName: metricName,
    Dimensions: dimensions.map(({ name, value }) => ({ Name: name, Value: value })),
  }
  return [{ Id: 'm1', MetricStat: { Metric: metric, Period: periodSeconds, Stat: stat } }]
}
