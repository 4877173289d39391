/**
 * Claim: a server with 5 million events is healthy within 2 s, takes at most 250 MB when idle, and reads the last 100 events
 * in 20 ms.
 *
 * START_EVENTS changes the amount; START_DATA names a folder that is kept and used again, which saves the filling.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runLoad } from './support/load.ts'
import { residentMib } from './support/processes.ts'
import { count, ms, type Row, report, setting } from './support/report.ts'
import { build, call, createTargets, logs, type SpawnedServer, untilSealed, withServer } from './support/server.ts'

const EVENTS = setting('START_EVENTS', 5_000_000)
const kept = process.env.START_DATA
const dataDirectory = kept ?? mkdtempSync(join(tmpdir(), 'atalaya-start-'))
const CONNECTIONS = 4

build()
const rows: Row[] = []
try {
  if (kept === undefined || !existsSync(kept)) await withServer({ dataDirectory }, fill)
  await measure('after a clean stop')
  await withServer({ dataDirectory }, (server) => server.kill())
  await measure('after kill -9')
} finally {
  if (kept === undefined) rmSync(dataDirectory, { recursive: true, force: true })
}
report(`start: ${count(EVENTS)} events`, rows)

async function fill(server: SpawnedServer): Promise<void> {
  await createTargets(server.url, CONNECTIONS)
  const requests = EVENTS / 1_000
  const order = { url: server.url, kind: 'events', items: 1_000, connections: CONNECTIONS, seconds: 1_800 } as const
  const result = await runLoad({ ...order, requests, spreadMs: 23 * 3_600_000 })
  console.log(`${count(result.items)} events put in ${result.seconds.toFixed(1)} s`)
  console.log(`sealed ${(await untilSealed(server.url)).toFixed(1)} s later`)
}

async function measure(when: string): Promise<void> {
  await withServer({ dataDirectory }, async (server) => {
    rows.push({ what: `healthy, ${when}`, claim: '<= 2 s', measured: ms(server.startMs) })
    const input = { logGroupName: '/bench/0', logStreamName: 'stream-0', limit: 100 }
    const read = async () => {
      const begin = performance.now()
      const { events } = await call(server.url, logs('GetLogEvents'), input)
      if (!Array.isArray(events) || events.length !== 100) throw new Error('not 100 events')
      return performance.now() - begin
    }
    const first = await read()
    const others = await Promise.resolve(Array.from({ length: 20 })).then(async (turns) => {
      const found: number[] = []
      for (const _ of turns) found.push(await read())
      return found.sort((a, b) => a - b)
    })
    rows.push({
      what: `GetLogEvents last 100, ${when}`,
      claim: '<= 20 ms',
      measured: `${ms(others[10] ?? 0)}, the very first ${ms(first)}`,
    })
    await new Promise((resolve) => setTimeout(resolve, 15_000))
    const [child] = server.childPids()
    const [main, store] = [residentMib(server.pid), residentMib(child)]
    rows.push({
      what: `idle memory, ${when}`,
      claim: '<= 250 MB',
      measured: `${count(main + store)} MiB (main ${count(main)}, store ${count(store)})`,
    })
  })
}
