import { AwsError, type Operation, operation } from '@atalaya/aws'
import type { Tenant } from '@atalaya/model'
import { parseTopicArn } from '../../actions/sns/arns.ts'
import type { SnsTopics, Topic } from '../../actions/sns/topics.ts'
import type { SnsDeps } from './deps.ts'
import { invalidParameter } from './errors.ts'

/** @see https://docs.aws.amazon.com/sns/latest/api/API_TagResource.html */
const MAX_TAGS = 50

type Tags = Readonly<Record<string, string>>

export const tagResource: Operation<SnsDeps> = operation(
  'sns',
  'TagResource',
  async (input, { topics }: SnsDeps, call) => {
    const topic = taggedTopic(topics, call.tenant, input.ResourceArn)
    const changed = await topics.update(topic, (current) => {
      const tags = { ...current.tags, ...toTags(input.Tags) }
      checkTags(tags)
      return { ...current, tags }
    })
    if (!changed) throw noSuchResource()
    return {}
  },
)

export const untagResource: Operation<SnsDeps> = operation(
  'sns',
  'UntagResource',
  async (input, { topics }: SnsDeps, call) => {
    const topic = taggedTopic(topics, call.tenant, input.ResourceArn)
    const changed = await topics.update(topic, (current) => {
      const kept = Object.entries(current.tags).filter(([key]) => !input.TagKeys.includes(key))
      return { ...current, tags: Object.fromEntries(kept) }
    })
    if (!changed) throw noSuchResource()
    return {}
  },
)

export const listTagsForResource: Operation<SnsDeps> = operation(
  'sns',
  'ListTagsForResource',
  async (input, { topics }: SnsDeps, call) => {
    const { tags } = taggedTopic(topics, call.tenant, input.ResourceArn)
    return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }
  },
)

export function toTags(list: readonly { readonly Key: string; readonly Value: string }[]): Tags {
  return Object.fromEntries(list.map(({ Key, Value }) => [Key, Value]))
}

/** @throws {AwsError} */
export function checkTags(tags: Tags): void {
  const reserved = Object.keys(tags).find((key) => key.toLowerCase().startsWith('aws:'))
  if (reserved !== undefined) throw invalidParameter(`Tags Reason: the key ${reserved} is reserved`)
  if (Object.keys(tags).length > MAX_TAGS) {
    throw new AwsError('TagLimitExceededException', `Could not complete request: tag quota of per resource exceeded`)
  }
}

function taggedTopic(topics: SnsTopics, tenant: Tenant, arn: string): Topic {
  const parsed = parseTopicArn(arn)
  if (parsed === undefined) throw invalidParameter('ResourceArn')
  const topic = topics.topic(arn)
  if (topic === undefined || parsed.tenant.accountId !== tenant.accountId) throw noSuchResource()
  return topic
}

function noSuchResource(): AwsError {
  return new AwsError('ResourceNotFoundException', 'Resource does not exist')
}
