import type { Attributes } from '@opentelemetry/api'
import { METHODS } from '../../http/methods.ts'
import { activeTracing, callerOf } from '../active.ts'
import { recordFailure } from '../errors.ts'
import { lineageIn } from '../propagation/lineage.ts'
import { upstreamHeaders } from '../propagation/upstream.ts'
import { type ClientCall, startCall } from './client-call.ts'

/** Where a request goes. Its path stays out: it holds ids, and with its query string whatever users entered. */
export interface HttpTarget {
  readonly method: string
  /** `http` or `https`. */
  readonly scheme: string
  readonly host: string
  readonly port: number | undefined
}

/** A request of this process: perhaps with a span, and with the headers that continue its trace. */
export interface HttpCall {
  readonly headers: Readonly<Record<string, string>>
  readonly answered: (statusCode: number) => void
  readonly end: (error?: unknown) => void
}

/**
 * Starts the span of an outgoing request. Where the trace is not recorded there is no span, but headers that say so. Undefined
 * outside of any trace.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-client-span
 */
export function startHttpCall(target: HttpTarget): HttpCall | undefined {
  const tracing = activeTracing()
  if (tracing === undefined) return undefined
  const caller = callerOf(tracing)
  if (caller === undefined) return undefined
  const known = METHODS.has(target.method)
  const call = startCall(known ? target.method : 'HTTP', () => attributesOf(target, known))
  const context = (call?.span ?? caller.span).spanContext()
  const lineage = lineageIn(tracing.api, caller.context)
  const headers = upstreamHeaders(context, context.traceState?.serialize(), lineage)
  return { headers, answered: (code) => answered(call, code), end: (error) => call?.end(error) }
}

function attributesOf({ method, scheme, host, port }: HttpTarget, known: boolean): Attributes {
  return {
    'http.request.method': known ? method : '_OTHER',
    'url.scheme': scheme,
    'server.address': host,
    'server.port': port ?? (scheme === 'https' ? 443 : 80),
  }
}

/** To the caller of a service, its 4xx are failures as well. */
function answered(call: ClientCall | undefined, statusCode: number): void {
  if (call === undefined) return
  call.span.setAttribute('http.response.status_code', statusCode)
  if (statusCode >= 400) recordFailure(call.span, String(statusCode))
}
