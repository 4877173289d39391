import { type InputOf, type Operation, operation } from '@atalaya/aws'
import { SECOND_MS } from '@atalaya/model'
import type { LogEventRow, LogPosition, LogScan, LogScanGroup } from '@atalaya/store'
import type { LogCatalog } from '../../catalog/log-catalog.ts'
import type { LogGroup } from '../../catalog/log-group.ts'
import { expiredBeforeMs } from '../../catalog/retention.ts'
import { EVENT_OVERHEAD_BYTES } from '../../pipeline/log-pipeline.ts'
import type { LogsDeps } from './deps.ts'
import { invalidParameter, invalidToken } from './errors.ts'
import { compilePattern, type MessageFilter } from './filter-patterns.ts'
import { findReferencedGroup, findStream, requireStandardClass } from './find-group.ts'
import { END_OF_TIME_MS, eventId, formatPosition, parsePosition } from './positions.ts'

const MAX_EVENTS = 10_000
const MAX_PAGE_BYTES = 1_048_576
/** What one call may look at before it answers with what it has and a token. */
const MAX_TESTED_EVENTS = 2_000_000
const MAX_SEARCH_MS = 20 * SECOND_MS
/** `startFromHead: false` reaches no further back. */
const NEWEST_FIRST_SINCE_MS: number = Date.UTC(2024, 0, 1)

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html */
export const filterLogEvents: Operation<LogsDeps> = operation(
  'logs',
  'FilterLogEvents',
  async (input, { catalog, logStore, clock }: LogsDeps, call) => {
    const group = findReferencedGroup(catalog, call, input)
    requireStandardClass(group)
    const filter = compilePattern(input.filterPattern ?? '')
    const place = startingPlace(input)
    const nowMs = clock.now()
    const streams = searchedStreams(catalog, group, input)
    if (streams?.length === 0) return { events: [], searchedLogStreams: [] }

    const limit = input.limit ?? MAX_EVENTS
    const scan: LogScan = {
      groups: [scanGroup(group, streams, nowMs)],
      startMs: input.startTime ?? 0,
      endMs: Math.min(input.endTime ?? END_OF_TIME_MS, END_OF_TIME_MS) + 1,
      order: place.order,
      ...(place.after === undefined ? {} : { after: place.after }),
      // One more than asked for tells whether there is a next page.
      limit: filter.matchesAll ? limit + 1 : MAX_TESTED_EVENTS,
      ...(filter.hint === undefined ? {} : { hint: filter.hint }),
    }
    const isLate = (): boolean => clock.now() - nowMs > MAX_SEARCH_MS
    const found = await search(logStore.scan(scan, call.signal), { filter, limit, isLate, tested: scan.limit })
    const events = found.rows.flatMap((row) => {
      // Its stream may have been deleted while we searched.
      const logStreamName = catalog.streamName(group.id, row.streamId)
      return logStreamName === undefined ? [] : [toEvent(row, logStreamName)]
    })
    return {
      events,
      // AWS stopped filling this list in 2019.
      searchedLogStreams: [],
      nextToken: found.next === undefined ? undefined : formatToken(place.order, found.next),
    }
  },
)

type Input = InputOf<'logs', 'FilterLogEvents'>
type Order = LogScan['order']

/** Undefined: all streams of the group. */
function searchedStreams(catalog: LogCatalog, group: LogGroup, input: Input): readonly number[] | undefined {
  const { logStreamNames, logStreamNamePrefix } = input
  if (logStreamNames !== undefined && logStreamNamePrefix !== undefined) {
    throw invalidParameter('logStreamNames and logStreamNamePrefix are mutually exclusive parameters.')
  }
  if (logStreamNames !== undefined) return logStreamNames.map((name) => findStream(catalog, group, name).id)
  if (logStreamNamePrefix === undefined) return undefined
  return catalog.streams(group, { prefix: logStreamNamePrefix }).map(({ id }) => id)
}

function scanGroup(group: LogGroup, streamIds: readonly number[] | undefined, nowMs: number): LogScanGroup {
  const notBeforeMs = expiredBeforeMs(group.retentionDays, nowMs)
  return {
    groupId: group.id,
    ...(streamIds === undefined ? {} : { streamIds }),
    ...(notBeforeMs === undefined ? {} : { notBeforeMs }),
  }
}

interface Place {
  readonly order: Order
  readonly after: LogPosition | undefined
}

/** The direction of a token wins over `startFromHead`. */
function startingPlace({ nextToken, startFromHead = true, startTime }: Input): Place {
  if (!startFromHead && (startTime === undefined || startTime < NEWEST_FIRST_SINCE_MS)) {
    throw invalidParameter('startFromHead can be false only with a startTime of 2024-01-01T00:00:00Z or later.')
  }
  if (nextToken === undefined) return { order: startFromHead ? 'ascending' : 'descending', after: undefined }
  return parseToken(nextToken)
}

interface Search {
  readonly filter: MessageFilter
  readonly limit: number
  readonly isLate: () => boolean
  /** Rows after which the scan ends by itself although there may be more. */
  readonly tested: number
}

interface Found {
  readonly rows: readonly LogEventRow[]
  /** Where the next page begins; undefined when everything has been searched. */
  readonly next: LogPosition | undefined
}

/** The first matching rows that fit into one answer. */
async function search(
  scan: AsyncIterable<readonly LogEventRow[]>,
  { filter, limit, isLate, tested }: Search,
): Promise<Found> {
  const rows: LogEventRow[] = []
  let seen = 0
  let bytes = 0
  let last: LogEventRow | undefined
  for await (const page of scan) {
    for (const row of page) {
      seen += 1
      if (filter.matches(row.message)) {
        bytes += Buffer.byteLength(row.message) + EVENT_OVERHEAD_BYTES
        const isFull = rows.length === limit || (bytes > MAX_PAGE_BYTES && rows.length > 0)
        if (isFull) return { rows, next: last }
        rows.push(row)
      }
      last = row
    }
    if (isLate()) return { rows, next: last }
  }
  return { rows, next: seen >= tested ? last : undefined }
}

function toEvent(row: LogEventRow, logStreamName: string): FilteredEvent {
  return {
    logStreamName,
    timestamp: row.timestampMs,
    message: row.message,
    ingestionTime: row.ingestionTimeMs,
    eventId: eventId(row),
  }
}

interface FilteredEvent {
  readonly logStreamName: string
  readonly timestamp: number
  readonly message: string
  readonly ingestionTime: number
  readonly eventId: string
}

function formatToken(order: Order, position: LogPosition): string {
  return Buffer.from(`${order === 'ascending' ? 'a' : 'd'}${formatPosition(position)}`, 'latin1').toString('base64url')
}

function parseToken(token: string): Place {
  const text = Buffer.from(token, 'base64url').toString('latin1')
  const after = parsePosition(text.slice(1))
  const order = text.startsWith('a') ? 'ascending' : text.startsWith('d') ? 'descending' : undefined
  if (after === undefined || order === undefined || formatToken(order, after) !== token) throw invalidToken()
  return { order, after }
}
