import { AwsError, type Call, type Operation, operation } from '@atalaya/aws'
import { CsvProblem } from '../../../insights/csv.ts'
import { arnOfLookupTable, type LookupTable, MAX_LOOKUP_TABLES } from '../../../insights/lookup-tables.ts'
import { resultsAsCsv } from '../../../insights/results-as-csv.ts'
import type { LogsDeps } from '../deps.ts'
import { invalidParameter, limitExceeded } from '../errors.ts'
import { pageToken, readPageToken } from '../page-tokens.ts'
import { requireTagKeys } from '../tags.ts'

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Lookup.html */
const MAX_BODY_BYTES = 10 * 1024 * 1024
const DEFAULT_PAGE = 50

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLookupTable.html */
export const createLookupTable: Operation<LogsDeps> = operation(
  'logs',
  'CreateLookupTable',
  async ({ lookupTableName: name, description, tableBody, queryId, kmsKeyId, tags }, deps: LogsDeps, call) => {
    requireTagKeys(Object.keys(tags ?? {}))
    const { lookupTables } = deps.insights
    const body = bodyOf(tableBody, queryId, deps, call)
    const table = await readable(() =>
      lookupTables.put(call.tenant, name, { description, body, kmsKeyId, tags }, (current) => {
        if (current !== undefined) {
          throw new AwsError('ResourceAlreadyExistsException', `The lookup table ${name} already exists.`)
        }
        if (lookupTables.list(call.tenant).length >= MAX_LOOKUP_TABLES) throw limitExceeded()
      }),
    )
    return { lookupTableArn: arnOfLookupTable(call.tenant, name), createdAt: table.createdMs }
  },
)

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_UpdateLookupTable.html */
export const updateLookupTable: Operation<LogsDeps> = operation(
  'logs',
  'UpdateLookupTable',
  async ({ lookupTableArn, description, tableBody, queryId, kmsKeyId }, deps: LogsDeps, call) => {
    const { name, description: before } = find(deps, call, lookupTableArn)
    const body = bodyOf(tableBody, queryId, deps, call)
    const change = { description: description ?? before, body, kmsKeyId }
    const table = await readable(() =>
      deps.insights.lookupTables.put(call.tenant, name, change, (current) => {
        if (current === undefined) throw noSuchTable(lookupTableArn)
      }),
    )
    return { lookupTableArn, lastUpdatedTime: table.updatedMs }
  },
)

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLookupTable.html */
export const getLookupTable: Operation<LogsDeps> = operation(
  'logs',
  'GetLookupTable',
  async ({ lookupTableArn }, deps: LogsDeps, call) => {
    const { name, description, body, kmsKeyId, updatedMs } = find(deps, call, lookupTableArn)
    return {
      lookupTableArn,
      lookupTableName: name,
      description,
      tableBody: body,
      sizeBytes: Buffer.byteLength(body),
      lastUpdatedTime: updatedMs,
      kmsKeyId,
    }
  },
)

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLookupTables.html */
export const describeLookupTables: Operation<LogsDeps> = operation(
  'logs',
  'DescribeLookupTables',
  async ({ lookupTableNamePrefix, maxResults = DEFAULT_PAGE, nextToken }, { insights }: LogsDeps, { tenant }) => {
    const { lookupTables } = insights
    const after = readPageToken('DescribeLookupTables', nextToken) ?? ''
    const found = lookupTables.list(tenant, lookupTableNamePrefix).filter(({ name }) => name > after)
    const page = found.slice(0, maxResults)
    const last = page.at(-1)
    return {
      lookupTables: page.map((table) => {
        const { columns, rows } = lookupTables.table(table)
        return {
          lookupTableArn: arnOfLookupTable(tenant, table.name),
          lookupTableName: table.name,
          description: table.description,
          tableFields: columns,
          recordsCount: rows.length,
          sizeBytes: Buffer.byteLength(table.body),
          lastUpdatedTime: table.updatedMs,
          kmsKeyId: table.kmsKeyId,
        }
      }),
      nextToken:
        found.length > maxResults && last !== undefined ? pageToken('DescribeLookupTables', last.name) : undefined,
    }
  },
)

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteLookupTable.html */
export const deleteLookupTable: Operation<LogsDeps> = operation(
  'logs',
  'DeleteLookupTable',
  async ({ lookupTableArn }, deps: LogsDeps, call) => {
    const { name } = find(deps, call, lookupTableArn)
    await deps.insights.lookupTables.delete(call.tenant, name, (current) => {
      if (current === undefined) throw noSuchTable(lookupTableArn)
    })
    return {}
  },
)

/** The CSV text itself, or the rows of a query that is complete. */
function bodyOf(body: string | undefined, queryId: string | undefined, { insights }: LogsDeps, call: Call): string {
  if ((body === undefined) === (queryId === undefined)) {
    throw invalidParameter('Exactly one of tableBody and queryId must be specified.')
  }
  const text = body ?? completeResults()
  if (Buffer.byteLength(text) > MAX_BODY_BYTES) {
    throw invalidParameter(`A lookup table has at most ${MAX_BODY_BYTES} bytes, got ${Buffer.byteLength(text)}.`)
  }
  return text

  function completeResults(): string {
    const query = insights.queries.get(call.tenant, queryId ?? '')
    if (query === undefined) throw new AwsError('ResourceNotFoundException', `Query with id ${queryId} does not exist.`)
    if (query.status !== 'Complete')
      throw invalidParameter(`Query with id ${queryId} is not complete: ${query.status}.`)
    return resultsAsCsv(query)
  }
}

async function readable(put: () => Promise<LookupTable>): Promise<LookupTable> {
  try {
    return await put()
  } catch (error) {
    if (error instanceof CsvProblem) throw invalidParameter(`The table body is not valid CSV: ${error.message}`)
    throw error
  }
}

function find({ insights }: LogsDeps, { tenant }: Call, arn: string): LookupTable {
  const table = insights.lookupTables.find(tenant, arn)
  if (table === undefined) throw noSuchTable(arn)
  return table
}

function noSuchTable(arn: string): AwsError {
  return new AwsError('ResourceNotFoundException', `The lookup table ${arn} does not exist.`)
}
