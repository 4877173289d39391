import { type Operation, operation } from '@atalaya/aws'
import { parseTopicArn } from '../../actions/sns/arns.ts'
import type { Attributes } from '../../actions/sns/topics.ts'
import type { SnsDeps } from './deps.ts'
import { invalidParameter } from './errors.ts'
import { findTopic } from './find.ts'
import { PAGE_SIZE, page, readToken } from './pages.ts'
import { checkTags, toTags } from './tags.ts'
import { checkTopicAttribute } from './topic-attributes.ts'

const NAME = /^[\w-]{1,256}$/

/** @see https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html */
export const createTopic: Operation<SnsDeps> = operation(
  'sns',
  'CreateTopic',
  async (input, { topics }: SnsDeps, call) => {
    const {
      FifoTopic = 'false',
      ContentBasedDeduplication: deduplicates = 'false',
      ...attributes
    } = input.Attributes ?? {}
    if (FifoTopic !== 'false' || deduplicates !== 'false' || input.Name.endsWith('.fifo')) {
      // Only queues subscribe to them, and there are none here.
      throw invalidParameter('FIFO topics are not supported')
    }
    if (!NAME.test(input.Name)) throw invalidParameter('Topic Name')
    for (const [name, value] of Object.entries(attributes)) checkTopicAttribute(name, value)
    const tags = toTags(input.Tags ?? [])
    checkTags(tags)
    const topic = await topics.create(call.tenant, input.Name, { attributes, tags })
    if (!agrees(attributes, topic.attributes)) {
      throw invalidParameter('Attributes Reason: Topic already exists with different attributes')
    }
    if (input.Tags !== undefined && !(agrees(tags, topic.tags) && agrees(topic.tags, tags))) {
      throw invalidParameter('Tags Reason: Topic already exists with different tags')
    }
    return { TopicArn: topic.arn }
  },
)

/** Deleting what is not there is no error. @see https://docs.aws.amazon.com/sns/latest/api/API_DeleteTopic.html */
export const deleteTopic: Operation<SnsDeps> = operation(
  'sns',
  'DeleteTopic',
  async (input, { topics }: SnsDeps, call) => {
    if (parseTopicArn(input.TopicArn) === undefined) throw invalidParameter('TopicArn')
    if (topics.topic(input.TopicArn) !== undefined) await topics.delete(findTopic(topics, call.tenant, input.TopicArn))
    return {}
  },
)

/** @see https://docs.aws.amazon.com/sns/latest/api/API_ListTopics.html */
export const listTopics: Operation<SnsDeps> = operation(
  'sns',
  'ListTopics',
  async (input, { topics }: SnsDeps, call) => {
    const found = topics.topics(call.tenant, { after: readToken(input.NextToken), limit: PAGE_SIZE + 1 })
    const { shown, token } = page(found, ({ name }) => name)
    return { Topics: shown.map(({ arn }) => ({ TopicArn: arn })), NextToken: token }
  },
)

/** Whether all that is asked for is there. */
function agrees(asked: Attributes, there: Attributes): boolean {
  return Object.entries(asked).every(([name, value]) => there[name] === value)
}
