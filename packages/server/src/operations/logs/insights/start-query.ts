import { AwsError, type Call, type InputOf, type Operation, operation } from '@atalaya/aws'
import { SyntaxProblem } from '@atalaya/query'
import { bindQuery, expandSavedQueries, parseQuery, type Query } from '@atalaya/query/insights'
import type { LogGroup } from '../../../catalog/log-group.ts'
import { createScope, groupsOfSources, MAX_SOURCE_GROUPS, UnknownGroup } from '../../../insights/scope.ts'
import { parseGroupArn } from '../arns.ts'
import type { LogsDeps } from '../deps.ts'
import { invalidParameter } from '../errors.ts'

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartQuery.html */
const MAX_GROUPS = 50

/** What groups of the Infrequent Access class cannot do. */
const STANDARD_ONLY: ReadonlySet<string> = new Set(['pattern', 'diff', 'anomaly', 'filterIndex'])

type Input = InputOf<'logs', 'StartQuery'>

/**
 * A query that is not the language fails here, and never later.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartQuery.html
 */
export const startQuery: Operation<LogsDeps> = operation(
  'logs',
  'StartQuery',
  async (input, { catalog, clock, insights }: LogsDeps, call) => {
    const { definitions, lookupTables, indexPolicies, queries } = insights
    const { tenant } = call
    if ((input.queryLanguage ?? 'CWLI') !== 'CWLI') {
      throw invalidParameter(`The query language ${input.queryLanguage} is not supported. Use CWLI.`)
    }
    if (input.startTime > input.endTime) throw invalidParameter('End time should not be before start time.')
    const nameOf = (identifier: string): string | undefined => nameOfIdentifier(identifier, call)
    const { query, program } = compile(() => {
      const parsed = parseQuery(expandSavedQueries(input.queryString, (name) => definitions.find(tenant, name)))
      return {
        query: parsed,
        program: bindQuery(parsed, {
          // Both ends are whole seconds, and both belong to the range.
          range: { startMs: input.startTime * 1_000, endMs: input.endTime * 1_000 + 1_000 },
          nowMs: clock.now(),
          lookupTables: lookupTables.columns(tenant),
          ...(input.limit === undefined ? {} : { defaultLimit: input.limit }),
        }),
      }
    })
    const groups = findGroups(
      input,
      query,
      (names) => names.map((name) => findGroup(name, call, nameOf)),
      () => groupsOfSources(catalog, tenant, query.sources, nameOf),
    )
    checkClasses(query, groups)
    const scope = createScope({ catalog, lookupTables, indexPolicies, clock, tenant, groups, nameOf })
    const started = queries.start({
      tenant,
      text: input.queryString,
      groupNames: groups.map(({ name }) => name),
      range: { startMs: input.startTime * 1_000, endMs: input.endTime * 1_000 + 1_000 },
      program,
      scope,
    })
    if (started === undefined) {
      throw new AwsError('LimitExceededException', 'You have reached the maximum number of concurrent queries (100).')
    }
    return { queryId: started.id }

    function findGroup(identifier: string, { tenant: owner }: Call, toName: typeof nameOf): LogGroup {
      const name = toName(identifier)
      const group = name === undefined ? undefined : catalog.group(owner, name)
      if (group === undefined) throw noSuchGroup(identifier, call)
      return group
    }
  },
)

/** Turns what is wrong with a query into AWS's error, with the place. */
function compile<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error
    throw new AwsError('MalformedQueryException', error.message, {
      members: {
        queryCompileError: {
          location: { startCharOffset: error.start, endCharOffset: error.end },
          message: error.message,
        },
      },
      cause: error,
    })
  }
}

/** The groups of the request or those of SOURCE: one of the two, and one way of naming them. */
function findGroups(
  input: Input,
  query: Query,
  named: (identifiers: readonly string[]) => readonly LogGroup[],
  described: () => readonly LogGroup[],
): readonly LogGroup[] {
  const ways = [
    input.logGroupName === undefined ? undefined : [input.logGroupName],
    input.logGroupNames,
    input.logGroupIdentifiers,
  ].filter((way) => way !== undefined && way.length > 0)
  const [identifiers] = ways
  if (ways.length > 1) {
    throw invalidParameter('Only one of logGroupName, logGroupNames and logGroupIdentifiers can be specified.')
  }
  if (query.sources.length > 0) {
    if (identifiers !== undefined) {
      throw invalidParameter('Log groups are specified both in the request and by SOURCE in the query.')
    }
    return describedGroups(described)
  }
  if (identifiers === undefined) {
    throw invalidParameter(
      'One of logGroupName, logGroupNames and logGroupIdentifiers must be specified, or SOURCE in the query.',
    )
  }
  if (identifiers.length > MAX_GROUPS) {
    throw invalidParameter(`A query can read at most ${MAX_GROUPS} log groups, got ${identifiers.length}.`)
  }
  return named([...new Set(identifiers)])
}

function describedGroups(described: () => readonly LogGroup[]): readonly LogGroup[] {
  let groups: readonly LogGroup[]
  try {
    groups = described()
  } catch (error) {
    if (!(error instanceof UnknownGroup)) throw error
    throw new AwsError('ResourceNotFoundException', `Log group '${error.group}' does not exist.`, { cause: error })
  }
  if (groups.length > MAX_SOURCE_GROUPS) {
    throw invalidParameter(`SOURCE describes ${groups.length} log groups, more than ${MAX_SOURCE_GROUPS}.`)
  }
  return groups
}

function checkClasses(query: Query, groups: readonly LogGroup[]): void {
  const delivery = groups.find(({ logClass }) => logClass === 'DELIVERY')
  if (delivery !== undefined)
    throw invalidParameter(`Log group ${delivery.name} is of class DELIVERY: it has no queries.`)
  const command = query.commands.find(({ kind }) => STANDARD_ONLY.has(kind))
  const infrequent = groups.find(({ logClass }) => logClass === 'INFREQUENT_ACCESS')
  if (command !== undefined && infrequent !== undefined) {
    throw invalidParameter(
      `${command.kind} is not supported for log group ${infrequent.name}: its class is not STANDARD.`,
    )
  }
}

/** A name as it is; of an ARN the name, when the ARN is of the caller's account and region. */
function nameOfIdentifier(identifier: string, { tenant }: Call): string | undefined {
  if (!identifier.startsWith('arn:')) return identifier
  const arn = parseGroupArn(identifier)
  const isOwn = arn?.tenant.accountId === tenant.accountId && arn.tenant.region === tenant.region
  return isOwn ? arn?.name : undefined
}

function noSuchGroup(identifier: string, { tenant, requestId }: Call): AwsError {
  return new AwsError(
    'ResourceNotFoundException',
    `Log group '${identifier}' does not exist for account ID '${tenant.accountId}' (Service: AWSLogs; Status Code: 400; Error Code: ResourceNotFoundException; Request ID: ${requestId}; Proxy: null)`,
  )
}
