import {
  CreateLogStreamCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  type GetLogEventsCommandInput,
  InvalidParameterException,
  PutLogEventsCommand,
  PutRetentionPolicyCommand,
  paginateFilterLogEvents,
  paginateGetLogEvents,
  ResourceNotFoundException,
} from '@aws-sdk/client-cloudwatch-logs'
import { describe, expect, test } from 'vitest'
import { Account, minutesAgo, unique } from '../support/clients.ts'
import { createStream, failure, put, type Stream } from '../support/logs.ts'

const logs = new Account().logs()
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `event ${index}`)

function putAt(stream: Stream, timestamps: readonly number[]) {
  const logEvents = timestamps.map((timestamp, index) => ({ timestamp, message: `event ${index}` }))
  return logs.send(new PutLogEventsCommand({ ...stream, logEvents }))
}

async function read(stream: Stream, input: Partial<GetLogEventsCommandInput> = {}) {
  const page = await logs.send(new GetLogEventsCommand({ ...stream, ...input }))
  return { ...page, messages: (page.events ?? []).map((event) => event.message) }
}

describe('putting events', () => {
  test('answers with the next sequence token and without rejections', async () => {
    const stream = await createStream(logs)
    const answer = await put(logs, stream, ['hello'])
    expect(answer.nextSequenceToken).toMatch(/^\d+$/)
    expect(answer.rejectedLogEventsInfo).toBeUndefined()
    const ignored = new PutLogEventsCommand({
      ...stream,
      sequenceToken: 'whatever',
      logEvents: [{ timestamp: Date.now(), message: 'again' }],
    })
    await logs.send(ignored)
    expect((await read(stream)).messages).toEqual(['hello', 'again'])
  })

  test('keeps every kind of text exactly', async () => {
    const stream = await createStream(logs)
    const messages = [
      'ünïcødé 🛰️ 漢字',
      'tab\tand\nnew line\r\n',
      '{"a":1.0,"b":"\\u0000"}',
      ' spaces ',
      '\u0000\u0001',
      '"',
    ]
    await put(logs, stream, messages)
    expect((await read(stream)).messages).toEqual(messages)
  })

  test('in the wrong order is refused as a whole', async () => {
    const stream = await createStream(logs)
    const now = Date.now()
    const error = await failure(putAt(stream, [now, now - 2 * DAY_MS]))
    expect(error).toBeInstanceOf(InvalidParameterException)
    expect(error.message).toBe('Log events in a single PutLogEvents request must be in chronological order.')
    expect((await read(stream)).messages).toEqual([])
  })

  test('that span more than a day is refused', async () => {
    const stream = await createStream(logs)
    const error = await failure(putAt(stream, [Date.now() - 30 * HOUR_MS, Date.now()]))
    expect(error.message).toBe(
      'The batch of log events in a single PutLogEvents request cannot span more than 24 hours.',
    )
  })

  test('drops and reports what is too old or too new and keeps the rest', async () => {
    const stream = await createStream(logs)
    const now = Date.now()
    const answer = await putAt(stream, [now - 15 * DAY_MS, now, now + 3 * HOUR_MS])
    expect(answer.rejectedLogEventsInfo).toEqual({ tooOldLogEventEndIndex: 1, tooNewLogEventStartIndex: 2 })
    expect((await read(stream)).messages).toEqual(['event 1'])
    const onlyNew = await putAt(stream, [now + DAY_MS])
    expect(onlyNew.rejectedLogEventsInfo).toEqual({ tooNewLogEventStartIndex: 0 })
  })

  test('drops and reports what retention has already expired', async () => {
    const stream = await createStream(logs)
    await logs.send(new PutRetentionPolicyCommand({ logGroupName: stream.logGroupName, retentionInDays: 1 }))
    const answer = await putAt(stream, [Date.now() - 2 * DAY_MS])
    expect(answer.rejectedLogEventsInfo?.expiredLogEventEndIndex).toBe(1)
    expect((await read(stream)).messages).toEqual([])
  })

  test.each([
    [79, false],
    [78, true],
  ])('takes 10,000 events of %i bytes: %s', async (length, accepted) => {
    const stream = await createStream(logs)
    const timestamp = Date.now()
    const logEvents = Array.from({ length: 10_000 }, () => ({ timestamp, message: 'x'.repeat(length) }))
    const call = logs.send(new PutLogEventsCommand({ ...stream, logEvents }))
    if (accepted) expect((await call).rejectedLogEventsInfo).toBeUndefined()
    else expect(await failure(call)).toBeInstanceOf(InvalidParameterException)
  })

  test('to a missing stream or group names what is missing', async () => {
    const stream = await createStream(logs)
    const noStream = await failure(put(logs, { ...stream, logStreamName: 'other' }, ['x']))
    expect(noStream).toBeInstanceOf(ResourceNotFoundException)
    expect(noStream.message).toBe('The specified log stream does not exist.')
    const noGroup = await failure(put(logs, { ...stream, logGroupName: unique('/none') }, ['x']))
    expect(noGroup.message).toBe('The specified log group does not exist.')
  })
})

describe('getting events', () => {
  test('forwards, with the same token again at the end', async () => {
    const stream = await createStream(logs)
    const messages = numbered(20)
    await put(logs, stream, messages)
    const first = await read(stream, { startFromHead: true, limit: 10 })
    expect(first.messages).toEqual(messages.slice(0, 10))
    const second = await read(stream, { startFromHead: true, limit: 10, nextToken: first.nextForwardToken })
    expect(second.messages).toEqual(messages.slice(10))
    const third = await read(stream, { startFromHead: true, limit: 10, nextToken: second.nextForwardToken })
    expect(third.messages).toEqual([])
    expect(third.nextForwardToken).toBe(second.nextForwardToken)

    await put(logs, stream, ['late'], Date.now())
    const later = await read(stream, { startFromHead: true, limit: 10, nextToken: third.nextForwardToken })
    expect(later.messages).toEqual(['late'])
  })

  test('backwards from the latest page', async () => {
    const stream = await createStream(logs)
    const messages = numbered(20)
    await put(logs, stream, messages)
    const last = await read(stream, { limit: 10 })
    expect(last.messages).toEqual(messages.slice(10))
    const earlier = await read(stream, { limit: 10, nextToken: last.nextBackwardToken })
    expect(earlier.messages).toEqual(messages.slice(0, 10))
    const end = await read(stream, { limit: 10, nextToken: earlier.nextBackwardToken })
    expect(end.messages).toEqual([])
    expect(end.nextBackwardToken).toBe(earlier.nextBackwardToken)
  })

  test('with the paginator, which stops when a token repeats', async () => {
    const stream = await createStream(logs)
    const messages = numbered(95)
    await put(logs, stream, messages)
    const found: (string | undefined)[] = []
    const config = { client: logs, pageSize: 30, stopOnSameToken: true }
    for await (const page of paginateGetLogEvents(config, { ...stream, startFromHead: true })) {
      found.push(...(page.events ?? []).map((event) => event.message))
    }
    expect(found).toEqual(messages)
  })

  test('keeps equal timestamps in the order of arrival across pages', async () => {
    const stream = await createStream(logs)
    const timestamp = minutesAgo(1)
    await putAt(
      stream,
      Array.from({ length: 25 }, () => timestamp),
    )
    const found: (string | undefined)[] = []
    let nextToken: string | undefined
    for (let page = 0; page < 4; page += 1) {
      const answer = await read(stream, { startFromHead: true, limit: 10, nextToken })
      found.push(...answer.messages)
      nextToken = answer.nextForwardToken
    }
    expect(found).toEqual(numbered(25))
  })

  test('excludes the end time, which filtering includes', async () => {
    const stream = await createStream(logs)
    const start = minutesAgo(3)
    await put(logs, stream, ['a', 'b', 'c'], start)
    expect((await read(stream, { startTime: start + 1, endTime: start + 2 })).messages).toEqual(['b'])
    const filtered = new FilterLogEventsCommand({ ...onlyGroup(stream), startTime: start + 1, endTime: start + 2 })
    expect((await logs.send(filtered)).events?.map((event) => event.message)).toEqual(['b', 'c'])
  })

  test('gives times of event and ingestion', async () => {
    const stream = await createStream(logs)
    const before = Date.now()
    await put(logs, stream, ['a'], before - 1_000)
    const [event] = (await read(stream)).events ?? []
    expect(event?.timestamp).toBe(before - 1_000)
    expect(event?.ingestionTime).toBeGreaterThanOrEqual(before)
    expect(Object.keys(event ?? {}).sort()).toEqual(['ingestionTime', 'message', 'timestamp'])
  })

  test('refuses a limit above 10,000 and a token that is none', async () => {
    const stream = await createStream(logs)
    const limit = await failure(read(stream, { limit: 10_001 }))
    expect(limit).toBeInstanceOf(InvalidParameterException)
    expect(limit.message).toBe(
      "1 validation error detected: Value '10001' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 10000",
    )
    const token = await failure(read(stream, { nextToken: 'invalid-token' }))
    expect(token.message).toBe('The specified nextToken is invalid.')
  })
})

const onlyGroup = (stream: Stream) => ({ logGroupName: stream.logGroupName })

describe('filtering events', () => {
  test('pages without loss and with unique event ids', async () => {
    const stream = await createStream(logs)
    await put(logs, stream, numbered(25))
    const first = await logs.send(new FilterLogEventsCommand({ ...onlyGroup(stream), limit: 20 }))
    expect(first.events).toHaveLength(20)
    expect(first.nextToken).toBeDefined()
    expect(first.searchedLogStreams).toEqual([])

    const found = []
    for await (const page of paginateFilterLogEvents({ client: logs, pageSize: 10 }, onlyGroup(stream))) {
      found.push(...(page.events ?? []))
    }
    expect(found.map((event) => event.message)).toEqual(numbered(25))
    expect(new Set(found.map((event) => event.eventId)).size).toBe(25)
    expect(found[0]).toMatchObject({ logStreamName: 'stream', ingestionTime: expect.any(Number) })
  })

  test('interleaves streams by time and narrows to names or a prefix', async () => {
    const stream = await createStream(logs)
    const { logGroupName } = stream
    const start = minutesAgo(4)
    for (const [index, logStreamName] of ['web-1', 'web-2', 'db-1'].entries()) {
      await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }))
      await logs.send(
        new PutLogEventsCommand({
          logGroupName,
          logStreamName,
          logEvents: [0, 10, 20].map((ms) => ({ timestamp: start + ms + index, message: `${logStreamName} ${ms}` })),
        }),
      )
    }
    const filter = async (input: object) => {
      const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName, ...input }))
      return events.map((event) => event.message)
    }
    expect(await filter({})).toEqual([0, 10, 20].flatMap((ms) => [`web-1 ${ms}`, `web-2 ${ms}`, `db-1 ${ms}`]))
    expect(await filter({ logStreamNames: ['db-1'] })).toEqual(['db-1 0', 'db-1 10', 'db-1 20'])
    expect(await filter({ logStreamNamePrefix: 'web-', limit: 2 })).toEqual(['web-1 0', 'web-2 0'])
    const both = failure(filter({ logStreamNames: ['db-1'], logStreamNamePrefix: 'web-' }))
    expect(await both).toBeInstanceOf(InvalidParameterException)
  })

  test('from the newest when told not to start from the head', async () => {
    const stream = await createStream(logs)
    await put(logs, stream, numbered(5))
    const input = { ...onlyGroup(stream), startTime: minutesAgo(10), startFromHead: false, limit: 3 }
    const first = await logs.send(new FilterLogEventsCommand(input))
    expect(first.events?.map((event) => event.message)).toEqual(['event 4', 'event 3', 'event 2'])
    const second = await logs.send(new FilterLogEventsCommand({ ...input, nextToken: first.nextToken }))
    expect(second.events?.map((event) => event.message)).toEqual(['event 1', 'event 0'])
  })

  const line = '127.0.0.1 Prod frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534'
  const json = '{"eventType":"UpdateTrail","arrayKey":["value","another value"],"latency":50,"nothing":null}'
  const plain = [
    '[ERROR 400] BAD REQUEST',
    '[ERROR 401] UNAUTHORIZED REQUEST',
    '[ERROR 419] MISSING ARGUMENTS',
    '[INFO] ok',
  ]
  const messages = [...plain, line, json]

  test.each<readonly [pattern: string, matching: readonly string[]]>([
    ['', messages],
    ['ERROR', plain.slice(0, 3)],
    ['error', []],
    ['ERROR ARGUMENTS', [plain[2]!]],
    ['?UNAUTHORIZED ?ARGUMENTS', plain.slice(1, 3)],
    ['ERROR -ARGUMENTS', plain.slice(0, 2)],
    ['"BAD REQUEST"', [plain[0]!]],
    ['%4(0|1)%', []],
    ['%AUTHORIZED%', [plain[1]!]],
    ['%4[01]%', [...plain.slice(0, 3), line]],
    ['{ $.eventType = "UpdateTrail" }', [json]],
    ['{ $.arrayKey[*] = %val.{2}% && $.latency >= 50 }', [json]],
    ['{ $.nothing IS NULL || $.latency = 1 }', [json]],
    ['{ $.absent NOT EXISTS }', [json]],
    ['[ip, server, user, time, request = *.html*, status = 4*, bytes > 1000]', [line]],
    ['[..., bytes > 2000]', []],
  ])('by the pattern %s', async (filterPattern, matching) => {
    const stream = await patternStream()
    const call = logs.send(new FilterLogEventsCommand({ ...onlyGroup(stream), filterPattern }))
    if (filterPattern === '%4(0|1)%') {
      expect(await failure(call)).toBeInstanceOf(InvalidParameterException)
      return
    }
    expect((await call).events?.map((event) => event.message)).toEqual(matching)
  })

  let prepared: Promise<Stream> | undefined
  function patternStream(): Promise<Stream> {
    prepared ??= createStream(logs).then(async (stream) => {
      await put(logs, stream, messages)
      return stream
    })
    return prepared
  }

  test.each(['%something!%', 'foo.bar', '{ $.a = }', '{ $.a IS NOT NULL }', '[a, ..., b, ...]'])(
    'refuses the invalid pattern %s',
    async (filterPattern) => {
      const stream = await patternStream()
      const call = logs.send(new FilterLogEventsCommand({ ...onlyGroup(stream), filterPattern }))
      expect(await failure(call)).toBeInstanceOf(InvalidParameterException)
    },
  )

  test('refuses a token that is none', async () => {
    const stream = await patternStream()
    const call = logs.send(new FilterLogEventsCommand({ ...onlyGroup(stream), nextToken: 'invalid-token' }))
    const error = await failure(call)
    expect(error).toBeInstanceOf(InvalidParameterException)
    expect(error.message).toBe('The specified nextToken is invalid.')
  })
})
