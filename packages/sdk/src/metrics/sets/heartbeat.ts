import type { DimensionScope } from '../registry.ts'
import type { Dimensions } from '../shape.ts'

export const HEARTBEAT = 'ServiceHeartbeat'

export interface HeartbeatOptions {
  /** Milliseconds. Default: 300,000. */
  readonly intervalMs?: number | undefined
  readonly dimensions?: Dimensions | undefined
}

/**
 * Puts `ServiceHeartbeat` = 1 now and at every interval, so that an alarm can tell a quiet service from a dead one.
 *
 * @returns how to stop
 */
export function startHeartbeat(metrics: DimensionScope, options: HeartbeatOptions = {}): () => void {
  const { intervalMs = 300_000, dimensions } = options
  const beat = () => metrics.putMetric(HEARTBEAT, 1, 'Count', dimensions)
  beat()
  const timer = setInterval(beat, intervalMs)
  timer.unref()
  return () => clearInterval(timer)
}
