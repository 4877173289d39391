/**
 * Learns what a metric usually does.
 *
 * 1. The trend is the robust slope through the medians of days, each day compared with the same weekday where there are two
 *    weeks: a weekend is not a fall.
 * 2. What is left is sorted into the hours of the week (two weeks of data), the hours of the day (two days), or not at all.
 *    The level of an hour is the median of its points; between the middles of two hours it is drawn straight.
 * 3. The spread of an hour is the scaled median distance of its points and its neighbours' from that line, and not less than a
 *    share of the spread of all: an hour that happened to be quiet must not cry wolf.
 *
 * Medians throughout, so that the faults in the training data, which are what one looks for, do not become normal.
 */
import { DAY_MS, type TimeRange } from '@atalaya/model'
import { type TimeZone, UTC } from '../time-zone.ts'
import { expectedAt, slotPosition } from './band.ts'
import type { AnomalyModel, TrainingPoint } from './model.ts'
import { median, robustSlope, robustSpread } from './statistics.ts'

export interface TrainingOptions {
  /** Points in these ranges are left out. */
  readonly excluded?: readonly TimeRange[]
  /** Whose hours and weekdays count. Default UTC. */
  readonly zone?: TimeZone
}

/** How far back it is worth to look. */
export const TRAINING_MS: number = 14 * DAY_MS
/** Less says nothing. */
const MIN_POINTS = 10
/** A little less than two weeks and two days, so that a gap at an end does not cost the season. */
const WEEKLY_FROM_MS: number = 13 * DAY_MS
const DAILY_FROM_MS: number = 1.75 * DAY_MS
const TREND_FROM_MS: number = 4 * DAY_MS
/** The spread of no slot is below this share of the spread of all. */
const LEAST_SHARE = 0.5
/** Of a series that never moved: this share of its level. */
const STEADY_SHARE = 0.01

/** Undefined when there are too few points to say anything. */
export function train(points: readonly TrainingPoint[], options: TrainingOptions = {}): AnomalyModel | undefined {
  const { excluded = [], zone = UTC } = options
  const used = points
    .filter(({ timeMs, value }) => {
      return Number.isFinite(value) && !excluded.some(({ startMs, endMs }) => timeMs >= startMs && timeMs < endMs)
    })
    .sort((a, b) => a.timeMs - b.timeMs)
  const [first] = used
  const last = used.at(-1)
  if (used.length < MIN_POINTS || first === undefined || last === undefined) return undefined

  const spanMs = last.timeMs - first.timeMs
  const slots = slotsFor(spanMs)
  const slope = spanMs < TREND_FROM_MS ? 0 : trendOf(used, slots === 168)
  const zoneOffsetMs = zone.offsetMs(last.timeMs)
  const frame = { version: 1, slots, originMs: last.timeMs, slope, zoneOffsetMs } as const
  const detrended = used.map(({ timeMs, value }) => ({ timeMs, value: value - slope * (timeMs - last.timeMs) }))
  const levels = levelsOf(detrended, slots, zoneOffsetMs)
  const model = { ...frame, levels, spreads: levels.map(() => 0) }
  const whole = { trainedFromMs: first.timeMs, trainedToMs: last.timeMs, points: used.length }
  return { ...model, ...whole, spreads: spreadsOf(used, { ...model, ...whole }) }
}

function slotsFor(spanMs: number): AnomalyModel['slots'] {
  if (spanMs >= WEEKLY_FROM_MS) return 168
  return spanMs >= DAILY_FROM_MS ? 24 : 1
}

function trendOf(points: readonly TrainingPoint[], weekly: boolean): number {
  const days = new Map<number, number[]>()
  for (const { timeMs, value } of points) {
    const day = Math.floor(timeMs / DAY_MS)
    const values = days.get(day)
    if (values === undefined) days.set(day, [value])
    else values.push(value)
  }
  const fullest = Math.max(...[...days.values()].map(({ length }) => length))
  // The median of half a day is that of its hours.
  const medians = [...days]
    .filter(([, values]) => values.length >= fullest * 0.8)
    .map(([day, values]) => ({ x: day * DAY_MS, y: median(values) }))
  if (!weekly) return robustSlope(medians)
  const byDay = new Map(medians.map(({ x, y }) => [x, y]))
  const weeks = medians.flatMap(({ x, y }) => {
    const before = byDay.get(x - 7 * DAY_MS)
    return before === undefined ? [] : [(y - before) / (7 * DAY_MS)]
  })
  return weeks.length === 0 ? 0 : median(weeks)
}

function levelsOf(points: readonly TrainingPoint[], slots: number, zoneOffsetMs: number): readonly number[] {
  const bySlot = grouped(points, slots, zoneOffsetMs, ({ value }) => value)
  const overall = median(points.map(({ value }) => value))
  const levels = bySlot.map(median)
  return levels.map((level, slot) => (Number.isNaN(level) ? nearest(levels, slot, overall) : level))
}

/** An hour without data looks like the next one that has some. */
function nearest(levels: readonly number[], slot: number, fallback: number): number {
  for (let distance = 1; distance <= levels.length / 2; distance += 1) {
    for (const neighbour of [slot - distance, slot + distance]) {
      const level = levels[(neighbour + levels.length) % levels.length]
      if (level !== undefined && !Number.isNaN(level)) return level
    }
  }
  return fallback
}

function spreadsOf(points: readonly TrainingPoint[], model: AnomalyModel): readonly number[] {
  const deviation = ({ timeMs, value }: TrainingPoint): number => value - expectedAt(model, timeMs)
  const overall = robustSpread(points.map(deviation))
  const usual = median(points.map(({ value }) => Math.abs(value)))
  const least = Math.max(overall * LEAST_SHARE, usual * STEADY_SHARE)
  const bySlot = grouped(points, model.slots, model.zoneOffsetMs, deviation)
  return bySlot.map((own, slot) => {
    const neighbours = [slot - 1, slot + 1].flatMap((other) => bySlot[(other + model.slots) % model.slots] ?? [])
    const spread = robustSpread(model.slots === 1 ? own : [...own, ...neighbours])
    return Math.max(Number.isNaN(spread) ? overall : spread, least)
  })
}

function grouped(
  points: readonly TrainingPoint[],
  slots: number,
  zoneOffsetMs: number,
  pick: (point: TrainingPoint) => number,
): readonly (readonly number[])[] {
  const groups: number[][] = Array.from({ length: slots }, () => [])
  for (const point of points) {
    groups[Math.floor(slotPosition(point.timeMs, slots, zoneOffsetMs))]?.push(pick(point))
  }
  return groups
}
