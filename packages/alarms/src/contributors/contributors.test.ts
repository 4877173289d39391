import { describe, expect, test } from 'vitest'
import type { MetricRule } from '../metric/judge.ts'
import { type Contributor, contributorId, stepContributors } from './contributors.ts'

const RULE: MetricRule = {
  evaluationPeriods: 1,
  datapointsToAlarm: 1,
  treatMissingData: 'missing',
  comparison: { kind: 'threshold', operator: 'LessThanThreshold', threshold: 1 },
  periodSeconds: 60,
}
const START = Date.parse('2025-12-01T13:34:00Z')
const NOW = START + 65_000
const series = (host: string, ...values: (number | undefined)[]) => ({
  attributes: { host },
  window: values.map((value, index) => ({ startMs: START - (values.length - 1 - index) * 60_000, value })),
})
const step = (all: ReturnType<typeof series>[], before: readonly Contributor[] = [], rule = RULE) =>
  stepContributors(rule, all, before, NOW)

describe('the alarm', () => {
  const many = (count: number, value: number) => Array.from({ length: count }, (_, index) => series(`h${index}`, value))
  test.each([
    [
      'two of three',
      [series('a', 0), series('b', 0), series('c', 5)],
      'ALARM',
      '2 out of 3 time series evaluated to ALARM',
    ],
    ['all of six', many(6, 0), 'ALARM', '6 out of 6 time series evaluated to ALARM'],
    ['more than a hundred', many(101, 0), 'ALARM', '100+ time series evaluated to ALARM'],
    ['none', [series('a', 5)], 'OK', '0 out of 1 time series evaluated to ALARM'],
    ['no series', [], 'INSUFFICIENT_DATA', 'Insufficient Data: no time series was returned.'],
    [
      'series without data',
      [series('a', undefined)],
      'INSUFFICIENT_DATA',
      '1 out of 1 time series evaluated to INSUFFICIENT_DATA',
    ],
  ] as const)('%s', (_name, all, value, reason) => {
    expect(step([...all])).toMatchObject({ value, reason })
  })
  test('without result is not saved by the treatment of missing data', () => {
    expect(step([], [], { ...RULE, treatMissingData: 'breaching' }).value).toBe('INSUFFICIENT_DATA')
  })
})

describe('a contributor', () => {
  const inAlarm = step([series('a', 0)]).contributors
  test('says why', () => {
    expect(inAlarm[0]?.reason).toBe(
      'Threshold Crossed: 1 datapoint was less than the threshold (1.0). The most recent datapoint which crossed the threshold: [0.0 (01/12/25 13:34:00)].',
    )
    expect(inAlarm[0]?.id).toMatch(/^[0-9a-f]{16}$/)
    expect(JSON.parse(inAlarm[0]?.reasonData ?? '')).toMatchObject({ recentDatapoints: [0] })
  })
  test('that stays in its state does not change', () => {
    const { changes, contributors } = stepContributors(RULE, [series('a', 0.5)], inAlarm, NOW + 60_000)
    expect(changes).toEqual([])
    expect(contributors).toEqual(inAlarm)
  })
  test('that recovers is forgotten', () => {
    const { changes, contributors } = step([series('a', 2)], inAlarm)
    expect(changes.map(({ previous, contributor }) => [previous.value, contributor.value])).toEqual([['ALARM', 'OK']])
    expect(contributors).toEqual([])
  })
  test('that vanishes is OK', () => {
    const { changes } = step([series('b', 2)], inAlarm)
    expect(changes).toMatchObject([
      { contributor: { value: 'OK', attributes: { host: 'a' }, reason: 'No data was returned for this contributor' } },
    ])
  })
  test('has the same id whatever the order of its attributes', () => {
    expect(contributorId({ a: '1', b: '2' })).toBe(contributorId({ b: '2', a: '1' }))
    expect(contributorId({ a: '1', b: '2' })).not.toBe(contributorId({ a: '1', b: '3' }))
  })
})
