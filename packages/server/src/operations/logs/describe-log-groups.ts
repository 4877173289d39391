import { AwsError, type InputOf, type Operation, type OutputOf, operation } from '@atalaya/aws'
import type { Tenant } from '@atalaya/model'
import type { LogCatalog } from '../../catalog/log-catalog.ts'
import type { LogGroup } from '../../catalog/log-group.ts'
import { groupArn, groupArnWithStreams, parseGroupArn } from './arns.ts'
import type { LogsDeps } from './deps.ts'
import { invalidParameter } from './errors.ts'
import { pageToken, readPageToken } from './page-tokens.ts'

const MAX_GROUPS = 50

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html */
export const describeLogGroups: Operation<LogsDeps> = operation(
  'logs',
  'DescribeLogGroups',
  async (input, deps: LogsDeps, call) => {
    requireCompatible(input)
    const after = readPageToken('DescribeLogGroups', input.nextToken)
    const limit = input.limit ?? MAX_GROUPS
    const found = matchingGroups(deps.catalog, call.tenant, input, after, limit + 1)
    const page = found.slice(0, limit)
    const last = page.at(-1)
    return {
      logGroups: page.map((group) => describe(group, deps)),
      nextToken: found.length > limit && last !== undefined ? pageToken('DescribeLogGroups', last.name) : undefined,
    }
  },
)

type Input = InputOf<'logs', 'DescribeLogGroups'>
type Item = NonNullable<OutputOf<'logs', 'DescribeLogGroups'>['logGroups']>[number]

function requireCompatible({ logGroupNamePrefix, logGroupNamePattern, logGroupIdentifiers }: Input): void {
  if (logGroupNamePrefix !== undefined && logGroupNamePattern !== undefined) {
    throw invalidParameter('LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.')
  }
  if (logGroupIdentifiers === undefined) return
  if (logGroupNamePrefix !== undefined || logGroupNamePattern !== undefined) {
    throw new AwsError(
      'InvalidParameterException',
      'LogGroup identifiers cannot be used with LogGroup name prefix or LogGroup name pattern.',
    )
  }
}

/** The first `count` groups after the name `after` that the request asks for. Linked accounts do not exist here. */
function matchingGroups(
  catalog: LogCatalog,
  tenant: Tenant,
  input: Input,
  after: string | undefined,
  count: number,
): readonly LogGroup[] {
  const { logGroupNamePrefix: prefix, logGroupNamePattern: pattern, logGroupClass: logClass } = input
  if (input.accountIdentifiers !== undefined && !includesAccount(input, tenant)) return []
  const identified = input.logGroupIdentifiers === undefined ? undefined : namesOf(input.logGroupIdentifiers, tenant)
  if (pattern === undefined && logClass === undefined && identified === undefined) {
    return catalog.groups(tenant, { prefix, after, limit: count })
  }
  return catalog
    .groups(tenant, { prefix, after })
    .filter((group) => {
      if (pattern !== undefined && !group.name.includes(pattern)) return false
      if (identified !== undefined && !identified.has(group.name)) return false
      return logClass === undefined || group.logClass === logClass
    })
    .slice(0, count)
}

function includesAccount({ accountIdentifiers = [], includeLinkedAccounts = false }: Input, tenant: Tenant): boolean {
  return !includeLinkedAccounts || accountIdentifiers.length === 0 || accountIdentifiers.includes(tenant.accountId)
}

function namesOf(identifiers: readonly string[], tenant: Tenant): ReadonlySet<string> {
  const names = identifiers.flatMap((identifier) => {
    if (!identifier.startsWith('arn:')) return [identifier]
    const arn = parseGroupArn(identifier)
    return arn !== undefined && groupArn(tenant, arn.name) === groupArn(arn.tenant, arn.name) ? [arn.name] : []
  })
  return new Set(names)
}

function describe(group: LogGroup, { metricFilters, logStore }: LogsDeps): Item {
  return {
    logGroupName: group.name,
    creationTime: group.createdMs,
    ...(group.retentionDays === 0 ? {} : { retentionInDays: group.retentionDays }),
    metricFilterCount: metricFilters.count(group),
    arn: groupArnWithStreams(group.tenant, group.name),
    storedBytes: logStore.storedBytes(group.id),
    ...(group.kmsKeyId === undefined ? {} : { kmsKeyId: group.kmsKeyId }),
    logGroupClass: group.logClass,
    logGroupArn: groupArn(group.tenant, group.name),
    deletionProtectionEnabled: group.deletionProtected,
  }
}
