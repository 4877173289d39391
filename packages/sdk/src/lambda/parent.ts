/**
 * Where the trace of an invocation comes from.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html (`_X_AMZN_TRACE_ID`)
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html (`AWSTraceHeader`)
 */
import { firstOf, type Headers } from '../traces/propagation/headers.ts'
import { lineageOf, XRAY_HEADER } from '../traces/propagation/xray-header.ts'

/**
 * The headers that name the parent of an invocation.
 *
 * What the runtime says counts when it is sampled. With active tracing switched off the runtime says "not sampled" for every
 * invocation; then the event decides: the headers of an HTTP request, or those of a single queue message. (Our choice: several
 * messages have several parents, and one of them would be wrong for the others.)
 */
export function parentHeaders(event: unknown, env: Readonly<Record<string, string | undefined>>): Headers {
  const runtime = env._X_AMZN_TRACE_ID
  if (runtime !== undefined && /(^|;)\s*Sampled=1(;|$)/.test(runtime)) return { [XRAY_HEADER]: runtime }
  const carried = headersOf(event) ?? messageHeaders(event)
  if (carried === undefined) return runtime === undefined ? {} : { [XRAY_HEADER]: runtime }
  // By that Lambda counts how often this function has called itself: the event is one call behind.
  const lineage = lineageOf(runtime ?? '')
  if (lineage === undefined) return carried
  const header = firstOf(carried[XRAY_HEADER]) ?? ''
  return { ...carried, [XRAY_HEADER]: `${header.replace(/;?\s*Lineage=[^;]*/i, '')};Lineage=${lineage}` }
}

/** API Gateway, function URLs and load balancers: the caller's spelling of names. */
function headersOf(event: unknown): Headers | undefined {
  // A load balancer that is told to send all values of a header sends no others.
  const headers = member(event, 'headers') ?? member(event, 'multiValueHeaders')
  if (typeof headers !== 'object' || headers === null) return undefined
  const known = Object.entries(headers)
    .map(([name, value]): readonly [string, unknown] => [name, Array.isArray(value) ? value[0] : value])
    .filter((entry): entry is readonly [string, string] => typeof entry[1] === 'string')
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => CARRIERS.has(name))
  return known.length === 0 ? undefined : Object.fromEntries(known)
}

const CARRIERS: ReadonlySet<string> = new Set([XRAY_HEADER, 'traceparent', 'tracestate'])

function messageHeaders(event: unknown): Headers | undefined {
  const records = member(event, 'Records')
  if (!Array.isArray(records) || records.length !== 1) return undefined
  const header = member(member(records[0], 'attributes'), 'AWSTraceHeader')
  return typeof header === 'string' ? { [XRAY_HEADER]: header } : undefined
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined
}
