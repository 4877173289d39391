/**
 * Pages of GetMetricData: how many periods of each query fit into one answer.
 *
 * MaxDatapoints limits the periods that an answer covers, counting empty ones, as CloudWatch does: how much data there is
 * need not be known before it is read. It is shared equally among the queries (our choice; AWS says only that it is a total),
 * and what one does not need goes to the others. Each query moves on by itself, from one end of the range to the other.
 */
import { createHash } from 'node:crypto'
import { AwsError } from '@atalaya/aws'

/** Periods of a query, counted from the start of the range: from `from` up to, not including, `to`. */
export interface Slots {
  readonly from: number
  readonly to: number
  /** Whether there is more for a next page. */
  readonly more: boolean
}

/** What a token carries. */
export interface Progress {
  /** Clock of the first page: all pages see the range as that one did. */
  readonly nowMs: number
  /** Periods already returned, for each query. */
  readonly done: readonly number[]
}

/**
 * Deals out a page.
 *
 * @param totals periods in the range, for each query
 * @param budget periods of the page, at least 1
 * @param widths how many series each query has, all of which show the same periods; by default one
 */
export function dealSlots(
  totals: readonly number[],
  done: readonly number[],
  budget: number,
  descending: boolean,
  widths: readonly number[] = totals.map(() => 1),
): readonly Slots[] {
  const left = totals.map((total, index) => Math.max(0, total - (done[index] ?? 0)))
  const shares = share(left, budget, widths)
  return totals.map((total, index) => {
    const start = done[index] ?? 0
    const end = start + (shares[index] ?? 0)
    const more = end < total
    return descending ? { from: total - end, to: total - start, more } : { from: start, to: end, more }
  })
}

/** Smallest need first, so that what it leaves goes to the larger ones. */
function share(needs: readonly number[], budget: number, widths: readonly number[]): readonly number[] {
  const shares: number[] = needs.map(() => 0)
  const cost = (index: number): number => (needs[index] as number) * (widths[index] as number)
  const order = needs.map((_, index) => index).sort((a, b) => cost(a) - cost(b))
  let rest = budget
  for (const [position, index] of order.entries()) {
    const width = Math.max(1, widths[index] as number)
    const given = Math.min(needs[index] as number, Math.floor(rest / (order.length - position) / width))
    shares[index] = given
    rest -= given * width
  }
  // An array wider than the whole budget still moves on, a period at a time.
  const needy = needs.findIndex((need) => need > 0)
  if (needy !== -1 && !shares.some((given) => given > 0)) shares[needy] = 1
  return shares
}

/** A token that only a repetition of the same request can use. `request` is anything that JSON can tell apart. */
export function encodeToken(request: unknown, progress: Progress): string {
  return Buffer.from(JSON.stringify([digest(request), progress.nowMs, ...progress.done])).toString('base64url')
}

/** @throws {AwsError} InvalidNextToken */
export function decodeToken(request: unknown, token: string, queryCount: number): Progress {
  try {
    const decoded: unknown = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'))
    if (Array.isArray(decoded) && decoded.length === queryCount + 2 && decoded[0] === digest(request)) {
      const [nowMs, ...done]: unknown[] = decoded.slice(1)
      if (isCount(nowMs) && done.every(isCount)) return { nowMs, done }
    }
  } catch {
    // Not JSON: not ours.
  }
  throw new AwsError('InvalidNextToken', 'The NextToken is invalid, or was returned for another request.')
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function digest(request: unknown): string {
  return createHash('sha256').update(JSON.stringify(request)).digest('base64url').slice(0, 16)
}
