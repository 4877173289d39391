/**
 * An OpenTelemetry span as a document of X-Ray, by the rules of the collector's exporter.
 *
 * A span of an incoming request is a segment, and so is whatever has no parent; everything else is a subsegment sent on its own.
 * What X-Ray has a place for goes there, the rest becomes annotations (if listed in `aws.xray.annotations`) or metadata.
 *
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html
 * @see https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/exporter/awsxrayexporter
 */
import type { Attributes, HrTime } from '@opentelemetry/api'
import type { ReadableSpan } from '@opentelemetry/sdk-trace'
import { xrayTraceId } from '../../../context/context.ts'
import { awsOf, originOf } from './aws.ts'
import { causeOf } from './cause.ts'
import { httpOf } from './http.ts'
import { type Bag, type Fields, filled, first, text } from './read.ts'

// `SpanKind`
const SERVER = 1
const CLIENT = 2
const PRODUCER = 3
const CONSUMER = 4

export interface Segment extends Fields {
  readonly id: string
  readonly name: string
}

/** @param newId - 16 random hexadecimal digits, for the exceptions */
export function segmentOf(span: ReadableSpan, newId: () => string): Segment {
  const { kind, resource, links } = span
  const bag: Bag = { attributes: span.attributes, resource: resource.attributes }
  const { traceId, spanId } = span.spanContext()
  const parentId = span.parentSpanContext?.spanId
  const isSegment = kind === SERVER || parentId === undefined
  return {
    id: spanId,
    trace_id: xrayTraceId(traceId),
    name: nameOf(span, bag),
    start_time: seconds(span.startTime),
    end_time: seconds(span.endTime),
    ...filled({
      parent_id: parentId,
      type: isSegment ? undefined : 'subsegment',
      namespace: isSegment && kind === SERVER ? undefined : namespaceOf(span, bag),
      origin: isSegment ? originOf(bag.resource) : undefined,
      service: isSegment ? filled({ version: text(bag.resource['service.version']) }) : undefined,
      user: isSegment ? text(bag.attributes['enduser.id']) : undefined,
      http: httpOf(bag),
      ...flagsOf(span),
      cause: causeOf(span, kind === CLIENT || kind === PRODUCER, newId),
      aws: awsOf(bag, isSegment),
      sql: sqlOf(bag.attributes),
      annotations: annotationsOf(bag.attributes),
      metadata: metadataOf(bag, isSegment),
      links: links.length === 0 ? undefined : links.map(linkOf),
    }),
  }
}

function seconds([whole, nanos]: HrTime): number {
  return whole + nanos / 1e9
}

/** What the node of the trace map is called. */
function nameOf({ kind, name }: ReadableSpan, { attributes, resource }: Bag): string {
  const calling = kind === CLIENT || kind === PRODUCER || kind === CONSUMER
  const remote = text(attributes['aws.remote.service'])
  const found =
    (kind === SERVER ? text(attributes['aws.local.service']) : undefined) ??
    (calling ? remote && (isAwsCall(attributes) ? remote.replace(/^(AWS\.SDK\.|AWS::)/, '') : remote) : undefined) ??
    first(attributes, 'peer.service', 'aws.service') ??
    databaseName(attributes) ??
    (kind === SERVER ? text(resource['service.name']) : undefined) ??
    (kind === SERVER ? undefined : first(attributes, 'rpc.service', 'http.host', 'net.peer.name', 'server.address')) ??
    name
  const allowed = found.replace(/[^ 0-9\p{L}\p{N}_.:/%&#=+\-@]/gu, '').slice(0, MAX_NAME)
  return allowed === '' ? 'span' : allowed
}

/** @see https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html#api-segmentdocuments-fields */
const MAX_NAME = 200

function databaseName(attributes: Attributes): string | undefined {
  const database = first(attributes, 'db.namespace', 'db.name')
  const host = first(attributes, 'server.address', 'net.peer.name')
  if (first(attributes, 'db.system.name', 'db.system') === undefined || database === undefined) return undefined
  return host === undefined ? database : `${database}@${host}`
}

function isAwsCall(attributes: Attributes): boolean {
  return attributes['rpc.system'] === 'aws-api'
}

function namespaceOf({ kind }: ReadableSpan, { attributes }: Bag): string | undefined {
  if (isAwsCall(attributes) || attributes['aws.service'] !== undefined) return 'aws'
  return kind === CLIENT || attributes['aws.remote.service'] !== undefined ? 'remote' : undefined
}

/** `SpanStatusCode.ERROR` */
const ERROR = 2

/** A status code knows better than the status of the span: 404 is an error of the caller, whatever the span says. */
function flagsOf({ attributes, status }: ReadableSpan): Fields {
  const code = attributes['http.response.status_code'] ?? attributes['http.status_code']
  if (typeof code === 'number') {
    if (code === 429) return { error: true, throttle: true }
    if (code >= 400 && code < 500) return { error: true }
    if (code >= 500 && code < 600) return { fault: true }
  }
  return status.code === ERROR ? { fault: true } : {}
}

const RELATIONAL = /^(postgresql|mysql|mariadb|mssql|microsoft\.sql_server|oracle|oracle\.db|sqlite|db2|other_sql)$/

function sqlOf(attributes: Attributes): Fields | undefined {
  const system = first(attributes, 'db.system.name', 'db.system')
  if (system === undefined || !RELATIONAL.test(system)) return undefined
  const host = first(attributes, 'server.address', 'net.peer.name') ?? 'localhost'
  return filled({
    url: `${text(attributes['db.connection_string']) ?? host}/${first(attributes, 'db.namespace', 'db.name') ?? ''}`,
    database_type: system,
    user: text(attributes['db.user']),
    sanitized_query: first(attributes, 'db.query.text', 'db.statement'),
  })
}

function annotationsOf(attributes: Attributes): Fields | undefined {
  const listed = attributes['aws.xray.annotations']
  if (!Array.isArray(listed)) return undefined
  const pairs = listed.flatMap((key) => {
    const value = attributes[String(key)]
    // Only these can be searched for.
    if (!['string', 'number', 'boolean'].includes(typeof value)) return []
    return [[String(key).replace(/[^A-Za-z0-9.]/g, '_'), value] as const]
  })
  return pairs.length === 0 ? undefined : Object.fromEntries(pairs)
}

/** What has a place of its own in the document. */
const PLACED = /^(http\.(request\.method|response\.status_code)|aws\.xray\.annotations|enduser\.id)$/

function metadataOf({ attributes, resource }: Bag, isSegment: boolean): Fields | undefined {
  const listed = attributes['aws.xray.annotations']
  const annotated = new Set<unknown>(Array.isArray(listed) ? listed : [])
  const own = Object.entries(attributes).filter(([key]) => !PLACED.test(key) && !annotated.has(key))
  const place = isSegment
    ? Object.entries(resource).map(([key, value]) => [`otel.resource.${key}`, value] as const)
    : []
  const all = [...own, ...place]
  return all.length === 0 ? undefined : { default: Object.fromEntries(all) }
}

function linkOf({ context, attributes }: ReadableSpan['links'][number]): Fields {
  return { trace_id: xrayTraceId(context.traceId), id: context.spanId, ...filled({ attributes }) }
}
