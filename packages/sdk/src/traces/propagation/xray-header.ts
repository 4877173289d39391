import type { SpanIds, Upstream } from './headers.ts'

export const XRAY_HEADER = 'x-amzn-trace-id'

/** Nobody sends that many; a long header must not cost more than a short one. */
const MAX_LENGTH = 1_024

/**
 * Reads `Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1`, also in the form that Lambda gives in
 * `_X_AMZN_TRACE_ID`. Pairs come in any order and, as the SDKs of X-Ray read them, in any case; `Self` belongs to load balancers.
 *
 * @returns undefined when it names no trace
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 */
export function parseXRayHeader(header: string): Upstream | undefined {
  if (header.length > MAX_LENGTH) return undefined
  let traceId: string | undefined
  let spanId: string | undefined
  let sampled: boolean | undefined
  let asks = false
  for (const pair of header.split(';')) {
    const at = pair.indexOf('=')
    const value = pair.slice(at + 1).trim()
    switch (pair.slice(0, Math.max(at, 0)).trim().toLowerCase()) {
      case 'root':
        traceId = traceIdOf(value)
        break
      case 'parent':
        spanId = SPAN_ID.test(value) ? value.toLowerCase() : undefined
        break
      case 'sampled':
        sampled = value === '1' ? true : value === '0' ? false : undefined
        asks = value === '?'
        break
    }
  }
  return traceId === undefined ? undefined : { traceId, spanId, sampled, ...(asks ? { asks } : {}) }
}

/** The `Lineage` of a header, whatever else it holds. */
export function lineageOf(header: string): string | undefined {
  return header.length > MAX_LENGTH ? undefined : LINEAGE.exec(header)?.[1]
}

const LINEAGE = /(?:^|;)\s*lineage=([0-9a-f:|]{1,256})\s*(?:;|$)/i

const ROOT = /^1-([0-9a-f]{8})-([0-9a-f]{24})$/i
const SPAN_ID = /^(?!0{16})[0-9a-f]{16}$/i

function traceIdOf(root: string): string | undefined {
  const [, time, rest] = ROOT.exec(root) ?? []
  const id = `${time}${rest}`.toLowerCase()
  return time === undefined || /^0+$/.test(id) ? undefined : id
}

export function formatXRayHeader({ traceId, spanId, traceFlags }: SpanIds, lineage?: string): string {
  const header = `Root=${rootOf(traceId)};Parent=${spanId};Sampled=${traceFlags & 1}`
  return lineage === undefined ? header : `${header};Lineage=${lineage}`
}

/** What a caller is answered that sent `Sampled=?`. */
export function formatXRayAnswer(traceId: string, sampled: boolean): string {
  return `Root=${rootOf(traceId)};Sampled=${sampled ? 1 : 0}`
}

function rootOf(traceId: string): string {
  return `1-${traceId.slice(0, 8)}-${traceId.slice(8)}`
}
