import type { Operation } from '@atalaya/aws'
import type { SnsDeps } from './deps.ts'
import { addPermission, removePermission } from './permissions.ts'
import { publish, publishBatch } from './publish.ts'
import { getSubscriptionAttributes, setSubscriptionAttributes } from './subscription-attributes.ts'
import {
  confirmSubscription,
  listSubscriptions,
  listSubscriptionsByTopic,
  subscribe,
  unsubscribe,
} from './subscriptions.ts'
import { listTagsForResource, tagResource, untagResource } from './tags.ts'
import { getTopicAttributes, setTopicAttributes } from './topic-attributes.ts'
import { createTopic, deleteTopic, listTopics } from './topics.ts'

export type { SnsDeps } from './deps.ts'

export const snsOperations: readonly Operation<SnsDeps>[] = [
  createTopic,
  deleteTopic,
  listTopics,
  getTopicAttributes,
  setTopicAttributes,
  addPermission,
  removePermission,
  subscribe,
  confirmSubscription,
  unsubscribe,
  listSubscriptions,
  listSubscriptionsByTopic,
  getSubscriptionAttributes,
  setSubscriptionAttributes,
  publish,
  publishBatch,
  tagResource,
  untagResource,
  listTagsForResource,
]
