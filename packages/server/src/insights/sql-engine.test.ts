import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { minePatterns } from '@atalaya/query'
import { resultRow } from '@atalaya/query/insights'
import {
  bindScript,
  checkCase,
  FUNCTION_EVENTS,
  FUNCTION_QUERIES,
  insightsCases,
  interpretScript,
  isRead,
  loadScripts,
  MANUAL_QUERIES,
  MANUAL_WORLD,
  type ScriptEngine,
  type ScriptWorld,
} from '@atalaya/query/insights/testing'
import { EmbeddedTelemetryStore } from '@atalaya/store-duckdb'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { InsightsScope } from './engine.ts'
import { SqlEngine } from './sql-engine.ts'

/*
 * Every script of the language on DuckDB: with the events in memory, and with the events in Parquet files.
 */

const SCRIPTS = loadScripts()

describe.each([
  ['hot', undefined],
  ['Parquet', undefined],
  // So small that every query that can be cut is.
  ['Parquet, in slices', 64],
] as const)('events that are %s', (place, sliceBytes) => {
  let folder: string
  let store: EmbeddedTelemetryStore
  const worlds = new Map<ScriptWorld['events'], ReadonlyMap<string, number>>()

  let nextId = 1

  async function load(events: ScriptWorld['events']): Promise<void> {
    if (worlds.has(events)) return
    // A group of its own for each list of events; streams have the ids after it.
    const ids = new Map<string, number>()
    for (const event of events) {
      let groupId = ids.get(event.log)
      if (groupId === undefined) {
        groupId = nextId
        nextId += 2
        ids.set(event.log, groupId)
      }
      const append = { groupId, streamId: groupId + 1, retentionDays: 0, ingestionTimeMs: event.ingestionTimeMs }
      await store.append({ logs: [{ ...append, timestampsMs: [event.timestampMs], messages: [event.message] }] })
    }
    worlds.set(events, ids)
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atalaya-scripts-'))
    store = await EmbeddedTelemetryStore.open({ directory: folder, memoryLimitMb: 512, threads: 1 })
    for (const events of [...SCRIPTS.map(({ world }) => world.events), FUNCTION_EVENTS, MANUAL_WORLD.events])
      await load(events)
    if (place !== 'hot') await store.flush()
  }, 60_000)

  afterAll(async () => {
    await store.close()
    await rm(folder, { recursive: true, force: true })
  })

  const run: ScriptEngine = async (program, world) => {
    const ids = worlds.get(world.events) ?? new Map<string, number>()
    const scope: InsightsScope = {
      groups: (node) => [...ids].filter(([log]) => isRead(node, log)).map(([log, groupId]) => ({ groupId, log })),
      streamName: () => 'stream',
      streamNames: (groupId) => [[groupId + 1, 'stream']],
      lookupTable: async (name) => world.lookupTables.get(name)?.rows ?? [],
    }
    if (store.logs.sql === undefined) throw new Error('the store has no SQL')
    const engine = new SqlEngine(store.logs, store.logs.sql, minePatterns, sliceBytes)
    const rows = []
    for await (const batch of engine.run(program, scope)) rows.push(...batch)
    return rows.map((row) => resultRow(program, row))
  }

  test.each(SCRIPTS.map((script) => [script.place, script.query, script] as const))('%s %s', async (_, __, script) => {
    expect(await checkCase(script, run)).toBeUndefined()
  })

  /** The interpreter has pointers of its own, and here all events are of one stream. */
  async function expectSameRows(query: string, events: ScriptWorld['events']): Promise<void> {
    const { lookupTables } = MANUAL_WORLD
    const world = { events: events.map((event) => ({ ...event, logStream: 'stream' })), lookupTables }
    const program = bindScript(query, world)
    const withoutPointer = (rows: Awaited<ReturnType<typeof interpretScript>>) =>
      rows.map((row) => row.filter(({ field }) => field !== '@ptr'))
    const rows = withoutPointer(await run(program, { ...world, events }))
    expect(rows).toEqual(withoutPointer(await interpretScript(program, world)))
  }

  if (place === 'hot') {
    test.each(FUNCTION_QUERIES)('odd values: %s', async (query) => {
      await expectSameRows(query, FUNCTION_EVENTS)
    })

    test.each(MANUAL_QUERIES)('the manual: %s', async (query) => {
      await expectSameRows(query, MANUAL_WORLD.events)
    })
  }

  if (place === 'Parquet, in slices') {
    test('a generated query has the rows of the interpreter', async () => {
      await fc.assert(
        fc.asyncProperty(insightsCases(fc), async ({ query, events }) => {
          await load(events)
          await expectSameRows(query, events)
        }),
        { numRuns: 100 },
      )
    }, 60_000)
  }
})
