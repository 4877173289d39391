/**
 * Claim: Logs Insights over 5 million events takes at most 1.3 times as long as SQL written by hand for DuckDB over the same
 * files, a needle or a `limit` reads only what can matter, queries run beside ingestion without an event lost or late, and
 * PutLogEvents answers within 100 ms (p99) beside the heaviest of them.
 *
 * Events of 350 bytes of 20 services, in sealed segments and, the newest, in memory. Times are from StartQuery to the last row
 * of GetQueryResults; SQL runs in this process with the threads and memory of the server's engine. Cold: a new database process,
 * the operating system's cache warm. Warm: the median of INSIGHTS_ROUNDS. INSIGHTS_EVENTS and INSIGHTS_SECONDS change the
 * amounts; INSIGHTS_DATA names a folder that is kept and used again, which saves the filling; INSIGHTS_ONLY has the numbers of
 * the queries to compare, with commas.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { logEvents } from '@atalaya/testkit'
import { type Compared, QUERIES, type Question } from './support/insights-queries.ts'
import { HandWritten } from './support/insights-sql.ts'
import { runLoad } from './support/load.ts'
import { bytesReadBy } from './support/processes.ts'
import { count, ms, type Row, report, setting } from './support/report.ts'
import { build, call, createTargets, logs, type SpawnedServer, untilSealed, withServer } from './support/server.ts'

const EVENTS = setting('INSIGHTS_EVENTS', 5_000_000)
const ROUNDS = setting('INSIGHTS_ROUNDS', 5)
const SECONDS = setting('INSIGHTS_SECONDS', 20)
/** Stay in memory: fewer than seal a segment. */
const RECENT = Math.min(150_000, EVENTS / 5)
/** What a pattern is made of. */
const NEWEST = Math.min(200_000, EVENTS / 2)
const SEALED = EVENTS - RECENT
const RATE = 50_000
const CONCURRENT = 10
const GROUPS = ['/bench/0', '/bench/1', '/bench/2', '/bench/3']
const CONNECTIONS = 4
const SPREAD_MS = 3 * 3_600_000
/** The recent events are of the last minutes, after all others. */
const RECENT_STEP_MS = 2
const MIB = 1_024 * 1_024

build()
const kept = process.env.INSIGHTS_DATA
const dataDirectory = kept ?? mkdtempSync(join(tmpdir(), 'atalaya-insights-'))
try {
  if (kept === undefined || !existsSync(kept)) await withServer({ dataDirectory }, fill)
  await withServer({ dataDirectory }, async (server) => {
    await untilSettled(server)
    const startMs = Date.now() - RECENT * RECENT_STEP_MS
    const recent = logEvents(RECENT, { startMs, stepMs: RECENT_STEP_MS, first: SEALED, seed: 7 })
    for (let at = 0; at < recent.length; at += 2_000) {
      const logEvents = recent.slice(at, at + 2_000)
      await call(server.url, logs('PutLogEvents'), { logGroupName: '/bench/0', logStreamName: 'stream-0', logEvents })
    }
    const hand = await HandWritten.open(dataDirectory, recent, NEWEST)
    const range = { startMs: startMs - 14 * 86_400_000, newestMs: hand.newestMs, endMs: Date.now() + 60_000 }
    report(
      `insights: ${count(EVENTS)} events, ${count(RECENT)} of them not sealed; warm is the median of ${ROUNDS}`,
      await compared(server, hand, range),
    )
    report(`insights beside ingestion of ${count(RATE)} events/s, ${SECONDS} s`, await beside(server, range))
  })
} finally {
  if (kept === undefined) rmSync(dataDirectory, { recursive: true, force: true })
}

async function fill(server: SpawnedServer): Promise<void> {
  await createTargets(server.url, CONNECTIONS)
  const order = { url: server.url, kind: 'unique-events', items: 1_000, connections: CONNECTIONS } as const
  const result = await runLoad({ ...order, seconds: 1_800, requests: SEALED / 1_000, spreadMs: SPREAD_MS })
  console.log(`${count(result.items)} events put in ${result.seconds.toFixed(1)} s`)
}

/** Waits until all is in segments and none of them is being merged. */
async function untilSettled(server: SpawnedServer): Promise<void> {
  await untilSealed(server.url)
  let [files, since] = ['', Date.now()]
  while (Date.now() - since < 6_000) {
    const now = HandWritten.files(dataDirectory).join()
    if (now !== files) [files, since] = [now, Date.now()]
    await pause(200)
  }
}

function pause(forMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, forMs))
}

interface Range {
  readonly startMs: number
  readonly newestMs: number
  readonly endMs: number
}

async function compared(server: SpawnedServer, hand: HandWritten, range: Range): Promise<readonly Row[]> {
  const rows: Row[] = []
  const only = process.env.INSIGHTS_ONLY?.split(',').map(Number)
  for (const [i, question] of QUERIES.entries()) {
    if (only?.includes(i + 1) === false) continue
    const ours = await cold(server, question, range)
    const theirs = await hand.cold(question)
    check(question, ours.found, theirs.found)
    const warmOurs: number[] = []
    const warmTheirs: number[] = []
    // By turns, so that both see the same machine.
    for (let round = 0; round < ROUNDS; round += 1) {
      warmOurs.push((await ask(server.url, question, range)).tookMs)
      warmTheirs.push((await hand.warm(question)).tookMs)
    }
    const [median, peer] = [middle(warmOurs), middle(warmTheirs)]
    rows.push({
      what: question.name,
      claim: question.claim,
      measured: `${ms(median)} (cold ${ms(ours.tookMs)})${ours.read}`,
      ratio: `${(median / peer).toFixed(2)}x of ${ms(peer)} (cold ${(ours.tookMs / theirs.tookMs).toFixed(2)}x of ${ms(theirs.tookMs)})`,
    })
  }
  return rows
}

/** The first answer of a new engine. */
async function cold(server: SpawnedServer, question: Question, range: Range): Promise<Compared & { read: string }> {
  const [engine] = server.childPids()
  if (engine !== undefined) process.kill(engine, 'SIGKILL')
  // It has read its log again when it can answer this, which reads none of the older segments.
  const ready = { ...question, query: 'stats count(*)', newestOnly: true }
  while (!(await ask(server.url, ready, range).then(Boolean, () => false))) await pause(100)
  const [pid] = server.childPids()
  const before = bytesReadBy(pid)
  const answer = await ask(server.url, question, range)
  const read = bytesReadBy(pid) - before
  const all = HandWritten.bytes(dataDirectory)
  return { ...answer, read: `, read ${(read / MIB).toFixed(1)} of ${(all / MIB).toFixed(0)} MiB` }
}

async function ask(url: string, { query, newestOnly }: Question, range: Range): Promise<Compared> {
  const begin = performance.now()
  const { queryId } = await call(url, logs('StartQuery'), {
    logGroupNames: GROUPS,
    startTime: Math.floor((newestOnly === true ? range.newestMs : range.startMs) / 1_000),
    endTime: Math.ceil(range.endMs / 1_000),
    queryString: query,
    limit: 10_000,
  })
  for (;;) {
    const answer = await call(url, logs('GetQueryResults'), { queryId })
    if (answer.status === 'Complete') {
      const results = answer.results as readonly (readonly { readonly value: string }[])[]
      const found = { rows: results.length, first: results[0]?.[0]?.value ?? '' }
      return { tookMs: performance.now() - begin, found }
    }
    if (answer.status !== 'Scheduled' && answer.status !== 'Running') {
      throw new Error(`${query} ended as ${String(answer.status)}: ${JSON.stringify(answer)}`)
    }
    // Asking all the time would take a processor from what is measured.
    await pause(Math.min(20, Math.max(1, (performance.now() - begin) / 25)))
  }
}

function check({ name, compare }: Question, ours: Compared['found'], theirs: Compared['found']): void {
  const same = compare === 'first' ? ours.first === theirs.first : true
  if ((compare !== 'nothing' && ours.rows !== theirs.rows) || !same) {
    throw new Error(`${name}: ${JSON.stringify(ours)} is not ${JSON.stringify(theirs)}`)
  }
}

async function beside(server: SpawnedServer, range: Range): Promise<readonly Row[]> {
  const rows: Row[] = []
  await call(server.url, logs('CreateLogGroup'), { logGroupName: '/bench/load' }).catch(() => {})
  for (const [what, workers, questions] of [
    [`${CONCURRENT} queries at once`, CONCURRENT, QUERIES],
    ['the heaviest query, again and again', 1, QUERIES.filter(({ heaviest }) => heaviest === true)],
  ] as const) {
    const before = await total(server.url)
    let running = true
    let answers = 0
    const work = Array.from({ length: workers }, async (_, worker) => {
      for (let turn = worker; running; turn += 1) {
        const question = questions[turn % questions.length]
        if (question !== undefined) await ask(server.url, question, { ...range, endMs: Date.now() + 60_000 })
        answers += 1
      }
    })
    const load = await runLoad({
      url: server.url,
      kind: 'events',
      items: 500,
      connections: CONNECTIONS,
      seconds: SECONDS,
      itemsPerSecond: RATE,
    })
    // Whatever was acknowledged must be there at once, while queries still run.
    const lost = before + load.items - (await total(server.url))
    running = false
    await Promise.all(work)
    rows.push(
      {
        what: `PutLogEvents beside ${what}`,
        claim: `p99 <= 100 ms`,
        measured: `p50 ${ms(load.p50Ms)}, p99 ${ms(load.p99Ms)}, max ${ms(load.maxMs)}; ${count(load.items / load.seconds)} events/s`,
      },
      { what: `events lost or late beside ${what}`, claim: '0', measured: count(lost) },
      { what: `answers: ${what}`, claim: '', measured: `${(answers / load.seconds).toFixed(1)} /s` },
    )
  }
  return rows
}

/** All events there are, as a query counts them. */
async function total(url: string): Promise<number> {
  const range = { startMs: Date.now() - 30 * 86_400_000, newestMs: 0, endMs: Date.now() + 3_600_000 }
  const { found } = await ask(url, { name: '', claim: '', query: 'stats count(*)', compare: 'first', sql: '' }, range)
  return Number(found.first)
}

function middle(values: number[]): number {
  values.sort((a, b) => a - b)
  return values[Math.floor(values.length / 2)] ?? 0
}
