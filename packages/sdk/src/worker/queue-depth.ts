import { runUnobserved } from '../context/unobserved.ts'
import { defaultMetrics } from '../metrics/operations.ts'
import { type Warn, Warnings } from '../output/warnings.ts'
import { errorType } from '../traces/errors.ts'
import type { TaskMetricsOptions } from './task-metrics.ts'

export interface QueueDepthOptions extends TaskMetricsOptions {
  /** Milliseconds. Default: 15,000. */
  readonly intervalMs?: number | undefined
  /** Told when the depth cannot be found out, at most once in 10 seconds. Default: `process.emitWarning`. */
  readonly warn?: Warn | undefined
}

/**
 * Puts `QueueDepth` with dimension `Queue` now and at every interval: how many tasks wait.
 *
 * @param depth - asked anew only when it has answered
 * @returns how to stop
 */
export function observeQueueDepth(
  queue: string,
  depth: () => number | Promise<number>,
  options: QueueDepthOptions = {},
): () => void {
  const { intervalMs = 15_000 } = options
  const warnings = new Warnings(options.warn)
  let asking = false
  const ask = async (): Promise<void> => {
    if (asking) return
    asking = true
    try {
      const waiting = await runUnobserved(depth)
      ;(options.metrics ?? defaultMetrics()).putMetric('QueueDepth', waiting, 'Count', { Queue: queue })
    } catch (error) {
      warnings.add(`the depth of queue ${queue} is unknown: ${errorType(error)}`)
    } finally {
      asking = false
    }
  }
  void ask()
  const timer = setInterval(() => void ask(), intervalMs)
  timer.unref()
  return () => clearInterval(timer)
}
