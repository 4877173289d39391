import {
  type CloudWatchClient,
  DeleteAlarmMuteRuleCommand,
  DeleteAlarmsCommand,
  DeleteAnomalyDetectorCommand,
  DescribeAlarmContributorsCommand,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  DescribeAlarmsForMetricCommand,
  DescribeAnomalyDetectorsCommand,
  DisableAlarmActionsCommand,
  EnableAlarmActionsCommand,
  GetAlarmMuteRuleCommand,
  ListAlarmMuteRulesCommand,
  ListTagsForResourceCommand,
  type MetricAlarm,
  PutAlarmMuteRuleCommand,
  PutAnomalyDetectorCommand,
  PutCompositeAlarmCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
  PutMetricDataCommand,
  paginateDescribeAlarms,
  SetAlarmStateCommand,
  TagResourceCommand,
  waitUntilAlarmExists,
} from '@aws-sdk/client-cloudwatch'
import { describe, expect, test } from 'vitest'
import { Account, CLOUDWATCH_PROTOCOLS, unique } from '../support/clients.ts'
import { failure } from '../support/logs.ts'

const TOPIC = 'arn:aws:sns:us-east-1:000000000000:topic'

const definition = (AlarmName: string): PutMetricAlarmCommandInput => ({
  AlarmName,
  AlarmDescription: 'too much',
  Namespace: 'Alarms',
  MetricName: AlarmName,
  Dimensions: [{ Name: 'host', Value: 'a' }],
  Statistic: 'Maximum',
  Period: 60,
  EvaluationPeriods: 3,
  DatapointsToAlarm: 2,
  Threshold: 0.5,
  ComparisonOperator: 'GreaterThanThreshold',
  TreatMissingData: 'ignore',
  AlarmActions: [TOPIC],
})

describe.each(CLOUDWATCH_PROTOCOLS)('alarms in %s', (protocol) => {
  const account = new Account()
  const cloudwatch = account.cloudwatch(protocol)
  const arnOf = (name: string): string => `arn:aws:cloudwatch:${account.region}:${account.id}:alarm:${name}`

  async function created(more: Partial<PutMetricAlarmCommandInput> = {}): Promise<string> {
    const name = unique('alarm')
    await cloudwatch.send(new PutMetricAlarmCommand({ ...definition(name), ...more }))
    return name
  }
  async function alarm(name: string): Promise<MetricAlarm | undefined> {
    const { MetricAlarms } = await cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: [name] }))
    return MetricAlarms?.[0]
  }

  test('are described as they were put', async () => {
    const name = await created({ Tags: [{ Key: 'team', Value: 'x' }] })
    await waitUntilAlarmExists({ client: cloudwatch, maxWaitTime: 10 }, { AlarmNames: [name] })
    expect(await alarm(name)).toMatchObject({
      ...definition(name),
      AlarmArn: arnOf(name),
      ActionsEnabled: true,
      OKActions: [],
      StateValue: 'INSUFFICIENT_DATA',
      AlarmConfigurationUpdatedTimestamp: expect.any(Date),
      StateUpdatedTimestamp: expect.any(Date),
    })
    const found = await cloudwatch.send(
      new DescribeAlarmsForMetricCommand({
        Namespace: 'Alarms',
        MetricName: name,
        Dimensions: [{ Name: 'host', Value: 'a' }],
      }),
    )
    expect(found.MetricAlarms?.map(({ AlarmName }) => AlarmName)).toEqual([name])
    await cloudwatch.send(new TagResourceCommand({ ResourceARN: arnOf(name), Tags: [{ Key: 'env', Value: 'y' }] }))
    const { Tags } = await cloudwatch.send(new ListTagsForResourceCommand({ ResourceARN: arnOf(name) }))
    expect(Tags).toEqual([
      { Key: 'team', Value: 'x' },
      { Key: 'env', Value: 'y' },
    ])
  })

  test('change their state and remember it', async () => {
    const name = await created()
    await cloudwatch.send(new SetAlarmStateCommand({ AlarmName: name, StateValue: 'ALARM', StateReason: 'by hand' }))
    expect(await alarm(name)).toMatchObject({ StateValue: 'ALARM', StateReason: 'by hand' })
    await cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: [name] }))
    expect(await alarm(name)).toBeUndefined()
    const { AlarmHistoryItems = [] } = await cloudwatch.send(
      new DescribeAlarmHistoryCommand({ AlarmName: name, ScanBy: 'TimestampAscending' }),
    )
    expect(AlarmHistoryItems.map(({ HistoryItemType, HistorySummary }) => [HistoryItemType, HistorySummary])).toEqual([
      ['ConfigurationUpdate', `Alarm "${name}" created`],
      ['StateUpdate', 'Alarm updated from INSUFFICIENT_DATA to ALARM'],
      ['ConfigurationUpdate', `Alarm "${name}" deleted`],
    ])
    expect(AlarmHistoryItems[0]?.Timestamp).toBeInstanceOf(Date)
  })

  test('are combined, and a child that is used stays', async () => {
    const child = await created()
    const top = unique('top')
    const AlarmRule = `ALARM(${child}) AND NOT FALSE`
    await cloudwatch.send(
      new PutCompositeAlarmCommand({
        AlarmName: top,
        AlarmRule,
        ActionsSuppressor: child,
        ActionsSuppressorWaitPeriod: 10,
        ActionsSuppressorExtensionPeriod: 20,
      }),
    )
    await cloudwatch.send(new SetAlarmStateCommand({ AlarmName: child, StateValue: 'ALARM', StateReason: 'by hand' }))
    const { CompositeAlarms } = await cloudwatch.send(
      new DescribeAlarmsCommand({ AlarmNames: [top], AlarmTypes: ['CompositeAlarm'] }),
    )
    expect(CompositeAlarms).toMatchObject([
      { AlarmRule, StateValue: 'ALARM', ActionsSuppressor: child, ActionsSuppressedBy: 'Alarm' },
    ])
    const conflict = await failure(cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: [child] })))
    expect(conflict).toMatchObject({ $metadata: { httpStatusCode: 409 } })
    const { CompositeAlarms: parents } = await cloudwatch.send(new DescribeAlarmsCommand({ ParentsOfAlarmName: child }))
    expect(parents?.map(({ AlarmName }) => AlarmName)).toEqual([top])
  })

  test('are listed by pages', async () => {
    const prefix = unique('page')
    for (const index of [1, 2, 3]) {
      await cloudwatch.send(new PutMetricAlarmCommand({ ...definition(`${prefix}-${index}`) }))
    }
    const names: unknown[] = []
    for await (const { MetricAlarms } of paginateDescribeAlarms(
      { client: cloudwatch, pageSize: 2 },
      { AlarmNamePrefix: prefix },
    )) {
      names.push(MetricAlarms?.length)
    }
    expect(names).toEqual([2, 1])
  })

  test('have actions that can be switched off', async () => {
    const name = await created()
    await cloudwatch.send(new DisableAlarmActionsCommand({ AlarmNames: [name] }))
    expect((await alarm(name))?.ActionsEnabled).toBe(false)
    await cloudwatch.send(new EnableAlarmActionsCommand({ AlarmNames: [name] }))
    expect((await alarm(name))?.ActionsEnabled).toBe(true)
  })

  test('are muted', async () => {
    const Name = unique('mute')
    const Rule = { Schedule: { Expression: 'cron(0 2 * * SUN)', Duration: 'PT4H', Timezone: 'Europe/Berlin' } }
    const ExpireDate = new Date(Date.now() + 86_400_000)
    await cloudwatch.send(new PutAlarmMuteRuleCommand({ Name, Rule, MuteTargets: { AlarmNames: ['a'] }, ExpireDate }))
    const rule = await cloudwatch.send(new GetAlarmMuteRuleCommand({ AlarmMuteRuleName: Name }))
    expect(rule).toMatchObject({ Name, Rule, MuteTargets: { AlarmNames: ['a'] }, MuteType: 'RECURRING' })
    expect(rule.ExpireDate?.getTime()).toBeCloseTo(ExpireDate.getTime(), -4)
    const { AlarmMuteRuleSummaries } = await cloudwatch.send(new ListAlarmMuteRulesCommand({ AlarmName: 'a' }))
    expect(AlarmMuteRuleSummaries).toHaveLength(1)
    await cloudwatch.send(new DeleteAlarmMuteRuleCommand({ AlarmMuteRuleName: Name }))
    const gone = await failure(cloudwatch.send(new GetAlarmMuteRuleCommand({ AlarmMuteRuleName: Name })))
    expect(gone.name).toBe('ResourceNotFoundException')
  })

  test('have anomaly detectors', async () => {
    const SingleMetricAnomalyDetector = { Namespace: 'Alarms', MetricName: unique('metric'), Stat: 'Average' }
    const put = await cloudwatch.send(new PutAnomalyDetectorCommand({ SingleMetricAnomalyDetector }))
    const MetricName = SingleMetricAnomalyDetector.MetricName
    const { AnomalyDetectors } = await cloudwatch.send(new DescribeAnomalyDetectorsCommand({ MetricName }))
    expect(AnomalyDetectors).toMatchObject([
      { AnomalyDetectorId: put.AnomalyDetectorId, SingleMetricAnomalyDetector, StateValue: 'PENDING_TRAINING' },
    ])
    await cloudwatch.send(new DeleteAnomalyDetectorCommand({ SingleMetricAnomalyDetector }))
  })

  test.each<[string, Partial<PutMetricAlarmCommandInput>, string]>([
    ['a period of 45', { Period: 45 }, 'Period must be 10, 20, 30 or a multiple of 60'],
    ['M above N', { DatapointsToAlarm: 4 }, 'DatapointsToAlarm must be less than or equal to EvaluationPeriods'],
  ])('refuse %s', async (_name, more, message) => {
    const error = await failure(created(more))
    expect(error).toMatchObject({ message, $metadata: { httpStatusCode: 400 } })
    expect(error.name).toMatch(/^ValidationE/)
  })

  test('refuse a state that is none, in the words of AWS', async () => {
    const AlarmName = await created()
    const input = { AlarmName, StateValue: 'FOO' as 'OK', StateReason: '' }
    const error = await failure(cloudwatch.send(new SetAlarmStateCommand(input)))
    expect(error.message).toBe(
      "1 validation error detected: Value 'FOO' at 'stateValue' failed to satisfy constraint: Member must satisfy enum value set: [INSUFFICIENT_DATA, ALARM, OK]",
    )
  })

  test('that do not exist are told apart from those that do', async () => {
    const set = cloudwatch.send(new SetAlarmStateCommand({ AlarmName: 'gone', StateValue: 'OK', StateReason: '' }))
    expect(await failure(set)).toMatchObject({ $metadata: { httpStatusCode: 404 } })
    const contributors = cloudwatch.send(new DescribeAlarmContributorsCommand({ AlarmName: 'gone' }))
    expect((await failure(contributors)).name).toBe('ResourceNotFoundException')
  })
})

test('an alarm of ten seconds goes off by itself', async () => {
  const cloudwatch: CloudWatchClient = new Account().cloudwatch()
  const AlarmName = unique('live')
  const { Dimensions: _, ...plain } = definition(AlarmName)
  const rule = { Period: 10, EvaluationPeriods: 1, DatapointsToAlarm: 1 }
  await cloudwatch.send(new PutMetricAlarmCommand({ ...plain, ...rule }))
  const MetricData = [{ MetricName: AlarmName, Value: 1, StorageResolution: 1 }]
  await cloudwatch.send(new PutMetricDataCommand({ Namespace: 'Alarms', MetricData }))
  const putMs = Date.now()
  // The boundary of ten seconds after the datapoint, five seconds of delay, and some for a busy machine.
  const boundaryMs = Math.floor(putMs / 10_000) * 10_000 + 10_000
  await expect
    .poll(
      async () => {
        const { MetricAlarms } = await cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: [AlarmName] }))
        return MetricAlarms?.[0]?.StateValue
      },
      { timeout: 30_000, interval: 500 },
    )
    .toBe('ALARM')
  expect(Date.now() - boundaryMs).toBeLessThan(10_000)
}, 40_000)
