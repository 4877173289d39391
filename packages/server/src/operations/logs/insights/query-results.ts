import { AwsError, type Call, type Operation, type OutputOf, operation } from '@atalaya/aws'
import type { QueryView } from '../../../insights/query-book.ts'
import { groupArn } from '../arns.ts'
import type { LogsDeps } from '../deps.ts'
import { invalidParameter, invalidToken } from '../errors.ts'
import { findGroup } from '../find-group.ts'
import { pageToken, readPageToken } from '../page-tokens.ts'

/** Rows of one answer. @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetQueryResults.html */
const MAX_ITEMS = 10_000
const MAX_GROUPS_PAGE = 500
/** An answer waits so long for the end of its query: who polls less often sees a short query's rows at once. Our choice. */
const HELD_MS = 100
/** Why a query is Failed, percent-encoded: the answer itself has no place for it. */
const FAILURE_HEADER = 'x-atalaya-query-failure'

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetQueryResults.html */
export const getQueryResults: Operation<LogsDeps> = operation(
  'logs',
  'GetQueryResults',
  async ({ queryId, nextToken, maxItems }, deps: LogsDeps, call) => {
    const operationName = `GetQueryResults/${queryId}`
    const start = readOffset(operationName, nextToken)
    const end = start + (maxItems === undefined || maxItems === 0 ? MAX_ITEMS : maxItems)
    const query = existing(await deps.insights.queries.getWhenEnded(call.tenant, queryId, HELD_MS), queryId)
    if (query.failure !== undefined) call.addHeader?.(FAILURE_HEADER, encodeURIComponent(query.failure))
    return {
      queryLanguage: 'CWLI' as const,
      results: query.rows.slice(start, end),
      statistics: statisticsOf(query),
      status: query.status,
      nextToken: end < query.rows.length ? pageToken(operationName, String(end)) : undefined,
    }
  },
)

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StopQuery.html */
export const stopQuery: Operation<LogsDeps> = operation(
  'logs',
  'StopQuery',
  async ({ queryId }, deps: LogsDeps, call) => {
    const query = findQuery(deps, call, queryId)
    if (!deps.insights.queries.stop(call.tenant, queryId)) {
      throw invalidParameter(`Query with id ${queryId} has already ended with status ${query.status}.`)
    }
    return { success: true }
  },
)

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeQueries.html */
export const describeQueries: Operation<LogsDeps> = operation(
  'logs',
  'DescribeQueries',
  async (input, { catalog, insights }: LogsDeps, call) => {
    const { tenant } = call
    const { logGroupName, status, maxResults = 1_000, queryLanguage = 'CWLI' } = input
    const found = insights.queries
      .list(tenant)
      .filter((query) => logGroupName === undefined || query.groupNames.includes(logGroupName))
      .filter((query) => status === undefined || query.status === status)
      .filter(() => queryLanguage === 'CWLI')
    // Queries of a group that is no more are still there.
    if (found.length === 0 && logGroupName !== undefined) findGroup(catalog, call, logGroupName)
    const start = readOffset('DescribeQueries', input.nextToken)
    const end = start + maxResults
    return {
      queries: found.slice(start, end).map((query) => describe(query, tenant.accountId)),
      nextToken: end < found.length ? pageToken('DescribeQueries', String(end)) : undefined,
    }
  },
)

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_ListLogGroupsForQuery.html */
export const listLogGroupsForQuery: Operation<LogsDeps> = operation(
  'logs',
  'ListLogGroupsForQuery',
  async ({ queryId, nextToken, maxResults = MAX_GROUPS_PAGE }, deps: LogsDeps, call) => {
    const { groupNames } = findQuery(deps, call, queryId)
    const start = readOffset('ListLogGroupsForQuery', nextToken)
    const end = start + maxResults
    return {
      logGroupIdentifiers: groupNames.slice(start, end).map((name) => groupArn(call.tenant, name)),
      nextToken: end < groupNames.length ? pageToken('ListLogGroupsForQuery', String(end)) : undefined,
    }
  },
)

function findQuery({ insights }: LogsDeps, { tenant }: Call, id: string): QueryView {
  return existing(insights.queries.get(tenant, id), id)
}

function existing(query: QueryView | undefined, id: string): QueryView {
  if (query === undefined) throw new AwsError('ResourceNotFoundException', `Query with id ${id} does not exist.`)
  return query
}

function statisticsOf({ statistics, rows }: QueryView): OutputOf<'logs', 'GetQueryResults'>['statistics'] {
  return {
    recordsMatched: statistics.recordsMatched,
    recordsScanned: statistics.recordsScanned,
    estimatedRecordsSkipped: statistics.recordsSkipped,
    bytesScanned: statistics.bytesScanned,
    estimatedBytesSkipped: statistics.bytesSkipped,
    logGroupsScanned: statistics.logGroupsScanned,
    resultCount: rows.length,
  }
}

type QueryInfo = NonNullable<OutputOf<'logs', 'DescribeQueries'>['queries']>[number]

function describe(query: QueryView, accountId: string): QueryInfo {
  const { id, text, groupNames, range, status, createdMs, durationMs, statistics } = query
  const sources = groupNames.map((name) => `SOURCE "${name}" START=${range.startMs} END=${range.endMs - 1}`)
  const isSourced = /^\s*source\b/i.test(text)
  return {
    queryId: id,
    queryLanguage: 'CWLI',
    queryString: isSourced ? text : `${sources.join(' | ')} | ${text}`,
    status,
    createTime: createdMs,
    queryDuration: durationMs,
    bytesScanned: statistics.bytesScanned,
    logGroupName: groupNames.length === 1 ? groupNames[0] : undefined,
    // Every access key is its account's root user.
    userIdentity: `arn:aws:iam::${accountId}:root`,
  }
}

function readOffset(operationName: string, token: string | undefined): number {
  const text = readPageToken(operationName, token)
  if (text === undefined) return 0
  if (!/^\d{1,9}$/.test(text)) throw invalidToken()
  return Number(text)
}
