/*
 * Alarms on log events: each owns a scheduled query, and every run of it is one evaluation.
 *
 * What the last runs gave is kept beside the state, and is part of the commit that decides: a restart neither forgets a result
 * nor counts one twice.
 */
import type { MetricRule, MissingData, PlainComparison } from '@atalaya/alarms'
import { contributorId, type Datapoint, isFilled, judge } from '@atalaya/alarms'
import type { Tenant } from '@atalaya/model'
import type { ControlChange, ControlStore } from '@atalaya/store'
import type { QueryView } from '../../insights/query-book.ts'
import {
  MANAGED_PREFIX,
  type ScheduledQueries,
  type ScheduledQuery,
  type ScheduledRun,
} from '../../insights/scheduled-queries.ts'
import type { AlarmBook } from '../alarm-book.ts'
import type { AlarmChange } from '../alarm-change.ts'
import type { Alarm, AlarmState } from '../alarm-state.ts'
import { settleOne, settleSeveral } from '../decide.ts'
import { alarmKey } from '../names.ts'
import type { AlarmRecord, LogAlarmDefinition, LogAlarmRecord } from '../transition.ts'
import { aggregatedQuery, parseAggregation } from './aggregation.ts'

const RESULTS = 'log-alarm-results'

/** Of one run: more groups are left out, and the alarm says so. */
const MAX_GROUPS = 500

interface Group {
  readonly attributes: Readonly<Record<string, string>>
  readonly value: number
}

/** What one run gave. */
interface RunResult {
  readonly id: string
  readonly timeMs: number
  readonly status: string
  readonly groups: readonly Group[]
}

export interface LogAlarmsOptions {
  readonly control: ControlStore
  readonly alarms: AlarmBook
  readonly scheduled: ScheduledQueries
}

export class LogAlarms {
  readonly #options: LogAlarmsOptions

  constructor(options: LogAlarmsOptions) {
    this.#options = options
  }

  /** The query that runs for an alarm: a new one, or the one it has with another configuration. */
  queryOf(tenant: Tenant, name: string, definition: LogAlarmDefinition): ScheduledQuery {
    const { scheduled } = this.#options
    const { ScheduledQueryConfiguration: wanted } = definition
    const { ScheduleExpression, StartTimeOffset, EndTimeOffset } = wanted.ScheduleConfiguration
    const queryName = MANAGED_PREFIX + name
    return scheduled.make(
      tenant,
      queryName,
      {
        description: `Query of the alarm ${name}`,
        queryString: aggregatedQuery(wanted.QueryString, parseAggregation(wanted.AggregationExpression)),
        logGroupIdentifiers: wanted.LogGroupIdentifiers,
        scheduleExpression: ScheduleExpression,
        startTimeOffset: StartTimeOffset,
        endTimeOffset: EndTimeOffset,
        executionRoleArn: wanted.ScheduledQueryRoleARN,
        state: 'ENABLED',
      },
      { current: scheduled.get(tenant, queryName), alarmName: name },
    )
  }

  /** What is to be committed with a new or changed query: results of another query mean nothing to it. */
  queryChanges(query: ScheduledQuery): readonly ControlChange[] {
    const { scheduled } = this.#options
    const key = alarmKey(query.tenant, query.alarmName ?? '')
    return [...scheduled.putChanges(query), { kind: RESULTS, key, body: undefined }]
  }

  /** Evaluates an alarm with a run that has ended, and commits both. */
  async evaluate(
    { query, run, view }: { query: ScheduledQuery; run: ScheduledRun; view: QueryView | undefined },
    note: (run: ScheduledRun) => readonly ControlChange[],
  ): Promise<void> {
    const { alarms, control } = this.#options
    await alarms.change((change) => {
      const notes = note(run)
      for (const write of notes) change.write(write)
      const key = alarmKey(query.tenant, query.alarmName ?? '')
      const alarm = change.get(key)
      if (notes.length === 0 || alarm?.record.type !== 'LogAlarm') return
      const { record } = alarm
      const kept = (control.get(RESULTS, key) as readonly RunResult[] | undefined) ?? []
      const aggregation = parseAggregation(record.definition.ScheduledQueryConfiguration.AggregationExpression)
      const groups = view?.status === 'Complete' ? groupsOf(view) : []
      const shown = groups.toSorted((a, b) => (aggregation.ascending ? a.value - b.value : b.value - a.value))
      const result: RunResult = {
        id: run.queryId ?? '',
        timeMs: run.triggeredMs,
        status: run.status,
        groups: shown.slice(0, MAX_GROUPS),
      }
      const results = [...kept, result].slice(-record.definition.QueryResultsToEvaluate)
      change.write({ kind: RESULTS, key, body: results })
      decide(change, alarm, record, results, evaluationStateOf(run, groups.length > MAX_GROUPS))
    })
  }
}

/** What goes when an alarm goes. */
export function belongingsOf(scheduled: ScheduledQueries, record: AlarmRecord): readonly ControlChange[] {
  if (record.type !== 'LogAlarm') return []
  const query = scheduled.get(record.tenant, MANAGED_PREFIX + record.name)
  const results = { kind: RESULTS, key: alarmKey(record.tenant, record.name), body: undefined }
  return query === undefined ? [results] : [results, ...scheduled.deleteChanges(query)]
}

/** A query that cannot be run is the alarm's error; one that did not end well is ours. */
function evaluationStateOf({ status, queryId }: ScheduledRun, partial: boolean): AlarmState['evaluationState'] {
  if (status === 'Complete') return partial ? 'PARTIAL_DATA' : undefined
  return status === 'InvalidQuery' || queryId === undefined ? 'EVALUATION_ERROR' : 'EVALUATION_FAILURE'
}

/** The number is in the last column; before it are the fields of the group. Rows without a number give none. */
function groupsOf({ program, rows }: QueryView): readonly Group[] {
  const value = program.columns.at(-1)?.name
  return rows.flatMap((row) => {
    const found = row.find(({ field }) => field === value)
    const number = Number(found?.value ?? Number.NaN)
    if (Number.isNaN(number)) return []
    const attributes = row.filter((cell) => cell !== found).map(({ field, value: text }) => [field, text] as const)
    return [{ attributes: Object.fromEntries(attributes), value: number }]
  })
}

function decide(
  change: AlarmChange,
  alarm: Alarm,
  { definition }: LogAlarmRecord,
  results: readonly RunResult[],
  evaluationState: AlarmState['evaluationState'],
): void {
  const { state } = alarm
  const rule = ruleOf(definition)
  const { isGrouped } = parseAggregation(definition.ScheduledQueryConfiguration.AggregationExpression)
  const isWarmingUp = state.warmUpUntilMs !== undefined && change.nowMs < state.warmUpUntilMs
  const waits = definition.WarmUpConfiguration?.OnlyStartEvaluatingAfterWarmUpPeriodEnds === true
  const whole = windowOf(rule, results, ({ groups }) => groups[0]?.value)
  if (isWarmingUp && (waits || !isFilled(rule, whole))) return
  const patch: Partial<AlarmState> = {
    ...(state.evaluationState === evaluationState ? {} : { evaluationState }),
    ...(state.warmUpUntilMs === undefined ? {} : { warmUpUntilMs: undefined }),
  }
  if (!isGrouped) {
    settleOne(change, alarm, judge(rule, whole, state.value, change.nowMs), patch)
    return
  }
  const attributesById = new Map<string, Group['attributes']>()
  const valuesByResult = new Map<RunResult, ReadonlyMap<string, number>>()
  for (const result of results) {
    const values = new Map<string, number>()
    for (const { attributes, value } of result.groups) {
      const id = contributorId(attributes)
      attributesById.set(id, attributes)
      values.set(id, value)
    }
    valuesByResult.set(result, values)
  }
  const series = [...attributesById].slice(0, MAX_GROUPS).map(([id, attributes]) => ({
    attributes,
    window: windowOf(rule, results, (result) => valuesByResult.get(result)?.get(id)),
  }))
  // Nothing but empty results: only how missing data are treated can say what that means.
  const ofNothing = judge(rule, whole, state.value, change.nowMs) ?? state
  settleSeveral(change, alarm, rule, series, patch, ofNothing)
}

function ruleOf(definition: LogAlarmDefinition): MetricRule {
  return {
    noun: 'query result',
    evaluationPeriods: definition.QueryResultsToEvaluate,
    datapointsToAlarm: definition.QueryResultsToAlarm,
    treatMissingData: (definition.TreatMissingData ?? 'missing') as MissingData,
    comparison: {
      kind: 'threshold',
      operator: definition.ComparisonOperator as PlainComparison,
      threshold: definition.Threshold,
    },
    periodSeconds: 0,
  }
}

/** As many as are evaluated; runs that have not been count as missing. */
function windowOf(
  { evaluationPeriods }: MetricRule,
  results: readonly RunResult[],
  pick: (result: RunResult) => number | undefined,
): readonly Datapoint[] {
  const known = results.map((result): Datapoint => {
    const { id, status, timeMs: startMs } = result
    return { startMs, value: pick(result), query: { id, status } }
  })
  const before = Array.from({ length: Math.max(0, evaluationPeriods - known.length) }, () => ({ startMs: 0 }))
  return [...before, ...known]
}
