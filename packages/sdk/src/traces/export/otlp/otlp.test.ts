import { Buffer } from 'node:buffer'
import { createRequire } from 'node:module'
import { gunzipSync } from 'node:zlib'
import { createTraceState } from '@opentelemetry/api'
import type { ReadableSpan } from '@opentelemetry/sdk-trace'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MemorySend } from '../../../testing/memory-send.ts'
import { encodeSpans } from './encode-spans.ts'
import { MessageWriter } from './message-writer.ts'
import { OtlpHttpExporter } from './otlp-http-exporter.ts'

/** OpenTelemetry's own definitions, compiled by its authors. */
interface Message {
  decode(bytes: Uint8Array): object
  verify(message: object): string | null
  toObject(message: object, options: object): object
  encode(message: object): { finish(): Uint8Array }
}
const { opentelemetry } = createRequire(import.meta.url)('otlp-definitions/build/src/generated/root.js') as {
  opentelemetry: {
    proto: {
      collector: { trace: { v1: { ExportTraceServiceRequest: Message } } }
      common: { v1: { KeyValue: Message } }
    }
  }
}
const { ExportTraceServiceRequest } = opentelemetry.proto.collector.trace.v1

const traceId = '4efaaf4d1e8720b39541901950019ee5'
const resource = { attributes: { 'service.name': 'api' } }
const scope = { name: '@atalaya/sdk', version: '1.0' }

function spanOf(part: object = {}): ReadableSpan {
  return {
    name: 'GET /a',
    kind: 1,
    spanContext: () => ({ traceId, spanId: '53995c3f42cd8ad8', traceFlags: 1 }),
    startTime: [1_700_000_000, 250_000_001],
    endTime: [1_700_000_001, 0],
    status: { code: 0 },
    attributes: {},
    links: [],
    events: [],
    resource,
    instrumentationScope: scope,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
    ...part,
  } as unknown as ReadableSpan
}

const base64 = (hex: string) => Buffer.from(hex, 'hex').toString('base64')

test('every field arrives, and no byte is left over', () => {
  const remote = {
    traceId,
    spanId: '00f067aa0ba902b7',
    traceFlags: 0,
    isRemote: true,
    traceState: createTraceState('a=b'),
  }
  const attributes = {
    text: 'ü'.repeat(200),
    int: 7,
    negative: -7,
    large: 2 ** 40,
    double: 0.5,
    yes: true,
    no: false,
    zero: 0,
    empty: '',
    list: ['a', 2, null],
  }
  const full = spanOf({
    parentSpanContext: remote,
    spanContext: () => ({ traceId, spanId: '53995c3f42cd8ad8', traceFlags: 1, traceState: createTraceState('c=d') }),
    status: { code: 2, message: 'broken' },
    attributes,
    events: [{ name: 'half', time: [1_700_000_000, 5], attributes: { rows: 3 }, droppedAttributesCount: 1 }],
    links: [{ context: remote, attributes: { why: 'batch' }, droppedAttributesCount: 2 }],
    droppedAttributesCount: 3,
    droppedEventsCount: 4,
    droppedLinksCount: 5,
  })
  const bytes = encodeSpans([full])
  const message = ExportTraceServiceRequest.decode(bytes)
  expect(ExportTraceServiceRequest.verify(message)).toBeNull()
  // Definitions drop what they do not know. These are older than the flags, which take 6 bytes of the span and 5 of the link.
  expect(ExportTraceServiceRequest.encode(message).finish()).toHaveLength(bytes.length - 11)
  const read = ExportTraceServiceRequest.toObject(message, { longs: String, enums: Number, bytes: String })
  const value = (of: unknown): object => {
    if (Array.isArray(of)) return { arrayValue: { values: of.map(value) } }
    if (typeof of === 'string') return { stringValue: of }
    if (typeof of === 'boolean') return { boolValue: of }
    if (typeof of === 'number') return Number.isInteger(of) ? { intValue: String(of) } : { doubleValue: of }
    return {}
  }
  const pairs = (of: object) => Object.entries(of).map(([key, one]) => ({ key, value: value(one) }))
  expect(read).toMatchObject({
    resourceSpans: [
      {
        resource: { attributes: pairs(resource.attributes) },
        scopeSpans: [
          {
            scope,
            spans: [
              {
                traceId: base64(traceId),
                spanId: base64('53995c3f42cd8ad8'),
                traceState: 'c=d',
                parentSpanId: base64('00f067aa0ba902b7'),
                name: 'GET /a',
                kind: 2,
                startTimeUnixNano: '1700000000250000001',
                endTimeUnixNano: '1700000001000000000',
                attributes: pairs(attributes),
                droppedAttributesCount: 3,
                events: [
                  {
                    timeUnixNano: '1700000000000000005',
                    name: 'half',
                    attributes: pairs({ rows: 3 }),
                    droppedAttributesCount: 1,
                  },
                ],
                droppedEventsCount: 4,
                links: [
                  {
                    traceId: base64(traceId),
                    spanId: base64('00f067aa0ba902b7'),
                    traceState: 'a=b',
                    attributes: pairs({ why: 'batch' }),
                    droppedAttributesCount: 2,
                  },
                ],
                droppedLinksCount: 5,
                status: { code: 2, message: 'broken' },
              },
            ],
          },
        ],
      },
    ],
  })
  // Sampled, and with a parent of another process.
  expect(bytes.includes(Buffer.from([0x85, 0x01, 0x01, 0x03, 0, 0]))).toBe(true)
})

test('spans are grouped by resource and scope', () => {
  const other = { name: 'theirs' }
  const elsewhere = { attributes: {} }
  const spans = [spanOf(), spanOf({ instrumentationScope: other }), spanOf({ resource: elsewhere }), spanOf()]
  const { resourceSpans } = ExportTraceServiceRequest.toObject(
    ExportTraceServiceRequest.decode(encodeSpans(spans)),
    {},
  ) as {
    resourceSpans: { scopeSpans: { scope: { name: string }; spans: object[] }[] }[]
  }
  const counts = resourceSpans.map(({ scopeSpans }) => scopeSpans.map((one) => [one.scope.name, one.spans.length]))
  expect(counts).toEqual([
    [
      ['@atalaya/sdk', 2],
      ['theirs', 1],
    ],
    [['@atalaya/sdk', 1]],
  ])
})

test('any text and any integer is read as it was written, in a buffer of any size', () => {
  const { KeyValue } = opentelemetry.proto.common.v1
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 300 }),
      fc.maxSafeInteger(),
      fc.integer({ min: 1, max: 64 }),
      (key, number, size) => {
        const writer = new MessageWriter(size)
        writer.string(1, key)
        const value = writer.open(2)
        writer.intOrZero(3, number)
        writer.close(value)
        const read = KeyValue.toObject(KeyValue.decode(writer.finish()), { longs: Number })
        expect(read).toEqual({ key, value: { intValue: number } })
      },
    ),
  )
})

function exporterOf(memory: MemorySend, endpoint = 'http://collector:4318/v1/traces') {
  const exporter = new OtlpHttpExporter({ endpoint, headers: { 'x-key': 'k' }, send: memory.send })
  return (spans: ReadableSpan[]) =>
    new Promise<{ code: number; error?: Error }>((resolve) => exporter.export(spans, resolve))
}

test('what goes over the network is packed, what stays on this machine is not', async () => {
  const memory = new MemorySend()
  const many = Array.from({ length: 20 }, () => spanOf())
  expect(await exporterOf(memory)(many)).toEqual({ code: 0 })
  await exporterOf(memory)([spanOf()])
  for (const host of ['localhost', '127.0.0.1', '[::1]'])
    await exporterOf(memory, `http://${host}:4318/v1/traces`)(many)
  expect(memory.requests.map(({ headers }) => headers['content-encoding'])).toEqual([
    'gzip',
    undefined,
    undefined,
    undefined,
    undefined,
  ])
  expect(memory.requests[0]?.headers).toMatchObject({ 'content-type': 'application/x-protobuf', 'x-key': 'k' })
  expect(gunzipSync(memory.requests[0]?.body as Uint8Array)).toEqual(encodeSpans(many))
})

test('what may pass is tried again, what was refused is not', async () => {
  const memory = new MemorySend()
  memory.answer({ status: 503, retryAfterMs: 1 }, { status: 429, retryAfterMs: 1 })
  expect(await exporterOf(memory)([spanOf()])).toEqual({ code: 0 })
  expect(memory.requests).toHaveLength(3)
  memory.clear()
  memory.answer({ status: 400, body: 'no' })
  const { code, error } = await exporterOf(memory)([spanOf()])
  expect([code, error?.message, memory.requests.length]).toEqual([1, 'status 400 no', 1])
})

test('a receiver that took a part only is heard', async () => {
  const memory = new MemorySend()
  // partial_success { rejected_spans: 2, error_message: "too old" }
  memory.answer({ body: '\u000a\u000b\u0008\u0002\u0012\u0007too old' }, { body: '' }, { body: '{}' })
  const send = exporterOf(memory)
  expect((await send([spanOf()])).error?.message).toBe('spans were refused: too old')
  expect([await send([spanOf()]), await send([spanOf()])]).toEqual([{ code: 0 }, { code: 0 }])
})
