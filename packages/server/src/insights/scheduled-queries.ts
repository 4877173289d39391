/*
 * Queries that run on a schedule, and what became of their runs.
 *
 * A query is one document and how far it has got is another, so that a run does not rewrite the configuration; each run is a
 * document of its own, under a key that begins with the query's id and goes on with its time. Log alarms own queries too: those
 * are of the type AWS_MANAGED, and only the alarm changes them.
 */
import { randomUUID } from 'node:crypto'
import { parseTimeZone, type TimeZone, UTC } from '@atalaya/alarms'
import type { InputOf, OutputOf } from '@atalaya/aws'
import { type Clock, DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, type Tenant } from '@atalaya/model'
import type { TimeRange } from '@atalaya/query/insights'
import type { ControlChange, ControlStore } from '@atalaya/store'
import { nextDueIn, parseSchedule, type ScheduleExpression } from '../actions/events/schedule-expression.ts'
import { tenantPrefix } from '../catalog/tenant-prefix.ts'
import { Turns } from '../catalog/turns.ts'

type Wire = InputOf<'logs', 'CreateScheduledQuery'>
type HistoryRecord = NonNullable<OutputOf<'logs', 'GetScheduledQueryHistory'>['triggerHistory']>[number]
export type RunStatus = NonNullable<HistoryRecord['executionStatus']>
export type RunDestination = NonNullable<HistoryRecord['destinations']>[number]

/** What somebody can set. */
export type ScheduledQueryConfiguration = Pick<
  Wire,
  | 'description'
  | 'queryString'
  | 'logGroupIdentifiers'
  | 'scheduleExpression'
  | 'timezone'
  | 'startTimeOffset'
  | 'endTimeOffset'
  | 'destinationConfiguration'
  | 'scheduleStartTime'
  | 'scheduleEndTime'
  | 'executionRoleArn'
> & { readonly state: 'ENABLED' | 'DISABLED' }

export interface ScheduledQuery {
  readonly tenant: Tenant
  /** Not given to another query, so that a run of a query that was deleted belongs to nobody. */
  readonly id: string
  readonly name: string
  readonly arn: string
  readonly type: 'CUSTOMER_MANAGED' | 'AWS_MANAGED'
  readonly configuration: ScheduledQueryConfiguration
  readonly tags: Readonly<Record<string, string>>
  readonly createdMs: number
  readonly updatedMs: number
  /** What a rate counts from: a whole minute. */
  readonly anchorMs: number
  /** Of the alarm that owns it. */
  readonly alarmName?: string
}

/** How far a query has got. */
export interface ScheduleState {
  /** Absent: it will not run. */
  readonly dueMs?: number
  readonly lastTriggeredMs?: number
  readonly lastStatus?: RunStatus
}

export interface ScheduledRun {
  readonly triggeredMs: number
  readonly status: RunStatus
  /** Its results are readable as those of any query while they are kept. */
  readonly queryId?: string
  readonly error?: string
  readonly destinations?: readonly RunDestination[]
}

export interface DueQuery {
  readonly query: ScheduledQuery
  readonly dueMs: number
}

const QUERY = 'scheduled-query'
const STATE = 'scheduled-query-state'
const RUN = 'scheduled-query-run'

/** Queries of a tenant that are not of alarms. Our choice. */
export const MAX_SCHEDULED_QUERIES = 1_000
/** Names of the queries of alarms begin so, and no others. */
export const MANAGED_PREFIX = 'aws/cloudwatch-alarm/'

/** Our choice: of each query, whichever is fewer. An alarm has a history of its own. */
const KEPT_RUNS_MS: number = 30 * DAY_MS
const KEPT_RUNS = { CUSTOMER_MANAGED: 1_000, AWS_MANAGED: 60 } as const
/** More missed runs are not counted one by one. */
const MAX_MISSED = 100_000

export class ScheduledQueries {
  readonly #control: ControlStore
  readonly #clock: Clock
  readonly #turns = new Turns()

  constructor(control: ControlStore, clock: Clock) {
    this.#control = control
    this.#clock = clock
  }

  get(tenant: Tenant, name: string): ScheduledQuery | undefined {
    return this.#control.get(QUERY, keyOf(tenant, name)) as ScheduledQuery | undefined
  }

  /** The query of a name or an ARN. */
  find(tenant: Tenant, identifier: string): ScheduledQuery | undefined {
    if (!identifier.startsWith('arn:')) return this.get(tenant, identifier)
    return this.list(tenant).find(({ arn }) => arn === identifier)
  }

  /** In ascending order of name. */
  list(tenant: Tenant, after?: string): readonly ScheduledQuery[] {
    const options = { prefix: keyOf(tenant, ''), ...(after === undefined ? {} : { after: keyOf(tenant, after) }) }
    return this.#control.list(QUERY, options).map(({ body }) => body as ScheduledQuery)
  }

  state({ tenant, name }: ScheduledQuery): ScheduleState {
    return (this.#control.get(STATE, keyOf(tenant, name)) as ScheduleState | undefined) ?? {}
  }

  /** Newest first. */
  runs({ id }: ScheduledQuery): readonly ScheduledRun[] {
    return this.#control
      .list(RUN, { prefix: `${id}/` })
      .map(({ body }) => body as ScheduledRun)
      .reverse()
  }

  /** A query that is new, or takes the place of `current`, which gives it its identity. */
  make(
    tenant: Tenant,
    name: string,
    configuration: ScheduledQueryConfiguration,
    more: { readonly current?: ScheduledQuery | undefined; readonly alarmName?: string; readonly tags?: Wire['tags'] },
  ): ScheduledQuery {
    const nowMs = this.#clock.now()
    const { current, alarmName } = more
    const id = current?.id ?? randomUUID()
    const startMs = configuration.scheduleStartTime ?? nowMs
    return {
      tenant: { accountId: tenant.accountId, region: tenant.region },
      id,
      name,
      arn: `arn:aws:logs:${tenant.region}:${tenant.accountId}:scheduled-query:${id}`,
      type: alarmName === undefined ? 'CUSTOMER_MANAGED' : 'AWS_MANAGED',
      configuration: JSON.parse(JSON.stringify(configuration)) as ScheduledQueryConfiguration,
      tags: current?.tags ?? more.tags ?? {},
      createdMs: current?.createdMs ?? nowMs,
      updatedMs: nowMs,
      anchorMs: isSameSchedule(current, configuration)
        ? (current as ScheduledQuery).anchorMs
        : Math.floor(startMs / MINUTE_MS) * MINUTE_MS,
      ...(alarmName === undefined ? {} : { alarmName }),
    }
  }

  /** What puts a query: to be committed with whatever else it belongs to. */
  putChanges(query: ScheduledQuery): readonly ControlChange[] {
    const { dueMs: _, ...state } = this.state(query)
    const dueMs = query.configuration.state === 'DISABLED' ? undefined : nextRun(query, this.#clock.now())
    const body: ScheduleState = { ...state, ...(dueMs === undefined ? {} : { dueMs }) }
    const key = keyOf(query.tenant, query.name)
    return [
      { kind: QUERY, key, body: query },
      { kind: STATE, key, body },
    ]
  }

  deleteChanges(query: ScheduledQuery): readonly ControlChange[] {
    const key = keyOf(query.tenant, query.name)
    const runs = this.#control.list(RUN, { prefix: `${query.id}/` })
    return [
      { kind: QUERY, key, body: undefined },
      { kind: STATE, key, body: undefined },
      ...runs.map(({ key: run }) => ({ kind: RUN, key: run, body: undefined })),
    ]
  }

  /** Replaces a query by what `change` makes of it, which may throw; undefined deletes it. Changes of one tenant take turns. */
  async change(
    tenant: Tenant,
    find: () => ScheduledQuery | undefined,
    change: (current: ScheduledQuery | undefined) => ScheduledQuery | undefined,
  ): Promise<ScheduledQuery | undefined> {
    return await this.#turns.run(keyOf(tenant, ''), async () => {
      const current = find()
      const next = change(current)
      if (next !== undefined) await this.#control.commit(this.putChanges(next))
      else if (current !== undefined) await this.#control.commit(this.deleteChanges(current))
      return next
    })
  }

  /** What is to run by now, the most overdue first. Of runs that were missed only the last. */
  due(nowMs: number): readonly DueQuery[] {
    const due: DueQuery[] = []
    for (const { key, body } of this.#control.list(STATE)) {
      const { dueMs } = body as ScheduleState
      if (dueMs === undefined || dueMs > nowMs) continue
      const query = this.#control.get(QUERY, key) as ScheduledQuery | undefined
      if (query !== undefined) due.push({ query, dueMs: lastRun(query, dueMs, nowMs) })
    }
    return due.sort((a, b) => a.dueMs - b.dueMs)
  }

  /** Whether what was due still is. */
  isDue({ query, dueMs }: DueQuery): boolean {
    const current = this.get(query.tenant, query.name)
    return current === query && (this.state(query).dueMs ?? Number.POSITIVE_INFINITY) <= dueMs
  }

  /** What notes that a run begins, so that it does not begin once more. */
  beginChanges({ query, dueMs }: DueQuery, run: ScheduledRun): readonly ControlChange[] {
    const nextMs = nextRun(query, dueMs)
    const body: ScheduleState = {
      ...(nextMs === undefined ? {} : { dueMs: nextMs }),
      lastTriggeredMs: dueMs,
      lastStatus: run.status,
    }
    return [
      { kind: STATE, key: keyOf(query.tenant, query.name), body },
      { kind: RUN, key: runKey(query, dueMs), body: run },
      ...this.#expiredRuns(query),
    ]
  }

  /** What notes how a run ended; nothing when the query was deleted meanwhile. */
  endChanges(query: ScheduledQuery, run: ScheduledRun): readonly ControlChange[] {
    if (this.get(query.tenant, query.name)?.id !== query.id) return []
    const state = this.state(query)
    const key = keyOf(query.tenant, query.name)
    const isLast = state.lastTriggeredMs === run.triggeredMs
    return [
      ...(isLast ? [{ kind: STATE, key, body: { ...state, lastStatus: run.status } }] : []),
      { kind: RUN, key: runKey(query, run.triggeredMs), body: run },
    ]
  }

  /** What makes the runs due again that were going on when the server stopped: nobody has seen anything of them. */
  resumeChanges(): readonly ControlChange[] {
    const changes: ControlChange[] = []
    for (const { key, body } of this.#control.list(STATE)) {
      const { lastStatus, lastTriggeredMs, ...state } = body as ScheduleState
      const query = this.#control.get(QUERY, key) as ScheduledQuery | undefined
      if (lastStatus !== 'Running' || lastTriggeredMs === undefined || query === undefined) continue
      changes.push({ kind: RUN, key: runKey(query, lastTriggeredMs), body: undefined })
      const dueMs = query.configuration.state === 'DISABLED' ? undefined : lastTriggeredMs
      changes.push({ kind: STATE, key, body: { ...state, ...(dueMs === undefined ? {} : { dueMs }) } })
    }
    return changes
  }

  #expiredRuns({ id, type }: ScheduledQuery): readonly ControlChange[] {
    const keys = this.#control.list(RUN, { prefix: `${id}/` }).map(({ key }) => key)
    const oldest = `${id}/${timeKey(this.#clock.now() - KEPT_RUNS_MS)}`
    return keys
      .filter((key, i) => key < oldest || i < keys.length - KEPT_RUNS[type] + 1)
      .map((key) => ({ kind: RUN, key, body: undefined }))
  }
}

/** The range that a run is about; it ends before its last moment, so that runs in a row read every event once. */
export function rangeOf(query: ScheduledQuery, triggeredMs: number): TimeRange {
  const { startTimeOffset, endTimeOffset = 0 } = query.configuration
  const backMs = startTimeOffset === undefined ? intervalMs(query, triggeredMs) : startTimeOffset * SECOND_MS
  return { startMs: triggeredMs - backMs, endMs: triggeredMs - endTimeOffset * SECOND_MS }
}

/** Without a start offset a run looks back as far as it is to the next one. */
function intervalMs(query: ScheduledQuery, triggeredMs: number): number {
  const schedule = scheduleOf(query.configuration)
  const nextMs = schedule && nextDueIn(zoneOf(query.configuration), schedule, query.anchorMs, triggeredMs)
  return nextMs === undefined ? HOUR_MS : nextMs - triggeredMs
}

/** When a query runs first after a moment; undefined when never. */
export function nextRun({ configuration, anchorMs }: ScheduledQuery, afterMs: number): number | undefined {
  const schedule = scheduleOf(configuration)
  if (schedule === undefined) return undefined
  const { scheduleStartTime: startMs = 0, scheduleEndTime: endMs = Number.POSITIVE_INFINITY } = configuration
  const dueMs = nextDueIn(zoneOf(configuration), schedule, anchorMs, Math.max(afterMs, startMs - 1))
  return dueMs !== undefined && dueMs <= endMs ? dueMs : undefined
}

function lastRun(query: ScheduledQuery, dueMs: number, nowMs: number): number {
  let lastMs = dueMs
  for (let missed = 0; missed < MAX_MISSED; missed += 1) {
    const nextMs = nextRun(query, lastMs)
    if (nextMs === undefined || nextMs > nowMs) break
    lastMs = nextMs
  }
  return lastMs
}

function scheduleOf({
  scheduleExpression,
}: Pick<ScheduledQueryConfiguration, 'scheduleExpression'>): ScheduleExpression | undefined {
  return parseSchedule(scheduleExpression)
}

function zoneOf({ timezone }: Pick<ScheduledQueryConfiguration, 'timezone'>): TimeZone {
  return (timezone === undefined ? undefined : parseTimeZone(timezone)) ?? UTC
}

/** A rate goes on counting from where it began, unless something about the schedule is another. */
function isSameSchedule(current: ScheduledQuery | undefined, next: ScheduledQueryConfiguration): boolean {
  if (current === undefined) return false
  const { scheduleExpression, scheduleStartTime, state } = current.configuration
  return (
    scheduleExpression === next.scheduleExpression &&
    scheduleStartTime === next.scheduleStartTime &&
    state === next.state
  )
}

function keyOf(tenant: Tenant, name: string): string {
  return tenantPrefix(tenant) + name
}

function runKey({ id }: ScheduledQuery, triggeredMs: number): string {
  return `${id}/${timeKey(triggeredMs)}`
}

function timeKey(timeMs: number): string {
  return String(Math.max(0, timeMs)).padStart(15, '0')
}
