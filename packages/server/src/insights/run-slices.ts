import { interpret, type PatternMiner, type Plan, type Row, withoutAdded } from '@atalaya/query/insights'
import type { Budget, Run } from './run.ts'
import type { Sliced } from './slices.ts'

/** With more rows than this parts are not put together here. */
const MAX_MERGED_ROWS = 200_000
/** Of rows that are not final no more than these are told. */
const MAX_PARTIAL_ROWS = 10_000

export interface Slices extends Sliced {
  /** The whole. */
  readonly plan: Plan
  /** About what all ranges have together. */
  readonly bytes: number
}

/**
 * The rows of a plan part by part, telling what it has after each; undefined when too many would have to be put together.
 *
 * @param read rows of one part; it counts what it reads
 */
export async function runSlices(
  slices: Slices,
  { meter, tell }: Run,
  budget: Budget,
  minePatterns: PatternMiner,
  read: (part: Plan) => Promise<readonly Row[]>,
): Promise<readonly Row[] | undefined> {
  const { plan, bytes, ranges, planOf, enough, limit, core } = slices
  const before = meter.total
  let found: Row[] = []
  let result: readonly Row[] = []
  for (const [i, range] of ranges.entries()) {
    for (const row of await read(planOf(range))) found.push(row)
    if (found.length > limit) {
      found = [...(await together(slices, found, minePatterns))]
      // Each part by itself is bounded.
      budget.refill()
    }
    // Rows that only follow each other need not be put together.
    if (found.length > MAX_MERGED_ROWS && core !== plan) {
      // Begun anew, also with its counts.
      meter.back(before)
      return undefined
    }
    const isLast = i === ranges.length - 1
    if (found.length >= enough && !isLast) {
      const left = 1 - (i + 1) / ranges.length
      const { recordsScanned, bytesScanned } = meter.total
      const recordsSkipped = bytesScanned === 0 ? 0 : Math.round((recordsScanned / bytesScanned) * bytes * left)
      meter.add({ bytesSkipped: Math.round(bytes * left), recordsSkipped })
    }
    if (isLast || found.length >= enough) return await together(slices, found, minePatterns)
    if (tell !== undefined && found.length <= MAX_PARTIAL_ROWS) {
      result = await together(slices, found, minePatterns)
      tell(result)
    }
  }
  return result
}

/** What the rows of the parts make together. */
async function together(
  { plan, core, merge }: Slices,
  found: readonly Row[],
  minePatterns: PatternMiner,
): Promise<readonly Row[]> {
  const given = (at: Plan, rows: readonly Row[], root: Plan): Promise<readonly Row[]> =>
    interpret(
      { root, columns: [], raw: false },
      {
        scan: () => Promise.reject(new Error('BUG: a part is read once more')),
        lookupTable: () => Promise.reject(new Error('BUG: a part has a lookup')),
        minePatterns,
        evaluated: (node) => (node === at ? Promise.resolve(rows) : undefined),
      },
    )
  const rows = merge === undefined || core.kind === 'scan' ? found : await given(core.input, found, merge)
  return withoutAdded(await given(core, rows, plan), plan)
}
