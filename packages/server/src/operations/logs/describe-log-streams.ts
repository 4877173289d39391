import { type InputOf, type Operation, type OutputOf, operation } from '@atalaya/aws'
import type { LogStore } from '@atalaya/store'
import type { LogCatalog } from '../../catalog/log-catalog.ts'
import type { LogGroup, LogStream } from '../../catalog/log-group.ts'
import { expiredBeforeMs } from '../../catalog/retention.ts'
import { streamArn } from './arns.ts'
import type { LogsDeps } from './deps.ts'
import { invalidParameter, invalidToken } from './errors.ts'
import { findReferencedGroup } from './find-group.ts'
import { pageToken, readPageToken } from './page-tokens.ts'

const MAX_STREAMS = 50

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogStreams.html */
export const describeLogStreams: Operation<LogsDeps> = operation(
  'logs',
  'DescribeLogStreams',
  async (input, { catalog, logStore, clock }: LogsDeps, call) => {
    const group = findReferencedGroup(catalog, call, input)
    const byTime = input.orderBy === 'LastEventTime'
    if (byTime && input.logStreamNamePrefix !== undefined) {
      throw invalidParameter('Cannot order by LastEventTime with a logStreamNamePrefix.')
    }
    const limit = input.limit ?? MAX_STREAMS
    const page = byTime ? byLastEvent(catalog, logStore, group, input, limit) : byName(catalog, group, input, limit)
    const notBeforeMs = expiredBeforeMs(group.retentionDays, clock.now()) ?? 0
    return {
      logStreams: page.streams.map((stream) => describe(stream, group, logStore, notBeforeMs)),
      nextToken: page.next,
    }
  },
)

type Input = InputOf<'logs', 'DescribeLogStreams'>
type Item = NonNullable<OutputOf<'logs', 'DescribeLogStreams'>['logStreams']>[number]

interface StreamPage {
  readonly streams: readonly LogStream[]
  readonly next: string | undefined
}

function byName(catalog: LogCatalog, group: LogGroup, input: Input, limit: number): StreamPage {
  const { logStreamNamePrefix: prefix, descending = false, nextToken } = input
  const kind = `DescribeLogStreams ${descending ? 'down' : 'up'}`
  const after = readPageToken(kind, nextToken)
  const found = descending
    ? catalog
        .streams(group, { prefix })
        .filter(({ name }) => after === undefined || name < after)
        .reverse()
    : catalog.streams(group, { prefix, after, limit: limit + 1 })
  return toPage(found, limit, (last) => pageToken(kind, last.name))
}

/**
 * Streams without events count as oldest; equal times are ordered by name. The token holds the time of the last stream
 * returned, so a stream that gets events between two pages may show up in both or in neither, as on AWS.
 */
function byLastEvent(
  catalog: LogCatalog,
  logStore: LogStore,
  group: LogGroup,
  { descending = false, nextToken }: Input,
  limit: number,
): StreamPage {
  const kind = `DescribeLogStreams time ${descending ? 'down' : 'up'}`
  const after = parseTimedName(readPageToken(kind, nextToken))
  const sign = descending ? -1 : 1
  const first = new FirstStreams(limit + 1, sign)
  for (const [id, name] of catalog.streamNames(group.id)) {
    const timeMs = logStore.streamStats(group.id, id)?.lastEventMs ?? -1
    if (after === undefined || sign * compare(timeMs, name, after) > 0) first.add(timeMs, name)
  }
  const page = toPage(first.sorted, limit, (last) => pageToken(kind, `${last.timeMs} ${last.name}`))
  return { streams: page.streams.flatMap(({ name }) => catalog.stream(group, name) ?? []), next: page.next }
}

interface TimedName {
  readonly timeMs: number
  readonly name: string
}

function compare(timeMs: number, name: string, other: TimedName): number {
  if (timeMs !== other.timeMs) return timeMs - other.timeMs
  return name < other.name ? -1 : name > other.name ? 1 : 0
}

/** The first few of many streams: one that does not belong to them costs a comparison. */
class FirstStreams {
  readonly sorted: TimedName[] = []
  readonly #count: number
  readonly #sign: number

  /** @param sign 1: oldest first; -1: newest first */
  constructor(count: number, sign: number) {
    this.#count = count
    this.#sign = sign
  }

  add(timeMs: number, name: string): void {
    const { sorted } = this
    const last = sorted.at(-1)
    const isFull = sorted.length === this.#count
    if (isFull && last !== undefined && this.#sign * compare(timeMs, name, last) >= 0) return
    let low = 0
    let high = sorted.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#sign * compare(timeMs, name, sorted[middle] as TimedName) >= 0) low = middle + 1
      else high = middle
    }
    sorted.splice(low, 0, { timeMs, name })
    if (isFull) sorted.pop()
  }
}

function parseTimedName(text: string | undefined): TimedName | undefined {
  if (text === undefined) return undefined
  const match = /^(-1|\d{1,15}) ([\s\S]+)$/.exec(text)
  if (match === null) throw invalidToken()
  return { timeMs: Number(match[1]), name: match[2] as string }
}

function toPage<T>(
  found: readonly T[],
  limit: number,
  token: (last: T) => string,
): { readonly streams: readonly T[]; readonly next: string | undefined } {
  const streams = found.slice(0, limit)
  const last = streams.at(-1)
  return { streams, next: found.length > limit && last !== undefined ? token(last) : undefined }
}

/** The times of events are absent before the first event and once all have expired. */
function describe(stream: LogStream, group: LogGroup, logStore: LogStore, notBeforeMs: number): Item {
  const stats = logStore.streamStats(group.id, stream.id)
  return {
    logStreamName: stream.name,
    creationTime: stream.createdMs,
    ...(stats === undefined || stats.lastEventMs < notBeforeMs
      ? {}
      : {
          firstEventTimestamp: Math.max(stats.firstEventMs, notBeforeMs),
          lastEventTimestamp: stats.lastEventMs,
          lastIngestionTime: stats.lastIngestionMs,
          uploadSequenceToken: String(stats.lastIngestionMs).padStart(56, '0'),
        }),
    arn: streamArn(group.tenant, group.name, stream.name),
    // AWS reports 0 for every stream since 2019; the group has the figure.
    storedBytes: 0,
  }
}
