import { AwsError, type Operation, operation } from '@atalaya/aws'
import { DEFAULT_BUS, type EventRule, ruleArn } from '../../actions/events/rules.ts'
import { parseSchedule } from '../../actions/events/schedule-expression.ts'
import { nextRun } from '../../actions/events/scheduled-events.ts'
import { parsePatternText } from '../../actions/patterns/parse-pattern.ts'
import { PatternProblem } from '../../actions/patterns/pattern.ts'
import type { EventsDeps } from './deps.ts'
import { findBus, findRule, invalid, noSuchRule } from './find.ts'
import { pageOf } from './pages.ts'
import { checkTags, toTags } from './tags.ts'

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html */
export const putRule: Operation<EventsDeps> = operation(
  'events',
  'PutRule',
  async (input, { eventRules, clock }: EventsDeps, { tenant }) => {
    const { Name: name, EventPattern: pattern, ScheduleExpression: schedule, Description, RoleArn } = input
    const bus = findBus(eventRules, tenant, input.EventBusName)
    if (pattern === undefined && schedule === undefined) {
      throw invalid('Parameter(s) EventPattern or ScheduleExpression must be specified.')
    }
    if (pattern !== undefined) checkPattern(pattern)
    if (schedule !== undefined) checkSchedule(schedule, bus.name)
    const tags = toTags(input.Tags ?? [])
    checkTags(tags)
    const nowMs = clock.now()
    const arn = ruleArn(tenant, bus.name, name)
    let sameSchedule = false
    await eventRules.changeRule(
      tenant,
      bus.name,
      name,
      (old): EventRule => {
        const state = input.State === 'DISABLED' ? 'DISABLED' : 'ENABLED'
        sameSchedule = old?.schedule === schedule && old?.state === 'ENABLED' && state === 'ENABLED'
        return {
          tenant: { accountId: tenant.accountId, region: tenant.region },
          bus: bus.name,
          name,
          arn,
          state,
          ...(pattern === undefined ? {} : { pattern }),
          ...(schedule === undefined ? {} : { schedule }),
          ...(Description === undefined ? {} : { description: Description }),
          ...(RoleArn === undefined ? {} : { roleArn: RoleArn }),
          targets: old?.targets ?? [],
          tags: old?.tags ?? tags,
          enabledMs: sameSchedule ? (old?.enabledMs ?? nowMs) : nowMs,
        }
      },
      (rule) => (sameSchedule ? undefined : nextRun(rule, nowMs)),
    )
    return { RuleArn: arn }
  },
)

/** Deleting what is not there is no error. @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DeleteRule.html */
export const deleteRule: Operation<EventsDeps> = operation(
  'events',
  'DeleteRule',
  async (input, { eventRules }: EventsDeps, { tenant }) => {
    const bus = findBus(eventRules, tenant, input.EventBusName)
    await eventRules.changeRule(tenant, bus.name, input.Name, (rule) => {
      if (rule !== undefined && rule.targets.length > 0) throw invalid("Rule can't be deleted since it has targets.")
      return undefined
    })
    return {}
  },
)

export const describeRule: Operation<EventsDeps> = operation(
  'events',
  'DescribeRule',
  async (input, { eventRules }: EventsDeps, { tenant }) => {
    const rule = findRule(eventRules, tenant, input.Name, input.EventBusName)
    return { ...shown(rule), CreatedBy: tenant.accountId }
  },
)

export const listRules: Operation<EventsDeps> = operation(
  'events',
  'ListRules',
  async (input, { eventRules }: EventsDeps, { tenant }) => {
    const bus = findBus(eventRules, tenant, input.EventBusName)
    const rules = eventRules.rules(tenant, bus.name, { prefix: input.NamePrefix })
    const { shown: page, NextToken } = pageOf(rules, ({ name }) => name, input)
    return { Rules: page.map(shown), NextToken }
  },
)

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListRuleNamesByTarget.html */
export const listRuleNamesByTarget: Operation<EventsDeps> = operation(
  'events',
  'ListRuleNamesByTarget',
  async (input, { eventRules }: EventsDeps, { tenant }) => {
    const bus = findBus(eventRules, tenant, input.EventBusName)
    const names = eventRules
      .rules(tenant, bus.name)
      .filter(({ targets }) => targets.some(({ Arn }) => Arn === input.TargetArn))
      .map(({ name }) => name)
    const { shown: page, NextToken } = pageOf(names, (name) => name, input)
    return { RuleNames: page, NextToken }
  },
)

export const enableRule: Operation<EventsDeps> = operation(
  'events',
  'EnableRule',
  async (input, deps: EventsDeps, { tenant }) => {
    await setState(deps, tenant, input.Name, input.EventBusName, 'ENABLED')
    return {}
  },
)

export const disableRule: Operation<EventsDeps> = operation(
  'events',
  'DisableRule',
  async (input, deps: EventsDeps, { tenant }) => {
    await setState(deps, tenant, input.Name, input.EventBusName, 'DISABLED')
    return {}
  },
)

async function setState(
  { eventRules, clock }: EventsDeps,
  tenant: EventRule['tenant'],
  name: string,
  busName: string | undefined,
  state: EventRule['state'],
): Promise<void> {
  const bus = findBus(eventRules, tenant, busName)
  const nowMs = clock.now()
  let isChanged = false
  await eventRules.changeRule(
    tenant,
    bus.name,
    name,
    (rule) => {
      if (rule === undefined) throw noSuchRule(name, bus.name)
      isChanged = rule.state !== state
      return isChanged ? { ...rule, state, enabledMs: nowMs } : rule
    },
    (rule) => (isChanged ? nextRun(rule, nowMs) : undefined),
  )
}

/** @throws {AwsError} InvalidEventPatternException */
export function checkPattern(text: string): void {
  try {
    parsePatternText(text)
  } catch (error) {
    if (!(error instanceof PatternProblem)) throw error
    throw new AwsError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${error.message}`)
  }
}

function checkSchedule(text: string, bus: string): void {
  if (bus !== DEFAULT_BUS) throw invalid('ScheduleExpression is supported only on the default event bus.')
  if (parseSchedule(text) === undefined) throw invalid('Parameter ScheduleExpression is not valid.')
}

function shown(rule: EventRule) {
  return {
    Name: rule.name,
    Arn: rule.arn,
    EventPattern: rule.pattern,
    ScheduleExpression: rule.schedule,
    State: rule.state,
    Description: rule.description,
    RoleArn: rule.roleArn,
    EventBusName: rule.bus,
  }
}
