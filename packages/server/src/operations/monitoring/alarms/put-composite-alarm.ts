import { isDeepStrictEqual } from 'node:util'
import { alarmsOf, parseRule, type Rule, RuleProblem } from '@atalaya/alarms'
import { type InputOf, type Operation, operation } from '@atalaya/aws'
import type { Tenant } from '@atalaya/model'
import type { AlarmChange } from '../../../alarms/alarm-change.ts'
import { initialState } from '../../../alarms/alarm-state.ts'
import { alarmArn, alarmKey, alarmNameOf, MONITORING_TAGS } from '../../../alarms/names.ts'
import type { CompositeAlarmDefinition, CompositeAlarmRecord } from '../../../alarms/transition.ts'
import type { AlarmDeps } from './deps.ts'
import { checkActions, checkAlarmName, checkTags, invalid, tagsBody } from './validate.ts'

type Input = InputOf<'monitoring', 'PutCompositeAlarm'>

const MAX_CHILDREN = 100
const MAX_PARENTS = 150

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html */
export const putCompositeAlarm: Operation<AlarmDeps> = operation(
  'monitoring',
  'PutCompositeAlarm',
  async (input, { alarms }: AlarmDeps, { tenant }) => {
    checkAlarmName(input.AlarmName)
    checkTags(input.Tags)
    checkActions(input, 'composite')
    checkSuppressor(input, tenant)
    const children = childrenOf(input, tenant)
    const { Tags: _tags, ...wanted } = input
    const definition = JSON.parse(JSON.stringify(wanted)) as CompositeAlarmDefinition
    await alarms.change((change) => {
      const existing = change.get(alarmKey(tenant, input.AlarmName))
      const known = existing?.record.type === 'CompositeAlarm' ? existing.record : undefined
      checkReferences(children, input, tenant, change, (key) => {
        const parents = alarms.parentsOf(key)
        return parents.size + (parents.has(alarmKey(tenant, input.AlarmName)) ? 0 : 1)
      })
      const record: CompositeAlarmRecord = {
        type: 'CompositeAlarm',
        tenant: { accountId: tenant.accountId, region: tenant.region },
        name: input.AlarmName,
        arn: alarmArn(tenant, input.AlarmName),
        createdMs: existing?.record.createdMs ?? change.nowMs,
        updatedMs: change.nowMs,
        definition,
      }
      if (existing === undefined) {
        change.create(record, initialState(change.nowMs))
        const tags = tagsBody(input.Tags)
        if (tags !== undefined) change.write({ kind: MONITORING_TAGS, key: record.arn, body: tags })
        change.evaluateComposite(record, 'created')
      } else if (known === undefined) {
        throw invalid(`The alarm ${input.AlarmName} is a metric alarm: it can not become a composite alarm.`)
      } else if (!isDeepStrictEqual(known.definition, definition)) {
        change.update(known, record, existing.state)
        if (known.definition.ActionsSuppressor !== definition.ActionsSuppressor) change.discardHold(record)
        change.evaluateComposite(record, 'updated')
      }
    })
    return {}
  },
)

function checkSuppressor(input: Input, tenant: Tenant): void {
  const {
    ActionsSuppressor: suppressor,
    ActionsSuppressorWaitPeriod: wait,
    ActionsSuppressorExtensionPeriod: extension,
  } = input
  if (suppressor === undefined) {
    if (wait === undefined && extension === undefined) return
    throw invalid('ActionsSuppressorWaitPeriod and ActionsSuppressorExtensionPeriod need an ActionsSuppressor.')
  }
  if (wait === undefined || extension === undefined) {
    throw invalid('ActionsSuppressor needs ActionsSuppressorWaitPeriod and ActionsSuppressorExtensionPeriod.')
  }
  if (wait < 0 || extension < 0) {
    throw invalid('ActionsSuppressorWaitPeriod and ActionsSuppressorExtensionPeriod must not be negative.')
  }
  if (alarmNameOf(tenant, suppressor) === undefined) {
    throw invalid(`ActionsSuppressor ${suppressor} is not an alarm of this account and Region.`)
  }
}

/** Names of the alarms in the rule, with the text by which the rule calls each. */
function childrenOf({ AlarmRule }: Input, tenant: Tenant): ReadonlyMap<string, string> {
  const texts = alarmsOf(parsed(AlarmRule))
  const children = new Map<string, string>()
  for (const text of texts) {
    const name = alarmNameOf(tenant, text)
    if (name === undefined)
      throw invalid(`AlarmRule refers to ${text}, which is not an alarm of this account and Region.`)
    children.set(name, text)
  }
  if (children.size > MAX_CHILDREN) {
    throw invalid(`AlarmRule must not refer to more than ${MAX_CHILDREN} alarms.`)
  }
  return children
}

function parsed(text: string): Rule {
  try {
    return parseRule(text)
  } catch (error) {
    if (error instanceof RuleProblem) throw invalid(`AlarmRule is invalid: ${error.message}`)
    throw error
  }
}

function checkReferences(
  children: ReadonlyMap<string, string>,
  { ActionsSuppressor: suppressor }: Input,
  tenant: Tenant,
  change: AlarmChange,
  parentsWithThis: (key: string) => number,
): void {
  for (const [name, text] of children) {
    const key = alarmKey(tenant, name)
    if (change.get(key) === undefined) throw invalid(`AlarmRule refers to ${text}, which does not exist.`)
    if (parentsWithThis(key) > MAX_PARENTS) {
      throw invalid(`${text} must not be in the rules of more than ${MAX_PARENTS} composite alarms.`)
    }
  }
  if (suppressor === undefined) return
  const name = alarmNameOf(tenant, suppressor) ?? suppressor
  if (change.get(alarmKey(tenant, name)) === undefined) {
    throw invalid(`ActionsSuppressor ${suppressor} does not exist.`)
  }
}
