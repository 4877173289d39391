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
const PASSING: ReadonlySet<number> = new Set([408, 425, 429])

/**
 * Posts, and says how it ended. As SNS has it, 2xx is success, another 4xx is for good, and everything else may be better next
 * time. Redirections are not followed: whoever allowed one address has not allowed another.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html
 */
export async function post({ url, headers, body, timeoutMs }: Post, signal: AbortSignal): Promise<Outcome> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body,
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    })
    await response.body?.cancel()
    const { status, ok } = response
    if (ok) return { ok: true }
    const permanent = status >= 400 && status < 500 && !PASSING.has(status)
    return { ok: false, permanent, error: `${originOf(url)} answered with status ${status}.` }
  } catch (error) {
    return { ok: false, permanent: false, error: `${originOf(url)} could not be reached: ${reasonOf(error)}` }
  }
}

/** Paths and queries of webhooks are secrets. */
function originOf(url: string): string {
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
