/**
 * Claim: while 50,000 events/s arrive, are sealed and are queried, the main process stalls for at most 50 ms at p99, so that
 * answers stay quick.
 *
 * The stall is what the server itself reports (`/metrics`, event loop delay), and from outside the latency of a cheap call
 * (GetCallerIdentity-like DescribeLogGroups) sent every 20 ms. MIXED_SECONDS changes the time.
 */
import { runLoad } from './support/load.ts'
import { count, ms, type Row, report, setting } from './support/report.ts'
import { build, call, createTargets, logs, metrics, withServer } from './support/server.ts'

const SECONDS = setting('MIXED_SECONDS', 40)
const RATE = setting('MIXED_RATE', 50_000)
const CONNECTIONS = 4

build()
const rows: Row[] = []
await withServer({}, async (server) => {
  await createTargets(server.url, CONNECTIONS)
  let running = true
  const failures: string[] = []
  const loops: {
    readonly delays: number[]
    readonly name: string
    readonly every: number
    readonly act: () => Promise<unknown>
  }[] = [
    {
      name: 'a cheap call',
      every: 20,
      delays: [],
      act: () => call(server.url, logs('DescribeLogGroups'), { limit: 1 }),
    },
    {
      name: 'FilterLogEvents without a match over everything',
      every: 200,
      delays: [],
      act: () =>
        call(server.url, logs('FilterLogEvents'), { logGroupName: '/bench/0', filterPattern: '"no such text"' }),
    },
    {
      name: 'GetLogEvents last 1,000',
      every: 100,
      delays: [],
      act: () =>
        call(server.url, logs('GetLogEvents'), { logGroupName: '/bench/1', logStreamName: 'stream-1', limit: 1_000 }),
    },
  ]
  const load = runLoad({
    url: server.url,
    kind: 'events',
    items: 500,
    connections: CONNECTIONS,
    seconds: SECONDS,
    itemsPerSecond: RATE,
  })
  const work = loops.map(async ({ delays, every, act }) => {
    while (running) {
      const begin = performance.now()
      await act().catch((error: unknown) => failures.push(String(error)))
      const took = performance.now() - begin
      delays.push(took)
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, every - took)))
    }
  })
  const result = await load
  running = false
  await Promise.all(work)
  for (const failure of failures.slice(0, 5)) console.error(failure)
  if (failures.length > 0) {
    console.error(server.stderr().slice(-4_000))
    rows.push({ what: 'reads that failed', claim: '0', measured: count(failures.length) })
  }
  const delay = [...(await metrics(server.url))].filter(([name]) => /event_loop_delay/.test(name))
  for (const [name, value] of delay)
    rows.push({ what: name, claim: /99/.test(name) ? '<= 50 ms' : '', measured: ms(value * 1_000) })
  for (const { name, delays } of loops) {
    delays.sort((a, b) => a - b)
    const at = (share: number) => delays[Math.min(delays.length - 1, Math.floor(delays.length * share))] ?? 0
    rows.push({
      what: name,
      claim: '',
      measured: `p50 ${ms(at(0.5))}, p99 ${ms(at(0.99))}, max ${ms(delays.at(-1) ?? 0)} (${count(delays.length)} calls)`,
    })
  }
  rows.push({
    what: 'PutLogEvents, 500 a call',
    claim: `${count(RATE)} events/s`,
    measured: `${count(result.items / result.seconds)} events/s, p50 ${ms(result.p50Ms)}, p99 ${ms(result.p99Ms)}, max ${ms(result.maxMs)}`,
  })
})
report(`mixed: ${SECONDS} s`, rows)
