import { type InputOf, type Operation, operation } from '@atalaya/aws'
import type { LogEventRow, LogPosition } from '@atalaya/store'
import { expiredBeforeMs } from '../../catalog/retention.ts'
import { EVENT_OVERHEAD_BYTES } from '../../pipeline/log-pipeline.ts'
import type { LogsDeps } from './deps.ts'
import { invalidToken } from './errors.ts'
import { findReferencedGroup, findStream, requireStandardClass } from './find-group.ts'
import { END_OF_TIME_MS, formatPosition, parsePosition } from './positions.ts'

const MAX_EVENTS = 10_000
const MAX_PAGE_BYTES = 1_048_576

/**
 * Pages through one stream. A token names a direction and a place between two events; both tokens of an answer surround its
 * events, so the same pair of pages comes back whichever way one walks. At an end the given token is returned unchanged and
 * stays good: later events appear behind it. Tokens do not run out after 24 hours as AWS's do, which only helps.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html
 */
export const getLogEvents: Operation<LogsDeps> = operation(
  'logs',
  'GetLogEvents',
  async (input, { catalog, logStore, clock }: LogsDeps, call) => {
    const group = findReferencedGroup(catalog, call, input)
    requireStandardClass(group)
    const stream = findStream(catalog, group, input.logStreamName)
    const place = startingPlace(input)
    const notBeforeMs = expiredBeforeMs(group.retentionDays, clock.now())

    const scan = logStore.scan(
      {
        groups: [{ groupId: group.id, streamIds: [stream.id], ...(notBeforeMs === undefined ? {} : { notBeforeMs }) }],
        startMs: input.startTime ?? 0,
        endMs: input.endTime ?? END_OF_TIME_MS,
        order: place.forward ? 'ascending' : 'descending',
        ...(place.after === undefined ? {} : { after: place.after }),
        limit: input.limit ?? MAX_EVENTS,
      },
      call.signal,
    )
    const rows = await firstPage(scan)
    if (!place.forward) rows.reverse()
    return {
      events: rows.map(({ timestampMs, message, ingestionTimeMs }) => {
        return { timestamp: timestampMs, message, ingestionTime: ingestionTimeMs }
      }),
      ...tokens(rows, place, input),
    }
  },
)

type Input = InputOf<'logs', 'GetLogEvents'>

interface Place {
  readonly forward: boolean
  /** Undefined at the outer end of the range. */
  readonly after: LogPosition | undefined
}

const TOKEN = /^([fb])\/(\d{56})\/s$/

/** The direction of a token wins over `startFromHead`. */
function startingPlace({ nextToken, startFromHead = false }: Input): Place {
  if (nextToken === undefined) return { forward: startFromHead, after: undefined }
  const [, direction, digits = ''] = TOKEN.exec(nextToken) ?? []
  const after = parsePosition(digits)
  if (after === undefined) throw invalidToken()
  return { forward: direction === 'f', after }
}

/** As many rows as fit into one answer, and always one. */
async function firstPage(scan: AsyncIterable<readonly LogEventRow[]>): Promise<LogEventRow[]> {
  const rows: LogEventRow[] = []
  let bytes = 0
  for await (const page of scan) {
    for (const row of page) {
      bytes += Buffer.byteLength(row.message) + EVENT_OVERHEAD_BYTES
      if (bytes > MAX_PAGE_BYTES && rows.length > 0) return rows
      rows.push(row)
    }
  }
  return rows
}

function tokens(rows: readonly LogEventRow[], place: Place, { startTime = 0, endTime }: Input): Tokens {
  const first = rows[0]
  const last = rows.at(-1)
  if (first !== undefined && last !== undefined) return pair(last, first)
  if (place.after !== undefined) {
    const { timestampMs, sequence } = place.after
    // Nothing there: stay, and let the other direction begin with the event at this place.
    return place.forward
      ? pair(place.after, { timestampMs, sequence: sequence + 1 })
      : pair({ timestampMs, sequence: Math.max(sequence - 1, -1) }, place.after)
  }
  const before = { timestampMs: startTime, sequence: -1 }
  return pair(before, { timestampMs: endTime ?? END_OF_TIME_MS, sequence: -1 })
}

interface Tokens {
  readonly nextForwardToken: string
  readonly nextBackwardToken: string
}

function pair(forward: LogPosition, backward: LogPosition): Tokens {
  return {
    nextForwardToken: `f/${formatPosition(forward)}/s`,
    nextBackwardToken: `b/${formatPosition(backward)}/s`,
  }
}
