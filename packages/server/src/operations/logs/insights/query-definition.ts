import { AwsError, type Operation, operation } from '@atalaya/aws'
import { MAX_QUERY_DEFINITIONS, type QueryDefinition } from '../../../insights/query-definitions.ts'
import type { LogsDeps } from '../deps.ts'
import { invalidParameter, limitExceeded } from '../errors.ts'
import { pageToken, readPageToken } from '../page-tokens.ts'

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutQueryDefinition.html */
export const putQueryDefinition: Operation<LogsDeps> = operation(
  'logs',
  'PutQueryDefinition',
  async (input, { insights }: LogsDeps, { tenant }) => {
    const { queryDefinitionId, name, queryString, logGroupNames = [], parameters = [], queryLanguage = 'CWLI' } = input
    if (queryLanguage !== 'CWLI')
      throw invalidParameter(`The query language ${queryLanguage} is not supported. Use CWLI.`)
    const names = parameters.map((parameter) => parameter.name)
    const repeated = names.find((parameter, i) => names.indexOf(parameter) !== i)
    if (repeated !== undefined) throw invalidParameter(`The parameter ${repeated} is given more than once.`)
    const definition = { name, queryString, logGroupNames, parameters }
    const check = (current: QueryDefinition | undefined): void => {
      if (queryDefinitionId !== undefined && current === undefined) throw noSuchDefinition(queryDefinitionId)
      if (current === undefined && insights.definitions.count(tenant) >= MAX_QUERY_DEFINITIONS) throw limitExceeded()
    }
    const id = await insights.definitions.put(tenant, queryDefinitionId, definition, check, input.clientToken)
    return { queryDefinitionId: id }
  },
)

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeQueryDefinitions.html */
export const describeQueryDefinitions: Operation<LogsDeps> = operation(
  'logs',
  'DescribeQueryDefinitions',
  async (input, { insights }: LogsDeps, { tenant }) => {
    const { queryDefinitionNamePrefix = '', maxResults = 1_000, queryLanguage = 'CWLI' } = input
    const found = insights.definitions
      .list(tenant)
      .filter(({ name }) => name.startsWith(queryDefinitionNamePrefix) && queryLanguage === 'CWLI')
    const after = readPageToken('DescribeQueryDefinitions', input.nextToken)
    const start = after === undefined ? 0 : found.findIndex(({ name, id }) => `${name}\n${id}` > after)
    const page = start === -1 ? [] : found.slice(start, start + maxResults)
    const last = page.at(-1)
    const isEnd = last === undefined || last === found.at(-1)
    return {
      queryDefinitions: page.map(({ id, name, queryString, updatedMs, logGroupNames, parameters }) => ({
        queryLanguage: 'CWLI' as const,
        queryDefinitionId: id,
        name,
        queryString,
        lastModified: updatedMs,
        logGroupNames,
        parameters: parameters.length > 0 ? parameters : undefined,
      })),
      nextToken: isEnd ? undefined : pageToken('DescribeQueryDefinitions', `${last.name}\n${last.id}`),
    }
  },
)

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteQueryDefinition.html */
export const deleteQueryDefinition: Operation<LogsDeps> = operation(
  'logs',
  'DeleteQueryDefinition',
  async ({ queryDefinitionId }, { insights }: LogsDeps, { tenant }) => {
    await insights.definitions.delete(tenant, queryDefinitionId, (current) => {
      if (current === undefined) throw noSuchDefinition(queryDefinitionId)
    })
    return { success: true }
  },
)

function noSuchDefinition(id: string): AwsError {
  return new AwsError('ResourceNotFoundException', `The query definition ${id} does not exist.`)
}
