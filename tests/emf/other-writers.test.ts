/** What the libraries that people use today write becomes the metrics that they mean. */
import { spawnSync } from 'node:child_process'
import { startTestServer, type TestServer } from '@atalaya/testkit'
import { GetMetricStatisticsCommand, ListMetricsCommand, type Statistic } from '@aws-sdk/client-cloudwatch'
import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Account, unique } from '../support/clients.ts'
import { createStream, put } from '../support/logs.ts'

// The socket cannot say who is there: what it takes belongs to the default account.
let server: TestServer
let account: Account
beforeAll(async () => {
  server = await startTestServer()
  account = new Account({ id: '000000000000', url: server.url })
})
afterAll(async () => {
  await server.stop()
})

/** Runs a program that uses a library of the SDK's development dependencies, to its end. */
function program(code: string, env: Readonly<Record<string, string>>): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', code], {
    cwd: new URL('../../packages/sdk/', import.meta.url),
    env: { PATH: process.env.PATH ?? '', ...env },
    encoding: 'utf8',
    timeout: 20_000,
  })
  expect([status, stderr]).toEqual([0, ''])
  return stdout
}

async function statistics(namespace: string, name: string): Promise<Readonly<Record<string, number | undefined>>> {
  const cloudwatch = account.cloudwatch()
  const { Metrics = [] } = await cloudwatch.send(new ListMetricsCommand({ Namespace: namespace, MetricName: name }))
  if (Metrics.length !== 1) return { metrics: Metrics.length }
  const nowMs = Date.now()
  const { Datapoints = [] } = await cloudwatch.send(
    new GetMetricStatisticsCommand({
      Namespace: namespace,
      MetricName: name,
      Dimensions: Metrics[0]?.Dimensions,
      StartTime: new Date(nowMs - 3_600_000),
      EndTime: new Date(nowMs + 60_000),
      Period: 7_200,
      Statistics: ['Sum', 'SampleCount', 'Maximum'] satisfies Statistic[],
    }),
  )
  const total = (of: (point: (typeof Datapoints)[number]) => number | undefined) =>
    Datapoints.reduce((sum, point) => sum + (of(point) ?? 0), 0)
  return {
    sum: total((point) => point.Sum),
    samples: total((point) => point.SampleCount),
    maximum: Math.max(...Datapoints.map((point) => point.Maximum ?? 0)),
  }
}

test('aws-embedded-metrics, to the agent', async () => {
  const namespace = unique('Embedded')
  program(
    `import embedded from 'aws-embedded-metrics'
    const { createMetricsLogger, Unit, Configuration } = embedded
    const metrics = createMetricsLogger()
    metrics.setNamespace('${namespace}')
    metrics.putDimensions({ Operation: 'encode' })
    for (const ms of [10, 20, 60]) metrics.putMetric('Duration', ms, Unit.Milliseconds)
    metrics.putMetric('Jobs', 3, Unit.Count)
    metrics.setProperty('requestId', 'r-1')
    await metrics.flush()
    setTimeout(() => process.exit(0), 300)`,
    {
      AWS_EMF_ENVIRONMENT: 'Agent',
      AWS_EMF_AGENT_ENDPOINT: `tcp://127.0.0.1:${server.emfPort}`,
      AWS_EMF_SERVICE_NAME: 'worker',
      AWS_EMF_SERVICE_TYPE: 'test',
      AWS_EMF_LOG_GROUP_NAME: '/emf/embedded',
    },
  )
  await expect
    .poll(() => statistics(namespace, 'Duration'), { timeout: 10_000 })
    .toEqual({ sum: 90, samples: 3, maximum: 60 })
  expect(await statistics(namespace, 'Jobs')).toEqual({ sum: 3, samples: 1, maximum: 3 })
  const { events = [] } = await account
    .logs()
    .send(new FilterLogEventsCommand({ logGroupName: '/emf/embedded', filterPattern: '{ $.requestId = "r-1" }' }))
  expect(events).toHaveLength(1)
})

test('Powertools, from its standard output', async () => {
  const namespace = unique('Powertools')
  const output = program(
    `import { Metrics, MetricUnit, MetricResolution } from '@aws-lambda-powertools/metrics'
    const metrics = new Metrics({ namespace: '${namespace}', serviceName: 'orders' })
    metrics.addDimension('environment', 'test')
    for (const count of [1, 2, 4]) metrics.addMetric('Orders', MetricUnit.Count, count)
    metrics.addMetric('Latency', MetricUnit.Milliseconds, 12.5, MetricResolution.High)
    metrics.addMetadata('requestId', 'r-2')
    metrics.publishStoredMetrics()`,
    { AWS_LAMBDA_FUNCTION_NAME: 'orders' },
  )
  const logs = account.logs()
  await put(logs, await createStream(logs), output.trim().split('\n'))
  expect(await statistics(namespace, 'Orders')).toEqual({ sum: 7, samples: 3, maximum: 4 })
  expect(await statistics(namespace, 'Latency')).toEqual({ sum: 12.5, samples: 1, maximum: 12.5 })
})
