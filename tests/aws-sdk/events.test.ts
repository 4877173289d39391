import { CreateLogGroupCommand, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import {
  CreateApiDestinationCommand,
  CreateConnectionCommand,
  CreateEventBusCommand,
  DeauthorizeConnectionCommand,
  DeleteApiDestinationCommand,
  DeleteConnectionCommand,
  DeleteEventBusCommand,
  DeleteRuleCommand,
  DescribeApiDestinationCommand,
  DescribeConnectionCommand,
  DescribeEventBusCommand,
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  ListApiDestinationsCommand,
  ListConnectionsCommand,
  ListEventBusesCommand,
  ListRuleNamesByTargetCommand,
  ListRulesCommand,
  ListTagsForResourceCommand,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  PutPermissionCommand,
  type PutPermissionCommandInput,
  PutRuleCommand,
  PutTargetsCommand,
  RemovePermissionCommand,
  RemoveTargetsCommand,
  TagResourceCommand,
  TestEventPatternCommand,
  UntagResourceCommand,
  UpdateApiDestinationCommand,
  UpdateConnectionCommand,
  UpdateEventBusCommand,
} from '@aws-sdk/client-eventbridge'
import { expect, test } from 'vitest'
import { Account, unique } from '../support/clients.ts'
import { failure } from '../support/logs.ts'
import { startReceiver } from '../support/receiver.ts'

const ORDERS = JSON.stringify({ source: ['shop'], detail: { total: [{ numeric: ['>', 100] }] } })

test('an event that matches is written to a log group, as its target wants it; others are not', async () => {
  const account = new Account()
  const events = account.events()
  const logs = account.logs()
  const group = unique('/aws/events/orders')
  await logs.send(new CreateLogGroupCommand({ logGroupName: group }))
  await events.send(new PutRuleCommand({ Name: 'orders', EventPattern: ORDERS }))
  const Arn = `arn:aws:logs:us-east-1:${account.id}:log-group:${group}`
  const InputTransformer = {
    InputPathsMap: { total: '$.detail.total' },
    InputTemplate: '{"total": <total>, "rule": "<aws.events.rule-name>"}',
  }
  await events.send(new PutTargetsCommand({ Rule: 'orders', Targets: [{ Id: '1', Arn, InputTransformer }] }))
  const entry = (Detail: string, Source = 'shop') => ({ Source, DetailType: 'Order', Detail })
  const put = await events.send(
    new PutEventsCommand({
      Entries: [entry('{"total": 250}'), entry('{"total": 7}'), entry('nothing'), entry('{}', 'aws.ec2')],
    }),
  )
  expect(put.FailedEntryCount).toBe(2)
  expect(put.Entries?.map(({ ErrorCode }) => ErrorCode)).toEqual([
    undefined,
    undefined,
    'MalformedDetail',
    'NotAuthorizedForSourceException',
  ])
  const read = async () => (await logs.send(new FilterLogEventsCommand({ logGroupName: group }))).events ?? []
  await expect.poll(read, { timeout: 10_000 }).toHaveLength(1)
  expect(JSON.parse((await read())[0]?.message ?? '')).toEqual({ total: 250, rule: 'orders' })
})

test('rules, targets, buses and tags', async () => {
  const account = new Account()
  const events = account.events()
  const EventBusName = 'mine'
  const bus = await events.send(new CreateEventBusCommand({ Name: EventBusName, Description: 'own' }))
  expect(await events.send(new DescribeEventBusCommand({ Name: EventBusName }))).toMatchObject({
    Arn: bus.EventBusArn,
    Description: 'own',
  })
  expect((await events.send(new ListEventBusesCommand({}))).EventBuses?.map(({ Name }) => Name)).toEqual([
    'default',
    'mine',
  ])
  const { RuleArn = '' } = await events.send(
    new PutRuleCommand({ Name: 'r', EventBusName, EventPattern: ORDERS, State: 'DISABLED' }),
  )
  await events.send(new EnableRuleCommand({ Name: 'r', EventBusName }))
  expect(await events.send(new DescribeRuleCommand({ Name: 'r', EventBusName }))).toMatchObject({
    Arn: RuleArn,
    State: 'ENABLED',
    EventPattern: ORDERS,
  })
  await events.send(new DisableRuleCommand({ Name: 'r', EventBusName }))
  expect((await events.send(new ListRulesCommand({ EventBusName }))).Rules).toMatchObject([
    { Name: 'r', State: 'DISABLED' },
  ])
  const Arn = `arn:aws:lambda:us-east-1:${account.id}:function:f`
  await events.send(
    new PutTargetsCommand({ Rule: 'r', EventBusName, Targets: [{ Id: 'f', Arn, InputPath: '$.detail' }] }),
  )
  expect((await events.send(new ListTargetsByRuleCommand({ Rule: 'r', EventBusName }))).Targets).toEqual([
    { Id: 'f', Arn, InputPath: '$.detail' },
  ])
  expect((await events.send(new ListRuleNamesByTargetCommand({ TargetArn: Arn, EventBusName }))).RuleNames).toEqual([
    'r',
  ])
  await events.send(
    new TagResourceCommand({
      ResourceARN: RuleArn,
      Tags: [
        { Key: 'a', Value: '1' },
        { Key: 'b', Value: '2' },
      ],
    }),
  )
  await events.send(new UntagResourceCommand({ ResourceARN: RuleArn, TagKeys: ['a'] }))
  expect((await events.send(new ListTagsForResourceCommand({ ResourceARN: RuleArn }))).Tags).toEqual([
    { Key: 'b', Value: '2' },
  ])
  expect((await failure(events.send(new DeleteRuleCommand({ Name: 'r', EventBusName })))).message).toMatch(
    /has targets/,
  )
  expect((await failure(events.send(new DeleteEventBusCommand({ Name: EventBusName })))).message).toMatch(/has rules/)
  await events.send(new RemoveTargetsCommand({ Rule: 'r', EventBusName, Ids: ['f'] }))
  await events.send(new DeleteRuleCommand({ Name: 'r', EventBusName }))
  await events.send(new DeleteEventBusCommand({ Name: EventBusName }))
  expect((await failure(events.send(new DescribeRuleCommand({ Name: 'r' })))).name).toBe('ResourceNotFoundException')
})

test('a pattern can be tried, and what is wrong is said', async () => {
  const events = new Account().events()
  const Event = JSON.stringify({
    ...{ id: '1', account: '123456789012', source: 'shop', time: '2026-11-18T12:00:00Z', region: 'us-east-1' },
    ...{ resources: [], 'detail-type': 'Order', detail: { total: 101 } },
  })
  expect((await events.send(new TestEventPatternCommand({ EventPattern: ORDERS, Event }))).Result).toBe(true)
  const other = await events.send(new TestEventPatternCommand({ EventPattern: '{"source": ["x"]}', Event }))
  expect(other.Result).toBe(false)
  const bad = await failure(events.send(new PutRuleCommand({ Name: 'r', EventPattern: '{"source": "shop"}' })))
  expect(bad.name).toBe('InvalidEventPatternException')
  const schedule = await failure(events.send(new PutRuleCommand({ Name: 'r', ScheduleExpression: 'rate(5 minute)' })))
  expect(schedule.message).toBe('Parameter ScheduleExpression is not valid.')
})

test('a rule calls an API destination with what the connection says', async () => {
  const account = new Account()
  const events = account.events()
  const receiver = await startReceiver()
  const { ConnectionArn = '' } = await events.send(
    new CreateConnectionCommand({
      Name: 'shop',
      AuthorizationType: 'BASIC',
      AuthParameters: { BasicAuthParameters: { Username: 'u', Password: 'old' } },
    }),
  )
  await events.send(
    new UpdateConnectionCommand({ Name: 'shop', AuthParameters: { BasicAuthParameters: { Password: 'p4ss' } } }),
  )
  const described = await events.send(new DescribeConnectionCommand({ Name: 'shop' }))
  expect(described.ConnectionState).toBe('AUTHORIZED')
  expect(described.AuthParameters).toEqual({ BasicAuthParameters: { Username: 'u' } })
  const { ApiDestinationArn: Arn = '' } = await events.send(
    new CreateApiDestinationCommand({
      ...{ Name: 'orders', ConnectionArn, InvocationEndpoint: 'https://example.com', HttpMethod: 'POST' },
    }),
  )
  await events.send(new UpdateApiDestinationCommand({ Name: 'orders', InvocationEndpoint: `${receiver.url}/*` }))
  expect(await events.send(new DescribeApiDestinationCommand({ Name: 'orders' }))).toMatchObject({
    ApiDestinationArn: Arn,
    ApiDestinationState: 'ACTIVE',
    InvocationEndpoint: `${receiver.url}/*`,
    CreationTime: expect.any(Date),
  })
  await events.send(new PutRuleCommand({ Name: 'orders', EventPattern: ORDERS }))
  const target = { Id: '1', Arn, HttpParameters: { PathParameterValues: ['$.detail.total'] } }
  const put = (more: object) =>
    events.send(new PutTargetsCommand({ Rule: 'orders', Targets: [{ ...target, ...more }] }))
  expect((await failure(put({}))).message).toBe(`RoleArn is required for target ${Arn}.`)
  expect((await failure(put({ RetryPolicy: { MaximumEventAgeInSeconds: 59 } }))).message).toMatch(
    /'targets.1.member.retryPolicy.maximumEventAgeInSeconds' .* greater than or equal to 60/,
  )
  await put({ RoleArn: `arn:aws:iam::${account.id}:role/r`, InputPath: '$.detail' })
  const Entries = [{ Source: 'shop', DetailType: 'Order', Detail: '{"total": 250}' }]
  await events.send(new PutEventsCommand({ Entries }))
  const [received] = await receiver.until(1)
  expect(received?.body).toBe('{"total":250}')
  expect(received?.headers.authorization).toBe(`Basic ${Buffer.from('u:p4ss').toString('base64')}`)
  await receiver.close()

  const names = async () => (await events.send(new ListApiDestinationsCommand({ ConnectionArn }))).ApiDestinations
  expect(await names()).toMatchObject([{ Name: 'orders' }])
  await events.send(new DeauthorizeConnectionCommand({ Name: 'shop' }))
  expect(await names()).toMatchObject([{ Name: 'orders', ApiDestinationState: 'INACTIVE' }])
  await events.send(new DeleteApiDestinationCommand({ Name: 'orders' }))
  await events.send(new DeleteConnectionCommand({ Name: 'shop' }))
  expect((await events.send(new ListConnectionsCommand({}))).Connections).toEqual([])
})

test('the default bus has settings, a policy and tags like any other, and stays one', async () => {
  const account = new Account()
  const events = account.events()
  const statement = { StatementId: 'all', Action: 'events:PutEvents', Principal: '*' }
  await events.send(new PutPermissionCommand(statement))
  await events.send(new PutPermissionCommand({ ...statement, Principal: '111122223333' }))
  await events.send(new UpdateEventBusCommand({ Description: 'ours', KmsKeyIdentifier: 'alias/k' }))
  await events.send(new UpdateEventBusCommand({ LogConfig: { Level: 'ERROR', IncludeDetail: 'NONE' } }))
  const bus = await events.send(new DescribeEventBusCommand({}))
  const Arn = `arn:aws:events:us-east-1:${account.id}:event-bus/default`
  expect(bus).toMatchObject({ Name: 'default', Arn, Description: 'ours', KmsKeyIdentifier: 'alias/k' })
  expect(bus).toMatchObject({ LogConfig: { Level: 'ERROR', IncludeDetail: 'NONE' } })
  const { Statement } = JSON.parse(bus.Policy ?? '') as { readonly Statement: readonly object[] }
  expect(Statement).toEqual([
    {
      ...{ Sid: 'all', Effect: 'Allow', Action: 'events:PutEvents', Resource: Arn },
      Principal: { AWS: 'arn:aws:iam::111122223333:root' },
    },
  ])
  await events.send(new TagResourceCommand({ ResourceARN: Arn, Tags: [{ Key: 'a', Value: '1' }] }))
  expect((await events.send(new ListTagsForResourceCommand({ ResourceARN: Arn }))).Tags).toEqual([
    { Key: 'a', Value: '1' },
  ])
  expect((await events.send(new ListEventBusesCommand({}))).EventBuses).toMatchObject([{ Name: 'default', Arn }])
  await events.send(new RemovePermissionCommand({ StatementId: 'all' }))
  expect((await events.send(new DescribeEventBusCommand({}))).Policy).toBeUndefined()

  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: { ...statement, Effect: 'Allow', Action: 'events:*' },
  })
  await events.send(new PutPermissionCommand({ Policy }))
  expect((await events.send(new DescribeEventBusCommand({}))).Policy).toBe(Policy)
  const put = (input: PutPermissionCommandInput) => failure(events.send(new PutPermissionCommand(input)))
  expect((await put({ Policy: '{}' })).name).toBe('ValidationException')
  expect((await put({ Policy: '{' })).name).toBe('ValidationException')
  expect((await put({ ...statement, Policy })).name).toBe('ValidationException')
  const long = JSON.stringify({ Statement: [{ Effect: 'Allow', Action: 'x'.repeat(10_240) }] })
  expect((await put({ Policy: long })).name).toBe('PolicyLengthExceededException')
})
