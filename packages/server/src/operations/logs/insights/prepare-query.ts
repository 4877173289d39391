import { AwsError } from '@atalaya/aws'
import type { Tenant } from '@atalaya/model'
import { SyntaxProblem } from '@atalaya/query'
import {
  type BindOptions,
  bindQuery,
  expandSavedQueries,
  parseQuery,
  type Query,
  type TimeRange,
} from '@atalaya/query/insights'
import type { LogCatalog } from '../../../catalog/log-catalog.ts'
import type { LogGroup } from '../../../catalog/log-group.ts'
import type { QueryRequest } from '../../../insights/query-book.ts'
import { createScope, groupsOfSources, MAX_SOURCE_GROUPS, UnknownGroup } from '../../../insights/scope.ts'
import { parseGroupArn } from '../arns.ts'
import type { LogsDeps } from '../deps.ts'
import { invalidParameter } from '../errors.ts'

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartQuery.html */
const MAX_GROUPS = 50

/** What groups of the Infrequent Access class cannot do. */
const STANDARD_ONLY: ReadonlySet<string> = new Set(['pattern', 'diff', 'anomaly', 'filterIndex'])

/** A query as somebody writes it, with what it is asked of. */
export interface QueryAsk {
  readonly tenant: Tenant
  /** For the texts of errors. */
  readonly requestId: string
  readonly queryString: string
  readonly range: TimeRange
  /** Rows when the query has no limit of its own. */
  readonly limit?: number | undefined
  /** Names or ARNs of log groups; undefined or empty: the query has SOURCE. */
  readonly identifiers: readonly string[] | undefined
}

/**
 * What a query means, of which groups: ready to be started. A query that is not the language fails here, and never later.
 *
 * @throws {AwsError} MalformedQueryException with the place, InvalidParameterException, ResourceNotFoundException
 */
export function prepareQuery(
  { tenant, requestId, queryString, range, limit, identifiers }: QueryAsk,
  { catalog, clock, insights }: Pick<LogsDeps, 'catalog' | 'clock' | 'insights'>,
): QueryRequest {
  const { definitions, lookupTables, indexPolicies } = insights
  const nameOf = (identifier: string): string | undefined => nameOfIdentifier(identifier, tenant)
  const { query, program } = compile(() => {
    const parsed = parseQuery(expandSavedQueries(queryString, (name) => definitions.find(tenant, name)))
    return {
      query: parsed,
      program: bindQuery(parsed, {
        range,
        nowMs: clock.now(),
        region: tenant.region,
        entities: () => entitiesOf(catalog, tenant),
        lookupTables: lookupTables.columns(tenant),
        ...(limit === undefined ? {} : { defaultLimit: limit }),
      }),
    }
  })
  const groups = findGroups(
    identifiers,
    query,
    (names) => names.map(findGroup),
    () => groupsOfSources(catalog, tenant, query.sources, nameOf),
  )
  checkClasses(query, groups)
  return {
    tenant,
    text: queryString,
    groupNames: groups.map(({ name }) => name),
    range,
    program,
    scope: createScope({ catalog, lookupTables, indexPolicies, clock, tenant, groups, nameOf }),
  }

  function findGroup(identifier: string): LogGroup {
    const name = nameOf(identifier)
    const group = name === undefined ? undefined : catalog.group(tenant, name)
    if (group === undefined) throw noSuchGroup(identifier, tenant, requestId)
    return group
  }
}

type Entities = ReturnType<NonNullable<BindOptions['entities']>>

function entitiesOf(catalog: LogCatalog, tenant: Tenant): Entities {
  return catalog.groups(tenant).flatMap((group) => {
    const log = `${tenant.accountId}:${group.name}`
    return catalog.entities(group).flatMap(({ streamId, fields }) => {
      const logStream = catalog.streamName(group.id, streamId)
      return logStream === undefined ? [] : [{ log, logStream, fields }]
    })
  })
}

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

/** The groups of the request or those of SOURCE: one of the two. */
function findGroups(
  identifiers: readonly string[] | undefined,
  query: Query,
  named: (identifiers: readonly string[]) => readonly LogGroup[],
  described: () => readonly LogGroup[],
): readonly LogGroup[] {
  const isNamed = identifiers !== undefined && identifiers.length > 0
  if (query.sources.length > 0) {
    if (isNamed) throw invalidParameter('Log groups are specified both in the request and by SOURCE in the query.')
    return describedGroups(described)
  }
  if (!isNamed) {
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
function nameOfIdentifier(identifier: string, tenant: Tenant): string | undefined {
  if (!identifier.startsWith('arn:')) return identifier
  const arn = parseGroupArn(identifier)
  const isOwn = arn?.tenant.accountId === tenant.accountId && arn.tenant.region === tenant.region
  return isOwn ? arn?.name : undefined
}

function noSuchGroup(identifier: string, { accountId }: Tenant, requestId: string): AwsError {
  return new AwsError(
    'ResourceNotFoundException',
    `Log group '${identifier}' does not exist for account ID '${accountId}' (Service: AWSLogs; Status Code: 400; Error Code: ResourceNotFoundException; Request ID: ${requestId}; Proxy: null)`,
  )
}
