import type { Outcome } from '../outbox/delivery.ts'

export interface Post {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly timeoutMs: number
}

/** SNS gives an endpoint 15 seconds. @see https://docs.aws.amazon.com/sns/latest/dg/SendMessageToHttp.prepare.html */
export const HTTP_TIMEOUT_MS = 15_000

/** Statuses of a client error that pass by themselves. */
export const PASSING: ReadonlySet<number> = new Set([408, 425, 429])

/**
 * Posts, and says how it ended. As SNS has it, 2xx is success, another 4xx is for good, and everything else may be better next
 * time. Redirections are not followed: whoever allowed one address has not allowed another.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html
 */
export async function post(request: Post, signal: AbortSignal): Promise<Outcome> {
  const answer = await exchange({ method: 'POST', ...request }, signal)
  if ('error' in answer) return { ok: false, permanent: false, error: answer.error }
  const { status } = answer
  if (status >= 200 && status < 300) return { ok: true }
  const permanent = status >= 400 && status < 500 && !PASSING.has(status)
  return { ok: false, permanent, error: answeredWith(request.url, status) }
}

export interface Exchange extends Omit<Post, 'body'> {
  readonly method: string
  readonly body: string | undefined
  /** Of the answer; what is longer is cut off. Default 0: it is not read. */
  readonly maxAnswerBytes?: number
}

export type Answer =
  | { readonly status: number; readonly headers: Headers; readonly text: string }
  | { readonly error: string }

/** Sends a request and gives what was answered. Redirections are not followed. Never rejects. */
export async function exchange(request: Exchange, signal: AbortSignal): Promise<Answer> {
  const { url, method, headers, body, timeoutMs, maxAnswerBytes = 0 } = request
  try {
    const response = await fetch(url, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    })
    const text = await beginningOf(response, maxAnswerBytes)
    return { status: response.status, headers: response.headers, text }
  } catch (error) {
    return { error: `${originOf(url)} could not be reached: ${reasonOf(error)}` }
  }
}

async function beginningOf({ body }: Response, maxBytes: number): Promise<string> {
  const parts: Uint8Array[] = []
  let bytes = 0
  if (maxBytes > 0 && body !== null) {
    // Ending the loop cancels the rest.
    for await (const part of body as AsyncIterable<Uint8Array>) {
      parts.push(part)
      bytes += part.length
      if (bytes >= maxBytes) break
    }
  } else await body?.cancel()
  return Buffer.concat(parts).subarray(0, maxBytes).toString()
}

export function answeredWith(url: string, status: number): string {
  return `${originOf(url)} answered with status ${status}.`
}

/** Paths and queries of webhooks are secrets. */
export function originOf(url: string): string {
  try {
    return new URL(url).origin
  } catch {
    return 'The address'
  }
}

/** `fetch` hides what went wrong in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { cause } = error
  if (cause instanceof AggregateError) return reasonOf(cause.errors[0])
  return cause instanceof Error ? cause.message : error.message
}
