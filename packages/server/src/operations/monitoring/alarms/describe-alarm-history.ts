import { type InputOf, type Operation, operation } from '@atalaya/aws'
import { DAY_MS } from '@atalaya/model'
import { type HistoryItem, historyOf } from '../../../alarms/history.ts'
import type { AlarmDeps } from './deps.ts'
import { lastOf, tokenAfter } from './pages.ts'

type Input = InputOf<'monitoring', 'DescribeAlarmHistory'>

const DEFAULT_RECORDS = 100
const KEPT_MS: number = 30 * DAY_MS

/**
 * What happened to alarms, deleted ones included. Without types only metric alarms are told about, as AWS does.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmHistory.html
 */
export const describeAlarmHistory: Operation<AlarmDeps> = operation(
  'monitoring',
  'DescribeAlarmHistory',
  async (input, { control, clock }: AlarmDeps, { tenant }) => {
    const found = historyOf(control, tenant).filter((item) => matches(item, input, clock.now() - KEPT_MS))
    const ordered = input.ScanBy === 'TimestampAscending' ? found : found.toReversed()
    // Items only come and go at the ends, so how many were told is where to go on.
    const from = input.NextToken === undefined ? 0 : positionOf(ordered, lastOf(input.NextToken))
    const page = ordered.slice(from, from + (input.MaxRecords ?? DEFAULT_RECORDS))
    const last = page.at(-1)
    return {
      AlarmHistoryItems: page.map(render),
      NextToken: from + page.length < ordered.length && last !== undefined ? tokenAfter(last.id) : undefined,
    }
  },
)

function positionOf(items: readonly HistoryItem[], id: string): number {
  const index = items.findIndex((item) => item.id === id)
  return index === -1 ? items.length : index + 1
}

function matches(item: HistoryItem, input: Input, oldestMs: number): boolean {
  const types: readonly string[] = input.AlarmTypes?.length ? input.AlarmTypes : ['MetricAlarm']
  const { StartDate = oldestMs, EndDate = Number.POSITIVE_INFINITY } = input
  return (
    (input.AlarmName === undefined || item.alarmName === input.AlarmName) &&
    types.includes(item.alarmType) &&
    (input.HistoryItemType === undefined || item.type === input.HistoryItemType) &&
    (input.AlarmContributorId === undefined || item.contributor?.id === input.AlarmContributorId) &&
    item.timestampMs >= Math.max(StartDate, oldestMs) &&
    item.timestampMs <= EndDate
  )
}

function render(item: HistoryItem) {
  return {
    AlarmName: item.alarmName,
    AlarmContributorId: item.contributor?.id,
    AlarmType: item.alarmType,
    Timestamp: item.timestampMs,
    HistoryItemType: item.type,
    HistorySummary: item.summary,
    HistoryData: item.data,
    AlarmContributorAttributes: item.contributor?.attributes,
  }
}
