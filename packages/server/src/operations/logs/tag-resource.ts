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
  async ({ resourceArn: arn }, { catalog, insights }: LogsDeps, call) => {
    const { tenant } = call
    switch (kindOf(arn)) {
      case 'scheduled-query':
        return { tags: existing('scheduled query', insights.scheduled.find(tenant, arn)).tags }
      case 'lookup-table':
        return { tags: existing('lookup table', insights.lookupTables.find(tenant, arn)).tags ?? {} }
      case 'log-group':
        return { tags: findGroupByArn(catalog, call, arn).tags }
    }
  },
)

const OTHER_KINDS = /^arn:[^:]*:logs:[^:]*:[^:]*:(scheduled-query|lookup-table):/

function kindOf(arn: string): 'log-group' | 'scheduled-query' | 'lookup-table' {
  return (OTHER_KINDS.exec(arn)?.[1] ?? 'log-group') as ReturnType<typeof kindOf>
}

async function changeTags(
  arn: string,
  { catalog, insights: { scheduled, lookupTables } }: LogsDeps,
  call: Call,
  change: <T extends Tagged>(tagged: T) => T,
): Promise<void> {
  const { tenant } = call
  switch (kindOf(arn)) {
    case 'scheduled-query': {
      const find = (): ScheduledQuery | undefined => scheduled.find(tenant, arn)
      await scheduled.change(tenant, find, (query) => change(existing('scheduled query', query)))
      return
    }
    case 'lookup-table': {
      const { name } = existing('lookup table', lookupTables.find(tenant, arn))
      await lookupTables.change(tenant, name, (current) => {
        const table = existing('lookup table', current)
        return change({ ...table, tags: table.tags ?? {} })
      })
      return
    }
    case 'log-group': {
      const { name } = findGroupByArn(catalog, call, arn)
      if ((await catalog.updateGroup(tenant, name, change)) === undefined) throw noSuchGroup()
    }
  }
}

function existing<T>(what: string, found: T | undefined): T {
  if (found === undefined) throw new AwsError('ResourceNotFoundException', `The specified ${what} does not exist.`)
  return found
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
