import { type Operation, operation } from '@atalaya/aws'
import { PatternProblem } from '../../actions/patterns/pattern.ts'
import { effectiveOfSubscription } from '../../actions/sns/delivery-policy.ts'
import { parseFilterPolicy } from '../../actions/sns/filter-policy.ts'
import { filterScope } from '../../actions/sns/publish.ts'
import type { Attributes, SnsProtocol } from '../../actions/sns/topics.ts'
import type { SnsDeps } from './deps.ts'
import { invalidParameter, noSuchSubscription } from './errors.ts'
import { findSubscription } from './find.ts'
import { checkDelivery } from './topic-attributes.ts'

/** @see https://docs.aws.amazon.com/sns/latest/api/API_GetSubscriptionAttributes.html */
export const getSubscriptionAttributes: Operation<SnsDeps> = operation(
  'sns',
  'GetSubscriptionAttributes',
  async (input, { topics }: SnsDeps, call) => {
    const subscription = findSubscription(topics, call.tenant, input.SubscriptionArn)
    const { attributes } = subscription
    const hasPolicy = attributes.FilterPolicy !== undefined
    return {
      Attributes: {
        SubscriptionArn: subscription.arn,
        TopicArn: subscription.topicArn,
        Owner: subscription.tenant.accountId,
        SubscriptionPrincipal: `arn:aws:iam::${subscription.tenant.accountId}:root`,
        Protocol: subscription.protocol,
        Endpoint: subscription.endpoint,
        PendingConfirmation: String(subscription.pending !== undefined),
        ConfirmationWasAuthenticated: String(subscription.confirmedBySigned ?? subscription.pending === undefined),
        RawMessageDelivery: 'false',
        ...(hasPolicy ? { FilterPolicyScope: filterScope(subscription) } : {}),
        ...attributes,
        ...effectiveOfSubscription(topics.topic(subscription.topicArn)?.attributes ?? {}, subscription),
      },
    }
  },
)

/** @see https://docs.aws.amazon.com/sns/latest/api/API_SetSubscriptionAttributes.html */
export const setSubscriptionAttributes: Operation<SnsDeps> = operation(
  'sns',
  'SetSubscriptionAttributes',
  async (input, { topics }: SnsDeps, call) => {
    const { arn } = findSubscription(topics, call.tenant, input.SubscriptionArn)
    const { AttributeName: name, AttributeValue: value = '' } = input
    const changed = await topics.updateSubscription(arn, (subscription) => {
      const { [name]: _old, ...others } = subscription.attributes
      const attributes =
        value === '' || (name === 'FilterPolicy' && value === '{}') ? others : { ...others, [name]: value }
      // The name even if it is only to be removed.
      checkSubscriptionAttributes(value === '' ? { [name]: '' } : {}, subscription.protocol)
      checkSubscriptionAttributes(attributes, subscription.protocol)
      return { ...subscription, attributes }
    })
    if (!changed) throw noSuchSubscription()
    return {}
  },
)

/** All of a subscription's attributes together: a policy is judged by its scope. @throws {AwsError} InvalidParameter */
export function checkSubscriptionAttributes(attributes: Attributes, protocol: SnsProtocol): void {
  for (const [name, value] of Object.entries(attributes)) checkAttribute(name, value, protocol)
  const policy = attributes.FilterPolicy
  if (policy === undefined || policy === '' || policy === '{}') return
  try {
    parseFilterPolicy(policy, filterScope({ attributes }))
  } catch (error) {
    if (error instanceof PatternProblem) throw invalidParameter(`FilterPolicy: ${error.message}`)
    throw error
  }
}

function checkAttribute(name: string, value: string, protocol: SnsProtocol): void {
  switch (name) {
    case 'FilterPolicy':
    case 'SubscriptionRoleArn':
      return
    case 'FilterPolicyScope':
      if (!['MessageAttributes', 'MessageBody', ''].includes(value)) {
        throw invalidParameter(
          `FilterPolicyScope: Invalid value [${value}]. Please use either MessageBody or MessageAttributes`,
        )
      }
      return
    case 'RawMessageDelivery':
      if (!/^(true|false)?$/i.test(value))
        throw invalidParameter('Attributes Reason: RawMessageDelivery: Invalid value')
      if (/^true$/i.test(value) && protocol !== 'http' && protocol !== 'https') {
        throw invalidParameter(
          `Attributes Reason: Delivery protocol [${protocol}] does not support raw message delivery.`,
        )
      }
      return
    case 'DeliveryPolicy':
      checkDelivery(value, 'subscription')
      return
    case 'RedrivePolicy':
      // There are no queues here; what cannot be delivered is kept by the server itself.
      throw invalidParameter('RedrivePolicy is not supported here')
    default:
      throw invalidParameter('AttributeName')
  }
}
