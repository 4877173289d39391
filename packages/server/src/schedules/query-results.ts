/*
 * What follows from a run of a scheduled query: an event on the default bus, and rows in a lookup table where that is wanted.
 */
import { randomUUID } from 'node:crypto'
import type { ControlChange } from '@atalaya/store'
import type { BusEvent, EventRouter } from '../actions/events/route-event.ts'
import { DEFAULT_BUS, type EventRules } from '../actions/events/rules.ts'
import type { Outbox } from '../actions/outbox/outbox.ts'
import { CsvProblem } from '../insights/csv.ts'
import { arnOfLookupTable, type LookupTables } from '../insights/lookup-tables.ts'
import type { QueryView } from '../insights/query-book.ts'
import { resultsAsCsv } from '../insights/results-as-csv.ts'
import type { RunDestination, ScheduledRun } from '../insights/scheduled-queries.ts'
import type { EndedRun } from './query-scheduler.ts'

export interface QueryResultsOptions {
  readonly lookupTables: LookupTables
  readonly rules: EventRules
  readonly router: EventRouter
  readonly outbox: Outbox
}

/** Commits the end of a run with its event. */
export async function deliverResults(
  { lookupTables, rules, router, outbox }: QueryResultsOptions,
  ended: EndedRun,
  note: (run: ScheduledRun) => readonly ControlChange[],
): Promise<void> {
  const { query, view } = ended
  const destinations = view?.status === 'Complete' ? await fillLookupTable(lookupTables, ended, view) : undefined
  const run = destinations === undefined ? ended.run : { ...ended.run, destinations }
  const changes = note(run)
  // The query is gone: nobody is told.
  if (changes.length === 0) return
  const wanted = rules.hasRules(query.tenant)
  const drafts = wanted ? router.route(query.tenant, DEFAULT_BUS, completedEvent({ ...ended, run }), query.arn) : []
  await outbox.commit(drafts, changes)
}

async function fillLookupTable(
  tables: LookupTables,
  { query }: EndedRun,
  view: QueryView,
): Promise<readonly RunDestination[] | undefined> {
  const wanted = query.configuration.destinationConfiguration?.lookupTableConfiguration
  if (wanted === undefined) return undefined
  const { tableName, description, kmsKeyId } = wanted
  const destination = { destinationType: 'LOOKUP_TABLE', destinationIdentifier: tableName } as const
  try {
    const body = resultsAsCsv(view)
    await tables.put(query.tenant, tableName, { description, body, kmsKeyId }, () => {})
    const processedIdentifier = arnOfLookupTable(query.tenant, tableName)
    return [{ ...destination, status: 'COMPLETE', processedIdentifier }]
  } catch (error) {
    if (!(error instanceof CsvProblem)) throw error
    return [{ ...destination, status: 'CLIENT_ERROR', errorMessage: error.message }]
  }
}

/**
 * `Scheduled Query Completed`, whatever the status.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/ScheduledQueries.html
 */
function completedEvent({ query, run, range, view }: EndedRun): BusEvent {
  const { statistics } = view ?? {}
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Query Completed',
    source: 'aws.logs',
    account: query.tenant.accountId,
    time: `${new Date(run.triggeredMs).toISOString().slice(0, 19)}Z`,
    region: query.tenant.region,
    resources: [query.arn],
    detail: {
      queryId: run.queryId,
      queryString: query.configuration.queryString,
      logGroupIdentifiers: query.configuration.logGroupIdentifiers,
      status: run.status,
      errorMessage: run.error,
      startTime: Math.floor(range.startMs / 1_000),
      endTime: Math.floor(range.endMs / 1_000),
      ...(statistics === undefined
        ? {}
        : {
            statistics: {
              recordsMatched: statistics.recordsMatched,
              recordsScanned: statistics.recordsScanned,
              estimatedRecordsSkipped: statistics.recordsSkipped,
              bytesScanned: statistics.bytesScanned,
              estimatedBytesSkipped: statistics.bytesSkipped,
              logGroupsScanned: statistics.logGroupsScanned,
            },
          }),
    },
  }
}
