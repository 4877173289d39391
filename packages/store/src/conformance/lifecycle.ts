import { describe, expect, type TestContext, test } from 'vitest'
import { StoreUnavailable, type TelemetryStore } from '../telemetry-store.ts'
import {
  freshId,
  freshNamespace,
  logAppend,
  metricPoints,
  RECENT_MS,
  scanMessages,
  scanRows,
  TENANT,
  type TelemetryFixture,
} from './fixture.ts'

const T = RECENT_MS

export function describeLifecycle(open: () => Promise<TelemetryFixture>): void {
  async function sumsOf({ metrics }: TelemetryStore, series: number): Promise<readonly number[]> {
    const range = { startMs: T, endMs: T + 60_000, periodMs: 60_000, distribution: false }
    return [...(await metrics.read({ series: [series], ...range })).sums]
  }

  describe('after reopening', () => {
    /** Runs `before`, reopens, runs `after` with what `before` returned. */
    async function acrossReopen<Kept>(
      { skip }: TestContext,
      before: (store: TelemetryStore) => Promise<Kept>,
      after: (store: TelemetryStore, kept: Kept) => Promise<void>,
    ): Promise<void> {
      const fixture = await open()
      try {
        if (fixture.reopen === undefined) skip('the store forgets')
        const kept = await before(fixture.store)
        const reopened = await fixture.reopen!()
        try {
          await after(reopened, kept)
        } finally {
          await reopened.close()
        }
      } finally {
        await fixture.store.close()
      }
    }

    test('everything acknowledged is there', async (context) => {
      const [groupId, namespace] = [freshId(), freshNamespace()]
      const dimensions = [
        { name: 'b', value: '2' },
        { name: 'a', value: 'x\u0000y' },
      ]
      await acrossReopen(
        context,
        async (store) => {
          const series = store.metrics.seriesId(TENANT, namespace, 'm', dimensions)
          await store.append({
            logs: [
              logAppend(
                groupId,
                1,
                [
                  [T + 5, 'a\u0000\n🦊'],
                  [T + 1, 'b'],
                ],
                { ingestionTimeMs: T + 7 },
              ),
              logAppend(groupId, 2, [[T + 2, 'c']], { ingestionTimeMs: T + 8 }),
            ],
            metrics: metricPoints([{ series, timestampMs: T, value: 4, count: 2 }]),
          })
          await store.append({ logs: [logAppend(groupId, 1, [[T, 'd']], { ingestionTimeMs: T + 9 })] })
          await store.append({ metrics: metricPoints([{ series, timestampMs: T + 1_000, value: 1 }]) })
          return { series, rows: await scanRows(store.logs, { groups: [{ groupId }] }) }
        },
        async (store, { series, rows }) => {
          expect(rows.map((row) => row.message)).toEqual(['d', 'b', 'c', 'a\u0000\n🦊'])
          expect(await scanRows(store.logs, { groups: [{ groupId }] })).toEqual(rows)
          expect(store.logs.streamStats(groupId, 1)).toEqual({
            firstEventMs: T,
            lastEventMs: T + 5,
            lastIngestionMs: T + 9,
          })
          expect(store.logs.streamStats(groupId, 2)?.lastEventMs).toBe(T + 2)
          expect(store.logs.storedBytes(groupId)).toBe(4 * 26 + 7 + 1 + 1 + 1)

          expect(store.metrics.findSeries(TENANT, namespace, 'm', dimensions.toReversed())).toBe(series)
          expect(store.metrics.seriesId(TENANT, namespace, 'm', dimensions)).toBe(series)
          const [listed] = store.metrics.listSeries({ tenant: TENANT, namespace })
          expect(listed).toMatchObject({ id: series, name: 'm', lastPointMs: T + 1_000 })
          expect(await sumsOf(store, series)).toEqual([9])
        },
      )
    })

    test('sequences and series ids go on where they were', async (context) => {
      const [groupId, namespace] = [freshId(), freshNamespace()]
      await acrossReopen(
        context,
        async (store) => {
          const series = store.metrics.seriesId(TENANT, namespace, 'old', [])
          const { firstSequences } = await store.append({
            logs: [
              logAppend(
                groupId,
                1,
                Array.from({ length: 10 }, (_, index) => [T + index, 'x'] as const),
              ),
            ],
            metrics: metricPoints([{ series, timestampMs: T, value: 1 }]),
          })
          return { last: firstSequences[0]! + 9, series }
        },
        async (store, { last, series }) => {
          const { firstSequences } = await store.append({ logs: [logAppend(groupId, 1, [[T + 9, 'y']])] })
          expect(firstSequences[0]).toBeGreaterThan(last)
          expect((await scanMessages(store.logs, { groups: [{ groupId }] })).at(-1)).toBe('y')

          const other = store.metrics.seriesId(TENANT, namespace, 'new', [])
          expect(other).not.toBe(series)
          await store.append({ metrics: metricPoints([{ series: other, timestampMs: T, value: 10 }]) })
          expect([await sumsOf(store, series), await sumsOf(store, other)]).toEqual([[1], [10]])
        },
      )
    })

    test('what was dropped stays dropped', async (context) => {
      const [dropped, groupId] = [freshId(), freshId()]
      await acrossReopen(
        context,
        async (store) => {
          const events = [[T, 'x']] as const
          await store.append({
            logs: [logAppend(dropped, 1, events), logAppend(groupId, 1, events), logAppend(groupId, 2, events)],
          })
          await store.logs.dropGroup(dropped)
          await store.logs.dropStream(groupId, 1)
        },
        async (store) => {
          const rows = await scanRows(store.logs, { groups: [{ groupId: dropped }, { groupId }] })
          expect(rows.map((row) => [row.groupId, row.streamId])).toEqual([[groupId, 2]])
          expect(store.logs.streamStats(dropped, 1)).toBeUndefined()
          expect(store.logs.streamStats(groupId, 1)).toBeUndefined()
          expect(store.logs.storedBytes(dropped)).toBe(0)
        },
      )
    })
  })

  test('reset forgets everything, and the store goes on', async () => {
    const { store } = await open()
    const [groupId, namespace] = [freshId(), freshNamespace()]
    const write = async (): Promise<number> => {
      const series = store.metrics.seriesId(TENANT, namespace, 'm', [])
      const metrics = metricPoints([{ series, timestampMs: T, value: 3 }])
      await store.append({ logs: [logAppend(groupId, 1, [[T, 'a']])], metrics })
      return series
    }
    await write()
    await store.logs.dropStream(groupId, 2)
    await store.reset()

    expect(await scanMessages(store.logs, { groups: [{ groupId }] })).toEqual([])
    expect(store.logs.streamStats(groupId, 1)).toBeUndefined()
    expect(store.logs.storedBytes(groupId)).toBe(0)
    expect(store.metrics.listSeries({ tenant: TENANT })).toEqual([])
    expect(store.metrics.findSeries(TENANT, namespace, 'm', [])).toBeUndefined()
    expect(store.stats().series).toBe(0)

    const series = await write()
    expect(await scanMessages(store.logs, { groups: [{ groupId }] })).toEqual(['a'])
    expect(await sumsOf(store, series)).toEqual([3])
    await store.close()
  })

  test('figures are numbers from zero up', async () => {
    const { store } = await open()
    expect(store.stats().series).toBe(0)
    const series = store.metrics.seriesId(TENANT, freshNamespace(), 'm', [])
    await store.append({
      logs: [logAppend(freshId(), 1, [[T, 'a']])],
      metrics: metricPoints([{ series, timestampMs: T, value: 3 }]),
    })
    const stats = store.stats()
    expect(stats.series).toBe(1)
    expect(Object.values(stats).every((figure) => Number.isFinite(figure) && figure >= 0)).toBe(true)
    await store.close()
  })

  test('a closed store refuses appends; closing again is no error', async () => {
    const fixture = await open()
    const groupId = freshId()
    await fixture.store.append({ logs: [logAppend(groupId, 1, [[T, 'a']])] })
    await fixture.store.close()
    await fixture.store.close()
    const late = fixture.store.append({ logs: [logAppend(groupId, 1, [[T, 'late']])] })
    await expect(late).rejects.toBeInstanceOf(StoreUnavailable)
  })

  test('closing waits for appends that were called before', async ({ skip }) => {
    const fixture = await open()
    if (fixture.reopen === undefined) {
      await fixture.store.close()
      skip('the store forgets')
    }
    const groupId = freshId()
    const running = Array.from({ length: 20 }, (_, index) => {
      return fixture.store.append({ logs: [logAppend(groupId, 1, [[T + index, `${index}`]])] })
    })
    await fixture.store.close()
    const outcomes = await Promise.allSettled(running)
    const reopened = await fixture.reopen!()
    const acknowledged = outcomes.flatMap(({ status }, index) => (status === 'fulfilled' ? [`${index}`] : []))
    const found = await scanMessages(reopened.logs, { groups: [{ groupId }] })
    await reopened.close()
    expect(found).toEqual(acknowledged)
    expect(acknowledged).toHaveLength(20)
  })
}
