import { type InputOf, type Operation, operation } from '@atalaya/aws'
import { DAY_MS, HOUR_MS } from '@atalaya/model'
import type { LogGroup } from '../../catalog/log-group.ts'
import { expiredBeforeMs } from '../../catalog/retention.ts'
import { EVENT_OVERHEAD_BYTES, type LogBatch } from '../../pipeline/log-pipeline.ts'
import type { LogsDeps } from './deps.ts'
import { entityFields, entityProblem } from './entity.ts'
import { invalidParameter } from './errors.ts'
import { findGroup, findStream } from './find-group.ts'

type Events = InputOf<'logs', 'PutLogEvents'>['logEvents']

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html */
const MAX_BATCH_BYTES = 1_048_576
/** Events older than this are dropped and reported. */
const MAX_AGE_MS = 14 * DAY_MS
const MAX_AHEAD_MS = 2 * HOUR_MS
const MAX_SPAN_MS = DAY_MS

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html */
export const putLogEvents: Operation<LogsDeps> = operation(
  'logs',
  'PutLogEvents',
  async (input, { catalog, pipeline, clock }: LogsDeps, call) => {
    const group = findGroup(catalog, call, input.logGroupName)
    const stream = findStream(catalog, group, input.logStreamName)
    const nowMs = clock.now()
    const bytes = measure(input.logEvents)
    requireOrder(input.logEvents)
    const window = acceptedWindow(input.logEvents, group, nowMs)
    requireShortSpan(input.logEvents, window)

    let sequence = 0
    if (window.start < window.end) {
      const batch: LogBatch = { group, stream, ...columns(input.logEvents, window, bytes) }
      sequence = await pipeline.ingest([batch])
    }
    const entityError = input.entity === undefined ? undefined : entityProblem(input.entity, group)
    if (input.entity !== undefined && entityError === undefined) {
      await catalog.setEntity(group, stream, entityFields(input.entity))
    }
    return {
      // Means nothing any more, but clients log an error when it is missing.
      nextSequenceToken: String(sequence).padStart(56, '0'),
      rejectedLogEventsInfo: window.rejected,
      rejectedEntityInfo: entityError === undefined ? undefined : { errorType: entityError },
    }
  },
)

/** Bytes of a batch as AWS counts them: UTF-8 plus 26 an event. */
function measure(events: Events): number {
  let bytes = events.length * EVENT_OVERHEAD_BYTES
  for (const event of events) bytes += Buffer.byteLength(event.message)
  if (bytes > MAX_BATCH_BYTES) {
    throw invalidParameter(`Upload too large: ${bytes} bytes exceeds limit of ${MAX_BATCH_BYTES}`)
  }
  return bytes
}

/** Equal times are in order. */
function requireOrder(events: Events): void {
  let previousMs = 0
  for (const { timestamp } of events) {
    if (timestamp < previousMs) {
      throw invalidParameter('Log events in a single PutLogEvents request must be in chronological order.')
    }
    previousMs = timestamp
  }
}

/** The events that are kept: indices from `start` to before `end`. */
interface Window {
  readonly start: number
  readonly end: number
  /** Undefined when all are kept. */
  readonly rejected:
    | {
        readonly tooOldLogEventEndIndex?: number | undefined
        readonly expiredLogEventEndIndex?: number | undefined
        readonly tooNewLogEventStartIndex?: number | undefined
      }
    | undefined
}

/** An event that is both too old and expired is reported as too old. Our choice: AWS does not say. */
function acceptedWindow(events: Events, group: LogGroup, nowMs: number): Window {
  const oldestMs = nowMs - MAX_AGE_MS
  const unexpiredMs = expiredBeforeMs(group.retentionDays, nowMs) ?? 0
  const newestMs = nowMs + MAX_AHEAD_MS
  let tooOld = 0
  while (tooOld < events.length && (events[tooOld]?.timestamp ?? 0) < oldestMs) tooOld += 1
  let expired = tooOld
  while (expired < events.length && (events[expired]?.timestamp ?? 0) < unexpiredMs) expired += 1
  let end = events.length
  while (end > expired && (events[end - 1]?.timestamp ?? 0) > newestMs) end -= 1
  if (expired === 0 && end === events.length) return { start: 0, end, rejected: undefined }
  return {
    start: expired,
    end,
    rejected: {
      tooOldLogEventEndIndex: tooOld > 0 ? tooOld : undefined,
      expiredLogEventEndIndex: expired > tooOld ? expired : undefined,
      tooNewLogEventStartIndex: end < events.length ? end : undefined,
    },
  }
}

/** Rejected events do not count. */
function requireShortSpan(events: Events, { start, end }: Window): void {
  const first = events[start]
  const last = events[end - 1]
  if (start >= end || first === undefined || last === undefined) return
  if (last.timestamp - first.timestamp > MAX_SPAN_MS) {
    throw invalidParameter('The batch of log events in a single PutLogEvents request cannot span more than 24 hours.')
  }
}

function columns(
  events: Events,
  { start, end }: Window,
  batchBytes: number,
): Pick<LogBatch, 'timestampsMs' | 'messages' | 'bytes'> {
  const timestampsMs: number[] = []
  const messages: string[] = []
  let bytes = batchBytes
  for (let i = 0; i < events.length; i += 1) {
    const event = events[i]
    if (event === undefined) continue
    if (i < start || i >= end) {
      bytes -= Buffer.byteLength(event.message) + EVENT_OVERHEAD_BYTES
      continue
    }
    timestampsMs.push(event.timestamp)
    messages.push(event.message)
  }
  return { timestampsMs, messages, bytes }
}
