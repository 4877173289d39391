import { setTimeout as sleep } from 'node:timers/promises'
import { AwsCallError, AwsClient, type AwsOptions } from '../aws/aws-client.ts'

export interface LogQuery {
  readonly groups: readonly string[]
  /** Logs Insights: `fields @timestamp, @message | filter level = "error"`. */
  readonly query: string
  /** Milliseconds since the Unix epoch, inclusive. */
  readonly startMs: number
  readonly endMs: number
  /** Rows. Default: what the query or the service says. */
  readonly limit?: number | undefined
}

export interface QueryLogsOptions extends AwsOptions {
  readonly signal?: AbortSignal | undefined
  /** How long a query may take, in milliseconds. Default: 60,000. */
  readonly maxWaitMs?: number | undefined
}

/** One row: fields by name. */
export type LogRow = Readonly<Record<string, string>>

/**
 * Runs a Logs Insights query and waits for its rows.
 *
 * @throws {AwsCallError} when the service refuses it, it fails, or it takes too long (`QueryTimeout`)
 */
export async function queryLogs(query: LogQuery, options: QueryLogsOptions = {}): Promise<readonly LogRow[]> {
  const { signal, maxWaitMs = 60_000 } = options
  const client = new AwsClient('logs', options)
  const { queryId } = (await client.call('StartQuery', {
    logGroupNames: query.groups,
    queryString: query.query,
    startTime: Math.floor(query.startMs / 1_000),
    endTime: Math.ceil(query.endMs / 1_000),
    ...(query.limit === undefined ? {} : { limit: query.limit }),
  })) as { readonly queryId: string }
  const deadline = performance.now() + maxWaitMs
  try {
    for (let pauseMs = 50; performance.now() < deadline; pauseMs = Math.min(1_000, pauseMs * 2)) {
      const answer = (await client.call('GetQueryResults', { queryId })) as QueryAnswer
      if (answer.status === 'Complete') return answer.results.map(rowOf)
      if (FAILED.has(answer.status)) throw new AwsCallError(answer.status, `the query ended as ${answer.status}`)
      await sleep(pauseMs, undefined, { signal })
    }
  } catch (error) {
    if (!(error instanceof AwsCallError)) await stop(client, queryId)
    throw error
  }
  await stop(client, queryId)
  throw new AwsCallError('QueryTimeout', `the query was not complete after ${maxWaitMs} ms`)
}

interface QueryAnswer {
  readonly status: string
  readonly results: readonly (readonly { readonly field: string; readonly value: string }[])[]
}

const FAILED: ReadonlySet<string> = new Set(['Failed', 'Cancelled', 'Timeout', 'Unknown'])

function rowOf(cells: QueryAnswer['results'][number]): LogRow {
  return Object.fromEntries(cells.map(({ field, value }) => [field, value]))
}

async function stop(client: AwsClient, queryId: string): Promise<void> {
  await client.call('StopQuery', { queryId }).catch(() => undefined)
}
