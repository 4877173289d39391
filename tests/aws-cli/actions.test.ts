import { beforeAll, expect, test } from 'vitest'
import { Account } from '../support/clients.ts'
import { awsCli, describeWith } from '../support/tools.ts'
import { awsCliOf, type Cli } from './support.ts'

describeWith(awsCli, 'AWS CLI: topics, rules and dashboards', (path) => {
  const account = new Account()
  let aws: Cli
  beforeAll(() => {
    aws = awsCliOf(path, account)
  })

  test('a topic with a subscription is made, listed, published to and deleted', async () => {
    const { TopicArn } = (await aws.json('sns', 'create-topic', '--name', 'ops')) as { TopicArn: string }
    expect(TopicArn).toBe(`arn:aws:sns:us-east-1:${account.id}:ops`)
    const subscription = ['--topic-arn', TopicArn, '--protocol', 'sms', '--notification-endpoint', '+15550100']
    const made = (await aws.json('sns', 'subscribe', ...subscription)) as { SubscriptionArn: string }
    expect(await aws.json('sns', 'list-subscriptions-by-topic', '--topic-arn', TopicArn)).toMatchObject({
      Subscriptions: [{ SubscriptionArn: made.SubscriptionArn, Protocol: 'sms', Endpoint: '+15550100' }],
    })
    const sent = await aws.json('sns', 'publish', '--topic-arn', TopicArn, '--message', 'hello')
    expect(sent).toEqual({ MessageId: expect.stringMatching(/^[0-9a-f-]{36}$/) })
    await aws.json('sns', 'delete-topic', '--topic-arn', TopicArn)
    const gone = await aws.run(['sns', 'get-topic-attributes', '--topic-arn', TopicArn])
    expect(gone.code).not.toBe(0)
    expect(gone.stderr).toContain('(NotFound)')
  }, 60_000)

  test('a rule gets a target, and a pattern is tried', async () => {
    const pattern = '{"source":["shop"]}'
    await aws.json('events', 'put-rule', '--name', 'r', '--event-pattern', pattern)
    const target = `Id=1,Arn=arn:aws:lambda:us-east-1:${account.id}:function:f`
    expect(await aws.json('events', 'put-targets', '--rule', 'r', '--targets', target)).toMatchObject({
      FailedEntryCount: 0,
    })
    expect(await aws.json('events', 'describe-rule', '--name', 'r')).toMatchObject({
      State: 'ENABLED',
      EventPattern: pattern,
    })
    const entries = '[{"Source":"shop","DetailType":"Order","Detail":"{}"}]'
    expect(await aws.json('events', 'put-events', '--entries', entries)).toMatchObject({ FailedEntryCount: 0 })
    const bad = await aws.run(['events', 'put-rule', '--name', 'r', '--schedule-expression', 'rate(1 minutes)'])
    expect(bad.stderr).toContain('Parameter ScheduleExpression is not valid.')
  }, 60_000)

  test('a dashboard is put and read', async () => {
    const body = '{"widgets":[{"type":"text","properties":{"markdown":"x"}}]}'
    const put = ['put-dashboard', '--dashboard-name', 'd', '--dashboard-body', body]
    expect(await aws.json('cloudwatch', ...put)).toEqual({ DashboardValidationMessages: [] })
    expect(await aws.json('cloudwatch', 'get-dashboard', '--dashboard-name', 'd')).toMatchObject({
      DashboardBody: body,
    })
    const bad = await aws.run(['cloudwatch', 'put-dashboard', '--dashboard-name', 'd', '--dashboard-body', '{}'])
    expect(bad.stderr).toContain("Should have required property 'widgets'")
  }, 60_000)
})
