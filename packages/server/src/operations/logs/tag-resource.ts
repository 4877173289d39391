import { type Operation, operation } from '@atalaya/aws'
import type { LogsDeps } from './deps.ts'
import { noSuchGroup } from './errors.ts'
import { findGroup, findGroupByArn } from './find-group.ts'
import { withoutTags, withTags } from './tags.ts'

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_TagResource.html */
export const tagResource: Operation<LogsDeps> = operation(
  'logs',
  'TagResource',
  async (input, { catalog }: LogsDeps, call) => {
    const { name } = findGroupByArn(catalog, call, input.resourceArn)
    const tagged = await catalog.updateGroup(call.tenant, name, (group) => withTags(group, input.tags))
    if (tagged === undefined) throw noSuchGroup()
    return {}
  },
)

export const untagResource: Operation<LogsDeps> = operation(
  'logs',
  'UntagResource',
  async (input, { catalog }: LogsDeps, call) => {
    const { name } = findGroupByArn(catalog, call, input.resourceArn)
    const untagged = await catalog.updateGroup(call.tenant, name, (group) => withoutTags(group, input.tagKeys))
    if (untagged === undefined) throw noSuchGroup()
    return {}
  },
)

export const listTagsForResource: Operation<LogsDeps> = operation(
  'logs',
  'ListTagsForResource',
  async (input, { catalog }: LogsDeps, call) => {
    return { tags: findGroupByArn(catalog, call, input.resourceArn).tags }
  },
)

/** The older three name the group; the tags are the same. */
export const tagLogGroup: Operation<LogsDeps> = operation(
  'logs',
  'TagLogGroup',
  async (input, { catalog }: LogsDeps, call) => {
    const tagged = await catalog.updateGroup(call.tenant, input.logGroupName, (group) => withTags(group, input.tags))
    if (tagged === undefined) throw noSuchGroup()
    return {}
  },
)

export const untagLogGroup: Operation<LogsDeps> = operation(
  'logs',
  'UntagLogGroup',
  async (input, { catalog }: LogsDeps, call) => {
    const { logGroupName, tags } = input
    const untagged = await catalog.updateGroup(call.tenant, logGroupName, (group) => withoutTags(group, tags))
    if (untagged === undefined) throw noSuchGroup()
    return {}
  },
)

export const listTagsLogGroup: Operation<LogsDeps> = operation(
  'logs',
  'ListTagsLogGroup',
  async (input, { catalog }: LogsDeps, call) => ({ tags: findGroup(catalog, call, input.logGroupName).tags }),
)
