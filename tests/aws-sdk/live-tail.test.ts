import {
  CreateLogStreamCommand,
  InvalidParameterException,
  type LiveTailSessionLogEvent,
  PutLogEventsCommand,
  ResourceNotFoundException,
  StartLiveTailCommand,
  type StartLiveTailCommandInput,
} from '@aws-sdk/client-cloudwatch-logs'
import { describe, expect, test } from 'vitest'
import { Account, unique } from '../support/clients.ts'
import { createStream, failure, put } from '../support/logs.ts'

const account = new Account()
const logs = account.logs()
const arn = (group: string) => `arn:aws:logs:us-east-1:${account.id}:log-group:${group}`

interface Session {
  readonly started: { readonly sessionId?: string | undefined; readonly logGroupIdentifiers?: string[] | undefined }
  /** Reads updates until so many events have come. */
  collect(count: number): Promise<readonly LiveTailSessionLogEvent[]>
  /** Whether any update so far said that events were left out. */
  sampled(): boolean
  stop(): void
}

async function tail(input: StartLiveTailCommandInput): Promise<Session> {
  const abort = new AbortController()
  const { responseStream } = await logs.send(new StartLiveTailCommand(input), { abortSignal: abort.signal })
  if (responseStream === undefined) throw new Error('no response stream')
  const frames = responseStream[Symbol.asyncIterator]()
  const first = await frames.next()
  if (first.done || first.value.sessionStart === undefined) throw new Error('the first frame is no sessionStart')
  let sampled = false
  return {
    started: first.value.sessionStart,
    sampled: () => sampled,
    stop: () => abort.abort(),
    collect: async (count) => {
      const events: LiveTailSessionLogEvent[] = []
      const deadline = Date.now() + 20_000
      while (events.length < count && Date.now() < deadline) {
        const frame = await frames.next()
        if (frame.done) break
        events.push(...(frame.value.sessionUpdate?.sessionResults ?? []))
        sampled ||= frame.value.sessionUpdate?.sessionMetadata?.sampled ?? false
      }
      return events
    },
  }
}

describe('live tail', () => {
  test('delivers new events of its groups, and only those', async () => {
    const stream = await createStream(logs)
    const other = await createStream(logs)
    await put(logs, stream, ['before the session'])
    const session = await tail({ logGroupIdentifiers: [arn(stream.logGroupName)] })
    expect(session.started.sessionId).toEqual(expect.any(String))
    expect(session.started.logGroupIdentifiers).toEqual([arn(stream.logGroupName)])
    await put(logs, other, ['of another group'])
    await put(logs, stream, ['one', 'two'])
    const events = await session.collect(2)
    session.stop()
    expect(events.map((event) => event.message)).toEqual(['one', 'two'])
    expect(events[0]).toMatchObject({ logStreamName: 'stream', ingestionTime: expect.any(Number) })
    expect(events[0]?.logGroupIdentifier).toContain(stream.logGroupName)
  })

  test('narrows by pattern and by stream', async () => {
    const stream = await createStream(logs)
    const { logGroupName } = stream
    await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName: 'web-1' }))
    const session = await tail({
      logGroupIdentifiers: [arn(logGroupName)],
      logStreamNamePrefixes: ['web-'],
      logEventFilterPattern: '{ $.level = "error" }',
    })
    await put(logs, stream, ['{"level":"error","stream":"wrong"}'])
    await put(logs, { logGroupName, logStreamName: 'web-1' }, ['{"level":"info"}', '{"level":"error"}'])
    const events = await session.collect(1)
    session.stop()
    expect(events.map((event) => event.message)).toEqual(['{"level":"error"}'])
  })

  test('samples instead of falling behind', async () => {
    const stream = await createStream(logs)
    const session = await tail({ logGroupIdentifiers: [arn(stream.logGroupName)] })
    const timestamp = Date.now()
    for (let batch = 0; batch < 3; batch += 1) {
      const logEvents = Array.from({ length: 5_000 }, (_, index) => ({ timestamp, message: `m ${batch} ${index}` }))
      await logs.send(new PutLogEventsCommand({ ...stream, logEvents }))
    }
    const events = await session.collect(500)
    session.stop()
    expect(events.length).toBeGreaterThanOrEqual(500)
    expect(session.sampled()).toBe(true)
  })

  test('of a missing group or with a bad pattern is refused', async () => {
    const missing = logs.send(new StartLiveTailCommand({ logGroupIdentifiers: [arn(unique('none'))] }))
    expect(await failure(missing)).toBeInstanceOf(ResourceNotFoundException)
    const { logGroupName } = await createStream(logs)
    const pattern = new StartLiveTailCommand({
      logGroupIdentifiers: [arn(logGroupName)],
      logEventFilterPattern: '{ $.a = }',
    })
    expect(await failure(logs.send(pattern))).toBeInstanceOf(InvalidParameterException)
  })
})
