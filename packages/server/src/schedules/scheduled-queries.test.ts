import { AwsError, type InputOf } from '@atalaya/aws'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@atalaya/model'
import { afterEach, describe, expect, test } from 'vitest'
import { TENANT } from '../operations/logs/logs-fixture.ts'
import { type TestWorld, type TestWorldOptions, testWorld } from './test-world.ts'

type Create = InputOf<'logs', 'CreateScheduledQuery'>

const ROLE = 'arn:aws:iam::123456789012:role/queries'
const QUERY: Create = {
  name: 'errors',
  queryLanguage: 'CWLI',
  queryString: 'filter @message like /ERROR/ | stats count(*) as n',
  logGroupIdentifiers: ['g'],
  scheduleExpression: 'rate(5 minutes)',
  startTimeOffset: 300,
  executionRoleArn: ROLE,
}

const worlds: TestWorld[] = []
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close()
})

async function open(options: TestWorldOptions = {}): Promise<TestWorld> {
  const world = await testWorld(options)
  worlds.push(world)
  return world
}

async function history(world: TestWorld, more: object = {}) {
  const range = { startTime: 0, endTime: world.clock.now() + DAY_MS }
  const answer = await world.ask('logs', 'GetScheduledQueryHistory', { identifier: 'errors', ...range, ...more })
  return answer.triggerHistory ?? []
}

async function answerTo(work: Promise<unknown>): Promise<string> {
  try {
    await work
    return 'accepted'
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    return `${error.code}: ${error.message}`
  }
}

describe('a scheduled query', () => {
  test('runs when it is due, over its range, and its results are read as those of any query', async () => {
    const world = await open()
    const startMs = world.clock.now()
    const { scheduledQueryArn, state } = await world.ask('logs', 'CreateScheduledQuery', QUERY)
    expect(scheduledQueryArn).toMatch(/^arn:aws:logs:eu-west-1:123456789012:scheduled-query:[0-9a-f-]{36}$/)
    expect(state).toBe('ENABLED')
    await world.put('ERROR one', 'fine', 'ERROR two')
    await world.pass(4)
    expect(await history(world)).toEqual([])
    await world.pass(1)
    const [run] = await history(world)
    expect(run).toMatchObject({ executionStatus: 'Complete', triggeredTimestamp: startMs + 5 * MINUTE_MS })
    const { results, status } = await world.ask('logs', 'GetQueryResults', { queryId: run?.queryId ?? '' })
    expect([status, results]).toEqual(['Complete', [[{ field: 'n', value: '2' }]]])
    await world.pass(5)
    const [second] = await history(world)
    // The end of a range does not belong to it: no event is read twice.
    expect(await world.ask('logs', 'GetQueryResults', { queryId: second?.queryId ?? '' })).toMatchObject({
      results: [[{ field: 'n', value: '0' }]],
    })
  })

  test('is read, listed, changed and deleted', async () => {
    const world = await open()
    const { scheduledQueryArn: identifier = '' } = await world.ask('logs', 'CreateScheduledQuery', {
      ...QUERY,
      description: 'd',
      timezone: 'Europe/Madrid',
      tags: { team: 'a' },
    })
    const nowMs = world.clock.now()
    const { tags: _, ...shown } = { ...QUERY, tags: undefined }
    expect(await world.ask('logs', 'GetScheduledQuery', { identifier })).toEqual({
      ...shown,
      scheduledQueryArn: identifier,
      description: 'd',
      timezone: 'Europe/Madrid',
      state: 'ENABLED',
      scheduleType: 'CUSTOMER_MANAGED',
      creationTime: nowMs,
      lastUpdatedTime: nowMs,
    })
    await world.pass(5)
    const { name: _name, ...update } = { ...QUERY, state: 'DISABLED' as const }
    await world.ask('logs', 'UpdateScheduledQuery', { identifier: 'errors', ...update })
    expect(await world.ask('logs', 'ListScheduledQueries', { state: 'ENABLED' })).toMatchObject({
      scheduledQueries: [],
    })
    expect(await world.ask('logs', 'ListScheduledQueries', {})).toMatchObject({
      scheduledQueries: [
        { name: 'errors', state: 'DISABLED', lastExecutionStatus: 'Complete', lastTriggeredTime: nowMs + 300_000 },
      ],
    })
    await world.pass(10)
    expect(await history(world)).toHaveLength(1)
    await world.ask('logs', 'DeleteScheduledQuery', { identifier })
    const gone = 'ResourceNotFoundException: The scheduled query errors does not exist.'
    for (const name of ['GetScheduledQuery', 'DeleteScheduledQuery'] as const) {
      expect(await answerTo(world.ask('logs', name, { identifier: 'errors' }))).toBe(gone)
    }
  })

  test('has tags', async () => {
    const world = await open()
    const created = await world.ask('logs', 'CreateScheduledQuery', { ...QUERY, tags: { team: 'a', tier: '1' } })
    const resourceArn = created.scheduledQueryArn ?? ''
    await world.ask('logs', 'TagResource', { resourceArn, tags: { team: 'b' } })
    await world.ask('logs', 'UntagResource', { resourceArn, tagKeys: ['tier', 'none'] })
    expect(await world.ask('logs', 'ListTagsForResource', { resourceArn })).toEqual({ tags: { team: 'b' } })
    const unknown = world.ask('logs', 'ListTagsForResource', { resourceArn: `${resourceArn}x` })
    expect(await answerTo(unknown)).toContain('ResourceNotFoundException')
    await world.pass(5)
    expect(await history(world)).toHaveLength(1)
  })

  test('of a cron expression runs by the clocks of its time zone', async () => {
    const world = await open({ nowMs: Date.parse('2026-10-24T12:00:00Z') })
    const cron = { scheduleExpression: 'cron(30 9 * * ? *)', timezone: 'Europe/Madrid' }
    await world.ask('logs', 'CreateScheduledQuery', { ...QUERY, ...cron })
    for (const day of [24, 25, 26]) {
      world.clock.set(Date.parse(`2026-10-${day}T12:00:00Z`))
      await world.scheduler.settled()
    }
    // Summer time ends on the 25th.
    const times = (await history(world)).map(({ triggeredTimestamp: time = 0 }) => new Date(time).toISOString())
    expect(times).toEqual(['2026-10-26T08:30:00.000Z', '2026-10-25T08:30:00.000Z'])
  })

  test('runs only between its start and its end', async () => {
    const world = await open()
    const nowMs = world.clock.now()
    const times = { scheduleStartTime: nowMs + 10 * MINUTE_MS, scheduleEndTime: nowMs + 20 * MINUTE_MS }
    await world.ask('logs', 'CreateScheduledQuery', { ...QUERY, ...times })
    await world.pass(60)
    const minutes = (await history(world)).map(({ triggeredTimestamp: time = 0 }) => (time - nowMs) / MINUTE_MS)
    expect(minutes).toEqual([20, 15])
  })

  test('goes on after a restart: nothing is repeated, and of what was missed the last is made up for', async () => {
    const first = await open()
    const nowMs = first.clock.now()
    await first.ask('logs', 'CreateScheduledQuery', QUERY)
    await first.pass(5)
    const { control, telemetry } = first
    const again = async (minutes: number) => {
      const world = await open({ control, telemetry, nowMs: nowMs + minutes * MINUTE_MS })
      await world.scheduler.settled()
      const found = await history(world)
      return found.map(({ triggeredTimestamp: time = 0 }) => (time - nowMs) / MINUTE_MS)
    }
    expect(await again(6)).toEqual([5])
    expect(await again(27)).toEqual([25, 5])
    expect(await again(27)).toEqual([25, 5])
  })

  test('that a stop interrupted runs again', async () => {
    const first = await open()
    await first.ask('logs', 'CreateScheduledQuery', QUERY)
    first.clock.set(first.clock.now() + 5 * MINUTE_MS)
    await first.scheduler.run()
    await first.scheduler.stop()
    await first.logs.insights.queries.reset()
    expect(await history(first)).toMatchObject([{ executionStatus: 'Running' }])
    const { control, telemetry } = first
    const second = await open({ control, telemetry, nowMs: first.clock.now() + MINUTE_MS })
    expect(await history(second)).toEqual([])
    await second.scheduler.settled()
    expect(await history(second)).toMatchObject([{ executionStatus: 'Complete' }])
  })

  test('tells the event bus how it ended', async () => {
    const world = await open()
    await world.ask('logs', 'CreateLogGroup', { logGroupName: 'told' })
    const pattern = { source: ['aws.logs'], 'detail-type': ['Scheduled Query Completed'] }
    await world.ask('events', 'PutRule', { Name: 'r', EventPattern: JSON.stringify(pattern) })
    const Arn = `arn:aws:logs:${TENANT.region}:${TENANT.accountId}:log-group:told`
    await world.ask('events', 'PutTargets', { Rule: 'r', Targets: [{ Id: '1', Arn }] })
    await world.ask('logs', 'CreateScheduledQuery', QUERY)
    await world.put('ERROR')
    await world.pass(5)
    const { events = [] } = await world.ask('logs', 'FilterLogEvents', { logGroupName: 'told' })
    const [{ queryId } = {}] = await history(world)
    expect(events.map(({ message = '' }) => JSON.parse(message) as unknown)).toMatchObject([
      {
        'detail-type': 'Scheduled Query Completed',
        source: 'aws.logs',
        resources: [expect.stringContaining(':scheduled-query:')],
        detail: { queryId, status: 'Complete', logGroupIdentifiers: ['g'], statistics: { recordsScanned: 1 } },
      },
    ])
  })

  test('fills a lookup table', async () => {
    const world = await open()
    const lookupTableConfiguration = { tableName: 'levels', roleArn: ROLE }
    const queryString = 'stats count(*) as n by level | sort level'
    await world.ask('logs', 'CreateScheduledQuery', {
      ...QUERY,
      queryString,
      destinationConfiguration: { lookupTableConfiguration },
    })
    await world.put('{"level":"a,b"}', '{"level":"c"}')
    await world.pass(5)
    const lookupTableArn = 'arn:aws:logs:eu-west-1:123456789012:lookup-table:levels'
    expect(await history(world)).toMatchObject([
      { destinations: [{ destinationType: 'LOOKUP_TABLE', status: 'COMPLETE', processedIdentifier: lookupTableArn }] },
    ])
    const { tableBody } = await world.ask('logs', 'GetLookupTable', { lookupTableArn })
    expect(tableBody).toBe('level,n\n"a,b",1\nc,1')
  })

  test('waits for a place when many are due, and begins as soon as there is one', async () => {
    const world = await open()
    for (let i = 0; i < 30; i += 1) await world.ask('logs', 'CreateScheduledQuery', { ...QUERY, name: `q${i}` })
    world.clock.set(world.clock.now() + 5 * MINUTE_MS)
    await world.scheduler.run()
    const statuses = async (): Promise<ReadonlySet<string | undefined>> => {
      const { scheduledQueries = [] } = await world.ask('logs', 'ListScheduledQueries', {})
      return new Set(scheduledQueries.map(({ lastExecutionStatus }) => lastExecutionStatus))
    }
    await expect.poll(statuses).toEqual(new Set(['Complete']))
  })

  test('that can no longer be run says why', async () => {
    const world = await open()
    await world.ask('logs', 'CreateScheduledQuery', QUERY)
    await world.ask('logs', 'DeleteLogGroup', { logGroupName: 'g' })
    await world.pass(5)
    expect(await history(world, { executionStatuses: ['Failed'] })).toMatchObject([
      { executionStatus: 'Failed', errorMessage: expect.stringContaining("Log group 'g' does not exist") },
    ])
    expect(await history(world, { executionStatuses: ['Complete'] })).toEqual([])
  })

  test('has a history in pages', async () => {
    const world = await open()
    await world.ask('logs', 'CreateScheduledQuery', { ...QUERY, scheduleExpression: 'rate(1 minute)' })
    await world.pass(5)
    const range = { identifier: 'errors', startTime: 0, endTime: world.clock.now(), maxResults: 3 }
    const first = await world.ask('logs', 'GetScheduledQueryHistory', range)
    const second = await world.ask('logs', 'GetScheduledQueryHistory', { ...range, nextToken: first.nextToken })
    const all = [...(first.triggerHistory ?? []), ...(second.triggerHistory ?? [])]
    expect(second.nextToken).toBeUndefined()
    expect(all.map(({ triggeredTimestamp: time = 0 }) => (world.clock.now() - time) / MINUTE_MS)).toEqual([
      0, 1, 2, 3, 4,
    ])
  })
})

describe('CreateScheduledQuery refuses', () => {
  test.each<[string, Partial<Create>, string]>([
    ['another language', { queryLanguage: 'SQL' }, 'ValidationException: The query language SQL is not supported'],
    ['a query that is none', { queryString: 'nonsense' }, "ValidationException: mismatched input 'nonsense'"],
    ['no groups', { logGroupIdentifiers: undefined }, 'ValidationException: One of logGroupName'],
    ['an unknown group', { logGroupIdentifiers: ['x'] }, "ResourceNotFoundException: Log group 'x' does not exist"],
    ['no schedule', { scheduleExpression: 'every minute' }, 'ValidationException: The schedule expression'],
    ['an unknown zone', { timezone: 'Mars/Olympus' }, 'ValidationException: The time zone Mars/Olympus is not known.'],
    ['no offset', { startTimeOffset: 0 }, 'ValidationException: startTimeOffset must be above 0.'],
    ['an end before the start', { endTimeOffset: 300 }, 'ValidationException: endTimeOffset must be less'],
    ['a name with blanks', { name: 'a b' }, 'ValidationException: The name a b'],
    [
      'a period that ends before it begins',
      { scheduleStartTime: 2 * HOUR_MS, scheduleEndTime: HOUR_MS },
      'ValidationException: scheduleStartTime must be before scheduleEndTime.',
    ],
    [
      'a bucket',
      { destinationConfiguration: { s3Configuration: { destinationIdentifier: 's3://bucket', roleArn: ROLE } } },
      'ValidationException: Destinations in Amazon S3 are not supported',
    ],
    ['a tag of AWS', { tags: { 'aws:x': 'y' } }, 'InvalidParameterException: Tag keys must not start with'],
  ])('%s', async (_, more, expected) => {
    const world = await open()
    expect(await answerTo(world.ask('logs', 'CreateScheduledQuery', { ...QUERY, ...more }))).toContain(expected)
  })

  test('a name that is taken', async () => {
    const world = await open()
    await world.ask('logs', 'CreateScheduledQuery', QUERY)
    expect(await answerTo(world.ask('logs', 'CreateScheduledQuery', QUERY))).toBe(
      'ConflictException: A scheduled query with the name errors already exists.',
    )
  })
})
