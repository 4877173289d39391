/**
 * Claim: expressions over thousands of metrics answer within what a dashboard may take.
 *
 * 5,000 metrics (500 services of 10 hosts) x 3 hours of 60 s, put through the API. One GetMetricData with 500 expressions that
 * together read every metric, one SEARCH, one Metrics Insights query that groups all of them; over what was just written, and
 * once more when it is sealed. MATH_ROUNDS changes how often.
 */
import { count, ms, type Row, report, setting } from './support/report.ts'
import { build, call, monitoring, untilSealed, withServer } from './support/server.ts'

const ROUNDS = setting('MATH_ROUNDS', 7)
const SERVICES = 500
const HOSTS = 10
const MINUTES = 180
const MINUTE_MS = 60_000

build()
const rows: Row[] = []
await withServer({}, async (server) => {
  const end = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS
  const begin = performance.now()
  await putDatapoints(server.url, end)
  console.log(
    `${count(SERVICES * HOSTS * MINUTES)} datapoints put in ${((performance.now() - begin) / 1_000).toFixed(1)} s`,
  )
  await measureAll(server.url, end, 'hot or sealed as it came')
  console.log(`everything that was full is sealed after ${(await untilSealed(server.url)).toFixed(1)} s`)
  await measureAll(server.url, end, 'once more')
})
report(`math: ${count(SERVICES * HOSTS)} metrics x ${MINUTES} minutes, median (slowest) of ${ROUNDS} calls`, rows)

async function putDatapoints(url: string, endMs: number): Promise<void> {
  for (let minute = 0; minute < MINUTES; minute += 1) {
    const Timestamp = (endMs - (MINUTES - minute) * MINUTE_MS) / 1_000
    for (let first = 0; first < SERVICES; first += 100) {
      const MetricData = Array.from({ length: 100 * HOSTS }, (_, item) => ({
        MetricName: 'Load',
        Dimensions: [
          { Name: 'Service', Value: `service-${first + Math.floor(item / HOSTS)}` },
          { Name: 'Host', Value: `host-${item % HOSTS}` },
        ],
        Timestamp,
        Value: (item * 31 + minute * 7) % 100,
      }))
      await call(url, monitoring('PutMetricData'), { Namespace: 'Bench', MetricData })
    }
  }
}

async function measureAll(url: string, endMs: number, when: string): Promise<void> {
  const measure = async (what: string, claim: string, queries: readonly unknown[], results: number) => {
    const times: number[] = []
    for (let round = 0; round <= ROUNDS; round += 1) {
      const begin = performance.now()
      await ask(url, endMs, queries, results)
      // The first call warms up.
      if (round > 0) times.push(performance.now() - begin)
    }
    times.sort((a, b) => a - b)
    const median = times[Math.floor(times.length / 2)] ?? 0
    rows.push({ what: `${what}, ${when}`, claim, measured: `${ms(median)} (${ms(times.at(-1) ?? 0)})` })
  }
  const schema = '{Bench,Service,Host}'
  const sums = Array.from({ length: SERVICES }, (_, index) => ({
    Id: `e${index}`,
    Expression: `SUM(SEARCH('${schema} MetricName="Load" Service="service-${index}"','Sum',60))`,
  }))
  await measure('500 expressions over all metrics', '<= 500 ms', sums, SERVICES)
  const search = { Id: 'e1', Expression: `SEARCH('${schema} Load service-17','Average',60)` }
  await measure('SEARCH that finds 10', '<= 100 ms', [search], HOSTS)
  const wide = { Id: 'e1', Expression: `SEARCH('${schema} Load host-7','Average',60)` }
  await measure('SEARCH that finds 500', '<= 100 ms', [wide], SERVICES)
  for (const [label, groups] of [['Host', HOSTS] as const, ['Service', SERVICES] as const]) {
    const Expression = `SELECT AVG(Load) FROM SCHEMA(Bench, Service, Host) GROUP BY ${label}`
    await measure(`SQL GROUP BY, ${groups} groups`, '<= 200 ms', [{ Id: 'q1', Expression, Period: 60 }], groups)
  }
}

async function ask(url: string, endMs: number, queries: readonly unknown[], results: number): Promise<void> {
  const answer = await call(url, monitoring('GetMetricData'), {
    StartTime: (endMs - MINUTES * MINUTE_MS) / 1_000,
    EndTime: endMs / 1_000,
    MetricDataQueries: queries,
  })
  const found = answer.MetricDataResults as readonly { readonly Values: readonly number[] }[]
  if (found.length !== results || found.some(({ Values }) => Values.length !== MINUTES)) {
    throw new Error(
      `GetMetricData answered ${found.length} results of ${found.map(({ Values }) => Values.length)} values`,
    )
  }
}
