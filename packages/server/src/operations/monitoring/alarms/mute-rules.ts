import { parseDuration, parseSchedule, parseTimeZone } from '@atalaya/alarms'
import { AwsError, type InputOf, type Operation, operation } from '@atalaya/aws'
import type { AlarmBook } from '../../../alarms/alarm-book.ts'
import { type MuteRuleRecord, muteRuleStatus, muteType } from '../../../alarms/mute-rules.ts'
import { MONITORING_TAGS, muteRuleArn } from '../../../alarms/names.ts'
import type { AlarmDeps } from './deps.ts'
import { pageOf } from './pages.ts'
import { checkTags, invalid, tagsBody } from './validate.ts'

/*
 * Mute rules.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-mute-rules.html
 */

const MAX_RULES = 2_000
const DEFAULT_RECORDS = 50

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutAlarmMuteRule.html */
export const putAlarmMuteRule: Operation<AlarmDeps> = operation(
  'monitoring',
  'PutAlarmMuteRule',
  async (input, { alarms, control, clock }: AlarmDeps, { tenant }) => {
    checkMuteRule(input)
    const { muteRules } = alarms
    const existing = muteRules.get(tenant, input.Name)
    if (existing === undefined && muteRules.list(tenant).length >= MAX_RULES) {
      throw new AwsError('LimitExceededFault', `An account can have at most ${MAX_RULES} mute rules.`)
    }
    const { Expression, Duration, Timezone } = input.Rule.Schedule
    const arn = muteRuleArn(tenant, input.Name)
    const rule: MuteRuleRecord = {
      tenant: { accountId: tenant.accountId, region: tenant.region },
      name: input.Name,
      arn,
      ...(input.Description === undefined ? {} : { description: input.Description }),
      expression: Expression,
      duration: Duration,
      ...(Timezone === undefined ? {} : { timezone: Timezone }),
      ...(input.MuteTargets === undefined ? {} : { alarmNames: input.MuteTargets.AlarmNames }),
      ...(input.StartDate === undefined ? {} : { startMs: input.StartDate }),
      ...(input.ExpireDate === undefined ? {} : { expireMs: input.ExpireDate }),
      updatedMs: clock.now(),
    }
    const tags = existing === undefined ? tagsBody(input.Tags) : undefined
    await control.commit([
      muteRules.put(rule),
      ...(tags === undefined ? [] : [{ kind: MONITORING_TAGS, key: arn, body: tags }]),
    ])
    await applyMuteRules(alarms)
    return {}
  },
)

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetAlarmMuteRule.html */
export const getAlarmMuteRule: Operation<AlarmDeps> = operation(
  'monitoring',
  'GetAlarmMuteRule',
  async ({ AlarmMuteRuleName: name }, { alarms, clock }: AlarmDeps, { tenant }) => {
    const rule = alarms.muteRules.get(tenant, name)
    if (rule === undefined) throw unknownRule(name)
    const { expression, duration, timezone, alarmNames } = rule
    return {
      Name: rule.name,
      AlarmMuteRuleArn: rule.arn,
      Description: rule.description,
      Rule: { Schedule: { Expression: expression, Duration: duration, Timezone: timezone ?? 'UTC' } },
      MuteTargets: alarmNames === undefined ? undefined : { AlarmNames: alarmNames },
      StartDate: rule.startMs,
      ExpireDate: rule.expireMs,
      Status: muteRuleStatus(rule, clock.now()),
      LastUpdatedTimestamp: rule.updatedMs,
      MuteType: muteType(rule),
    }
  },
)

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListAlarmMuteRules.html */
export const listAlarmMuteRules: Operation<AlarmDeps> = operation(
  'monitoring',
  'ListAlarmMuteRules',
  async (input, { alarms, clock }: AlarmDeps, { tenant }) => {
    const { AlarmName: alarmName, Statuses: statuses = [] } = input
    const nowMs = clock.now()
    const found = alarms.muteRules
      .list(tenant)
      .filter((rule) => alarmName === undefined || rule.alarmNames?.includes(alarmName))
      .map((rule) => ({ rule, status: muteRuleStatus(rule, nowMs) }))
      .filter(({ status }) => statuses.length === 0 || statuses.includes(status))
    const { items, next } = pageOf(found, ({ rule }) => rule.name, input.NextToken, input.MaxRecords ?? DEFAULT_RECORDS)
    return {
      AlarmMuteRuleSummaries: items.map(({ rule, status }) => ({
        AlarmMuteRuleArn: rule.arn,
        ExpireDate: rule.expireMs,
        Status: status,
        MuteType: muteType(rule),
        LastUpdatedTimestamp: rule.updatedMs,
      })),
      NextToken: next,
    }
  },
)

/**
 * A rule that does not exist is no error.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DeleteAlarmMuteRule.html
 */
export const deleteAlarmMuteRule: Operation<AlarmDeps> = operation(
  'monitoring',
  'DeleteAlarmMuteRule',
  async ({ AlarmMuteRuleName: name }, { alarms, control }: AlarmDeps, { tenant }) => {
    const rule = alarms.muteRules.get(tenant, name)
    if (rule === undefined) return {}
    await control.commit([alarms.muteRules.remove(rule), { kind: MONITORING_TAGS, key: rule.arn, body: undefined }])
    await applyMuteRules(alarms)
    return {}
  },
)

/** Alarms that no rule mutes any more run what was withheld, at once. */
async function applyMuteRules(alarms: AlarmBook): Promise<void> {
  alarms.muteRules.changed()
  await alarms.change((change) => {
    for (const [key, { state }] of alarms.all()) if (state.withheld !== undefined) change.unmute(key)
  })
}

function checkMuteRule(input: InputOf<'monitoring', 'PutAlarmMuteRule'>): void {
  checkTags(input.Tags)
  const { Expression, Duration, Timezone } = input.Rule.Schedule
  if (parseSchedule(Expression) === undefined) {
    throw invalid(
      `The schedule expression ${Expression} is invalid: it must be cron(...) with five fields or at(yyyy-MM-ddThh:mm).`,
    )
  }
  if (parseDuration(Duration) === undefined) {
    throw invalid(`The duration ${Duration} is invalid: it must be an ISO 8601 duration from PT1M to P15D.`)
  }
  if (Timezone !== undefined && parseTimeZone(Timezone) === undefined) {
    throw invalid(`The time zone ${Timezone} is invalid.`)
  }
  const { StartDate: start, ExpireDate: expire } = input
  if (start !== undefined && expire !== undefined && start >= expire) {
    throw invalid('StartDate must be before ExpireDate.')
  }
}

function unknownRule(name: string): AwsError {
  return new AwsError('ResourceNotFoundException', `Alarm mute rule ${name} does not exist.`, {
    members: { ResourceType: 'alarm-mute-rule', ResourceId: name },
  })
}
