import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { Metrics } from '../registry.ts'
import { GaugeSeries } from '../series.ts'
import { putRequest, putTask } from './cloudwatch-names.ts'
import { startHeartbeat } from './heartbeat.ts'
import { ServiceMetrics } from './service-metrics.ts'
import { startSystemMetrics } from './system-metrics.ts'
import { SystemSampler } from './system-sampler.ts'

/** `name{label=value}` of every series there is. */
function names(metrics: Metrics): string[] {
  return metrics.families().flatMap(({ spec, series }) =>
    series.map(({ spec: { labelNames, labelValues } }) => {
      const labels = labelNames.map((name, index) => `${name}=${labelValues[index]}`).join()
      return labels === '' ? spec.name : `${spec.name}{${labels}}`
    }),
  )
}

test('the ready-made metrics have the names and labels that dashboards expect', () => {
  const metrics = new Metrics()
  const service = new ServiceMetrics(metrics)
  service.trackRequest({ method: 'GET', endpoint: '/api/videos/:id', statusCode: 200, durationSeconds: 0.1 })
  service.trackPrediction({ model: 'risk', durationSeconds: 0.2, riskScore: 0.7 })
  service.trackIngestion({ source: 'machines', durationSeconds: 1, records: 10 })
  service.trackIngestion({ source: 'machines', durationSeconds: 1, errorType: 'TypeError' })
  service.trackCacheOperation('get', 'hit')
  service.trackDbQuery({ operation: 'SELECT', table: 'videos', durationSeconds: 0.01 })
  service.trackError('TypeError')
  service.httpRequestsInProgress.inc()
  service.dbConnectionsActive.set(1)
  service.databaseConnectionsActive.set(1)
  service.activeConnections.set(1)
  service.circuitBreakerState.at('payments').set(2)
  service.circuitBreakerFailuresTotal.at('payments').inc()
  service.retryAttemptsTotal.at('payments', 'failure').inc()
  expect(names(metrics)).toEqual([
    'http_requests_total{method=GET,endpoint=/api/videos/:id,status_code=200}',
    'http_request_duration_seconds{method=GET,endpoint=/api/videos/:id}',
    'ml_predictions_total{model=risk,result=success}',
    'ml_prediction_duration_seconds{model=risk}',
    'ml_prediction_risk_score{model=risk}',
    'data_ingestion_total{source=machines}',
    'data_ingestion_duration_seconds{source=machines}',
    'data_ingestion_errors_total{source=machines,error_type=TypeError}',
    'cache_operations_total{operation=get,result=hit}',
    'db_queries_total{operation=SELECT,table=videos}',
    'db_query_duration_seconds{operation=SELECT,table=videos}',
    'errors_total{error_type=TypeError}',
    'http_requests_in_progress',
    'db_connections_active',
    'database_connections_active',
    'active_connections',
    'circuit_breaker_state{name=payments}',
    'circuit_breaker_failures_total{name=payments}',
    'retry_attempts_total{name=payments,result=failure}',
  ])
})

test("a metric of the service's own under one of these names stays its own, and tracking does not fail", () => {
  const warnings: string[] = []
  const metrics = new Metrics({ warn: (text) => warnings.push(text) })
  metrics.counter('errors_total', { labels: ['area'] })
  const service = new ServiceMetrics(metrics)
  service.trackError('TypeError')
  service.trackError('TypeError')
  expect(names(metrics)).toEqual([])
  expect(warnings).toEqual([expect.stringContaining('errors_total is there already')])
})

test('the CloudWatch names', () => {
  const metrics = new Metrics()
  putRequest(metrics, { method: 'POST', endpoint: '/api/videos', statusCode: 503, durationMs: 12 })
  putTask(metrics, { task: 'encode', failed: true })
  expect(names(metrics)).toEqual([
    ...['RequestCount', 'RequestDuration', 'ErrorCount'].map(
      (name) => `${name}{Method=POST,Endpoint=/api/videos,StatusCode=503}`,
    ),
    'TaskCount{Task=encode}',
    'TaskFailure{Task=encode}',
  ])
})

test('a heartbeat now and at every interval, until it is stopped', () => {
  vi.useFakeTimers()
  try {
    const beats: unknown[] = []
    const metrics = new Metrics()
    metrics.attachEvents({ putMetrics: (list) => beats.push(list[0]?.name) })
    const stop = startHeartbeat(metrics)
    vi.advanceTimersByTime(600_000)
    stop()
    vi.advanceTimersByTime(600_000)
    expect(beats).toEqual(['ServiceHeartbeat', 'ServiceHeartbeat', 'ServiceHeartbeat'])
  } finally {
    vi.useRealTimers()
  }
})

test('a sample says how the process and its machine are', async () => {
  const sampler = new SystemSampler()
  await sleep(50)
  const until = performance.now() + 60
  while (performance.now() < until) Math.sqrt(until)
  await sleep(50)
  const sample = sampler.sample()
  sampler.close()
  expect(sample.memoryBytes).toBeGreaterThan(10_000_000)
  for (const percent of [sample.memoryPercent, sample.cpuPercent, sample.diskPercent]) {
    expect(percent).toBeGreaterThanOrEqual(0)
    expect(percent).toBeLessThanOrEqual(100)
  }
  // How much of the time it got is the machine's matter.
  expect(sample.processCpuPercent).toBeGreaterThan(0)
  expect(sample.eventLoopDelayMaxMs).toBeGreaterThan(20)
  expect(sample.eventLoopDelayMaxMs).toBeLessThan(10_000)
  expect(sample.uptimeSeconds).toBeGreaterThan(0)
})

test('a disk that is not there is not known, and harms nothing', async () => {
  const sampler = new SystemSampler('/no/such/folder')
  await sleep(20)
  expect(sampler.sample().diskPercent).toBeUndefined()
  sampler.close()
})

/** Gauges that say something, by name. */
function gaugesOf(metrics: Metrics): ReadonlyMap<string, number> {
  return new Map(
    metrics
      .families()
      .flatMap(({ spec, series }) =>
        series.flatMap((one) => (one instanceof GaugeSeries && one.isSet ? [[spec.name, one.value] as const] : [])),
      ),
  )
}

test('system metrics are kept up to date until stopped', async () => {
  const metrics = new Metrics()
  const stop = startSystemMetrics(metrics, { intervalMs: 20 })
  await sleep(60)
  stop()
  const values = gaugesOf(metrics)
  for (const name of [
    'memory_usage_bytes',
    'cpu_usage_percent',
    'disk_usage_percent',
    'system_info',
    'nodejs_active_handles',
  ]) {
    expect(values.has(name)).toBe(true)
  }
  expect(values.get('system_info')).toBe(1)
  expect(startSystemMetrics(new Metrics({ enabled: false }))()).toBeUndefined()
})

test('the use of the CPU is told once there is a time that it is of', () => {
  vi.useFakeTimers()
  const metrics = new Metrics()
  const stop = startSystemMetrics(metrics)
  const names = () => ['memory_usage_bytes', 'cpu_usage_percent'].filter((name) => gaugesOf(metrics).has(name))
  const seen = [names()]
  vi.advanceTimersByTime(1_000)
  seen.push(names())
  stop()
  vi.useRealTimers()
  expect(seen).toEqual([['memory_usage_bytes'], ['memory_usage_bytes', 'cpu_usage_percent']])
})
