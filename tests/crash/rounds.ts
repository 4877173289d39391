/**
 * Kills a server under load again and again and checks after each restart that it has exactly what it acknowledged.
 *
 * One round: start on the folder of the round before; check what the last round wrote and one older round; let writers put
 * events (some of them EMF), datapoints and events that are about to expire, delete an old stream now and then; kill the main
 * process, the process that owns the database, or both, at a random moment. Small limits make the store seal, merge and expire
 * all the time, so that the kills fall into every phase. When only the database process was killed, the server has to go on.
 */
import { type Random, random } from '@atalaya/testkit'
import { killProcess, type SpawnedServer, spawnServer } from '../support/spawn-server.ts'
import { logs, Refused } from './call.ts'
import { type LogLedger, type MetricLedger, SLOTS } from './ledger.ts'
import { verifyMetric, verifyStream } from './verify.ts'
import { fateOf, pause, type Writing, writeEvents, writePoints } from './writers.ts'

/** Everything that the store does rarely happens every second here. */
export const BUSY_STORE: Readonly<Record<string, string>> = {
  ATALAYA_SEAL_ROWS: '4000',
  ATALAYA_EXPIRE_INTERVAL_MS: '700',
}

export interface RoundsOptions {
  readonly rounds: number
  readonly seed: number
  readonly dataDirectory: string
  readonly log: (line: string) => void
}

export interface RoundsReport {
  readonly kills: Readonly<Record<string, number>>
  readonly acknowledgedEvents: number
  readonly acknowledgedPoints: number
  readonly refused: number
  readonly unknown: number
  /** Milliseconds from start to healthy, of the slowest restart. */
  readonly slowestStartMs: number
  readonly problems: readonly string[]
}

interface Round {
  readonly slotsStartMs: number
  readonly streams: readonly LogLedger[]
  readonly metrics: readonly MetricLedger[]
}

const WRITERS = 3
const RETENTION_DAYS = 1
const DAY_MS = 86_400_000
/** The files' time is up when so many problems are known. */
const MAX_PROBLEMS = 20

export async function runRounds({ rounds, seed, dataDirectory, log }: RoundsOptions): Promise<RoundsReport> {
  const next = random(seed)
  const history: Round[] = []
  const problems: string[] = []
  const kills: Record<string, number> = {}
  let slowestStartMs = 0
  const start = async () => {
    const server = await spawnServer({ dataDirectory, env: BUSY_STORE })
    slowestStartMs = Math.max(slowestStartMs, server.startMs)
    return server
  }
  for (let number = 0; number < rounds && problems.length < MAX_PROBLEMS; number += 1) {
    const server = await start()
    try {
      for (const round of [history.at(-1), history[next.below(Math.max(1, history.length - 1))]]) {
        if (round !== undefined) await verify(server, round, problems)
      }
      if (number === 0) await createGroups(server)
      const round = await createRound(server, number)
      history.push(round)
      const kill = await loadAndKill(server, round, history, next, problems)
      kills[kill] = (kills[kill] ?? 0) + 1
      log(`round ${number + 1}: healthy after ${Math.round(server.startMs)} ms, killed ${kill}, ${describe(round)}`)
    } catch (error) {
      problems.push(`round ${number + 1}: ${String(error)}\n${server.stderr().slice(-3_000)}`)
    } finally {
      await killAll(server)
    }
  }

  const last = await start()
  for (const round of history) await verify(last, round, problems)
  const code = await last.stop()
  if (code !== 0) problems.push(`a clean stop ended with ${code}`)
  return { ...totals(history), kills, slowestStartMs, problems }
}

async function createGroups(server: SpawnedServer): Promise<void> {
  await logs(server.url, 'CreateLogGroup', { logGroupName: '/crash' })
  await logs(server.url, 'CreateLogGroup', { logGroupName: '/crash/expiring' })
  const retention = { logGroupName: '/crash/expiring', retentionInDays: RETENTION_DAYS }
  await logs(server.url, 'PutRetentionPolicy', retention)
}

async function createRound(server: SpawnedServer, number: number): Promise<Round> {
  const stream = (group: string, name: string, retentionMs?: number): LogLedger => ({
    group,
    stream: `r${number}-${name}`,
    metric: `emf-r${number}-${name}`,
    ...(retentionMs === undefined ? {} : { retentionMs }),
    batches: [],
    deleted: 'no',
  })
  const streams = [
    ...Array.from({ length: WRITERS }, (_, writer) => stream('/crash', `w${writer}`)),
    stream('/crash/expiring', 'x', RETENTION_DAYS * DAY_MS),
  ]
  for (const { group, stream: logStreamName } of streams) {
    await logs(server.url, 'CreateLogStream', { logGroupName: group, logStreamName })
  }
  return {
    // All slots lie in the past, and recent enough to be read second by second.
    slotsStartMs: Math.floor(Date.now() / 1_000) * 1_000 - SLOTS * 1_000,
    streams,
    metrics: Array.from({ length: WRITERS - 1 }, (_, writer) => ({ metric: `m-r${number}-w${writer}`, batches: [] })),
  }
}

async function loadAndKill(
  server: SpawnedServer,
  round: Round,
  history: readonly Round[],
  next: Random,
  problems: string[],
): Promise<string> {
  let stopped = false
  const writing: Writing = {
    url: server.url,
    random: next,
    slotsStartMs: round.slotsStartMs,
    stopped: () => stopped,
  }
  const writers = [
    ...round.streams.map((ledger) => writeEvents(writing, ledger)),
    ...round.metrics.map((ledger) => writePoints(writing, ledger)),
    deleteOldStream(server, history, next),
  ]
  await pause(50 + next.below(1_800))
  const [child] = server.childPids()
  const victim = child === undefined ? 'main' : next.pick(['main', 'main', 'both', 'store'] as const)
  if (victim === 'store' && child !== undefined) {
    killProcess(child)
    await pause(300 + next.below(700))
    stopped = true
    await Promise.all(writers)
    await recovered(server)
    await verify(server, round, problems)
    await server.kill()
    return victim
  }
  if (victim === 'both' && child !== undefined) killProcess(child)
  await server.kill()
  stopped = true
  await Promise.all(writers)
  return victim
}

/** The server starts its database process again by itself. */
async function recovered(server: SpawnedServer): Promise<void> {
  const deadline = performance.now() + 20_000
  for (;;) {
    try {
      await logs(server.url, 'FilterLogEvents', { logGroupName: '/crash', limit: 1 })
      return
    } catch (error) {
      if (performance.now() > deadline) throw new Error(`no reads 20 s after the store was killed: ${String(error)}`)
      if (!(error instanceof Refused)) throw error
      await pause(50)
    }
  }
}

async function deleteOldStream(server: SpawnedServer, history: readonly Round[], next: Random): Promise<void> {
  if (history.length < 3 || next.below(3) > 0) return
  const { streams } = next.pick(history.slice(0, -1))
  const victim = streams[next.below(WRITERS)]
  if (victim === undefined || victim.deleted !== 'no') return
  await pause(next.below(600))
  victim.deleted = 'unknown'
  const input = { logGroupName: victim.group, logStreamName: victim.stream }
  victim.deleted = await fateOf(logs(server.url, 'DeleteLogStream', input))
}

async function verify(server: SpawnedServer, round: Round, problems: string[]): Promise<void> {
  for (const ledger of round.streams) await verifyStream(server.url, ledger, round.slotsStartMs, problems)
  for (const ledger of round.metrics) await verifyMetric(server.url, ledger, round.slotsStartMs, problems)
}

async function killAll(server: SpawnedServer): Promise<void> {
  const children = server.childPids()
  await server.kill()
  for (const pid of children) killProcess(pid)
}

function describe(round: Round): string {
  const { acknowledgedEvents, acknowledgedPoints, refused, unknown } = totals([round])
  return `${acknowledgedEvents} events and ${acknowledgedPoints} points acknowledged, batches ${refused} refused, ${unknown} unknown`
}

function totals(rounds: readonly Round[]) {
  const events = rounds.flatMap((round) => round.streams.flatMap((stream) => stream.batches))
  const points = rounds.flatMap((round) => round.metrics.flatMap((metric) => metric.batches))
  const sum = (batches: readonly { readonly count: number; readonly fate: string }[]) =>
    batches.filter((batch) => batch.fate === 'acknowledged').reduce((total, batch) => total + batch.count, 0)
  const all = [...events, ...points]
  return {
    acknowledgedEvents: sum(events),
    acknowledgedPoints: sum(points),
    refused: all.filter((batch) => batch.fate === 'refused').length,
    unknown: all.filter((batch) => batch.fate === 'unknown').length,
  }
}
