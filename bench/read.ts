/**
 * Claim: reads answer in milliseconds over what was just written and over what is sealed.
 *
 * GetMetricData, 1 and 10 queries, 3 hours of 60 s over 200,000 datapoints; FilterLogEvents that matches nothing over 200,000
 * events; GetLogEvents of the last 100. Each is measured over sealed data and over data that is still in memory as it came.
 * READ_EVENTS and READ_DATAPOINTS change the amounts.
 */
import { runLoad } from './support/load.ts'
import { count, ms, type Row, report, setting } from './support/report.ts'
import { build, call, createTargets, logs, monitoring, untilSealed, withServer } from './support/server.ts'

const EVENTS = setting('READ_EVENTS', 200_000)
const DATAPOINTS = setting('READ_DATAPOINTS', 200_000)
const ROUNDS = setting('READ_ROUNDS', 40)
const HOUR_MS = 3_600_000
const SERIES = 20

build()
const rows: Row[] = []
// Parts of a quarter of the data each, and none: everything is in memory as it came.
await measureServer('sealed', String(Math.max(EVENTS, DATAPOINTS) / 4))
await measureServer('fresh', '10000000')
report(`read: ${count(EVENTS)} events, ${count(DATAPOINTS)} datapoints, median (p99) of ${ROUNDS} calls`, rows)

async function measureServer(when: string, sealRows: string): Promise<void> {
  await withServer({ env: { ATALAYA_SEAL_ROWS: sealRows } }, async (server) => {
    await createTargets(server.url, 1)
    await runLoad({
      url: server.url,
      kind: 'unique-events',
      items: 1_000,
      connections: 1,
      seconds: 600,
      requests: EVENTS / 1_000,
      spreadMs: 3 * HOUR_MS,
    })
    await putDatapoints(server.url)
    await untilSealed(server.url)
    await measureAll(server.url, when)
  })
}

async function putDatapoints(url: string): Promise<void> {
  const start = Date.now() - 3 * HOUR_MS
  const batch = 1_000
  for (let first = 0; first < DATAPOINTS; first += batch) {
    const MetricData = Array.from({ length: batch }, (_, item) => {
      const index = first + item
      return {
        MetricName: 'Latency',
        Dimensions: [{ Name: 'Service', Value: `svc-${index % SERIES}` }],
        Timestamp: Math.floor((start + (index / DATAPOINTS) * 3 * HOUR_MS) / 1_000),
        Value: ((index * 7_919) % 10_000) / 10,
        Unit: 'Milliseconds',
      }
    })
    await call(url, monitoring('PutMetricData'), { Namespace: 'Bench', MetricData })
  }
}

async function measureAll(url: string, when: string): Promise<void> {
  const group = { logGroupName: '/bench/0' }
  const measure = async (what: string, claim: string, action: () => Promise<void>) => {
    const { median, p99 } = await times(action)
    rows.push({ what: `${what}, ${when}`, claim, measured: `${ms(median)} (${ms(p99)})` })
  }
  await measure('GetMetricData, 1 query', '<= 10 ms', () => getMetricData(url, 1, 'Average'))
  await measure('GetMetricData, 10 queries', '<= 30 ms', () => getMetricData(url, 10, 'Average'))
  await measure('GetMetricData, 10 queries of p99', '', () => getMetricData(url, 10, 'p99'))
  await measure('FilterLogEvents, no match', '<= 40 ms', async () => {
    const answer = await call(url, logs('FilterLogEvents'), { ...group, filterPattern: '"no such text"' })
    expectLength(answer.events, 0)
  })
  await measure('FilterLogEvents, JSON pattern, no match', '', async () => {
    const answer = await call(url, logs('FilterLogEvents'), { ...group, filterPattern: '{ $.user.id = "nobody" }' })
    expectLength(answer.events, 0)
  })
  await measure('GetLogEvents, last 100', '<= 20 ms', async () => {
    const input = { ...group, logStreamName: 'stream-0', limit: 100 }
    expectLength((await call(url, logs('GetLogEvents'), input)).events, 100)
  })
}

async function getMetricData(url: string, queries: number, Stat: string): Promise<void> {
  const now = Math.floor(Date.now() / 1_000)
  const answer = await call(url, monitoring('GetMetricData'), {
    StartTime: now - 3 * 3_600,
    EndTime: now,
    MetricDataQueries: Array.from({ length: queries }, (_, index) => ({
      Id: `q${index}`,
      MetricStat: {
        Metric: {
          Namespace: 'Bench',
          MetricName: 'Latency',
          Dimensions: [{ Name: 'Service', Value: `svc-${index % SERIES}` }],
        },
        Period: 60,
        Stat,
      },
    })),
  })
  const results = answer.MetricDataResults as readonly { readonly Values: readonly number[] }[]
  if (results.length !== queries || results.some((result) => result.Values.length < 170)) {
    throw new Error(`GetMetricData answered ${results.map((result) => result.Values.length)} values`)
  }
}

function expectLength(list: unknown, length: number): void {
  if (!Array.isArray(list) || list.length !== length) throw new Error(`expected ${length} events, got ${String(list)}`)
}

async function times(action: () => Promise<void>): Promise<{ readonly median: number; readonly p99: number }> {
  for (let round = 0; round < 3; round += 1) await action()
  const found: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const begin = performance.now()
    await action()
    found.push(performance.now() - begin)
  }
  found.sort((a, b) => a - b)
  return { median: found[Math.floor(ROUNDS / 2)] ?? 0, p99: found[Math.floor(ROUNDS * 0.99)] ?? 0 }
}
