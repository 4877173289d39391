/**
 * Claim: whatever values a service puts into labels, dimensions and log fields, the memory of the SDK stays bounded.
 *
 * For `SDK_SOAK_SECONDS` every call brings values never seen before: paths with ids, long texts, new metric names, methods and routes of
 * requests that somebody named after their paths, tasks, breakers, and spans for a collector that is not there. The heap is compared after a
 * tenth of the time and at the end, each time after garbage collection.
 */
import { setImmediate as turn } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { runWithContext } from '@atalaya/sdk/context'
import { HttpObserver } from '@atalaya/sdk/http'
import { createLogs, RecentLines } from '@atalaya/sdk/logs'
import { EmfDoor, Metrics, PrometheusDoor, ServiceMetrics } from '@atalaya/sdk/metrics'
import { circuitBreaker, configureResilience } from '@atalaya/sdk/resilience'
import { loadSettings } from '@atalaya/sdk/settings'
import { setUpTracing } from '@atalaya/sdk/traces'
import { instrumentTask } from '@atalaya/sdk/worker'
import { count, report, setting } from './support/report.ts'

const SECONDS = setting('SDK_SOAK_SECONDS', 600)

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

const nowhere = { write: () => {}, flush: () => Promise.resolve() }
const metrics = new Metrics({ warn: () => {} })
const door = new EmfDoor(metrics, { namespace: 'Soak', sink: nowhere })
const prometheus = new PrometheusDoor(metrics)
const log = createLogs({ sinks: [nowhere, new RecentLines()] }).getLogger('soak')
const requests = metrics.counter('requests_total', { labels: ['method', 'path'] })
const durations = metrics.histogram('duration_seconds', { labels: ['path'] })

const service = new ServiceMetrics(metrics)
configureResilience({ metrics: service, logger: log })
// Nobody listens at this port.
const tracing = await setUpTracing(
  loadSettings({ env: {}, values: { service: { name: 'soak' }, otlp: { endpoint: 'http://127.0.0.1:1' } } }),
  { warn: () => {} },
)
const observer = new HttpObserver({ service, cloudwatch: metrics, logger: log, spans: tracing.serverSpans })

function call(index: number): void {
  const path = `/api/${index}/${'x'.repeat(index % 2_000)}`
  requests.inc({ method: `M${index}`, path })
  durations.observe({ path }, index)
  metrics.putMetric(`Metric${index % 5_000}`, index, 'Count', { [`Name${index % 100}`]: path })
  runWithContext({ requestId: path, fields: { [`field${index}`]: path } }, () =>
    log.info(path, { [`key${index}`]: index }),
  )
  const exchange = observer.begin({
    method: `M${index}`,
    path,
    scheme: 'http',
    headers: { 'x-request-id': `r${index}` },
  })
  exchange.route = path
  exchange.end(200 + (index % 400))
  if (index % 100 !== 0) return
  void instrumentTask(`task${index}`, () => index, { metrics, logger: log })()
  void circuitBreaker({ name: `breaker${index}` }).execute(() => index)
}

function heapBytes(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed
}

const begin = performance.now()
let calls = 0
let early: number | undefined
while (performance.now() - begin < SECONDS * 1_000) {
  for (let index = 0; index < 1_000; index += 1) call(calls++)
  if (calls % 20_000 === 0) {
    door.emit()
    prometheus.scrape()
    observer.snapshot()
  }
  if (early === undefined && performance.now() - begin > SECONDS * 100) early = heapBytes()
  await turn()
}
const late = heapBytes()
const mib = (bytes: number) => `${(bytes / 1_048_576).toFixed(1)} MiB`
report('sdk-soak', [
  { what: 'calls with values never seen before', claim: '', measured: count(calls) },
  { what: 'heap after a tenth of the time', claim: '', measured: mib(early ?? late) },
  {
    what: 'heap at the end',
    claim: 'no more than 1.1 x that',
    measured: mib(late),
    ratio: (late / (early ?? late)).toFixed(2),
  },
])
