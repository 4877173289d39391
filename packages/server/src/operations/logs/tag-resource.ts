import { AwsError, type Call, type Operation, operation } from '@atalaya/aws'
import type { ScheduledQuery } from '../../insights/scheduled-queries.ts'
import type { LogsDeps } from './deps.ts'
import { noSuchGroup } from './errors.ts'
import { findGroup, findGroupByArn } from './find-group.ts'
import { type Tagged, withoutTags, withTags } from './tags.ts'

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_TagResource.html */
export const tagResource: Operation<LogsDeps> = operation(
  'logs',
  'TagResource',
  async (input, deps: LogsDeps, call) => {
    await changeTags(input.resourceArn, deps, call, (tagged) => withTags(tagged, input.tags))
    return {}
  },
)

export const untagResource: Operation<LogsDeps> = operation(
  'logs',
  'UntagResource',
  async (input, deps: LogsDeps, call) => {
    await changeTags(input.resourceArn, deps, call, (tagged) => withoutTags(tagged, input.tagKeys))
    return {}
  },
)

export const listTagsForResource: Operation<LogsDeps> = operation(
  'logs',
  'ListTagsForResource',
  async ({ resourceArn }, { catalog, insights }: LogsDeps, call) => {
    if (!SCHEDULED_QUERY.test(resourceArn)) return { tags: findGroupByArn(catalog, call, resourceArn).tags }
    const query = insights.scheduled.find(call.tenant, resourceArn)
    if (query === undefined) throw noSuchQuery()
    return { tags: query.tags }
  },
)

const SCHEDULED_QUERY = /^arn:[^:]*:logs:[^:]*:[^:]*:scheduled-query:/

async function changeTags(
  arn: string,
  { catalog, insights: { scheduled } }: LogsDeps,
  call: Call,
  change: <T extends Tagged>(tagged: T) => T,
): Promise<void> {
  if (SCHEDULED_QUERY.test(arn)) {
    const find = (): ScheduledQuery | undefined => scheduled.find(call.tenant, arn)
    await scheduled.change(call.tenant, find, (query) => {
      if (query === undefined) throw noSuchQuery()
      return change(query)
    })
    return
  }
  const { name } = findGroupByArn(catalog, call, arn)
  if ((await catalog.updateGroup(call.tenant, name, change)) === undefined) throw noSuchGroup()
}

function noSuchQuery(): AwsError {
  return new AwsError('ResourceNotFoundException', 'The specified scheduled query does not exist.')
}

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
