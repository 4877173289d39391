import type { InputOf, OutputOf } from '@atalaya/aws'
import { HOUR_MS } from '@atalaya/model'
import { describe, expect, test } from 'vitest'
import { type LogsFixture, logsFixture, NOW_MS } from './logs-fixture.ts'

/** A live tail whose seconds pass when told. */
interface Tail extends LogsFixture {
  readonly tick: () => void
}

async function tailFixture(random?: () => number): Promise<Tail> {
  const ticking = new Set<() => void>()
  const every = (_ms: number, tick: () => void): (() => void) => {
    ticking.add(tick)
    return () => ticking.delete(tick)
  }
  const fixture = await logsFixture({ liveTail: random === undefined ? { every } : { every, random } })
  for (const logGroupName of ['g', 'h']) {
    await fixture.call('CreateLogGroup', { logGroupName })
    for (const logStreamName of ['web-1', 'web-2', 'job']) {
      await fixture.call('CreateLogStream', { logGroupName, logStreamName })
    }
  }
  return {
    ...fixture,
    tick: () => {
      for (const tick of [...ticking]) tick()
    },
  }
}

async function put(fixture: LogsFixture, where: string, ...messages: readonly string[]): Promise<void> {
  const [logGroupName = '', logStreamName = ''] = where.split('/')
  const logEvents = messages.map((message) => ({ timestamp: NOW_MS - 1, message }))
  await fixture.call('PutLogEvents', { logGroupName, logStreamName, logEvents })
}

type Input = InputOf<'logs', 'StartLiveTail'>

async function open(
  fixture: LogsFixture,
  input: Input = { logGroupIdentifiers: ['g'] },
  signal?: AbortSignal,
): Promise<AsyncIterator<Frame>> {
  const { responseStream } = await fixture.call('StartLiveTail', input, signal === undefined ? {} : { signal })
  const frames = responseStream?.[Symbol.asyncIterator]()
  if (frames === undefined) throw new Error('There is no stream.')
  await frames.next()
  return frames
}

type Stream = NonNullable<OutputOf<'logs', 'StartLiveTail'>['responseStream']>
type Frame = Stream extends AsyncIterable<infer F> ? F : never

async function update(frames: AsyncIterator<Frame>): Promise<{ messages: string[]; sampled: boolean | undefined }> {
  const value: Frame | undefined = (await frames.next()).value
  if (value === undefined || !('sessionUpdate' in value)) throw new Error('This is no update.')
  const { sessionResults = [], sessionMetadata } = value.sessionUpdate
  return {
    messages: sessionResults.map(({ message }) => message ?? ''),
    sampled: sessionMetadata?.sampled,
  }
}

test('it begins with the session and goes on with an update each second, empty ones too', async () => {
  const fixture = await tailFixture()
  const arn = 'arn:aws:logs:eu-west-1:123456789012:log-group:g'
  const { responseStream } = await fixture.call('StartLiveTail', { logGroupIdentifiers: [arn] })
  const frames = responseStream?.[Symbol.asyncIterator]()
  expect((await frames?.next())?.value).toEqual({
    sessionStart: {
      requestId: '00000000-0000-4000-8000-000000000000',
      sessionId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      logGroupIdentifiers: [arn],
      logStreamNames: [],
      logStreamNamePrefixes: [],
      logEventFilterPattern: '',
    },
  })
  await put(fixture, 'g/job', 'hello')
  fixture.tick()
  expect((await frames?.next())?.value).toEqual({
    sessionUpdate: {
      sessionMetadata: { sampled: false },
      sessionResults: [
        {
          logStreamName: 'job',
          logGroupIdentifier: '123456789012:g',
          message: 'hello',
          timestamp: NOW_MS - 1,
          ingestionTime: NOW_MS,
        },
      ],
    },
  })
  fixture.tick()
  expect((await frames?.next())?.value).toEqual({
    sessionUpdate: { sessionMetadata: { sampled: false }, sessionResults: [] },
  })
})

describe('only what was asked for', () => {
  const rows: { input: Input; found: string[] }[] = [
    { input: { logGroupIdentifiers: ['g'] }, found: ['g1', 'g2', 'ERROR gj'] },
    { input: { logGroupIdentifiers: ['g', 'h'] }, found: ['g1', 'g2', 'ERROR gj', 'ERROR h1'] },
    { input: { logGroupIdentifiers: ['g'], logStreamNames: ['web-2', 'none'] }, found: ['g2'] },
    { input: { logGroupIdentifiers: ['g'], logStreamNamePrefixes: ['web', 'x'] }, found: ['g1', 'g2'] },
    { input: { logGroupIdentifiers: ['g', 'h'], logEventFilterPattern: 'ERROR' }, found: ['ERROR gj', 'ERROR h1'] },
  ]
  test.each(rows)('$input', async ({ input, found }) => {
    const fixture = await tailFixture()
    await put(fixture, 'g/job', 'before the session')
    const frames = await open(fixture, input)
    await put(fixture, 'g/web-1', 'g1')
    await put(fixture, 'g/web-2', 'g2')
    await put(fixture, 'g/job', 'ERROR gj')
    await put(fixture, 'h/web-1', 'ERROR h1')
    fixture.tick()
    expect((await update(frames)).messages).toEqual(found)
  })
})

describe('bounds', () => {
  const many = (count: number): string[] => Array.from({ length: count }, (_, i) => String(i))

  test('500 events of a second pass whole', async () => {
    const fixture = await tailFixture()
    const frames = await open(fixture)
    await put(fixture, 'g/job', ...many(500))
    fixture.tick()
    expect(await update(frames)).toEqual({ messages: many(500), sampled: false })
  })

  test('of more, 500 from the whole second, in order', async () => {
    let state = 1
    const random = (): number => {
      state = (state * 16_807) % 2_147_483_647
      return state / 2_147_483_647
    }
    const fixture = await tailFixture(random)
    const frames = await open(fixture)
    await put(fixture, 'g/job', ...many(5_000))
    fixture.tick()
    const { messages, sampled } = await update(frames)
    const numbers = messages.map(Number)
    expect(sampled).toBe(true)
    expect(new Set(numbers).size).toBe(500)
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b))
    // A fair sample has about a hundred of each thousand.
    for (let thousand = 0; thousand < 5; thousand += 1) {
      const share = numbers.filter((number) => Math.trunc(number / 1_000) === thousand).length
      expect(share).toBeGreaterThan(60)
      expect(share).toBeLessThan(140)
    }
    fixture.tick()
    expect(await update(frames)).toEqual({ messages: [], sampled: false })
  })

  test('large messages are left out beyond a million characters', async () => {
    const fixture = await tailFixture()
    const frames = await open(fixture)
    for (let i = 0; i < 3; i += 1) await put(fixture, 'g/job', String(i).repeat(400_000))
    fixture.tick()
    const { messages, sampled } = await update(frames)
    expect(messages.map((message) => message[0])).toEqual(['0', '1'])
    expect(sampled).toBe(true)
  })

  test('a reader that sleeps finds the ten newest updates and learns that it missed some', async () => {
    const fixture = await tailFixture()
    const frames = await open(fixture)
    for (let i = 0; i < 15; i += 1) {
      await put(fixture, 'g/job', String(i))
      fixture.tick()
    }
    const seen = []
    for (let i = 0; i < 10; i += 1) seen.push(await update(frames))
    expect(seen.map(({ messages }) => messages[0])).toEqual(many(15).slice(5))
    expect(seen.some(({ sampled }) => sampled === true)).toBe(true)
  })

  test('15 sessions of a tenant, and room again when one ends', async () => {
    const fixture = await tailFixture()
    const sessions = []
    for (let i = 0; i < 15; i += 1) sessions.push(await open(fixture))
    await expect(open(fixture)).rejects.toMatchObject({ code: 'LimitExceededException' })
    await sessions[3]?.return?.(undefined)
    await open(fixture)
    expect(fixture.logs.liveTail.sessionCount).toBe(15)
  })
})

describe('the end', () => {
  test('after three hours, with what was still to be read', async () => {
    const fixture = await tailFixture()
    const frames = await open(fixture)
    await put(fixture, 'g/job', 'last words')
    fixture.clock.advance(3 * HOUR_MS)
    fixture.tick()
    expect((await update(frames)).messages).toEqual(['last words'])
    await expect(frames.next()).rejects.toMatchObject({ code: 'SessionTimeoutException' })
    expect(fixture.logs.liveTail.sessionCount).toBe(0)
  })

  test('when the caller hangs up, though nobody reads the stream', async () => {
    const fixture = await tailFixture()
    const caller = new AbortController()
    await fixture.call('StartLiveTail', { logGroupIdentifiers: ['g'] }, { signal: caller.signal })
    expect(fixture.logs.liveTail.sessionCount).toBe(1)
    caller.abort()
    expect(fixture.logs.liveTail.sessionCount).toBe(0)
  })

  test('when the reader is waiting for the next update', async () => {
    const fixture = await tailFixture()
    const caller = new AbortController()
    const frames = await open(fixture, { logGroupIdentifiers: ['g'] }, caller.signal)
    const next = frames.next()
    caller.abort()
    expect(await next).toMatchObject({ done: true })
  })

  test('when the server stops', async () => {
    const fixture = await tailFixture()
    const frames = await open(fixture)
    await fixture.logs.close()
    expect(await frames.next()).toMatchObject({ done: true })
  })
})

test.each<{ name: string; input: Input; code: string }>([
  { name: 'a missing group', input: { logGroupIdentifiers: ['g', 'x'] }, code: 'ResourceNotFoundException' },
  {
    name: 'a bad pattern',
    input: { logGroupIdentifiers: ['g'], logEventFilterPattern: '{' },
    code: 'InvalidParameterException',
  },
  {
    name: 'streams of two groups',
    input: { logGroupIdentifiers: ['g', 'h'], logStreamNames: ['job'] },
    code: 'InvalidParameterException',
  },
  {
    name: 'names beside prefixes',
    input: { logGroupIdentifiers: ['g'], logStreamNames: ['job'], logStreamNamePrefixes: ['j'] },
    code: 'InvalidParameterException',
  },
])('$name is refused and opens no session', async ({ input, code }) => {
  const fixture = await tailFixture()
  await expect(fixture.call('StartLiveTail', input)).rejects.toMatchObject({ code })
  expect(fixture.logs.liveTail.sessionCount).toBe(0)
})

test('groups of the Infrequent Access class are refused', async () => {
  const fixture = await tailFixture()
  await fixture.call('CreateLogGroup', { logGroupName: 'ia', logGroupClass: 'INFREQUENT_ACCESS' })
  await expect(fixture.call('StartLiveTail', { logGroupIdentifiers: ['ia'] })).rejects.toMatchObject({
    code: 'ValidationException',
  })
})
