import { randomBytes } from 'node:crypto'
import { logEvents } from '@atalaya/testkit'
import type { LoadOrder } from './load.ts'

/** A source of whole HTTP requests, each different from all others. */
export interface Body {
  /** The next request; the buffer is overwritten by the call after it. */
  next(turn: number): Buffer
}

/** More than one body a connection, so that the server does not see the same text each time. */
const BODIES_PER_CONNECTION = 12
/** A request id of 12 hexadecimal digits and a trace id of 32. */
const ID_BYTES = 22

export function bodiesFor(order: LoadOrder, connection: number): readonly Body[] {
  if (order.kind === 'unique-events') return [uniqueEventsBody(order, connection)]
  const count = order.items >= 100 ? BODIES_PER_CONNECTION : 200
  const make = order.kind === 'events' ? eventsBody : datapointsBody
  return Array.from({ length: count }, (_, index) => make(order, connection, connection * count + index))
}

/** The group and stream that a connection writes to; `createTargets` makes them. */
export function targetOf(connection: number): { readonly logGroupName: string; readonly logStreamName: string } {
  return { logGroupName: `/bench/${connection % 4}`, logStreamName: `stream-${connection}` }
}

/** Events whose times and ids are new in each request; the rest of their text repeats after a while. */
function eventsBody(order: LoadOrder, connection: number, index: number): Body {
  const { seed = 1 } = order
  const events = logEvents(order.items, { startMs: Date.now(), first: index * order.items, seed })
  const bytes = putLogEvents(connection, events)
  const times = offsets(bytes, '"timestamp":')
  const requestIds = offsets(bytes, '\\"req\\":\\"')
  const traceIds = offsets(bytes, '\\"trace\\":\\"')
  return {
    next: (turn) => {
      const time = Buffer.from(String(timeOf(order, turn)))
      // Four events in a row share a request, as they were made.
      const ids = Buffer.from(randomBytes(ID_BYTES * Math.ceil(times.length / 4)).toString('hex'))
      for (let event = 0; event < times.length; event += 1) {
        const id = ID_BYTES * 2 * Math.floor(event / 4)
        bytes.set(time, times[event])
        ids.copy(bytes, requestIds[event], id, id + 12)
        ids.copy(bytes, traceIds[event], id + 12, id + 44)
      }
      return bytes
    },
  }
}

/** Events that never repeat: for measuring sizes. Slower to make. */
function uniqueEventsBody(order: LoadOrder, connection: number): Body {
  const { seed = 1 } = order
  return {
    next: (turn) => {
      const first = (turn * order.connections + connection) * order.items
      return putLogEvents(connection, logEvents(order.items, { startMs: timeOf(order, turn), stepMs: 1, first, seed }))
    },
  }
}

/** With a spread, a run goes through the past from the far end to now, as a backfill does. */
function timeOf({ spreadMs = 0, requests, connections }: LoadOrder, turn: number): number {
  const progress = requests === undefined ? 0 : (turn * connections) / requests
  return Math.floor(Date.now() - spreadMs * (1 - progress))
}

function putLogEvents(connection: number, events: readonly object[]): Buffer {
  const json = JSON.stringify({ ...targetOf(connection), logEvents: events })
  return requestBytes('logs', 'Logs_20140328.PutLogEvents', 'application/x-amz-json-1.1', json)
}

function datapointsBody(order: LoadOrder, _connection: number, index: number): Body {
  const seconds = Math.floor(Date.now() / 1_000)
  const MetricData = Array.from({ length: order.items }, (_, item) => ({
    MetricName: ['Latency', 'Count', 'Bytes', 'Errors', 'Queue'][item % 5],
    Dimensions: [
      { Name: 'Service', Value: `svc-${(index * 7 + item) % 40}` },
      { Name: 'Route', Value: `/api/${item % 25}` },
    ],
    Timestamp: seconds,
    Value: Math.round(Math.random() * 100_000) / 100,
    Unit: 'Milliseconds',
  }))
  const bytes = requestBytes(
    'monitoring',
    'GraniteServiceVersion20100801.PutMetricData',
    'application/x-amz-json-1.0',
    JSON.stringify({ Namespace: 'Bench', MetricData }),
  )
  const times = offsets(bytes, '"Timestamp":')
  return {
    next: () => {
      const time = Buffer.from(String(Math.floor(Date.now() / 1_000)))
      for (const offset of times) bytes.set(time, offset)
      return bytes
    },
  }
}

/** A request as an SDK would send it; nobody checks the signature while access control is off. */
export function requestBytes(service: string, target: string, contentType: string, json: string): Buffer {
  const body = Buffer.from(json)
  const head = [
    'POST / HTTP/1.1',
    'Host: 127.0.0.1',
    `Content-Type: ${contentType}`,
    `X-Amz-Target: ${target}`,
    `Authorization: AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
    `Content-Length: ${body.length}`,
  ]
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body])
}

function offsets(bytes: Buffer, marker: string): readonly number[] {
  const found: number[] = []
  for (let at = bytes.indexOf(marker); at !== -1; at = bytes.indexOf(marker, at + marker.length)) {
    found.push(at + marker.length)
  }
  return found
}
