/**
 * Claim: a 350-byte JSON event with 23 fields, each of them a typed column, takes at most 70 bytes of disk, everything
 * included.
 *
 * Puts SIZE_EVENTS events that never repeat (1 million by default), lets all of them be sealed, gives compaction
 * SIZE_SETTLE_SECONDS (30), stops the server and counts every file of the data folder.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runLoad } from './support/load.ts'
import { folderBytes, total } from './support/processes.ts'
import { count, type Row, report, setting } from './support/report.ts'
import { build, createTargets, untilSealed, withServer } from './support/server.ts'

const EVENTS = setting('SIZE_EVENTS', 1_000_000)
const SETTLE_SECONDS = setting('SIZE_SETTLE_SECONDS', 30)
/** A million events over a day: about what one busy service writes. */
const SPREAD_MS = 23 * 3_600_000

build()
const dataDirectory = mkdtempSync(join(tmpdir(), 'atalaya-size-'))
const rows: Row[] = []
const show = (what: string, claim = '') => {
  const sizes = folderBytes(dataDirectory)
  const parts = Object.entries(sizes).map(([name, size]) => `${name} ${count(size)}`)
  rows.push({ what, claim, measured: `${(total(sizes) / EVENTS).toFixed(1)} B/event (${parts.join(', ')})` })
}
try {
  await withServer({ dataDirectory }, async (server) => {
    const connections = 4
    await createTargets(server.url, connections)
    const requests = EVENTS / 1_000
    const order = { url: server.url, kind: 'unique-events', items: 1_000, connections, seconds: 1_200 } as const
    const result = await runLoad({ ...order, requests, spreadMs: SPREAD_MS })
    console.log(`${count(result.items)} events put in ${result.seconds.toFixed(1)} s`)
    await untilSealed(server.url)
    show('while part of it is in the write-ahead log')
  })
  // A server that starts puts what its predecessor left in the write-ahead log into parts.
  await withServer({ dataDirectory }, async (server) => {
    await untilSealed(server.url)
    show('all of it in typed parts')
    await new Promise((resolve) => setTimeout(resolve, SETTLE_SECONDS * 1_000))
  })
  show('after compaction, with the server stopped', '<= 70 B/event')
} finally {
  rmSync(dataDirectory, { recursive: true, force: true })
}
report(`size: ${count(EVENTS)} events of 350 bytes, 23 fields`, rows)
