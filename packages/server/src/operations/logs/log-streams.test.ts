import { DAY_MS } from '@atalaya/model'
import { describe, expect, test } from 'vitest'
import { type LogsFixture, logsFixture, logsFixtureWithStream, NOW_MS } from './logs-fixture.ts'

/** Streams a to e; c, a and e have events, in this order of time. */
async function fixtureWithFive(): Promise<LogsFixture> {
  const fixture = await logsFixture()
  await fixture.call('CreateLogGroup', { logGroupName: 'g' })
  for (const logStreamName of ['b', 'a', 'd', 'c', 'e']) {
    await fixture.call('CreateLogStream', { logGroupName: 'g', logStreamName })
  }
  for (const [i, logStreamName] of ['c', 'a', 'e'].entries()) {
    const logEvents = [{ timestamp: NOW_MS + i, message: 'm' }]
    await fixture.call('PutLogEvents', { logGroupName: 'g', logStreamName, logEvents })
  }
  return fixture
}

test('a stream as it is described, before and after its first events', async () => {
  const fixture = await logsFixtureWithStream()
  const describe = async (): Promise<unknown> =>
    (await fixture.call('DescribeLogStreams', { logGroupName: 'g' })).logStreams
  const empty = {
    logStreamName: 's',
    creationTime: NOW_MS,
    arn: 'arn:aws:logs:eu-west-1:123456789012:log-group:g:log-stream:s',
    storedBytes: 0,
  }
  expect(await describe()).toEqual([empty])
  await fixture.call('PutLogEvents', {
    logGroupName: 'g',
    logStreamName: 's',
    logEvents: [
      { timestamp: NOW_MS - 9, message: 'a' },
      { timestamp: NOW_MS - 5, message: 'b' },
    ],
  })
  expect(await describe()).toEqual([
    {
      ...empty,
      firstEventTimestamp: NOW_MS - 9,
      lastEventTimestamp: NOW_MS - 5,
      lastIngestionTime: NOW_MS,
      uploadSequenceToken: expect.stringMatching(/^\d+$/),
    },
  ])
})

test('the times of expired events are not shown', async () => {
  const fixture = await logsFixtureWithStream()
  const logEvents = [{ timestamp: NOW_MS - 2 * DAY_MS, message: 'old' }]
  await fixture.call('PutLogEvents', { logGroupName: 'g', logStreamName: 's', logEvents })
  await fixture.call('PutRetentionPolicy', { logGroupName: 'g', retentionInDays: 1 })
  const { logStreams } = await fixture.call('DescribeLogStreams', { logGroupName: 'g' })
  expect(logStreams?.[0]).not.toHaveProperty('lastEventTimestamp')
})

const ORDERS = [
  { query: {}, names: 'a b c d e' },
  { query: { descending: true }, names: 'e d c b a' },
  { query: { orderBy: 'LastEventTime' }, names: 'b d c a e' },
  { query: { orderBy: 'LastEventTime', descending: true }, names: 'e a c d b' },
  { query: { logStreamNamePrefix: 'c' }, names: 'c' },
  { query: { logStreamNamePrefix: 'c', descending: true }, names: 'c' },
] as const

describe.each([1, 2, 5, 50])('pages of %i', (limit) => {
  test.each(ORDERS)('$query: $names', async ({ query, names }) => {
    const fixture = await fixtureWithFive()
    const found: unknown[] = []
    let nextToken: string | undefined
    let pages = 0
    do {
      const page = await fixture.call('DescribeLogStreams', { logGroupName: 'g', ...query, limit, nextToken })
      found.push(...(page.logStreams ?? []).map(({ logStreamName }) => logStreamName))
      nextToken = page.nextToken
      pages += 1
    } while (nextToken !== undefined && found.length < 100)
    expect(found.join(' ')).toBe(names)
    expect(pages).toBe(Math.ceil(found.length / limit))
  })
})

test('a prefix cannot be ordered by time', async () => {
  const fixture = await fixtureWithFive()
  const query = { logGroupName: 'g', orderBy: 'LastEventTime', logStreamNamePrefix: 'a' } as const
  await expect(fixture.call('DescribeLogStreams', query)).rejects.toMatchObject({
    code: 'InvalidParameterException',
    message: 'Cannot order by LastEventTime with a logStreamNamePrefix.',
  })
})

test('a group is named by name or identifier, not both', async () => {
  const fixture = await fixtureWithFive()
  const logGroupIdentifier = 'arn:aws:logs:eu-west-1:123456789012:log-group:g'
  expect((await fixture.call('DescribeLogStreams', { logGroupIdentifier })).logStreams).toHaveLength(5)
  await expect(fixture.call('DescribeLogStreams', { logGroupName: 'g', logGroupIdentifier })).rejects.toMatchObject({
    code: 'ValidationException',
    message: 'LogGroup name and LogGroup ARN are mutually exclusive parameters.',
  })
})

test.each(['garbage', 'RGVzY3JpYmVMb2dTdHJlYW1zIHVwCg'])('the token %s means nothing for times', async (nextToken) => {
  const fixture = await fixtureWithFive()
  const query = { logGroupName: 'g', orderBy: 'LastEventTime', nextToken } as const
  await expect(fixture.call('DescribeLogStreams', query)).rejects.toMatchObject({
    message: 'The specified nextToken is invalid.',
  })
})

test('a second stream of the same name is refused, and one of a missing group', async () => {
  const fixture = await logsFixtureWithStream()
  await expect(fixture.call('CreateLogStream', { logGroupName: 'g', logStreamName: 's' })).rejects.toMatchObject({
    code: 'ResourceAlreadyExistsException',
    message: 'The specified log stream already exists',
  })
  await expect(fixture.call('CreateLogStream', { logGroupName: 'none', logStreamName: 's' })).rejects.toMatchObject({
    code: 'ResourceNotFoundException',
    message: 'The specified log group does not exist.',
  })
})

test('a stream is not created in a group that is being deleted', async () => {
  const fixture = await logsFixture()
  await fixture.call('CreateLogGroup', { logGroupName: 'g' })
  const [deleted, created] = await Promise.allSettled([
    fixture.call('DeleteLogGroup', { logGroupName: 'g' }),
    fixture.call('CreateLogStream', { logGroupName: 'g', logStreamName: 's' }),
  ])
  expect([deleted.status, created.status]).toEqual(['fulfilled', 'rejected'])
  expect(fixture.control.list('log-stream')).toEqual([])
})
