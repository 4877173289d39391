import { randomUUID } from 'node:crypto'
import { AwsError, type InputOf, type Operation, type OutputOf, operation } from '@atalaya/aws'
import type { LiveTailEvent, LiveTailSession } from '../../pipeline/live-tail.ts'
import type { LogsDeps } from './deps.ts'
import { invalidParameter, limitExceeded } from './errors.ts'
import { compilePattern } from './filter-patterns.ts'
import { findIdentifiedGroup, requireStandardClass } from './find-group.ts'

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartLiveTail.html */
export const startLiveTail: Operation<LogsDeps> = operation(
  'logs',
  'StartLiveTail',
  async (input, { catalog, liveTail }: LogsDeps, call) => {
    const groups = input.logGroupIdentifiers.map((identifier) => findIdentifiedGroup(catalog, call, identifier))
    for (const group of groups) requireStandardClass(group)
    const { matches } = compilePattern(input.logEventFilterPattern ?? '')
    const session = liveTail.open(call.tenant, {
      groupIds: groups.map(({ id }) => id),
      wantsStream: streamTest(input),
      matches,
    })
    if (session === undefined) throw limitExceeded()
    // The answer may never be read: then the caller's going away ends the session.
    if (call.signal.aborted) session.close()
    else call.signal.addEventListener('abort', () => session.close(), { once: true })
    return { responseStream: frames(session, start(input, call.requestId)) }
  },
)

type Input = InputOf<'logs', 'StartLiveTail'>
type Stream = NonNullable<OutputOf<'logs', 'StartLiveTail'>['responseStream']>
type Frame = Stream extends AsyncIterable<infer F> ? F : never
type SessionStart = Extract<Frame, { readonly sessionStart: unknown }>['sessionStart']
type Result = NonNullable<
  Extract<Frame, { readonly sessionUpdate: unknown }>['sessionUpdate']['sessionResults']
>[number]

function streamTest({ logGroupIdentifiers, logStreamNames, logStreamNamePrefixes }: Input): (name: string) => boolean {
  if (logStreamNames === undefined && logStreamNamePrefixes === undefined) return () => true
  if (logGroupIdentifiers.length > 1) {
    throw invalidParameter('logStreamNames and logStreamNamePrefixes can be specified only with a single log group.')
  }
  if (logStreamNames !== undefined && logStreamNamePrefixes !== undefined) {
    throw invalidParameter('logStreamNames and logStreamNamePrefixes are mutually exclusive parameters.')
  }
  const names = new Set(logStreamNames)
  const prefixes = logStreamNamePrefixes ?? []
  return (name) => names.has(name) || prefixes.some((prefix) => name.startsWith(prefix))
}

function start(input: Input, requestId: string): SessionStart {
  return {
    requestId,
    sessionId: randomUUID(),
    logGroupIdentifiers: input.logGroupIdentifiers,
    logStreamNames: input.logStreamNames ?? [],
    logStreamNamePrefixes: input.logStreamNamePrefixes ?? [],
    logEventFilterPattern: input.logEventFilterPattern ?? '',
  }
}

async function* frames(session: LiveTailSession, sessionStart: SessionStart): AsyncGenerator<Frame> {
  try {
    yield { sessionStart }
    const updates = session.updates()
    for (;;) {
      const next = await updates.next()
      if (next.done === true) {
        if (next.value === 'timeout') throw new AwsError('SessionTimeoutException', 'The session has timed out.')
        return
      }
      const { events, sampled } = next.value
      yield { sessionUpdate: { sessionMetadata: { sampled }, sessionResults: events.map(toResult) } }
    }
  } finally {
    session.close()
  }
}

function toResult({ group, stream, message, timestampMs, ingestionTimeMs }: LiveTailEvent): Result {
  return {
    logStreamName: stream.name,
    logGroupIdentifier: `${group.tenant.accountId}:${group.name}`,
    message,
    timestamp: timestampMs,
    ingestionTime: ingestionTimeMs,
  }
}
