import { describe, expect, test } from 'vitest'
import { type MathHost, type Points, parseMath, pointsOf, type TimeSeries } from '../index.ts'
import { evaluateMath, finalSeries } from './evaluate.ts'
import type { Grid } from './time-series.ts'

const MINUTE_MS = 60_000
/** A Monday, 00:00 UTC. */
const MONDAY = Date.UTC(2026, 2, 2)

type Cell = number | undefined

function gridOf(slots: number, periodSeconds = 60, startMs = MONDAY): Grid {
  return { startMs, stepMs: periodSeconds * 1_000, slots }
}

function series(cells: readonly Cell[], periodSeconds = 60, startMs = MONDAY): TimeSeries {
  return {
    grid: gridOf(cells.length, periodSeconds, startMs),
    values: Float64Array.from(cells, (cell) => cell ?? Number.NaN),
    periodSeconds,
    source: undefined,
  }
}

const _ = undefined
const M1 = [30, 20, 0, 0]
const M2 = [20, _, 20, _]

function evaluate(text: string, metrics: Readonly<Record<string, TimeSeries>>): readonly TimeSeries[] {
  const slots = Object.values(metrics)[0]?.grid.slots ?? 3
  const host: MathHost = {
    metrics: () => Object.entries(metrics).map(([id, one]) => ({ id, series: one })),
    search: () => Object.values(metrics),
    band: (_call, one, width) =>
      [-width, width].map((by) => ({ ...one, values: one.values.map((v) => v + by) })) as never,
    grid: (periodSeconds) => gridOf(slots, periodSeconds),
    periodSeconds: 60,
  }
  const expression = parseMath(text)
  const lookUp = (id: string) => {
    const found = metrics[id]
    return found && { kind: 'series' as const, series: found }
  }
  return finalSeries(evaluateMath(expression, host, lookUp), expression)
}

function cells(one: TimeSeries | undefined): readonly Cell[] {
  return one === undefined ? [] : [...one.values].map((value) => (Number.isFinite(value) ? value : undefined))
}

interface Row {
  readonly expression: string
  readonly metrics?: Readonly<Record<string, readonly Cell[]>>
  readonly expected: readonly Cell[] | readonly (readonly Cell[])[]
}

const PAIR = { m1: M1, m2: M2 }
const IF_TABLE = { c: [1, 1, 0, 0, _], a: [30, _, 0, 0, 30], b: [0, 0, 20, _, 20] }
const SETS = { err1: [1, 2], err2: [10, _], ok: [100, 100] }

const ROWS: readonly Row[] = [
  { expression: 'm1<m2', metrics: PAIR, expected: [0, 0, 1, 0] },
  { expression: 'm1>=30', metrics: PAIR, expected: [1, 0, 0, 0] },
  { expression: 'm1>15 AND m2>15', metrics: PAIR, expected: [1, 0, 0, 0] },
  { expression: 'm1>15 && m2>15', metrics: PAIR, expected: [1, 0, 0, 0] },
  { expression: 'm1>15 OR m2>15', metrics: PAIR, expected: [1, 1, 1, 0] },
  { expression: 'm1+m2', metrics: PAIR, expected: [50, 20, 20, 0] },
  { expression: 'm1/m2', metrics: PAIR, expected: [1.5, _, 0, _] },
  { expression: 'm2-m1', metrics: PAIR, expected: [-10, -20, 20, 0] },
  { expression: 'm2+1', metrics: PAIR, expected: [21, _, 21, _] },
  { expression: '1/m1', metrics: { m1: [2, 0, _] }, expected: [0.5, _, _] },
  { expression: '-m2', metrics: PAIR, expected: [-20, _, -20, _] },
  { expression: 'm1==m2', metrics: { m1: [1, _, _], m2: [1, 0, _] }, expected: [1, 1, _] },
  { expression: 'IF(c,a,b)', metrics: IF_TABLE, expected: [30, 0, 20, 0, _] },
  { expression: 'IF(c,5,b)', metrics: IF_TABLE, expected: [5, 5, 20, _, _] },
  { expression: 'IF(c,a,5)', metrics: IF_TABLE, expected: [30, 0, 5, 5, _] },
  { expression: 'IF(c,7)', metrics: IF_TABLE, expected: [7, 7, _, _, _] },
  { expression: 'IF(c,7,8)', metrics: IF_TABLE, expected: [7, 7, 8, 8, _] },
  { expression: 'IF(1,a,b)', metrics: IF_TABLE, expected: [30, _, 0, 0, 30] },
  { expression: 'IF(0,a,b)', metrics: IF_TABLE, expected: [0, 0, 20, _, 20] },
  { expression: 'IF(0,a)', metrics: IF_TABLE, expected: [_, _, _, _, _] },
  { expression: 'IF(1,2,a)', metrics: IF_TABLE, expected: [2, 2, 2, 2, 2] },
  {
    expression: 'IF(METRICS()>1,METRIC_COUNT(METRICS()),0)',
    metrics: { a: [1, 2], b: [3, 0] },
    expected: [
      [0, 2],
      [2, 0],
    ],
  },
  { expression: 'm1-AVG(m1)', metrics: PAIR, expected: [17.5, 7.5, -12.5, -12.5] },
  { expression: 'SUM([m1,m2])', metrics: PAIR, expected: [50, 20, 20, 0] },
  { expression: 'AVG([m1,m2])', metrics: PAIR, expected: [25, 10, 10, 0] },
  { expression: 'MAX([m1,m2])', metrics: PAIR, expected: [30, 20, 20, 0] },
  { expression: 'MIN([m1,m2])', metrics: PAIR, expected: [20, 20, 0, 0] },
  { expression: 'STDDEV([m1,m2])', metrics: { m1: [2, 3], m2: [4, _] }, expected: [1, 1.5] },
  { expression: 'DATAPOINT_COUNT([m1,m2])', metrics: { m1: [2, _, 3], m2: [4, _, _] }, expected: [2, _, 1] },
  { expression: 'm1*0+DATAPOINT_COUNT(m1)', metrics: { m1: [2, _, 3] }, expected: [2, _, 2] },
  { expression: 'MAX(m1)/m1', metrics: PAIR, expected: [1, 1.5, _, _] },
  { expression: 'm1*0+MIN(m1)', metrics: { m1: [2, _, 3] }, expected: [2, _, 2] },
  { expression: 'm1*0+STDDEV(m1)', metrics: { m1: [2, _] }, expected: [1, _] },
  { expression: 'm1*0+SUM(m1)', metrics: { m1: [2, _, 3] }, expected: [5, _, 5] },
  { expression: 'm1+MAX(m2)', metrics: { m1: [1], m2: [_] }, expected: [_] },
  { expression: 'DIFF(m1)', metrics: { m1: [1, 4, 9] }, expected: [_, 3, 5] },
  { expression: 'DIFF(m1)', metrics: { m1: [1, _, 9] }, expected: [_, _, 8] },
  { expression: 'DIFF_TIME(m1)', metrics: { m1: [1, _, 9, 2] }, expected: [_, _, 120, 60] },
  { expression: 'RATE(m1)', metrics: { m1: [1, 4, 9] }, expected: [_, 0.05, 5 / 60] },
  { expression: 'RUNNING_SUM(m1)', metrics: { m1: [1, 2, _, 3] }, expected: [1, 3, _, 6] },
  { expression: 'FILL(m1,LINEAR)', metrics: { m1: [1, _, 3] }, expected: [1, 2, 3] },
  { expression: 'FILL(m1,REPEAT)', metrics: { m1: [1, _, 3] }, expected: [1, 1, 3] },
  { expression: 'FILL(m1,0)', metrics: { m1: [1, _, 3] }, expected: [1, 0, 3] },
  { expression: 'FILL(m1,LINEAR)', metrics: { m1: [_, 1, _, _, 4, _] }, expected: [_, 1, 2, 3, 4, _] },
  { expression: 'FILL(m1,REPEAT)', metrics: { m1: [_, 1, _] }, expected: [_, 1, 1] },
  { expression: 'FILL(m1,m2)', metrics: { m1: [1, _, _], m2: [7, 8, _] }, expected: [1, 8, _] },
  {
    expression: 'FILL(METRICS(),9)',
    metrics: { m1: [1, _], m2: [_, _] },
    expected: [
      [1, 9],
      [9, 9],
    ],
  },
  { expression: 'ABS(m1)', metrics: { m1: [-1.5, _, 2] }, expected: [1.5, _, 2] },
  { expression: 'CEIL(m1)', metrics: { m1: [-1.5, _, 1.2] }, expected: [-1, _, 2] },
  { expression: 'FLOOR(m1)', metrics: { m1: [-1.5, _, 1.2] }, expected: [-2, _, 1] },
  { expression: 'LOG(m1)', metrics: { m1: [1, 0, -1] }, expected: [0, _, _] },
  { expression: 'LOG10(m1)', metrics: { m1: [100, 0] }, expected: [2, _] },
  { expression: 'MINUTE(m1)', metrics: { m1: [_, 1, _] }, expected: [0, 1, 2] },
  { expression: 'HOUR(m1)', metrics: { m1: [_] }, expected: [0] },
  { expression: 'DAY(m1)', metrics: { m1: [1] }, expected: [1] },
  { expression: 'DATE(m1)', metrics: { m1: [1] }, expected: [2] },
  { expression: 'MONTH(m1)', metrics: { m1: [1] }, expected: [3] },
  { expression: 'YEAR(m1)', metrics: { m1: [1] }, expected: [2026] },
  { expression: 'EPOCH(m1)', metrics: { m1: [1] }, expected: [MONDAY / 1_000] },
  { expression: 'SUM(METRICS("err"))', metrics: SETS, expected: [11, 2] },
  {
    expression: 'METRICS()',
    metrics: SETS,
    expected: [
      [1, 2],
      [10, _],
      [100, 100],
    ],
  },
  { expression: 'SLICE(SORT(METRICS(),AVG,DESC),0,1)', metrics: SETS, expected: [[100, 100]] },
  {
    expression: 'SLICE(SORT(METRICS(),AVG,DESC),1)',
    metrics: SETS,
    expected: [
      [10, _],
      [1, 2],
    ],
  },
  {
    expression: 'SORT(METRICS(),MAX,ASC,2)',
    metrics: SETS,
    expected: [
      [1, 2],
      [10, _],
    ],
  },
  { expression: 'SORT(METRICS(),SUM,ASC)', metrics: { a: [_], b: [3], c: [2] }, expected: [[2], [3], [_]] },
  { expression: 'SORT(METRICS(),MIN,DESC)', metrics: { a: [_], b: [3], c: [4] }, expected: [[4], [3], [_]] },
  { expression: 'REMOVE_EMPTY(METRICS())', metrics: { a: [_, _], b: [_, 1] }, expected: [[_, 1]] },
  { expression: 'FIRST(METRICS())', metrics: SETS, expected: [1, 2] },
  { expression: 'LAST(METRICS())', metrics: SETS, expected: [100, 100] },
  { expression: 'FIRST(SLICE(METRICS(),9))', metrics: SETS, expected: [_, _] },
  { expression: 'SUM(SLICE(METRICS(),9))', metrics: SETS, expected: [] },
  { expression: 'ok*0+METRIC_COUNT(METRICS())', metrics: SETS, expected: [3, 3] },
  { expression: 'err2*0+PERIOD(err2)', metrics: SETS, expected: [60, _] },
  {
    expression: 'ok-METRICS("err")',
    metrics: SETS,
    expected: [
      [99, 98],
      [90, 100],
    ],
  },
  {
    expression: 'METRICS("err")*2',
    metrics: SETS,
    expected: [
      [2, 4],
      [20, _],
    ],
  },
  {
    expression: '100/METRICS("err")',
    metrics: SETS,
    expected: [
      [100, 50],
      [10, _],
    ],
  },
  { expression: 'SEARCH("x","Sum",60)', metrics: { a: [1] }, expected: [[1]] },
  {
    expression: 'ANOMALY_DETECTION_BAND(m1)',
    metrics: { m1: [5, _] },
    expected: [
      [3, _],
      [7, _],
    ],
  },
  { expression: 'LAST(ANOMALY_DETECTION_BAND(m1, 3))', metrics: { m1: [5] }, expected: [8] },
  { expression: 'TIME_SERIES(2^3^2)', expected: [512, 512, 512] },
  { expression: 'TIME_SERIES(-2^2)', expected: [4, 4, 4] },
  { expression: 'TIME_SERIES(2+3*4)', expected: [14, 14, 14] },
  { expression: 'TIME_SERIES((2+3)*4)', expected: [20, 20, 20] },
  { expression: 'TIME_SERIES(7-2-1)', expected: [4, 4, 4] },
  { expression: 'TIME_SERIES(1/0)', expected: [_, _, _] },
  { expression: 'TIME_SERIES(1 < 2 AND 0 || 1)', expected: [1, 1, 1] },
  { expression: 'SERVICE_QUOTA(m1)', metrics: { m1: [1] }, expected: [_] },
  { expression: 'INSIGHT_RULE_METRIC("rule","Sum")', expected: [_, _, _] },
  { expression: 'DB_PERF_INSIGHTS("RDS","db","x")', expected: [_, _, _] },
  { expression: 'LAMBDA("fn")', expected: [] },
]

describe('expressions', () => {
  test.each(ROWS)('$expression of $metrics', ({ expression, metrics = {}, expected }) => {
    const found = evaluate(
      expression,
      Object.fromEntries(Object.entries(metrics).map(([id, values]) => [id, series(values)])),
    )
    const isList = Array.isArray(expected[0])
    expect(isList ? found.map(cells) : cells(found[0])).toEqual(expected)
  })
})

test('Sunday is day 7', () => {
  const sunday = series([1], 60, MONDAY - 24 * 60 * MINUTE_MS)
  expect(cells(evaluate('DAY(m1)', { m1: sunday })[0])).toEqual([7])
})

test('operands of different periods keep their timestamps, on the finer period', () => {
  const m1 = series([1, 1, 1, 1, 1, _, _, _, _, _])
  const m2 = series([10, 20], 300)
  const [sum] = evaluate('m1+m2', { m1, m2 }) as [TimeSeries]
  expect(sum.periodSeconds).toBe(60)
  expect(cells(sum)).toEqual([11, 1, 1, 1, 1, 20, _, _, _, _])
})

test('periods of which neither divides the other', () => {
  const m1 = series([1, 2], 180)
  const m2 = series([10, 20, 30], 120)
  const [sum] = evaluate('m1+m2', { m1, m2 }) as [TimeSeries]
  const { timestampsMs, values }: Points = pointsOf(sum)
  expect(timestampsMs.map((time) => (time - MONDAY) / MINUTE_MS)).toEqual([0, 2, 3, 4])
  expect(values).toEqual([11, 20, 2, 30])
})

test('filling after a change of grid fills the periods, not every slot', () => {
  const m1 = series([1, _], 300)
  const fine = series([_, _, _, _, _, _, _, _, _, _])
  const [coarse] = evaluate('SLICE(FILL([m1, m2], 0), 0, 1)', { m1, m2: fine }) as [TimeSeries]
  expect(cells(coarse)).toEqual([1, 0])
})

test('an array without series adds nothing, and takes no room', () => {
  const m1 = series([1, _, 3])
  expect(cells(evaluate('m1+SUM(SLICE(METRICS(),9))', { m1 })[0])).toEqual([1, _, 3])
})

test('an average counts the periods of the range that have no point', () => {
  const m1 = series([10, 20, _, _, _])
  expect(cells(evaluate('m1-AVG(m1)', { m1 })[0])).toEqual([4, 14, _, _, _])
})

test('members of an array keep what they are about, results of several series do not', () => {
  const source = { label: 'cpu' }
  const m1 = { ...series([1]), source }
  expect(evaluate('ABS(METRICS())/2', { m1 }).map((one) => one.source)).toEqual([source])
  expect(evaluate('m1+m1', { m1 }).map((one) => one.source)).toEqual([undefined])
})

const REFUSED: readonly (readonly [string, string])[] = [
  ['AVG(m1)', 'The final result of the expression must be a time series or an array of time series, got Scalar'],
  ['"text"', 'The final result of the expression must be a time series or an array of time series, got String'],
  ['NOPE(m1)', "Function 'NOPE' not found"],
  ['sum(m1)', "Function 'sum' not found"],
  ['m9+1', "Unknown id 'm9': no query of the request has it"],
  ['METRICS()+METRICS()', "Unsupported operand type(s) for +: '[ArrayOfTimeSeries, ArrayOfTimeSeries]'"],
  ['m1+"a"', "Unsupported operand type(s) for +: '[TimeSeries, String]'"],
  ['-"a"', "Unsupported operand type(s) for -: '[String]'"],
  ['FILL(m1)', "Function 'FILL' takes 2 arguments, got 1"],
  ['SORT(METRICS(),AVG)', "Function 'SORT' takes 3 to 4 arguments, got 2"],
  ['SORT(METRICS(),FOO,ASC)', 'The second argument of SORT must be AVG, MIN, MAX or SUM'],
  ['SORT(METRICS(),AVG,UP)', 'The third argument of SORT must be ASC or DESC'],
  ['FILL(m1,UP)', 'FILL cannot fill with UP: expected a number, a time series, REPEAT or LINEAR'],
  ['RATE(5)', 'Unsupported argument type(s) for RATE: expected (TS|TS[]), got (Scalar)'],
  ['SLICE(METRICS(),-1)', 'SLICE takes whole numbers from 0, got -1'],
  ['[m1,5]', 'The elements of an array must be time series, got Scalar'],
  ['IF(METRICS(),METRICS())', 'IF takes an array of time series for one of its arguments only'],
  ['ANOMALY_DETECTION_BAND(m1,0)', 'The width of the band must be greater than 0, got 0'],
]

test.each(REFUSED)('refused: %s', (expression, message) => {
  expect(() => evaluate(expression, { m1: series([1]) })).toThrow(message)
})
