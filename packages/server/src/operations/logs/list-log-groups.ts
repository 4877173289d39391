import { type InputOf, type Operation, operation } from '@atalaya/aws'
import type { LogGroup } from '../../catalog/log-group.ts'
import { groupArn } from './arns.ts'
import type { LogsDeps } from './deps.ts'
import { pageToken, readPageToken } from './page-tokens.ts'

const DEFAULT_LIMIT = 50

/**
 * Groups whose name contains, or with `^` starts with, one of the alternatives. Groups have no data sources and no field
 * indexes here, so that a filter on those finds nothing.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_ListLogGroups.html
 */
export const listLogGroups: Operation<LogsDeps> = operation(
  'logs',
  'ListLogGroups',
  async (input, { catalog }: LogsDeps, call) => {
    const after = readPageToken('ListLogGroups', input.nextToken)
    const limit = input.limit ?? DEFAULT_LIMIT
    const found = catalog.groups(call.tenant, { after }).filter((group) => isWanted(group, input))
    const page = found.slice(0, limit)
    const last = page.at(-1)
    return {
      logGroups: page.map(({ name, tenant, logClass }) => {
        return { logGroupName: name, logGroupArn: groupArn(tenant, name), logGroupClass: logClass }
      }),
      nextToken: found.length > limit && last !== undefined ? pageToken('ListLogGroups', last.name) : undefined,
    }
  },
)

type Input = InputOf<'logs', 'ListLogGroups'>
type TagFilter = NonNullable<Input['logGroupTags']>[number]

function isWanted(group: LogGroup, input: Input): boolean {
  if (input.dataSources !== undefined || input.fieldIndexNames !== undefined) return false
  if (input.logGroupClass !== undefined && input.logGroupClass !== group.logClass) return false
  if (input.logGroupNamePattern !== undefined && !matchesName(group.name, input.logGroupNamePattern)) return false
  const { accountIdentifiers = [], includeLinkedAccounts = false } = input
  if (includeLinkedAccounts && accountIdentifiers.length > 0 && !accountIdentifiers.includes(group.tenant.accountId)) {
    return false
  }
  return (input.logGroupTags ?? []).every((filter) => matchesTag(group, filter))
}

function matchesName(name: string, pattern: string): boolean {
  return pattern.split('|').some((part) => {
    return part.startsWith('^') ? name.startsWith(part.slice(1)) : name.includes(part)
  })
}

/** Values are alternatives: `text`, `*` at either end for the open end, `!` in front for all but these. */
function matchesTag({ tags }: LogGroup, { key, values = [] }: TagFilter): boolean {
  const tag = tags[key]
  if (tag === undefined) return false
  const wanted = values.filter((value) => !value.startsWith('!'))
  const refused = values.filter((value) => value.startsWith('!')).map((value) => value.slice(1))
  if (refused.some((value) => matchesValue(tag, value))) return false
  return wanted.length === 0 || wanted.some((value) => matchesValue(tag, value))
}

function matchesValue(tag: string, value: string): boolean {
  const openStart = value.startsWith('*')
  const openEnd = value.endsWith('*') && value.length > 1
  const text = value.slice(openStart ? 1 : 0, openEnd ? -1 : undefined)
  if (openStart && openEnd) return tag.includes(text)
  if (openStart) return tag.endsWith(text)
  return openEnd ? tag.startsWith(text) : tag === text
}
