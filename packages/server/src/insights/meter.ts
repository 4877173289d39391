import { type InsightsGroup, type InsightsStatistics, NO_STATISTICS } from './engine.ts'

/** Adds up statistics and tells them. */
export class Meter {
  readonly #tell: ((statistics: InsightsStatistics) => void) | undefined
  #total: InsightsStatistics = NO_STATISTICS
  #isCounted = false
  readonly #groups = new Set<number>()

  constructor(tell: ((statistics: InsightsStatistics) => void) | undefined) {
    this.#tell = tell
  }

  get total(): InsightsStatistics {
    return this.#total
  }

  /** Forgets what was counted since. */
  back(total: InsightsStatistics): void {
    this.#total = total
  }

  add(more: Partial<InsightsStatistics>): void {
    this.#isCounted ||= more.recordsMatched !== undefined
    const sum = (name: keyof InsightsStatistics): number => this.#total[name] + (more[name] ?? 0)
    this.#total = {
      recordsMatched: sum('recordsMatched'),
      recordsScanned: sum('recordsScanned'),
      recordsSkipped: sum('recordsSkipped'),
      bytesScanned: sum('bytesScanned'),
      bytesSkipped: sum('bytesSkipped'),
      logGroupsScanned: sum('logGroupsScanned'),
    }
    this.#tell?.(this.#total)
  }

  /** Counts log groups that are read. One that is read twice, for an earlier interval or by a join, is one group. */
  reads(groups: readonly InsightsGroup[]): void {
    const before = this.#groups.size
    for (const { groupId } of groups) this.#groups.add(groupId)
    this.add({ logGroupsScanned: this.#groups.size - before })
  }

  /** At the end, unless something counted better: every row of the result is a record that matched. */
  matched(rows: number): void {
    this.add({ recordsMatched: this.#isCounted ? 0 : rows })
  }
}
