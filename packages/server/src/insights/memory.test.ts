import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { minePatterns } from '@atalaya/query'
import { type Row, resultRow } from '@atalaya/query/insights'
import { bindScript } from '@atalaya/query/insights/testing'
import { EmbeddedTelemetryStore } from '@atalaya/store-duckdb'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { InsightsScope } from './engine.ts'
import { SqlEngine } from './sql-engine.ts'

/*
 * Queries that want more memory than there is: each gives its rows or an error that says so, and the next one works.
 */

const EVENTS = 200_000
const BATCH = 10_000
const START_MS = 1_750_000_000_000
const NO_TABLES = new Map()

let folder: string
let store: EmbeddedTelemetryStore
const problems: string[] = []
let count = 0

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atalaya-memory-'))
  store = await EmbeddedTelemetryStore.open({
    directory: folder,
    memoryLimitMb: 96,
    threads: 2,
    log: (level, text) => level === 'error' && problems.push(text),
  })
  while (count < EVENTS) await append()
  await store.flush()
}, 60_000)

async function append(): Promise<void> {
  const numbers = Array.from({ length: BATCH }, (_, i) => count + i)
  const messages = numbers.map((n) => JSON.stringify({ n, id: `id-${n * 7_919}-${'x'.repeat(120)}`, k: n % 7 }))
  const timestampsMs = numbers.map((n) => START_MS + n)
  const one = { groupId: 1, streamId: 2, retentionDays: 0, ingestionTimeMs: START_MS, timestampsMs, messages }
  await store.append({ logs: [one] })
  count += BATCH
}

afterAll(async () => {
  await store.close()
  await rm(folder, { recursive: true, force: true })
})

async function rowsOf(query: string): Promise<readonly ReturnType<typeof resultRow>[]> {
  const bound = bindScript(query, { lookupTables: NO_TABLES })
  const program = { ...bound, root: withRange(bound.root) }
  const scope: InsightsScope = {
    groups: () => [{ groupId: 1, log: '1:group' }],
    streamName: () => 'stream',
    streamNames: () => [[2, 'stream']],
    lookupTable: async () => [],
  }
  if (store.logs.sql === undefined) throw new Error('the store has no SQL')
  const rows: Row[] = []
  for await (const batch of new SqlEngine(store.logs, store.logs.sql, minePatterns).run(program, scope)) {
    rows.push(...batch)
  }
  return rows.map((row) => resultRow(program, row))
}

/** Scripts have a range of their own. */
function withRange<T>(plan: T): T {
  return JSON.parse(JSON.stringify(plan), (_, value) =>
    value?.kind === 'scan' ? { ...value, range: { startMs: 0, endMs: START_MS * 2 } } : value,
  )
}

const TOO_LARGE =
  /^QueryFailure: The query needs too much memory: (the database may use no more than [0-9.]+ MiB|the result has more than \d+ bytes)$/

/** How many rows come if the memory suffices, or what the error says. */
const QUERIES: readonly (readonly [query: string, outcome: number | RegExp])[] = [
  ['sort id desc | limit 10000', 10_000],
  ['sort @message | limit 10000 | display @message', 10_000],
  ['stats count(*) as c by id | sort c desc, id | limit 10', 10],
  ['stats count(*) as c, max(@message) as m, min(@message) as l by id | sort id | limit 10', 10],
  ['stats count_distinct(id) as a, count_distinct(@message) as b', 1],
  ['stats count_distinct(id) as d, earliest(@message) as m by k', 7],
  ['stats values(@message) as v by k', TOO_LARGE],
  ['dedup id | limit 10000', 10_000],
  ['fields concat(@message, @message, @message, @message) as m | dedup m | limit 10000', 10_000],
  ['stats count(*) as c by id, n | stats count(*) as d', 1],
  ['pattern @message', 1],
  [
    'filter k = 1 | join type=inner left=l right=r where l.id = r.id (SOURCE "g" | fields id) | stats count(*) as c',
    /50000 different keys/,
  ],
]

async function outcomeOf(query: string): Promise<number | string> {
  return rowsOf(query).then(
    (rows) => rows.length,
    (error: Error) => `${error.name}: ${error.message}`,
  )
}

test.each(QUERIES)(
  '%s',
  async (query, outcome) => {
    const found = await outcomeOf(query)
    if (found === outcome) return await expectAll()
    expect(found).toMatch(typeof outcome === 'number' ? TOO_LARGE : outcome)
    await expectAll()
  },
  60_000,
)

/** The engine works and has lost nothing. With so little memory it may have to finish sealing and merging files first. */
async function expectAll(): Promise<void> {
  const counted = async (): Promise<string> =>
    rowsOf('stats count(*) as c').then(
      ([row]) => row?.[0]?.value ?? '',
      (error: Error) => `${error.name}: ${error.message}`,
    )
  await expect.poll(counted, { timeout: 20_000, interval: 100 }).toBe(String(count))
  expect(problems).toEqual([])
}

test('events are taken in while queries use all the memory there is', async () => {
  const heavy = Promise.all(
    Array.from({ length: 4 }, async () => {
      for (let turn = 0; turn < 3; turn += 1) await outcomeOf('stats count_distinct(@message) as b by k')
    }),
  )
  for (let batch = 0; batch < 10; batch += 1) await append()
  await heavy
  await expectAll()
}, 120_000)
