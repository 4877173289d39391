/**
 * Claim: log events and datapoints are taken durably at the rates of the table, with typed sealing keeping up.
 *
 * PutLogEvents, 1,000 events of 350 bytes a call on 4 connections for a minute; PutMetricData, 500 datapoints a call;
 * PutLogEvents with one event a call on 16 connections. The generator runs on the same machine.
 * INGEST_SECONDS shortens it.
 */
import { runBareLoad } from './support/bare.ts'
import { type LoadOrder, runLoad } from './support/load.ts'
import { cpuSeconds, residentMib } from './support/processes.ts'
import { count, ms, type Row, report, setting } from './support/report.ts'
import { build, createTargets, metrics, untilSealed, withServer } from './support/server.ts'

const SECONDS = setting('INGEST_SECONDS', 60)
const SHORT_SECONDS = Math.min(SECONDS, 15)

interface Case {
  readonly what: string
  readonly claim: string
  readonly unit: string
  readonly order: Omit<LoadOrder, 'url'>
}

const CASES: readonly Case[] = [
  {
    what: 'PutLogEvents, 1,000 x 350 B a call, 4 connections',
    claim: '>= 120,000 events/s, p99 <= 200 ms',
    unit: 'events/s',
    order: { kind: 'events', items: 1_000, connections: 4, seconds: SECONDS },
  },
  {
    what: 'PutMetricData, 500 a call, 4 connections',
    claim: '>= 150,000 datapoints/s',
    unit: 'datapoints/s',
    order: { kind: 'datapoints', items: 500, connections: 4, seconds: SHORT_SECONDS * 2 },
  },
  {
    what: 'PutLogEvents, 1 event a call, 16 connections',
    claim: '>= 3,000 requests/s',
    unit: 'requests/s',
    order: { kind: 'events', items: 1, connections: 16, seconds: SHORT_SECONDS },
  },
]

build()
const rows: Row[] = []
const only = process.env.INGEST_ONLY
for (const { what, claim, unit, order } of CASES) {
  if (only !== undefined && !what.includes(only)) continue
  const bare = await runBareLoad({ ...order, seconds: Math.min(order.seconds, 10) })
  await withServer({}, async (server) => {
    await createTargets(server.url, order.connections)
    const [child] = server.childPids()
    const cpuBefore = [cpuSeconds(server.pid), cpuSeconds(child)]
    const result = await runLoad({ ...order, url: server.url })
    const cpu = [cpuSeconds(server.pid), cpuSeconds(child)].map((now, index) => now - (cpuBefore[index] ?? 0))
    const waiting = [...(await metrics(server.url))].filter(([name]) => /waiting/.test(name))
    const memory = [residentMib(server.pid), residentMib(child)]
    const lagSeconds = await untilSealed(server.url)
    const rate = result.items / result.seconds
    const bareRate = bare.items / bare.seconds
    rows.push({
      what,
      claim,
      measured: `${count(rate)} ${unit}; p50 ${ms(result.p50Ms)}, p99 ${ms(result.p99Ms)}, max ${ms(result.maxMs)}`,
      ratio: `${(rate / bareRate).toFixed(2)} x bare node:http + JSON.parse (${count(bareRate)})`,
    })
    const busy = (seconds = 0) => `${((100 * seconds) / result.seconds).toFixed(0)} %`
    console.log(
      `${what}: ${count(result.items)} in ${result.seconds.toFixed(1)} s, slowest second ${count(result.slowestSecond)}; ` +
        `CPU main ${busy(cpu[0])}, store ${busy(cpu[1])}, generator ${busy(result.cpuSeconds)}; ` +
        `memory main ${count(memory[0] ?? 0)} MiB, store ${count(memory[1] ?? 0)} MiB; ` +
        `waiting at the end ${waiting.map(([name, value]) => `${name} ${value}`).join(', ')}, sealed ${lagSeconds.toFixed(1)} s later`,
    )
  })
}
report('ingest', rows)
