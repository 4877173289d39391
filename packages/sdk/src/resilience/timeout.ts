import { settings } from './defaults.ts'
import { TimeoutError } from './errors.ts'
import { onAbort } from './on-abort.ts'
import { checkIntegers, type Policy, runWork, type Work } from './policy.ts'
import { tell } from './signals.ts'

export interface TimeoutOptions {
  /** Names the policy in log lines, span events and errors. */
  readonly name?: string | undefined
  /** 1 to 3,600,000 milliseconds. Default: `timeout.readMs` of the settings, 30,000. */
  readonly ms?: number | undefined
}

/**
 * Gives up after a time: `await timeout({ ms: 500 }).execute((signal) => fetch(url, { signal }))`.
 *
 * The caller gets a `TimeoutError` at once, and the work gets the same error as the reason of its signal. Work that does not look
 * at the signal goes on with nobody waiting.
 *
 * @throws {TypeError} when the time is wrong
 */
export function timeout(options: TimeoutOptions | number = {}): Policy {
  const { name, ms } = typeof options === 'number' ? { ms: options } : (options as TimeoutOptions)
  checkIntegers('timeout', { ms: [ms, 1, MAX_TIMEOUT_MS] })
  return {
    execute: (work, signal) => {
      const limitMs = ms ?? settings().timeout.readMs
      const expired = () => {
        tell('warn', name, 'timeout', { timeoutMs: limitMs })
        return new TimeoutError(name ?? 'timeout', limitMs)
      }
      return runWithin(limitMs, work, expired, signal)
    },
  }
}

const MAX_TIMEOUT_MS = 3_600_000

/** Runs work that is told, and given up, after a time or when `outer` ends. Leaves neither timer nor listener behind. */
async function runWithin<T>(ms: number, work: Work<T>, expired: () => Error, outer?: AbortSignal): Promise<T> {
  outer?.throwIfAborted()
  const inner = new AbortController()
  let timer: NodeJS.Timeout | undefined
  let forget: (() => void) | undefined
  const over = new Promise<never>((_, reject) => {
    const giveUp = (reason: unknown) => {
      reject(reason as Error)
      inner.abort(reason)
    }
    timer = setTimeout(() => giveUp(expired()), ms)
    if (outer !== undefined) forget = onAbort(outer, () => giveUp(outer.reason))
  })
  try {
    return await Promise.race([over, runWork(work, inner.signal)])
  } finally {
    clearTimeout(timer)
    forget?.()
  }
}
