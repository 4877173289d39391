import { describe, expect, test } from 'vitest'
import type { StateValue } from '../state.ts'
import { isoTime, longTime, numberText } from '../text.ts'
import { type Datapoint, judge, type MetricRule, samplesNeeded } from './judge.ts'

const RULE: MetricRule = {
  evaluationPeriods: 1,
  datapointsToAlarm: 1,
  treatMissingData: 'missing',
  comparison: { kind: 'threshold', operator: 'GreaterThanThreshold', threshold: 50 },
  periodSeconds: 60,
}
const NOW = Date.parse('2019-10-02T17:00:05.123Z')
const at = (time: string): number => Date.parse(`2019-10-02T${time}Z`)

/** The newest period begins at 16:59. */
function windowOf(...values: (number | undefined)[]): readonly Datapoint[] {
  return values.map((value, index) => {
    const startMs = at('16:59:00') - (values.length - 1 - index) * 60_000
    return value === undefined ? { startMs } : { startMs, value, sampleCount: 1 }
  })
}

const _ = undefined
const THREE = { ...RULE, evaluationPeriods: 3, datapointsToAlarm: 3 }

describe('reasons, word for word', () => {
  test.each<[string, MetricRule, (number | undefined)[], StateValue, string]>([
    [
      'first evaluation',
      { ...RULE, comparison: { kind: 'threshold', operator: 'GreaterThanThreshold', threshold: 21 } },
      [_, _, 21.5],
      'INSUFFICIENT_DATA',
      'Threshold Crossed: 1 datapoint [21.5 (02/10/19 16:59:00)] was greater than the threshold (21.0).',
    ],
    [
      'first evaluation, several',
      { ...THREE, evaluationPeriods: 2, datapointsToAlarm: 2 },
      [_, _, 60, 70],
      'INSUFFICIENT_DATA',
      'Threshold Crossed: 2 datapoints [70.0 (02/10/19 16:59:00), 60.0 (02/10/19 16:58:00)] were greater than the threshold (50.0).',
    ],
    [
      'first evaluation, fine',
      RULE,
      [_, _, 5],
      'INSUFFICIENT_DATA',
      'Threshold Crossed: 1 datapoint [5.0 (02/10/19 16:59:00)] was not greater than the threshold (50.0).',
    ],
    [
      'OK to ALARM',
      RULE,
      [_, _, 99.5],
      'OK',
      'Threshold Crossed: 1 out of the last 1 datapoints [99.5 (02/10/19 16:59:00)] was greater than the threshold (50.0) (minimum 1 datapoint for OK -> ALARM transition).',
    ],
    [
      'ALARM to OK',
      RULE,
      [_, _, 0.07],
      'ALARM',
      'Threshold Crossed: 1 out of the last 1 datapoints [0.07 (02/10/19 16:59:00)] was not greater than the threshold (50.0) (minimum 1 datapoint for ALARM -> OK transition).',
    ],
    [
      'three of three, newest first',
      THREE,
      [60, 70, 80],
      'OK',
      'Threshold Crossed: 3 out of the last 3 datapoints [80.0 (02/10/19 16:59:00), 70.0 (02/10/19 16:58:00), 60.0 (02/10/19 16:57:00)] were greater than the threshold (50.0) (minimum 3 datapoints for OK -> ALARM transition).',
    ],
    [
      'two of three',
      { ...THREE, datapointsToAlarm: 2 },
      [60, 7, 80],
      'OK',
      'Threshold Crossed: 2 out of the last 3 datapoints [80.0 (02/10/19 16:59:00), 60.0 (02/10/19 16:57:00)] were greater than the threshold (50.0) (minimum 2 datapoints for OK -> ALARM transition).',
    ],
    [
      'two of three, back',
      { ...THREE, datapointsToAlarm: 2 },
      [60, 7, 8],
      'ALARM',
      'Threshold Crossed: 2 out of the last 3 datapoints [8.0 (02/10/19 16:59:00), 7.0 (02/10/19 16:58:00)] were not greater than the threshold (50.0) (minimum 2 datapoints for ALARM -> OK transition).',
    ],
    [
      'more than five',
      { ...THREE, evaluationPeriods: 6, datapointsToAlarm: 6 },
      [51, 52, 53, 54, 55, 56],
      'OK',
      'Threshold Crossed: 6 out of the last 6 datapoints were greater than the threshold (50.0). The most recent datapoints which crossed the threshold: [56.0 (02/10/19 16:59:00), 55.0 (02/10/19 16:58:00), 54.0 (02/10/19 16:57:00), 53.0 (02/10/19 16:56:00), 52.0 (02/10/19 16:55:00)] (minimum 6 datapoints for OK -> ALARM transition).',
    ],
    [
      'missing as breaching',
      { ...THREE, evaluationPeriods: 2, datapointsToAlarm: 2, treatMissingData: 'breaching' },
      [_, _, _],
      'OK',
      'Threshold Crossed: no datapoints were received for 2 periods and 2 missing datapoints were treated as [Breaching].',
    ],
    [
      'missing as good',
      { ...RULE, treatMissingData: 'notBreaching' },
      [_, _, _],
      'ALARM',
      'Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [NonBreaching].',
    ],
    [
      'some missing as breaching',
      { ...THREE, treatMissingData: 'breaching' },
      [_, _, 99],
      'OK',
      'Threshold Crossed: 1 datapoint [99.0 (02/10/19 16:59:00)] was greater than the threshold (50.0) and 2 missing datapoints were treated as [Breaching].',
    ],
    ['no data', RULE, [_, _, _], 'OK', 'Insufficient Data: 1 datapoint was unknown.'],
    [
      'no data for five',
      { ...RULE, evaluationPeriods: 5 },
      [_, _, _, _, _],
      'OK',
      'Insufficient Data: 5 datapoints were unknown.',
    ],
  ])('%s', (_name, rule, values, previous, reason) => {
    expect(judge(rule, windowOf(...values), previous, NOW)?.reason).toBe(reason)
  })

  test.each([
    ['GreaterThanOrEqualToThreshold', 'was greater than or equal to'],
    ['LessThanOrEqualToThreshold', 'was less than or equal to'],
  ] as const)('%s', (operator, words) => {
    const rule: MetricRule = { ...RULE, comparison: { kind: 'threshold', operator, threshold: 50 } }
    expect(judge(rule, windowOf(_, _, 50), 'OK', NOW)?.reason).toContain(`${words} the threshold (50.0)`)
  })

  const band = { ...RULE, comparison: { kind: 'band', operator: 'LessThanLowerOrGreaterThanUpperThreshold' } as const }
  test.each([
    [
      0,
      'OK',
      'Thresholds Crossed: 1 out of the last 1 datapoints [0.0 (02/10/19 16:59:00)] was less than the lower thresholds [0.0206] or greater than the upper thresholds [0.3007] (minimum 1 datapoint for OK -> ALARM transition).',
    ],
    [
      0.2,
      'ALARM',
      'Thresholds Crossed: 1 out of the last 1 datapoints [0.2 (02/10/19 16:59:00)] was not less than the lower thresholds [0.0206] or not greater than the upper thresholds [0.3007] (minimum 1 datapoint for ALARM -> OK transition).',
    ],
  ] as const)('a band and %f', (value, previous, reason) => {
    const window = [{ startMs: at('16:59:00'), value, sampleCount: 1, band: { lower: 0.0206, upper: 0.3007 } }]
    expect(judge(band, window, previous, NOW)?.reason).toBe(reason)
  })
  test('without a band there is nothing to compare with', () => {
    expect(judge(band, windowOf(1), 'OK', NOW)?.value).toBe('INSUFFICIENT_DATA')
  })
})

describe('the data behind the reason', () => {
  test('of a single metric', () => {
    const rule = { ...RULE, statistic: 'Average', unit: 'Percent' }
    expect(judge(rule, windowOf(_, _, 99.5), 'OK', NOW)?.reasonData).toBe(
      '{"version":"1.0","queryDate":"2019-10-02T17:00:05.123+0000","startDate":"2019-10-02T16:59:00.000+0000","unit":"Percent","statistic":"Average","period":60,"recentDatapoints":[99.5],"threshold":50.0,"evaluatedDatapoints":[{"timestamp":"2019-10-02T16:59:00.000+0000","sampleCount":1.0,"value":99.5}]}',
    )
  })
  test('recent oldest first, evaluated newest first, missing ones without value', () => {
    const data = JSON.parse(judge(THREE, windowOf(60, 70, _, 80), 'OK', NOW)?.reasonData ?? '') as Record<
      string,
      unknown
    >
    expect(data.recentDatapoints).toEqual([60, 70, 80])
    expect(data.startDate).toBe('2019-10-02T16:56:00.000+0000')
    expect(data.evaluatedDatapoints).toEqual([
      { timestamp: '2019-10-02T16:59:00.000+0000', sampleCount: 1, value: 80 },
      { timestamp: '2019-10-02T16:58:00.000+0000' },
      { timestamp: '2019-10-02T16:57:00.000+0000', sampleCount: 1, value: 70 },
      { timestamp: '2019-10-02T16:56:00.000+0000', sampleCount: 1, value: 60 },
    ])
  })
  test('without data there is no start', () => {
    const data = judge(RULE, windowOf(_, _, _), 'OK', NOW)?.reasonData ?? ''
    expect(data).not.toContain('startDate')
    expect(JSON.parse(data)).toMatchObject({
      recentDatapoints: [],
      evaluatedDatapoints: [{ timestamp: expect.anything() }],
    })
  })
  test('of a band', () => {
    const rule = { ...RULE, comparison: { kind: 'band', operator: 'GreaterThanUpperThreshold' } as const }
    const window = [{ startMs: 0, value: 3, band: { lower: 1, upper: 2 } }]
    const data = judge(rule, window, 'OK', NOW)?.reasonData ?? ''
    expect(data).toContain('"recentLowerThresholds":[1.0],"recentUpperThresholds":[2.0]')
    expect(data).not.toContain('"threshold"')
  })
  test('is JSON of at most 4,000 characters', () => {
    const rule = { ...RULE, evaluationPeriods: 1_440 }
    const { reasonData = '' } = judge(rule, windowOf(...Array.from({ length: 1_440 }, () => 1)), 'OK', NOW) ?? {}
    expect(reasonData.length).toBeLessThanOrEqual(4_000)
    expect(JSON.parse(reasonData)).toMatchObject({ version: '1.0' })
  })
})

describe('percentiles of few samples', () => {
  test.each([
    [99, 1_000],
    [95, 200],
    [90, 100],
    [50, 20],
    [10, 100],
  ])('p%i needs %i', (percent, samples) => expect(samplesNeeded(percent)).toBe(samples))

  test('999 samples of p99 keep the state, 1,000 raise the alarm', () => {
    const rule = { ...RULE, minimumSamples: samplesNeeded(99) }
    const window = (sampleCount: number) => [{ startMs: 0, value: 99, sampleCount }]
    expect(judge(rule, window(999), 'OK', NOW)).toBeUndefined()
    expect(judge(rule, window(1_000), 'OK', NOW)?.value).toBe('ALARM')
  })
})

test.each([
  [50, '50.0'],
  [0.0206, '0.0206'],
  [1e7, '1.0E7'],
  [123_456_789, '1.23456789E8'],
  [9_999_999, '9999999.0'],
  [0.0001, '1.0E-4'],
  [-2.5, '-2.5'],
  [0, '0.0'],
])('%f is written %s', (value, text) => expect(numberText(value)).toBe(text))

test('times', () => {
  expect(isoTime(NOW)).toBe('2019-10-02T17:00:05.123+0000')
  expect(longTime(Date.parse('2022-07-22T15:57:45Z'))).toBe('Friday 22 July, 2022 15:57:45 UTC')
})
