import type { Buffer } from 'node:buffer'
import type { Attributes, AttributeValue, HrTime, SpanContext } from '@opentelemetry/api'
import type { ReadableSpan } from '@opentelemetry/sdk-trace'
import { MessageWriter } from './message-writer.ts'

/**
 * Spans as an `ExportTraceServiceRequest`, grouped by resource and by who made them.
 *
 * @see https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/trace/v1/trace.proto
 */
export function encodeSpans(spans: readonly ReadableSpan[]): Buffer {
  const writer = new MessageWriter()
  for (const [resource, ofResource] of grouped(spans, (span) => span.resource)) {
    const resourceSpans = writer.open(1)
    const about = writer.open(1)
    writeAttributes(writer, 1, resource.attributes)
    writer.close(about)
    for (const [scope, ofScope] of grouped(ofResource, (span) => span.instrumentationScope)) {
      const scopeSpans = writer.open(2)
      const by = writer.open(1)
      writer.string(1, scope.name)
      writer.string(2, scope.version)
      writer.close(by)
      for (const span of ofScope) writeSpan(writer, span)
      writer.string(3, scope.schemaUrl)
      writer.close(scopeSpans)
    }
    writer.string(3, resource.schemaUrl)
    writer.close(resourceSpans)
  }
  return writer.finish()
}

function grouped<K>(spans: readonly ReadableSpan[], keyOf: (span: ReadableSpan) => K): ReadonlyMap<K, ReadableSpan[]> {
  const groups = new Map<K, ReadableSpan[]>()
  for (const span of spans) {
    const key = keyOf(span)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [span])
    else group.push(span)
  }
  return groups
}

/** The flags say whether a parent is of another process: that it is known, and that it is so. */
const HAS_IS_REMOTE = 0x100
const IS_REMOTE = 0x200

function writeSpan(writer: MessageWriter, span: ReadableSpan): void {
  const { parentSpanContext: parent, status } = span
  const context = span.spanContext()
  const begin = writer.open(2)
  writer.hex(1, context.traceId)
  writer.hex(2, context.spanId)
  writer.string(3, context.traceState?.serialize())
  writer.hex(4, parent?.spanId)
  writer.string(5, span.name)
  // `SpanKind` begins with 0 for what the format calls 1.
  writer.int(6, span.kind + 1)
  writer.fixed64(7, unixNano(span.startTime))
  writer.fixed64(8, unixNano(span.endTime))
  writeAttributes(writer, 9, span.attributes)
  writer.int(10, span.droppedAttributesCount)
  for (const event of span.events) writeEvent(writer, event)
  writer.int(12, span.droppedEventsCount)
  for (const link of span.links) writeLink(writer, link)
  writer.int(14, span.droppedLinksCount)
  if (status.code !== 0) {
    const at = writer.open(15)
    writer.string(2, status.message)
    writer.int(3, status.code)
    writer.close(at)
  }
  writer.fixed32(16, flagsOf(context.traceFlags, parent))
  writer.close(begin)
}

function writeEvent(writer: MessageWriter, event: ReadableSpan['events'][number]): void {
  const begin = writer.open(11)
  writer.fixed64(1, unixNano(event.time))
  writer.string(2, event.name)
  writeAttributes(writer, 3, event.attributes ?? {})
  writer.int(4, event.droppedAttributesCount ?? 0)
  writer.close(begin)
}

function writeLink(writer: MessageWriter, link: ReadableSpan['links'][number]): void {
  const { context } = link
  const begin = writer.open(13)
  writer.hex(1, context.traceId)
  writer.hex(2, context.spanId)
  writer.string(3, context.traceState?.serialize())
  writeAttributes(writer, 4, link.attributes ?? {})
  writer.int(5, link.droppedAttributesCount ?? 0)
  writer.fixed32(6, flagsOf(context.traceFlags, context))
  writer.close(begin)
}

function flagsOf(traceFlags: number, other: SpanContext | undefined): number {
  return (traceFlags & 0xff) | HAS_IS_REMOTE | (other?.isRemote === true ? IS_REMOTE : 0)
}

function writeAttributes(writer: MessageWriter, field: number, attributes: Attributes): void {
  for (const key in attributes) {
    const value = attributes[key]
    if (value === undefined) continue
    const begin = writer.open(field)
    writer.string(1, key)
    writeValue(writer, 2, value)
    writer.close(begin)
  }
}

function writeValue(writer: MessageWriter, field: number, value: AttributeValue | null | undefined): void {
  const begin = writer.open(field)
  // What is null inside a list is a value with nothing in it.
  if (typeof value === 'string') writer.string(1, value)
  else if (typeof value === 'boolean') writer.intOrZero(2, value ? 1 : 0)
  else if (typeof value === 'number') {
    if (Number.isSafeInteger(value)) writer.intOrZero(3, value)
    else writer.double(4, value)
  } else if (Array.isArray(value)) {
    const list = writer.open(5)
    for (const item of value as readonly (AttributeValue | null)[]) writeValue(writer, 1, item)
    writer.close(list)
  }
  writer.close(begin)
}

/** Spans of one batch share their seconds: big numbers are made once for each. */
let knownSecond = -1
let knownNanos = 0n

function unixNano([seconds, nanos]: HrTime): bigint {
  if (seconds !== knownSecond) {
    knownSecond = seconds
    knownNanos = BigInt(seconds) * 1_000_000_000n
  }
  return knownNanos + BigInt(nanos)
}
