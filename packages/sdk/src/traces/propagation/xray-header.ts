import type { SpanIds, Upstream } from './headers.ts'

export const XRAY_HEADER = 'x-amzn-trace-id'

/** Nobody sends that many; a long header must not cost more than a short one. */
const MAX_LENGTH = 1_024

/**
 * Reads `Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1`, also in the form that Lambda gives in
 * `_X_AMZN_TRACE_ID`. Pairs come in any order and, as the SDKs of X-Ray read them, in any case; `Self` and `Lineage` belong to others.
 *
 * @returns undefined when it names no trace
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 */
export function parseXRayHeader(header: string): Upstream | undefined {
  if (header.length > MAX_LENGTH) return undefined
  let traceId: string | undefined
  let spanId: string | undefined
  let sampled: boolean | undefined
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
        break
    }
  }
  return traceId === undefined ? undefined : { traceId, spanId, sampled }
}

const ROOT = /^1-([0-9a-f]{8})-([0-9a-f]{24})$/i
const SPAN_ID = /^(?!0{16})[0-9a-f]{16}$/i

function traceIdOf(root: string): string | undefined {
  const [, time, rest] = ROOT.exec(root) ?? []
  const id = `${time}${rest}`.toLowerCase()
  return time === undefined || /^0+$/.test(id) ? undefined : id
}

export function formatXRayHeader({ traceId, spanId, traceFlags }: SpanIds): string {
  return `Root=1-${traceId.slice(0, 8)}-${traceId.slice(8)};Parent=${spanId};Sampled=${traceFlags & 1}`
}
