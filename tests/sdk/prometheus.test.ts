import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo, createServer as createSocket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { observe } from '@atalaya/sdk'
import { type ActiveTrace, setTraceSource } from '@atalaya/sdk/context'
import { Metrics, PrometheusDoor, ServiceMetrics } from '@atalaya/sdk/metrics'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Account } from '../support/clients.ts'
import { describeWith, prometheus, promtool, run } from '../support/tools.ts'

const TRACE: ActiveTrace = { traceId: '5759e988bd862e3fe1be46a994272793', spanId: '53995c3f42cd8ad8', traceFlags: 1 }

/** A service with every kind of series: labels that need quoting, exemplars, several instruments. */
function service(): PrometheusDoor {
  const metrics = new Metrics()
  const door = new PrometheusDoor(metrics, { target: { service_name: 'video-api', service_version: '1.2.3' } })
  const sets = new ServiceMetrics(metrics)
  for (const statusCode of [200, 200, 503]) {
    sets.trackRequest({ method: 'GET', endpoint: '/api/videos/:id', statusCode, durationSeconds: 0.042 })
  }
  sets.trackPrediction({ model: 'line "A"\\\nnew', durationSeconds: 0.3, riskScore: 0.75 })
  sets.trackIngestion({ source: 'camera', durationSeconds: 1.5, records: 12 })
  sets.trackCacheOperation('get', 'hit')
  sets.trackDbQuery({ operation: 'SELECT', table: 'videos', durationSeconds: 0.004 })
  sets.httpRequestsInProgress.set(3)
  metrics.histogram('payload_bytes', { help: 'Payload.', buckets: 'exponential' }).observe(1_234)
  return door
}

beforeAll(() => setTraceSource(() => TRACE))
afterAll(() => setTraceSource(undefined))

describeWith(promtool, 'promtool', (path) => {
  test('finds nothing wrong with the metrics of a service', async () => {
    const { body } = service().scrape()
    expect(await run(path, ['check', 'metrics'], new Account({ url: '' }), { input: body })).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    })
  })

  test('finds nothing wrong with what a service shows that is observed by one call', async () => {
    const atalaya = await observe({ service: 'api', signals: false, env: { ATALAYA_METRICS_EMF: 'false' } })
    const server = createServer(atalaya.nodeHttp((_request, response) => response.end('fine'), { route: () => '/a' }))
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    await (await fetch(`${url}/a`)).text()
    const input = await (await fetch(`${url}/metrics`)).text()
    server.close()
    await atalaya.shutdown()
    expect(input).toContain('http_requests_total{method="GET",endpoint="/a",status_code="200"} 1')
    expect(await run(path, ['check', 'metrics'], new Account({ url: '' }), { input })).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    })
  })
})

describeWith(prometheus, 'a real Prometheus', (path) => {
  const folder = mkdtempSync(join(tmpdir(), 'atalaya-prometheus-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('scrapes a service in OpenMetrics, with its exemplars', { timeout: 60_000 }, async () => {
    const door = service()
    const asked: string[] = []
    const target = createServer((request, response) => {
      asked.push(request.headers.accept ?? '')
      const { contentType, body } = door.scrape(request.headers.accept)
      response.writeHead(200, { 'content-type': contentType }).end(body)
    })
    await once(target.listen(0, '127.0.0.1'), 'listening')
    const port = await freePort()
    writeFileSync(
      join(folder, 'prometheus.yml'),
      JSON.stringify({
        global: { scrape_interval: '1s', scrape_timeout: '1s' },
        scrape_configs: [
          { job_name: 'api', static_configs: [{ targets: [`127.0.0.1:${(target.address() as AddressInfo).port}`] }] },
        ],
      }),
    )
    const child = spawn(
      path,
      [
        `--config.file=${join(folder, 'prometheus.yml')}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
        '--enable-feature=exemplar-storage',
        '--log.level=error',
      ],
      { stdio: 'ignore' },
    )
    try {
      const ask = async (what: string, parameters: Readonly<Record<string, string>>): Promise<unknown> => {
        const answer = await fetch(`http://127.0.0.1:${port}/api/v1/${what}?${new URLSearchParams(parameters)}`)
        return ((await answer.json()) as { readonly data: unknown }).data
      }
      const value = async (query: string) =>
        ((await ask('query', { query })) as { result: { value: [number, string] }[] }).result.map((row) => row.value[1])
      await expect.poll(() => value('up').catch(() => []), { timeout: 40_000, interval: 250 }).toEqual(['1'])

      expect(asked[0]).toContain('application/openmetrics-text')
      expect(await value('http_requests_total{status_code="200",endpoint="/api/videos/:id"}')).toEqual(['2'])
      expect(await value('http_request_duration_seconds_count{method="GET"}')).toEqual(['3'])
      expect(await value('data_ingestion_total{source="camera"}')).toEqual(['12'])
      expect(await value('ml_predictions_total{model="line \\"A\\"\\\\\\nnew"}')).toEqual(['1'])
      expect(await value('target_info{service_name="video-api"}')).toEqual(['1'])
      const p50 = await value('histogram_quantile(0.5, http_request_duration_seconds_bucket)')
      expect(Number(p50[0])).toBeLessThanOrEqual(0.05)

      const now = Date.now() / 1_000
      const exemplars = await ask('query_exemplars', {
        query: 'http_request_duration_seconds_bucket',
        start: String(now - 600),
        end: String(now + 600),
      })
      expect(exemplars).toEqual([
        expect.objectContaining({
          exemplars: [
            expect.objectContaining({ labels: { trace_id: TRACE.traceId, span_id: TRACE.spanId }, value: '0.042' }),
          ],
        }),
      ])
    } finally {
      child.kill('SIGKILL')
      await once(child, 'close')
      target.close()
      target.closeAllConnections()
    }
  })
})

async function freePort(): Promise<number> {
  const server = createSocket().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
