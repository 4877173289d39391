/**
 * Requests of the SDK itself: exports, log batches, questions to AWS. They are not observed, they have a time limit, and what
 * may pass is tried again, with pauses that grow and are random, so that many services do not come back at the same moment.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { runUnobserved } from '../context/unobserved.ts'

export interface Outgoing {
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array | undefined
}

export interface Answer {
  readonly status: number
  /** Of the header `Retry-After`. */
  readonly retryAfterMs: number | undefined
  readonly body: string
}

/** Sends one request. Rejects when there is no answer. Give your own to see what would be sent. */
export type Send = (request: Outgoing, timeoutMs: number) => Promise<Answer>

export const sendByFetch: Send = (request, timeoutMs) =>
  runUnobserved(async () => {
    const { method, url, headers, body } = request
    const answer = await fetch(url, {
      method,
      headers,
      signal: AbortSignal.timeout(timeoutMs),
      redirect: 'manual',
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : new Uint8Array(body) }),
    })
    return {
      status: answer.status,
      retryAfterMs: retryAfterMs(answer.headers.get('retry-after'), Date.now()),
      body: await answer.text(),
    }
  })

/** Seconds or a date. */
function retryAfterMs(header: string | null, nowMs: number): number | undefined {
  if (header === null || header === '') return undefined
  const ms = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - nowMs
  return ms >= 0 ? ms : undefined
}

export type Outcome =
  | { readonly kind: 'done'; readonly answer: Answer }
  /** The same request may succeed later. */
  | { readonly kind: 'passing'; readonly reason: string; readonly retryAfterMs?: number | undefined }
  /** It never will. */
  | { readonly kind: 'refused'; readonly reason: string; readonly status: number }

export interface RetryOptions {
  /** All attempts together. */
  readonly attempts: number
  /** Default: 200 ms, doubled each time, at most 10 s. */
  readonly firstPauseMs?: number | undefined
  readonly pause?: ((ms: number) => Promise<unknown>) | undefined
  readonly random?: (() => number) | undefined
}

/** Attempts until done, refused, or out of attempts: the last outcome. Never rejects when `attempt` does not. */
export async function withRetries(attempt: () => Promise<Outcome>, options: RetryOptions): Promise<Outcome> {
  const { attempts, firstPauseMs = 200, random = Math.random } = options
  const pause = options.pause ?? ((ms: number) => sleep(ms, undefined, { ref: false }))
  for (let count = 1; ; count++) {
    const outcome = await attempt()
    if (outcome.kind !== 'passing' || count >= attempts) return outcome
    const bound = Math.min(MAX_PAUSE_MS, firstPauseMs * 2 ** (count - 1))
    await pause(Math.min(MAX_PAUSE_MS, outcome.retryAfterMs ?? bound * (0.25 + 0.75 * random())))
  }
}

const MAX_PAUSE_MS = 10_000

export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  // `fetch failed` says nothing; its cause does.
  const { cause } = error
  if (cause instanceof Error) return `${cause.message || (cause as { code?: string }).code || cause.name}`
  return error.message
}
