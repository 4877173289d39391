/**
 * Runs scheduled queries when it is their time.
 *
 * That a run begins is durable before it begins, together with when the next one is due; how it ended is one commit with all
 * that follows from it. So a restart repeats nothing that anybody has seen: a run that was going on is begun again.
 */
import { AwsError } from '@atalaya/aws'
import { type Clock, SECOND_MS, type Tenant } from '@atalaya/model'
import type { TimeRange } from '@atalaya/query/insights'
import type { ControlChange, ControlStore } from '@atalaya/store'
import type { QueryBook, QueryRequest, QueryView } from '../insights/query-book.ts'
import {
  type DueQuery,
  rangeOf,
  type ScheduledQueries,
  type ScheduledQuery,
  type ScheduledRun,
} from '../insights/scheduled-queries.ts'
import type { Log } from '../telemetry/log.ts'
import { every, type Schedule } from './every.ts'

/** What a scheduler asks to be compiled. */
export interface ScheduledAsk {
  readonly tenant: Tenant
  readonly queryString: string
  readonly range: TimeRange
  readonly identifiers: readonly string[] | undefined
}

/** A run that has ended. */
export interface EndedRun {
  readonly query: ScheduledQuery
  readonly run: ScheduledRun
  readonly range: TimeRange
  /** Undefined when there was nothing to run. */
  readonly view: QueryView | undefined
}

export interface QuerySchedulerOptions {
  readonly control: ControlStore
  readonly clock: Clock
  readonly log: Log
  readonly scheduled: ScheduledQueries
  readonly queries: QueryBook
  /** @throws {AwsError} for a query that cannot be run */
  readonly prepare: (ask: ScheduledAsk) => QueryRequest
  /** Commits how a run ended; `note` gives the changes that record it. */
  readonly ended: (ended: EndedRun, note: (run: ScheduledRun) => readonly ControlChange[]) => Promise<void>
}

/** Runs at the same time; others wait until one ends. */
const MAX_RUNNING = 8

export class QueryScheduler {
  readonly #options: QuerySchedulerOptions
  /** By id of the query: a query does not overtake itself. */
  readonly #running = new Map<string, Promise<void>>()
  /** What was due when it was last looked at, and has not begun. */
  #waiting: DueQuery[] = []
  #filling: Promise<void> | undefined
  #schedule: Schedule | undefined
  #stopped = false

  constructor(options: QuerySchedulerOptions) {
    this.#options = options
  }

  /** Makes what a stop interrupted due again. */
  async begin(): Promise<void> {
    const { control, scheduled } = this.#options
    const changes = scheduled.resumeChanges()
    if (changes.length > 0) await control.commit(changes)
  }

  /** Takes up what a stop interrupted, and goes on until {@link stop}. */
  async start(): Promise<void> {
    await this.begin()
    this.#schedule = every(SECOND_MS, 'starting scheduled queries', () => this.run(), this.#options.log)
  }

  /** Nothing more begins. What runs is left to be begun again: queries are to be ended by their owner. */
  async stop(): Promise<void> {
    this.#stopped = true
    await this.#schedule?.stop()
  }

  /** Begins what is due by the clock, as far as there are places; what has none begins when another ends. */
  async run(): Promise<void> {
    if (this.#waiting.length === 0) this.#waiting = [...this.#options.scheduled.due(this.#options.clock.now())]
    this.#filling ??= this.#fill().finally(() => {
      this.#filling = undefined
    })
    await this.#filling
  }

  /** Does everything that is due by the clock, to the end. For tests. */
  async settled(): Promise<void> {
    for (;;) {
      await this.run()
      if (this.#running.size === 0) return
      await Promise.all(this.#running.values())
    }
  }

  async #fill(): Promise<void> {
    const { scheduled } = this.#options
    while (!this.#stopped && this.#running.size < MAX_RUNNING) {
      const due = this.#waiting.shift()
      if (due === undefined) return
      // Meanwhile it may have been put once more, deleted or switched off. One that runs is found again when it is due again.
      if (!this.#running.has(due.query.id) && scheduled.isDue(due)) await this.#begin(due)
    }
  }

  async #begin(due: DueQuery): Promise<void> {
    const { control, scheduled, log } = this.#options
    await control.commit(scheduled.beginChanges(due, { triggeredMs: due.dueMs, status: 'Running' }))
    const running = this.#execute(due).then(async () => {
      this.#running.delete(due.query.id)
      if (this.#waiting.length === 0) return
      await this.run().catch((error: unknown) => log.error('starting scheduled queries failed', { error }))
    })
    this.#running.set(due.query.id, running)
  }

  async #execute({ query, dueMs }: DueQuery): Promise<void> {
    const { scheduled, ended, log } = this.#options
    const range = rangeOf(query, dueMs)
    try {
      const { view, ...outcome } = await this.#outcome(query, range)
      if (this.#stopped && view?.status === 'Cancelled') return
      const run: ScheduledRun = { triggeredMs: dueMs, ...outcome }
      await ended({ query, run, range, view }, (noted) => scheduled.endChanges(query, noted))
    } catch (error) {
      log.error('a scheduled query could not be recorded', { error, query: query.arn })
    }
  }

  async #outcome(
    query: ScheduledQuery,
    range: TimeRange,
  ): Promise<Omit<ScheduledRun, 'triggeredMs'> & { readonly view: QueryView | undefined }> {
    const { queries, prepare } = this.#options
    const { queryString, logGroupIdentifiers: identifiers } = query.configuration
    let request: QueryRequest
    try {
      request = prepare({ tenant: query.tenant, queryString, range, identifiers })
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      const status = error.code === 'MalformedQueryException' ? 'InvalidQuery' : 'Failed'
      return { status, error: error.message, view: undefined }
    }
    const view = await queries.run(request)
    if (view.status === 'Complete' || view.status === 'Timeout') return { status: view.status, queryId: view.id, view }
    const error = view.failure ?? (view.status === 'Cancelled' ? 'The query was stopped.' : 'The query failed.')
    return { status: 'Failed', queryId: view.id, error, view }
  }
}
