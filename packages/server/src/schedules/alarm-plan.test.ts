import { HOUR_MS, MINUTE_MS, SECOND_MS } from '@atalaya/model'
import { expect, test } from 'vitest'
import { dueBoundaries, nextWake } from './alarm-plan.ts'

const NOON = Date.parse('2026-11-21T12:00:00Z')
const TEN_MS = 10 * SECOND_MS
const all = (timeMs: number): [number, number][] => [TEN_MS, MINUTE_MS, HOUR_MS].map((cadence) => [cadence, timeMs])
const evaluated = (timeMs: number): ReadonlyMap<number, number> => new Map(all(timeMs))

// Milliseconds after noon; up to which boundary all cadences have been evaluated; the boundaries that are due.
test.each<[string, number, ReadonlyMap<number, number>, readonly (readonly [number, number])[]]>([
  ['at the start everything', 5_000, new Map(), all(NOON)],
  ['five seconds after the boundary', 15_000, evaluated(NOON), [[TEN_MS, NOON + TEN_MS]]],
  ['nothing before', 14_999, evaluated(NOON), []],
  [
    'of several boundaries the last',
    3 * MINUTE_MS + 5_000,
    evaluated(NOON),
    [
      [TEN_MS, NOON + 3 * MINUTE_MS],
      [MINUTE_MS, NOON + 3 * MINUTE_MS],
    ],
  ],
  ['nothing again after the clock was corrected', 5_000, evaluated(NOON + 2 * MINUTE_MS), []],
  ['everything anew after it was set back', 5_000, evaluated(NOON + 2 * HOUR_MS), all(NOON)],
])('%s', (_name, afterMs, before, due) => {
  expect([...dueBoundaries(before, NOON + afterMs)]).toEqual(due)
})

test.each([
  [0, [], 5_000],
  [5_000, [], 15_000],
  [5_000, [NOON + 7_000], 7_000],
  [5_000, [NOON + 4_000], 15_000],
])('%i ms after noon, with timers %j, the next is at %i', (afterMs, timers, wakeMs) => {
  expect(nextWake(NOON + afterMs, timers)).toBe(NOON + wakeMs)
})
