import { type Clock, invariant, systemClock } from '@atalaya/model'
import type { LogStore } from '../log-store.ts'
import type { MetricStore } from '../metric-store.ts'
import {
  type Appended,
  StoreUnavailable,
  type TelemetryBatch,
  type TelemetryStats,
  type TelemetryStore,
} from '../telemetry-store.ts'
import { MemoryLogStore } from './memory-log-store.ts'
import { MemoryMetricStore } from './memory-metric-store.ts'

/** The reference: obviously right and slow. Everything is gone when the process ends. */
export class MemoryTelemetryStore implements TelemetryStore {
  readonly #logs = new MemoryLogStore()
  readonly #metrics: MemoryMetricStore
  #closed = false

  /** @param clock says when points arrive */
  constructor(clock: Clock = systemClock) {
    this.#metrics = new MemoryMetricStore(clock)
  }

  get logs(): LogStore {
    return this.#logs
  }

  get metrics(): MetricStore {
    return this.#metrics
  }

  async append({ logs = [], metrics }: TelemetryBatch): Promise<Appended> {
    if (this.#closed) throw new StoreUnavailable('The store is closed.')
    for (const { messages, timestampsMs } of logs) {
      invariant(messages.length === timestampsMs.length, 'every message has a timestamp')
    }
    if (metrics !== undefined) this.#metrics.check(metrics)

    // Readers must not see a batch that is not acknowledged. Nothing below fails: the batch is stored whole.
    await Promise.resolve()
    const firstSequences = logs.map((append) => this.#logs.append(append))
    if (metrics !== undefined) this.#metrics.append(metrics)
    return { firstSequences }
  }

  stats(): TelemetryStats {
    const hotBytes = this.#logs.totalBytes()
    return { waitingParts: 0, hotBytes, segments: 0, segmentBytes: 0, series: this.#metrics.count() }
  }

  async reset(): Promise<void> {
    // After the appends that were called before.
    await Promise.resolve()
    this.#logs.clear()
    this.#metrics.clear()
  }

  async close(): Promise<void> {
    this.#closed = true
  }
}
