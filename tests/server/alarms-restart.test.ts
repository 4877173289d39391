import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type CloudWatchClient,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  PutCompositeAlarmCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Account } from '../support/clients.ts'
import { spawnServer } from '../support/spawn-server.ts'

let dataDirectory: string
beforeAll(() => {
  dataDirectory = mkdtempSync(join(tmpdir(), 'atalaya-alarms-restart-'))
})
afterAll(() => rmSync(dataDirectory, { recursive: true, force: true }))

test('a killed server knows the state of its alarms, and goes on without telling twice', {
  timeout: 120_000,
}, async () => {
  const id = '123456789012'
  const first = await spawnServer({ dataDirectory })
  const before = new Account({ id, url: first.url }).cloudwatch()
  const rule = { Period: 10, EvaluationPeriods: 1, Threshold: 50, ComparisonOperator: 'GreaterThanThreshold' } as const
  const metric = { Namespace: 'Kept', MetricName: 'm', Statistic: 'Maximum', TreatMissingData: 'ignore' } as const
  await before.send(new PutMetricAlarmCommand({ AlarmName: 'child', ...metric, ...rule }))
  await before.send(new PutCompositeAlarmCommand({ AlarmName: 'top', AlarmRule: 'ALARM(child)' }))
  await put(before, 99)
  await expect.poll(() => states(before), { timeout: 30_000, interval: 250 }).toEqual(['ALARM', 'ALARM'])
  const told = await history(before)
  await first.kill()

  const second = await spawnServer({ dataDirectory })
  const after = new Account({ id, url: second.url }).cloudwatch()
  expect(await states(after)).toEqual(['ALARM', 'ALARM'])
  await put(after, 1)
  await expect.poll(() => states(after), { timeout: 30_000, interval: 250 }).toEqual(['OK', 'OK'])
  expect(await history(after)).toEqual([...told, 'Alarm updated from ALARM to OK', 'Alarm updated from ALARM to OK'])
  await second.stop()
})

async function put(cloudwatch: CloudWatchClient, Value: number): Promise<void> {
  const MetricData = [{ MetricName: 'm', Value, StorageResolution: 1 }]
  await cloudwatch.send(new PutMetricDataCommand({ Namespace: 'Kept', MetricData }))
}

const AlarmTypes = ['MetricAlarm', 'CompositeAlarm'] as const

async function states(cloudwatch: CloudWatchClient): Promise<readonly unknown[]> {
  const { MetricAlarms = [], CompositeAlarms = [] } = await cloudwatch.send(
    new DescribeAlarmsCommand({ AlarmTypes: [...AlarmTypes] }),
  )
  return [...MetricAlarms, ...CompositeAlarms].map(({ StateValue }) => StateValue)
}

async function history(cloudwatch: CloudWatchClient): Promise<readonly unknown[]> {
  const { AlarmHistoryItems = [] } = await cloudwatch.send(
    new DescribeAlarmHistoryCommand({ AlarmTypes: [...AlarmTypes], ScanBy: 'TimestampAscending' }),
  )
  return AlarmHistoryItems.map(({ HistorySummary }) => HistorySummary)
}
