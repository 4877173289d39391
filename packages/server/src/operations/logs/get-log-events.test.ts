import type { OutputOf } from '@atalaya/aws'
import { DAY_MS, MINUTE_MS } from '@atalaya/model'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type LogsFixture, logsFixture, logsFixtureWithStream, NOW_MS } from './logs-fixture.ts'

const TARGET = { logGroupName: 'g', logStreamName: 's' }

async function put(fixture: LogsFixture, messages: readonly string[], firstMs = NOW_MS - MINUTE_MS): Promise<void> {
  await fixture.call('PutLogEvents', {
    ...TARGET,
    logEvents: messages.map((message, i) => ({ timestamp: firstMs + i, message })),
  })
}

const numbers = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, i) => String(from + i))

type Output = OutputOf<'logs', 'GetLogEvents'>

function messages(output: Output): (string | undefined)[] {
  return (output.events ?? []).map(({ message }) => message)
}

test('from the head: pages in order, and at the end the same token', async () => {
  const fixture = await logsFixtureWithStream()
  await put(fixture, numbers(0, 20))
  const page = { ...TARGET, limit: 10, startFromHead: true }
  const first = await fixture.call('GetLogEvents', page)
  expect(messages(first)).toEqual(numbers(0, 10))
  const second = await fixture.call('GetLogEvents', { ...page, nextToken: first.nextForwardToken })
  expect(messages(second)).toEqual(numbers(10, 20))
  const third = await fixture.call('GetLogEvents', { ...page, nextToken: second.nextForwardToken })
  expect(messages(third)).toEqual([])
  expect(third.nextForwardToken).toBe(second.nextForwardToken)
})

test('by default the latest page first, still in ascending order', async () => {
  const fixture = await logsFixtureWithStream()
  await put(fixture, numbers(0, 20))
  const page = { ...TARGET, limit: 10 }
  const first = await fixture.call('GetLogEvents', page)
  expect(messages(first)).toEqual(numbers(10, 20))
  const second = await fixture.call('GetLogEvents', { ...page, nextToken: first.nextBackwardToken })
  expect(messages(second)).toEqual(numbers(0, 10))
  const third = await fixture.call('GetLogEvents', { ...page, nextToken: second.nextBackwardToken })
  expect(messages(third)).toEqual([])
  expect(third.nextBackwardToken).toBe(second.nextBackwardToken)
})

test('tokens have the form of AWS and are there for an empty stream too', async () => {
  const fixture = await logsFixtureWithStream()
  const output = await fixture.call('GetLogEvents', TARGET)
  expect(output.events).toEqual([])
  expect(output.nextForwardToken).toMatch(/^f\/\d{56}\/s$/)
  expect(output.nextBackwardToken).toMatch(/^b\/\d{56}\/s$/)
})

test.each([{ startFromHead: true }, { startFromHead: false }])(
  'tailing an empty stream, $startFromHead: the forward token yields what comes later',
  async ({ startFromHead }) => {
    const fixture = await logsFixtureWithStream()
    const empty = await fixture.call('GetLogEvents', { ...TARGET, startFromHead })
    await put(fixture, ['a', 'b'])
    const later = await fixture.call('GetLogEvents', { ...TARGET, startFromHead, nextToken: empty.nextForwardToken })
    expect(messages(later)).toEqual(['a', 'b'])
    const end = await fixture.call('GetLogEvents', { ...TARGET, startFromHead, nextToken: later.nextForwardToken })
    expect(messages(end)).toEqual([])
    await put(fixture, ['c'], NOW_MS)
    const tailed = await fixture.call('GetLogEvents', { ...TARGET, startFromHead, nextToken: end.nextForwardToken })
    expect(messages(tailed)).toEqual(['c'])
  },
)

test('start is inclusive, end is exclusive', async () => {
  const fixture = await logsFixtureWithStream()
  await put(fixture, numbers(0, 5), NOW_MS)
  const output = await fixture.call('GetLogEvents', { ...TARGET, startTime: NOW_MS + 1, endTime: NOW_MS + 4 })
  expect(messages(output)).toEqual(numbers(1, 4))
})

test('an event has its three members and no id', async () => {
  const fixture = await logsFixtureWithStream()
  await put(fixture, ['a'], NOW_MS - 5)
  const { events } = await fixture.call('GetLogEvents', TARGET)
  expect(events).toEqual([{ timestamp: NOW_MS - 5, message: 'a', ingestionTime: NOW_MS }])
})

test('a page ends at one mebibyte, and an event that is larger than the rest comes alone', async () => {
  const fixture = await logsFixtureWithStream()
  await put(fixture, ['a'.repeat(700_000)])
  await put(fixture, ['b'.repeat(700_000)])
  const page = { ...TARGET, startFromHead: true }
  const first = await fixture.call('GetLogEvents', page)
  expect(messages(first).map((message) => message?.[0])).toEqual(['a'])
  const second = await fixture.call('GetLogEvents', { ...page, nextToken: first.nextForwardToken })
  expect(messages(second).map((message) => message?.[0])).toEqual(['b'])
})

test('expired events are gone at once', async () => {
  const fixture = await logsFixtureWithStream()
  await put(fixture, ['old'], NOW_MS - 2 * DAY_MS)
  await put(fixture, ['new'], NOW_MS)
  await fixture.call('PutRetentionPolicy', { logGroupName: 'g', retentionInDays: 1 })
  expect(messages(await fixture.call('GetLogEvents', TARGET))).toEqual(['new'])
})

describe('refused', () => {
  const rows = [
    { name: 'garbage', token: 'invalid-token' },
    { name: 'no digits', token: 'f//s' },
    { name: 'too few digits', token: `f/${'3'.repeat(55)}/s` },
    { name: 'an unknown direction', token: `x/3${'0'.repeat(55)}/s` },
    { name: 'digits that we do not write', token: `f/${'9'.repeat(56)}/s` },
  ]
  test.each(rows)('a token: $name', async ({ token }) => {
    const fixture = await logsFixtureWithStream()
    await expect(fixture.call('GetLogEvents', { ...TARGET, nextToken: token })).rejects.toMatchObject({
      code: 'InvalidParameterException',
      message: 'The specified nextToken is invalid.',
    })
  })

  test('a group or stream that is not there', async () => {
    const fixture = await logsFixture()
    await expect(fixture.call('GetLogEvents', TARGET)).rejects.toMatchObject({
      message: 'The specified log group does not exist.',
    })
    await fixture.call('CreateLogGroup', { logGroupName: 'g' })
    await expect(fixture.call('GetLogEvents', TARGET)).rejects.toMatchObject({
      message: 'The specified log stream does not exist.',
    })
  })

  test('a group of the Infrequent Access class', async () => {
    const fixture = await logsFixture()
    await fixture.call('CreateLogGroup', { logGroupName: 'g', logGroupClass: 'INFREQUENT_ACCESS' })
    await expect(fixture.call('GetLogEvents', TARGET)).rejects.toMatchObject({
      code: 'ValidationException',
      message: 'This operation is only supported on the Standard log class.',
    })
  })
})

/** Walks in one direction until the token stays the same. */
async function walk(
  fixture: LogsFixture,
  start: { readonly limit: number; readonly startFromHead: boolean; readonly nextToken?: string | undefined },
): Promise<(string | undefined)[]> {
  const forward = start.startFromHead
  const found: (string | undefined)[] = []
  let { nextToken } = start
  for (let pages = 0; pages < 200; pages += 1) {
    const output = await fixture.call('GetLogEvents', { ...TARGET, ...start, nextToken })
    if (forward) found.push(...messages(output))
    else found.unshift(...messages(output))
    const token = forward ? output.nextForwardToken : output.nextBackwardToken
    if (token === nextToken) return found
    nextToken = token
  }
  throw new Error('The pages do not end.')
}

test('paging either way, from any page outwards, yields each event exactly once', async () => {
  const event = fc.integer({ min: 0, max: 6 })
  const batches = fc.array(fc.array(event, { minLength: 1, maxLength: 6 }), { maxLength: 5 })
  await fc.assert(
    fc.asyncProperty(batches, fc.integer({ min: 1, max: 4 }), fc.nat(20), async (offsets, limit, turn) => {
      const fixture = await logsFixtureWithStream()
      let count = 0
      for (const batch of offsets) {
        const logEvents = batch
          .sort((a, b) => a - b)
          .map((offset) => ({ timestamp: NOW_MS + offset, message: `${offset}-${++count}` }))
        await fixture.call('PutLogEvents', { ...TARGET, logEvents })
      }
      const all = await walk(fixture, { limit: 10_000, startFromHead: true })
      expect(new Set(all).size).toBe(count)
      expect(await walk(fixture, { limit, startFromHead: true })).toEqual(all)
      expect(await walk(fixture, { limit, startFromHead: false })).toEqual(all)

      // Go some pages one way, empty ones at the end included, and from there back and forth.
      for (const direction of ['nextForwardToken', 'nextBackwardToken'] as const) {
        const start = { ...TARGET, limit, startFromHead: direction === 'nextForwardToken' }
        let middle = await fixture.call('GetLogEvents', start)
        for (let i = 0; i < turn; i += 1) {
          middle = await fixture.call('GetLogEvents', { ...TARGET, limit, nextToken: middle[direction] })
        }
        const before = await walk(fixture, { limit, startFromHead: false, nextToken: middle.nextBackwardToken })
        const after = await walk(fixture, { limit, startFromHead: true, nextToken: middle.nextForwardToken })
        expect([...before, ...messages(middle), ...after]).toEqual(all)
      }
    }),
    { numRuns: 60 },
  )
})
