import { AwsError, type InputOf } from '@atalaya/aws'
import { MINUTE_MS } from '@atalaya/model'
import { describe, expect, test } from 'vitest'
import { SIMPLE, type TestAlarms, TOPIC, testAlarms, testArn } from '../../../alarms/test-alarms.ts'

const START = Date.parse('2026-11-21T12:00:00Z')

type Put = InputOf<'monitoring', 'PutMetricAlarm'>

async function answerTo(work: Promise<unknown>): Promise<string> {
  try {
    await work
    return 'accepted'
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    return `${error.code}: ${error.message}`
  }
}

const query = (Id: string, more: object = {}) => ({
  Id,
  MetricStat: { Metric: { Namespace: 'Test', MetricName: 'm' }, Period: 60, Stat: 'Sum' },
  ...more,
})
const { Namespace: _n, MetricName: _m, Statistic: _s, Period: _p, ...RULE } = SIMPLE
const { Statistic: _, ...UNDECIDED } = SIMPLE
const { Threshold: _t, ComparisonOperator: _c, ...NO_LIMIT } = SIMPLE
const GROUPED = 'SELECT SUM(m) FROM SCHEMA("Test", host) GROUP BY host ORDER BY SUM() DESC'
const wallClock = (Timezone?: string) => ({ EvaluationWindow: { WallClockWindow: { Timezone } } })
const SCALING = 'arn:aws:autoscaling:us-east-1:000000000000:scalingPolicy:x:autoScalingGroupName/g:policyName/p'

const PROMQL = { PromQLCriteria: { Query: 'up == 0' } }

describe('PutMetricAlarm refuses', () => {
  test.each<[string, object, string]>([
    ['a period of 45', { ...SIMPLE, Period: 45 }, 'Period must be 10, 20, 30 or a multiple of 60'],
    [
      'more than a day',
      { ...SIMPLE, Period: 300, EvaluationPeriods: 289 },
      'Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400) for alarms using period < 3600',
    ],
    [
      'more than a week',
      { ...SIMPLE, Period: 3_600, EvaluationPeriods: 169 },
      'Metrics cannot be checked across more than a week (EvaluationPeriods * Period must be <= 604800) for alarms using period >= 3600',
    ],
    [
      'M above N',
      { ...SIMPLE, EvaluationPeriods: 3, DatapointsToAlarm: 4 },
      'DatapointsToAlarm must be less than or equal to EvaluationPeriods',
    ],
    [
      'two statistics',
      { ...SIMPLE, ExtendedStatistic: 'p99' },
      'PutMetricAlarm request can not be made with both Statistic and ExtendedStatistic parameters. Only one of them should be present',
    ],
    ['no statistic', UNDECIDED, 'PutMetricAlarm request should have a Statistic parameter'],
    ['no period', { ...SIMPLE, Period: undefined }, 'PutMetricAlarm request should have a Period parameter'],
    [
      'no evaluation periods',
      { ...SIMPLE, EvaluationPeriods: undefined },
      'PutMetricAlarm request should have an EvaluationPeriods parameter',
    ],
    [
      'no threshold',
      { ...SIMPLE, Threshold: undefined },
      'PutMetricAlarm request should have a valid Threshold parameter',
    ],
    ['no metric', RULE, 'PutMetricAlarm request should have a MetricName parameter'],
    [
      'a statistic that is none',
      { ...UNDECIDED, ExtendedStatistic: 'p101' },
      'The value p101 for parameter ExtendedStatistic',
    ],
    [
      'a plain statistic as an extended one',
      { ...UNDECIDED, ExtendedStatistic: 'Average' },
      'The value Average for parameter ExtendedStatistic is not supported.',
    ],
    [
      'another treatment of missing data',
      { ...SIMPLE, TreatMissingData: 'Breaching' },
      'Supported values for TreatMissingData are breaching, notBreaching, ignore, and missing.',
    ],
    [
      'low samples of a sum',
      { ...SIMPLE, EvaluateLowSampleCountPercentile: 'ignore' },
      'Option evaluateLowSampleCountPercentile can not be applied with statistic Sum. This option is enabled only for percentile statistics.',
    ],
    [
      'a metric and metrics',
      { ...SIMPLE, Metrics: [query('m1')] },
      'Scalar metric parameters must not be set if list of Metrics is set.',
    ],
    [
      'SEARCH',
      { ...RULE, Metrics: [{ Id: 'e1', Expression: `SUM(SEARCH('{Test} m', 'Sum', 60))` }] },
      'SEARCH is not supported on Metric Alarms.',
    ],
    [
      'two series',
      { ...RULE, Metrics: [query('m1'), query('m2')] },
      'Exactly one element of the metrics list should return data.',
    ],
    [
      'a mistake in an expression',
      { ...RULE, Metrics: [query('m1', { ReturnData: false }), { Id: 'e', Expression: 'm1 +' }] },
      "Error in expression 'e'",
    ],
    [
      'an array of series',
      { ...RULE, Metrics: [query('m1', { ReturnData: false }), { Id: 'e', Expression: 'METRICS() * 2' }] },
      'The expression e must return a single time series.',
    ],
    [
      'Metrics Insights of ten seconds',
      { ...RULE, Metrics: [{ Id: 'q', Expression: GROUPED, Period: 10 }] },
      'MetricsInsights monitors do not support less than 60 seconds period',
    ],
    [
      'Metrics Insights over more than three hours',
      { ...RULE, EvaluationPeriods: 181, Metrics: [{ Id: 'q', Expression: GROUPED, Period: 60 }] },
      'MetricsInsights monitors cannot be checked across more than 3 hours',
    ],
    [
      'scaling for several series',
      { ...RULE, AlarmActions: [SCALING], Metrics: [{ Id: 'q', Expression: GROUPED, Period: 60 }] },
      'Autoscaling actions are not available for Multi Time Series alarms',
    ],
    [
      'notifications of missing data for several series',
      { ...RULE, InsufficientDataActions: [TOPIC], Metrics: [{ Id: 'q', Expression: GROUPED, Period: 60 }] },
      'InsufficientData actions are not supported for contributor-level action types in Multi Time Series alarms',
    ],
    [
      'a band without its id',
      { ...NO_LIMIT, ComparisonOperator: 'GreaterThanUpperThreshold' },
      'ComparisonOperator GreaterThanUpperThreshold needs a ThresholdMetricId.',
    ],
    [
      'an id that is no band',
      {
        ...RULE,
        Threshold: undefined,
        ComparisonOperator: 'GreaterThanUpperThreshold',
        ThresholdMetricId: 'm1',
        Metrics: [query('m1'), query('m2')],
      },
      'ThresholdMetricId must be the id of an ANOMALY_DETECTION_BAND expression',
    ],
    [
      'a wall clock of ten minutes',
      { ...SIMPLE, Period: 600, ...wallClock() },
      'Period 600 is not supported for a wall clock window',
    ],
    [
      'two windows',
      { ...SIMPLE, EvaluationWindow: { SlidingWindow: {}, WallClockWindow: {} } },
      'EvaluationWindow must have one of SlidingWindow and WallClockWindow.',
    ],
    ['a window of no kind', { ...SIMPLE, EvaluationWindow: {} }, 'EvaluationWindow must have one of'],
    ['a wall clock at +01:03', { ...SIMPLE, ...wallClock('+01:03') }, 'The time zone +01:03 is invalid'],
    [
      'an action that is none',
      { ...SIMPLE, OKActions: ['arn:aws:s3:::bucket'] },
      'Invalid arn syntax: arn:aws:s3:::bucket',
    ],
    [
      'an incident for OK',
      { ...SIMPLE, OKActions: ['arn:aws:ssm:us-east-1:000000000000:opsitem:3'] },
      'Invalid arn syntax: arn:aws:ssm:us-east-1:000000000000:opsitem:3',
    ],
    [
      'control characters in the name',
      { ...SIMPLE, AlarmName: 'a\nb' },
      'The value for parameter AlarmName must not contain control characters.',
    ],
    [
      'PromQL',
      { AlarmName: 'p', EvaluationCriteria: PROMQL, EvaluationInterval: 60 },
      'EvaluationCriteria is not supported',
    ],
    [
      'an interval of nothing',
      { AlarmName: 'p', EvaluationInterval: 60 },
      'PutMetricAlarm request should have an EvaluationCriteria parameter',
    ],
    [
      'PromQL without interval',
      { AlarmName: 'p', EvaluationCriteria: PROMQL },
      'PutMetricAlarm request should have an EvaluationInterval parameter',
    ],
    [
      'PromQL every 90 seconds',
      { AlarmName: 'p', EvaluationCriteria: PROMQL, EvaluationInterval: 90 },
      'EvaluationInterval must be 10, 20, 30 or a multiple of 60 up to 3600',
    ],
    [
      'PromQL and a metric',
      { ...SIMPLE, EvaluationCriteria: PROMQL, EvaluationInterval: 60 },
      'MetricName, Namespace, Period, Statistic, Threshold, ComparisonOperator, EvaluationPeriods must not be set',
    ],
    ['a reserved tag', { ...SIMPLE, Tags: [{ Key: 'aws:x', Value: '1' }] }, 'The tag key aws:x is reserved.'],
  ])('%s', async (_name, input, message) => {
    const cloud = testAlarms(START)
    expect(await answerTo(cloud.call('PutMetricAlarm', input as Put))).toContain(`ValidationError: ${message}`)
    expect((await cloud.call('DescribeAlarms', {})).MetricAlarms).toEqual([])
  })

  test.each<[string, object]>([
    ['a week of hours', { ...SIMPLE, Period: 3_600, EvaluationPeriods: 168 }],
    [
      'actions of every kind',
      {
        ...SIMPLE,
        AlarmActions: [
          TOPIC,
          'arn:aws:lambda:us-east-1:000000000000:function:f:alias',
          'arn:aws:automate:us-east-1:ec2:recover',
          SCALING,
          'arn:aws:ssm:us-east-1:000000000000:opsitem:3#CATEGORY=Cost',
        ],
      },
    ],
    ...['responseplan/p', 'response-plan/p'].map((plan): [string, object] => [
      `incidents of a ${plan}`,
      { ...SIMPLE, AlarmActions: [`arn:aws:ssm-incidents::000000000000:${plan}`] },
    ]),
    ['a sliding window', { ...SIMPLE, EvaluationWindow: { SlidingWindow: {} } }],
  ])('but not %s', async (_name, input) => {
    expect(await answerTo(testAlarms(START).call('PutMetricAlarm', input as Put))).toBe('accepted')
  })
})

describe('PutMetricAlarm', () => {
  test('describes what was put and no defaults', async () => {
    const cloud = testAlarms(START)
    await cloud.call('PutMetricAlarm', { ...SIMPLE, Tags: [{ Key: 'team', Value: 'x' }] })
    expect(await cloud.alarm('simple')).toEqual({
      ...SIMPLE,
      AlarmArn: testArn('simple'),
      ActionsEnabled: true,
      InsufficientDataActions: [],
      Dimensions: [],
      AlarmConfigurationUpdatedTimestamp: START,
      StateValue: 'INSUFFICIENT_DATA',
      StateReason: 'Unchecked: Initial alarm creation',
      StateUpdatedTimestamp: START,
      StateTransitionedTimestamp: START,
    })
    const { Tags } = await cloud.call('ListTagsForResource', { ResourceARN: testArn('simple') })
    expect(Tags).toEqual([{ Key: 'team', Value: 'x' }])
  })

  test('of the same once more changes nothing', async () => {
    const cloud = testAlarms(START)
    await cloud.call('PutMetricAlarm', SIMPLE)
    const before = await cloud.alarm('simple')
    cloud.clock.advance(MINUTE_MS)
    await cloud.call('PutMetricAlarm', SIMPLE)
    expect(await cloud.alarm('simple')).toEqual(before)
    expect(await cloud.history('simple')).toEqual(['Alarm "simple" created'])
  })

  test('of something else replaces the whole configuration and tells what it was', async () => {
    const cloud = testAlarms(START)
    await cloud.call('PutMetricAlarm', { ...SIMPLE, AlarmDescription: 'old' })
    cloud.clock.advance(MINUTE_MS)
    await cloud.call('PutMetricAlarm', { ...SIMPLE, Threshold: 60 })
    const alarm = await cloud.alarm('simple')
    expect(alarm).toMatchObject({
      Threshold: 60,
      AlarmConfigurationUpdatedTimestamp: START + MINUTE_MS,
      StateUpdatedTimestamp: START,
    })
    expect(alarm.AlarmDescription).toBeUndefined()
    const { AlarmHistoryItems = [] } = await cloud.call('DescribeAlarmHistory', {
      HistoryItemType: 'ConfigurationUpdate',
    })
    expect(JSON.parse(AlarmHistoryItems[0]?.HistoryData ?? '')).toMatchObject({
      version: '1.0',
      type: 'Update',
      updatedAlarm: { alarmName: 'simple', threshold: 60, extendedStatistic: 'SUM', okactions: [`${TOPIC}-ok`] },
      originalUpdatedFields: { alarmDescription: 'old', threshold: 50 },
    })
  })

  test('cannot make a metric alarm of a composite one, nor the reverse', async () => {
    const cloud = testAlarms(START)
    await cloud.call('PutMetricAlarm', SIMPLE)
    await cloud.call('PutCompositeAlarm', { AlarmName: 'top', AlarmRule: 'TRUE' })
    expect(await answerTo(cloud.call('PutMetricAlarm', { ...SIMPLE, AlarmName: 'top' }))).toContain('ValidationError')
    expect(await answerTo(cloud.call('PutCompositeAlarm', { AlarmName: 'simple', AlarmRule: 'TRUE' }))).toContain(
      'ValidationError',
    )
  })
})

describe('PutCompositeAlarm refuses', () => {
  test.each([
    [
      'a name with a blank without quotation marks',
      { AlarmRule: 'ALARM(my alarm)' },
      "AlarmRule is invalid: expected ')' at position 9",
    ],
    ['an alarm that does not exist', { AlarmRule: 'ALARM(gone)' }, 'AlarmRule refers to gone, which does not exist.'],
    [
      'an alarm of another Region',
      { AlarmRule: 'ALARM(arn:aws:cloudwatch:eu-west-1:000000000000:alarm:a)' },
      'not an alarm of this account and Region',
    ],
    ['a suppressor without periods', { AlarmRule: 'TRUE', ActionsSuppressor: 'simple' }, 'ActionsSuppressor needs'],
    [
      'periods without a suppressor',
      { AlarmRule: 'TRUE', ActionsSuppressorWaitPeriod: 1 },
      'need an ActionsSuppressor',
    ],
    [
      'a suppressor that does not exist',
      {
        AlarmRule: 'TRUE',
        ActionsSuppressor: 'gone',
        ActionsSuppressorWaitPeriod: 1,
        ActionsSuppressorExtensionPeriod: 1,
      },
      'ActionsSuppressor gone does not exist.',
    ],
    [
      'an action for machines',
      { AlarmRule: 'TRUE', OKActions: ['arn:aws:automate:us-east-1:ec2:stop'] },
      'Invalid arn syntax',
    ],
  ])('%s', async (_name, input, message) => {
    const cloud = testAlarms(START)
    await cloud.call('PutMetricAlarm', SIMPLE)
    expect(await answerTo(cloud.call('PutCompositeAlarm', { AlarmName: 'top', ...input }))).toContain(message)
  })
  test('more than a hundred children', async () => {
    const AlarmRule = Array.from({ length: 101 }, (_, index) => `ALARM(a${index})`).join(' OR ')
    expect(await answerTo(testAlarms(START).call('PutCompositeAlarm', { AlarmName: 'top', AlarmRule }))).toContain(
      'more than 100 alarms',
    )
  })
})

describe('DescribeAlarms', () => {
  async function some(): Promise<TestAlarms> {
    const cloud = testAlarms(START)
    for (const AlarmName of ['b-1', 'a-2', 'a-1', 'c/1']) await cloud.call('PutMetricAlarm', { ...SIMPLE, AlarmName })
    await cloud.call('PutCompositeAlarm', { AlarmName: 'a-top', AlarmRule: 'ALARM("c/1") OR ALARM(a-1)' })
    await cloud.call('SetAlarmState', { AlarmName: 'b-1', StateValue: 'OK', StateReason: '' })
    return cloud
  }
  const names = async (input: InputOf<'monitoring', 'DescribeAlarms'>): Promise<readonly unknown[]> => {
    const { MetricAlarms = [], CompositeAlarms = [] } = await (await some()).call('DescribeAlarms', input)
    return [...MetricAlarms, ...CompositeAlarms].map(({ AlarmName }) => AlarmName)
  }
  test.each<[string, InputOf<'monitoring', 'DescribeAlarms'>, string[]]>([
    ['metric alarms by name', {}, ['a-1', 'a-2', 'b-1', 'c/1']],
    ['a prefix', { AlarmNamePrefix: 'a-' }, ['a-1', 'a-2']],
    ['names, those that exist', { AlarmNames: ['b-1', 'gone', 'a-2'] }, ['a-2', 'b-1']],
    ['a type', { AlarmTypes: ['CompositeAlarm'] }, ['a-top']],
    ['a state', { StateValue: 'OK' }, ['b-1']],
    ['an action', { ActionPrefix: `${TOPIC}-al`, AlarmNamePrefix: 'b' }, ['b-1']],
    ['an action nobody has', { ActionPrefix: 'arn:aws:lambda' }, []],
    ['children', { ChildrenOfAlarmName: 'a-top' }, ['a-1', 'c/1']],
    ['parents', { ParentsOfAlarmName: 'c/1' }, ['a-top']],
  ])('%s', async (_name, input, expected) => expect(await names(input)).toEqual(expected))

  test('of children tells their state and no more', async () => {
    const { MetricAlarms } = await (await some()).call('DescribeAlarms', {
      ChildrenOfAlarmName: 'a-top',
      MaxRecords: 1,
    })
    expect(MetricAlarms).toEqual([
      { AlarmName: 'a-1', AlarmArn: testArn('a-1'), StateValue: 'INSUFFICIENT_DATA', StateUpdatedTimestamp: START },
    ])
  })

  test('pages over both kinds', async () => {
    const cloud = await some()
    const seen: unknown[] = []
    let NextToken: string | undefined
    do {
      const page = await cloud.call('DescribeAlarms', {
        AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
        MaxRecords: 2,
        NextToken,
      })
      seen.push([...(page.MetricAlarms ?? []), ...(page.CompositeAlarms ?? [])].map(({ AlarmName }) => AlarmName))
      NextToken = page.NextToken
    } while (NextToken !== undefined)
    expect(seen).toEqual([['a-1', 'a-2'], ['b-1', 'a-top'], ['c/1']])
  })

  test.each([
    [{ ChildrenOfAlarmName: 'a', AlarmNamePrefix: 'b' }, 'ValidationError'],
    [{ AlarmNames: ['a'], AlarmNamePrefix: 'b' }, 'ValidationError'],
    [{ NextToken: 'nonsense' }, 'InvalidNextToken'],
  ])('refuses %j', async (input, code) => {
    expect(await answerTo(testAlarms(START).call('DescribeAlarms', input))).toContain(code)
  })
})

test('DescribeAlarmsForMetric finds alarms on exactly the metric', async () => {
  const cloud = testAlarms(START)
  const Dimensions = [
    { Name: 'b', Value: '2' },
    { Name: 'a', Value: '1' },
  ]
  await cloud.call('PutMetricAlarm', SIMPLE)
  await cloud.call('PutMetricAlarm', { ...SIMPLE, AlarmName: 'with', Dimensions })
  await cloud.call('PutMetricAlarm', { ...RULE, AlarmName: 'math', Metrics: [query('m1')] })
  const found = async (more: object): Promise<readonly unknown[]> => {
    const { MetricAlarms = [] } = await cloud.call('DescribeAlarmsForMetric', {
      Namespace: 'Test',
      MetricName: 'm',
      ...more,
    })
    return MetricAlarms.map(({ AlarmName }) => AlarmName)
  }
  expect(await found({})).toEqual(['simple'])
  expect(await found({ Dimensions: Dimensions.toReversed(), Statistic: 'Sum', Period: 60 })).toEqual(['with'])
  expect(await found({ Statistic: 'Average' })).toEqual([])
  expect(await found({ Dimensions: [{ Name: 'a', Value: '1' }] })).toEqual([])
})

describe('DeleteAlarms', () => {
  test('deletes what exists and names what does not', async () => {
    const cloud = testAlarms(START)
    await cloud.call('PutMetricAlarm', { ...SIMPLE, Tags: [{ Key: 'a', Value: 'b' }] })
    expect(await answerTo(cloud.call('DeleteAlarms', { AlarmNames: ['simple', 'gone'] }))).toContain('ResourceNotFound')
    expect((await cloud.call('DescribeAlarms', {})).MetricAlarms).toEqual([])
    expect(await cloud.history('simple')).toEqual(['Alarm "simple" created', 'Alarm "simple" deleted'])
    await cloud.call('PutMetricAlarm', SIMPLE)
    expect((await cloud.call('ListTagsForResource', { ResourceARN: testArn('simple') })).Tags).toEqual([])
  })
  test('spares alarms that others depend on', async () => {
    const cloud = testAlarms(START)
    for (const AlarmName of ['a', 'b']) await cloud.call('PutMetricAlarm', { ...SIMPLE, AlarmName })
    const suppressed = { ActionsSuppressor: 'b', ActionsSuppressorWaitPeriod: 1, ActionsSuppressorExtensionPeriod: 1 }
    await cloud.call('PutCompositeAlarm', { AlarmName: 'top', AlarmRule: 'ALARM(a)', ...suppressed })
    for (const name of ['a', 'b']) {
      expect(await answerTo(cloud.call('DeleteAlarms', { AlarmNames: [name] }))).toContain('ResourceConflict')
    }
    await cloud.call('DeleteAlarms', { AlarmNames: ['top'] })
    expect(await answerTo(cloud.call('DeleteAlarms', { AlarmNames: ['a', 'b'] }))).toBe('accepted')
  })
  test('takes one composite alarm at a time', async () => {
    const cloud = testAlarms(START)
    for (const AlarmName of ['x', 'y']) await cloud.call('PutCompositeAlarm', { AlarmName, AlarmRule: 'TRUE' })
    expect(await answerTo(cloud.call('DeleteAlarms', { AlarmNames: ['x', 'y'] }))).toContain('ValidationError')
  })
})

describe('SetAlarmState', () => {
  test('tells of the change', async () => {
    const cloud = testAlarms(START)
    await cloud.call('PutMetricAlarm', SIMPLE)
    const StateReasonData = '{"a":1.50}'
    await cloud.call('SetAlarmState', {
      AlarmName: 'simple',
      StateValue: 'ALARM',
      StateReason: 'test',
      StateReasonData,
    })
    expect(await cloud.alarm('simple')).toMatchObject({ StateValue: 'ALARM', StateReason: 'test', StateReasonData })
    const { AlarmHistoryItems = [] } = await cloud.call('DescribeAlarmHistory', { HistoryItemType: 'StateUpdate' })
    expect(AlarmHistoryItems).toEqual([
      {
        AlarmName: 'simple',
        AlarmType: 'MetricAlarm',
        Timestamp: START,
        HistoryItemType: 'StateUpdate',
        HistorySummary: 'Alarm updated from INSUFFICIENT_DATA to ALARM',
        HistoryData:
          '{"version":"1.0","oldState":{"stateValue":"INSUFFICIENT_DATA","stateReason":"Unchecked: Initial alarm creation"},"newState":{"stateValue":"ALARM","stateReason":"test","stateReasonData":{"a":1.50}}}',
      },
    ])
    expect(cloud.actions()).toEqual(['ALARM: topic-alarm'])
  })
  test('to the state the alarm is in changes nothing', async () => {
    const cloud = testAlarms(START)
    await cloud.call('PutMetricAlarm', SIMPLE)
    const before = await cloud.alarm('simple')
    await cloud.call('SetAlarmState', { AlarmName: 'simple', StateValue: 'INSUFFICIENT_DATA', StateReason: 'x' })
    expect(await cloud.alarm('simple')).toEqual(before)
    expect(cloud.actions()).toEqual([])
  })
  test.each([
    [{ AlarmName: 'gone' }, 'ResourceNotFound'],
    [{ AlarmName: 'simple', StateReasonData: '{' }, 'InvalidFormatFault'],
  ])('refuses %j', async (input, code) => {
    const cloud = testAlarms(START)
    await cloud.call('PutMetricAlarm', SIMPLE)
    expect(await answerTo(cloud.call('SetAlarmState', { StateValue: 'OK', StateReason: '', ...input }))).toContain(code)
  })
})

test('actions are switched off and on, and a switched-off alarm runs none', async () => {
  const cloud = testAlarms(START)
  await cloud.call('PutMetricAlarm', SIMPLE)
  await cloud.call('DisableAlarmActions', { AlarmNames: ['simple', 'gone'] })
  expect((await cloud.alarm('simple')).ActionsEnabled).toBe(false)
  await cloud.call('SetAlarmState', { AlarmName: 'simple', StateValue: 'ALARM', StateReason: '' })
  expect(cloud.actions()).toEqual([])
  await cloud.call('EnableAlarmActions', { AlarmNames: ['simple'] })
  expect((await cloud.alarm('simple')).ActionsEnabled).toBe(true)
  await cloud.call('SetAlarmState', { AlarmName: 'simple', StateValue: 'OK', StateReason: '' })
  expect(cloud.actions()).toEqual(['OK: topic-ok'])
})

describe('history', () => {
  test('is told newest first, by pages, and of composite alarms only when asked', async () => {
    const cloud = testAlarms(START)
    await cloud.call('PutMetricAlarm', SIMPLE)
    await cloud.call('PutCompositeAlarm', { AlarmName: 'top', AlarmRule: 'ALARM(simple)' })
    for (const StateValue of ['OK', 'ALARM', 'OK'] as const) {
      cloud.clock.advance(1_000)
      await cloud.call('SetAlarmState', { AlarmName: 'simple', StateValue, StateReason: '' })
    }
    const page = await cloud.call('DescribeAlarmHistory', { MaxRecords: 3 })
    expect(page.AlarmHistoryItems?.map(({ HistorySummary }) => HistorySummary)).toEqual([
      'Alarm updated from ALARM to OK',
      'Alarm updated from OK to ALARM',
      'Alarm updated from INSUFFICIENT_DATA to OK',
    ])
    const rest = await cloud.call('DescribeAlarmHistory', { MaxRecords: 3, NextToken: page.NextToken })
    expect(rest.AlarmHistoryItems?.map(({ HistorySummary }) => HistorySummary)).toEqual(['Alarm "simple" created'])
    expect(rest.NextToken).toBeUndefined()
    const range = { StartDate: START + 2_000, EndDate: START + 2_500 }
    expect((await cloud.call('DescribeAlarmHistory', range)).AlarmHistoryItems).toHaveLength(1)
    expect(await cloud.history('top')).toHaveLength(4)
  })

  test('is forgotten after thirty days', async () => {
    const cloud = testAlarms(START)
    await cloud.call('PutMetricAlarm', SIMPLE)
    await cloud.evaluateAt(START + 31 * 24 * 60 * MINUTE_MS)
    expect(await cloud.history('simple')).toEqual([])
    expect(cloud.control.count('alarm-history')).toBe(0)
  })
})

describe('mute rules', () => {
  const Rule = { Schedule: { Expression: 'cron(0 2 * * SUN)', Duration: 'PT4H' } }
  test('are put, got, listed and deleted', async () => {
    const cloud = testAlarms(START)
    await cloud.call('PutAlarmMuteRule', {
      Name: 'night',
      Rule,
      MuteTargets: { AlarmNames: ['a'] },
      Tags: [{ Key: 'k', Value: 'v' }],
    })
    const once = { Schedule: { Expression: 'at(2026-11-21T12:00)', Duration: 'PT1H' } }
    await cloud.call('PutAlarmMuteRule', { Name: 'now', Description: 'd', Rule: once })
    expect(await cloud.call('GetAlarmMuteRule', { AlarmMuteRuleName: 'night' })).toMatchObject({
      Name: 'night',
      AlarmMuteRuleArn: 'arn:aws:cloudwatch:us-east-1:000000000000:alarm-mute-rule:night',
      Rule: { Schedule: { Expression: 'cron(0 2 * * SUN)', Duration: 'PT4H', Timezone: 'UTC' } },
      MuteTargets: { AlarmNames: ['a'] },
      Status: 'SCHEDULED',
      MuteType: 'RECURRING',
      LastUpdatedTimestamp: START,
    })
    const statuses = async (input: object): Promise<unknown> => {
      const { AlarmMuteRuleSummaries = [] } = await cloud.call('ListAlarmMuteRules', input)
      return AlarmMuteRuleSummaries.map(({ Status, MuteType }) => [Status, MuteType])
    }
    expect(await statuses({})).toEqual([
      ['SCHEDULED', 'RECURRING'],
      ['ACTIVE', 'ONE_TIME'],
    ])
    expect(await statuses({ AlarmName: 'a' })).toEqual([['SCHEDULED', 'RECURRING']])
    cloud.clock.advance(60 * MINUTE_MS)
    expect(await statuses({ Statuses: ['EXPIRED'] })).toEqual([['EXPIRED', 'ONE_TIME']])
    await cloud.call('DeleteAlarmMuteRule', { AlarmMuteRuleName: 'night' })
    await cloud.call('DeleteAlarmMuteRule', { AlarmMuteRuleName: 'night' })
    expect(await answerTo(cloud.call('GetAlarmMuteRule', { AlarmMuteRuleName: 'night' }))).toContain(
      'ResourceNotFoundException',
    )
  })
  test.each([
    [{ Expression: 'rate(1 hour)', Duration: 'PT1H' }, 'The schedule expression'],
    [{ Expression: 'at(2026-11-21T12:00)', Duration: 'P16D' }, 'The duration'],
    [{ Expression: 'at(2026-11-21T12:00)', Duration: 'PT1H', Timezone: 'Mars' }, 'The time zone'],
  ])('refused: %j', async (Schedule, message) => {
    expect(await answerTo(testAlarms(START).call('PutAlarmMuteRule', { Name: 'x', Rule: { Schedule } }))).toContain(
      message,
    )
  })
})

describe('anomaly detectors', () => {
  const metric = { Namespace: 'Test', MetricName: 'm', Stat: 'Average' }
  test('are put, described and deleted', async () => {
    const cloud = testAlarms(START)
    const ExcludedTimeRanges = [{ StartTime: 0, EndTime: 1_000 }]
    const Configuration = { ExcludedTimeRanges, MetricTimezone: 'Europe/Berlin' }
    const { AnomalyDetectorId } = await cloud.call('PutAnomalyDetector', {
      SingleMetricAnomalyDetector: metric,
      Configuration,
    })
    const { AnomalyDetectors } = await cloud.call('DescribeAnomalyDetectors', { Namespace: 'Test' })
    expect(AnomalyDetectors).toMatchObject([
      {
        AnomalyDetectorId,
        ...metric,
        SingleMetricAnomalyDetector: metric,
        Configuration,
        StateValue: 'PENDING_TRAINING',
      },
    ])
    await cloud.call('PutAnomalyDetector', metric)
    expect((await cloud.call('DescribeAnomalyDetectors', {})).AnomalyDetectors).toHaveLength(1)
    await cloud.call('DeleteAnomalyDetector', metric)
    expect(await answerTo(cloud.call('DeleteAnomalyDetector', metric))).toContain('ResourceNotFoundException')
  })
  test('of math are listed when asked for', async () => {
    const cloud = testAlarms(START)
    const MetricDataQueries = [query('m1', { ReturnData: false }), { Id: 'e1', Expression: 'm1 * 2' }]
    await cloud.call('PutAnomalyDetector', { MetricMathAnomalyDetector: { MetricDataQueries } })
    expect((await cloud.call('DescribeAnomalyDetectors', {})).AnomalyDetectors).toEqual([])
    const { AnomalyDetectors } = await cloud.call('DescribeAnomalyDetectors', { AnomalyDetectorTypes: ['METRIC_MATH'] })
    expect(AnomalyDetectors).toMatchObject([{ MetricMathAnomalyDetector: { MetricDataQueries } }])
  })
  test.each([
    [{ Namespace: 'Test', Stat: 'Sum' }, 'MissingRequiredParameterException'],
    [{ ...metric, SingleMetricAnomalyDetector: metric }, 'InvalidParameterCombinationException'],
    [
      { ...metric, Configuration: { ExcludedTimeRanges: [{ StartTime: 5, EndTime: 5 }] } },
      'InvalidParameterValueException',
    ],
    [{ ...metric, Configuration: { MetricTimezone: 'Mars' } }, 'InvalidParameterValueException'],
  ])('refused: %j', async (input, code) => {
    expect(await answerTo(testAlarms(START).call('PutAnomalyDetector', input))).toContain(code)
  })
})
