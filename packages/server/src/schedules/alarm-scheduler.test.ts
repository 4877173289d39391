import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '@atalaya/model'
import { describe, expect, test } from 'vitest'
import { SIMPLE, type TestAlarms, TOPIC, testAlarms, testArn } from '../alarms/test-alarms.ts'

const START = Date.parse('2026-11-21T12:00:00Z')
const at = (minutes: number): number => START + minutes * MINUTE_MS

async function withSimple(more: object = {}): Promise<TestAlarms> {
  const cloud = testAlarms(START)
  await cloud.call('PutMetricAlarm', { ...SIMPLE, ...more })
  return cloud
}

describe('a metric alarm', () => {
  test('begins unchecked and learns from its first evaluation', async () => {
    const cloud = await withSimple()
    expect(await cloud.alarm('simple')).toMatchObject({
      StateValue: 'INSUFFICIENT_DATA',
      StateReason: 'Unchecked: Initial alarm creation',
    })
    await cloud.evaluateAt(at(1))
    expect(await cloud.alarm('simple')).toMatchObject({
      StateValue: 'INSUFFICIENT_DATA',
      StateReason: 'Insufficient Data: 1 datapoint was unknown.',
    })
    expect(await cloud.history('simple')).toEqual(['Alarm "simple" created'])
    expect(cloud.actions()).toEqual([])
  })

  test('goes to ALARM, stays there quietly, and comes back', async () => {
    const cloud = await withSimple()
    await cloud.put(at(0), 1)
    await cloud.evaluateAt(at(1))
    expect((await cloud.alarm('simple')).StateReason).toBe(
      'Threshold Crossed: 1 datapoint [1.0 (21/11/26 12:00:00)] was not greater than the threshold (50.0).',
    )
    await cloud.put(at(1), 99.5)
    await cloud.evaluateAt(at(2))
    const inAlarm = await cloud.alarm('simple')
    expect(inAlarm).toMatchObject({
      StateValue: 'ALARM',
      StateReason:
        'Threshold Crossed: 1 out of the last 1 datapoints [99.5 (21/11/26 12:01:00)] was greater than the threshold (50.0) (minimum 1 datapoint for OK -> ALARM transition).',
      StateUpdatedTimestamp: at(2) + 5 * SECOND_MS,
      StateTransitionedTimestamp: at(2) + 5 * SECOND_MS,
    })
    await cloud.put(at(2), 98)
    await cloud.evaluateAt(at(3))
    expect(await cloud.alarm('simple')).toEqual(inAlarm)
    await cloud.put(at(3), 2)
    await cloud.evaluateAt(at(4))
    expect(cloud.actions()).toEqual(['OK: topic-ok', 'ALARM: topic-alarm', 'OK: topic-ok'])
    expect(await cloud.history('simple')).toEqual([
      'Alarm "simple" created',
      'Alarm updated from INSUFFICIENT_DATA to OK',
      'Alarm updated from OK to ALARM',
      'Alarm updated from ALARM to OK',
    ])
  })

  test('of two of two waits for the second datapoint', async () => {
    const cloud = await withSimple({ EvaluationPeriods: 2, DatapointsToAlarm: 2 })
    await cloud.put(at(0), 60)
    await cloud.evaluateAt(at(1))
    expect((await cloud.alarm('simple')).StateValue).toBe('INSUFFICIENT_DATA')
    await cloud.put(at(1), 70)
    await cloud.evaluateAt(at(2))
    expect(await cloud.alarm('simple')).toMatchObject({
      StateValue: 'ALARM',
      StateReason:
        'Threshold Crossed: 2 datapoints [70.0 (21/11/26 12:01:00), 60.0 (21/11/26 12:00:00)] were greater than the threshold (50.0).',
    })
  })

  test('uses data from before it was created', async () => {
    const cloud = testAlarms(at(3))
    await cloud.put(at(2), 99)
    await cloud.call('PutMetricAlarm', SIMPLE)
    await cloud.evaluateAt(at(3))
    expect((await cloud.alarm('simple')).StateValue).toBe('ALARM')
  })

  test('of ten seconds is evaluated every ten seconds', async () => {
    const cloud = await withSimple({ Period: 10 })
    await cloud.put(START + 10 * SECOND_MS, 99)
    await cloud.evaluateAt(START + 20 * SECOND_MS)
    expect((await cloud.alarm('simple')).StateValue).toBe('ALARM')
  })

  test('goes on when the clock is set back', async () => {
    const cloud = await withSimple()
    await cloud.evaluateAt(START + 2 * HOUR_MS)
    await cloud.put(at(0), 99)
    await cloud.evaluateAt(at(1))
    expect((await cloud.alarm('simple')).StateValue).toBe('ALARM')
  })

  test('of a minute is not evaluated within the minute', async () => {
    const cloud = await withSimple()
    await cloud.evaluateAt(at(1))
    await cloud.put(at(0) + 30 * SECOND_MS, 99)
    await cloud.evaluateAt(at(1) + 10 * SECOND_MS)
    expect((await cloud.alarm('simple')).StateValue).toBe('INSUFFICIENT_DATA')
  })

  test('that looks back for days is evaluated on the hour', async () => {
    const cloud = testAlarms(START)
    await cloud.call('PutMetricAlarm', { ...SIMPLE, Period: 3 * 86_400, TreatMissingData: 'notBreaching' })
    await cloud.evaluateAt(at(1))
    expect((await cloud.alarm('simple')).StateValue).toBe('OK')
    // A job failed at 12:02; the hour is over at 13:00.
    await cloud.put(at(2), 99)
    await cloud.evaluateAt(at(59))
    expect((await cloud.alarm('simple')).StateValue).toBe('OK')
    await cloud.evaluateAt(START + HOUR_MS)
    expect((await cloud.alarm('simple')).StateValue).toBe('ALARM')
  })

  test('with a wall clock window waits for midnight', async () => {
    const cloud = testAlarms(START)
    const EvaluationWindow = { WallClockWindow: { Timezone: 'America/New_York' } }
    await cloud.call('PutMetricAlarm', { ...SIMPLE, Period: 86_400, EvaluationWindow })
    await cloud.put(START, 99)
    await cloud.evaluateAt(at(10))
    expect((await cloud.alarm('simple')).StateValue).toBe('INSUFFICIENT_DATA')
    await cloud.evaluateAt(Date.parse('2026-11-22T05:00:00Z'))
    expect((await cloud.alarm('simple')).StateValue).toBe('ALARM')
  })

  test('finds nothing in another unit', async () => {
    const cloud = await withSimple({ Unit: 'Percent' })
    await cloud.put(at(0), 99, { unit: 'Count' })
    await cloud.evaluateAt(at(1))
    expect((await cloud.alarm('simple')).StateValue).toBe('INSUFFICIENT_DATA')
  })

  test('of DynamoDB keeps its state without data', async () => {
    const cloud = testAlarms(START)
    await cloud.call('PutMetricAlarm', { ...SIMPLE, Namespace: 'AWS/DynamoDB' })
    await cloud.call('SetAlarmState', { AlarmName: 'simple', StateValue: 'ALARM', StateReason: 'x' })
    await cloud.evaluateAt(at(1))
    expect((await cloud.alarm('simple')).StateValue).toBe('ALARM')
  })

  test.each([
    [999, 'INSUFFICIENT_DATA', 'parameters'],
    [1_000, 'ALARM', 'parameters'],
    [999, 'INSUFFICIENT_DATA', 'list'],
    [1_000, 'ALARM', 'list'],
  ])('p99 of %i samples, few ones ignored: %s, metric in the %s', async (count, state, form) => {
    const cloud = testAlarms(START)
    const { Statistic: _, Namespace, MetricName, Period, ...rest } = SIMPLE
    const stat = { Metric: { Namespace, MetricName }, Stat: 'p99', Period: 60 }
    await cloud.call('PutMetricAlarm', {
      ...rest,
      ...(form === 'list'
        ? { Metrics: [{ Id: 'm1', Label: 'slowest', MetricStat: stat }] }
        : { Namespace, MetricName, Period, ExtendedStatistic: 'p99' }),
      EvaluateLowSampleCountPercentile: 'ignore',
    })
    await cloud.put(at(0), 99, { count })
    await cloud.evaluateAt(at(1))
    expect((await cloud.alarm('simple')).StateValue).toBe(state)
  })

  test('keeps its state when its configuration changes, until the next evaluation', async () => {
    const cloud = await withSimple()
    await cloud.put(at(0), 99)
    await cloud.put(at(1), 99)
    await cloud.evaluateAt(at(1))
    await cloud.call('PutMetricAlarm', { ...SIMPLE, Threshold: 1_000 })
    expect((await cloud.alarm('simple')).StateValue).toBe('ALARM')
    await cloud.evaluateAt(at(2))
    expect((await cloud.alarm('simple')).StateValue).toBe('OK')
  })

  test('that was set by hand is set right by the next evaluation', async () => {
    const cloud = await withSimple()
    await cloud.put(at(0), 1)
    await cloud.put(at(1), 1)
    await cloud.evaluateAt(at(1))
    await cloud.call('SetAlarmState', { AlarmName: 'simple', StateValue: 'ALARM', StateReason: 'by hand' })
    await cloud.evaluateAt(at(2))
    expect(cloud.actions()).toEqual(['OK: topic-ok', 'ALARM: topic-alarm', 'OK: topic-ok'])
  })

  test('is left alone when it is changed while its data are read', async () => {
    const cloud = await withSimple()
    await cloud.put(at(0), 99)
    cloud.clock.set(at(1) + 5 * SECOND_MS)
    const running = cloud.open.scheduler.run()
    await cloud.call('DeleteAlarms', { AlarmNames: ['simple'] })
    await running
    expect(await cloud.history('simple')).toEqual(['Alarm "simple" created', 'Alarm "simple" deleted'])
  })
})

describe('warm-up', () => {
  const warm = (OnlyStartEvaluatingAfterWarmUpPeriodEnds: boolean) => ({
    EvaluationPeriods: 2,
    WarmUpConfiguration: { WarmUpPeriodDurationInMinutes: 10, OnlyStartEvaluatingAfterWarmUpPeriodEnds },
  })
  test('holds the evaluation back until the window is filled', async () => {
    const cloud = await withSimple(warm(false))
    await cloud.put(at(0), 99)
    await cloud.evaluateAt(at(1))
    expect((await cloud.alarm('simple')).StateReason).toMatch(/^Unchecked/)
    await cloud.put(at(1), 99)
    await cloud.evaluateAt(at(2))
    expect((await cloud.alarm('simple')).StateValue).toBe('ALARM')
  })
  test('or until it is over', async () => {
    const cloud = await withSimple(warm(true))
    for (const minute of [0, 1, 2, 8, 9]) await cloud.put(at(minute), 99)
    await cloud.evaluateAt(at(3))
    expect((await cloud.alarm('simple')).StateReason).toMatch(/^Unchecked/)
    await cloud.evaluateAt(at(10))
    expect((await cloud.alarm('simple')).StateValue).toBe('ALARM')
  })
})

describe('expressions', () => {
  const metric = (Id: string, MetricName: string) => ({
    Id,
    MetricStat: { Metric: { Namespace: 'Test', MetricName }, Period: 60, Stat: 'Sum' },
    ReturnData: false,
  })
  const { Namespace: _n, MetricName: _m, Statistic: _s, Period: _p, ...RULE } = SIMPLE

  test('metric math', async () => {
    const cloud = testAlarms(START)
    const Metrics = [metric('e', 'errors'), metric('r', 'requests'), { Id: 'rate', Expression: '100 * e / r' }]
    await cloud.call('PutMetricAlarm', { ...RULE, AlarmName: 'rate', Metrics })
    await cloud.put(at(0), 6, { metric: 'errors' })
    await cloud.put(at(0), 10, { metric: 'requests' })
    await cloud.evaluateAt(at(1))
    expect(await cloud.alarm('rate')).toMatchObject({
      StateValue: 'ALARM',
      StateReason: 'Threshold Crossed: 1 datapoint [60.0 (21/11/26 12:00:00)] was greater than the threshold (50.0).',
    })
    expect(JSON.parse((await cloud.alarm('rate')).StateReasonData ?? '')).not.toHaveProperty('statistic')
  })

  test('Metrics Insights without groups is one series', async () => {
    const cloud = testAlarms(START)
    const Metrics = [{ Id: 'q', Expression: 'SELECT MAX(m) FROM "Test"', Period: 60 }]
    await cloud.call('PutMetricAlarm', { ...RULE, Metrics })
    await cloud.put(at(0), 99, { dimensions: { host: 'a' } })
    await cloud.evaluateAt(at(1))
    expect((await cloud.alarm('simple')).StateValue).toBe('ALARM')
  })

  test('Metrics Insights with groups has contributors', async () => {
    const cloud = testAlarms(START)
    const Expression = 'SELECT SUM(m) FROM SCHEMA("Test", host) GROUP BY host ORDER BY SUM() DESC'
    await cloud.call('PutMetricAlarm', { ...RULE, AlarmName: 'hosts', Metrics: [{ Id: 'q', Expression, Period: 60 }] })
    for (const [host, value] of Object.entries({ a: 99, b: 80, c: 1 })) {
      await cloud.put(at(0), value, { dimensions: { host } })
      await cloud.put(at(1), host === 'a' ? 99 : 1, { dimensions: { host } })
    }
    await cloud.evaluateAt(at(1))
    expect(await cloud.alarm('hosts')).toMatchObject({
      StateValue: 'ALARM',
      StateReason: '2 out of 3 time series evaluated to ALARM',
    })
    const { AlarmContributors } = await cloud.call('DescribeAlarmContributors', { AlarmName: 'hosts' })
    expect(AlarmContributors?.map(({ ContributorAttributes }) => ContributorAttributes?.host).toSorted()).toEqual([
      'a',
      'b',
    ])
    expect(cloud.actions()).toEqual(['ALARM: topic-alarm', 'ALARM: topic-alarm'])
    expect(
      cloud.intents().every((intent) => intent.type === 'action' && intent.transition.contributor !== undefined),
    ).toBe(true)

    await cloud.evaluateAt(at(2))
    expect((await cloud.alarm('hosts')).StateReason).toBe('1 out of 3 time series evaluated to ALARM')
    expect(cloud.actions().slice(2)).toEqual(['OK: topic-ok'])
    expect(await cloud.history('hosts')).toEqual([
      'Alarm "hosts" created',
      'Alarm updated from INSUFFICIENT_DATA to ALARM',
      'Alarm contributor updated from OK to ALARM',
      'Alarm contributor updated from OK to ALARM',
      'Alarm contributor updated from ALARM to OK',
    ])
  })

  test('an alarm that no longer watches several series has no contributors', async () => {
    const cloud = testAlarms(START)
    const Expression = 'SELECT SUM(m) FROM SCHEMA("Test", host) GROUP BY host'
    await cloud.call('PutMetricAlarm', { ...RULE, AlarmName: 'hosts', Metrics: [{ Id: 'q', Expression, Period: 60 }] })
    await cloud.put(at(0), 99, { dimensions: { host: 'a' } })
    await cloud.evaluateAt(at(1))
    const contributors = async () => {
      return (await cloud.call('DescribeAlarmContributors', { AlarmName: 'hosts' })).AlarmContributors
    }
    expect(await contributors()).toHaveLength(1)
    await cloud.call('PutMetricAlarm', { ...SIMPLE, AlarmName: 'hosts' })
    expect(await contributors()).toEqual([])
    expect((await cloud.alarm('hosts')).StateValue).toBe('ALARM')
  })

  test('a band learned from two weeks', async () => {
    const cloud = testAlarms(START)
    const usual = (timeMs: number): number =>
      100 + 50 * Math.sin(((timeMs % DAY_MS) / DAY_MS) * 2 * Math.PI) + (timeMs % 7)
    for (let timeMs = START - 3 * DAY_MS; timeMs <= at(1); timeMs += 10 * MINUTE_MS) {
      await cloud.put(timeMs, usual(timeMs))
    }
    const Metrics = [
      { Id: 'm1', MetricStat: { Metric: { Namespace: 'Test', MetricName: 'm' }, Period: 60, Stat: 'Average' } },
      { Id: 'ad1', Expression: 'ANOMALY_DETECTION_BAND(m1, 4)' },
    ]
    await cloud.call('PutMetricAlarm', {
      AlarmName: 'band',
      Metrics,
      ThresholdMetricId: 'ad1',
      EvaluationPeriods: 1,
      ComparisonOperator: 'LessThanLowerOrGreaterThanUpperThreshold',
    })
    await cloud.evaluateAt(at(1))
    expect((await cloud.alarm('band')).StateValue).toBe('OK')
    await cloud.put(at(1), 500)
    await cloud.evaluateAt(at(2))
    const { StateValue, StateReason } = await cloud.alarm('band')
    expect(StateValue).toBe('ALARM')
    expect(StateReason).toMatch(
      /^Thresholds Crossed: 1 out of the last 1 datapoints \[500\.0 \(21\/11\/26 12:01:00\)\] was less than the lower thresholds \[\d+\.\d+\] or greater than the upper thresholds \[\d+\.\d+\] \(minimum 1 datapoint for OK -> ALARM transition\)\.$/,
    )
    const { AnomalyDetectors } = await cloud.call('DescribeAnomalyDetectors', {})
    expect(AnomalyDetectors).toMatchObject([{ MetricName: 'm', Stat: 'Average', StateValue: 'TRAINED' }])
  })

  test('without data to learn from there is no band', async () => {
    const cloud = testAlarms(START)
    const Metrics = [
      { Id: 'm1', MetricStat: { Metric: { Namespace: 'Test', MetricName: 'm' }, Period: 60, Stat: 'Average' } },
      { Id: 'ad1', Expression: 'ANOMALY_DETECTION_BAND(m1, 2)' },
    ]
    const rule = {
      EvaluationPeriods: 1,
      ComparisonOperator: 'GreaterThanUpperThreshold',
      ThresholdMetricId: 'ad1',
    } as const
    await cloud.call('PutMetricAlarm', { AlarmName: 'band', Metrics, ...rule })
    await cloud.put(at(0), 5)
    await cloud.evaluateAt(at(1))
    expect((await cloud.alarm('band')).StateValue).toBe('INSUFFICIENT_DATA')
  })
})

describe('a restart', () => {
  test('neither loses nor repeats a transition', async () => {
    const cloud = await withSimple()
    await cloud.put(at(0), 99)
    await cloud.evaluateAt(at(1))
    const after = cloud.restarted()
    await after.evaluateAt(at(1))
    expect(after.actions()).toEqual(['ALARM: topic-alarm'])
    await after.put(at(1), 1)
    const later = after.restarted()
    await later.evaluateAt(at(2))
    expect(later.actions()).toEqual(['ALARM: topic-alarm', 'OK: topic-ok'])
    expect((await later.history('simple')).length).toBe(3)
  })

  test('goes on with a wait period', async () => {
    const cloud = await withSimple()
    await cloud.call('PutMetricAlarm', { ...SIMPLE, AlarmName: 'maintenance', MetricName: 'other' })
    await cloud.call('PutCompositeAlarm', {
      AlarmName: 'top',
      AlarmRule: 'ALARM(simple)',
      AlarmActions: [`${TOPIC}-top`],
      ActionsSuppressor: 'maintenance',
      ActionsSuppressorWaitPeriod: 120,
      ActionsSuppressorExtensionPeriod: 180,
    })
    await cloud.put(at(0), 99)
    await cloud.put(at(1), 99)
    await cloud.put(at(2), 99)
    await cloud.evaluateAt(at(1))
    expect(await cloud.alarm('top')).toMatchObject({ StateValue: 'ALARM', ActionsSuppressedBy: 'WaitPeriod' })
    const after = cloud.restarted()
    await after.evaluateAt(at(2))
    expect(after.actions()).not.toContain('ALARM: topic-top')
    await after.evaluateAt(at(3))
    expect(after.actions()).toContain('ALARM: topic-top')
    expect(await after.alarm('top')).not.toHaveProperty('ActionsSuppressedBy')
  })
})

describe('composite alarms', () => {
  const set = (cloud: TestAlarms, AlarmName: string, StateValue: 'OK' | 'ALARM') =>
    cloud.call('SetAlarmState', { AlarmName, StateValue, StateReason: 'by hand' })
  async function withChildren(AlarmRule: string): Promise<TestAlarms> {
    const cloud = testAlarms(START)
    for (const AlarmName of ['a', 'b', 'c', 'maint'])
      await cloud.call('PutMetricAlarm', { ...SIMPLE, AlarmName, AlarmActions: [], TreatMissingData: 'ignore' })
    await cloud.call('PutCompositeAlarm', { AlarmName: 'top', AlarmRule, AlarmActions: [`${TOPIC}-top`] })
    return cloud
  }

  test('are evaluated when they are created', async () => {
    const cloud = await withChildren('ALARM(a) OR ALARM(b)')
    expect(await cloud.alarm('top')).toMatchObject({
      StateValue: 'OK',
      StateReason: `${testArn('top')} was created and its alarm rule evaluates to OK`,
    })
  })

  test('change once for two children in an OR', async () => {
    const cloud = await withChildren('ALARM(a) OR ALARM(b)')
    await set(cloud, 'a', 'ALARM')
    const first = await cloud.alarm('top')
    expect(first.StateReason).toBe(`${testArn('a')} transitioned to ALARM at Saturday 21 November, 2026 12:00:00 UTC`)
    expect(JSON.parse(first.StateReasonData ?? '')).toEqual({
      triggeringAlarms: [{ arn: testArn('a'), state: { value: 'ALARM', timestamp: '2026-11-21T12:00:00.000+0000' } }],
    })
    await set(cloud, 'b', 'ALARM')
    expect(await cloud.alarm('top')).toEqual(first)
    expect(cloud.actions()).toEqual(['ALARM: topic-top'])
  })

  test('tell which child made the difference', async () => {
    const cloud = await withChildren('ALARM(a) AND NOT ALARM(maint)')
    await set(cloud, 'maint', 'ALARM')
    await set(cloud, 'a', 'ALARM')
    expect((await cloud.alarm('top')).StateValue).toBe('OK')
    await set(cloud, 'maint', 'OK')
    expect(await cloud.alarm('top')).toMatchObject({
      StateValue: 'ALARM',
      StateReason: `${testArn('maint')} transitioned to OK at Saturday 21 November, 2026 12:00:00 UTC`,
    })
  })

  test('above composite alarms follow at once', async () => {
    const cloud = await withChildren('ALARM(a)')
    await cloud.call('PutCompositeAlarm', { AlarmName: 'above', AlarmRule: 'ALARM(top) AND ALARM(a)' })
    await set(cloud, 'a', 'ALARM')
    expect((await cloud.alarm('above')).StateValue).toBe('ALARM')
    expect(await cloud.history('above')).toHaveLength(3)
  })

  test('that were set by hand stay so until a child changes', async () => {
    const cloud = await withChildren('ALARM(a)')
    await set(cloud, 'top', 'ALARM')
    await cloud.evaluateAt(at(1))
    expect((await cloud.alarm('top')).StateValue).toBe('ALARM')
    await set(cloud, 'a', 'OK')
    expect((await cloud.alarm('top')).StateValue).toBe('OK')
  })

  test('in a circle are not evaluated', async () => {
    const cloud = await withChildren('ALARM(a)')
    await cloud.call('PutCompositeAlarm', { AlarmName: 'above', AlarmRule: 'ALARM(top)' })
    await cloud.call('PutCompositeAlarm', { AlarmName: 'top', AlarmRule: 'ALARM(above) OR ALARM(a)' })
    await set(cloud, 'a', 'ALARM')
    expect((await cloud.alarm('top')).StateValue).toBe('OK')
    // `FALSE` is the way out of a circle.
    await cloud.call('PutCompositeAlarm', { AlarmName: 'above', AlarmRule: 'false' })
    await set(cloud, 'a', 'OK')
    await set(cloud, 'a', 'ALARM')
    expect((await cloud.alarm('top')).StateValue).toBe('ALARM')
  })

  test('with a suppressor hold their actions', async () => {
    const cloud = await withChildren('ALARM(a)')
    const suppressed = {
      ActionsSuppressor: testArn('maint'),
      ActionsSuppressorWaitPeriod: 120,
      ActionsSuppressorExtensionPeriod: 180,
    }
    await cloud.call('PutCompositeAlarm', {
      AlarmName: 'top',
      AlarmRule: 'ALARM(a)',
      AlarmActions: [`${TOPIC}-top`],
      ...suppressed,
    })
    await set(cloud, 'maint', 'ALARM')
    await set(cloud, 'a', 'ALARM')
    expect(await cloud.alarm('top')).toMatchObject({
      StateValue: 'ALARM',
      ActionsSuppressedBy: 'Alarm',
      ActionsSuppressedReason: 'Actions suppressed by Alarm',
    })
    await set(cloud, 'maint', 'OK')
    expect((await cloud.alarm('top')).ActionsSuppressedBy).toBe('ExtensionPeriod')
    cloud.clock.advance(179 * SECOND_MS)
    await cloud.open.scheduler.run()
    expect(cloud.actions()).not.toContain('ALARM: topic-top')
    cloud.clock.advance(SECOND_MS)
    await cloud.open.scheduler.run()
    expect(cloud.actions()).toContain('ALARM: topic-top')
  })
})

describe('mute windows', () => {
  // 2026-11-22 is a Sunday; the window is from 02:00 to 06:00.
  const sunday = (time: string): number => Date.parse(`2026-11-22T${time}:00Z`)
  const Rule = { Schedule: { Expression: 'cron(0 2 * * SUN)', Duration: 'PT4H' } }
  async function muted(): Promise<TestAlarms> {
    const cloud = testAlarms(sunday('01:00'))
    await cloud.call('PutMetricAlarm', SIMPLE)
    await cloud.put(sunday('00:59'), 1)
    await cloud.evaluateAt(sunday('01:00'))
    await cloud.call('PutAlarmMuteRule', { Name: 'night', Rule, MuteTargets: { AlarmNames: ['simple'] } })
    await cloud.put(sunday('02:59'), 99)
    await cloud.evaluateAt(sunday('03:00'))
    return cloud
  }
  const actions = (cloud: TestAlarms): readonly string[] => cloud.actions().slice(1)

  test('withhold actions until they end', async () => {
    const cloud = await muted()
    expect((await cloud.alarm('simple')).StateValue).toBe('ALARM')
    expect(actions(cloud)).toEqual([])
    await cloud.put(sunday('05:59'), 99)
    await cloud.evaluateAt(sunday('06:00'))
    expect(actions(cloud)).toEqual(['ALARM: topic-alarm'])
    expect(cloud.intents().at(-1)).toMatchObject({ mutedUntilMs: sunday('06:00') + 5 * SECOND_MS })
  })

  test('swallow what came and went', async () => {
    const cloud = await muted()
    await cloud.put(sunday('03:59'), 1)
    await cloud.evaluateAt(sunday('04:00'))
    await cloud.put(sunday('05:59'), 1)
    await cloud.evaluateAt(sunday('06:00'))
    expect(actions(cloud)).toEqual([])
  })

  test('end at once when the rule is deleted', async () => {
    const cloud = await muted()
    await cloud.call('DeleteAlarmMuteRule', { AlarmMuteRuleName: 'night' })
    expect(actions(cloud)).toEqual(['ALARM: topic-alarm'])
  })

  test('end at once when the alarm is no target any more', async () => {
    const cloud = await muted()
    await cloud.call('PutAlarmMuteRule', { Name: 'night', Rule, MuteTargets: { AlarmNames: ['other'] } })
    expect(actions(cloud)).toEqual(['ALARM: topic-alarm'])
  })

  test('overlapping: the last one counts', async () => {
    const cloud = await muted()
    const later = { Schedule: { Expression: 'cron(0 4 * * SUN)', Duration: 'PT4H' } }
    await cloud.call('PutAlarmMuteRule', { Name: 'morning', Rule: later, MuteTargets: { AlarmNames: ['simple'] } })
    for (const time of ['05:59', '07:59']) await cloud.put(sunday(time), 99)
    await cloud.evaluateAt(sunday('06:00'))
    expect(actions(cloud)).toEqual([])
    await cloud.evaluateAt(sunday('08:00'))
    expect(actions(cloud)).toEqual(['ALARM: topic-alarm'])
  })

  test('use the actions of their end, and none when they were switched off', async () => {
    const cloud = await muted()
    await cloud.call('DisableAlarmActions', { AlarmNames: ['simple'] })
    await cloud.put(sunday('05:59'), 99)
    await cloud.evaluateAt(sunday('06:00'))
    expect(actions(cloud)).toEqual([])
  })
})
