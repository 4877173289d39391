import { isoTime, jsonText } from '@atalaya/alarms'
import type { AlarmTransition } from '../transition.ts'
import { stateConfiguration } from './configuration.ts'
import { stateDetail } from './events.ts'

/**
 * What a Lambda function is invoked with, as JSON text.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html
 */
export function lambdaPayload({ alarm, state, previous, contributor }: AlarmTransition): string {
  return jsonText({
    source: 'aws.cloudwatch',
    alarmArn: alarm.arn,
    accountId: alarm.tenant.accountId,
    time: isoTime(state.timestampMs),
    region: alarm.tenant.region,
    alarmData: {
      alarmName: alarm.name,
      alarmContributor: contributor && { id: contributor.id, attributes: contributor.attributes },
      state: stateDetail(state),
      previousState: stateDetail(previous),
      configuration: stateConfiguration(alarm),
    },
  })
}
