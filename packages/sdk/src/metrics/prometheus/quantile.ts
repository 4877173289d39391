import type { ExponentialSeries } from '../series.ts'

/** The value below which a share of the recorded values lies, within the width of a bucket. NaN when nothing was recorded. */
export function quantile({ buckets, count, min, max }: ExponentialSeries, share: number): number {
  if (count === 0) return Number.NaN
  const rank = Math.max(1, Math.ceil(share * count))
  let seen = 0
  const within = (value: number) => Math.min(max, Math.max(min, value))
  const { positive, negative, zeroCount } = buckets
  const below = negative.counts
  for (let position = below.length - 1; position >= 0; position--) {
    seen += below[position]!
    if (seen >= rank) return within(-negative.middle(negative.offset + position))
  }
  seen += zeroCount
  if (seen >= rank) return within(0)
  for (const [position, inBucket] of positive.counts.entries()) {
    seen += inBucket
    if (seen >= rank) return within(positive.middle(positive.offset + position))
  }
  return max
}
