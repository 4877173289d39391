import { minePatterns } from '@atalaya/query'
import { resultRow } from '@atalaya/query/insights'
import { checkCase, isRead, loadScripts, type ScriptEngine, type ScriptWorld } from '@atalaya/query/insights/testing'
import { MemoryTelemetryStore } from '@atalaya/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { InsightsScope } from '../../packages/server/src/insights/engine.ts'
import { SqlEngine } from '../../packages/server/src/insights/sql-engine.ts'
import { ClickHouseLogStore } from './clickhouse-log-store.ts'

/*
 * Every script of the language on ClickHouse.
 */

const SCRIPTS = loadScripts()

let store: ClickHouseLogStore
// Where queries need more than SQL can find.
const memory = new MemoryTelemetryStore()
const worlds = new Map<ScriptWorld['events'], ReadonlyMap<string, number>>()

beforeAll(async () => {
  store = new ClickHouseLogStore()
  let nextId = 1
  const appends = []
  for (const { world } of SCRIPTS) {
    if (worlds.has(world.events)) continue
    // A group of its own for each list of events; streams have the ids after it.
    const ids = new Map<string, number>()
    for (const event of world.events) {
      let groupId = ids.get(event.log)
      if (groupId === undefined) {
        groupId = nextId
        nextId += 2
        ids.set(event.log, groupId)
      }
      const rest = { groupId, streamId: groupId + 1, retentionDays: 0, ingestionTimeMs: event.ingestionTimeMs }
      appends.push({ ...rest, timestampsMs: [event.timestampMs], messages: [event.message] })
    }
    worlds.set(world.events, ids)
  }
  await store.append(appends)
  for (const append of appends) await memory.append({ logs: [append] })
})

afterAll(() => store.close())

const run: ScriptEngine = async (program, world) => {
  const ids = worlds.get(world.events) ?? new Map<string, number>()
  const scope: InsightsScope = {
    groups: (node) => [...ids].filter(([log]) => isRead(node, log)).map(([log, groupId]) => ({ groupId, log })),
    streamName: () => 'stream',
    streamNames: (groupId) => [[groupId + 1, 'stream']],
    lookupTable: async (name) => world.lookupTables.get(name)?.rows ?? [],
  }
  const engine = new SqlEngine(memory.logs, store, minePatterns)
  const rows = []
  for await (const batch of engine.run(program, scope)) rows.push(...batch)
  return rows.map((row) => resultRow(program, row))
}

test.each(SCRIPTS.map((script) => [script.place, script.query, script] as const))('%s %s', async (_, __, script) => {
  expect(await checkCase(script, run)).toBeUndefined()
})
