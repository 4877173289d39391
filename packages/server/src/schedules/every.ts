import type { Log } from '../telemetry/log.ts'

export interface Schedule {
  /** No further run begins; resolves when a running one has ended. */
  stop(): Promise<void>
}

/**
 * Runs `task` again and again, `ms` after the previous run ended: runs never overlap. A failure is logged and the next run
 * comes all the same. Does not keep the process alive.
 */
export function every(ms: number, name: string, task: () => Promise<void>, log: Log): Schedule {
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> = Promise.resolve()

  const run = async (): Promise<void> => {
    try {
      await task()
    } catch (error) {
      log.error(`${name} failed`, { error })
    }
    arm()
  }
  const arm = (): void => {
    if (stopped) return
    timer = setTimeout(() => {
      running = run()
    }, ms)
    timer.unref()
  }
  arm()
  return {
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      await running
    },
  }
}
