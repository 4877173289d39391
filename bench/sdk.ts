/**
 * Claims: what the SDK costs a service, against what services use today, each peer in this process and this run.
 *
 * Outputs throw their lines away, ours and those of the peers, except for log lines, which both write to a file.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runWithContext } from '@atalaya/sdk/context'
import { createLogs } from '@atalaya/sdk/logs'
import { CloudWatchMetrics, LineWriter, Metrics, MetricUnit, PrometheusDoor } from '@atalaya/sdk/metrics'
import { Metrics as Powertools } from '@aws-lambda-powertools/metrics'
import pino from 'pino'
import prom from 'prom-client'
import { type Row, report, setting } from './support/report.ts'

const CALLS = setting('SDK_CALLS', 300_000)
const TURNS = setting('SDK_TURNS', 7)

/** Nanoseconds a call, the best of several turns: what other processes take is no cost of ours. */
function cost(action: (index: number) => void, calls = CALLS): number {
  const turn = () => {
    const begin = process.hrtime.bigint()
    for (let index = 0; index < calls; index += 1) action(index)
    return Number(process.hrtime.bigint() - begin) / calls
  }
  turn()
  return Math.min(...Array.from({ length: TURNS }, turn))
}

async function costAsync(action: (index: number) => Promise<void>, calls: number): Promise<number> {
  let best = Number.POSITIVE_INFINITY
  for (let count = 0; count <= TURNS; count += 1) {
    const begin = process.hrtime.bigint()
    for (let index = 0; index < calls; index += 1) await action(index)
    const ns = Number(process.hrtime.bigint() - begin) / calls
    if (count > 0) best = Math.min(best, ns)
  }
  return best
}

const time = (ns: number) => (ns >= 1_000 ? `${(ns / 1_000).toFixed(2)} us` : `${ns.toFixed(1)} ns`)

function row(what: string, claim: string, ours: number, peer: number, name: string): Row {
  return { what, claim, measured: time(ours), ratio: `${(ours / peer).toFixed(3)} x ${name} (${time(peer)})` }
}

const METHODS = ['GET', 'POST', 'PUT', 'DELETE'] as const
const PATHS = ['/api/videos', '/api/videos/:id', '/api/machines', '/api/users/:id'] as const
const CODES = ['200', '201', '404', '500'] as const

const pick = <T>(from: readonly T[], index: number): T => from[index % from.length] as T

const rows: Row[] = [...(await emf()), ...counters(), ...(await exposition()), ...logLines()]
report('sdk', rows)

async function emf(): Promise<Row[]> {
  let bytes = 0
  const sink = {
    write(line: string): void {
      bytes += line.length
    },
    flush: () => Promise.resolve(),
  }
  const metrics = new CloudWatchMetrics({ namespace: 'ANB/Backend', serviceName: 'API', sink })
  const dimensions = { Method: 'POST', Endpoint: '/api/videos', StatusCode: '200' }
  const ours = cost((index) =>
    metrics.putMetrics(
      [
        { name: 'RequestDuration', value: index / 7, unit: MetricUnit.Milliseconds },
        { name: 'RequestCount', value: 1, unit: MetricUnit.Count },
        { name: 'ResponseSize', value: 2_048, unit: MetricUnit.Bytes },
      ],
      dimensions,
    ),
  )

  const powertools = new Powertools({ namespace: 'ANB/Backend', serviceName: 'API' })
  Object.assign(powertools, { console: { log: sink.write, warn: () => {} } })
  const powertoolsCost = cost((index) => {
    powertools.addDimensions(dimensions)
    powertools.addMetric('RequestDuration', MetricUnit.Milliseconds, index / 7)
    powertools.addMetric('RequestCount', MetricUnit.Count, 1)
    powertools.addMetric('ResponseSize', MetricUnit.Bytes, 2_048)
    powertools.publishStoredMetrics()
  }, CALLS / 10)

  process.env.AWS_EMF_ENVIRONMENT = 'Local'
  process.env.AWS_EMF_NAMESPACE = 'ANB/Backend'
  const { createMetricsLogger } = await import('aws-embedded-metrics')
  const { log } = console
  console.log = (line: string) => sink.write(line)
  const embedded = await costAsync(async (index) => {
    const logger = createMetricsLogger()
    logger.setDimensions(dimensions)
    logger.putMetric('RequestDuration', index / 7, 'Milliseconds')
    logger.putMetric('RequestCount', 1, 'Count')
    logger.putMetric('ResponseSize', 2_048, 'Bytes')
    await logger.flush()
  }, CALLS / 10).finally(() => {
    console.log = log
  })
  if (bytes === 0) throw new Error('nothing was written')
  const what = 'EMF record, 3 metrics, 3 dimensions'
  return [
    row(what, '<= 1/8 of Powertools', ours, powertoolsCost, 'Powertools'),
    row(what, '<= 1/8 of aws-embedded-metrics', ours, embedded, 'aws-embedded-metrics'),
  ]
}

function counters(): Row[] {
  const registers = [new prom.Registry()]
  const peerCounter = new prom.Counter({
    name: 'c',
    help: 'c',
    labelNames: ['method', 'endpoint', 'status_code'],
    registers,
  })
  const peerHistogram = new prom.Histogram({ name: 'h', help: 'h', labelNames: ['method', 'endpoint'], registers })
  const metrics = new Metrics()
  const counter = metrics.counter('http_requests_total', { labels: ['method', 'endpoint', 'status_code'] })
  const histogram = metrics.histogram('http_request_duration_seconds', { labels: ['method', 'endpoint'] })
  const boundCounter = counter.at('GET', '/api/videos', '200')
  const boundHistogram = histogram.at('GET', '/api/videos')
  const off = new Metrics({ enabled: false }).counter('off_total', { labels: ['method', 'endpoint', 'status_code'] })

  const labels = (index: number) => ({
    method: pick(METHODS, index),
    endpoint: pick(PATHS, index >> 2),
    status_code: pick(CODES, index >> 4),
  })
  const two = (index: number) => ({ method: pick(METHODS, index), endpoint: pick(PATHS, index >> 2) })
  const seconds = (index: number) => (index % 1_000) / 500

  const peerInc = cost((index) => peerCounter.inc(labels(index)))
  const peerObserve = cost((index) => peerHistogram.observe(two(index), seconds(index)))
  const inc = cost((index) => counter.inc(labels(index)))
  const at = cost((index) => counter.at(pick(METHODS, index), pick(PATHS, index >> 2), pick(CODES, index >> 4)).inc())
  const bound = cost(() => boundCounter.inc(), CALLS * 10)
  const observe = cost((index) => histogram.observe(two(index), seconds(index)))
  const boundObserve = cost((index) => boundHistogram.observe(seconds(index)), CALLS * 10)
  const offCost = cost((index) => off.inc(labels(index)), CALLS * 10)
  return [
    row('counter, 3 labels as an object', '<= 0.2 x prom-client', inc, peerInc, 'prom-client'),
    row('counter, 3 labels by position', '<= 0.2 x prom-client', at, peerInc, 'prom-client'),
    row('counter, bound', '<= 0.1 x prom-client', bound, peerInc, 'prom-client'),
    row('histogram, 2 labels', '<= 0.25 x prom-client', observe, peerObserve, 'prom-client'),
    row('histogram, bound', '<= 0.1 x prom-client', boundObserve, peerObserve, 'prom-client'),
    { what: 'counter when metrics are off', claim: '<= 50 ns', measured: time(offCost) },
  ]
}

async function exposition(): Promise<Row[]> {
  const SERIES = 10_000
  const registry = new prom.Registry()
  const labelNames = ['method', 'endpoint', 'status_code'] as const
  const peer = new prom.Counter({ name: 'requests_total', help: 'Requests.', labelNames, registers: [registry] })
  const metrics = new Metrics({ maxSeries: SERIES })
  const counter = metrics.counter('requests_total', { help: 'Requests.', labels: labelNames })
  for (let index = 0; index < SERIES; index += 1) {
    const values = { method: pick(METHODS, index), endpoint: `/api/${index}`, status_code: pick(CODES, index >> 2) }
    peer.inc(values, index)
    counter.inc(values, index)
  }
  const door = new PrometheusDoor(metrics)
  if (door.scrape().body.length < 400_000) throw new Error('the exposition is too short')
  const scrapes = 20
  const ours = await costAsync(async () => void Buffer.byteLength(door.scrape().body), scrapes)
  const theirs = await costAsync(async () => void Buffer.byteLength(await registry.metrics()), scrapes)
  return [row('/metrics, 10,000 series', '<= 0.15 x prom-client', ours, theirs, 'prom-client')]
}

function logLines(): Row[] {
  const folder = mkdtempSync(join(tmpdir(), 'atalaya-bench-'))
  const trace = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7', traceFlags: 1 }
  const around = { requestId: 'd2c1e9a0-6c6e-4a5e-9b6c-3d3a3f6b1c11', userId: 'u-1234' }
  const fields = (index: number) => ({
    method: pick(METHODS, index),
    route: pick(PATHS, index >> 2),
    status: 200,
    durationMs: index / 7,
    bytes: index,
    cached: false,
  })
  try {
    const writer = new LineWriter(openSync(join(folder, 'ours'), 'w'))
    const log = createLogs({ sinks: [writer], fields: { service: 'api' } }).getLogger('http')
    const ours = runWithContext({ requestId: around.requestId, fields: { userId: around.userId }, trace }, () =>
      cost((index) => log.info('request finished', fields(index))),
    )
    writer.flushSync()

    const storage = new AsyncLocalStorage<object>()
    const options = { base: { service: 'api' }, mixin: () => storage.getStore() ?? {} }
    const context = { ...around, traceId: trace.traceId, spanId: trace.spanId }
    const run = (destination: pino.DestinationStream) => {
      const peer = pino(options, destination)
      return storage.run(context, () => cost((index) => peer.info(fields(index), 'request finished')))
    }
    const sync = run(pino.destination({ dest: join(folder, 'pino'), sync: true }))
    const peerWriter = new LineWriter(openSync(join(folder, 'buffered'), 'w'))
    const buffered = run({ write: (line) => peerWriter.write(line) })
    peerWriter.flushSync()

    const quiet = createLogs({ sinks: [writer], level: 'warn' }).getLogger('http')
    const disabled = cost((index) => quiet.debug('nothing', { index }), CALLS * 10)
    const what = 'log line, 6 fields, async context'
    return [
      row(what, '<= 0.75 x pino', ours, sync, 'pino'),
      row(what, '<= 0.75 x pino with our output', ours, buffered, 'pino with our output'),
      { what: 'log line of a level that is off', claim: '<= 50 ns', measured: time(disabled) },
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
