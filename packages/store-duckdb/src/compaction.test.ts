/** What rewriting parts does to what can be read: nothing, except where it must. */
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@atalaya/model'
import type { MetricBuckets } from '@atalaya/store'
import { afterEach, describe, expect, test } from 'vitest'
import { EmbeddedTelemetryStore } from './embedded-store.ts'

const cleanups: (() => Promise<void>)[] = []
const problems: string[] = []

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
  expect(problems.splice(0)).toEqual([])
})

async function open(): Promise<{ readonly store: EmbeddedTelemetryStore; readonly directory: string }> {
  const directory = await mkdtemp(join(tmpdir(), 'atalaya-compaction-'))
  cleanups.push(() => rm(directory, { recursive: true, force: true }))
  const store = await EmbeddedTelemetryStore.open({
    directory,
    compaction: 'manual',
    log: (level, message) => (level === 'info' ? undefined : problems.push(message)),
  })
  cleanups.push(() => store.close())
  return { store, directory }
}

const T = Math.floor(Date.now() / DAY_MS) * DAY_MS
const TENANT = { accountId: '111122223333', region: 'eu-west-1' }

interface Place {
  readonly groupId?: number
  readonly streamId?: number
  readonly retentionDays?: number
}

async function log(store: EmbeddedTelemetryStore, timeMs: number, message: string, place: Place = {}): Promise<void> {
  const { groupId = 1, streamId = 1, retentionDays = 0 } = place
  await store.append({
    logs: [{ groupId, streamId, retentionDays, ingestionTimeMs: T, timestampsMs: [timeMs], messages: [message] }],
  })
}

async function messages(store: EmbeddedTelemetryStore, ...groups: readonly number[]): Promise<readonly string[]> {
  const found: string[] = []
  const scan = {
    groups: groups.map((groupId) => ({ groupId })),
    startMs: 0,
    endMs: 1e15,
    order: 'ascending',
    limit: 1e6,
  } as const
  for await (const page of store.logs.scan(scan)) found.push(...page.map((row) => row.message))
  return found
}

async function files(directory: string, pattern: RegExp): Promise<readonly string[]> {
  return (await readdir(join(directory, 'parts'))).filter((name) => pattern.test(name)).sort()
}

describe('log parts', () => {
  test('four small neighbours become one, with the same rows in the same order', async () => {
    const { store, directory } = await open()
    for (const n of [3, 1, 4, 1, 5]) {
      await log(store, T + n, `{"n":${n}}`, { groupId: n })
      await log(store, T + n, 'text', { groupId: n, retentionDays: n % 2 })
      await store.flush()
    }
    const groups = [1, 3, 4, 5]
    const before = await messages(store, ...groups)
    expect(await files(directory, /json$/)).toHaveLength(5)
    await store.compact()
    expect(await files(directory, /json$/)).toHaveLength(1)
    expect(await files(directory, /-l/)).toHaveLength(2)
    expect(await messages(store, ...groups)).toEqual(before)
    expect(store.logs.streamStats(3, 1)).toMatchObject({ firstEventMs: T + 3, lastEventMs: T + 3 })
  })

  test('merged again and again they stay right', async () => {
    const { store, directory } = await open()
    for (let n = 0; n < 40; n++) {
      await log(store, T + n, `${n}`, { streamId: 1 + (n % 3) })
      await store.flush()
      if (n % 5 === 4) await store.compact()
    }
    expect(await messages(store, 1)).toEqual(Array.from({ length: 40 }, (_, n) => `${n}`))
    expect((await files(directory, /json$/)).length).toBeLessThan(10)
  })

  test('a scan that has begun goes on over files that were replaced', async () => {
    const { store } = await open()
    const all = Array.from({ length: 3000 }, (_, n) => `${n}`)
    for (let at = 0; at < all.length; at += 500) {
      const part = all.slice(at, at + 500)
      const timestampsMs = part.map((_, i) => T + at + i)
      await store.append({
        logs: [{ groupId: 1, streamId: 1, retentionDays: 0, ingestionTimeMs: T, timestampsMs, messages: part }],
      })
      await store.flush()
    }
    const found: string[] = []
    for await (const page of store.logs.scan({
      groups: [{ groupId: 1 }],
      startMs: 0,
      endMs: 1e15,
      order: 'ascending',
      limit: 1e6,
    })) {
      if (found.length === 0) await store.compact()
      found.push(...page.map((row) => row.message))
    }
    expect(found).toEqual(all)
  })

  test('deleted groups and streams leave the disk, and their tombstones with them', async () => {
    const { store, directory } = await open()
    await log(store, T, 'doomed group', { groupId: 1 })
    await log(store, T, 'kept', { groupId: 2, streamId: 1 })
    await log(store, T, 'doomed stream', { groupId: 2, streamId: 2 })
    await log(store, T, 'all of a file', { groupId: 3, retentionDays: 5 })
    await store.flush()
    await store.logs.dropGroup(1)
    await store.logs.dropStream(2, 2)
    await store.logs.dropGroup(3)
    await store.compact()
    expect(await messages(store, 1, 2, 3)).toEqual(['kept'])
    expect(await files(directory, /-l/)).toHaveLength(1)
    await log(store, T, 'later', { groupId: 2 })
    await store.flush()
    await expect.poll(() => tombstones(directory)).toEqual({ groups: [], streams: [] })
    expect(await messages(store, 1, 2, 3)).toEqual(['kept', 'later'])
  })

  test('what was deleted before it was flushed is never written', async () => {
    const { store, directory } = await open()
    await log(store, T, 'doomed', { groupId: 1 })
    await store.logs.dropGroup(1)
    await store.flush()
    expect(await files(directory, /-l/)).toEqual([])
  })

  async function tombstones(directory: string): Promise<unknown> {
    const { readFile } = await import('node:fs/promises')
    return JSON.parse(await readFile(join(directory, 'tombstones.json'), 'utf8'))
  }
})

describe('metrics', () => {
  async function point(store: EmbeddedTelemetryStore, timeMs: number, value: number, count = 1): Promise<number> {
    const series = store.metrics.seriesId(TENANT, 'N', 'm', [])
    await store.append({ metrics: pointsOf(series, [[timeMs, value, count]]) })
    return series
  }

  /** NaN as value: a statistic set from 1 to 9. */
  function pointsOf(series: number, rows: readonly (readonly [timeMs: number, value: number, count: number])[]) {
    const hidden = (value: number): boolean => Number.isNaN(value)
    return {
      series: rows.map(() => series),
      timestampsMs: rows.map(([timeMs]) => timeMs),
      units: rows.map(() => 3),
      resolutions: rows.map(() => 60),
      counts: rows.map(([, , count]) => count),
      sums: rows.map(([, value, count]) => (hidden(value) ? 5 * count : value * count)),
      mins: rows.map(([, value]) => (hidden(value) ? 1 : value)),
      maxs: rows.map(([, value]) => (hidden(value) ? 9 : value)),
      values: rows.map(([, value]) => value),
    }
  }

  function read(
    store: EmbeddedTelemetryStore,
    series: number,
    startMs: number,
    periodMs: number,
    distribution: boolean,
  ): Promise<MetricBuckets> {
    return store.metrics.read({ series: [series], startMs, endMs: startMs + DAY_MS, periodMs, distribution })
  }

  test.each([
    [0, 0],
    [4 * HOUR_MS, 60],
    [16 * DAY_MS, 300],
    [64 * DAY_MS, 3600],
  ])('after %d ms they are kept at %d s', async (ageMs, level) => {
    const { store, directory } = await open()
    const series = await point(store, T, 1)
    await store.flush()
    await store.compact(T + ageMs)
    expect(await files(directory, /-m/)).toEqual([expect.stringContaining(`-m${level}-`)])
    const { counts, sums, mins, maxs } = await read(store, series, T, DAY_MS, false)
    expect([[...counts], [...sums], [...mins], [...maxs]]).toEqual([[1], [1], [1], [1]])
  })

  test('after 455 days they are deleted', async () => {
    const { store, directory } = await open()
    await point(store, T, 1)
    await store.flush()
    await store.logs.expire(T + 454 * DAY_MS)
    expect(await files(directory, /-m/)).toHaveLength(1)
    await store.logs.expire(T + 456 * DAY_MS)
    expect(await files(directory, /-m/)).toEqual([])
  })

  test('sums, counts and extremes stay exact, samples within 5 %', async () => {
    const { store } = await open()
    const series = store.metrics.seriesId(TENANT, 'N', 'm', [])
    const values = [-2500, -1, -0.001, 0, 0, 1e-30, 0.25, 1, 1.1, 7, 1e6, 2 ** 300]
    await store.append({
      metrics: pointsOf(
        series,
        values.map((value, i) => [T + i * MINUTE_MS, value, 1 + i]),
      ),
    })
    await store.append({ metrics: pointsOf(series, [[T, Number.NaN, 4]]) })
    await store.flush()
    const before = await read(store, series, T, DAY_MS, true)
    for (const ageMs of [4 * HOUR_MS, 16 * DAY_MS, 64 * DAY_MS]) {
      await store.compact(T + ageMs)
      const after = await read(store, series, T, DAY_MS, true)
      expect([after.counts, after.mins, after.maxs]).toEqual([before.counts, before.mins, before.maxs])
      expect(after.sums[0]! / before.sums[0]!).toBeCloseTo(1, 12)
      const [exact, rough] = [before.distributions![0]!, after.distributions![0]!]
      expect(rough.incomplete).toBe(true)
      expect(weigh(rough)).toBeCloseTo(weigh(exact), 9)
      for (const [i, value] of sorted(rough).entries()) {
        const expected = sorted(exact)[i]!
        expect(Math.abs(value - expected)).toBeLessThanOrEqual(0.05 * Math.abs(expected) + 1e-300)
      }
    }
  })

  /** Every sample as often as it weighs. */
  function sorted({ values, weights }: { values: Float64Array; weights: Float64Array }): readonly number[] {
    return [...values].flatMap((value, i) => Array.from({ length: weights[i]! }, () => value)).sort((a, b) => a - b)
  }

  function weigh({ weights }: { weights: Float64Array }): number {
    return weights.reduce((a, b) => a + b, 0)
  }

  test('late points join what has been rolled up', async () => {
    const { store } = await open()
    const series = await point(store, T, 2)
    await store.flush()
    await store.compact(T + 16 * DAY_MS)
    await point(store, T + 1000, 4, 3)
    for (const step of [
      () => store.flush(),
      () => store.compact(T + 4 * HOUR_MS),
      () => store.compact(T + 64 * DAY_MS),
    ]) {
      const { counts, sums, distributions } = await read(store, series, T, HOUR_MS, true)
      expect([[...counts], [...sums]]).toEqual([[4], [14]])
      expect(weigh(distributions![0]!)).toBe(4)
      await step()
    }
    expect((await read(store, series, T, HOUR_MS, false)).sums[0]).toBe(14)
  })

  test('series are known after their files were merged and the store reopened', async () => {
    const { store, directory } = await open()
    const ids: number[] = []
    for (let n = 0; n < 6; n++) {
      const series = store.metrics.seriesId(TENANT, 'N', `m${n}`, [{ name: 'd', value: `${n}` }])
      await store.append({ metrics: pointsOf(series, [[T + n * 1000, n, 1]]) })
      await store.flush()
      ids.push(series)
    }
    await store.compact()
    expect(await files(directory, /-s.parquet/)).toHaveLength(1)
    const before = store.metrics.listSeries({ tenant: TENANT })
    await store.close()
    const again = await EmbeddedTelemetryStore.open({ directory })
    cleanups.push(() => again.close())
    expect(again.metrics.listSeries({ tenant: TENANT })).toEqual(before)
    expect(before.map((series) => series.id)).toEqual(ids)
    expect(again.metrics.seriesId(TENANT, 'N', 'm3', [{ name: 'd', value: '3' }])).toBe(ids[3])
  })
})
