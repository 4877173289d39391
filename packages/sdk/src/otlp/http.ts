import { gzipSync } from 'node:zlib'
import { type Answer, type Outcome, reasonOf, type Send, sendByFetch } from '../output/send.ts'
import { parsePairs } from '../settings/pairs.ts'
import { encodeMessage, type MessageType } from './protobuf.ts'

export type OtlpEncoding = 'json' | 'protobuf'

/** Where a signal goes. */
export interface OtlpTarget {
  /** Complete, with its path: `http://localhost:4318/v1/metrics`. */
  readonly endpoint: string
  /** Default: `protobuf`. */
  readonly encoding?: OtlpEncoding | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Default: true from 1 KB on. */
  readonly gzip?: boolean | undefined
  /** Of one request, in milliseconds. Default: 10,000. */
  readonly timeoutMs?: number | undefined
  readonly send?: Send | undefined
}

/** The endpoint of a signal below a base: `http://c:4318/my/` gives `http://c:4318/my/v1/traces`. */
export function signalEndpoint(base: string, signal: 'traces' | 'metrics' | 'logs'): string {
  return `${base.replace(/\/+$/, '')}/v1/${signal}`
}

/** `name=value,name=value`, values URL-encoded. */
export function parseHeaders(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(parsePairs(text).map(([name, value]) => [name.toLowerCase(), value]))
}

/**
 * One attempt of one export. Never rejects.
 *
 * @see https://opentelemetry.io/docs/specs/otlp/#otlphttp-response
 */
export async function exportOtlp(target: OtlpTarget, type: MessageType, message: object): Promise<Outcome> {
  const { encoding = 'protobuf', gzip = true } = target
  try {
    const plain = encoding === 'json' ? JSON.stringify(message) : encodeMessage(type, message)
    return await postOtlp(target, gzip && plain.length >= MIN_GZIP ? { packed: gzipSync(plain) } : { plain })
  } catch (error) {
    return { kind: 'passing', reason: reasonOf(error) }
  }
}

/** A message in the encoding of its target; `packed` by gzip. */
export type OtlpBody = { readonly plain: string | Uint8Array } | { readonly packed: Uint8Array }

/** One attempt of one request. Never rejects. */
export async function postOtlp(target: OtlpTarget, body: OtlpBody): Promise<Outcome> {
  const { endpoint, encoding = 'protobuf', headers = {}, timeoutMs = 10_000, send = sendByFetch } = target
  try {
    const answer = await send(
      {
        method: 'POST',
        url: endpoint,
        headers: {
          ...headers,
          'content-type': encoding === 'json' ? 'application/json' : 'application/x-protobuf',
          ...('packed' in body ? { 'content-encoding': 'gzip' } : {}),
        },
        body: 'packed' in body ? body.packed : body.plain,
      },
      timeoutMs,
    )
    return outcomeOf(answer)
  } catch (error) {
    return { kind: 'passing', reason: `${endpoint} cannot be reached: ${reasonOf(error)}` }
  }
}

/** Below this, packing costs more than it saves. */
export const MIN_GZIP = 1_024
const RETRYABLE: ReadonlySet<number> = new Set([429, 502, 503, 504])

function outcomeOf(answer: Answer): Outcome {
  if (answer.status >= 200 && answer.status < 300) return { kind: 'done', answer }
  const reason = `status ${answer.status} ${printable(answer.body)}`.trim()
  if (RETRYABLE.has(answer.status)) return { kind: 'passing', reason, retryAfterMs: answer.retryAfterMs }
  return { kind: 'refused', reason, status: answer.status }
}

/**
 * What a receiver says that took a part only: a message (field 1) whose first field is how many it refused, or the same as JSON. They
 * must not be sent again.
 *
 * @see https://opentelemetry.io/docs/specs/otlp/#partial-success-1
 */
export function partlyRefused(body: string): string | undefined {
  const isMessage = body.codePointAt(0) === 0x0a && [2, 3].some((at) => body.codePointAt(at) === 0x08)
  return isMessage || REFUSED.test(body) ? printable(body).trim() : undefined
}

const REFUSED = /"rejected(?:Spans|DataPoints|LogRecords)"\s*:\s*"?[1-9]/

function printable(body: string): string {
  return body.replace(/[^\x20-\x7e]+/g, ' ').slice(0, 200)
}
