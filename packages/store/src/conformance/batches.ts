import { describe, expect, test } from 'vitest'
import {
  freshId,
  freshNamespace,
  logAppend,
  metricPoints,
  RECENT_MS,
  type Shared,
  scanMessages,
  scanRows,
  TENANT,
} from './fixture.ts'

export function describeBatches(shared: Shared): void {
  describe('append', () => {
    test('a batch is visible, whole, to reads that start when it has resolved', async () => {
      const { logs, metrics, append } = bound(shared)
      const [groupA, groupB] = [freshId(), freshId()]
      const namespace = freshNamespace()
      const series = metrics.seriesId(TENANT, namespace, 'Latency', [])

      await append({
        logs: [logAppend(groupA, freshId(), [[RECENT_MS, 'a']]), logAppend(groupB, freshId(), [[RECENT_MS, 'b']])],
        metrics: metricPoints([{ series, timestampMs: RECENT_MS, value: 7 }]),
      })

      expect(await scanMessages(logs, { groups: [{ groupId: groupA }, { groupId: groupB }] })).toEqual(['a', 'b'])
      expect(metrics.findSeries(TENANT, namespace, 'Latency', [])).toBe(series)
      const range = { startMs: RECENT_MS, endMs: RECENT_MS + 60_000, periodMs: 60_000, distribution: false }
      expect([...(await metrics.read({ series: [series], ...range })).sums]).toEqual([7])
    })

    test('a batch that has not resolved is not visible', async () => {
      const { logs, append } = bound(shared)
      const groupId = freshId()
      const running = append({ logs: [logAppend(groupId, 1, [[RECENT_MS, 'a']])] })
      const rows = scanMessages(logs, { groups: [{ groupId }] })

      await running
      expect(await rows).toEqual([])
      expect(await scanMessages(logs, { groups: [{ groupId }] })).toEqual(['a'])
    })

    test('every caller of many at once reads what it wrote', async () => {
      const { logs, append } = bound(shared)
      const found = await Promise.all(
        Array.from({ length: 20 }, async (_, index) => {
          const groupId = freshId()
          await append({ logs: [logAppend(groupId, 1, [[RECENT_MS, `message ${index}`]])] })
          return scanMessages(logs, { groups: [{ groupId }] })
        }),
      )
      expect(found).toEqual(found.map((_, index) => [`message ${index}`]))
    })

    test('events of an entry are numbered consecutively, entries and batches in order', async () => {
      const { logs, append } = bound(shared)
      const groupId = freshId()
      const event = (text: string): readonly [number, string] => [RECENT_MS, text]
      const results = await Promise.all([
        append({ logs: [logAppend(groupId, 1, [event('a'), event('b')]), logAppend(groupId, 2, [event('c')])] }),
        append({ logs: [logAppend(groupId, 2, [event('d'), event('e')])] }),
        append({ logs: [logAppend(groupId, 1, [event('f')])] }),
      ])

      const firsts = results.flatMap(({ firstSequences }) => firstSequences)
      const [ab = 0, c = 0, de = 0, f = 0] = firsts
      expect(firsts).toHaveLength(4)
      const rows = await scanRows(logs, { groups: [{ groupId }] })
      const sequences = rows.map((row) => [row.message, row.sequence])
      expect(sequences).toEqual([
        ['a', ab],
        ['b', ab + 1],
        ['c', c],
        ['d', de],
        ['e', de + 1],
        ['f', f],
      ])
      expect([ab + 1 < c, c < de, de + 1 < f]).toEqual([true, true, true])
      expect(firsts.every((sequence) => Number.isSafeInteger(sequence) && sequence >= 0)).toBe(true)
    })

    test('later batches have greater numbers, whatever their times and groups', async () => {
      const { append } = bound(shared)
      const firsts: number[] = []
      for (const timestampMs of [RECENT_MS, RECENT_MS - 60_000, RECENT_MS + 60_000, RECENT_MS - 60_000]) {
        const { firstSequences } = await append({ logs: [logAppend(freshId(), 1, [[timestampMs, 'x']])] })
        firsts.push(...firstSequences)
      }
      expect(firsts).toEqual([...new Set(firsts)].sort((a, b) => a - b))
    })

    test('an empty batch is accepted', async () => {
      const { append } = bound(shared)
      expect(await append({})).toEqual({ firstSequences: [] })
      expect(await append({ logs: [], metrics: metricPoints([]) })).toEqual({ firstSequences: [] })
    })

    test('an entry without events has a number and leaves nothing behind', async () => {
      const { logs, append } = bound(shared)
      const groupId = freshId()
      const { firstSequences } = await append({
        logs: [logAppend(groupId, 1, []), logAppend(groupId, 2, [[RECENT_MS, 'a']])],
      })
      expect(firstSequences).toHaveLength(2)
      expect(logs.streamStats(groupId, 1)).toBeUndefined()
      expect(await scanMessages(logs, { groups: [{ groupId }] })).toEqual(['a'])
    })

    test('50,000 events at once', async () => {
      const { logs, append } = bound(shared)
      const groupId = freshId()
      const text = (index: number): string => `{"level":"info","request":"r-${index}","durationMs":${index % 977}}`
      const events = Array.from({ length: 50_000 }, (_, index): [number, string] => [RECENT_MS + index, text(index)])
      await append({ logs: [logAppend(groupId, 1, events)] })

      const messages = await scanMessages(logs, { groups: [{ groupId }], startMs: RECENT_MS + 100 })
      expect(messages).toHaveLength(49_900)
      expect([messages[0], messages.at(-1)]).toEqual([text(100), text(49_999)])
      expect(new Set(messages).size).toBe(49_900)
      expect(logs.streamStats(groupId, 1)?.lastEventMs).toBe(RECENT_MS + 49_999)
    })
  })
}

function bound({ store }: Shared): Pick<typeof store, 'logs' | 'metrics' | 'append'> {
  return { logs: store.logs, metrics: store.metrics, append: (batch) => store.append(batch) }
}
