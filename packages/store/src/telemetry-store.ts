import type { LogAppend, LogStore } from './log-store.ts'
import type { MetricPoints, MetricStore } from './metric-store.ts'

/**
 * Where telemetry lives: append-mostly, time-ranged, expiring.
 *
 * Implementations must pass `describeTelemetryStore` of `@atalaya/store/conformance`.
 */
export interface TelemetryStore {
  readonly logs: LogStore
  readonly metrics: MetricStore

  /**
   * Appends a batch. When it resolves, the batch is on disk and every read that starts later sees it.
   *
   * All or nothing: after a crash either every event and point of a batch is there or none is, and a rejected append leaves
   * nothing behind. Sequence numbers and the live statistics of streams are assigned in call order.
   *
   * @throws {StoreUnavailable} when the disk refuses the write or the store is too far behind; the caller may retry
   */
  append(batch: TelemetryBatch): Promise<Appended>

  /** Figures for `/metrics` and `/health`. */
  stats(): TelemetryStats

  /** Forgets everything, as if newly created. For ephemeral servers and tests. */
  reset(): Promise<void>

  /** Waits for running work and closes. Idempotent. */
  close(): Promise<void>
}

export interface TelemetryBatch {
  readonly logs?: readonly LogAppend[]
  readonly metrics?: MetricPoints
}

export interface Appended {
  /** Sequence number of the first event of each entry of `logs`; an entry's events are numbered consecutively. */
  readonly firstSequences: readonly number[]
}

export interface TelemetryStats {
  /** Sealed but not yet flushed parts: how far typed storage is behind. */
  readonly waitingParts: number
  /** Bytes acknowledged but not yet in typed storage. */
  readonly hotBytes: number
  readonly segments: number
  readonly segmentBytes: number
  readonly series: number
}

/** The store cannot take or answer now. Nothing that was acknowledged is affected. */
export class StoreUnavailable extends Error {
  override readonly name: string = 'StoreUnavailable'
}
