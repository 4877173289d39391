import { describe, expect, test } from 'vitest'
import type { MetricBuckets, MetricColumns, MetricColumnsRead, MetricRead, MetricStore } from '../metric-store.ts'
import { freshNamespace, metricPoints, RECENT_MS, type Shared, TENANT, type TestPoint } from './fixture.ts'

const T = RECENT_MS
const SECOND = 1_000
const MINUTE = 60_000
const COUNT_UNIT = 3
const SECONDS_UNIT = 23
const NONE_UNIT = 26

/** A bucket as (start in seconds after T, unit, count, sum, minimum, maximum). */
type Row = readonly [number, number, number, number, number, number]

function rowsOf(buckets: MetricBuckets): Row[] {
  return Array.from({ length: buckets.length }, (_, index) => [
    (buckets.startsMs[index]! - T) / SECOND,
    buckets.units[index]!,
    buckets.counts[index]!,
    buckets.sums[index]!,
    buckets.mins[index]!,
    buckets.maxs[index]!,
  ])
}

export function describeMetricReads(shared: Shared): void {
  function metrics(): MetricStore {
    return shared.store.metrics
  }

  function newSeries(): number {
    return metrics().seriesId(TENANT, freshNamespace(), 'm', [])
  }

  /** Stores points of a new series, in one append or, when `apart`, in one for each. */
  async function stored(points: readonly Omit<TestPoint, 'series'>[], apart = false): Promise<number> {
    const series = newSeries()
    const batches = apart ? points.map((point) => [point]) : [points]
    for (const batch of batches) {
      await shared.store.append({ metrics: metricPoints(batch.map((point) => ({ ...point, series }))) })
    }
    return series
  }

  function read(series: number | readonly number[], over: Partial<MetricRead> = {}): Promise<MetricBuckets> {
    const ids = typeof series === 'number' ? [series] : series
    return metrics().read({
      series: ids,
      startMs: T,
      endMs: T + 10 * MINUTE,
      periodMs: MINUTE,
      distribution: false,
      ...over,
    })
  }

  async function rows(series: number | readonly number[], over: Partial<MetricRead> = {}): Promise<Row[]> {
    return rowsOf(await read(series, over))
  }

  describe('read', () => {
    test.each([false, true])('aggregates the points of a bucket (one append for each: %s)', async (apart) => {
      const points = [5, 1, 9, 1].map((value, index) => ({ timestampMs: T + index * 10 * SECOND, value }))
      expect(await rows(await stored(points, apart))).toEqual([[0, COUNT_UNIT, 4, 16, 1, 9]])
    })

    test('a point counts as often as it says, in whole or in part', async () => {
      const series = await stored([
        { timestampMs: T, value: 1, count: 2 },
        { timestampMs: T, value: 10, count: 4 },
        { timestampMs: T, value: 2, count: 0.5 },
      ])
      expect(await rows(series)).toEqual([[0, COUNT_UNIT, 6.5, 43, 1, 10]])
    })

    test('equal points accumulate', async () => {
      const point = { timestampMs: T, value: 3 }
      expect(await rows(await stored([point, point], true))).toEqual([[0, COUNT_UNIT, 2, 6, 3, 3]])
    })

    test('a statistic set adds its own numbers', async () => {
      const series = await stored([
        { timestampMs: T, count: 10, sum: 55, min: 1, max: 10 },
        { timestampMs: T, value: 11 },
      ])
      expect(await rows(series)).toEqual([[0, COUNT_UNIT, 11, 66, 1, 11]])
    })

    test('a sample may carry a sum, minimum and maximum of its own', async () => {
      const series = await stored([{ timestampMs: T, value: 5, count: 2, sum: 11, min: 4, max: 7 }])
      expect(await rows(series)).toEqual([[0, COUNT_UNIT, 2, 11, 4, 7]])
    })

    test.each([0, -1.5, 1e-300, 2 ** 360, -(2 ** 360), 0.1, Number.MAX_SAFE_INTEGER])('keeps %d', async (value) => {
      expect(await rows(await stored([{ timestampMs: T, value }]))).toEqual([[0, COUNT_UNIT, 1, value, value, value]])
    })

    test('start is inclusive, end is exclusive, even within a bucket', async () => {
      const series = await stored(
        [-1, 0, 59, 60, 89, 90].map((at, index) => ({ timestampMs: T + at * SECOND, value: 2 ** index })),
      )
      expect(await rows(series, { endMs: T + 90 * SECOND })).toEqual([
        [0, COUNT_UNIT, 2, 6, 2, 4],
        [60, COUNT_UNIT, 2, 24, 8, 16],
      ])
    })

    test('times are rounded down to the second', async () => {
      const series = await stored([
        { timestampMs: T + 999, value: 1 },
        { timestampMs: T + 1_000, value: 2 },
        { timestampMs: T + 1_999, value: 4 },
      ])
      expect(await rows(series, { periodMs: SECOND })).toEqual([
        [0, COUNT_UNIT, 1, 1, 1, 1],
        [1, COUNT_UNIT, 2, 6, 2, 4],
      ])
    })

    test.each([
      [0, 60, [60, 120]],
      [59, 60, [59, 119]],
      [1, 1_200, [1]],
      [7, 10, [57, 67, 117]],
      [60, 5, [60, 65, 115, 120]],
      [62, 60, [62]],
      [-3_541, 1_200, [59]],
      [-60, 120, [60]],
    ])('buckets are anchored at the start: from second %d, period %d', async (start, period, expected) => {
      const times = [61, 69, 119, 120]
      const series = await stored(times.map((at) => ({ timestampMs: T + at * SECOND, value: 1 })))
      const found = await rows(series, { startMs: T + start * SECOND, periodMs: period * SECOND })
      expect(found.map(([at]) => at)).toEqual(expected)
      expect(found.reduce((sum, [, , count]) => sum + count, 0)).toBe(times.filter((at) => at >= start).length)
    })

    test('empty buckets are left out', async () => {
      const series = await stored([
        { timestampMs: T, value: 1 },
        { timestampMs: T + 5 * MINUTE, value: 1 },
      ])
      expect((await rows(series)).map(([at]) => at)).toEqual([0, 300])
    })

    test('units are kept apart, in order of their codes', async () => {
      const series = await stored([
        { timestampMs: T, value: 1, unit: NONE_UNIT },
        { timestampMs: T, value: 2, unit: COUNT_UNIT },
        { timestampMs: T + MINUTE, value: 4, unit: SECONDS_UNIT },
        { timestampMs: T, value: 8, unit: SECONDS_UNIT },
        { timestampMs: T, value: 16, unit: COUNT_UNIT },
      ])
      expect(await rows(series)).toEqual([
        [0, COUNT_UNIT, 2, 18, 2, 16],
        [0, SECONDS_UNIT, 1, 8, 8, 8],
        [0, NONE_UNIT, 1, 1, 1, 1],
        [60, SECONDS_UNIT, 1, 4, 4, 4],
      ])
      expect(await rows(series, { unit: SECONDS_UNIT })).toEqual([
        [0, SECONDS_UNIT, 1, 8, 8, 8],
        [60, SECONDS_UNIT, 1, 4, 4, 4],
      ])
      expect(await rows(series, { unit: 0 })).toEqual([])
    })

    test('series come in the order asked', async () => {
      const at = [
        { timestampMs: T + MINUTE, value: 1 },
        { timestampMs: T, value: 1 },
      ]
      const ids = [await stored(at), await stored(at), await stored(at)]
      const [a = 0, b = 0, c = 0] = ids
      const buckets = await read([c, a, b])
      expect([...buckets.series]).toEqual([c, c, a, a, b, b])
      expect([...buckets.startsMs]).toEqual([T, T + MINUTE, T, T + MINUTE, T, T + MINUTE])
    })

    test('nothing asked, nothing stored, nothing in range: no buckets', async () => {
      const series = await stored([{ timestampMs: T, value: 1 }])
      expect((await read([])).length).toBe(0)
      expect((await read(newSeries())).length).toBe(0)
      expect((await read(series, { startMs: T + MINUTE })).length).toBe(0)
      expect((await read(series, { startMs: T, endMs: T })).length).toBe(0)
    })

    test('columns have one entry for each bucket', async () => {
      const series = await stored([
        { timestampMs: T, value: 1 },
        { timestampMs: T + MINUTE, value: 2 },
      ])
      const { length, distributions, ...columns } = await read(series, { distribution: true })
      expect(length).toBe(2)
      expect(distributions).toHaveLength(2)
      expect(Object.values(columns).map((column) => column.length)).toEqual([2, 2, 2, 2, 2, 2, 2])
    })

    test('many series and points', async () => {
      const namespace = freshNamespace()
      const ids = Array.from({ length: 100 }, (_, index) => {
        return metrics().seriesId(TENANT, namespace, 'm', [{ name: 'i', value: `${index}` }])
      })
      const points = ids.flatMap((series, index) =>
        Array.from({ length: 200 }, (_, at) => ({ series, timestampMs: T + at * SECOND, value: index })),
      )
      await shared.store.append({ metrics: metricPoints(points) })
      const buckets = await read(ids)
      expect([...buckets.series]).toEqual(ids.flatMap((id) => [id, id, id, id]))
      expect([...buckets.counts]).toEqual(ids.flatMap(() => [60, 60, 60, 20]))
      expect([...buckets.sums]).toEqual(ids.flatMap((_, index) => [60, 60, 60, 20].map((count) => count * index)))
    })

    test('an aborted read is rejected with the reason', async () => {
      const series = await stored([{ timestampMs: T, value: 1 }])
      const reason = new Error('no longer wanted')
      const range = { startMs: T, endMs: T + MINUTE, periodMs: MINUTE, distribution: false }
      await expect(metrics().read({ series: [series], ...range }, AbortSignal.abort(reason))).rejects.toBe(reason)
    })
  })

  describe('readColumns', () => {
    const STATISTICS = ['Sum', 'SampleCount', 'Average', 'Minimum', 'Maximum'] as const

    function columns(series: readonly number[], over: Partial<MetricColumnsRead> = {}): Promise<MetricColumns> {
      const range = { startMs: T, endMs: T + 3 * MINUTE, periodMs: MINUTE }
      return metrics().readColumns({ series, ...range, statistics: STATISTICS, ...over })
    }

    test('has a row for each series in the order asked, and a cell for each bucket', async () => {
      const a = await stored([
        { timestampMs: T + 59 * SECOND, value: 1 },
        { timestampMs: T, value: 4, count: 3 },
        { timestampMs: T + 2 * MINUTE, value: 5, unit: SECONDS_UNIT },
        { timestampMs: T + 3 * MINUTE, value: 6 },
      ])
      const b = await stored([{ timestampMs: T + MINUTE, value: -7 }])
      const { slots, values, units } = await columns([b, newSeries(), a])
      expect(slots).toBe(3)
      const [n, none] = [Number.NaN, [Number.NaN, Number.NaN, Number.NaN]]
      expect(values.map((column) => [...column])).toEqual([
        [n, -7, n, ...none, 13, n, 5],
        [n, 1, n, ...none, 4, n, 1],
        [n, -7, n, ...none, 3.25, n, 5],
        [n, -7, n, ...none, 1, n, 5],
        [n, -7, n, ...none, 4, n, 5],
      ])
      expect([...units]).toEqual([1 << COUNT_UNIT, 0, (1 << COUNT_UNIT) | (1 << SECONDS_UNIT)])
    })

    test('each bucket shows the unit with the lowest code, or the one asked for', async () => {
      const series = await stored([
        { timestampMs: T, value: 1, unit: NONE_UNIT },
        { timestampMs: T, value: 2, unit: SECONDS_UNIT },
        { timestampMs: T + MINUTE, value: 4, unit: NONE_UNIT },
      ])
      const [all] = (await columns([series], { statistics: ['Sum'] })).values
      expect([...(all ?? [])]).toEqual([2, 4, Number.NaN])
      const [one] = (await columns([series], { statistics: ['Sum'], unit: NONE_UNIT })).values
      expect([...(one ?? [])]).toEqual([1, 4, Number.NaN])
    })

    test('groups are of all samples of their series, whatever their units', async () => {
      const a = await stored([
        { timestampMs: T, value: 1, count: 3 },
        { timestampMs: T, value: 2, unit: SECONDS_UNIT },
      ])
      const b = await stored([{ timestampMs: T, value: 9 }])
      const c = await stored([{ timestampMs: T + MINUTE, value: 5 }])
      const { values, units } = await columns([a, b, c], { groups: [1, 1, 0] })
      const n = Number.NaN
      expect(values.map((column) => [...column])).toEqual([
        [n, 5, n, 14, n, n],
        [n, 1, n, 5, n, n],
        [n, 5, n, 2.8, n, n],
        [n, 5, n, 1, n, n],
        [n, 5, n, 9, n, n],
      ])
      expect([...units]).toEqual([1 << COUNT_UNIT, (1 << COUNT_UNIT) | (1 << SECONDS_UNIT)])
    })

    test('nothing asked, nothing in range', async () => {
      const series = await stored([{ timestampMs: T, value: 1 }])
      expect((await columns([])).values.map(({ length }) => length)).toEqual([0, 0, 0, 0, 0])
      expect(await columns([series], { endMs: T, statistics: [] })).toMatchObject({ slots: 0, values: [] })
    })

    test('an aborted read is rejected with the reason', async () => {
      const range = { startMs: T, endMs: T + MINUTE, periodMs: MINUTE, statistics: STATISTICS }
      const reason = new Error('no longer wanted')
      const read = metrics().readColumns({ series: [newSeries()], ...range }, AbortSignal.abort(reason))
      await expect(read).rejects.toBe(reason)
    })
  })

  describe('distributions', () => {
    async function distributions(series: number, over: Partial<MetricRead> = {}): Promise<[number, number][][]> {
      const buckets = await read(series, { distribution: true, ...over })
      return (buckets.distributions ?? []).map(({ values, weights }) => {
        return Array.from(values, (value, index): [number, number] => [value, weights[index]!])
      })
    }

    test('are absent unless asked for', async () => {
      const series = await stored([{ timestampMs: T, value: 1 }])
      expect((await read(series)).distributions).toBeUndefined()
      expect((await read(series, { distribution: true })).distributions).toHaveLength(1)
    })

    test.each([false, true])(
      'hold every value once, ascending, with its weight (one append for each: %s)',
      async (apart) => {
        const points = [
          { timestampMs: T, value: 10, count: 2 },
          { timestampMs: T + SECOND, value: 9 },
          { timestampMs: T + 30 * SECOND, value: 10, count: 0.5 },
          { timestampMs: T + 59 * SECOND, value: -3 },
          { timestampMs: T + MINUTE, value: 10 },
        ]
        const series = await stored(points, apart)
        expect(await distributions(series)).toEqual([
          [
            [-3, 1],
            [9, 1],
            [10, 2.5],
          ],
          [[10, 1]],
        ])
        expect(await distributions(series, { periodMs: 10 * MINUTE })).toEqual([
          [
            [-3, 1],
            [9, 1],
            [10, 3.5],
          ],
        ])
      },
    )

    test('keep units apart', async () => {
      const series = await stored([
        { timestampMs: T, value: 1, unit: SECONDS_UNIT },
        { timestampMs: T, value: 2, unit: COUNT_UNIT },
      ])
      expect(await distributions(series)).toEqual([[[2, 1]], [[1, 1]]])
      expect(await distributions(series, { unit: SECONDS_UNIT })).toEqual([[[1, 1]]])
    })

    test('of recent points are exact', async () => {
      const values = Array.from({ length: 500 }, (_, index) => 1 + index / 1_000)
      const series = await stored(values.map((value) => ({ timestampMs: T, value })))
      expect(await distributions(series)).toEqual([values.map((value) => [value, 1])])
    })

    test('say when a statistic set hides its values', async () => {
      const set = { count: 10, sum: 55, min: 1, max: 10 }
      const series = await stored([
        { timestampMs: T, value: 5 },
        { timestampMs: T + SECOND, ...set },
        { timestampMs: T + MINUTE, value: 6 },
        { timestampMs: T + 2 * MINUTE, ...set },
        { timestampMs: T + 2 * MINUTE, ...set, unit: NONE_UNIT },
        { timestampMs: T + 2 * MINUTE, value: 7, unit: SECONDS_UNIT },
      ])
      const buckets = await read(series, { distribution: true })
      expect(buckets.distributions?.map(({ incomplete }) => incomplete)).toEqual([true, false, true, false, true])
      expect(await distributions(series)).toEqual([[[5, 1]], [[6, 1]], [], [[7, 1]], []])
      expect([...buckets.counts]).toEqual([11, 1, 10, 1, 10])
    })

    test('use the value of a sample, not its own sum', async () => {
      const series = await stored([{ timestampMs: T, value: 5, count: 2, sum: 11, min: 4, max: 7 }])
      expect(await distributions(series)).toEqual([[[5, 2]]])
    })
  })
}
