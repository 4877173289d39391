/** Where things of a chart are. Pure. */

/** No line between two points that are farther apart than this. */
const GAP_MS = 20_000
/** A chart shows at least this much time. */
const LEAST_SPAN_MS = 5 * 60_000

/** From one range to another, both given by their ends. */
export type Scale = (value: number) => number

export function linear([from, to]: readonly [number, number], [start, end]: readonly [number, number]): Scale {
  return (value) => start + ((value - from) / (to - from)) * (end - start)
}

/** The time that a chart shows. One moment alone is none yet. */
export function timeSpan(moments: readonly { readonly timeMs: number }[], nowMs: number): readonly [number, number] {
  const [first] = moments
  const last = moments.at(-1)
  if (first === undefined || last === undefined || moments.length < 2) return [nowMs - LEAST_SPAN_MS, nowMs]
  return [Math.min(first.timeMs, last.timeMs - LEAST_SPAN_MS), last.timeMs]
}

/** The top of a chart: the least of 1, 2, 4, 5 and 10, and their powers of ten, that the value fits below. */
export function niceTop(value: number, least: number): number {
  const wanted = Math.max(value, least)
  const power = 10 ** Math.floor(Math.log10(wanted))
  return ([1, 2, 4, 5].find((step) => step * power >= wanted * 0.999) ?? 10) * power
}

export interface Point {
  readonly timeMs: number
  readonly value: number
}

/** The `d` of the line through these points, and of the area below it. */
export function pathsOf(
  points: readonly Point[],
  x: Scale,
  y: Scale,
): { readonly line: string; readonly area: string } {
  const floor = y(0)
  let line = ''
  let area = ''
  let beforeMs = Number.NEGATIVE_INFINITY
  let beforeX = ''
  for (const { timeMs, value } of points) {
    const pointX = x(timeMs).toFixed(1)
    const point = `${pointX} ${y(value).toFixed(1)}`
    if (timeMs - beforeMs > GAP_MS) {
      line += `M${point}`
      area += `${closing(area, beforeX, floor)}M${pointX} ${floor}L${point}`
    } else {
      line += `L${point}`
      area += `L${point}`
    }
    beforeMs = timeMs
    beforeX = pointX
  }
  return { line, area: area + closing(area, beforeX, floor) }
}

function closing(area: string, x: string, floor: number): string {
  return area === '' ? '' : `L${x} ${floor}Z`
}

/** The index of the value that is nearest; -1 when there is none. */
export function nearest(values: readonly number[], wanted: number): number {
  let best = -1
  let distance = Number.POSITIVE_INFINITY
  for (const [index, value] of values.entries()) {
    if (Math.abs(value - wanted) >= distance) continue
    distance = Math.abs(value - wanted)
    best = index
  }
  return best
}
