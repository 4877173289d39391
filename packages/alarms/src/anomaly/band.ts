import { HOUR_MS } from '@atalaya/model'
import type { Band } from '../metric/threshold.ts'
import type { AnomalyModel } from './model.ts'

/** What is expected at each time: so many standard deviations around the usual value. */
export function band(model: AnomalyModel, timesMs: readonly number[], deviations: number): readonly Band[] {
  return timesMs.map((timeMs) => {
    const expected = expectedAt(model, timeMs)
    const reach = deviations * spreadAt(model, timeMs)
    return { lower: expected - reach, upper: expected + reach }
  })
}

/** The usual value at a time. */
export function expectedAt(model: AnomalyModel, timeMs: number): number {
  return between(model.levels, model, timeMs) + model.slope * (timeMs - model.originMs)
}

function spreadAt(model: AnomalyModel, timeMs: number): number {
  return between(model.spreads, model, timeMs)
}

/** Where in the season a time is: 3.5 is half past three. Seasons of 168 begin on Thursday, as the epoch did. */
export function slotPosition(timeMs: number, slots: number, zoneOffsetMs: number): number {
  const hours = (timeMs + zoneOffsetMs) / HOUR_MS
  return ((hours % slots) + slots) % slots
}

/** A straight line from the middle of a slot to the middle of the next. */
function between(values: readonly number[], { slots, zoneOffsetMs }: AnomalyModel, timeMs: number): number {
  const position = slotPosition(timeMs, slots, zoneOffsetMs) - 0.5 + slots
  const before = Math.floor(position)
  const share = position - before
  const from = values[before % slots] ?? 0
  const to = values[(before + 1) % slots] ?? 0
  return from + (to - from) * share
}
