import { randomUUID } from 'node:crypto'
import type { Cause, Draft } from '../outbox/delivery.ts'
import { targetOf } from '../outbox/targets.ts'
import type { Pattern } from '../patterns/pattern.ts'
import { deliveryPolicyOf } from './delivery-policy.ts'
import { type FilterScope, parseFilterPolicy, passes } from './filter-policy.ts'
import type { SnsMessage } from './message.ts'
import type { SnsTopics, Subscription, Topic } from './topics.ts'

/** Compiled policies, by the document they are in: a changed subscription is another document. */
const policies = new WeakMap<Subscription, Pattern>()

/**
 * One delivery for each confirmed subscription whose filter lets the message pass.
 *
 * @param order messages of the same order to the same subscription arrive one after the other; absent: they may overtake
 */
export function fanOut(
  topics: SnsTopics,
  topic: Topic,
  message: SnsMessage,
  cause: Cause = { kind: 'message', topicArn: topic.arn, messageId: message.messageId },
  order: string = message.messageId,
): readonly Draft[] {
  return topics
    .subscriptionsOf(topic)
    .filter((subscription) => subscription.pending === undefined && wants(subscription, message))
    .map((subscription): Draft => {
      const { arn, protocol, endpoint } = subscription
      const { retry, paceMs } = deliveryPolicyOf(topic.attributes, subscription) ?? {}
      const target = targetOf(protocol, endpoint)
      return {
        tenant: topic.tenant,
        lane: `${arn} ${order}`,
        // One that takes only so many in a second holds up no other.
        target: paceMs === undefined ? target : `${target} ${arn}`,
        cause,
        job: { type: 'notification', subscriptionArn: arn, message },
        ...(retry === undefined ? {} : { retry }),
        ...(paceMs === undefined ? {} : { paceMs }),
      }
    })
}

/** A message with an id of its own. */
export function newMessage(
  topic: Pick<Topic, 'arn'>,
  nowMs: number,
  {
    subject,
    bodies,
    attributes = {},
  }: Pick<SnsMessage, 'bodies'> & Partial<Pick<SnsMessage, 'subject' | 'attributes'>>,
): SnsMessage {
  return {
    messageId: randomUUID(),
    topicArn: topic.arn,
    ...(subject === undefined ? {} : { subject }),
    bodies,
    attributes,
    publishedMs: nowMs,
  }
}

export function filterScope({ attributes }: Pick<Subscription, 'attributes'>): FilterScope {
  return attributes.FilterPolicyScope === 'MessageBody' ? 'MessageBody' : 'MessageAttributes'
}

function wants(subscription: Subscription, message: SnsMessage): boolean {
  const text = subscription.attributes.FilterPolicy
  if (text === undefined || text === '{}') return true
  const scope = filterScope(subscription)
  let policy = policies.get(subscription)
  if (policy === undefined) {
    policy = parseFilterPolicy(text, scope)
    policies.set(subscription, policy)
  }
  return passes(policy, scope, message)
}
