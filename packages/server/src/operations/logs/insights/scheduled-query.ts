import { parseTimeZone } from '@atalaya/alarms'
import { AwsError, type Call, type InputOf, type Operation, type OutputOf, operation } from '@atalaya/aws'
import { HOUR_MS } from '@atalaya/model'
import { parseSchedule } from '../../../actions/events/schedule-expression.ts'
import {
  MANAGED_PREFIX,
  MAX_SCHEDULED_QUERIES,
  type ScheduledQuery,
  type ScheduledQueryConfiguration,
} from '../../../insights/scheduled-queries.ts'
import type { LogsDeps } from '../deps.ts'
import { pageToken, readPageToken } from '../page-tokens.ts'
import { requireTagKeys } from '../tags.ts'
import { prepareQuery } from './prepare-query.ts'

type Create = InputOf<'logs', 'CreateScheduledQuery'>
type Update = InputOf<'logs', 'UpdateScheduledQuery'>

const NAME = /^[A-Za-z0-9_\-/.#]+$/
const DEFAULT_PAGE = 1_000

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateScheduledQuery.html */
export const createScheduledQuery: Operation<LogsDeps> = operation(
  'logs',
  'CreateScheduledQuery',
  async (input, deps: LogsDeps, call) => {
    const { scheduled } = deps.insights
    const { tenant } = call
    const { name, tags } = input
    if (!NAME.test(name)) throw invalid(`The name ${name} has characters other than letters, digits and _-/.#.`)
    if (name.startsWith(MANAGED_PREFIX)) throw invalid(`Names that begin with ${MANAGED_PREFIX} are reserved.`)
    requireTagKeys(Object.keys(tags ?? {}))
    const configuration = check(input, deps, call, 'ENABLED')
    const created = await scheduled.change(
      tenant,
      () => scheduled.get(tenant, name),
      (current) => {
        if (current !== undefined) {
          throw new AwsError('ConflictException', `A scheduled query with the name ${name} already exists.`)
        }
        const count = scheduled.list(tenant).filter(({ type }) => type === 'CUSTOMER_MANAGED').length
        if (count >= MAX_SCHEDULED_QUERIES) {
          throw new AwsError('ServiceQuotaExceededException', 'The maximum number of scheduled queries is reached.')
        }
        return scheduled.make(tenant, name, configuration, { ...(tags === undefined ? {} : { tags }) })
      },
    )
    return { scheduledQueryArn: created?.arn, state: configuration.state }
  },
)

/**
 * Replaces what a scheduled query is, except its name. A state that is not given stays, which is our choice.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_UpdateScheduledQuery.html
 */
export const updateScheduledQuery: Operation<LogsDeps> = operation(
  'logs',
  'UpdateScheduledQuery',
  async (input, deps: LogsDeps, call) => {
    const { scheduled } = deps.insights
    const { tenant } = call
    const before = find(deps, call, input.identifier)
    const configuration = check(input, deps, call, before.configuration.state)
    const updated = await scheduled.change(
      tenant,
      () => scheduled.find(tenant, input.identifier),
      (current) => {
        if (current === undefined) throw noSuchQuery(input.identifier)
        requireOwn(current)
        return scheduled.make(tenant, current.name, configuration, { current })
      },
    )
    return updated === undefined ? {} : describe(updated, deps)
  },
)

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetScheduledQuery.html */
export const getScheduledQuery: Operation<LogsDeps> = operation(
  'logs',
  'GetScheduledQuery',
  async ({ identifier }, deps: LogsDeps, call) => describe(find(deps, call, identifier), deps),
)

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_ListScheduledQueries.html */
export const listScheduledQueries: Operation<LogsDeps> = operation(
  'logs',
  'ListScheduledQueries',
  async ({ maxResults = DEFAULT_PAGE, nextToken, state, scheduleType }, deps: LogsDeps, { tenant }) => {
    const after = readPageToken('ListScheduledQueries', nextToken)
    const found = deps.insights.scheduled
      .list(tenant, after)
      .filter((query) => state === undefined || query.configuration.state === state)
      .filter(({ type }) => scheduleType === undefined || type === scheduleType)
    const page = found.slice(0, maxResults)
    const last = page.at(-1)
    return {
      scheduledQueries: page.map((query) => summarize(query, deps)),
      nextToken:
        found.length > page.length && last !== undefined ? pageToken('ListScheduledQueries', last.name) : undefined,
    }
  },
)

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteScheduledQuery.html */
export const deleteScheduledQuery: Operation<LogsDeps> = operation(
  'logs',
  'DeleteScheduledQuery',
  async ({ identifier }, { insights: { scheduled } }: LogsDeps, { tenant }) => {
    await scheduled.change(
      tenant,
      () => scheduled.find(tenant, identifier),
      (current) => {
        if (current === undefined) throw noSuchQuery(identifier)
        requireOwn(current)
        return undefined
      },
    )
    return {}
  },
)

/**
 * Runs of a time range, newest first. Times are in milliseconds, as everywhere in CloudWatch Logs where the documentation says no
 * more than "Unix epoch".
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetScheduledQueryHistory.html
 */
export const getScheduledQueryHistory: Operation<LogsDeps> = operation(
  'logs',
  'GetScheduledQueryHistory',
  async (input, deps: LogsDeps, call) => {
    const { identifier, startTime, endTime, executionStatuses, maxResults = DEFAULT_PAGE, nextToken } = input
    const query = find(deps, call, identifier)
    if (startTime > endTime) throw invalid('The start time must not be after the end time.')
    const operationName = `GetScheduledQueryHistory/${query.id}`
    const before = readPageToken(operationName, nextToken)
    const runs = deps.insights.scheduled
      .runs(query)
      .filter(({ triggeredMs }) => triggeredMs >= startTime && triggeredMs <= endTime)
      .filter(({ triggeredMs }) => before === undefined || triggeredMs < Number(before))
      .filter(({ status }) => executionStatuses === undefined || executionStatuses.includes(status))
    const page = runs.slice(0, maxResults)
    const last = page.at(-1)
    return {
      name: query.name,
      scheduledQueryArn: query.arn,
      triggerHistory: page.map(({ queryId, status, triggeredMs, error, destinations }) => ({
        queryId,
        executionStatus: status,
        triggeredTimestamp: triggeredMs,
        errorMessage: error,
        destinations,
      })),
      nextToken:
        runs.length > page.length && last !== undefined
          ? pageToken(operationName, String(last.triggeredMs))
          : undefined,
    }
  },
)

/** @throws {AwsError} ValidationException, or ResourceNotFoundException for a log group that does not exist */
function check(
  input: Create | Update,
  deps: LogsDeps,
  { tenant, requestId }: Call,
  defaultState: ScheduledQueryConfiguration['state'],
): ScheduledQueryConfiguration {
  const { queryLanguage, scheduleExpression, timezone, startTimeOffset, endTimeOffset = 0 } = input
  if (queryLanguage !== 'CWLI') throw invalid(`The query language ${queryLanguage} is not supported. Use CWLI.`)
  if (parseSchedule(scheduleExpression) === undefined) {
    throw invalid(`The schedule expression ${scheduleExpression} is not valid: use cron(...) or rate(...).`)
  }
  if (timezone !== undefined && parseTimeZone(timezone) === undefined) {
    throw invalid(`The time zone ${timezone} is not known.`)
  }
  if (startTimeOffset !== undefined && startTimeOffset <= 0) throw invalid('startTimeOffset must be above 0.')
  if (endTimeOffset < 0) throw invalid('endTimeOffset must not be negative.')
  if (endTimeOffset > 0 && startTimeOffset === undefined) throw invalid('endTimeOffset needs a startTimeOffset.')
  if (startTimeOffset !== undefined && endTimeOffset >= startTimeOffset) {
    throw invalid('endTimeOffset must be less than startTimeOffset.')
  }
  const { scheduleStartTime, scheduleEndTime } = input
  if (scheduleStartTime !== undefined && scheduleEndTime !== undefined && scheduleStartTime >= scheduleEndTime) {
    throw invalid('scheduleStartTime must be before scheduleEndTime.')
  }
  const { destinationConfiguration } = input
  if (destinationConfiguration?.s3Configuration !== undefined) {
    throw invalid('Destinations in Amazon S3 are not supported: results are read with GetQueryResults.')
  }
  checkQuery(input, deps, tenant, requestId)
  return {
    description: input.description,
    queryString: input.queryString,
    logGroupIdentifiers: input.logGroupIdentifiers,
    scheduleExpression,
    timezone,
    startTimeOffset,
    endTimeOffset: input.endTimeOffset,
    destinationConfiguration,
    scheduleStartTime,
    scheduleEndTime,
    executionRoleArn: input.executionRoleArn,
    state: input.state ?? defaultState,
  }
}

/** These operations know neither MalformedQueryException nor InvalidParameterException. */
function checkQuery(
  { queryString, logGroupIdentifiers: identifiers }: Create | Update,
  deps: LogsDeps,
  tenant: Call['tenant'],
  requestId: string,
): void {
  const nowMs = deps.clock.now()
  try {
    prepareQuery(
      { tenant, requestId, queryString, identifiers, range: { startMs: nowMs - HOUR_MS, endMs: nowMs } },
      deps,
    )
  } catch (error) {
    if (!(error instanceof AwsError) || error.code === 'ResourceNotFoundException') throw error
    throw new AwsError('ValidationException', error.message, { cause: error })
  }
}

function describe(query: ScheduledQuery, deps: LogsDeps): OutputOf<'logs', 'GetScheduledQuery'> {
  const { configuration } = query
  return {
    ...summarize(query, deps),
    ...configuration,
    queryLanguage: 'CWLI',
  }
}

type Summary = NonNullable<OutputOf<'logs', 'ListScheduledQueries'>['scheduledQueries']>[number]

function summarize(query: ScheduledQuery, { insights }: LogsDeps): Summary {
  const { configuration } = query
  const { lastTriggeredMs, lastStatus } = insights.scheduled.state(query)
  return {
    scheduledQueryArn: query.arn,
    name: query.name,
    state: configuration.state,
    scheduleType: query.type,
    lastTriggeredTime: lastTriggeredMs,
    lastExecutionStatus: lastStatus,
    scheduleExpression: configuration.scheduleExpression,
    timezone: configuration.timezone,
    destinationConfiguration: configuration.destinationConfiguration,
    creationTime: query.createdMs,
    lastUpdatedTime: query.updatedMs,
  }
}

function find({ insights }: LogsDeps, { tenant }: Call, identifier: string): ScheduledQuery {
  const query = insights.scheduled.find(tenant, identifier)
  if (query === undefined) throw noSuchQuery(identifier)
  return query
}

function requireOwn({ type, alarmName }: ScheduledQuery): void {
  if (type === 'AWS_MANAGED') {
    throw invalid(`The scheduled query belongs to the alarm ${alarmName}: change or delete the alarm.`)
  }
}

function noSuchQuery(identifier: string): AwsError {
  return new AwsError('ResourceNotFoundException', `The scheduled query ${identifier} does not exist.`)
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message)
}
