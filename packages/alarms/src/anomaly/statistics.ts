/** Of no numbers: NaN. */
export function median(values: readonly number[]): number {
  if (values.length === 0) return Number.NaN
  const sorted = Float64Array.from(values).sort()
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2
}

/** The middle distance from the middle, scaled to be the standard deviation of normal noise; outliers do not move it. */
export function robustSpread(deviations: readonly number[]): number {
  return 1.4826 * median(deviations.map(Math.abs))
}

/** Theil and Sen: the median of the slopes between all pairs. Wrong points, up to a quarter, do not turn it. */
export function robustSlope(points: readonly { readonly x: number; readonly y: number }[]): number {
  const slopes: number[] = []
  for (const [index, a] of points.entries()) {
    for (const b of points.slice(index + 1)) if (b.x !== a.x) slopes.push((b.y - a.y) / (b.x - a.x))
  }
  return slopes.length === 0 ? 0 : median(slopes)
}
