import { minePatterns } from '@atalaya/query'
import { resultRow } from '@atalaya/query/insights'
import { isRead, type ScriptEngine, type ScriptWorld } from '@atalaya/query/insights/testing'
import { type LogAppend, MemoryTelemetryStore } from '@atalaya/store'
import type { InsightsScope } from '../../packages/server/src/insights/engine.ts'
import { SqlEngine } from '../../packages/server/src/insights/sql-engine.ts'
import { ClickHouseLogStore } from './clickhouse-log-store.ts'

type Events = ScriptWorld['events']

/** Runs queries over the events of scripts in ClickHouse: each list of events has log groups of its own. */
export class ScriptedClickHouse {
  readonly #store: ClickHouseLogStore = new ClickHouseLogStore()
  /** For what only the interpreter can find. */
  readonly #memory: MemoryTelemetryStore = new MemoryTelemetryStore()
  /** By list and name of the group. */
  readonly #groups = new Map<Events, ReadonlyMap<string, number>>()
  readonly #streams = new Map<number, string>()
  #nextId = 1

  async load(lists: Iterable<Events>): Promise<void> {
    const appends: LogAppend[] = []
    for (const events of lists) {
      if (this.#groups.has(events)) continue
      const groups = new Map<string, number>()
      const streams = new Map<string, number>()
      for (const { log, logStream, timestampMs, ingestionTimeMs, message } of events) {
        const groupId = this.#idOf(groups, log)
        const streamId = this.#idOf(streams, `${log}:${logStream}`)
        this.#streams.set(streamId, logStream)
        const rest = { groupId, streamId, retentionDays: 0, ingestionTimeMs }
        appends.push({ ...rest, timestampsMs: [timestampMs], messages: [message] })
      }
      this.#groups.set(events, groups)
    }
    await this.#store.append(appends)
    for (const append of appends) await this.#memory.append({ logs: [append] })
  }

  readonly run: ScriptEngine = async (program, world) => {
    const groups = this.#groups.get(world.events) ?? new Map<string, number>()
    const scope: InsightsScope = {
      groups: (node) => [...groups].filter(([log]) => isRead(node, log)).map(([log, groupId]) => ({ groupId, log })),
      streamName: (_, streamId) => this.#streams.get(streamId) ?? '',
      streamNames: () => [...this.#streams],
      lookupTable: async (name) => world.lookupTables.get(name)?.rows ?? [],
    }
    const engine = new SqlEngine(this.#memory.logs, this.#store, minePatterns)
    const rows = []
    for await (const batch of engine.run(program, scope)) rows.push(...batch)
    return rows.map((row) => resultRow(program, row))
  }

  close(): void {
    this.#store.close()
  }

  #idOf(ids: Map<string, number>, name: string): number {
    const known = ids.get(name)
    if (known !== undefined) return known
    this.#nextId += 1
    ids.set(name, this.#nextId)
    return this.#nextId
  }
}
