import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { minePatterns } from '@atalaya/query'
import { bindQuery, type Program, parseQuery, QueryFailure, resultRow } from '@atalaya/query/insights'
import { LogQueryTooLarge, type SqlLogStore } from '@atalaya/store'
import { EmbeddedTelemetryStore } from '@atalaya/store-duckdb'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { InsightsScope, InsightsStatistics } from './engine.ts'
import { InterpreterEngine } from './interpreter-engine.ts'
import { SqlEngine } from './sql-engine.ts'

/* Queries on a store with real files, while they run. */

const START_MS = Date.UTC(2026, 0, 1)
const EVENTS = 4_000
const RANGE = { startMs: START_MS, endMs: START_MS + EVENTS * 1_000 }
const SLICE_BYTES = 64 * 1024

let folder: string
let store: EmbeddedTelemetryStore

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atalaya-running-'))
  store = await EmbeddedTelemetryStore.open({ directory: folder, memoryLimitMb: 512, threads: 1 })
  const times = Array.from({ length: EVENTS }, (_, i) => START_MS + i * 1_000)
  const messages = times.map((_, i) =>
    JSON.stringify({ level: i % 4 === 0 ? 'ERROR' : 'INFO', ms: i, route: `/${i % 3}` }),
  )
  const append = { groupId: 1, streamId: 2, retentionDays: 0, ingestionTimeMs: START_MS }
  await store.append({ logs: [{ ...append, timestampsMs: times, messages }] })
  await store.flush()
}, 60_000)

afterAll(async () => {
  await store.close()
  await rm(folder, { recursive: true, force: true })
})

const scope: InsightsScope = {
  // The group has an index of `ms` only.
  groups: ({ indexed }) => (indexed.every(({ field }) => field === 'ms') ? [{ groupId: 1, log: '1:g' }] : []),
  streamName: () => 'stream',
  streamNames: () => [[2, 'stream']],
  lookupTable: async () => [],
}

function bound(text: string): Program {
  return bindQuery(parseQuery(text), { range: RANGE, nowMs: RANGE.endMs, lookupTables: new Map() })
}

async function watched(text: string, sliceBytes?: number) {
  if (store.logs.sql === undefined) throw new Error('the store has no SQL')
  const engine = new SqlEngine(store.logs, store.logs.sql, minePatterns, sliceBytes)
  const program = bound(text)
  const seen: InsightsStatistics[] = []
  const partial: string[] = []
  const rows: string[] = []
  const show = (found: Parameters<typeof resultRow>[1]): string =>
    resultRow(program, found)
      .map(({ value }) => value)
      .join()
  const options = {
    onStatistics: (statistics: InsightsStatistics) => void seen.push(statistics),
    onRows: (found: readonly Parameters<typeof resultRow>[1][]) => void partial.push(found.map(show).join(' ')),
  }
  for await (const batch of engine.run(program, scope, options)) rows.push(...batch.map(show))
  return { seen, partial, rows, last: seen.at(-1) as InsightsStatistics }
}

describe('recordsMatched is what went into the first aggregate', () => {
  test.each([
    ['filter level = "ERROR" | stats count(*)', 1_000],
    ['filter level = "ERROR" | stats avg(ms) by route', 1_000],
    ['stats count(*) as n by route | sort n desc | limit 1', EVENTS],
    ['filter level = "ERROR" | stats count(*) as n by route | sort n desc | limit 1', 1_000],
    ['filter level = "ERROR" | stats count(*) as n by route | filter n > 5000', 1_000],
    ['filter level = "ERROR" | stats max(ms) as m by route | stats avg(m)', 1_000],
    ['filter level = "none" | stats count(*)', 0],
    ['filter level = "ERROR" | limit 100000', 1_000],
    ['fields ms | sort ms desc | limit 3', EVENTS],
    // What only JavaScript computes.
    ['filter level = "ERROR" and log(ms + 10) > 0 | stats count(*)', 1_000],
    ['filter log(ms + 10) > 0 and jsonArraySize(@message) = 1 | stats count(*)', 0],
    ['fields log(ms + 10) as l | filter l > 0 and level = "ERROR" | limit 100000', 1_000],
    ['stats count(*) as n by floor(log(ms + 10)) as l | filter n > 1 | sort l', EVENTS],
  ])('%s', async (text, expected) => {
    expect((await watched(text)).last).toMatchObject({ recordsMatched: expected, recordsScanned: EVENTS })
    const inSlices = await watched(text, SLICE_BYTES)
    expect(inSlices.last.recordsMatched).toBe(expected)
    let statistics: InsightsStatistics | undefined
    const options = {
      onStatistics: (now: InsightsStatistics) => {
        statistics = now
      },
    }
    for await (const _ of new InterpreterEngine(store.logs, minePatterns).run(bound(text), scope, options)) void _
    // The interpreter counts what comes out where there is a second aggregate or a filter behind the first.
    expect(statistics?.recordsMatched).toBe(expected)
  })
})

test.each([
  'pattern @message | diff',
  'stats count(*) by level | logcompare timeshift 1h',
  'join type=inner left=a right=b where a.level = b.level (SOURCE "/g" | stats count(*) by level) | limit 1',
])('a group that is read twice is one group: %s', async (text) => {
  expect((await watched(text)).last).toMatchObject({ logGroupsScanned: 1 })
})

test('what is only estimated is not read', async () => {
  const { rows, last } = await watched('filter level = "ERROR" | fields log(ms + 10) as l | estimate')
  const [bytes, records, groups] = (rows[0] ?? '').split(',').map(Number)
  const whole = (await watched('stats count(*)')).last
  expect({ bytes, records, groups }).toEqual({ bytes: whole.bytesScanned, records: EVENTS, groups: 1 })
  expect(last).toMatchObject({ recordsScanned: 0, bytesScanned: 0 })
})

describe('a large query in slices', () => {
  test('tells how far it is, and what it has found so far', async () => {
    const { seen, partial, rows, last } = await watched(
      'stats count(*) as n, max(ms) by level | sort level',
      SLICE_BYTES,
    )
    const scanned = seen.map(({ recordsScanned }) => recordsScanned)
    expect(new Set(scanned).size).toBeGreaterThan(3)
    expect(scanned).toEqual(scanned.toSorted((a, b) => a - b))
    expect(last).toMatchObject({ recordsScanned: EVENTS, recordsMatched: EVENTS, logGroupsScanned: 1 })
    expect(partial.length).toBeGreaterThan(1)
    const errors = partial.map((text) => Number(/ERROR,(\d+)/.exec(text)?.[1]))
    expect(errors).toEqual(errors.toSorted((a, b) => a - b))
    expect(rows).toEqual(['ERROR,1000,3996', 'INFO,3000,3999'])
  })

  test('ends early when it has enough', async () => {
    const { last, rows } = await watched('filter level = "ERROR" | fields ms | limit 2', SLICE_BYTES)
    expect(rows.map((text) => text.split(',')[0])).toEqual(['3996', '3992'])
    expect(last.recordsScanned).toBeLessThan(EVENTS)
    expect(last.recordsSkipped).toBeGreaterThan(0)
    expect(last.bytesSkipped).toBeGreaterThan(0)
  })

  test.each([
    'stats pct(ms, 90), avg(ms) by bin(7m) as t | sort t',
    'stats pct(ms, 90) by route | sort route',
    'stats avg(ms) by route | sort route',
    'filter level = "ERROR" | sort ms desc | fields ms | limit 3',
    'fields ms | sort @timestamp asc | limit 3',
    'filter ms < 100 | pattern @message',
    'fields ms | sort ms desc | limit 2000 | autoregress ms as before | limit 3',
    'fields route | dedup route',
    'stats count(*) as n by route | logcompare timeshift 1m | sort route',
    'fields log(ms + 10) as l | stats max(l) by bin(1m) as t | logcompare timeshift 1m | sort t',
    'filter ms < 100 | pattern @message | diff previousDay | stats sum(@sampleCount)',
    'fields log(ms + 10) as l | join type=left left=a right=b where a.route = b.route (stats max(ms) as m by route) | stats max(a.l), max(b.m) by a.route as r | sort r',
    'stats count(*) as n by route | sort route | appendcols (stats max(ms) as m by floor(log(ms + 10)) as l | sort l) | sort route',
    'estimate',
  ])('gives what it gives as a whole: %s', async (text) => {
    expect((await watched(text, SLICE_BYTES)).rows).toEqual((await watched(text)).rows)
  })
})

test('a group without the index is skipped, and that is told', async () => {
  const { last } = await watched('filterIndex level = "ERROR" | stats count(*)')
  expect(last).toMatchObject({ recordsScanned: 0, recordsMatched: 0, logGroupsScanned: 0 })
  expect(last.bytesSkipped).toBeGreaterThan(EVENTS * 30)
  expect(last.recordsSkipped).toBeGreaterThan(0)
  expect((await watched('filterIndex ms = 5 | stats count(*)')).last).toMatchObject({
    recordsSkipped: 0,
    recordsMatched: 1,
  })
})

test('a result that is too large fails the query, and says so', async () => {
  const sql: SqlLogStore = {
    dialect: 'duckdb',
    query: () => ({
      [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new LogQueryTooLarge('more than 5 bytes')) }),
    }),
  }
  const run = async (): Promise<void> => {
    for await (const _ of new SqlEngine(store.logs, sql, minePatterns).run(bound('stats count(*)'), scope)) void _
  }
  await expect(run()).rejects.toThrow(new QueryFailure('The query needs too much memory: more than 5 bytes'))
})

test('a query that is aborted frees the engine at once', async () => {
  if (store.logs.sql === undefined) throw new Error('the store has no SQL')
  const engine = new SqlEngine(store.logs, store.logs.sql, minePatterns)
  // For each event all others: far more than any machine does in the time of this test.
  const sql =
    'SELECT sum(length(a.message || b.message)) AS n FROM rows a, rows b, rows c, rows d WHERE a.seq <> b.seq + c.seq'
  const relation = { name: 'rows', groups: [{ groupId: 1 }], ...RANGE, fields: [] }
  const heavy = new AbortController()
  const running = (async () => {
    const batches = store.logs.sql?.query({ relation, sql, params: [], types: ['number'] }, { signal: heavy.signal })
    for await (const batch of batches ?? []) return batch.rows
    return undefined
  })().catch((error: unknown) => (error instanceof Error ? error.name : 'error'))
  await new Promise((resolve) => setTimeout(resolve, 300))
  const stoppedMs = Date.now()
  heavy.abort()
  expect(await running).toBe('AbortError')
  const rows = []
  for await (const batch of engine.run(bound('stats count(*)'), scope)) rows.push(...batch)
  expect(rows).toHaveLength(1)
  expect(Date.now() - stoppedMs).toBeLessThan(1_500)
}, 20_000)
