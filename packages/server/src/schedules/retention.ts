import { type Clock, HOUR_MS } from '@atalaya/model'
import type { LogStore } from '@atalaya/store'

/** Expired events are invisible at once; this only says how long their space may stay taken. */
export const RETENTION_INTERVAL_MS: number = HOUR_MS

export interface RetentionOptions {
  readonly logs: Pick<LogStore, 'expire'>
  readonly clock: Clock
  readonly onError: (error: unknown) => void
  /** Default: {@link RETENTION_INTERVAL_MS}. */
  readonly intervalMs?: number
}

export interface RetentionSchedule {
  /** Expires what is due now. Never rejects, and never runs twice at once: a second call joins the first. */
  run(): Promise<void>
  /** No run begins after this; resolves when a running one has ended. */
  stop(): Promise<void>
}

/** Deletes expired log events at start and then regularly. */
export function startRetention(options: RetentionOptions): RetentionSchedule {
  const { logs, clock, onError, intervalMs = RETENTION_INTERVAL_MS } = options
  let running: Promise<void> | undefined
  let stopped = false
  const run = async (): Promise<void> => {
    if (stopped) return
    running ??= expire(logs, clock, onError).finally(() => {
      running = undefined
    })
    await running
  }
  const timer = setInterval(() => void run(), intervalMs)
  timer.unref()
  void run()
  return {
    run,
    stop: async () => {
      stopped = true
      clearInterval(timer)
      await running
    },
  }
}

async function expire(
  logs: RetentionOptions['logs'],
  clock: Clock,
  onError: RetentionOptions['onError'],
): Promise<void> {
  try {
    await logs.expire(clock.now())
  } catch (error) {
    onError(error)
  }
}
