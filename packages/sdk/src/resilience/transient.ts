/** Which failures may pass by themselves. */
import { BreakerOpenError, BulkheadFullError, TimeoutError } from './errors.ts'

/**
 * Whether the same call may succeed later: no connection, a timeout, an answer of 408, 425, 429 or 5xx (but 501), throttling by
 * AWS, a conflict or a restart of PostgreSQL. Looks through causes, since `fetch failed` has all it knows in its cause.
 *
 * What a breaker or a bulkhead refused is not: they are there to keep load away.
 */
export function isTransient(error: unknown): boolean {
  if (error instanceof BreakerOpenError || error instanceof BulkheadFullError) return false
  return someCause(error, (one) => {
    if (one instanceof TimeoutError || one.name === 'TimeoutError') return true
    const status = statusOf(one)
    if (status !== undefined) return isTransientStatus(status) || isThrottling(one)
    return isTransientCode(one.code) || isThrottling(one)
  })
}

/** Whether a result is an answer of `fetch` that asks to come back: 408, 425, 429 or 5xx (but 501). */
export function isTransientResponse(result: unknown): boolean {
  return isResponse(result) && isTransientStatus(result.status)
}

/**
 * Whether a failure says that the other side is in trouble. An answer that blames the caller (4xx, but 408 and 429) does not,
 * and neither do refusals of our own.
 */
export function isFault(error: unknown): boolean {
  if (error instanceof BreakerOpenError || error instanceof BulkheadFullError) return false
  if (typeof error !== 'object' || error === null) return true
  const status = statusOf(error as Clues)
  return (
    status === undefined || status < 400 || status >= 500 || status === 408 || status === 429 || isThrottling(error)
  )
}

/** An answer of `fetch` of 5xx. */
export function isFaultResponse(result: unknown): boolean {
  return isResponse(result) && result.status >= 500
}

/** What errors of libraries tell about themselves, each in its way. */
interface Clues {
  readonly name?: unknown
  readonly code?: unknown
  readonly status?: unknown
  readonly statusCode?: unknown
  readonly cause?: unknown
  readonly response?: { readonly status?: unknown; readonly headers?: unknown } | undefined
  readonly $metadata?: { readonly httpStatusCode?: unknown } | undefined
  readonly $response?: { readonly headers?: unknown } | undefined
  readonly $retryable?: { readonly throttling?: unknown } | undefined
  readonly headers?: unknown
}

/** Milliseconds that the other side asked to wait, by the header `Retry-After` of a response or of the response of an error. */
export function retryAfterMs(outcome: unknown, nowMs: number): number | undefined {
  if (typeof outcome !== 'object' || outcome === null) return undefined
  const { headers, response, $response } = outcome as Clues
  for (const found of [headers, response?.headers, $response?.headers]) {
    const text = headerOf(found, 'retry-after')
    if (text === undefined || text === '') continue
    const ms = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - nowMs
    if (Number.isFinite(ms)) return Math.max(0, ms)
  }
  return undefined
}

function headerOf(headers: unknown, name: string): string | undefined {
  if (typeof headers !== 'object' || headers === null) return undefined
  const { get } = headers as { readonly get?: unknown }
  const value: unknown =
    typeof get === 'function' ? get.call(headers, name) : (headers as Readonly<Record<string, unknown>>)[name]
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
}

interface ResponseLike {
  readonly status: number
  readonly headers: { readonly get: unknown }
  readonly body?: { cancel?: () => Promise<void> } | null
}

/** By its form: responses of undici are no instances of the global class. */
function isResponse(value: unknown): value is ResponseLike {
  if (typeof value !== 'object' || value === null) return false
  const { status, headers, ok } = value as {
    readonly status?: unknown
    readonly headers?: unknown
    readonly ok?: unknown
  }
  return typeof status === 'number' && typeof ok === 'boolean' && typeof headers === 'object' && headers !== null
}

/** Gives the connection of an answer back that nobody is going to read. */
export function discard(result: unknown): void {
  if (isResponse(result)) void result.body?.cancel?.().catch(() => {})
}

function isTransientStatus(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || (status >= 500 && status !== 501)
}

function statusOf(error: Clues): number | undefined {
  const found = [error.$metadata?.httpStatusCode, error.status, error.statusCode, error.response?.status]
  return found.find((status): status is number => typeof status === 'number')
}

function isTransientCode(code: unknown): boolean {
  return typeof code === 'string' && (NETWORK_CODES.has(code) || POSTGRES_CODES.test(code))
}

const NETWORK_CODES: ReadonlySet<string> = new Set([
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_SOCKET',
])

/**
 * Connection failures, serialization failure, deadlock, too many connections, shutdown and start-up.
 *
 * @see https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const POSTGRES_CODES = /^(08\w{3}|40001|40P01|53300|57P0[123])$/

function isThrottling(error: Clues): boolean {
  return error.$retryable?.throttling === true || (typeof error.name === 'string' && THROTTLING_NAMES.has(error.name))
}

/** @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html */
const THROTTLING_NAMES: ReadonlySet<string> = new Set([
  'BandwidthLimitExceeded',
  'EC2ThrottledException',
  'PriorRequestNotComplete',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'RequestTimeout',
  'RequestTimeoutException',
  'SlowDown',
  'ThrottledException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
  'TransactionInProgressException',
])

/** Causes can be circular, and nobody nests them deeper. */
const MAX_CAUSES = 5

function someCause(error: unknown, test: (error: Clues) => boolean): boolean {
  let one = error
  for (let depth = 0; depth < MAX_CAUSES && typeof one === 'object' && one !== null; depth++) {
    if (test(one as Clues)) return true
    // The caller stopped it: whatever the cause of that was.
    if ((one as Clues).name === 'AbortError') return false
    one = (one as Clues).cause
  }
  return false
}
