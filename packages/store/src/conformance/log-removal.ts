import { DAY_MS } from '@atalaya/model'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LogStore } from '../log-store.ts'
import { freshId, logAppend, RECENT_MS, scanMessages, scanRows, type TelemetryFixture } from './fixture.ts'

const T = RECENT_MS

export function describeLogRemoval(open: () => Promise<TelemetryFixture>): void {
  let fixture: TelemetryFixture

  beforeAll(async () => {
    fixture = await open()
  })

  afterAll(async () => {
    await fixture?.store.close()
  })

  function logs(): LogStore {
    return fixture.store.logs
  }

  describe('stream statistics', () => {
    test('are undefined until the stream has an event', async () => {
      const groupId = freshId()
      expect(logs().streamStats(groupId, 1)).toBeUndefined()
      await fixture.store.append({ logs: [logAppend(groupId, 2, [[T, 'a']])] })
      expect(logs().streamStats(groupId, 1)).toBeUndefined()
      expect(logs().streamStats(groupId, 2)).toBeDefined()
    })

    test('are the extremes of all appends, in any order', async () => {
      const groupId = freshId()
      const append = (times: readonly number[], ingestionTimeMs: number): Promise<unknown> => {
        const events = times.map((timeMs) => [timeMs, 'x'] as const)
        return fixture.store.append({ logs: [logAppend(groupId, 1, events, { ingestionTimeMs })] })
      }
      await append([T + 5, T + 3, T + 4], T + 10)
      expect(logs().streamStats(groupId, 1)).toEqual({
        firstEventMs: T + 3,
        lastEventMs: T + 5,
        lastIngestionMs: T + 10,
      })
      await append([T + 1], T + 20)
      expect(logs().streamStats(groupId, 1)).toEqual({
        firstEventMs: T + 1,
        lastEventMs: T + 5,
        lastIngestionMs: T + 20,
      })
      await append([T + 9], T + 30)
      expect(logs().streamStats(groupId, 1)).toEqual({
        firstEventMs: T + 1,
        lastEventMs: T + 9,
        lastIngestionMs: T + 30,
      })
    })
  })

  describe('stored bytes', () => {
    test('are those of the messages in UTF-8 and 26 for each event', async () => {
      const groupId = freshId()
      expect(logs().storedBytes(groupId)).toBe(0)
      await fixture.store.append({
        logs: [
          logAppend(groupId, 1, [
            [T, 'abc'],
            [T, 'é🦊'],
          ]),
        ],
      })
      expect(logs().storedBytes(groupId)).toBe(3 + 26 + 6 + 26)
      await fixture.store.append({ logs: [logAppend(groupId, 2, [[T, '']])] })
      expect(logs().storedBytes(groupId)).toBe(3 + 26 + 6 + 26 + 26)
    })
  })

  describe('dropGroup', () => {
    test('makes events, statistics and bytes of the group vanish, and nothing else', async () => {
      const [dropped, kept] = [freshId(), freshId()]
      await fixture.store.append({
        logs: [logAppend(dropped, 1, [[T, 'a']]), logAppend(kept, 1, [[T, 'b']]), logAppend(dropped, 2, [[T, 'c']])],
      })
      await logs().dropGroup(dropped)

      expect(await scanMessages(logs(), { groups: [{ groupId: dropped }, { groupId: kept }] })).toEqual(['b'])
      expect([logs().streamStats(dropped, 1), logs().streamStats(dropped, 2)]).toEqual([undefined, undefined])
      expect([logs().storedBytes(dropped), logs().storedBytes(kept)]).toEqual([0, 27])
      expect(logs().streamStats(kept, 1)).toBeDefined()
    })

    test('of an unknown group is no error, nor is doing it twice', async () => {
      const groupId = freshId()
      await logs().dropGroup(groupId)
      await logs().dropGroup(groupId)
      expect(await scanMessages(logs(), { groups: [{ groupId }] })).toEqual([])
    })
  })

  describe('dropStream', () => {
    test('makes the events of the stream vanish, and nothing else', async () => {
      const [groupId, otherGroup, streamId, otherStream] = [freshId(), freshId(), freshId(), freshId()]
      await fixture.store.append({
        logs: [
          logAppend(groupId, streamId, [[T, 'a']]),
          logAppend(groupId, otherStream, [[T, 'b']]),
          logAppend(otherGroup, streamId, [[T, 'c']]),
        ],
      })
      await logs().dropStream(groupId, streamId)

      expect(await scanMessages(logs(), { groups: [{ groupId }, { groupId: otherGroup }] })).toEqual(['b', 'c'])
      expect(await scanMessages(logs(), { groups: [{ groupId, streamIds: [streamId] }] })).toEqual([])
      expect(logs().streamStats(groupId, streamId)).toBeUndefined()
      expect(logs().streamStats(groupId, otherStream)).toBeDefined()
      expect(logs().streamStats(otherGroup, streamId)).toBeDefined()
    })

    test('of an unknown stream is no error', async () => {
      const groupId = freshId()
      await fixture.store.append({ logs: [logAppend(groupId, 1, [[T, 'a']])] })
      await logs().dropStream(groupId, 2)
      await logs().dropStream(freshId(), 1)
      expect(await scanMessages(logs(), { groups: [{ groupId }] })).toEqual(['a'])
    })
  })

  describe('expire', () => {
    /** One event of the given age in a stream of its own, which is also its message. */
    async function appendAged(
      groupId: number,
      streamId: number,
      retentionDays: number,
      ageDays: number,
    ): Promise<void> {
      const timestampMs = T - ageDays * DAY_MS
      const message = `${retentionDays}: ${ageDays}`
      await fixture.store.append({ logs: [logAppend(groupId, streamId, [[timestampMs, message]], { retentionDays })] })
    }

    test('keeps what has not expired, whatever the other retention classes', async () => {
      const groupId = freshId()
      await appendAged(groupId, 1, 1, 0.5)
      await appendAged(groupId, 2, 3, 2)
      await appendAged(groupId, 3, 0, 13)
      await fixture.settle?.()
      await logs().expire(T)
      expect(await scanMessages(logs(), { groups: [{ groupId }] })).toEqual(['0: 13', '3: 2', '1: 0.5'])
      expect(logs().streamStats(groupId, 1)?.firstEventMs).toBe(T - DAY_MS / 2)
    })

    test('the present retention of a group counts, not that at the time of writing', async ({ skip }) => {
      if (fixture.settle === undefined) skip('the store cannot be told to settle')
      const [longer, shorter, unchanged] = [freshId(), freshId(), freshId()]
      await appendAged(longer, 1, 1, 2)
      await fixture.settle?.()
      await appendAged(shorter, 1, 0, 2)
      await fixture.settle?.()
      await appendAged(unchanged, 1, 3, 2)
      await fixture.settle?.()
      const present = new Map([
        [longer, 0],
        [shorter, 1],
      ])
      await logs().expire(T + DAY_MS / 2, present)

      const kept = async (groupId: number): Promise<readonly string[]> =>
        await scanMessages(logs(), { groups: [{ groupId }] })
      expect(await kept(longer)).toEqual(['1: 2'])
      expect(await kept(shorter)).toEqual([])
      expect(await kept(unchanged)).toEqual(['3: 2'])
    })

    test('deletes what has expired by its class, and its statistics', async ({ skip }) => {
      if (fixture.settle === undefined) skip('the store cannot be told to settle')
      const groupId = freshId()
      await appendAged(groupId, 1, 1, 2)
      await appendAged(groupId, 2, 3, 2)
      await appendAged(groupId, 3, 0, 2)
      await appendAged(groupId, 2, 3, 4)
      await fixture.settle?.()
      await logs().expire(T + DAY_MS / 2)

      const rows = await scanRows(logs(), { groups: [{ groupId }] })
      expect(rows.map((row) => row.message)).not.toContain('1: 2')
      expect(rows.map((row) => row.message)).toEqual(expect.arrayContaining(['3: 2', '0: 2']))
      expect(logs().streamStats(groupId, 1)).toBeUndefined()
      expect(logs().streamStats(groupId, 2)?.lastEventMs).toBe(T - 2 * DAY_MS)
    })
  })
}
