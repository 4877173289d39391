import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { evaluateStatistic, needsDistribution, parseStatistic, type SampleSummary } from './statistics.ts'

type Sample = readonly [value: number, weight: number]

function bucketOf(samples: readonly Sample[], incomplete = false): SampleSummary {
  const sorted = [...samples].sort(([a], [b]) => a - b)
  const values = sorted.map(([value]) => value)
  return {
    count: sorted.reduce((sum, [, weight]) => sum + weight, 0),
    sum: sorted.reduce((sum, [value, weight]) => sum + value * weight, 0),
    min: Math.min(...values),
    max: Math.max(...values),
    distribution: {
      values: Float64Array.from(values),
      weights: Float64Array.from(sorted, ([, weight]) => weight),
      incomplete,
    },
  }
}

function samples(...values: readonly number[]): SampleSummary {
  return bucketOf(values.map((value) => [value, 1]))
}

function evaluate(text: string, bucket: SampleSummary): number | undefined {
  const statistic = parseStatistic(text)
  if (statistic === undefined) throw new Error(`'${text}' is no statistic`)
  return evaluateStatistic(statistic, bucket)
}

const ONE_TO_TEN = samples(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)

describe('samples 1 to 10', () => {
  test.each([
    ['SampleCount', 10],
    ['Sum', 55],
    ['Average', 5.5],
    ['Minimum', 1],
    ['Maximum', 10],
    ['p0', 1],
    ['p0.0000000001', 1],
    ['p10', 1],
    ['p10.0000000001', 2],
    ['p50', 5],
    ['p90', 9],
    ['p90.5', 10],
    ['p99', 10],
    ['p100', 10],
    ['tm90', 5],
    ['tc90', 9],
    ['ts90', 45],
    ['TM(:90%)', 5],
    ['TM(10%:90%)', 5.5],
    ['TM(80%:)', 9.5],
    ['TC(80%:)', 2],
    ['TS(80%:)', 19],
    ['TM(25%:75%)', 5.5],
    ['TC(25%:75%)', 5],
    ['TM(:95%)', (45 + 10 / 2) / 9.5],
    ['TC(:95%)', 9.5],
    ['TM(2:8)', 5.5],
    ['TC(2:8)', 6],
    ['TS(2:8)', 33],
    ['TM(:2)', 1.5],
    ['TM(8:)', 9.5],
    ['TM(0.5:1.5)', 1],
    ['TM(20:30)', undefined],
    ['TC(20:30)', 0],
    ['TS(20:30)', 0],
    ['wm90', 5.4],
    ['WM(:90%)', 5.4],
    ['WM(10%:90%)', 5.5],
    ['WM(20%:100%)', (3 * 3 + 4 + 5 + 6 + 7 + 8 + 9 + 10) / 10],
    ['WM(2:8)', (2 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 8 + 8) / 10],
    ['WM(20:30)', 20],
    ['PR(:3)', 30],
    ['PR(3:5)', 20],
    ['PR(3:)', 70],
    ['PR(:10)', 100],
    ['PR(:0.99)', 0],
    ['IQM', 5.5],
    ['tm100', 5.5],
    ['tm0', undefined],
    ['tc0', 0],
    ['wm0', undefined],
  ])('%s is %s', (text, expected) => {
    const actual = evaluate(text, ONE_TO_TEN)
    if (expected === undefined) expect(actual).toBeUndefined()
    else expect(actual).toBeCloseTo(expected, 12)
  })
})

describe('a value that occurred several times counts as often', () => {
  // A set of statistics with equal minimum and maximum is such a value: count 4, sum 20, minimum and maximum 5.
  test.each([
    ['p50', [[5, 4]], 5],
    ['tm90', [[5, 4]], 5],
    ['tc90', [[5, 4]], 3.6],
    [
      'p50',
      [
        [1, 98],
        [7, 2],
      ],
      1,
    ],
    [
      'p98',
      [
        [1, 98],
        [7, 2],
      ],
      1,
    ],
    [
      'p99',
      [
        [1, 98],
        [7, 2],
      ],
      7,
    ],
    [
      'tm99',
      [
        [1, 98],
        [7, 2],
      ],
      (98 + 7) / 99,
    ],
    [
      'wm98',
      [
        [1, 98],
        [7, 2],
      ],
      1,
    ],
    [
      'PR(:1)',
      [
        [1, 98],
        [7, 2],
      ],
      98,
    ],
    [
      'p50',
      [
        [1, 0.5],
        [2, 0.5],
      ],
      1,
    ],
    [
      'p51',
      [
        [1, 0.5],
        [2, 0.5],
      ],
      2,
    ],
    [
      'tm50',
      [
        [1, 0.25],
        [2, 0.75],
      ],
      1.5,
    ],
    [
      'p99.9',
      [
        [1, 999],
        [2, 1],
      ],
      1,
    ],
    [
      'wm99.9',
      [
        [1, 999],
        [2, 1],
      ],
      1,
    ],
    [
      'p99.9',
      [
        [1, 998],
        [2, 2],
      ],
      2,
    ],
  ] as [string, Sample[], number][])('%s of %j is %d', (text, weighted, expected) => {
    expect(evaluate(text, bucketOf(weighted))).toBeCloseTo(expected, 12)
  })
})

describe('without a datapoint', () => {
  const extended = ['p0', 'p50', 'p100', 'tm90', 'TC(1:5)', 'ts90', 'WM(2%:98%)', 'PR(:3)', 'IQM']

  test.each(extended)('%s when a statistic set hides its values', (text) => {
    expect(evaluate(text, bucketOf([[5, 1]], true))).toBeUndefined()
    expect(evaluate(text, { count: 4, sum: 20, min: 1, max: 9 })).toBeUndefined()
  })

  test.each([
    ['Sum', 20],
    ['SampleCount', 4],
    ['Average', 5],
    ['Minimum', 1],
    ['Maximum', 9],
  ])('%s of a statistic set is known nevertheless', (text, expected) => {
    const distribution = { values: new Float64Array(), weights: new Float64Array(), incomplete: true }
    expect(evaluate(text, { count: 4, sum: 20, min: 1, max: 9, distribution })).toBe(expected)
  })

  test('Average when nothing was counted', () => {
    expect(evaluate('Average', { count: 0, sum: 0, min: 5, max: 5 })).toBeUndefined()
  })

  test.each(['p50', 'p99.9', 'tm90', 'TM(10%:90%)', 'tc90', 'ts90', 'wm90', 'IQM'])('%s of negative values', (text) => {
    expect(evaluate(text, samples(-1, 2, 3))).toBeUndefined()
  })

  test.each([
    ['p0', -1],
    ['p100', 3],
    ['TM(-5:2)', 0.5],
    ['TC(-1:2)', 1],
    ['TS(:2)', 1],
    ['WM(0:2)', 4 / 3],
    ['PR(:0)', 100 / 3],
  ])('but %s of negative values is %d', (text, expected) => {
    expect(evaluate(text, samples(-1, 2, 3))).toBeCloseTo(expected, 12)
  })
})

test('a percentile of rolled-up samples stays between the extremes', () => {
  const bucket = { ...samples(98, 103), min: 100, max: 101 }
  expect(evaluate('p50', bucket)).toBe(100)
  expect(evaluate('p99', bucket)).toBe(101)
})

describe('parseStatistic', () => {
  test.each([
    ['tm99', 'TM(:99%)'],
    ['tm99', 'TM(0%:99%)'],
    ['tc1.5', 'TC(:1.5%)'],
    ['ts0', 'TS(:0%)'],
    ['wm100', 'WM(0%:100%)'],
    ['IQM', 'TM(25%:75%)'],
    ['TM(80%:)', 'TM(80%:100%)'],
    ['p099', 'p99'],
  ])('%s is %s', (text, same) => {
    expect(parseStatistic(text)).toBeDefined()
    expect(parseStatistic(text)).toEqual(parseStatistic(same))
  })

  test.each([
    ['TM(150:1000)', { kind: 'trimmedMean', range: { unit: 'absolute', low: 150, high: 1000 } }],
    ['TC(:0.5)', { kind: 'trimmedCount', range: { unit: 'absolute', low: Number.NEGATIVE_INFINITY, high: 0.5 } }],
    ['PR(-3.25:)', { kind: 'percentileRank', range: { unit: 'absolute', low: -3.25, high: Number.POSITIVE_INFINITY } }],
    ['p99.9999999999', { kind: 'percentile', percent: 99.9999999999 }],
  ])('%s', (text, expected) => {
    expect(parseStatistic(text)).toEqual(expected)
  })

  test.each([
    '',
    'average',
    'SUM',
    'Samplecount',
    'iqm',
    'p',
    'P99',
    'p-1',
    'p100.1',
    'p101',
    'p99.',
    'p.5',
    'p1e1',
    'p99.12345678901',
    'p99 ',
    ' p99',
    'p99\n',
    'tm',
    'tm100.0000000001',
    'tm99%',
    'Tm99',
    'pr90',
    'TM',
    'TM()',
    'TM(:)',
    'TM(5)',
    'TM(5%)',
    'TM(5%:95)',
    'TM(5:95%)',
    'TM(95%:5%)',
    'TM(10:5)',
    'TM(-5%:95%)',
    'TM(:101%)',
    'TM(1:2:3)',
    'TM(a:b)',
    'TM(1:2',
    'TM (1:2)',
    'TM(1 :2)',
    'TM(1.12345678901:2)',
    'tm(1:2)',
    'PR(5%:95%)',
    'PR(:)',
    'IQM(1:2)',
  ])("'%s' is no statistic", (text) => {
    expect(parseStatistic(text)).toBeUndefined()
  })

  test('only extended statistics need the samples', () => {
    const plain = ['SampleCount', 'Sum', 'Average', 'Minimum', 'Maximum']
    const extended = ['p50', 'tm90', 'tc90', 'ts90', 'wm90', 'TM(1:2)', 'PR(:3)', 'IQM']
    expect(plain.map((text) => needsDistribution(parseStatistic(text)!))).not.toContain(true)
    expect(extended.map((text) => needsDistribution(parseStatistic(text)!))).not.toContain(false)
  })
})

describe('for all samples', () => {
  const value = fc.integer({ min: 0, max: 2 ** 20 }).map((thousandths) => thousandths / 1000)
  const weight = fc.oneof(fc.integer({ min: 1, max: 50 }), fc.constantFrom(0.5, 0.25, 1.75))
  const bucket = fc
    .uniqueArray(fc.tuple(value, weight), { minLength: 1, maxLength: 40, selector: ([v]) => v })
    .map(bucketOf)
  const percent = fc.integer({ min: 0, max: 1000 }).map((tenths) => tenths / 10)
  const bounds = fc.tuple(percent, percent).map(([a, b]) => `(${Math.min(a, b)}%:${Math.max(a, b)}%)`)

  function isClose(actual: number | undefined, expected: number): void {
    expect(Math.abs(actual! - expected)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(expected)))
  }

  test('the mean of everything is the average', () => {
    fc.assert(
      fc.property(bucket, (all) => {
        const average = evaluate('Average', all)!
        for (const text of ['TM(0%:100%)', 'tm100', 'wm100', `TM(-1:${all.max})`]) {
          isClose(evaluate(text, all), average)
        }
        isClose(evaluate('tc100', all), all.count)
        isClose(evaluate('ts100', all), all.sum)
      }),
    )
  })

  test('a trimmed sum is the trimmed mean times the trimmed count', () => {
    fc.assert(
      fc.property(bucket, bounds, (all, range) => {
        const mean = evaluate(`TM${range}`, all) ?? 0
        isClose(evaluate(`TS${range}`, all), mean * evaluate(`TC${range}`, all)!)
      }),
    )
  })

  test('a trimmed count is the share of the samples', () => {
    fc.assert(
      fc.property(bucket, percent, (all, share) => isClose(evaluate(`tc${share}`, all), (share / 100) * all.count)),
    )
  })

  test('trimmed and winsorized means lie between the extremes', () => {
    fc.assert(
      fc.property(bucket, bounds, (all, range) => {
        for (const mean of [evaluate(`TM${range}`, all), evaluate(`WM${range}`, all)]) {
          if (mean === undefined) continue
          expect(mean).toBeGreaterThanOrEqual(all.min - 1e-9)
          expect(mean).toBeLessThanOrEqual(all.max + 1e-9)
        }
      }),
    )
  })

  test('percentiles are samples and grow with the percentage', () => {
    fc.assert(
      fc.property(bucket, percent, percent, (all, a, b) => {
        const low = evaluate(`p${Math.min(a, b)}`, all)!
        const high = evaluate(`p${Math.max(a, b)}`, all)!
        expect(low).toBeLessThanOrEqual(high)
        expect([...all.distribution!.values]).toContain(low)
      }),
    )
  })

  test('a percentile is the least sample whose rank reaches the percentage', () => {
    fc.assert(
      fc.property(bucket, fc.integer({ min: 1, max: 99 }), (all, share) => {
        const { values } = all.distribution!
        const found = evaluate(`p${share}`, all)!
        const before = values[values.indexOf(found) - 1]
        expect(evaluate(`PR(:${found})`, all)).toBeGreaterThanOrEqual(share - 1e-9)
        if (before !== undefined) expect(evaluate(`PR(:${before})`, all)).toBeLessThan(share + 1e-9)
      }),
    )
  })

  test('ranks of the two sides of a value add up to 100', () => {
    fc.assert(
      fc.property(bucket, value, (all, limit) => {
        const below = evaluate(`PR(:${limit})`, all)!
        expect(below).toBeGreaterThanOrEqual(0)
        expect(below).toBeLessThanOrEqual(100)
        isClose(below + evaluate(`PR(${limit}:)`, all)!, 100)
      }),
    )
  })
})
