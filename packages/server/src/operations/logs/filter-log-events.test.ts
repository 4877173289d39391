import type { InputOf, OutputOf } from '@atalaya/aws'
import { DAY_MS } from '@atalaya/model'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LogsDeps } from './deps.ts'
import { filterLogEvents } from './filter-log-events.ts'
import { type LogsFixture, logsFixture, logsFixtureWithStream, NOW_MS, TENANT } from './logs-fixture.ts'

async function put(
  fixture: LogsFixture,
  messages: readonly string[],
  { stream = 's', firstMs = NOW_MS }: { readonly stream?: string; readonly firstMs?: number } = {},
): Promise<void> {
  await fixture.call('PutLogEvents', {
    logGroupName: 'g',
    logStreamName: stream,
    logEvents: messages.map((message, i) => ({ timestamp: firstMs + i, message })),
  })
}

type Input = InputOf<'logs', 'FilterLogEvents'>

async function find(fixture: LogsFixture, input: Input = {}): Promise<(string | undefined)[]> {
  const { events } = await fixture.call('FilterLogEvents', { logGroupName: 'g', ...input })
  return (events ?? []).map(({ message }) => message)
}

const numbers = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, i) => String(from + i))

test('an event as FilterLogEvents reports it', async () => {
  const fixture = await logsFixtureWithStream()
  await put(fixture, ['hello'])
  expect(await fixture.call('FilterLogEvents', { logGroupName: 'g' })).toEqual({
    events: [
      {
        logStreamName: 's',
        timestamp: NOW_MS,
        message: 'hello',
        ingestionTime: NOW_MS,
        eventId: expect.stringMatching(/^[1-9]\d{55}$/),
      },
    ],
    searchedLogStreams: [],
    nextToken: undefined,
  })
})

test('25 events by 20: a page with a token, then the rest without one', async () => {
  const fixture = await logsFixtureWithStream()
  await put(fixture, numbers(0, 25))
  const first = await fixture.call('FilterLogEvents', { logGroupName: 'g', limit: 20 })
  expect(first.events?.map(({ message }) => message)).toEqual(numbers(0, 20))
  const second = await fixture.call('FilterLogEvents', { logGroupName: 'g', limit: 20, nextToken: first.nextToken })
  expect(second.events?.map(({ message }) => message)).toEqual(numbers(20, 25))
  expect(second.nextToken).toBeUndefined()
})

test('both ends of the time range are inclusive', async () => {
  const fixture = await logsFixtureWithStream()
  await put(fixture, numbers(0, 5))
  expect(await find(fixture, { startTime: NOW_MS + 1, endTime: NOW_MS + 3 })).toEqual(numbers(1, 4))
})

test('streams are merged by time, equal times by arrival', async () => {
  const fixture = await logsFixtureWithStream()
  await fixture.call('CreateLogStream', { logGroupName: 'g', logStreamName: 't' })
  await put(fixture, ['a', 'd'], { stream: 's' })
  await put(fixture, ['b', 'e', 'f'], { stream: 't' })
  await put(fixture, ['c'], { stream: 's' })
  expect(await find(fixture)).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
})

test('event ids are unique and increase with the order of events', async () => {
  const fixture = await logsFixtureWithStream()
  await put(fixture, ['b', 'c'])
  await put(fixture, ['a'], { firstMs: NOW_MS - 1 })
  const { events } = await fixture.call('FilterLogEvents', { logGroupName: 'g' })
  const ids = events?.map(({ eventId }) => eventId ?? '') ?? []
  expect(ids).toEqual([...new Set(ids)].sort())
  expect(ids).toHaveLength(3)
})

describe('selection of streams', () => {
  async function fixtureWithThree(): Promise<LogsFixture> {
    const fixture = await logsFixtureWithStream()
    for (const stream of ['web-1', 'web-2']) {
      await fixture.call('CreateLogStream', { logGroupName: 'g', logStreamName: stream })
      await put(fixture, [`from ${stream}`], { stream })
    }
    await put(fixture, ['from s'])
    return fixture
  }

  test.each([
    { input: {}, found: ['from web-1', 'from web-2', 'from s'] },
    { input: { logStreamNames: ['s', 'web-2'] }, found: ['from web-2', 'from s'] },
    { input: { logStreamNamePrefix: 'web-' }, found: ['from web-1', 'from web-2'] },
    { input: { logStreamNamePrefix: 'nothing' }, found: [] },
  ])('$input', async ({ input, found }) => {
    expect(await find(await fixtureWithThree(), input)).toEqual(found)
  })

  test('names and prefix exclude each other', async () => {
    const fixture = await fixtureWithThree()
    const both = { logStreamNames: ['s'], logStreamNamePrefix: 's' }
    await expect(find(fixture, both)).rejects.toMatchObject({ code: 'InvalidParameterException' })
  })

  test('a name that does not exist is an error', async () => {
    await expect(find(await fixtureWithThree(), { logStreamNames: ['s', 'none'] })).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
      message: 'The specified log stream does not exist.',
    })
  })
})

describe('patterns', () => {
  const J =
    '{"eventType":"UpdateTrail","sourceIPAddress":"111.111.111.111","arrayKey":["value","another value"],"objectList":[{"name":"a","id":1},{"name":"b","id":2}],"SomeObject":null,"cluster.name":"c"}'
  const L = '127.0.0.1 Prod frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534'
  test.each([
    { pattern: '', message: 'anything', found: true },
    { pattern: ' ', message: 'anything', found: true },
    { pattern: 'ERROR', message: '[ERROR 401] UNAUTHORIZED REQUEST', found: true },
    { pattern: 'ERROR', message: '[error 401] UNAUTHORIZED REQUEST', found: false },
    { pattern: 'ERROR ARGUMENTS', message: '[ERROR 419] MISSING ARGUMENTS', found: true },
    { pattern: 'ERROR ARGUMENTS', message: '[ERROR 400] BAD REQUEST', found: false },
    { pattern: '?ERROR ?ARGUMENTS', message: '[ERROR 400] BAD REQUEST', found: true },
    { pattern: '?ERROR ?ARGUMENTS REQUEST', message: '[INFO] REQUEST FAILED', found: true },
    { pattern: 'ERROR -ARGUMENTS', message: '[ERROR 400] BAD REQUEST', found: true },
    { pattern: 'ERROR -ARGUMENTS', message: '[ERROR 419] MISSING ARGUMENTS', found: false },
    { pattern: '"INTERNAL SERVER ERROR"', message: '[ERROR 500] INTERNAL SERVER ERROR', found: true },
    { pattern: '"INTERNAL SERVER ERROR"', message: 'INTERNAL ERROR SERVER', found: false },
    { pattern: '%AUTHORIZED%', message: '[ERROR 401] UNAUTHORIZED REQUEST', found: true },
    { pattern: '%^[hc]at%', message: 'a hat', found: false },
    { pattern: '{ $.eventType = "UpdateTrail" }', message: J, found: true },
    { pattern: '{ $.objectList != "x" }', message: J, found: false },
    { pattern: '{ $.SomeObject IS NULL }', message: J, found: true },
    { pattern: '[ip, user, username, timestamp, request =*.html*, status_code = 4*, bytes]', message: L, found: true },
    { pattern: '[..., status_code = 5*, bytes]', message: L, found: false },
  ])('$pattern on $message: $found', async ({ pattern, message, found }) => {
    const fixture = await logsFixtureWithStream()
    await put(fixture, ['first', message, 'last'])
    const hits = await find(fixture, { filterPattern: pattern })
    expect(hits.includes(message)).toBe(found)
  })

  test.each(['%something!%', 'foo.bar', '{ $.a = null }', '{ $.a', '[a, a]'])('%s is refused', async (pattern) => {
    const fixture = await logsFixtureWithStream()
    await expect(find(fixture, { filterPattern: pattern })).rejects.toMatchObject({
      code: 'InvalidParameterException',
      message: expect.stringMatching(/^Invalid filter pattern: /),
    })
  })
})

describe('newest first', () => {
  const newest = { startFromHead: false, startTime: NOW_MS - DAY_MS }

  test('the token keeps the direction', async () => {
    const fixture = await logsFixtureWithStream()
    await put(fixture, numbers(0, 5))
    const first = await fixture.call('FilterLogEvents', { logGroupName: 'g', ...newest, limit: 3 })
    expect(first.events?.map(({ message }) => message)).toEqual(['4', '3', '2'])
    expect(await find(fixture, { startTime: newest.startTime, nextToken: first.nextToken })).toEqual(['1', '0'])
  })

  test.each([{ startTime: undefined }, { startTime: Date.UTC(2023, 11, 31, 23, 59, 59, 999) }])(
    'needs a start time of 2024 or later, not $startTime',
    async ({ startTime }) => {
      const fixture = await logsFixtureWithStream()
      await expect(find(fixture, { startFromHead: false, startTime })).rejects.toMatchObject({
        code: 'InvalidParameterException',
      })
    },
  )
})

test('a page ends at one mebibyte', async () => {
  const fixture = await logsFixtureWithStream()
  await put(fixture, ['a'.repeat(600_000)])
  await put(fixture, ['b'.repeat(600_000)])
  const { events, nextToken } = await fixture.call('FilterLogEvents', { logGroupName: 'g' })
  expect(events).toHaveLength(1)
  expect((await find(fixture, { nextToken }))[0]?.[0]).toBe('b')
})

/** One call with other dependencies than the fixture's. */
async function searchWith(
  logs: LogsDeps,
  input: InputOf<'logs', 'FilterLogEvents'>,
): Promise<OutputOf<'logs', 'FilterLogEvents'>> {
  const call = { tenant: TENANT, requestId: 'r', headers: {}, accessKeyId: undefined }
  const context = { ...call, signal: new AbortController().signal }
  return (await filterLogEvents.handle(input as never, logs, context)) as OutputOf<'logs', 'FilterLogEvents'>
}

test('a search that takes too long answers with what it has and a token', async () => {
  const fixture = await logsFixtureWithStream()
  for (let i = 0; i < 3; i += 1)
    await put(fixture, numbers(i * 1_000, (i + 1) * 1_000), { firstMs: NOW_MS + i * 1_000 })
  // Every look at the clock takes eleven seconds.
  let ticks = 0
  const logs = { ...fixture.logs, clock: { now: () => NOW_MS + 11_000 * ticks++ } }
  const found: (string | undefined)[] = []
  let pages = 0
  let nextToken: string | undefined
  do {
    ticks = 0
    const output = await searchWith(logs, { logGroupName: 'g', filterPattern: '%[0-9]%', nextToken })
    found.push(...(output.events ?? []).map(({ message }) => message))
    nextToken = output.nextToken
    pages += 1
  } while (nextToken !== undefined && pages < 10)
  expect(found).toEqual(numbers(0, 3_000))
  expect(pages).toBe(2)
})

test.each([
  { short: 0, token: expect.any(String) },
  { short: 1, token: undefined },
])('a search that ended $short events before its bound: token $token', async ({ short, token }) => {
  const fixture = await logsFixtureWithStream()
  const page = Array.from({ length: 100_000 }, (_, i) => {
    return { groupId: 1, streamId: 2, timestampMs: NOW_MS, ingestionTimeMs: NOW_MS, sequence: i, message: 'fine' }
  })
  const logStore: LogsDeps['logStore'] = {
    ...fixture.logs.logStore,
    scan: async function* ({ limit }) {
      for (let left = limit - short; left > 0; left -= page.length) yield page.slice(0, left)
    },
  }
  const output = await searchWith({ ...fixture.logs, logStore }, { logGroupName: 'g', filterPattern: 'ERROR' })
  expect(output).toEqual({ events: [], searchedLogStreams: [], nextToken: token })
})

test.each(['invalid-token', 'YWJj', '=', 'a'])('the token %s is refused', async (nextToken) => {
  const fixture = await logsFixtureWithStream()
  await expect(find(fixture, { nextToken })).rejects.toMatchObject({
    code: 'InvalidParameterException',
    message: 'The specified nextToken is invalid.',
  })
})

test('the group by name or ARN, not by both, and only of the own account and region', async () => {
  const fixture = await logsFixtureWithStream()
  await put(fixture, ['a'])
  const arn = 'arn:aws:logs:eu-west-1:123456789012:log-group:g'
  const call = (input: Input): Promise<unknown> => fixture.call('FilterLogEvents', input)
  for (const logGroupIdentifier of ['g', arn]) {
    expect(await call({ logGroupIdentifier })).toMatchObject({ events: [{ message: 'a' }] })
  }
  await expect(call({ logGroupName: 'g', logGroupIdentifier: arn })).rejects.toMatchObject({
    code: 'ValidationException',
    message: 'LogGroup name and LogGroup ARN are mutually exclusive parameters.',
  })
  await expect(call({})).rejects.toMatchObject({ code: 'InvalidParameterException' })
  for (const foreign of [arn.replace('123456789012', '210987654321'), arn.replace('eu-west-1', 'us-east-1')]) {
    await expect(call({ logGroupIdentifier: foreign })).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
      message: 'The specified log group does not exist.',
    })
  }
})

test('expired events are gone at once', async () => {
  const fixture = await logsFixtureWithStream()
  await put(fixture, ['old'], { firstMs: NOW_MS - 2 * DAY_MS })
  await put(fixture, ['new'])
  await fixture.call('PutRetentionPolicy', { logGroupName: 'g', retentionInDays: 1 })
  expect(await find(fixture)).toEqual(['new'])
})

test('groups of the Infrequent Access class cannot be searched', async () => {
  const fixture = await logsFixture()
  await fixture.call('CreateLogGroup', { logGroupName: 'g', logGroupClass: 'INFREQUENT_ACCESS' })
  await expect(find(fixture)).rejects.toMatchObject({ code: 'ValidationException' })
})

test('paging with any limit and pattern yields each match exactly once, in order', async () => {
  const words = fc.constantFrom('red', 'green', 'red green')
  const batches = fc.array(fc.tuple(fc.nat(3), fc.array(words, { minLength: 1, maxLength: 5 })), { maxLength: 5 })
  const patterns = fc.constantFrom('', 'red', '-green', 'blue', '%gre+n%')
  await fc.assert(
    fc.asyncProperty(
      batches,
      patterns,
      fc.integer({ min: 1, max: 4 }),
      fc.boolean(),
      async (puts, pattern, limit, up) => {
        const fixture = await logsFixtureWithStream()
        for (const [offset, messages] of puts) await put(fixture, messages, { firstMs: NOW_MS + offset })
        const range = { logGroupName: 'g', filterPattern: pattern, startFromHead: up, startTime: NOW_MS }
        const whole = await fixture.call('FilterLogEvents', range)
        const found: unknown[] = []
        let nextToken: string | undefined
        for (let pages = 0; pages < 100; pages += 1) {
          const page = await fixture.call('FilterLogEvents', { ...range, limit, nextToken })
          found.push(...(page.events ?? []))
          nextToken = page.nextToken
          if (nextToken === undefined) break
        }
        expect(nextToken).toBeUndefined()
        expect(found).toEqual(whole.events)
      },
    ),
    { numRuns: 60 },
  )
})
