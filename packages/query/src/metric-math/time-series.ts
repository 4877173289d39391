/**
 * Time series as columns.
 *
 * All series of one request that have the same period share a grid of equidistant times, so that a point is an index and
 * arithmetic is a loop over two arrays. A value that is missing is NaN, which no stored value is.
 */

/** Times `startMs + i * stepMs` for `i` from 0 up to, not including, `slots`. */
export interface Grid {
  /** Milliseconds since the epoch. */
  readonly startMs: number
  readonly stepMs: number
  readonly slots: number
}

/** What a series is about. The evaluator carries it along; only those who name series read it. */
export interface SeriesSource {
  readonly label: string
}

export interface TimeSeries {
  readonly grid: Grid
  /** One for each slot of the grid; NaN is missing. Never changed once the series exists. */
  readonly values: Float64Array
  /** Usually the step of the grid; larger when the points have been brought to a finer grid. */
  readonly periodSeconds: number
  /** Undefined for what was computed from several series. */
  readonly source: SeriesSource | undefined
}

const SECOND_MS = 1_000

export function emptySeries(grid: Grid, source?: SeriesSource): TimeSeries {
  return {
    grid,
    values: new Float64Array(grid.slots).fill(Number.NaN),
    periodSeconds: grid.stepMs / SECOND_MS,
    source,
  }
}

/** How many periods the range of the series has. */
export function periodsOf({ grid, periodSeconds }: TimeSeries): number {
  return Math.ceil((grid.slots * grid.stepMs) / (periodSeconds * SECOND_MS))
}

/** Slots from one period to the next. */
export function strideOf({ grid, periodSeconds }: TimeSeries): number {
  return Math.max(1, Math.round((periodSeconds * SECOND_MS) / grid.stepMs))
}

/** `values` on the grid of `like`, of its period and source; what is not a finite number is missing. */
export function withValues(like: TimeSeries, values: Float64Array): TimeSeries {
  return { ...like, values }
}

/**
 * The same points on one grid that has room for all of them. Series of unequal periods keep their timestamps: the finest grid
 * that holds both is taken.
 */
export function onOneGrid(list: readonly TimeSeries[]): readonly TimeSeries[] {
  const first = list[0]
  if (first === undefined || list.every(({ grid }) => sameGrid(grid, first.grid))) return list
  const grid = list.map((series) => series.grid).reduce(union)
  return list.map((series) => moveTo(grid, series))
}

function sameGrid(a: Grid, b: Grid): boolean {
  return a === b || (a.startMs === b.startMs && a.stepMs === b.stepMs && a.slots === b.slots)
}

function union(a: Grid, b: Grid): Grid {
  // Nothing needs no room.
  if (sameGrid(a, b) || b.slots === 0) return a
  if (a.slots === 0) return b
  const startMs = Math.min(a.startMs, b.startMs)
  const endMs = Math.max(a.startMs + a.slots * a.stepMs, b.startMs + b.slots * b.stepMs)
  const stepMs = gcd(gcd(a.stepMs, b.stepMs), Math.abs(a.startMs - b.startMs))
  return { startMs, stepMs, slots: Math.ceil((endMs - startMs) / stepMs) }
}

function gcd(a: number, b: number): number {
  let [large, small] = [a, b]
  while (small > 0) [large, small] = [small, large % small]
  return large
}

function moveTo(grid: Grid, series: TimeSeries): TimeSeries {
  if (sameGrid(grid, series.grid)) return series
  const values = new Float64Array(grid.slots).fill(Number.NaN)
  const first = (series.grid.startMs - grid.startMs) / grid.stepMs
  const stride = series.grid.stepMs / grid.stepMs
  for (let i = 0; i < series.values.length; i += 1) values[first + i * stride] = series.values[i] as number
  return { ...series, grid, values }
}

/** Points in ascending order of time. */
export interface Points {
  readonly timestampsMs: readonly number[]
  readonly values: readonly number[]
}

/** The points of slots `from` up to, not including, `to`. */
export function pointsOf({ grid, values }: TimeSeries, from = 0, to: number = grid.slots): Points {
  const timestampsMs: number[] = []
  const found: number[] = []
  for (let i = from; i < to; i += 1) {
    const value = values[i] as number
    // Also drops what overflowed on the way: there is no way to write it down.
    if (!Number.isFinite(value)) continue
    timestampsMs.push(grid.startMs + i * grid.stepMs)
    found.push(value)
  }
  return { timestampsMs, values: found }
}
