import { DAY_MS, fixedClock, type Tenant } from '@atalaya/model'
import { bindQuery, type Column, parseQuery, QueryFailure, type Row } from '@atalaya/query/insights'
import { expect, test } from 'vitest'
import { type InsightsEngine, type InsightsRunOptions, type InsightsScope, NO_STATISTICS } from './engine.ts'
import { MAX_ACTIVE_QUERIES, QueryBook, type QueryBookOptions, type QueryRequest } from './query-book.ts'

const TENANT: Tenant = { accountId: '123456789012', region: 'eu-west-1' }
const OTHER: Tenant = { accountId: '210987654321', region: 'eu-west-1' }
const RANGE = { startMs: 0, endMs: 1_000 }
const program = bindQuery(parseQuery('stats count(*) as n'), { range: RANGE, nowMs: 0, lookupTables: new Map() })
const [column] = program.columns as readonly [Column]
const scope: InsightsScope = {
  groups: () => [],
  streamName: () => undefined,
  streamNames: () => [],
  lookupTable: async () => [],
}

function row(value: number): Row {
  const values: (number | null)[] = []
  values[column.id] = value
  return values
}

/** An engine whose runs the test ends, in the order in which they began. */
class HeldEngine implements InsightsEngine {
  readonly begun: InsightsRunOptions[] = []
  readonly #ends: ((outcome: readonly Row[] | Error) => void)[] = []

  async *run(_program: unknown, _scope: unknown, options: InsightsRunOptions = {}): AsyncGenerator<readonly Row[]> {
    this.begun.push(options)
    const outcome = await new Promise<readonly Row[] | Error>((resolve) => {
      this.#ends.push(resolve)
      options.signal?.addEventListener('abort', () => resolve(new Error('aborted')))
    })
    if (outcome instanceof Error) throw outcome
    yield outcome
  }

  fieldShares = async () => []

  async end(index: number, outcome: readonly Row[] | Error): Promise<void> {
    this.#ends[index]?.(outcome)
    await settle()
  }
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

function request(tenant = TENANT): QueryRequest {
  return { tenant, text: 'stats count(*) as n', groupNames: [], range: RANGE, program, scope }
}

function open(options: Partial<QueryBookOptions> = {}) {
  const engine = new HeldEngine()
  const clock = fixedClock(1_000_000)
  const failures: unknown[] = []
  const book = new QueryBook({ engine, clock, onFailure: (error) => failures.push(error), ...options })
  const start = (tenant?: Tenant): string => book.start(request(tenant))?.id ?? 'none'
  const view = (id: string, tenant = TENANT) => book.get(tenant, id)
  return { engine, clock, failures, book, start, view }
}

test('who waits for a query hears of its end, or after a while how it stands', async () => {
  const { engine, book, start } = open()
  const id = start()
  const waiting = book.getWhenEnded(TENANT, id, 60_000)
  expect(await book.getWhenEnded(TENANT, id, 1)).toMatchObject({ status: 'Running' })
  await engine.end(0, [row(1)])
  expect(await waiting).toMatchObject({ status: 'Complete', rows: [[{ field: 'n', value: '1' }]] })
  expect(await book.getWhenEnded(TENANT, id, 60_000)).toMatchObject({ status: 'Complete' })
  const stopped = start()
  const end = book.getWhenEnded(TENANT, stopped, 60_000)
  book.stop(TENANT, stopped)
  expect(await end).toMatchObject({ status: 'Cancelled' })
  expect(await book.getWhenEnded(OTHER, id, 60_000)).toBeUndefined()
})

test('a query waits, runs with what it has so far, and is complete', async () => {
  const { engine, clock, start, view } = open({ places: 1 })
  const first = start()
  const second = start()
  expect([view(first)?.status, view(second)?.status]).toEqual(['Running', 'Scheduled'])
  await settle()
  const [run] = engine.begun
  run?.onStatistics?.({ ...NO_STATISTICS, recordsScanned: 10, recordsMatched: 3 })
  run?.onRows?.([row(3)])
  clock.advance(250)
  expect(view(first)).toMatchObject({
    status: 'Running',
    durationMs: 250,
    statistics: { recordsScanned: 10, recordsMatched: 3 },
    rows: [[{ field: 'n', value: '3' }]],
  })
  run?.onStatistics?.({ ...NO_STATISTICS, recordsScanned: 20, recordsMatched: 7 })
  await engine.end(0, [row(7)])
  expect(view(first)).toMatchObject({
    status: 'Complete',
    statistics: { recordsScanned: 20, recordsMatched: 7 },
    rows: [[{ field: 'n', value: '7' }]],
  })
  expect(view(second)?.status).toBe('Running')
})

test('a query that fails says so, and what was our fault is told', async () => {
  const { engine, failures, start, view } = open()
  const [theirs, ours] = [start(), start()]
  await settle()
  await engine.end(0, new QueryFailure('too many keys'))
  await engine.end(1, new Error('disk'))
  expect(view(theirs)).toMatchObject({ status: 'Failed', failure: 'too many keys' })
  expect(view(ours)?.status).toBe('Failed')
  expect(failures).toEqual([new Error('disk')])
})

test('a query that is stopped ends at once, keeps what it has, and makes room', async () => {
  const { engine, failures, book, start, view } = open({ places: 1 })
  const [first, second, third] = [start(), start(), start()]
  await settle()
  engine.begun[0]?.onRows?.([row(1)])
  expect(book.stop(TENANT, first)).toBe(true)
  expect(engine.begun[0]?.signal?.aborted).toBe(true)
  expect(view(first)).toMatchObject({ status: 'Cancelled', rows: [[{ field: 'n', value: '1' }]] })
  expect(book.stop(TENANT, first)).toBe(false)
  // One that waits never runs.
  expect(book.stop(TENANT, second)).toBe(true)
  await settle()
  expect([view(second)?.status, view(third)?.status]).toEqual(['Cancelled', 'Running'])
  expect(engine.begun).toHaveLength(2)
  expect(failures).toEqual([])
})

test('a query that takes too long times out', async () => {
  const { engine, start, view } = open({ deadlineMs: 5 })
  const id = start()
  await new Promise((resolve) => setTimeout(resolve, 30))
  await settle()
  expect(view(id)?.status).toBe('Timeout')
  expect(engine.begun[0]?.signal?.aborted).toBe(true)
})

test('a hundred queries of a tenant may be active, and no more', async () => {
  const { book, start } = open()
  const ids = Array.from({ length: MAX_ACTIVE_QUERIES }, () => start())
  expect(book.start(request())).toBeUndefined()
  expect(book.start(request(OTHER))).toBeDefined()
  // The server's own are not counted, and not refused.
  void book.run(request())
  book.stop(TENANT, ids.at(-1) ?? '')
  expect(book.start(request())).toBeDefined()
})

test('a query of our own tells when it has ended, and can be forgotten', async () => {
  const { engine, book, view } = open()
  const running = book.run(request())
  await settle()
  await engine.end(0, [row(5)])
  const ended = await running
  expect(ended).toMatchObject({ status: 'Complete', rows: [[{ field: 'n', value: '5' }]] })
  book.forget(TENANT, ended.id)
  expect(view(ended.id)).toBeUndefined()
})

test('tenants take turns', async () => {
  const { engine, start, view } = open({ places: 1 })
  const mine = [start(), start(), start()]
  const theirs = [start(OTHER), start(OTHER)]
  const order: string[] = []
  for (let turn = 0; turn < 5; turn += 1) {
    await settle()
    for (const id of mine) if (view(id)?.status === 'Running') order.push('mine')
    for (const id of theirs) if (view(id, OTHER)?.status === 'Running') order.push('theirs')
    await engine.end(turn, [])
  }
  expect(order).toEqual(['mine', 'mine', 'theirs', 'mine', 'theirs'])
})

test('results go when they are old, or too many bytes', async () => {
  const { engine, clock, start, view } = open({ keptBytes: 10 })
  const first = start()
  await settle()
  await engine.end(0, [row(123_456_789)])
  const second = start()
  expect([view(first)?.status, view(second)?.status]).toEqual([undefined, 'Running'])
  await engine.end(1, [])
  clock.advance(7 * DAY_MS + 1)
  start()
  expect(view(second)).toBeUndefined()
})
