import { setTimeout as sleep } from 'node:timers/promises'
import { AwsFailure } from './client.ts'

export interface RetryOptions {
  /** Aborted: no further attempt. The attempt under way is the caller's to abort. */
  readonly signal: AbortSignal
  /** Told before each pause. */
  readonly onRetry?: ((failure: AwsFailure, attempt: number, pauseMs: number) => void) | undefined
  readonly pause?: (ms: number, signal: AbortSignal) => Promise<void>
}

/**
 * Repeats a call while it fails in a way that passes, for as long as the signal allows.
 *
 * Pauses grow from 100 ms to 10 s, each a random part of its bound ("full jitter"), so that many shippers do not come back together.
 *
 * @see https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/
 * @throws the last failure
 */
export async function withRetry<T>(call: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { signal, onRetry, pause = pauseUnlessAborted } = options
  let before: AwsFailure | undefined
  for (let attempt = 1; ; attempt++) {
    try {
      return await call()
    } catch (error) {
      if (!(error instanceof AwsFailure) || !error.passing) throw error
      // Aborted, the last attempt only says that it was aborted; the one before says why there had to be another.
      if (signal.aborted) throw before ?? error
      before = error
      const boundMs = Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempt - 1))
      const pauseMs = Math.ceil(boundMs * (0.25 + 0.75 * Math.random()))
      onRetry?.(error, attempt, pauseMs)
      await pause(pauseMs, signal)
      if (signal.aborted) throw error
    }
  }
}

const FIRST_PAUSE_MS = 100
const MAX_PAUSE_MS = 10_000

async function pauseUnlessAborted(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined)
}
