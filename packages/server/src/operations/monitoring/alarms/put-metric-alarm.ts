import { isDeepStrictEqual } from 'node:util'
import { type InputOf, type Operation, operation } from '@atalaya/aws'
import { initialState } from '../../../alarms/alarm-state.ts'
import { isMultiSeries } from '../../../alarms/definition.ts'
import { alarmArn, alarmKey, MONITORING_TAGS } from '../../../alarms/names.ts'
import type { MetricAlarmDefinition, MetricAlarmRecord } from '../../../alarms/transition.ts'
import type { AlarmDeps } from './deps.ts'
import { invalid, tagsBody } from './validate.ts'
import { checkMetricAlarm, checkSingleSeries } from './validate-metric-alarm.ts'
import { warmedUp } from './warm-up.ts'

/**
 * Creates an alarm or replaces the whole configuration of one, which keeps its state. The same configuration once more changes
 * nothing.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
export const putMetricAlarm: Operation<AlarmDeps> = operation(
  'monitoring',
  'PutMetricAlarm',
  async (input, { alarms, detectors, promQl }: AlarmDeps, { tenant }) => {
    checkMetricAlarm(input, tenant, promQl !== undefined)
    await checkSingleSeries(input, tenant)
    const definition = definitionOf(input)
    await alarms.change((change) => {
      const existing = change.get(alarmKey(tenant, input.AlarmName))
      const nowMs = change.nowMs
      const record: MetricAlarmRecord = {
        type: 'MetricAlarm',
        tenant: { accountId: tenant.accountId, region: tenant.region },
        name: input.AlarmName,
        arn: alarmArn(tenant, input.AlarmName),
        createdMs: existing?.record.createdMs ?? nowMs,
        updatedMs: nowMs,
        definition,
      }
      if (existing === undefined) {
        const initial = initialState(nowMs, definition.EvaluationCriteria === undefined ? undefined : 'OK')
        change.create(record, warmedUp(initial, undefined, definition, nowMs))
        const tags = tagsBody(input.Tags)
        if (tags !== undefined) change.write({ kind: MONITORING_TAGS, key: record.arn, body: tags })
      } else if (existing.record.type !== 'MetricAlarm') {
        const kind = existing.record.type === 'LogAlarm' ? 'log' : 'composite'
        throw invalid(`The alarm ${input.AlarmName} is a ${kind} alarm: it can not become a metric alarm.`)
      } else if (!isDeepStrictEqual(existing.record.definition, definition)) {
        const { contributors: _, ...whole } = existing.state
        // One series has no contributors: nobody would ever tell that the old ones are gone.
        const kept = isMultiSeries(record) ? existing.state : whole
        change.update(existing.record, record, warmedUp(kept, existing.record.definition, definition, nowMs))
      }
      for (const write of detectors.impliedBy(record)) change.write(write)
    })
    return {}
  },
)

/** What was put, as JSON will give it back. */
function definitionOf({ Tags: _tags, ...definition }: InputOf<'monitoring', 'PutMetricAlarm'>): MetricAlarmDefinition {
  return JSON.parse(JSON.stringify(definition)) as MetricAlarmDefinition
}
