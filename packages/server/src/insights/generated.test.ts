import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { minePatterns } from '@atalaya/query'
import { interpret, type Program, type ResultRow, type Row, resultRow } from '@atalaya/query/insights'
import { bindScript, type GeneratedCase, insightsCases, SCRIPT_RANGE } from '@atalaya/query/insights/testing'
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
const CASES = Number(process.env.INSIGHTS_CASES ?? 120)
const LAMBDA_LOG = '123456789012:/aws/lambda/f'
const LAMBDA_TEXTS_GROUP = 2 * CASES + 1
const LAMBDA_TEXTS = [
  'plain text',
  'not {json} at all',
  '{ level: "INFO", ms: 4 }',
  'RequestId {x} INFO {"level":"INFO","ms":5.50} took {y}',
  'failed {"level":"ERROR","ms":12,"user":{"id":7,"note":"{"}}',
  '{"ms":3,"user":{"id":"a"}} and {"ms":100}',
]
/** A few events. */
const SLICE_BYTES = 400
const NO_TABLES = new Map()

/** Every third group is that of a Lambda function, where fields may be in JSON within text. */
const cases = fc
  .sample(insightsCases(fc, { oddJson: true }), { seed: SEED, numRuns: CASES })
  .map((one, i) => (i % 3 === 0 ? { ...one, events: one.events.map((event) => ({ ...event, log: LAMBDA_LOG })) } : one))

describe.each([
  ['hot', undefined],
  ['Parquet', undefined],
  ['merged Parquet', undefined],
  ['Parquet, in slices', SLICE_BYTES],
])('events that are %s', (place, sliceBytes) => {
  let folder: string
  let store: EmbeddedTelemetryStore

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atalaya-generated-'))
    store = await EmbeddedTelemetryStore.open({
      directory: folder,
      memoryLimitMb: 512,
      threads: 1,
      compaction: 'manual',
    })
    // Of merged files each has a part of every group, so that what is known of a field differs between them.
    const rounds = place === 'merged Parquet' ? 5 : 1
    for (let round = 0; round < rounds; round += 1) {
      for (const [i, { events }] of cases.entries()) {
        const part = events.slice((events.length * round) / rounds, (events.length * (round + 1)) / rounds)
        const logs = part.map(({ timestampMs, ingestionTimeMs, message }) => ({
          groupId: i + 1,
          streamId: CASES + i + 1,
          retentionDays: 0,
          ingestionTimeMs,
          timestampsMs: [timestampMs],
          messages: [message],
        }))
        if (logs.length > 0) await store.append({ logs })
      }
      if (rounds > 1) await store.flush()
    }
    const timestampsMs = LAMBDA_TEXTS.map(() => SCRIPT_RANGE.startMs)
    const texts = { streamId: 2 * CASES + 2, retentionDays: 0, ingestionTimeMs: SCRIPT_RANGE.startMs, timestampsMs }
    await store.append({ logs: [{ ...texts, groupId: LAMBDA_TEXTS_GROUP, messages: LAMBDA_TEXTS }] })
    if (place !== 'hot') await store.flush()
    if (rounds > 1) await store.compact()
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

  test('JSON within the text of a Lambda function is found by the database', async () => {
    if (store.logs.sql === undefined) throw new Error('the store has no SQL')
    const scan = () => {
      throw new Error('the events are read one by one')
    }
    const logs = {
      scan,
      storedBytes: (groupId: number) => store.logs.storedBytes(groupId),
      streamStats: (groupId: number, streamId: number) => store.logs.streamStats(groupId, streamId),
    }
    const program = bindScript('stats sum(ms) as total, latest(user.id) as id by level | sort level', {
      lookupTables: NO_TABLES,
    })
    const scope = scopeOf(LAMBDA_TEXTS_GROUP, LAMBDA_LOG)
    const rows: Row[] = []
    for await (const batch of new SqlEngine(logs, store.logs.sql, minePatterns).run(program, scope)) rows.push(...batch)
    expect(shown(rows.map((row) => resultRow(program, row)))).toBe(
      [
        '[["level","ERROR"],["total","12"],["id","7"]]',
        '[["level","INFO"],["total","5.5"]]',
        '[["total","3"],["id","a"]]',
      ].join('\n'),
    )
  })

  async function difference(index: number, { query, events }: GeneratedCase): Promise<string | undefined> {
    // Here all events are of one stream.
    const world = { events: events.map((event) => ({ ...event, logStream: 'stream' })), lookupTables: NO_TABLES }
    const program = bindScript(query, world)
    const context = { scan: async () => world.events, lookupTable: async () => [], minePatterns }
    const wanted = shown((await interpret(program, context)).map((row) => resultRow(program, row)))
    const found = shown((await rowsOf(program, index)).map((row) => resultRow(program, row)))
    if (found === wanted) return undefined
    const messages = events.map(({ message }) => message).join('\n')
    return `case ${index}: ${query}\nover\n${messages}\ngives\n${found}\nand not\n${wanted}`
  }

  async function rowsOf(program: Program, index: number): Promise<readonly Row[]> {
    const scope = scopeOf(index + 1, cases[index]?.events[0]?.log ?? '')
    if (store.logs.sql === undefined) throw new Error('the store has no SQL')
    const rows: Row[] = []
    for await (const batch of new SqlEngine(store.logs, store.logs.sql, minePatterns, sliceBytes).run(program, scope)) {
      rows.push(...batch)
    }
    return rows
  }
})

function scopeOf(groupId: number, log: string): InsightsScope {
  return {
    groups: () => [{ groupId, log }],
    streamName: () => 'stream',
    streamNames: () => [[CASES + groupId, 'stream']],
    lookupTable: async () => [],
  }
}

/** Without the pointer, of which the interpreter has its own. */
function shown(rows: readonly ResultRow[]): string {
  return rows
    .map((row) => JSON.stringify(row.filter(({ field }) => field !== '@ptr').map(({ field, value }) => [field, value])))
    .join('\n')
}
