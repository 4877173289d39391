import type { Tenant } from '@atalaya/model'

export interface TopicName {
  readonly tenant: Tenant
  readonly name: string
}

const TOPIC = /^arn:aws[\w-]*:sns:([a-z0-9-]+):(\d{12}):([\w-]{1,256})$/
const SUBSCRIPTION = /^(arn:aws[\w-]*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}):([0-9a-f-]{36})$/

export function topicArn({ accountId, region }: Tenant, name: string): string {
  return `arn:aws:sns:${region}:${accountId}:${name}`
}

/** Undefined for anything but the ARN of a standard topic. */
export function parseTopicArn(arn: string): TopicName | undefined {
  const [, region, accountId, name] = TOPIC.exec(arn) ?? []
  if (region === undefined || accountId === undefined || name === undefined) return undefined
  return { tenant: { accountId, region }, name }
}

/** The topic and the id of a subscription; undefined for anything but its ARN. */
export function parseSubscriptionArn(arn: string): { readonly topic: TopicName; readonly id: string } | undefined {
  const [, topicPart = '', id] = SUBSCRIPTION.exec(arn) ?? []
  const topic = parseTopicArn(topicPart)
  return topic === undefined || id === undefined ? undefined : { topic, id }
}
