import { AwsError, type Operation, operation } from '@atalaya/aws'
import { alarmKey } from '../../../alarms/names.ts'
import type { AlarmDeps } from './deps.ts'

/**
 * Puts an alarm into a state until its next evaluation (a composite alarm: until one of its children changes). The state it is in
 * changes nothing.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_SetAlarmState.html
 */
export const setAlarmState: Operation<AlarmDeps> = operation(
  'monitoring',
  'SetAlarmState',
  async (input, { alarms }: AlarmDeps, { tenant }) => {
    const { AlarmName: name, StateValue: value, StateReason: reason, StateReasonData: reasonData } = input
    if (reasonData !== undefined && !isJson(reasonData)) {
      throw new AwsError('InvalidFormatFault', 'StateReasonData is not valid JSON.')
    }
    await alarms.change((change) => {
      const alarm = change.get(alarmKey(tenant, name))
      if (alarm === undefined) throw new AwsError('ResourceNotFound', `Alarm ${name} does not exist.`)
      change.transition(alarm, { value, reason, reasonData })
    })
    return {}
  },
)

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
