import { settings } from './defaults.ts'
import { TimeoutError } from './errors.ts'
import { checkIntegers, type Policy, type Work } from './policy.ts'
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
export function runWithin<T>(ms: number, work: Work<T>, expired: () => Error, outer?: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const inner = new AbortController()
    const giveUp = (reason: unknown) => {
      settle()
      reject(reason as Error)
      inner.abort(reason)
    }
    const stop = () => giveUp(outer?.reason)
    const timer = setTimeout(() => giveUp(expired()), ms)
    const settle = () => {
      clearTimeout(timer)
      outer?.removeEventListener('abort', stop)
    }
    if (outer?.aborted === true) return stop()
    outer?.addEventListener('abort', stop, { once: true })
    const run = async () => await work(inner.signal)
    run().then(
      (result) => {
        settle()
        resolve(result)
      },
      (error: unknown) => {
        settle()
        reject(error as Error)
      },
    )
  })
}
