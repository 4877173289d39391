import { describe, expect, test } from 'vitest'
import type { Contributor } from './contributors.ts'
import { stepVector, type VectorRule } from './vector.ts'

const MINUTE_MS = 60_000
const START = Date.parse('2026-11-21T12:00:00Z')

/** `X` the query returns the series, `-` it does not; one evaluation a minute. The states after each. */
function states(rule: VectorRule, evaluations: string): string {
  let remembered: readonly Contributor[] = []
  const values = [...evaluations].map((sign, index) => {
    const evaluatedMs = START + index * MINUTE_MS
    const step = stepVector(rule, sign === 'X' ? [{ job: 'api' }] : [], remembered, evaluatedMs, evaluatedMs + 5_000)
    remembered = step.contributors
    return step.value === 'ALARM' ? 'A' : 'o'
  })
  return values.join('')
}

// Pending and recovery period in seconds, what the query returned minute by minute, the state after each evaluation.
test.each<[number, number, string, string]>([
  [0, 0, 'X-X', 'AoA'],
  [120, 0, 'XXX', 'ooA'],
  [120, 0, 'XX-XXX', 'oooooA'],
  [90, 0, 'XXX', 'ooA'],
  [60, 0, 'XX-', 'oAo'],
  [0, 120, 'X---', 'AAAo'],
  [0, 120, 'X--X---', 'AAAAAAo'],
  [60, 60, 'XX--XX', 'oAAooA'],
  [0, 60, '---', 'ooo'],
])('pending %i s, recovery %i s: %s', (pendingPeriod, recoveryPeriod, evaluations, expected) => {
  expect(states({ pendingPeriod, recoveryPeriod }, evaluations)).toBe(expected)
})

const AT_ONCE: VectorRule = { pendingPeriod: 0, recoveryPeriod: 0 }

describe('the alarm', () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => ({ host: `h${index}` }))
  test.each([
    [0, 'OK', '0 time series evaluated to ALARM'],
    [95, 'ALARM', '95 time series evaluated to ALARM'],
    [100, 'ALARM', '100 time series evaluated to ALARM'],
    [105, 'ALARM', '100+ time series evaluated to ALARM'],
  ])('on %i series', (count, value, reason) => {
    expect(stepVector(AT_ONCE, many(count), [], START, START)).toMatchObject({ value, reason })
  })
  test('does not count those that are pending', () => {
    const rule = { ...AT_ONCE, pendingPeriod: 60 }
    const first = stepVector(rule, [{ host: 'a' }], [], START, START)
    expect(first).toMatchObject({ value: 'OK', changes: [], contributors: [{ value: 'OK', sinceMs: START }] })
    const second = stepVector(rule, [{ host: 'a' }, { host: 'b' }], first.contributors, START + MINUTE_MS, START)
    expect(second).toMatchObject({ value: 'ALARM', reason: '1 time series evaluated to ALARM' })
  })
})

describe('a contributor', () => {
  const attributes = { job: 'api', instance: '10.0.0.1' }
  test('says how long, and when it changed', () => {
    const rule = { pendingPeriod: 60, recoveryPeriod: 0 }
    const pending = stepVector(rule, [attributes], [], START, START + 5_000).contributors
    const { changes } = stepVector(rule, [attributes], pending, START + MINUTE_MS, START + MINUTE_MS + 5_000)
    expect(changes).toMatchObject([
      {
        previous: { value: 'OK' },
        contributor: {
          attributes,
          value: 'ALARM',
          reason: 'The query returned this contributor for 60 seconds (minimum 60 seconds for OK -> ALARM transition).',
          transitionedMs: START + MINUTE_MS + 5_000,
        },
      },
    ])
  })
  test('is one, however often and in whatever order of labels the query returns it', () => {
    const again = { instance: '10.0.0.1', job: 'api' }
    const { contributors } = stepVector(AT_ONCE, [attributes, again], [], START, START)
    expect(contributors).toHaveLength(1)
  })
  test('that stays as it is keeps its identity, so that nothing is written', () => {
    const { contributors } = stepVector(AT_ONCE, [attributes], [], START, START)
    const next = stepVector(AT_ONCE, [attributes], contributors, START + MINUTE_MS, START)
    expect(next.contributors[0]).toBe(contributors[0])
    expect(next.changes).toEqual([])
  })
  test('that recovered is forgotten', () => {
    const { contributors } = stepVector(AT_ONCE, [attributes], [], START, START)
    const next = stepVector(AT_ONCE, [], contributors, START + MINUTE_MS, START)
    expect(next).toMatchObject({ contributors: [], value: 'OK', changes: [{ contributor: { value: 'OK' } }] })
  })
})
