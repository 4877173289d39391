import { pointsOf } from '@atalaya/query'
import type { Canvas, Clip, Color, Point } from './canvas.ts'
import type { ChartSeries, Side } from './chart-model.ts'
import type { Axis } from './frame.ts'

/** A line breaks where a point is missing; a point by itself is a dot. */
export function drawLine(canvas: Canvas, { series, color }: ChartSeries, axis: Axis, times: Axis, plot: Clip): void {
  const pieces: Point[][] = []
  const gapMs = series.periodSeconds * 1_000 * 1.5
  const { timestampsMs, values } = pointsOf(series)
  let lastMs = Number.NEGATIVE_INFINITY
  for (const [index, value] of values.entries()) {
    const timeMs = timestampsMs[index] as number
    const point: Point = [times.at(timeMs), limit(axis.at(value), plot)]
    if (timeMs - lastMs > gapMs) pieces.push([point])
    else pieces.at(-1)?.push(point)
    lastMs = timeMs
  }
  const lines = pieces.filter(({ length }) => length > 1).map(thinned)
  if (lines.length > 0) canvas.lines(lines, 1.6, color)
  const dots = pieces.filter(({ length }) => length === 1)
  if (dots.length > 0) canvas.lines(dots, 4, color)
}

/** Far outside of the plot is as good as very far, and cheaper. */
function limit(y: number, plot: Clip): number {
  const room = (plot.bottom - plot.top) * 4
  return Math.min(plot.bottom + room, Math.max(plot.top - room, y))
}

/** Of many points in one column of pixels only the highest and the lowest can be seen. */
function thinned(points: readonly Point[]): readonly Point[] {
  const kept: Point[] = []
  for (let from = 0; from < points.length; ) {
    const column = Math.floor((points[from] as Point)[0] * 2)
    let to = from + 1
    while (to < points.length && Math.floor((points[to] as Point)[0] * 2) === column) to += 1
    const group = points.slice(from, to)
    if (group.length <= 4) kept.push(...group)
    else {
      const byHeight = group.toSorted((a, b) => a[1] - b[1])
      kept.push(group[0] as Point, byHeight[0] as Point, byHeight.at(-1) as Point, group.at(-1) as Point)
    }
    from = to
  }
  return kept
}

/** A series on top of those before it. */
export interface Layer {
  readonly color: Color
  readonly side: Side
  readonly timestampsMs: readonly number[]
  readonly bottoms: readonly number[]
  readonly tops: readonly number[]
}

/** What a series lacks counts as nothing, so that those above it rest on those below. */
export function stack(series: readonly ChartSeries[]): readonly Layer[] {
  const times = [...new Set(series.flatMap((one) => pointsOf(one.series).timestampsMs))].sort((a, b) => a - b)
  const slots = new Map(times.map((timeMs, slot) => [timeMs, slot]))
  const heights = { left: times.map(() => 0), right: times.map(() => 0) }
  return series.map(({ series: own, color, side }) => {
    const bottoms = [...heights[side]]
    const { timestampsMs, values } = pointsOf(own)
    for (const [index, timeMs] of timestampsMs.entries()) {
      const slot = slots.get(timeMs) as number
      heights[side][slot] = (bottoms[slot] as number) + (values[index] as number)
    }
    return { color, side, timestampsMs: times, bottoms, tops: [...heights[side]] }
  })
}

export function drawAreas(
  canvas: Canvas,
  layers: readonly Layer[],
  axes: Readonly<Record<Side, Axis>>,
  times: Axis,
): void {
  for (const { color, side, timestampsMs, bottoms, tops } of layers) {
    const axis = axes[side]
    const at = (values: readonly number[]): Point[] => {
      return timestampsMs.map((timeMs, slot) => [times.at(timeMs), axis.at(values[slot] as number)])
    }
    const top = thinned(at(tops))
    if (top.length === 0) continue
    if (top.length > 1) canvas.polygon([...top, ...thinned(at(bottoms)).toReversed()], color, 0.45)
    canvas.lines([top], top.length === 1 ? 4 : 1.4, color)
  }
}
