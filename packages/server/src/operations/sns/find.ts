import { AwsError } from '@atalaya/aws'
import type { Tenant } from '@atalaya/model'
import { parseSubscriptionArn, parseTopicArn, type TopicName } from '../../actions/sns/arns.ts'
import type { SnsTopics, Subscription, Topic } from '../../actions/sns/topics.ts'
import { invalidParameter, noSuchSubscription, noSuchTopic } from './errors.ts'

/** @throws {AwsError} NotFound; InvalidParameter for another region; AuthorizationError for another account */
export function findTopic(topics: SnsTopics, tenant: Tenant, arn: string, parameter = 'TopicArn'): Topic {
  requireOwn(tenant, parseTopicArn(arn), parameter)
  const topic = topics.topic(arn)
  if (topic === undefined) throw noSuchTopic()
  return topic
}

/** @throws {AwsError} as {@link findTopic} */
export function findSubscription(topics: SnsTopics, tenant: Tenant, arn: string): Subscription {
  requireOwn(tenant, parseSubscriptionArn(arn)?.topic, 'SubscriptionArn')
  const subscription = topics.subscription(arn)
  if (subscription === undefined) throw noSuchSubscription()
  return subscription
}

/** Accounts are not linked here, so nobody is let into another's. */
function requireOwn(tenant: Tenant, named: TopicName | undefined, parameter: string): void {
  if (named === undefined || named.tenant.region !== tenant.region) throw invalidParameter(parameter)
  if (named.tenant.accountId !== tenant.accountId) {
    throw new AwsError('AuthorizationErrorException', 'The resource belongs to another account.')
  }
}
