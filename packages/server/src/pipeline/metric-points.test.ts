import { expect, test } from 'vitest'
import { PointsBuilder, type Samples } from './metric-points.ts'

const NONE = Number.NaN

// count, sum, min, max, value of each row.
const ROWS: readonly (readonly [string, Samples, readonly (readonly number[])[]])[] = [
  ['one value', { kind: 'value', value: 5 }, [[1, 5, 5, 5, 5]]],
  [
    'values without counts occur once',
    { kind: 'values', values: [1, 2] },
    [
      [1, 1, 1, 1, 1],
      [1, 2, 2, 2, 2],
    ],
  ],
  [
    'values with counts',
    { kind: 'values', values: [2, 3], counts: [4, 0.5] },
    [
      [4, 8, 2, 2, 2],
      [0.5, 1.5, 3, 3, 3],
    ],
  ],
  ['a count of zero adds nothing', { kind: 'values', values: [2, 3], counts: [0, 1] }, [[1, 3, 3, 3, 3]]],
  [
    'a statistic set hides its values',
    { kind: 'statistics', count: 4, sum: 20, min: 1, max: 9 },
    [[4, 20, 1, 9, NONE]],
  ],
  [
    'equal extremes give the values away',
    { kind: 'statistics', count: 4, sum: 20, min: 5, max: 5 },
    [[4, 20, 5, 5, 5]],
  ],
  ['a single sample, too', { kind: 'statistics', count: 1, sum: 5, min: 5, max: 5 }, [[1, 5, 5, 5, 5]]],
  ['unless the extremes differ', { kind: 'statistics', count: 1, sum: 5, min: 4, max: 6 }, [[1, 5, 4, 6, NONE]]],
  ['or the sum disagrees', { kind: 'statistics', count: 4, sum: 21, min: 5, max: 5 }, [[4, 21, 5, 5, NONE]]],
  [
    'except for rounding',
    { kind: 'statistics', count: 3, sum: 0.1 + 0.1 + 0.1, min: 0.1, max: 0.1 },
    [[3, 0.1 + 0.1 + 0.1, 0.1, 0.1, 0.1]],
  ],
  ['an empty statistic set adds nothing', { kind: 'statistics', count: 0, sum: 0, min: 0, max: 0 }, []],
  [
    'a histogram aggregates to its own sum and extremes',
    { kind: 'histogram', values: [7, 1, 2.5], counts: [0, 3, 1], sum: 6, min: 0.5, max: 3 },
    [
      [3, 6, 0.5, 3, 1],
      [1, 0, 0.5, 3, 2.5],
    ],
  ],
]

test.each(ROWS)('%s', (_name, samples, rows) => {
  const builder = new PointsBuilder()
  builder.addSamples(7, 1_000, 3, 60, samples)
  const points = builder.build()
  expect(
    points.series.map((_, i) => [points.counts[i], points.sums[i], points.mins[i], points.maxs[i], points.values[i]]),
  ).toEqual(rows)
  expect(builder.size).toBe(rows.length)
  for (let i = 0; i < rows.length; i += 1) {
    expect([points.series[i], points.timestampsMs[i], points.units[i], points.resolutions[i]]).toEqual([
      7, 1_000, 3, 60,
    ])
  }
})
