import type { Clock } from '@atalaya/model'
import type { LogAppend, TelemetryBatch, TelemetryStore } from '@atalaya/store'
import type { LogGroup, LogStream } from '../catalog/log-group.ts'
import { PointsBuilder } from './metric-points.ts'
import { addUsagePoints, UsageMeter } from './usage-meter.ts'

/*
 * The one road of a log event, whichever door it came through:
 *
 *   validated events -> derive metrics (EMF, metric filters) -> append both as one record -> tell the listeners -> acknowledge
 *
 * The work of one call happens between its beginning and its one `await`, the append. So batches of a stream are appended in
 * the order of the calls, and an event cannot be stored without the metrics derived from it.
 */

/** What CloudWatch adds to the UTF-8 bytes of every event when it bills and when it limits a batch. */
export const EVENT_OVERHEAD_BYTES = 26

/** Events of one stream that have passed the rules of their door. */
export interface LogBatch {
  readonly group: LogGroup
  readonly stream: LogStream
  /** Milliseconds since the epoch, one for each message, not descending. */
  readonly timestampsMs: readonly number[]
  readonly messages: readonly string[]
  /** UTF-8 bytes of the messages plus {@link EVENT_OVERHEAD_BYTES} each. */
  readonly bytes: number
}

/** Is told of events once they are stored, in the order of acknowledgement. Must not throw and must be quick. */
export interface LogListener {
  appended(batch: LogBatch, ingestionTimeMs: number): void
}

/** Adds the metrics that a batch gives rise to. Pure but for `points`; must not throw on any message. */
export type Derive = (batch: LogBatch, points: PointsBuilder, nowMs: number) => void

export interface LogPipelineOptions {
  readonly telemetry: TelemetryStore
  readonly clock: Clock
  readonly derive: Derive
  readonly listeners: readonly LogListener[]
}

export class LogPipeline {
  readonly #telemetry: TelemetryStore
  readonly #clock: Clock
  readonly #derive: Derive
  readonly #listeners: readonly LogListener[]
  readonly #usage = new UsageMeter()

  constructor({ telemetry, clock, derive, listeners }: LogPipelineOptions) {
    this.#telemetry = telemetry
    this.#clock = clock
    this.#derive = derive
    this.#listeners = listeners
  }

  /**
   * Stores batches and what follows from them, all or nothing; resolves when they are on disk.
   *
   * @returns sequence number of the last event
   * @throws {StoreUnavailable} as `TelemetryStore.append`; nothing is stored then
   */
  async ingest(batches: readonly LogBatch[]): Promise<number> {
    const nowMs = this.#clock.now()
    const usage = this.#usage.take(nowMs)
    const points = new PointsBuilder()
    const logs: LogAppend[] = []
    for (const batch of batches) {
      this.#derive(batch, points, nowMs)
      logs.push(toAppend(batch, nowMs))
    }
    if (usage !== undefined) addUsagePoints(points, this.#telemetry.metrics, usage)
    try {
      const { firstSequences } = await this.#telemetry.append(telemetryBatch(logs, points))
      this.#acknowledge(batches, nowMs)
      return (firstSequences.at(-1) ?? 0) + (batches.at(-1)?.messages.length ?? 0) - 1
    } catch (error) {
      if (usage !== undefined) this.#usage.restore(usage)
      throw error
    }
  }

  /** Writes the usage counted so far; of the running minute too when the server is about to stop. */
  async flushUsage(options: { readonly running?: boolean } = {}): Promise<void> {
    const usage = this.#usage.take(this.#clock.now(), options)
    if (usage === undefined) return
    const points = new PointsBuilder()
    addUsagePoints(points, this.#telemetry.metrics, usage)
    try {
      await this.#telemetry.append({ metrics: points.build() })
    } catch (error) {
      this.#usage.restore(usage)
      throw error
    }
  }

  /** Forgets what was counted, after the stores were wiped. */
  reset(): void {
    this.#usage.clear()
  }

  #acknowledge(batches: readonly LogBatch[], nowMs: number): void {
    for (const batch of batches) {
      this.#usage.count(batch.group, batch.messages.length, batch.bytes, nowMs)
      for (const listener of this.#listeners) listener.appended(batch, nowMs)
    }
  }
}

function toAppend({ group, stream, timestampsMs, messages }: LogBatch, ingestionTimeMs: number): LogAppend {
  return {
    groupId: group.id,
    streamId: stream.id,
    retentionDays: group.retentionDays,
    ingestionTimeMs,
    timestampsMs,
    messages,
  }
}

function telemetryBatch(logs: readonly LogAppend[], points: PointsBuilder): TelemetryBatch {
  return points.size === 0 ? { logs } : { logs, metrics: points.build() }
}
