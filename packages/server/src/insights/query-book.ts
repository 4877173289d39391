import { randomUUID } from 'node:crypto'
import { type Clock, DAY_MS, MINUTE_MS, type Tenant } from '@atalaya/model'
import { type Program, QueryFailure, type ResultRow, resultRow, type TimeRange } from '@atalaya/query/insights'
import { tenantPrefix } from '../catalog/tenant-prefix.ts'
import { type InsightsEngine, type InsightsScope, type InsightsStatistics, NO_STATISTICS } from './engine.ts'

/*
 * Queries that were started: waiting, running, and ended ones whose results are kept for a while.
 *
 * A query waits until one of a few places is free. Tenants take turns, so that one with a hundred queries does not hold up the
 * others. Results live in memory; what is oldest goes first when they become too many bytes.
 */

export type QueryStatus = 'Scheduled' | 'Running' | 'Complete' | 'Failed' | 'Cancelled' | 'Timeout'

/** What was asked. */
export interface QueryRequest {
  readonly tenant: Tenant
  /** As the caller wrote it. */
  readonly text: string
  /** Names of the groups that the query reads. */
  readonly groupNames: readonly string[]
  readonly range: TimeRange
  readonly program: Program
  readonly scope: InsightsScope
}

/** A query as it stands. */
export interface QueryView extends QueryRequest {
  readonly id: string
  readonly status: QueryStatus
  readonly createdMs: number
  /** Running time so far, or until it ended. */
  readonly durationMs: number
  readonly statistics: InsightsStatistics
  /** Why it failed, where the query is the reason. */
  readonly failure: string | undefined
  /** Those found so far while it runs. */
  readonly rows: readonly ResultRow[]
}

export interface QueryBookOptions {
  readonly engine: InsightsEngine
  readonly clock: Clock
  /** Is told of failures that are ours and not the query's. */
  readonly onFailure?: (error: unknown, queryId: string) => void
  /** Queries that run at the same time; default 4. */
  readonly places?: number
  /** Running time after which a query ends with Timeout; default an hour. */
  readonly deadlineMs?: number
  /** About what the results that are kept may take; default 256 MiB. Queries that have not ended are kept whatever they take. */
  readonly keptBytes?: number
}

/** Waiting and running queries of a tenant. @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html */
export const MAX_ACTIVE_QUERIES = 100

const DEFAULT_PLACES = 4
const DEFAULT_DEADLINE_MS: number = 60 * MINUTE_MS
/** How long results are kept, if there is room. */
const KEPT_MS: number = 7 * DAY_MS
const DEFAULT_KEPT_BYTES: number = 256 * 1024 * 1024
const KEPT_QUERIES = 10_000

export class QueryBook {
  readonly #engine: InsightsEngine
  readonly #clock: Clock
  readonly #onFailure: (error: unknown, queryId: string) => void
  readonly #places: number
  readonly #deadlineMs: number
  readonly #keptBytes: number
  /** In order of creation. */
  readonly #queries = new Map<string, StartedQuery>()
  /** Waiting queries by tenant; the tenant at the front is served next. */
  readonly #waiting = new Map<string, StartedQuery[]>()
  readonly #running = new Map<StartedQuery, Promise<void>>()

  constructor({ engine, clock, onFailure = () => {}, places, deadlineMs, keptBytes }: QueryBookOptions) {
    this.#keptBytes = keptBytes ?? DEFAULT_KEPT_BYTES
    this.#engine = engine
    this.#clock = clock
    this.#onFailure = onFailure
    this.#places = places ?? DEFAULT_PLACES
    this.#deadlineMs = deadlineMs ?? DEFAULT_DEADLINE_MS
  }

  /** Undefined when the tenant has too many queries that have not ended. */
  start(request: QueryRequest): QueryView | undefined {
    if (this.#activeOf(tenantPrefix(request.tenant)) >= MAX_ACTIVE_QUERIES) return undefined
    return this.#start(new StartedQuery(randomUUID(), request, this.#clock.now()))
  }

  /** A query of the server's own: it waits for its turn like any other, but no limit is about it. Resolves when it has ended. */
  async run(request: QueryRequest): Promise<QueryView> {
    const query = new StartedQuery(randomUUID(), request, this.#clock.now(), { isOwn: true })
    this.#start(query)
    await query.ended
    return query.view(this.#clock.now())
  }

  #start(query: StartedQuery): QueryView {
    const tenant = tenantPrefix(query.request.tenant)
    this.#forgetOld()
    this.#queries.set(query.id, query)
    const waiting = this.#waiting.get(tenant)
    if (waiting === undefined) this.#waiting.set(tenant, [query])
    else waiting.push(query)
    this.#fillPlaces()
    return query.view(this.#clock.now())
  }

  get(tenant: Tenant, id: string): QueryView | undefined {
    return this.#find(tenant, id)?.view(this.#clock.now())
  }

  /** As `get`, when the query has ended or after some milliseconds, whichever comes first. */
  async getWhenEnded(tenant: Tenant, id: string, withinMs: number): Promise<QueryView | undefined> {
    const query = this.#find(tenant, id)
    if (query?.isActive === true) {
      let timer: NodeJS.Timeout | undefined
      const later = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, withinMs)
      })
      await Promise.race([query.ended, later])
      clearTimeout(timer)
    }
    return query?.view(this.#clock.now())
  }

  /** Newest first. */
  list(tenant: Tenant): readonly QueryView[] {
    const key = tenantPrefix(tenant)
    const own = [...this.#queries.values()].filter(({ request }) => tenantPrefix(request.tenant) === key)
    return own.reverse().map((query) => query.view(this.#clock.now()))
  }

  /** Ends a query that has not ended; what it found stays readable. False when it had ended already. */
  stop(tenant: Tenant, id: string): boolean {
    const query = this.#find(tenant, id)
    if (query === undefined || !query.isActive) return false
    query.end('Cancelled', this.#clock.now())
    this.#removeWaiting(query)
    return true
  }

  /** Forgets a query that has ended. */
  forget(tenant: Tenant, id: string): void {
    if (this.#find(tenant, id)?.isActive === false) this.#queries.delete(id)
  }

  /** Forgets all queries, ending those that run. */
  async reset(): Promise<void> {
    for (const query of this.#queries.values()) if (query.isActive) query.end('Cancelled', this.#clock.now())
    this.#waiting.clear()
    this.#queries.clear()
    await Promise.all(this.#running.values())
  }

  #find(tenant: Tenant, id: string): StartedQuery | undefined {
    const query = this.#queries.get(id)
    return query !== undefined && tenantPrefix(query.request.tenant) === tenantPrefix(tenant) ? query : undefined
  }

  #activeOf(tenant: string): number {
    const running = [...this.#running.keys()].filter(({ request }) => tenantPrefix(request.tenant) === tenant)
    const waiting = this.#waiting.get(tenant) ?? []
    return [...running, ...waiting].filter(({ isOwn }) => !isOwn).length
  }

  #fillPlaces(): void {
    while (this.#running.size < this.#places) {
      const query = this.#nextWaiting()
      if (query === undefined) return
      this.#running.set(query, this.#run(query))
    }
  }

  /** The first query of the tenant whose turn it is; the tenant then goes to the back. */
  #nextWaiting(): StartedQuery | undefined {
    for (const [tenant, queries] of this.#waiting) {
      const query = queries.shift()
      this.#waiting.delete(tenant)
      if (queries.length > 0) this.#waiting.set(tenant, queries)
      if (query !== undefined) return query
    }
    return undefined
  }

  #removeWaiting(query: StartedQuery): void {
    const tenant = tenantPrefix(query.request.tenant)
    const queries = this.#waiting.get(tenant)?.filter((other) => other !== query)
    if (queries === undefined) return
    if (queries.length === 0) this.#waiting.delete(tenant)
    else this.#waiting.set(tenant, queries)
  }

  async #run(query: StartedQuery): Promise<void> {
    query.begin(this.#clock.now())
    const deadline = setTimeout(() => query.end('Timeout', this.#clock.now()), this.#deadlineMs)
    try {
      await this.#collect(query)
      query.end('Complete', this.#clock.now())
    } catch (error) {
      // Ended by somebody else: the error is what came of it.
      if (error instanceof QueryFailure) query.failure = error.message
      else if (query.isActive) this.#onFailure(error, query.id)
      query.end('Failed', this.#clock.now())
    } finally {
      clearTimeout(deadline)
      this.#running.delete(query)
      this.#fillPlaces()
    }
  }

  async #collect(query: StartedQuery): Promise<void> {
    const { program, scope } = query.request
    const batches = this.#engine.run(program, scope, {
      signal: query.signal,
      onStatistics: (statistics) => {
        query.statistics = statistics
      },
      onRows: (rows) => {
        query.partialRows = rows.map((row) => resultRow(program, row))
      },
    })
    for await (const rows of batches) query.add(rows.map((row) => resultRow(program, row)))
  }

  #forgetOld(): void {
    const oldestMs = this.#clock.now() - KEPT_MS
    let bytes = 0
    for (const query of this.#queries.values()) bytes += query.bytes
    for (const query of this.#queries.values()) {
      const hasRoom = bytes <= this.#keptBytes && this.#queries.size < KEPT_QUERIES && query.createdMs >= oldestMs
      if (hasRoom) return
      if (query.isActive) continue
      bytes -= query.bytes
      this.#queries.delete(query.id)
    }
  }
}

class StartedQuery {
  readonly id: string
  readonly request: QueryRequest
  readonly createdMs: number
  statistics: InsightsStatistics = NO_STATISTICS
  failure: string | undefined
  /** Until the first final ones come. */
  partialRows: readonly ResultRow[] = []
  /** About what the rows take. */
  bytes = 0
  readonly #rows: ResultRow[] = []
  readonly #abort = new AbortController()
  /** Whether it is the server's own. */
  readonly isOwn: boolean
  /** Is fulfilled in whatever way it ends. */
  readonly ended: Promise<void>
  #onEnd = (): void => {}
  #status: QueryStatus = 'Scheduled'
  #startedMs: number | undefined
  #endedMs: number | undefined

  constructor(id: string, request: QueryRequest, createdMs: number, { isOwn = false } = {}) {
    this.id = id
    this.request = request
    this.createdMs = createdMs
    this.isOwn = isOwn
    this.ended = new Promise((resolve) => {
      this.#onEnd = resolve
    })
  }

  get isActive(): boolean {
    return this.#status === 'Scheduled' || this.#status === 'Running'
  }

  get signal(): AbortSignal {
    return this.#abort.signal
  }

  begin(nowMs: number): void {
    this.#status = 'Running'
    this.#startedMs = nowMs
  }

  add(rows: readonly ResultRow[]): void {
    for (const row of rows) {
      this.#rows.push(row)
      for (const { field, value } of row) this.bytes += 2 * (field.length + value.length)
    }
  }

  /** The first end counts. */
  end(status: QueryStatus, nowMs: number): void {
    if (!this.isActive) return
    this.#status = status
    this.#endedMs = nowMs
    if (status !== 'Complete') this.#abort.abort()
    this.#onEnd()
  }

  view(nowMs: number): QueryView {
    return {
      ...this.request,
      id: this.id,
      status: this.#status,
      createdMs: this.createdMs,
      durationMs: this.#startedMs === undefined ? 0 : Math.max(0, (this.#endedMs ?? nowMs) - this.#startedMs),
      statistics: this.statistics,
      failure: this.failure,
      rows: this.#rows.length === 0 && this.#status !== 'Complete' ? this.partialRows : this.#rows,
    }
  }
}
