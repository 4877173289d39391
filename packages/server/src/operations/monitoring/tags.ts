import { AwsError, type Operation, operation } from '@atalaya/aws'
import type { Tenant } from '@atalaya/model'
import type { MonitoringDeps } from './deps.ts'

/** Tags of alarms, dashboards and rules: documents of this kind, keyed by ARN. */
const KIND = 'monitoring-tags'

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_TagResource.html */
const MAX_TAGS = 50
const RESERVED_PREFIX = 'aws:'
const ARN = /^arn:aws[a-z-]*:cloudwatch:/

type Tags = Readonly<Record<string, string>>

export const tagResource: Operation<MonitoringDeps> = operation(
  'monitoring',
  'TagResource',
  async (input, deps: MonitoringDeps, { tenant }) => {
    requireResource(input.ResourceARN, deps, tenant)
    const reserved = input.Tags.find(({ Key }) => Key.toLowerCase().startsWith(RESERVED_PREFIX))
    if (reserved !== undefined) {
      throw new AwsError('InvalidParameterValueException', `The tag key ${reserved.Key} is reserved.`)
    }
    const tags = { ...tagsOf(deps, input.ResourceARN) }
    for (const { Key, Value } of input.Tags) tags[Key] = Value
    if (Object.keys(tags).length > MAX_TAGS) {
      throw new AwsError('InvalidParameterValueException', `A resource can have at most ${MAX_TAGS} tags.`)
    }
    await deps.control.commit([{ kind: KIND, key: input.ResourceARN, body: tags }])
    return {}
  },
)

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_UntagResource.html */
export const untagResource: Operation<MonitoringDeps> = operation(
  'monitoring',
  'UntagResource',
  async (input, deps: MonitoringDeps, { tenant }) => {
    requireResource(input.ResourceARN, deps, tenant)
    const kept = Object.entries(tagsOf(deps, input.ResourceARN)).filter(([key]) => !input.TagKeys.includes(key))
    const body = kept.length === 0 ? undefined : Object.fromEntries(kept)
    await deps.control.commit([{ kind: KIND, key: input.ResourceARN, body }])
    return {}
  },
)

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListTagsForResource.html */
export const listTagsForResource: Operation<MonitoringDeps> = operation(
  'monitoring',
  'ListTagsForResource',
  async (input, deps: MonitoringDeps, { tenant }) => {
    requireResource(input.ResourceARN, deps, tenant)
    const tags = Object.entries(tagsOf(deps, input.ResourceARN))
    return { Tags: tags.map(([key, value]) => ({ Key: key, Value: value })) }
  },
)

function requireResource(arn: string, { taggable }: MonitoringDeps, tenant: Tenant): void {
  if (!ARN.test(arn)) {
    throw new AwsError('InvalidParameterValueException', `The value ${arn} for parameter ResourceARN is invalid.`)
  }
  if (taggable(tenant, arn)) return
  const resource = arn.split(':').slice(5).join(':')
  throw new AwsError('ResourceNotFoundException', `${resource} does not exist`, {
    members: { ResourceType: resource.split(/[:/]/)[0] ?? '', ResourceId: arn },
  })
}

function tagsOf({ control }: MonitoringDeps, arn: string): Tags {
  return (control.get(KIND, arn) as Tags | undefined) ?? {}
}
