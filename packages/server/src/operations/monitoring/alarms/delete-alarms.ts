import { AwsError, type Operation, operation } from '@atalaya/aws'
import { alarmKey } from '../../../alarms/names.ts'
import type { AlarmDeps } from './deps.ts'
import { invalid } from './validate.ts'

/**
 * Deletes alarms; their history stays. Those that exist are deleted even when others do not. None is deleted when another alarm
 * depends on one of them.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DeleteAlarms.html
 */
export const deleteAlarms: Operation<AlarmDeps> = operation(
  'monitoring',
  'DeleteAlarms',
  async (input, { alarms }: AlarmDeps, { tenant }) => {
    const names = [...new Set(input.AlarmNames)]
    const unknown = await alarms.change((change) => {
      const found = names.flatMap((name) => change.get(alarmKey(tenant, name)) ?? [])
      if (found.filter(({ record }) => record.type === 'CompositeAlarm').length > 1) {
        throw invalid('Only one composite alarm can be deleted at a time.')
      }
      if (names.length > 1 && found.some(({ record }) => record.type === 'LogAlarm')) {
        throw invalid('Log alarms can only be deleted one at a time.')
      }
      const keys = new Set(found.map(({ record }) => alarmKey(tenant, record.name)))
      for (const { record } of found) {
        const key = alarmKey(tenant, record.name)
        const dependents = [...alarms.parentsOf(key), ...alarms.suppressedBy(key)].filter((other) => !keys.has(other))
        if (dependents.length === 0) continue
        const by = dependents.map((other) => change.get(other)?.record.name ?? other).join(', ')
        throw new AwsError('ResourceConflict', `The alarm ${record.name} is used by ${by} and can not be deleted.`)
      }
      for (const alarm of found) change.delete(alarm)
      return names.filter((name) => !keys.has(alarmKey(tenant, name)))
    })
    if (unknown.length > 0) throw new AwsError('ResourceNotFound', `Unknown alarms: ${unknown.join(', ')}`)
    return {}
  },
)
