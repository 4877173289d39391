import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { minePatterns } from '@atalaya/query'
import { type Program, type Row, resultRow } from '@atalaya/query/insights'
import { bindScript, type GeneratedCase, insightsCases, interpretScript } from '@atalaya/query/insights/testing'
import { EmbeddedTelemetryStore } from '@atalaya/store-duckdb'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { InsightsScope } from './engine.ts'
import { SqlEngine } from './sql-engine.ts'

/*
 * Generated queries over generated events: DuckDB has the rows of the interpreter, with the events in memory and in Parquet.
 *
 * The same cases each time; INSIGHTS_SEED and INSIGHTS_CASES make others.
 */

const SEED = Number(process.env.INSIGHTS_SEED ?? 20_261_121)
const CASES = Number(process.env.INSIGHTS_CASES ?? 200)
const NO_TABLES = new Map()

const cases = fc.sample(insightsCases(fc, { oddJson: true }), { seed: SEED, numRuns: CASES })

describe.each(['hot', 'Parquet'])('events that are %s', (place) => {
  let folder: string
  let store: EmbeddedTelemetryStore

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atalaya-generated-'))
    store = await EmbeddedTelemetryStore.open({ directory: folder, memoryLimitMb: 512, threads: 1 })
    for (const [i, { events }] of cases.entries()) {
      const logs = events.map(({ timestampMs, ingestionTimeMs, message }) => ({
        groupId: i + 1,
        streamId: CASES + i + 1,
        retentionDays: 0,
        ingestionTimeMs,
        timestampsMs: [timestampMs],
        messages: [message],
      }))
      if (logs.length > 0) await store.append({ logs })
    }
    if (place === 'Parquet') await store.flush()
  }, 60_000)

  afterAll(async () => {
    await store.close()
    await rm(folder, { recursive: true, force: true })
  })

  test(`${CASES} cases of seed ${SEED}`, async () => {
    const wrong: string[] = []
    for (const [i, one] of cases.entries()) {
      const problem = await difference(i, one)
      if (problem !== undefined) wrong.push(problem)
    }
    expect(wrong.slice(0, 5).join('\n\n'), `seed ${SEED}: ${wrong.length} of ${CASES} differ`).toBe('')
  }, 120_000)

  async function difference(index: number, { query, events }: GeneratedCase): Promise<string | undefined> {
    // Here all events are of one stream.
    const world = { events: events.map((event) => ({ ...event, logStream: 'stream' })), lookupTables: NO_TABLES }
    const program = bindScript(query, world)
    const wanted = shown(await interpretScript(program, world))
    const found = shown((await rowsOf(program, index)).map((row) => resultRow(program, row)))
    if (found === wanted) return undefined
    const messages = events.map(({ message }) => message).join('\n')
    return `case ${index}: ${query}\nover\n${messages}\ngives\n${found}\nand not\n${wanted}`
  }

  async function rowsOf(program: Program, index: number): Promise<readonly Row[]> {
    const log = world(index)
    const scope: InsightsScope = {
      groups: () => [{ groupId: index + 1, log }],
      streamName: () => 'stream',
      streamNames: () => [[CASES + index + 1, 'stream']],
      lookupTable: async () => [],
    }
    if (store.logs.sql === undefined) throw new Error('the store has no SQL')
    const rows: Row[] = []
    for await (const batch of new SqlEngine(store.logs, store.logs.sql, minePatterns).run(program, scope)) {
      rows.push(...batch)
    }
    return rows
  }
})

function world(index: number): string {
  return cases[index]?.events[0]?.log ?? ''
}

/** Without the pointer, of which the interpreter has its own. */
function shown(rows: Awaited<ReturnType<typeof interpretScript>>): string {
  return rows
    .map((row) => JSON.stringify(row.filter(({ field }) => field !== '@ptr').map(({ field, value }) => [field, value])))
    .join('\n')
}
