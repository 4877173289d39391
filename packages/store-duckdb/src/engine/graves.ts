import type { Tombstones } from './protocol.ts'
import { list } from './sql.ts'

/** What was deleted: reads leave it out, flushes and merges do not write it again. */
export class Graves {
  #groups: ReadonlySet<number> = new Set()
  #streams: ReadonlyMap<number, ReadonlySet<number>> = new Map()

  set({ groups, streams }: Tombstones): void {
    this.#groups = new Set(groups)
    const byGroup = new Map<number, Set<number>>()
    for (const [group, stream] of streams) {
      const dead = byGroup.get(group)
      if (dead === undefined) byGroup.set(group, new Set([stream]))
      else dead.add(stream)
    }
    this.#streams = byGroup
  }

  get isEmpty(): boolean {
    return this.#groups.size === 0 && this.#streams.size === 0
  }

  hasGroup(group: number): boolean {
    return this.#groups.has(group)
  }

  hasStream(group: number, stream: number): boolean {
    return this.#groups.has(group) || (this.#streams.get(group)?.has(stream) ?? false)
  }

  deadStreams(group: number): ReadonlySet<number> | undefined {
    return this.#streams.get(group)
  }

  /** SQL that leaves out the deleted streams of these groups, beginning with ` AND`; empty when there are none. */
  notIn(groups: Iterable<number>): string {
    let sql = ''
    for (const group of groups) {
      const dead = this.#streams.get(group)
      if (dead !== undefined) sql += ` AND NOT (grp = ${group} AND stream IN (${list(dead)}))`
    }
    return sql
  }
}
