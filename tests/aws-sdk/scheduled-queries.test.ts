import {
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  PutLogAlarmCommand,
  type PutLogAlarmCommandInput,
} from '@aws-sdk/client-cloudwatch'
import {
  ConflictException,
  CreateScheduledQueryCommand,
  DeleteScheduledQueryCommand,
  GetScheduledQueryCommand,
  GetScheduledQueryHistoryCommand,
  ListScheduledQueriesCommand,
  paginateGetScheduledQueryHistory,
  ResourceNotFoundException,
  UpdateScheduledQueryCommand,
  ValidationException,
} from '@aws-sdk/client-cloudwatch-logs'
import { beforeAll, describe, expect, test } from 'vitest'
import { Account, CLOUDWATCH_PROTOCOLS } from '../support/clients.ts'
import { createStream, failure } from '../support/logs.ts'

const account = new Account()
const logs = account.logs()
let group: string

beforeAll(async () => {
  group = (await createStream(logs)).logGroupName ?? ''
})

const ROLE = 'arn:aws:iam::123456789012:role/queries'
const query = () => ({
  queryLanguage: 'CWLI' as const,
  queryString: 'filter @message like /ERROR/ | stats count(*) by bin(5m)',
  logGroupIdentifiers: [group],
  scheduleExpression: 'cron(0/5 * * * ? *)',
  timezone: 'Europe/Madrid',
  startTimeOffset: 300,
  executionRoleArn: ROLE,
})

describe('scheduled queries', () => {
  test('are created, read, listed, changed and deleted', async () => {
    const input = { ...query(), name: 'errors', description: 'of five minutes', tags: { team: 'a' } }
    const { scheduledQueryArn, state } = await logs.send(new CreateScheduledQueryCommand(input))
    expect(state).toBe('ENABLED')
    const { tags: _, ...shown } = input
    const { $metadata: _m, ...found } = await logs.send(new GetScheduledQueryCommand({ identifier: 'errors' }))
    expect(found).toEqual({
      ...shown,
      scheduledQueryArn,
      state: 'ENABLED',
      scheduleType: 'CUSTOMER_MANAGED',
      creationTime: expect.any(Number),
      lastUpdatedTime: expect.any(Number),
    })
    const updated = await logs.send(
      new UpdateScheduledQueryCommand({ ...query(), identifier: scheduledQueryArn, state: 'DISABLED' }),
    )
    expect(updated).toMatchObject({ name: 'errors', state: 'DISABLED', scheduledQueryArn })
    expect(updated.description).toBeUndefined()
    const { scheduledQueries } = await logs.send(new ListScheduledQueriesCommand({ state: 'DISABLED' }))
    expect(scheduledQueries).toMatchObject([{ name: 'errors', scheduleExpression: 'cron(0/5 * * * ? *)' }])
    await logs.send(new DeleteScheduledQueryCommand({ identifier: 'errors' }))
    const gone = await failure(logs.send(new GetScheduledQueryCommand({ identifier: 'errors' })))
    expect(gone).toBeInstanceOf(ResourceNotFoundException)
  })

  test('have a history', async () => {
    await logs.send(new CreateScheduledQueryCommand({ ...query(), name: 'past' }))
    const range = { identifier: 'past', startTime: 0, endTime: Date.now() }
    const answer = await logs.send(new GetScheduledQueryHistoryCommand(range))
    expect(answer).toMatchObject({ name: 'past', triggerHistory: [] })
    const pages = []
    for await (const page of paginateGetScheduledQueryHistory({ client: logs }, range)) pages.push(page)
    expect(pages).toHaveLength(1)
  })

  test('refuse with exceptions of the client', async () => {
    const input = { ...query(), name: 'twice' }
    await logs.send(new CreateScheduledQueryCommand(input))
    expect(await failure(logs.send(new CreateScheduledQueryCommand(input)))).toBeInstanceOf(ConflictException)
    const wrong = { ...input, name: 'wrong', queryString: 'nonsense' }
    const error = await failure(logs.send(new CreateScheduledQueryCommand(wrong)))
    expect(error).toBeInstanceOf(ValidationException)
    expect(String(error)).toContain("mismatched input 'nonsense'")
    const s3Configuration = { destinationIdentifier: 's3://bucket/prefix', roleArn: ROLE }
    const bucket = { ...input, name: 's3', destinationConfiguration: { s3Configuration } }
    expect(await failure(logs.send(new CreateScheduledQueryCommand(bucket)))).toBeInstanceOf(ValidationException)
  })
})

describe.each(CLOUDWATCH_PROTOCOLS)('log alarms over %s', (protocol) => {
  const cloudwatch = account.cloudwatch(protocol)
  const alarm = (): PutLogAlarmCommandInput => ({
    AlarmName: `log-${protocol}`,
    ScheduledQueryConfiguration: {
      QueryString: 'filter @message like /ERROR/',
      LogGroupIdentifiers: [group],
      ScheduledQueryRoleARN: ROLE,
      ScheduleConfiguration: { ScheduleExpression: 'rate(5 minutes)', StartTimeOffset: 300, EndTimeOffset: 0 },
      AggregationExpression: 'count(*) by host | sort desc',
    },
    QueryResultsToEvaluate: 3,
    QueryResultsToAlarm: 2,
    Threshold: 10,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    TreatMissingData: 'notBreaching',
    AlarmActions: ['arn:aws:sns:us-east-1:123456789012:ops'],
    Tags: [{ Key: 'team', Value: 'a' }],
  })

  test('are put, described and deleted', async () => {
    const { Tags: _, ...shown } = alarm()
    await cloudwatch.send(new PutLogAlarmCommand(alarm()))
    const names = { AlarmNames: [`log-${protocol}`] }
    expect((await cloudwatch.send(new DescribeAlarmsCommand(names))).LogAlarms ?? []).toEqual([])
    const { LogAlarms } = await cloudwatch.send(new DescribeAlarmsCommand({ ...names, AlarmTypes: ['LogAlarm'] }))
    expect(LogAlarms).toMatchObject([{ ...shown, ActionsEnabled: true, StateValue: 'INSUFFICIENT_DATA' }])
    const { scheduledQueries } = await logs.send(new ListScheduledQueriesCommand({ scheduleType: 'AWS_MANAGED' }))
    const arn = LogAlarms?.[0]?.ScheduledQueryConfiguration?.QueryARN
    expect(scheduledQueries?.map(({ scheduledQueryArn }) => scheduledQueryArn)).toEqual([arn])
    await cloudwatch.send(new DeleteAlarmsCommand(names))
    expect(await logs.send(new ListScheduledQueriesCommand({ scheduleType: 'AWS_MANAGED' }))).toMatchObject({
      scheduledQueries: [],
    })
  })

  test('are refused for what cannot be', async () => {
    const wrong = { ...alarm(), QueryResultsToAlarm: 4 }
    expect(String(await failure(cloudwatch.send(new PutLogAlarmCommand(wrong))))).toContain(
      'QueryResultsToAlarm must be less than or equal to QueryResultsToEvaluate',
    )
  })
})
