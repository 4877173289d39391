import { AwsError, type Operation, operation } from '@atalaya/aws'
import type { AlarmDeps } from './deps.ts'
import { pageOf } from './pages.ts'

const RECORDS = 100

/**
 * The series of an alarm that are in ALARM.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmContributors.html
 */
export const describeAlarmContributors: Operation<AlarmDeps> = operation(
  'monitoring',
  'DescribeAlarmContributors',
  async (input, { alarms }: AlarmDeps, { tenant }) => {
    const alarm = alarms.get(tenant, input.AlarmName)
    if (alarm === undefined) {
      throw new AwsError('ResourceNotFoundException', `Alarm ${input.AlarmName} does not exist.`, {
        members: { ResourceType: 'alarm', ResourceId: input.AlarmName },
      })
    }
    const alarming = (alarm.state.contributors ?? [])
      .filter(({ value }) => value === 'ALARM')
      .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    const { items, next } = pageOf(alarming, ({ id }) => id, input.NextToken, RECORDS)
    return {
      AlarmContributors: items.map(({ id, attributes, reason, transitionedMs }) => ({
        ContributorId: id,
        ContributorAttributes: attributes,
        StateReason: reason,
        StateTransitionedTimestamp: transitionedMs,
      })),
      NextToken: next,
    }
  },
)
