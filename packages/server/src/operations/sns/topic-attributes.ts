import { type Operation, operation } from '@atalaya/aws'
import { checkDeliveryPolicy, DeliveryPolicyProblem, effectiveOfTopic } from '../../actions/sns/delivery-policy.ts'
import type { Topic } from '../../actions/sns/topics.ts'
import type { SnsDeps } from './deps.ts'
import { invalidParameter, noSuchTopic } from './errors.ts'
import { findTopic } from './find.ts'

/** Kept and returned; of these only SignatureVersion changes anything here. */
const PLAIN = new Set(['DisplayName', 'KmsMasterKeyId', 'TracingConfig'])
const JSON_TEXTS = new Set(['Policy', 'ArchivePolicy'])
const FEEDBACK =
  /^(HTTP|Lambda|SQS|Firehose|Application)(SuccessFeedbackRoleArn|SuccessFeedbackSampleRate|FailureFeedbackRoleArn)$/
const MAX_DISPLAY_NAME_CHARS = 100

/** @see https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html */
export const getTopicAttributes: Operation<SnsDeps> = operation(
  'sns',
  'GetTopicAttributes',
  async (input, { topics }: SnsDeps, call) => {
    const topic = findTopic(topics, call.tenant, input.TopicArn)
    const subscriptions = topics.subscriptionsOf(topic)
    const pending = subscriptions.filter((subscription) => subscription.pending !== undefined).length
    return {
      Attributes: {
        TopicArn: topic.arn,
        Owner: topic.tenant.accountId,
        DisplayName: '',
        SubscriptionsConfirmed: String(subscriptions.length - pending),
        SubscriptionsPending: String(pending),
        SubscriptionsDeleted: '0',
        ...topic.attributes,
        Policy: policyOf(topic),
        ...effectiveOfTopic(topic.attributes),
      },
    }
  },
)

/** @see https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html */
export const setTopicAttributes: Operation<SnsDeps> = operation(
  'sns',
  'SetTopicAttributes',
  async (input, { topics }: SnsDeps, call) => {
    const topic = findTopic(topics, call.tenant, input.TopicArn)
    const { AttributeName: name, AttributeValue: value = '' } = input
    checkTopicAttribute(name, value)
    const changed = await topics.update(topic, (current) => {
      const { [name]: _current, ...others } = current.attributes
      return { ...current, attributes: value === '' ? others : { ...others, [name]: value } }
    })
    if (!changed) throw noSuchTopic()
    return {}
  },
)

/** @throws {AwsError} InvalidParameter */
export function checkTopicAttribute(name: string, value: string): void {
  if (name === 'SignatureVersion') {
    if (value !== '1' && value !== '2') throw invalidParameter('SignatureVersion')
  } else if (name === 'DeliveryPolicy') {
    checkDelivery(value, 'topic')
  } else if (JSON_TEXTS.has(name)) {
    if (value !== '' && !isJsonObject(value)) throw invalidParameter(`${name}: failed to parse JSON`)
  } else if (!PLAIN.has(name) && !FEEDBACK.test(name)) throw invalidParameter('AttributeName')
  if (name === 'DisplayName' && value.length > MAX_DISPLAY_NAME_CHARS) throw invalidParameter('DisplayName')
}

/** @throws {AwsError} InvalidParameter */
export function checkDelivery(text: string, of: 'topic' | 'subscription'): void {
  if (text === '') return
  try {
    checkDeliveryPolicy(text, of)
  } catch (error) {
    if (error instanceof DeliveryPolicyProblem) throw invalidParameter(`DeliveryPolicy: ${error.message}`)
    throw error
  }
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}

/** JSON text; what AWS gives a topic that was given none. */
export function policyOf(topic: Topic): string {
  return topic.attributes.Policy ?? defaultPolicy(topic)
}

function defaultPolicy({ arn, tenant }: Topic): string {
  const actions = ['GetTopicAttributes', 'SetTopicAttributes', 'AddPermission', 'RemovePermission', 'DeleteTopic']
  const more = ['Subscribe', 'ListSubscriptionsByTopic', 'Publish']
  return JSON.stringify({
    Version: '2008-10-17',
    Id: '__default_policy_ID',
    Statement: [
      {
        Sid: '__default_statement_ID',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: [...actions, ...more].map((action) => `SNS:${action}`),
        Resource: arn,
        Condition: { StringEquals: { 'AWS:SourceOwner': tenant.accountId } },
      },
    ],
  })
}
