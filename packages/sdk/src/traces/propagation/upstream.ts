import { firstOf, type Headers, type SpanIds, type Upstream } from './headers.ts'
import { formatTraceparent, parseTraceparent, TRACEPARENT, TRACESTATE } from './traceparent.ts'
import { formatXRayHeader, lineageOf, parseXRayHeader, XRAY_HEADER } from './xray-header.ts'

/**
 * Which work a request belongs to.
 *
 * Where both forms are there, the X-Ray header counts if it names a calling span: every hop that understands it has written
 * itself there, while gateways of AWS pass `traceparent` on unread. A load balancer only names a trace; then `traceparent` says
 * more. (Our choice: the specifications do not know each other.)
 */
export function readUpstream(headers: Headers): Upstream | undefined {
  const xray = firstOf(headers[XRAY_HEADER])
  const w3c = firstOf(headers[TRACEPARENT])
  if (xray === undefined && w3c === undefined) return undefined
  const upstream = firstKnown(xray, w3c, headers)
  const lineage = xray === undefined ? undefined : lineageOf(xray)
  return upstream === undefined || lineage === undefined ? upstream : { ...upstream, lineage }
}

function firstKnown(xray: string | undefined, w3c: string | undefined, headers: Headers): Upstream | undefined {
  const named = xray === undefined ? undefined : parseXRayHeader(xray)
  if (named?.spanId !== undefined) return named
  const parent = w3c === undefined ? undefined : parseTraceparent(w3c)
  if (parent === undefined) return named
  const traceState = firstOf(headers[TRACESTATE])
  return traceState === undefined ? parent : { ...parent, traceState }
}

/** Both forms of a span, for whoever is called. */
export function upstreamHeaders(
  span: SpanIds,
  traceState?: string,
  lineage?: string,
): Readonly<Record<string, string>> {
  const headers = { [TRACEPARENT]: formatTraceparent(span), [XRAY_HEADER]: formatXRayHeader(span, lineage) }
  return traceState === undefined || traceState === '' ? headers : { ...headers, [TRACESTATE]: traceState }
}
