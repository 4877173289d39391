import { AwsError, type InputOf, type Operation, operation } from '@atalaya/aws'
import { MAX_ACTIVE_QUERIES } from '../../../insights/query-book.ts'
import type { LogsDeps } from '../deps.ts'
import { invalidParameter } from '../errors.ts'
import { prepareQuery } from './prepare-query.ts'

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartQuery.html */
export const startQuery: Operation<LogsDeps> = operation(
  'logs',
  'StartQuery',
  async (input, deps: LogsDeps, { tenant, requestId }) => {
    if ((input.queryLanguage ?? 'CWLI') !== 'CWLI') {
      throw invalidParameter(`The query language ${input.queryLanguage} is not supported. Use CWLI.`)
    }
    if (input.startTime > input.endTime) throw invalidParameter('End time should not be before start time.')
    const request = prepareQuery(
      {
        tenant,
        requestId,
        queryString: input.queryString,
        // Both ends are whole seconds, and both belong to the range.
        range: { startMs: input.startTime * 1_000, endMs: input.endTime * 1_000 + 1_000 },
        limit: input.limit,
        identifiers: identifiersOf(input),
      },
      deps,
    )
    const started = deps.insights.queries.start(request)
    if (started === undefined) {
      throw new AwsError(
        'LimitExceededException',
        `Account maximum query concurrency limit of [${MAX_ACTIVE_QUERIES}] reached.`,
      )
    }
    return { queryId: started.id }
  },
)

/** There are three ways to name log groups; a request uses one of them. */
function identifiersOf({
  logGroupName,
  logGroupNames,
  logGroupIdentifiers,
}: InputOf<'logs', 'StartQuery'>): readonly string[] | undefined {
  const ways = [logGroupName === undefined ? undefined : [logGroupName], logGroupNames, logGroupIdentifiers].filter(
    (way) => way !== undefined && way.length > 0,
  )
  if (ways.length > 1) {
    throw invalidParameter('Only one of logGroupName, logGroupNames and logGroupIdentifiers can be specified.')
  }
  return ways[0]
}
