import { isDeepStrictEqual } from 'node:util'
import { isBandComparison } from '@atalaya/alarms'
import { AwsError, type Call, type InputOf, type Operation, operation } from '@atalaya/aws'
import { SyntaxProblem } from '@atalaya/query'
import { parseSchedule } from '../../../actions/events/schedule-expression.ts'
import { type AlarmState, initialState } from '../../../alarms/alarm-state.ts'
import { parseAggregation } from '../../../alarms/logs/aggregation.ts'
import { alarmArn, alarmKey, MONITORING_TAGS } from '../../../alarms/names.ts'
import type { LogAlarmDefinition, LogAlarmRecord } from '../../../alarms/transition.ts'
import { rangeOf, type ScheduledQuery } from '../../../insights/scheduled-queries.ts'
import { type LogsDeps, prepareQuery } from '../../logs/index.ts'
import type { AlarmDeps, LogAlarmDeps } from './deps.ts'
import { checkActions, checkAlarmName, checkTags, invalid, MISSING_DATA, tagsBody } from './validate.ts'
import { warmedUp } from './warm-up.ts'

type Input = InputOf<'monitoring', 'PutLogAlarm'>
type Deps = AlarmDeps & LogAlarmDeps & Pick<LogsDeps, 'catalog' | 'insights'>

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutLogAlarm.html */
const MAX_RESULTS = 100
const MAX_OFFSET_SECONDS = 30 * 86_400
const MAX_LOG_LINES = 50

/**
 * Creates an alarm on the results of a query of log events, or replaces the configuration of one. It keeps its state, unless it is
 * about something else now: then it begins anew.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutLogAlarm.html
 */
export const putLogAlarm: Operation<Deps> = operation('monitoring', 'PutLogAlarm', async (input, deps: Deps, call) => {
  const { alarms, logAlarms } = deps
  const { tenant } = call
  checkLogAlarm(input)
  const definition = definitionOf(input)
  checkQuery(logAlarms.queryOf(tenant, input.AlarmName, definition), deps, call)
  await alarms.change((change) => {
    const existing = change.get(alarmKey(tenant, input.AlarmName))
    const nowMs = change.nowMs
    const query = logAlarms.queryOf(tenant, input.AlarmName, definition)
    const record: LogAlarmRecord = {
      type: 'LogAlarm',
      tenant: { accountId: tenant.accountId, region: tenant.region },
      name: input.AlarmName,
      arn: alarmArn(tenant, input.AlarmName),
      createdMs: existing?.record.createdMs ?? nowMs,
      updatedMs: nowMs,
      definition,
      queryArn: query.arn,
    }
    if (existing === undefined) {
      change.create(record, warmedUp(initialState(nowMs), undefined, definition, nowMs))
      const tags = tagsBody(input.Tags)
      if (tags !== undefined) change.write({ kind: MONITORING_TAGS, key: record.arn, body: tags })
      for (const write of logAlarms.queryChanges(query)) change.write(write)
      return
    }
    const { record: before, state } = existing
    if (before.type !== 'LogAlarm') {
      throw invalid(`The alarm ${input.AlarmName} is not a log alarm: it can not become one.`)
    }
    if (isDeepStrictEqual(before.definition, definition)) return
    const { ScheduledQueryConfiguration: asked } = definition
    const isSameQuery = isDeepStrictEqual(before.definition.ScheduledQueryConfiguration, asked)
    const next: AlarmState = isSameQuery ? state : initialState(nowMs)
    change.update(before, record, warmedUp(next, before.definition, definition, nowMs))
    if (!isSameQuery) for (const write of logAlarms.queryChanges(query)) change.write(write)
  })
  return {}
})

/** What was put, as JSON will give it back. QueryARN is told, not set. */
function definitionOf({ Tags: _tags, ...input }: Input): LogAlarmDefinition {
  const { QueryARN: _arn, ...query } = input.ScheduledQueryConfiguration
  return JSON.parse(JSON.stringify({ ...input, ScheduledQueryConfiguration: query })) as LogAlarmDefinition
}

function checkLogAlarm(input: Input): void {
  checkAlarmName(input.AlarmName)
  checkActions(input, 'composite')
  checkTags(input.Tags)
  const { QueryResultsToEvaluate: count, QueryResultsToAlarm: needed, ComparisonOperator, TreatMissingData } = input
  if (count > MAX_RESULTS) throw invalid(`QueryResultsToEvaluate must be at most ${MAX_RESULTS}`)
  if (needed > count) throw invalid('QueryResultsToAlarm must be less than or equal to QueryResultsToEvaluate')
  if (isBandComparison(ComparisonOperator)) {
    throw invalid(`The comparison operator ${ComparisonOperator} is not supported for log alarms.`)
  }
  if (TreatMissingData !== undefined && !MISSING_DATA.includes(TreatMissingData)) {
    throw invalid('Supported values for TreatMissingData are breaching, notBreaching, ignore, and missing.')
  }
  const { ActionLogLineCount: lines = 0, ActionLogLineRoleArn: role } = input
  if (lines < 0 || lines > MAX_LOG_LINES) throw invalid(`ActionLogLineCount must be between 0 and ${MAX_LOG_LINES}`)
  if (lines > 0 && role === undefined) throw invalid('ActionLogLineRoleArn is required with ActionLogLineCount.')
  const { ScheduleConfiguration: schedule, AggregationExpression } = input.ScheduledQueryConfiguration
  const { ScheduleExpression, StartTimeOffset: start, EndTimeOffset: end = 0 } = schedule
  if (parseSchedule(ScheduleExpression)?.kind !== 'rate') {
    throw invalid(`The schedule expression ${ScheduleExpression} is not valid: use rate(...).`)
  }
  if (start < 1 || start > MAX_OFFSET_SECONDS) {
    throw invalid(`StartTimeOffset must be between 1 and ${MAX_OFFSET_SECONDS} seconds`)
  }
  if (end < 0 || end >= start) throw invalid('EndTimeOffset must be non-negative and less than StartTimeOffset')
  try {
    parseAggregation(AggregationExpression)
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error
    throw invalid(`The aggregation expression is not valid: ${error.message}`)
  }
}

/** PutLogAlarm knows none of the errors of CloudWatch Logs. */
function checkQuery(query: ScheduledQuery, deps: Deps, { tenant, requestId }: Call): void {
  const { queryString, logGroupIdentifiers: identifiers } = query.configuration
  try {
    const range = rangeOf(query, deps.clock.now())
    prepareQuery({ tenant, requestId, queryString, identifiers, range }, deps)
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    throw invalid(`The query of the alarm can not be run: ${error.message}`)
  }
}
