import { verify, X509Certificate } from 'node:crypto'
import {
  AddPermissionCommand,
  ConfirmSubscriptionCommand,
  CreateTopicCommand,
  DeleteTopicCommand,
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListSubscriptionsCommand,
  ListTagsForResourceCommand,
  ListTopicsCommand,
  PublishBatchCommand,
  PublishCommand,
  RemovePermissionCommand,
  SetSubscriptionAttributesCommand,
  SetTopicAttributesCommand,
  SubscribeCommand,
  TagResourceCommand,
  UnsubscribeCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-sns'
import { afterEach, expect, test } from 'vitest'
import { Account, unique } from '../support/clients.ts'
import { failure } from '../support/logs.ts'
import { type Received, type Receiver, startReceiver } from '../support/receiver.ts'

const receivers: Receiver[] = []
afterEach(async () => {
  for (const receiver of receivers.splice(0)) await receiver.close()
})

async function receiver(): Promise<Receiver> {
  const started = await startReceiver()
  receivers.push(started)
  return started
}

const envelope = ({ body }: Received): Record<string, string> => JSON.parse(body)

/** Checks a signature as receivers do: against the certificate that the message names. */
async function isGenuine(message: Record<string, string>): Promise<boolean> {
  const names =
    message.Type === 'Notification'
      ? ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type']
      : ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type']
  const text = names.filter((name) => message[name] !== undefined).map((name) => `${name}\n${message[name]}\n`)
  const certificate = new X509Certificate(await (await fetch(message.SigningCertURL ?? '')).text())
  const algorithm = message.SignatureVersion === '2' ? 'sha256' : 'sha1'
  const signature = Buffer.from(message.Signature ?? '', 'base64')
  return verify(algorithm, Buffer.from(text.join('')), certificate.publicKey, signature)
}

test.each(['1', '2'])(
  'an endpoint confirms, gets messages with a genuine signature of version %s, and leaves',
  async (version) => {
    const account = new Account()
    const sns = account.sns()
    const hook = await receiver()
    const { TopicArn } = await sns.send(
      new CreateTopicCommand({ Name: unique('topic'), Attributes: { SignatureVersion: version } }),
    )
    const answer = await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'http', Endpoint: hook.url }))
    expect(answer.SubscriptionArn).toBe('pending confirmation')
    await sns.send(new PublishCommand({ TopicArn, Message: 'too early' }))

    const [question] = await hook.until(1)
    if (question === undefined) throw new Error('nothing came')
    expect(question.headers['x-amz-sns-message-type']).toBe('SubscriptionConfirmation')
    expect(await isGenuine(envelope(question))).toBe(true)
    const confirmed = await fetch(envelope(question).SubscribeURL ?? '')
    expect(await confirmed.text()).toContain(`<SubscriptionArn>${TopicArn}:`)

    const attributes = { color: { DataType: 'String', StringValue: 'red' } }
    const sent = await sns.send(
      new PublishCommand({ TopicArn, Message: 'hello', Subject: 'greeting', MessageAttributes: attributes }),
    )
    const message = (await hook.until(2))[1]
    if (message === undefined) throw new Error('nothing came')
    expect(message.headers).toMatchObject({
      'x-amz-sns-message-type': 'Notification',
      'x-amz-sns-message-id': sent.MessageId,
      'x-amz-sns-topic-arn': TopicArn,
      'content-type': 'text/plain; charset=UTF-8',
    })
    const fields = envelope(message)
    expect(fields).toMatchObject({
      Type: 'Notification',
      MessageId: sent.MessageId,
      Subject: 'greeting',
      Message: 'hello',
      SignatureVersion: version,
      MessageAttributes: { color: { Type: 'String', Value: 'red' } },
    })
    expect(await isGenuine(fields)).toBe(true)
    expect(await isGenuine({ ...fields, Message: 'hullo' })).toBe(false)

    await fetch(fields.UnsubscribeURL ?? '')
    const { Subscriptions } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }))
    expect(Subscriptions ?? []).toEqual([])
  },
)

test('raw delivery, filter policies and messages by protocol', async () => {
  const sns = new Account().sns()
  const hook = await receiver()
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: unique('topic') }))
  const { SubscriptionArn } = await sns.send(
    new SubscribeCommand({
      ...{ TopicArn, Protocol: 'http', Endpoint: hook.url, ReturnSubscriptionArn: true },
      Attributes: { RawMessageDelivery: 'true' },
    }),
  )
  const { Token } = envelope((await hook.until(1))[0] as Received)
  const confirmed = await sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token }))
  expect(confirmed.SubscriptionArn).toBe(SubscriptionArn)
  await sns.send(
    new SetSubscriptionAttributesCommand({
      ...{ SubscriptionArn, AttributeName: 'FilterPolicy' },
      AttributeValue: '{"store": [{"prefix": "ex"}], "price": [{"numeric": [">", 100]}]}',
    }),
  )
  const price = (value: string) => ({ DataType: 'Number', StringValue: value })
  const store = { DataType: 'String', StringValue: 'example' }
  const bodies = JSON.stringify({ default: 'for all', http: 'for http' })
  const batch = await sns.send(
    new PublishBatchCommand({
      TopicArn,
      PublishBatchRequestEntries: [
        { Id: 'cheap', Message: 'cheap', MessageAttributes: { store, price: price('99') } },
        { Id: 'bad', Message: '{', MessageStructure: 'json' },
        { Id: 'dear', Message: bodies, MessageStructure: 'json', MessageAttributes: { store, price: price('101') } },
      ],
    }),
  )
  expect(batch.Successful?.map(({ Id }) => Id)).toEqual(['cheap', 'dear'])
  expect(batch.Failed).toMatchObject([{ Id: 'bad', Code: 'InvalidParameter', SenderFault: true }])
  const { body, headers } = (await hook.until(2))[1] as Received
  expect([body, headers['x-amz-sns-rawdelivery']]).toEqual(['for http', 'true'])
  const { Attributes } = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }))
  expect(Attributes).toMatchObject({
    RawMessageDelivery: 'true',
    PendingConfirmation: 'false',
    FilterPolicyScope: 'MessageAttributes',
  })
})

test('topics, their attributes, tags and subscriptions', async () => {
  const sns = new Account().sns()
  const name = unique('topic')
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: name, Tags: [{ Key: 'a', Value: '1' }] }))
  expect((await sns.send(new CreateTopicCommand({ Name: name }))).TopicArn).toBe(TopicArn)
  await sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName: 'DisplayName', AttributeValue: 'shown' }))
  const lambda = 'arn:aws:lambda:us-east-1:123456789012:function:f'
  const { SubscriptionArn } = await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'lambda', Endpoint: lambda }))
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: 'ann@example.com' }))
  const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn }))
  expect(Attributes).toMatchObject({ DisplayName: 'shown', SubscriptionsConfirmed: '1', SubscriptionsPending: '1' })
  const { Subscriptions } = await sns.send(new ListSubscriptionsCommand({}))
  expect(Subscriptions?.map((one) => one.SubscriptionArn).sort()).toEqual(
    ['PendingConfirmation', SubscriptionArn].sort(),
  )
  await sns.send(new UnsubscribeCommand({ SubscriptionArn }))
  await sns.send(new UnsubscribeCommand({ SubscriptionArn }))

  await sns.send(new TagResourceCommand({ ResourceArn: TopicArn, Tags: [{ Key: 'b', Value: '2' }] }))
  await sns.send(new UntagResourceCommand({ ResourceArn: TopicArn, TagKeys: ['a'] }))
  const { Tags } = await sns.send(new ListTagsForResourceCommand({ ResourceArn: TopicArn }))
  expect(Tags).toEqual([{ Key: 'b', Value: '2' }])
  expect((await sns.send(new ListTopicsCommand({}))).Topics).toEqual([{ TopicArn }])
  await sns.send(new DeleteTopicCommand({ TopicArn }))
  await sns.send(new DeleteTopicCommand({ TopicArn }))
  expect((await sns.send(new ListTopicsCommand({}))).Topics ?? []).toEqual([])
})

test('what is wrong gets the errors of SNS', async () => {
  const account = new Account()
  const sns = account.sns()
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: unique('topic') }))
  const http = { TopicArn, Protocol: 'http', Endpoint: 'http://127.0.0.1:1/' }
  const rows: readonly (readonly [Promise<unknown>, string, RegExp])[] = [
    [
      sns.send(new PublishCommand({ TopicArn: `${TopicArn}x`, Message: 'x' })),
      'NotFoundException',
      /Topic does not exist/,
    ],
    [sns.send(new PublishCommand({ TopicArn, Message: '' })), 'InvalidParameterException', /Empty message/],
    [sns.send(new PublishCommand({ TopicArn, Message: 'x', Subject: 'a\nb' })), 'InvalidParameterException', /Subject/],
    [
      sns.send(new PublishCommand({ TopicArn, Message: '{}', MessageStructure: 'json' })),
      'InvalidParameterException',
      /No default entry/,
    ],
    [sns.send(new CreateTopicCommand({ Name: 'a b' })), 'InvalidParameterException', /Topic Name/],
    [sns.send(new SubscribeCommand({ ...http, Protocol: 'sqs' })), 'InvalidParameterException', /not supported/],
    [sns.send(new SubscribeCommand({ ...http, Protocol: 'https' })), 'InvalidParameterException', /Endpoint/],
    [
      sns.send(new SubscribeCommand({ ...http, Attributes: { FilterPolicy: '{"a": 1}' } })),
      'InvalidParameterException',
      /FilterPolicy/,
    ],
    [sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token: 'x' })), 'InvalidParameterException', /Token/],
    [
      new Account().sns().send(new GetTopicAttributesCommand({ TopicArn })),
      'AuthorizationErrorException',
      /another account/,
    ],
  ]
  for (const [call, name, message] of rows) {
    const error = await failure(call)
    expect(error.name).toBe(name)
    expect(error.message).toMatch(message)
  }
})

test('statements are added to the policy of a topic and removed', async () => {
  const account = new Account()
  const sns = account.sns()
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: unique('topic') }))
  const statements = async (): Promise<readonly Record<string, unknown>[]> => {
    const { Attributes = {} } = await sns.send(new GetTopicAttributesCommand({ TopicArn }))
    return JSON.parse(Attributes.Policy ?? '').Statement
  }
  const add = (Label: string, ActionName: string[], AWSAccountId: string[]) =>
    sns.send(new AddPermissionCommand({ TopicArn, Label, ActionName, AWSAccountId }))
  await add('one', ['Publish'], ['111122223333'])
  await add('two', ['Publish', 'Subscribe'], ['111122223333', '444455556666'])
  expect((await statements()).slice(1)).toEqual([
    {
      Sid: 'one',
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::111122223333:root' },
      Action: 'SNS:Publish',
      Resource: TopicArn,
    },
    {
      Sid: 'two',
      Effect: 'Allow',
      Principal: { AWS: ['arn:aws:iam::111122223333:root', 'arn:aws:iam::444455556666:root'] },
      Action: ['SNS:Publish', 'SNS:Subscribe'],
      Resource: TopicArn,
    },
  ])
  expect(await failure(add('one', ['Publish'], ['111122223333']))).toMatchObject({
    name: 'InvalidParameterException',
    message: 'Invalid parameter: Statement already exists',
  })
  expect(await failure(add('x', ['Sing'], ['111122223333']))).toMatchObject({
    message: 'Invalid parameter: Policy statement action out of service scope!',
  })
  expect(await failure(add('x', ['Publish'], ['me']))).toMatchObject({ message: 'Invalid parameter: AWSAccountId' })
  await sns.send(new RemovePermissionCommand({ TopicArn, Label: 'one' }))
  await sns.send(new RemovePermissionCommand({ TopicArn, Label: 'nothing' }))
  expect((await statements()).map(({ Sid }) => Sid)).toEqual(['__default_statement_ID', 'two'])
  const missing = new RemovePermissionCommand({ TopicArn: `${TopicArn}x`, Label: 'one' })
  expect(await failure(sns.send(missing))).toMatchObject({ name: 'NotFoundException' })
})
