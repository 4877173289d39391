import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { MissingData } from '../state.ts'
import { evaluate, type Verdict } from './evaluate.ts'

const MODES: readonly MissingData[] = ['missing', 'ignore', 'breaching', 'notBreaching']
const SIGNS: Readonly<Record<string, Verdict>> = { '0': 'good', X: 'bad', '-': 'missing', '?': 'unsure' }

function windowOf(text: string): readonly Verdict[] {
  return [...text].map((sign) => SIGNS[sign] ?? 'missing')
}

/** `0` good, `X` bad, `-` missing, oldest first. Columns after M: missing | ignore | breaching | notBreaching. */
const TABLE = `
  0-X-X  3  OK                 OK     OK     OK
  0----  3  OK                 OK     OK     OK
  -----  3  INSUFFICIENT_DATA  keep   ALARM  OK
  0XX-X  3  ALARM              ALARM  ALARM  ALARM
  --X--  3  ALARM              keep   ALARM  OK
  0-X-X  2  ALARM              ALARM  ALARM  ALARM
  00X0X  2  ALARM              ALARM  ALARM  ALARM
  0-X--  2  OK                 OK     ALARM  OK
  ----0  2  OK                 OK     ALARM  OK
  ---X-  2  ALARM              keep   ALARM  OK
  ----X  3  INSUFFICIENT_DATA  keep   ALARM  OK
  ---X-  3  INSUFFICIENT_DATA  keep   ALARM  OK
  XX---  3  ALARM              keep   ALARM  OK
  XXX0-  3  OK                 OK     OK     OK
  0X---  3  OK                 OK     OK     OK
`

describe('the documented tables, N = 3 of a range of 5', () => {
  const rows = TABLE.trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
  test.each(rows)('%s with M = %s: %s, %s, %s, %s', (text = '', m, ...expected) => {
    const outcomes = MODES.map((treatMissingData) => {
      const rule = { evaluationPeriods: 3, datapointsToAlarm: Number(m), treatMissingData }
      return evaluate(rule, windowOf(text)).outcome
    })
    expect(outcomes).toEqual(expected)
  })
})

describe('percentiles of few samples', () => {
  const rule = { evaluationPeriods: 1, datapointsToAlarm: 1, treatMissingData: 'missing' } as const
  test('that are to be ignored keep the state', () => {
    expect(evaluate(rule, windowOf('XX?')).outcome).toBe('keep')
    expect(evaluate({ ...rule, evaluationPeriods: 3 }, windowOf('00?')).outcome).toBe('keep')
  })
  test('do not stop the other datapoints from raising the alarm', () => {
    expect(evaluate({ ...rule, evaluationPeriods: 3 }, windowOf('0X?')).outcome).toBe('ALARM')
  })
  test('do not hide that there is no data at all', () => {
    expect(evaluate(rule, windowOf('---')).outcome).toBe('INSUFFICIENT_DATA')
  })
})

const verdicts = fc.constantFrom<Verdict>('good', 'bad', 'missing')
const cases = fc
  .integer({ min: 1, max: 6 })
  .chain((n) =>
    fc.tuple(fc.constant(n), fc.integer({ min: 1, max: n }), fc.array(verdicts, { minLength: n, maxLength: n + 4 })),
  )

describe('properties', () => {
  test('turning a good datapoint bad never ends an alarm', () => {
    fc.assert(
      fc.property(cases, fc.constantFrom(...MODES), fc.nat(), ([n, m, window], treatMissingData, at) => {
        const rule = { evaluationPeriods: n, datapointsToAlarm: m, treatMissingData }
        const index = at % window.length
        if (window[index] !== 'good' || evaluate(rule, window).outcome !== 'ALARM') return
        expect(evaluate(rule, window.with(index, 'bad')).outcome).toBe('ALARM')
      }),
    )
  })

  test('without missing data the treatment makes no difference', () => {
    fc.assert(
      fc.property(cases, ([n, m, window]) => {
        const full = window.map((verdict) => (verdict === 'missing' ? 'good' : verdict))
        const outcomes = MODES.map((treatMissingData) => {
          return evaluate({ evaluationPeriods: n, datapointsToAlarm: m, treatMissingData }, full).outcome
        })
        expect(new Set(outcomes).size).toBe(1)
      }),
    )
  })

  test('notBreaching alarms least, ignore and missing more, breaching most', () => {
    fc.assert(
      fc.property(cases, ([n, m, window]) => {
        const alarms = (treatMissingData: MissingData): boolean =>
          evaluate({ evaluationPeriods: n, datapointsToAlarm: m, treatMissingData }, window).outcome === 'ALARM'
        if (alarms('notBreaching')) expect(alarms('ignore')).toBe(true)
        if (alarms('ignore')) expect(alarms('missing')).toBe(true)
        if (alarms('notBreaching')) expect(alarms('breaching')).toBe(true)
      }),
    )
  })

  test('only notBreaching and breaching always decide', () => {
    fc.assert(
      fc.property(cases, ([n, m, window]) => {
        for (const treatMissingData of ['breaching', 'notBreaching'] as const) {
          const { outcome } = evaluate({ evaluationPeriods: n, datapointsToAlarm: m, treatMissingData }, window)
          expect(['OK', 'ALARM']).toContain(outcome)
        }
      }),
    )
  })
})
