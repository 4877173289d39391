import { type Operation, operation } from '@atalaya/aws'
import type { Tenant } from '@atalaya/model'
import type { AlarmBook } from '../../../alarms/alarm-book.ts'
import { alarmKey } from '../../../alarms/names.ts'
import type { AlarmDeps } from './deps.ts'

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_EnableAlarmActions.html */
export const enableAlarmActions: Operation<AlarmDeps> = operation(
  'monitoring',
  'EnableAlarmActions',
  async ({ AlarmNames }, { alarms }: AlarmDeps, { tenant }) => {
    await switchActions(alarms, tenant, AlarmNames, true)
    return {}
  },
)

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DisableAlarmActions.html */
export const disableAlarmActions: Operation<AlarmDeps> = operation(
  'monitoring',
  'DisableAlarmActions',
  async ({ AlarmNames }, { alarms }: AlarmDeps, { tenant }) => {
    await switchActions(alarms, tenant, AlarmNames, false)
    return {}
  },
)

/** Names that do not exist are passed over (our choice: AWS does not say). */
async function switchActions(
  alarms: AlarmBook,
  tenant: Tenant,
  names: readonly string[],
  enabled: boolean,
): Promise<void> {
  await alarms.change((change) => {
    for (const name of new Set(names)) {
      const alarm = change.get(alarmKey(tenant, name))
      if (alarm === undefined || (alarm.record.definition.ActionsEnabled ?? true) === enabled) continue
      change.setActionsEnabled(alarm, enabled)
    }
  })
}
