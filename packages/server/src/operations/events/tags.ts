import { type Operation, operation } from '@atalaya/aws'
import type { Tenant } from '@atalaya/model'
import { DEFAULT_BUS, type EventRules } from '../../actions/events/rules.ts'
import type { EventsDeps } from './deps.ts'
import { busNamed, invalid, notFound } from './find.ts'

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_TagResource.html */
const MAX_TAGS = 50

type Tags = Readonly<Record<string, string>>

export const tagResource: Operation<EventsDeps> = operation(
  'events',
  'TagResource',
  async (input, { eventRules }: EventsDeps, { tenant }) => {
    await changeTags(eventRules, tenant, input.ResourceARN, (tags) => ({ ...tags, ...toTags(input.Tags) }))
    return {}
  },
)

export const untagResource: Operation<EventsDeps> = operation(
  'events',
  'UntagResource',
  async (input, { eventRules }: EventsDeps, { tenant }) => {
    await changeTags(eventRules, tenant, input.ResourceARN, (tags) =>
      Object.fromEntries(Object.entries(tags).filter(([key]) => !input.TagKeys.includes(key))),
    )
    return {}
  },
)

export const listTagsForResource: Operation<EventsDeps> = operation(
  'events',
  'ListTagsForResource',
  async (input, { eventRules }: EventsDeps, { tenant }) => {
    const resource = findResource(eventRules, tenant, input.ResourceARN)
    return { Tags: Object.entries(resource.tags).map(([Key, Value]) => ({ Key, Value })) }
  },
)

export function toTags(list: readonly { readonly Key: string; readonly Value: string }[]): Tags {
  return Object.fromEntries(list.map(({ Key, Value }) => [Key, Value]))
}

/** @throws {AwsError} ValidationException */
export function checkTags(tags: Tags): void {
  const reserved = Object.keys(tags).find((key) => key.toLowerCase().startsWith('aws:'))
  if (reserved !== undefined) throw invalid(`The tag key ${reserved} is reserved.`)
  if (Object.keys(tags).length > MAX_TAGS) throw invalid(`A resource can have at most ${MAX_TAGS} tags.`)
}

async function changeTags(rules: EventRules, tenant: Tenant, arn: string, change: (tags: Tags) => Tags): Promise<void> {
  const found = findResource(rules, tenant, arn)
  const changed = (tags: Tags): Tags => {
    const result = change(tags)
    checkTags(result)
    return result
  }
  if ('bus' in found) {
    await rules.changeRule(tenant, found.bus, found.name, (rule) => rule && { ...rule, tags: changed(rule.tags) })
  } else await rules.updateBus(tenant, found.name, (bus) => ({ ...bus, tags: changed(bus.tags) }))
}

function findResource(rules: EventRules, tenant: Tenant, arn: string) {
  const path = /^arn:aws[\w-]*:events:[a-z0-9-]+:\d{12}:rule\/(?:(.+)\/)?([^/]+)$/.exec(arn)
  const resource =
    path === null ? busNamed(rules, tenant, arn) : rules.rule(tenant, path[1] ?? DEFAULT_BUS, path[2] ?? '')
  if (resource === undefined || resource.arn !== arn) throw notFound(`Resource ${arn} does not exist.`)
  return resource
}
