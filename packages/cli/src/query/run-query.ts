import { setTimeout as sleep } from 'node:timers/promises'
import type { LogsClient } from '../aws/client.ts'

/** What to ask, and where. */
export interface QueryRequest {
  readonly queryString: string
  /** Names or ARNs; empty when SOURCE in the query says it. */
  readonly logGroups: readonly string[]
  readonly startMs: number
  readonly endMs: number
  readonly limit: number | undefined
}

export interface QueryProgress {
  readonly status: string
  readonly records: number
  readonly bytes: number
  readonly elapsedMs: number
}

/** Values by column, in the order of the answer. */
export type QueryRow = ReadonlyMap<string, string>

export interface QueryAnswer {
  readonly rows: readonly QueryRow[]
  readonly progress: QueryProgress
  /** Why it is Failed, where the service tells. */
  readonly failure: string | undefined
}

interface Results {
  readonly status?: string
  readonly results?: readonly (readonly { readonly field: string; readonly value: string }[])[]
  readonly statistics?: { readonly recordsScanned?: number; readonly bytesScanned?: number }
  readonly nextToken?: string
}

/** How long to wait before asking again: a quick query is answered at once, a long one not asked too often. */
const FIRST_WAIT_MS = 50
const LONGEST_WAIT_MS = 1_000
const ENDED: ReadonlySet<string> = new Set(['Complete', 'Failed', 'Cancelled', 'Timeout'])

/**
 * Starts a query and waits for its end. When `stop` is aborted the query is stopped, too, and what it found so far is the answer.
 *
 * @throws {AwsFailure} MalformedQueryException with `queryCompileError`, and everything else the service answers
 */
export async function runQuery(
  client: LogsClient,
  request: QueryRequest,
  onProgress: (progress: QueryProgress) => void,
  stop: AbortSignal,
): Promise<QueryAnswer> {
  const startedMs = Date.now()
  const { queryId } = (await client.call('StartQuery', {
    queryString: request.queryString,
    startTime: Math.floor(request.startMs / 1_000),
    endTime: Math.floor(request.endMs / 1_000),
    ...(request.logGroups.length > 0 ? { logGroupIdentifiers: request.logGroups } : {}),
    ...(request.limit === undefined ? {} : { limit: request.limit }),
  })) as { queryId: string }
  let stopped = false
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 1.5, LONGEST_WAIT_MS)) {
    if (stop.aborted && !stopped) {
      stopped = true
      // It may have ended in the meantime, which is fine.
      await client.call('StopQuery', { queryId }).catch(() => {})
    }
    let failure: string | undefined
    const results = (await client.call('GetQueryResults', { queryId }, undefined, (headers) => {
      const text = headers['x-atalaya-query-failure']
      failure = typeof text === 'string' ? decodeURIComponent(text) : undefined
    })) as Results
    const progress = progressOf(results, startedMs)
    if (ENDED.has(progress.status)) return { rows: await allRows(client, queryId, results), progress, failure }
    onProgress(progress)
    await sleep(waitMs, undefined, { signal: stop }).catch(() => {})
  }
}

async function allRows(client: LogsClient, queryId: string, first: Results): Promise<readonly QueryRow[]> {
  const rows: QueryRow[] = []
  for (let page = first; ; ) {
    for (const row of page.results ?? []) rows.push(new Map(row.map(({ field, value }) => [field, value])))
    if (page.nextToken === undefined) return rows
    page = (await client.call('GetQueryResults', { queryId, nextToken: page.nextToken })) as Results
  }
}

function progressOf({ status = 'Unknown', statistics }: Results, startedMs: number): QueryProgress {
  return {
    status,
    records: statistics?.recordsScanned ?? 0,
    bytes: statistics?.bytesScanned ?? 0,
    elapsedMs: Date.now() - startedMs,
  }
}
