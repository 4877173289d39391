import { errorType } from '../traces/errors.ts'
import { holds } from './holds.ts'
import { newSignal, type Policy, type Work } from './policy.ts'
import { tell } from './signals.ts'

export interface FallbackOptions<R> {
  /** Names the policy in log lines and span events. */
  readonly name?: string | undefined
  /** What to answer instead. Told what happened; may fail itself, and then that is the caller's error. */
  readonly answer: (error: unknown) => R | PromiseLike<R>
  /** Which errors are answered. Default: all, unless the caller ended the call by its signal. */
  readonly when?: ((error: unknown) => boolean) | undefined
}

/** Answers something else when the work fails: `fallback({ answer: () => cached })`. */
export function fallback<R>(options: FallbackOptions<R>): Policy<R> {
  const { name, answer, when = () => true } = options
  if (typeof answer !== 'function') throw new TypeError(`fallback: answer must be a function, got ${typeof answer}`)
  return {
    async execute<T>(work: Work<T>, signal: AbortSignal = newSignal()): Promise<T | R> {
      try {
        return await work(signal)
      } catch (error) {
        if (signal.aborted || !holds(when, error)) throw error
        tell('warn', name, 'fallback', { errorType: errorType(error) })
        return await answer(error)
      }
    },
  }
}
