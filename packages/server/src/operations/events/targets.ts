import { AwsError, type Operation, operation } from '@atalaya/aws'
import type { Target } from '../../actions/events/rules.ts'
import { inputProblem } from '../../actions/events/target-input.ts'
import { checkDeadLetters } from './dead-letters.ts'
import type { EventsDeps } from './deps.ts'
import { findBus, findRule, invalid, noSuchRule } from './find.ts'
import { pageOf } from './pages.ts'

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const MAX_TARGETS = 5
const ARN = /^arn:aws[\w-]*:[\w-]+:[a-z0-9-]*:(\d{12})?:.+$/

/** Adds targets, or replaces those of the same id. @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html */
export const putTargets: Operation<EventsDeps> = operation(
  'events',
  'PutTargets',
  async (input, { eventRules, apiDestinations }: EventsDeps, { tenant }) => {
    const bus = findBus(eventRules, tenant, input.EventBusName)
    for (const target of input.Targets) {
      checkTarget(target)
      checkDeadLetters(target.DeadLetterConfig, tenant)
      // What the operator has mapped needs none.
      if (target.RoleArn === undefined && apiDestinations.byArn(target.Arn) !== undefined) {
        throw invalid(`RoleArn is required for target ${target.Arn}.`)
      }
    }
    if (new Set(input.Targets.map(({ Id }) => Id)).size < input.Targets.length) {
      throw invalid('Parameter Targets is not valid. Reason: the ids of targets must be different.')
    }
    await eventRules.changeRule(tenant, bus.name, input.Rule, (rule) => {
      if (rule === undefined) throw noSuchRule(input.Rule, bus.name)
      const kept = rule.targets.filter(({ Id }) => !input.Targets.some((target) => target.Id === Id))
      const targets = [...kept, ...input.Targets]
      if (targets.length > MAX_TARGETS) {
        throw new AwsError('LimitExceededException', 'The requested resource exceeds the maximum number allowed.')
      }
      return { ...rule, targets }
    })
    return { FailedEntryCount: 0, FailedEntries: [] }
  },
)

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_RemoveTargets.html */
export const removeTargets: Operation<EventsDeps> = operation(
  'events',
  'RemoveTargets',
  async (input, { eventRules }: EventsDeps, { tenant }) => {
    const bus = findBus(eventRules, tenant, input.EventBusName)
    await eventRules.changeRule(tenant, bus.name, input.Rule, (rule) => {
      if (rule === undefined) throw noSuchRule(input.Rule, bus.name)
      return { ...rule, targets: rule.targets.filter(({ Id }) => !input.Ids.includes(Id)) }
    })
    return { FailedEntryCount: 0, FailedEntries: [] }
  },
)

export const listTargetsByRule: Operation<EventsDeps> = operation(
  'events',
  'ListTargetsByRule',
  async (input, { eventRules }: EventsDeps, { tenant }) => {
    const { targets } = findRule(eventRules, tenant, input.Rule, input.EventBusName)
    const sorted = targets.toSorted((a, b) => (a.Id < b.Id ? -1 : 1))
    const { shown, NextToken } = pageOf(sorted, ({ Id }) => Id, input)
    return { Targets: shown, NextToken }
  },
)

function checkTarget(target: Target): void {
  if (!ARN.test(target.Arn)) {
    throw invalid(`Parameter ${target.Arn} is not valid. Reason: Provided Arn is not in correct format.`)
  }
  const problem = inputProblem(target)
  if (problem !== undefined) throw invalid(problem)
}
