import { randomUUID } from 'node:crypto'
import { AwsError, type InputOf, type Operation, operation } from '@atalaya/aws'
import type { Draft } from '../../actions/outbox/delivery.ts'
import { fanOut, newMessage } from '../../actions/sns/publish.ts'
import type { Topic } from '../../actions/sns/topics.ts'
import type { SnsDeps } from './deps.ts'
import { invalidParameter, throttled } from './errors.ts'
import { findTopic } from './find.ts'
import { MAX_MESSAGE_BYTES, messageBytes, readMessage } from './message.ts'

type Entry = InputOf<'sns', 'PublishBatch'>['PublishBatchRequestEntries'][number]

const MAX_ENTRIES = 10
const ENTRY_ID = /^[\w-]{1,80}$/
const MAX_SMS_CHARS = 1600

/**
 * Publishes to a topic, or to a phone number. When it is answered, the deliveries are on disk.
 *
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
export const publish: Operation<SnsDeps> = operation('sns', 'Publish', async (input, deps: SnsDeps, call) => {
  const { topics, outbox, clock } = deps
  const arn = input.TopicArn ?? input.TargetArn
  if (input.PhoneNumber !== undefined) {
    if (arn !== undefined) throw invalidParameter('Only one of TopicArn, TargetArn or PhoneNumber may be given')
    return await publishSms(input.PhoneNumber, input, deps, call.tenant)
  }
  if (arn === undefined) throw invalidParameter('TopicArn or TargetArn Reason: no value for required parameter')
  const topic = findTopic(topics, call.tenant, arn, input.TopicArn === undefined ? 'TargetArn' : 'TopicArn')
  requireNoGroup(input)
  const message = newMessage(topic, clock.now(), readMessage(input))
  const drafts = fanOut(topics, topic, message)
  if (outbox.isFull(drafts.length)) throw throttled()
  await outbox.commit(drafts)
  return { MessageId: message.messageId }
})

/** @see https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html */
export const publishBatch: Operation<SnsDeps> = operation('sns', 'PublishBatch', async (input, deps: SnsDeps, call) => {
  const { topics, outbox } = deps
  const topic = findTopic(topics, call.tenant, input.TopicArn)
  const entries = input.PublishBatchRequestEntries
  checkBatch(entries)
  const results = entries.map((entry) => publishEntry(topic, entry, deps))
  const drafts = results.flatMap((result) => ('drafts' in result ? result.drafts : []))
  if (outbox.isFull(drafts.length)) throw throttled()
  await outbox.commit(drafts)
  return {
    Successful: results.flatMap((result) =>
      'drafts' in result ? [{ Id: result.id, MessageId: result.messageId }] : [],
    ),
    Failed: results.flatMap((result) =>
      'drafts' in result ? [] : [{ Id: result.id, Code: result.code, Message: result.error, SenderFault: true }],
    ),
  }
})

type EntryResult =
  | { readonly id: string; readonly messageId: string; readonly drafts: readonly Draft[] }
  | { readonly id: string; readonly code: string; readonly error: string }

/** A bad entry does not keep the others from being published. */
function publishEntry(topic: Topic, entry: Entry, { topics, clock }: SnsDeps): EntryResult {
  try {
    requireNoGroup(entry)
    const message = newMessage(topic, clock.now(), readMessage(entry))
    return { id: entry.Id, messageId: message.messageId, drafts: fanOut(topics, topic, message) }
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    // As the answer to a single message would have it.
    const code = error.code === 'InvalidParameterValueException' ? 'ParameterValueInvalid' : 'InvalidParameter'
    return { id: entry.Id, code, error: error.message }
  }
}

function checkBatch(entries: readonly Entry[]): void {
  if (entries.length === 0)
    throw new AwsError('EmptyBatchRequestException', "The batch request doesn't contain any entries.")
  if (entries.length > MAX_ENTRIES) {
    throw new AwsError(
      'TooManyEntriesInBatchRequestException',
      'The batch request contains more entries than permissible.',
    )
  }
  if (entries.some(({ Id }) => !ENTRY_ID.test(Id))) {
    throw new AwsError(
      'InvalidBatchEntryIdException',
      "The Id of a batch entry in a batch request doesn't abide by the specification.",
    )
  }
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length) {
    throw new AwsError(
      'BatchEntryIdsNotDistinctException',
      'Two or more batch entries in the request have the same Id.',
    )
  }
  if (entries.reduce((bytes, entry) => bytes + messageBytes(entry), 0) > MAX_MESSAGE_BYTES) {
    throw new AwsError(
      'BatchRequestTooLongException',
      'The length of all the batch messages put together is more than the limit.',
    )
  }
}

/** Groups and deduplication are of FIFO topics. */
function requireNoGroup({ MessageDeduplicationId }: Pick<Entry, 'MessageDeduplicationId'>): void {
  if (MessageDeduplicationId !== undefined) {
    throw invalidParameter(
      'MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type',
    )
  }
}

async function publishSms(
  phoneNumber: string,
  input: InputOf<'sns', 'Publish'>,
  { outbox }: SnsDeps,
  tenant: Draft['tenant'],
): Promise<{ readonly MessageId: string }> {
  if (!/^\+?[1-9]\d{4,14}$/.test(phoneNumber))
    throw invalidParameter(`PhoneNumber Reason: ${phoneNumber} is not valid to publish to`)
  const { bodies } = readMessage(input)
  const text = bodies.sms ?? bodies.default
  if (text.length > MAX_SMS_CHARS) throw invalidParameter('Message too long')
  if (outbox.isFull(1)) throw throttled()
  const messageId = randomUUID()
  await outbox.commit([
    {
      tenant,
      lane: messageId,
      target: 'sms',
      cause: { kind: 'message', topicArn: '', messageId },
      job: { type: 'sms', phoneNumber, text },
    },
  ])
  return { MessageId: messageId }
}
