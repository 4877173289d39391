/*
 * Statements of a topic's policy. They are kept and shown, like the policy they are in; nothing is decided by them.
 */
import { type Operation, operation } from '@atalaya/aws'
import type { Topic } from '../../actions/sns/topics.ts'
import type { SnsDeps } from './deps.ts'
import { invalidParameter, noSuchTopic } from './errors.ts'
import { findTopic } from './find.ts'
import { policyOf } from './topic-attributes.ts'

interface Policy {
  readonly Statement?: unknown
}

type Statement = Readonly<Record<string, unknown>>

/** @see https://docs.aws.amazon.com/sns/latest/api/API_AddPermission.html */
const ACTIONS = [
  ...['Publish', 'RemovePermission', 'SetTopicAttributes', 'DeleteTopic', 'ListSubscriptionsByTopic'],
  ...['GetTopicAttributes', 'AddPermission', 'Subscribe', 'Receive', 'PublishBatch'],
]
const ACCOUNT = /^\d{12}$/
/** Our choice; AWS limits the whole policy. @see https://docs.aws.amazon.com/general/latest/gr/sns.html */
const MAX_POLICY_BYTES = 30_720

/** @see https://docs.aws.amazon.com/sns/latest/api/API_AddPermission.html */
export const addPermission: Operation<SnsDeps> = operation(
  'sns',
  'AddPermission',
  async (input, { topics }: SnsDeps, call) => {
    const { Label: Sid, AWSAccountId: accounts, ActionName: actions } = input
    const topic = findTopic(topics, call.tenant, input.TopicArn)
    if (actions.length === 0) throw invalidParameter('ActionName')
    if (actions.some((action) => !ACTIONS.includes(action))) {
      throw invalidParameter('Policy statement action out of service scope!')
    }
    if (accounts.length === 0 || accounts.some((account) => !ACCOUNT.test(account))) {
      throw invalidParameter('AWSAccountId')
    }
    const statement: Statement = {
      Sid,
      Effect: 'Allow',
      Principal: { AWS: oneOrAll(accounts.map((account) => `arn:aws:iam::${account}:root`)) },
      Action: oneOrAll(actions.map((action) => `SNS:${action}`)),
      Resource: topic.arn,
    }
    await changeStatements(topics, topic, (statements) => {
      if (statements.some((other) => other.Sid === Sid)) throw invalidParameter('Statement already exists')
      return [...statements, statement]
    })
    return {}
  },
)

/** @see https://docs.aws.amazon.com/sns/latest/api/API_RemovePermission.html */
export const removePermission: Operation<SnsDeps> = operation(
  'sns',
  'RemovePermission',
  async (input, { topics }: SnsDeps, call) => {
    const topic = findTopic(topics, call.tenant, input.TopicArn)
    // Removing what is not there is no error: our choice, AWS does not say.
    await changeStatements(topics, topic, (statements) => statements.filter(({ Sid }) => Sid !== input.Label))
    return {}
  },
)

async function changeStatements(
  topics: SnsDeps['topics'],
  topic: Topic,
  change: (statements: readonly Statement[]) => readonly Statement[],
): Promise<void> {
  const changed = await topics.update(topic, (current) => {
    const policy = JSON.parse(policyOf(current)) as Policy
    const { Statement: old = [] } = policy
    const statements = (Array.isArray(old) ? old : [old]) as readonly Statement[]
    const Policy = JSON.stringify({ ...policy, Statement: change(statements) })
    if (Buffer.byteLength(Policy) > MAX_POLICY_BYTES) throw invalidParameter('Policy Reason: policy is too long')
    return { ...current, attributes: { ...current.attributes, Policy } }
  })
  if (!changed) throw noSuchTopic()
}

/** AWS writes a list of one as its element. */
function oneOrAll(values: readonly string[]): string | readonly string[] {
  const [first = ''] = values
  return values.length === 1 ? first : values
}
