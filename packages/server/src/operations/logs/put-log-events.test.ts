import { DAY_MS, HOUR_MS } from '@atalaya/model'
import { StoreUnavailable } from '@atalaya/store'
import { describe, expect, test } from 'vitest'
import { logsFixture, logsFixtureWithStream, NOW_MS } from './logs-fixture.ts'

const at = (offsetMs: number, message = `at ${offsetMs}`): { timestamp: number; message: string } => {
  return { timestamp: NOW_MS + offsetMs, message }
}

const TARGET = { logGroupName: 'g', logStreamName: 's' }

async function stored(fixture: Awaited<ReturnType<typeof logsFixtureWithStream>>): Promise<readonly number[]> {
  const { events } = await fixture.call('GetLogEvents', { ...TARGET, startFromHead: true })
  return (events ?? []).map((event) => (event.timestamp ?? 0) - NOW_MS)
}

describe('the window of accepted times', () => {
  const rows = [
    { name: 'now', offsets: [0], rejected: undefined, kept: [0] },
    { name: 'equal times', offsets: [-5, -5, 0], rejected: undefined, kept: [-5, -5, 0] },
    { name: 'one event 30 days old', offsets: [-30 * DAY_MS], rejected: { tooOldLogEventEndIndex: 1 }, kept: [] },
    { name: 'one event a day ahead', offsets: [24 * HOUR_MS], rejected: { tooNewLogEventStartIndex: 0 }, kept: [] },
    {
      name: 'too old, fine and too new together',
      offsets: [-15 * DAY_MS, 0, 3 * HOUR_MS],
      rejected: { tooOldLogEventEndIndex: 1, tooNewLogEventStartIndex: 2 },
      kept: [0],
    },
    { name: 'exactly 14 days old', offsets: [-14 * DAY_MS], rejected: undefined, kept: [-14 * DAY_MS] },
    { name: 'exactly two hours ahead', offsets: [2 * HOUR_MS], rejected: undefined, kept: [2 * HOUR_MS] },
    {
      name: 'a millisecond beyond both ends',
      offsets: [-14 * DAY_MS - 1, 2 * HOUR_MS + 1],
      rejected: { tooOldLogEventEndIndex: 1, tooNewLogEventStartIndex: 1 },
      kept: [],
    },
    {
      name: 'expired by a retention of one day',
      retentionDays: 1,
      offsets: [-2 * DAY_MS],
      rejected: { expiredLogEventEndIndex: 1 },
      kept: [],
    },
    {
      name: 'too old, expired and fine together',
      retentionDays: 1,
      offsets: [-15 * DAY_MS, -2 * DAY_MS, 0],
      rejected: { tooOldLogEventEndIndex: 1, expiredLogEventEndIndex: 2 },
      kept: [0],
    },
    {
      name: 'too old although a retention of 30 days would keep it',
      retentionDays: 30,
      offsets: [-20 * DAY_MS, 0],
      rejected: { tooOldLogEventEndIndex: 1 },
      kept: [0],
    },
  ]

  test.each(rows)('$name', async ({ offsets, rejected, kept, retentionDays }) => {
    const fixture = await logsFixtureWithStream()
    if (retentionDays !== undefined) {
      await fixture.call('PutRetentionPolicy', { logGroupName: 'g', retentionInDays: retentionDays })
    }
    const output = await fixture.call('PutLogEvents', { ...TARGET, logEvents: offsets.map((offset) => at(offset)) })
    expect(output.rejectedLogEventsInfo).toEqual(rejected)
    expect(output.nextSequenceToken).toMatch(/^\d{56}$/)
    expect(await stored(fixture)).toEqual(kept)
  })
})

describe('refused batches store nothing', () => {
  const big = (messageBytes: number): { timestamp: number; message: string }[] => {
    return Array.from({ length: 10_000 }, () => at(0, 'x'.repeat(messageBytes)))
  }
  const rows = [
    {
      name: 'not in order',
      events: [at(0), at(-2 * DAY_MS)],
      message: 'Log events in a single PutLogEvents request must be in chronological order.',
    },
    {
      name: 'longer than 24 hours',
      events: [at(-30 * HOUR_MS), at(0)],
      message: 'The batch of log events in a single PutLogEvents request cannot span more than 24 hours.',
    },
    {
      name: '10,000 events of 79 bytes',
      events: big(79),
      message: 'Upload too large: 1050000 bytes exceeds limit of 1048576',
    },
    {
      name: 'bytes count in UTF-8',
      events: [at(0, 'é'.repeat(600_000))],
      message: 'Upload too large: 1200026 bytes exceeds limit of 1048576',
    },
    {
      name: 'the size is checked before the order',
      events: [...big(79), at(-1)],
      message: 'Upload too large: 1050031 bytes exceeds limit of 1048576',
    },
  ]
  test.each(rows)('$name', async ({ events, message }) => {
    const fixture = await logsFixtureWithStream()
    await expect(fixture.call('PutLogEvents', { ...TARGET, logEvents: events })).rejects.toMatchObject({
      code: 'InvalidParameterException',
      message,
    })
    expect(await stored(fixture)).toEqual([])
  })
})

test('a batch of 10,000 events of 78 bytes fits', async () => {
  const fixture = await logsFixtureWithStream()
  const logEvents = Array.from({ length: 10_000 }, () => at(0, 'x'.repeat(78)))
  await fixture.call('PutLogEvents', { ...TARGET, logEvents })
  const { logGroups } = await fixture.call('DescribeLogGroups', {})
  expect(logGroups?.[0]?.storedBytes).toBe(1_040_000)
})

test('the span does not count rejected events', async () => {
  const fixture = await logsFixtureWithStream()
  const logEvents = [at(-20 * DAY_MS), at(-23 * HOUR_MS), at(0), at(5 * HOUR_MS)]
  await fixture.call('PutLogEvents', { ...TARGET, logEvents })
  expect(await stored(fixture)).toEqual([-23 * HOUR_MS, 0])
})

test('any sequence token is accepted', async () => {
  const fixture = await logsFixtureWithStream()
  await fixture.call('PutLogEvents', { ...TARGET, logEvents: [at(0)], sequenceToken: 'wrong' })
  expect(await stored(fixture)).toEqual([0])
})

test('the group is looked for before the stream', async () => {
  const fixture = await logsFixture()
  const put = { ...TARGET, logEvents: [at(0)] }
  await expect(fixture.call('PutLogEvents', put)).rejects.toMatchObject({
    code: 'ResourceNotFoundException',
    message: 'The specified log group does not exist.',
  })
  await fixture.call('CreateLogGroup', { logGroupName: 'g' })
  await expect(fixture.call('PutLogEvents', put)).rejects.toMatchObject({
    code: 'ResourceNotFoundException',
    message: 'The specified log stream does not exist.',
  })
})

test.each<{ keyAttributes: Record<string, string>; problem: string | undefined }>([
  { keyAttributes: { Type: 'Service', Name: 'api', Environment: 'prod' }, problem: undefined },
  { keyAttributes: { Type: 'Resource', ResourceType: 'Host', Identifier: 'a' }, problem: undefined },
  { keyAttributes: { Type: 'Service', Environment: 'prod' }, problem: 'MissingRequiredFields' },
  { keyAttributes: { Type: 'Resource', Identifier: 'a' }, problem: 'MissingRequiredFields' },
  { keyAttributes: { Name: 'api', Environment: 'prod' }, problem: 'MissingRequiredFields' },
  { keyAttributes: { Type: 'Planet', Name: 'api' }, problem: 'InvalidTypeValue' },
  { keyAttributes: { Type: 'Service', Name: 'api', Colour: 'red' }, problem: 'InvalidKeyAttributes' },
])('entity $keyAttributes: $problem, and the events are kept', async ({ keyAttributes, problem }) => {
  const fixture = await logsFixtureWithStream()
  const output = await fixture.call('PutLogEvents', { ...TARGET, logEvents: [at(0)], entity: { keyAttributes } })
  expect(output.rejectedEntityInfo?.errorType).toBe(problem)
  expect(await stored(fixture)).toEqual([0])
})

test('a store that cannot work now is a 503, and nothing is stored', async () => {
  const fixture = await logsFixtureWithStream()
  const append = fixture.telemetry.append.bind(fixture.telemetry)
  fixture.telemetry.append = () => Promise.reject(new StoreUnavailable('disk full'))
  await expect(fixture.call('PutLogEvents', { ...TARGET, logEvents: [at(0)] })).rejects.toMatchObject({
    code: 'ServiceUnavailableException',
    status: 503,
  })
  fixture.telemetry.append = append
  expect(await stored(fixture)).toEqual([])
})
