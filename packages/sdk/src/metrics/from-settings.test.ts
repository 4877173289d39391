import { createServer } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { expect, test } from 'vitest'
import { loadSettings } from '../settings/settings.ts'
import { setUpMetrics } from './from-settings.ts'

/** What a collector was asked for by one flush. */
async function asked(
  env: (base: string) => Readonly<Record<string, string>>,
): Promise<{ paths: string[]; warnings: string[] }> {
  const paths: string[] = []
  const warnings: string[] = []
  const collector = createServer((request, response) => {
    paths.push(request.url ?? '')
    request.resume().on('end', () => response.end())
  })
  await new Promise<void>((resolve) => {
    collector.listen(0, '127.0.0.1', resolve)
  })
  const base = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`
  const settings = loadSettings({
    env: { ATALAYA_METRICS_EMF: 'false', ATALAYA_METRICS_SYSTEM: 'false', ...env(base) },
  })
  const { close } = setUpMetrics(settings, { instanceId: 'i', warn: (text) => warnings.push(text) })
  await close()
  collector.close()
  return { paths, warnings: warnings.map((text) => text.replace(base, 'BASE')) }
}

// https://opentelemetry.io/docs/specs/otel/protocol/exporter/#endpoint-urls-for-otlphttp
test.each([
  ['a base', (base: string) => ({ OTEL_EXPORTER_OTLP_ENDPOINT: `${base}/my/` }), ['/my/v1/metrics']],
  ['an endpoint as it is', (base: string) => ({ OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: base }), ['/']],
  [
    'a base, while spans go by gRPC elsewhere',
    (base: string) => ({
      ATALAYA_OTLP_ENDPOINT: base,
      ATALAYA_TRACING_ENDPOINT: 'http://127.0.0.1:1',
      ATALAYA_TRACING_PROTOCOL: 'grpc',
    }),
    ['/v1/metrics'],
  ],
])('metrics go to %s', async (_name, env, paths) => {
  expect(await asked(env)).toEqual({ paths, warnings: [] })
})

test('a base that is for gRPC gets no metrics over HTTP, and that is said', async () => {
  const env = (base: string) => ({ OTEL_EXPORTER_OTLP_ENDPOINT: base, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' })
  expect(await asked(env)).toEqual({
    paths: [],
    warnings: ['metrics are not sent to BASE, which is for gRPC: the setting metrics.otlpEndpoint names one for HTTP'],
  })
})

test.each([
  [{}, 'video-api-metrics', undefined],
  [{ AWS_EMF_LOG_GROUP_NAME: '/app/emf', AWS_EMF_LOG_STREAM_NAME: 'one' }, '/app/emf', 'one'],
])('an agent is told the log group: %o', async (env, group, stream) => {
  const lines: string[] = []
  const agent = createTcpServer((socket) => socket.on('data', (data) => lines.push(data.toString())))
  await new Promise<void>((resolve) => {
    agent.listen(0, '127.0.0.1', resolve)
  })
  const AWS_EMF_AGENT_ENDPOINT = `tcp://127.0.0.1:${(agent.address() as AddressInfo).port}`
  const settings = loadSettings({
    env: { AWS_EMF_SERVICE_NAME: 'video api', AWS_EMF_AGENT_ENDPOINT, ATALAYA_METRICS_SYSTEM: 'false', ...env },
  })
  await setUpMetrics(settings, { instanceId: 'i' }).close()
  await expect.poll(() => lines.join('')).toContain('ServiceHeartbeat')
  agent.close()
  const { _aws } = JSON.parse(lines.join('').split('\n')[0] ?? '') as { _aws: Record<string, unknown> }
  expect([_aws.LogGroupName, _aws.LogStreamName]).toEqual([group, stream])
})
