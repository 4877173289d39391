import { AwsError, type InputOf, type OutputOf } from '@atalaya/aws'
import { MINUTE_MS } from '@atalaya/model'
import { afterEach, describe, expect, test } from 'vitest'
import { NOW_MS } from '../../operations/logs/logs-fixture.ts'
import { type TestWorld, type TestWorldOptions, testWorld } from '../../schedules/test-world.ts'
import { parseAggregation } from './aggregation.ts'

type Put = InputOf<'monitoring', 'PutLogAlarm'>
type LogAlarm = NonNullable<OutputOf<'monitoring', 'DescribeAlarms'>['LogAlarms']>[number]

const START_MS = Math.ceil(NOW_MS / MINUTE_MS) * MINUTE_MS
const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:ops'
const QUERY: Put['ScheduledQueryConfiguration'] = {
  QueryString: 'filter level = "ERROR"',
  LogGroupIdentifiers: ['g'],
  ScheduledQueryRoleARN: 'arn:aws:iam::123456789012:role/queries',
  ScheduleConfiguration: { ScheduleExpression: 'rate(1 minute)', StartTimeOffset: 60 },
  AggregationExpression: 'count(*)',
}
const ALARM: Put = {
  AlarmName: 'errors',
  ScheduledQueryConfiguration: QUERY,
  QueryResultsToEvaluate: 1,
  QueryResultsToAlarm: 1,
  Threshold: 1,
  ComparisonOperator: 'GreaterThanThreshold',
}
const ERROR = '{"level":"ERROR","ms":10,"host":"a"}'

const worlds: TestWorld[] = []
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close()
})

async function open(options: TestWorldOptions = {}): Promise<TestWorld> {
  const world = await testWorld(options)
  worlds.push(world)
  return world
}

async function alarmOf(world: TestWorld, name = 'errors'): Promise<LogAlarm> {
  const AlarmTypes = ['LogAlarm'] as const
  const { LogAlarms = [] } = await world.ask('monitoring', 'DescribeAlarms', { AlarmNames: [name], AlarmTypes })
  return LogAlarms[0] ?? {}
}

async function history(world: TestWorld): Promise<readonly string[]> {
  const { AlarmHistoryItems = [] } = await world.ask('monitoring', 'DescribeAlarmHistory', {
    AlarmName: 'errors',
    AlarmTypes: ['LogAlarm'],
    ScanBy: 'TimestampAscending',
  })
  return AlarmHistoryItems.map(({ HistorySummary = '' }) => HistorySummary)
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

/** Errors of each minute, and the state after it. */
async function states(world: TestWorld, minutes: readonly number[]): Promise<string> {
  const seen: string[] = []
  for (const errors of minutes) {
    if (errors > 0) await world.put(...Array.from({ length: errors }, () => ERROR))
    await world.pass(1)
    seen.push((await alarmOf(world)).StateValue?.[0] ?? '?')
  }
  return seen.join('')
}

describe('a log alarm', () => {
  test('goes from a log event to a message of its topic', async () => {
    const world = await open()
    await world.ask('sns', 'CreateTopic', { Name: 'ops' })
    await world.ask('logs', 'CreateLogGroup', { logGroupName: 'told' })
    const pattern = { source: ['aws.cloudwatch'] }
    await world.ask('events', 'PutRule', { Name: 'r', EventPattern: JSON.stringify(pattern) })
    const Arn = 'arn:aws:logs:eu-west-1:123456789012:log-group:told'
    await world.ask('events', 'PutTargets', { Rule: 'r', Targets: [{ Id: '1', Arn }] })
    await world.ask('monitoring', 'PutLogAlarm', { ...ALARM, AlarmActions: [TOPIC] })
    expect(await alarmOf(world)).toMatchObject({
      StateValue: 'INSUFFICIENT_DATA',
      StateReason: 'Unchecked: Initial alarm creation',
      ScheduledQueryConfiguration: { ...QUERY, QueryARN: expect.stringContaining(':scheduled-query:') },
    })
    await world.put(ERROR, ERROR, ERROR, '{"level":"INFO"}')
    await world.pass(1)
    expect(await alarmOf(world)).toMatchObject({
      StateValue: 'ALARM',
      StateReason: 'Threshold Crossed: 1 query result [3.0 (18/11/26 12:02:00)] was greater than the threshold (1.0).',
      StateTransitionedTimestamp: START_MS + MINUTE_MS,
    })
    await world.pass(1)
    expect((await alarmOf(world)).StateReason).toBe(
      'Threshold Crossed: 1 out of the last 1 query results [0.0 (18/11/26 12:03:00)] was not greater than the threshold (1.0) (minimum 1 datapoint for ALARM -> OK transition).',
    )
    expect(await history(world)).toEqual([
      'Alarm "errors" created',
      'Alarm updated from INSUFFICIENT_DATA to ALARM',
      `Successfully executed action ${TOPIC}`,
      'Alarm updated from ALARM to OK',
    ])
    const { AlarmHistoryItems: [item] = [] } = await world.ask('monitoring', 'DescribeAlarmHistory', {
      AlarmName: 'errors',
      AlarmTypes: ['LogAlarm'],
      HistoryItemType: 'Action',
    })
    const { publishedMessage } = JSON.parse(item?.HistoryData ?? '') as { publishedMessage: string }
    const message = JSON.parse((JSON.parse(publishedMessage) as { default: string }).default) as unknown
    expect(message).toMatchObject({
      AlarmName: 'errors',
      NewStateValue: 'ALARM',
      NewStateReasonData: {
        version: '1.0',
        threshold: 1,
        queryResultsToEvaluate: 1,
        queryResultsToAlarm: 1,
        results: [{ status: 'Complete', timestamp: '2026-11-18T12:02:00.000+0000', value: 3 }],
      },
    })
    const { events = [] } = await world.ask('logs', 'FilterLogEvents', { logGroupName: 'told' })
    const told = events.map(({ message: text = '' }) => JSON.parse(text) as { detail: Record<string, unknown> })
    expect(told.map(({ detail }) => detail)).toMatchObject([
      { operation: 'create' },
      { state: { value: 'ALARM' }, configuration: { scheduledQuery: { aggregationExpression: 'count(*)' } } },
      { state: { value: 'OK' }, previousState: { value: 'ALARM' } },
    ])
  })

  test.each<[string, Partial<Put>, readonly number[], string]>([
    ['each run for itself', {}, [0, 2, 1, 3], 'OAOA'],
    ['two of three', { QueryResultsToEvaluate: 3, QueryResultsToAlarm: 2 }, [2, 0, 2, 0, 0, 2], 'IOAOOO'],
    [
      'three in a row, and missing ones breach',
      { QueryResultsToEvaluate: 3, QueryResultsToAlarm: 3, TreatMissingData: 'breaching' },
      [2, 2, 2, 0],
      'AAAO',
    ],
  ])('counts %s', async (_, more, minutes, expected) => {
    const world = await open()
    await world.ask('monitoring', 'PutLogAlarm', { ...ALARM, ...more })
    expect(await states(world, minutes)).toBe(expected)
  })

  test.each<[string | undefined, string]>([
    [undefined, 'IAI'],
    ['missing', 'IAI'],
    ['ignore', 'IAA'],
    ['breaching', 'AAA'],
    ['notBreaching', 'OAO'],
  ])('takes an average of nothing for missing data, treated as %s', async (treatment, expected) => {
    const world = await open()
    const query = { ...QUERY, AggregationExpression: 'avg(ms)' }
    const more = treatment === undefined ? {} : { TreatMissingData: treatment }
    await world.ask('monitoring', 'PutLogAlarm', { ...ALARM, ...more, ScheduledQueryConfiguration: query })
    expect(await states(world, [0, 1, 0])).toBe(expected)
  })

  test('has a contributor for each group', async () => {
    const world = await open()
    await world.ask('sns', 'CreateTopic', { Name: 'ops' })
    const query = { ...QUERY, AggregationExpression: 'count(*) by host | sort desc' }
    await world.ask('monitoring', 'PutLogAlarm', {
      ...ALARM,
      ScheduledQueryConfiguration: query,
      AlarmActions: [TOPIC],
      TreatMissingData: 'notBreaching',
    })
    const error = (host: string) => JSON.stringify({ level: 'ERROR', host })
    await world.put(error('a'), error('a'), error('b'), error('c'), error('c'), error('c'))
    await world.pass(1)
    expect(await alarmOf(world)).toMatchObject({
      StateValue: 'ALARM',
      StateReason: '2 out of 3 time series evaluated to ALARM',
    })
    const contributors = await world.ask('monitoring', 'DescribeAlarmContributors', { AlarmName: 'errors' })
    const found = (contributors.AlarmContributors ?? []).map(({ ContributorAttributes }) => ContributorAttributes)
    expect(new Set(found)).toEqual(new Set([{ host: 'a' }, { host: 'c' }]))
    await world.pass(1)
    expect(await alarmOf(world)).toMatchObject({ StateValue: 'OK' })
    // One action for each contributor that went to ALARM.
    expect((await history(world)).filter((line) => line.startsWith('Success'))).toHaveLength(2)
  })

  test('that keeps its state without results has no contributors left', async () => {
    const world = await open()
    const query = { ...QUERY, AggregationExpression: 'count(*) by host' }
    const more = { ScheduledQueryConfiguration: query, TreatMissingData: 'ignore' }
    await world.ask('monitoring', 'PutLogAlarm', { ...ALARM, ...more })
    await world.put(...Array.from({ length: 3 }, () => JSON.stringify({ level: 'ERROR', host: 'a' })))
    const contributors = async () => {
      return (await world.ask('monitoring', 'DescribeAlarmContributors', { AlarmName: 'errors' })).AlarmContributors
    }
    await world.pass(1)
    expect(await contributors()).toHaveLength(1)
    await world.pass(1)
    expect(await alarmOf(world)).toMatchObject({ StateValue: 'ALARM' })
    expect(await contributors()).toEqual([])
  })

  test('goes on after a restart', async () => {
    const first = await open()
    const rule = { QueryResultsToEvaluate: 3, QueryResultsToAlarm: 2 }
    await first.ask('monitoring', 'PutLogAlarm', { ...ALARM, ...rule })
    expect(await states(first, [2, 0])).toBe('IO')
    const { control, telemetry } = first
    const second = await open({ control, telemetry, nowMs: first.clock.now() })
    expect(await states(second, [2])).toBe('A')
    expect(await history(second)).toHaveLength(3)
  })

  test('begins anew when it is about something else, and only then', async () => {
    const world = await open()
    await world.ask('monitoring', 'PutLogAlarm', ALARM)
    expect(await states(world, [2])).toBe('A')
    await world.ask('monitoring', 'PutLogAlarm', { ...ALARM, AlarmDescription: 'd' })
    expect(await alarmOf(world)).toMatchObject({ StateValue: 'ALARM', AlarmDescription: 'd' })
    const query = { ...QUERY, QueryString: 'filter level = "WARN"' }
    await world.ask('monitoring', 'PutLogAlarm', { ...ALARM, ScheduledQueryConfiguration: query })
    expect(await alarmOf(world)).toMatchObject({ StateValue: 'INSUFFICIENT_DATA' })
    expect(await states(world, [2])).toBe('O')
  })

  test('owns its query: it is listed, left alone, and gone with the alarm', async () => {
    const world = await open()
    await world.ask('monitoring', 'PutLogAlarm', ALARM)
    const { scheduledQueries = [] } = await world.ask('logs', 'ListScheduledQueries', { scheduleType: 'AWS_MANAGED' })
    expect(scheduledQueries).toMatchObject([{ scheduleType: 'AWS_MANAGED', scheduleExpression: 'rate(1 minute)' }])
    const identifier = scheduledQueries[0]?.scheduledQueryArn ?? ''
    expect(await answerTo(world.ask('logs', 'DeleteScheduledQuery', { identifier }))).toContain('belongs to the alarm')
    const runs = async () => {
      const range = { startTime: 0, endTime: world.clock.now() }
      return (await world.ask('logs', 'GetScheduledQueryHistory', { identifier, ...range })).triggerHistory
    }
    await world.pass(2)
    expect(await runs()).toHaveLength(2)
    await world.pass(70)
    expect(await runs()).toHaveLength(60)
    await world.ask('monitoring', 'PutLogAlarm', { ...ALARM, AlarmName: 'other' })
    expect(await answerTo(world.ask('monitoring', 'DeleteAlarms', { AlarmNames: ['errors', 'other'] }))).toBe(
      'ValidationError: Log alarms can only be deleted one at a time.',
    )
    await world.ask('monitoring', 'DeleteAlarms', { AlarmNames: ['errors'] })
    expect(await world.ask('logs', 'ListScheduledQueries', {})).toMatchObject({ scheduledQueries: [{}] })
    await world.pass(1)
    expect(await alarmOf(world)).toEqual({})
  })

  test('whose log group is gone has an error in its evaluation', async () => {
    const world = await open()
    await world.ask('monitoring', 'PutLogAlarm', ALARM)
    await world.ask('logs', 'DeleteLogGroup', { logGroupName: 'g' })
    await world.pass(1)
    expect(await alarmOf(world)).toMatchObject({ StateValue: 'INSUFFICIENT_DATA', EvaluationState: 'EVALUATION_ERROR' })
  })

  test('is a child of composite alarms', async () => {
    const world = await open()
    await world.ask('monitoring', 'PutLogAlarm', ALARM)
    await world.ask('monitoring', 'PutCompositeAlarm', { AlarmName: 'top', AlarmRule: 'ALARM(errors)' })
    await states(world, [2])
    const AlarmTypes = ['CompositeAlarm'] as const
    const { CompositeAlarms } = await world.ask('monitoring', 'DescribeAlarms', { AlarmTypes })
    expect(CompositeAlarms).toMatchObject([{ AlarmName: 'top', StateValue: 'ALARM' }])
  })

  test('waits until its warm-up is over', async () => {
    const world = await open()
    const WarmUpConfiguration = { WarmUpPeriodDurationInMinutes: 3, OnlyStartEvaluatingAfterWarmUpPeriodEnds: true }
    await world.ask('monitoring', 'PutLogAlarm', { ...ALARM, WarmUpConfiguration })
    expect(await states(world, [2, 2, 2, 2])).toBe('IIAA')
  })
})

const withQuery = (more: object): Partial<Put> => ({ ScheduledQueryConfiguration: { ...QUERY, ...more } })
const withSchedule = (more: object): Partial<Put> =>
  withQuery({ ScheduleConfiguration: { ...QUERY.ScheduleConfiguration, ...more } })

test.each<[string, Partial<Put>, string]>([
  ['M above N', { QueryResultsToAlarm: 2 }, 'QueryResultsToAlarm must be less than or equal to QueryResultsToEvaluate'],
  ['too many results', { QueryResultsToEvaluate: 101 }, 'QueryResultsToEvaluate must be at most 100'],
  ['a band', { ComparisonOperator: 'LessThanLowerThreshold' }, 'The comparison operator LessThanLowerThreshold'],
  ['another treatment', { TreatMissingData: 'x' }, 'Supported values for TreatMissingData are'],
  ['too many lines', { ActionLogLineCount: 51 }, 'ActionLogLineCount must be between 0 and 50'],
  ['lines without a role', { ActionLogLineCount: 1 }, 'ActionLogLineRoleArn is required'],
  ['an action of machines', { AlarmActions: ['arn:aws:automate:eu-west-1:ec2:stop'] }, 'Invalid arn syntax'],
  ['a cron schedule', withSchedule({ ScheduleExpression: 'cron(0 0 * * ? *)' }), 'The schedule expression cron'],
  ['no offset', withSchedule({ StartTimeOffset: 0 }), 'StartTimeOffset must be between 1 and 2592000 seconds'],
  ['an end before the start', withSchedule({ EndTimeOffset: 60 }), 'EndTimeOffset must be non-negative and less'],
  ['two aggregates', withQuery({ AggregationExpression: 'count(*), max(ms)' }), 'has exactly one aggregate'],
  ['a command', withQuery({ AggregationExpression: 'count(*) | limit 1' }), 'The aggregation expression is not valid'],
  ['six fields', withQuery({ AggregationExpression: 'count(*) by a, b, c, d, e, f' }), 'at most 5 fields'],
  ['no aggregate', withQuery({ AggregationExpression: 'host' }), 'can not be run'],
  ['a query that is none', withQuery({ QueryString: 'nonsense' }), 'The query of the alarm can not be run'],
  ['an unknown group', withQuery({ LogGroupIdentifiers: ['x'] }), "Log group 'x' does not exist"],
])('PutLogAlarm refuses %s', async (_, more, expected) => {
  const world = await open()
  const answer = await answerTo(world.ask('monitoring', 'PutLogAlarm', { ...ALARM, ...more }))
  expect(answer).toContain(expected)
  expect(answer).toMatch(/^ValidationError: /)
})

test.each([
  ['count(*)', 'count(*)', false, false],
  ['avg(latency) by host | sort desc', 'avg(latency) by host', true, false],
  ['min(x) as m by a, b | SORT ASC ', 'min(x) as m by a, b', true, true],
])('the aggregation %s', (expression, text, isGrouped, ascending) => {
  expect(parseAggregation(expression)).toEqual({ text, isGrouped, ascending })
})
