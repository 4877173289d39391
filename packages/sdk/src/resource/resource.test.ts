import { hostname } from 'node:os'
import { expect, test } from 'vitest'
import type { Outgoing, Send } from '../output/send.ts'
import { detectResource } from './resource.ts'

const nobody: Send = () => Promise.reject(new Error('nobody answers'))
const noFile = () => undefined

function answers(table: Readonly<Record<string, string>>, asked: Outgoing[] = []): Send {
  return async (request) => {
    asked.push(request)
    const body = table[`${request.method} ${request.url}`]
    return { status: body === undefined ? 404 : 200, retryAfterMs: undefined, body: body ?? '' }
  }
}

test('nowhere in particular it is the host, and nothing is asked', async () => {
  const asked: Outgoing[] = []
  const detected = detectResource({ env: {}, send: answers({}, asked), readFile: noFile, serviceName: 'api' })
  expect(detected.current.instanceId).toBe(hostname())
  expect(await detected.ready).toMatchObject({
    platform: 'host',
    attributes: { 'service.name': 'api', 'service.instance.id': hostname() },
  })
  expect(asked).toEqual([])
})

test('Lambda is known at once', () => {
  const env = {
    AWS_LAMBDA_FUNCTION_NAME: 'f',
    AWS_LAMBDA_LOG_STREAM_NAME: '2026/s',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
    AWS_REGION: 'eu-west-1',
  }
  const { current } = detectResource({ env, send: nobody, readFile: noFile })
  expect(current).toMatchObject({
    platform: 'aws_lambda',
    instanceId: '2026/s',
    attributes: { 'faas.name': 'f', 'faas.max_memory': '134217728', 'cloud.region': 'eu-west-1' },
  })
})

test('a pod is known by the downward API and its service account', () => {
  const env = { KUBERNETES_SERVICE_HOST: '10.0.0.1', HOSTNAME: 'api-7d9-x', NODE_NAME: 'n1' }
  const readFile = (path: string) => (path.endsWith('/namespace') ? 'shop\n' : undefined)
  expect(detectResource({ env, send: nobody, readFile }).current).toMatchObject({
    platform: 'kubernetes',
    instanceId: 'api-7d9-x',
    attributes: { 'k8s.pod.name': 'api-7d9-x', 'k8s.namespace.name': 'shop', 'k8s.node.name': 'n1' },
  })
})

test('an ECS task is asked for its metadata', async () => {
  const base = 'http://169.254.170.2/v4/abc'
  const send = answers({
    [`GET ${base}`]: '{"DockerId":"d1","DockerName":"web"}',
    [`GET ${base}/task`]:
      '{"TaskARN":"arn:aws:ecs:eu-west-1:111122223333:task/main/158d1c8","Family":"web","LaunchType":"FARGATE"}',
  })
  expect(
    await detectResource({ env: { ECS_CONTAINER_METADATA_URI_V4: base }, send, readFile: noFile }).ready,
  ).toMatchObject({
    platform: 'aws_ecs',
    instanceId: '158d1c8',
    attributes: {
      'cloud.region': 'eu-west-1',
      'cloud.account.id': '111122223333',
      'aws.ecs.launchtype': 'fargate',
      'container.id': 'd1',
    },
  })
})

test('of an ECS task what is there counts, and a cluster that says its name only gets its ARN', async () => {
  const base = 'http://169.254.170.2/v4/abc'
  const env = { ECS_CONTAINER_METADATA_URI_V4: base }
  const taskArn = 'arn:aws:ecs:eu-west-1:111122223333:task/main/158d1c8'
  const detect = (bodies: Readonly<Record<string, string>>) =>
    detectResource({ env, send: answers(bodies), readFile: noFile }).ready
  expect(await detect({ [`GET ${base}/task`]: `{"TaskARN":"${taskArn}","Cluster":"main"}` })).toMatchObject({
    instanceId: '158d1c8',
    attributes: { 'aws.ecs.cluster.arn': 'arn:aws:ecs:eu-west-1:111122223333:cluster/main' },
  })
  expect(
    await detect({
      [`GET ${base}`]: `{"DockerId":"d1","Labels":{"com.amazonaws.ecs.task-arn":"${taskArn}"}}`,
      [`GET ${base}/task`]: 'null',
    }),
  ).toMatchObject({ platform: 'aws_ecs', instanceId: '158d1c8', attributes: { 'container.id': 'd1' } })
  expect(await detect({ [`GET ${base}`]: '<html>', [`GET ${base}/task`]: '[]' })).toMatchObject({ platform: 'host' })
})

test('an EC2 instance is asked with a token, and only where the firmware says it is one', async () => {
  const root = 'http://169.254.169.254/latest'
  const asked: Outgoing[] = []
  const send = answers(
    {
      [`PUT ${root}/api/token`]: 'T',
      [`GET ${root}/meta-data/instance-id`]: 'i-1',
      [`GET ${root}/meta-data/placement/region`]: 'eu-west-1',
    },
    asked,
  )
  const readFile = (path: string) => (path.endsWith('board_vendor') ? 'Amazon EC2\n' : undefined)
  const { instanceId, attributes } = await detectResource({ env: {}, send, readFile }).ready
  expect([instanceId, attributes['cloud.region']]).toEqual(['i-1', 'eu-west-1'])
  expect(asked[1]?.headers).toEqual({ 'x-aws-ec2-metadata-token': 'T' })
})

test('a place that does not answer is no failure, and a name from the settings wins', async () => {
  const env = {
    ECS_CONTAINER_METADATA_URI_V4: 'http://169.254.170.2/v4/abc',
    AWS_EC2_METADATA_SERVICE_ENDPOINT: 'http://127.0.0.1:1',
  }
  expect(await detectResource({ env, timeoutMs: 50, readFile: noFile }).ready).toMatchObject({ platform: 'host' })
  expect((await detectResource({ env: {}, instanceId: 'mine', send: nobody, readFile: noFile }).ready).instanceId).toBe(
    'mine',
  )
})

test('what OTEL_RESOURCE_ATTRIBUTES says is part of it; settings win', async () => {
  const env = { OTEL_RESOURCE_ATTRIBUTES: 'team=video,service.name=a,host.name=b%2Cc,service.instance.id=pod-1' }
  const { current, ready } = detectResource({ env, serviceName: 'api', readFile: noFile, send: nobody })
  const expected = {
    instanceId: 'pod-1',
    attributes: { team: 'video', 'service.name': 'api', 'host.name': 'b,c', 'service.instance.id': 'pod-1' },
  }
  expect([current, await ready]).toMatchObject([expected, expected])
})
