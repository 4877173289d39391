import { Buffer } from 'node:buffer'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import type { Attributes } from '@opentelemetry/api'
import type { ReadableSpan } from '@opentelemetry/sdk-trace'
import { describe, expect, test } from 'vitest'
import { Warnings } from '../../../output/warnings.ts'
import { daemonAddress } from './daemon-address.ts'
import { segmentOf } from './segment.ts'
import { XRayDaemonExporter } from './xray-daemon-exporter.ts'

const INTERNAL = 0
const SERVER = 1
const CLIENT = 2
const PARENT = '00f067aa0ba902b7'

interface Part {
  readonly kind?: number
  readonly name?: string
  readonly attributes?: Attributes
  readonly resource?: Attributes
  readonly parent?: boolean
  readonly status?: ReadableSpan['status']
  readonly events?: ReadableSpan['events']
  readonly links?: ReadableSpan['links']
}

function spanOf({
  kind = SERVER,
  name = 'GET /a',
  attributes = {},
  resource = { 'service.name': 'api' },
  ...part
}: Part): ReadableSpan {
  const traceId = '4efaaf4d1e8720b39541901950019ee5'
  return {
    kind,
    name,
    attributes,
    resource: { attributes: resource },
    status: part.status ?? { code: 0 },
    events: part.events ?? [],
    links: part.links ?? [],
    startTime: [1_700_000_000, 250_000_000],
    endTime: [1_700_000_001, 0],
    spanContext: () => ({ traceId, spanId: '53995c3f42cd8ad8', traceFlags: 1 }),
    ...(part.parent ? { parentSpanContext: { traceId, spanId: PARENT, traceFlags: 1 } } : {}),
  } as unknown as ReadableSpan
}

const segment = (part: Part): Readonly<Record<string, unknown>> => segmentOf(spanOf(part), () => 'e'.repeat(16))

test('a request without a caller', () => {
  const attributes = {
    'http.request.method': 'GET',
    'http.response.status_code': 200,
    'http.route': '/a/:id',
    'url.scheme': 'https',
  }
  expect(
    segment({ attributes, resource: { 'service.name': 'api', 'service.version': '1.2', 'host.name': 'h' } }),
  ).toEqual({
    id: '53995c3f42cd8ad8',
    trace_id: '1-4efaaf4d-1e8720b39541901950019ee5',
    name: 'api',
    start_time: 1_700_000_000.25,
    end_time: 1_700_000_001,
    service: { version: '1.2' },
    http: { request: { method: 'GET', url: 'https://h/a/:id' }, response: { status: 200 } },
    metadata: {
      default: {
        'http.route': '/a/:id',
        'url.scheme': 'https',
        'otel.resource.service.name': 'api',
        'otel.resource.service.version': '1.2',
        'otel.resource.host.name': 'h',
      },
    },
  })
})

describe('what is a segment', () => {
  test.each([
    ['a request with a caller', { kind: SERVER, parent: true }, undefined, PARENT, undefined],
    ['work inside', { kind: INTERNAL, parent: true }, 'subsegment', PARENT, undefined],
    ['work on its own', { kind: INTERNAL }, undefined, undefined, undefined],
    ['a call', { kind: CLIENT, parent: true }, 'subsegment', PARENT, 'remote'],
    [
      'a call of AWS',
      { kind: CLIENT, parent: true, attributes: { 'rpc.system': 'aws-api' } },
      'subsegment',
      PARENT,
      'aws',
    ],
  ])('%s', (_name, part, type, parent, namespace) => {
    const { type: isType, parent_id, namespace: isNamespace } = segment(part)
    expect([isType, parent_id, isNamespace]).toEqual([type, parent, namespace])
  })
})

describe('name', () => {
  test.each([
    [{ kind: SERVER, attributes: { 'aws.local.service': 'shop' } }, 'shop'],
    [{ kind: CLIENT, attributes: { 'aws.remote.service': 'AWS::S3', 'rpc.system': 'aws-api' } }, 'S3'],
    [{ kind: CLIENT, attributes: { 'aws.remote.service': 'AWS.SDK.SQS', 'rpc.system': 'aws-api' } }, 'SQS'],
    [{ kind: CLIENT, attributes: { 'aws.remote.service': 'AWS::S3' } }, 'AWS::S3'],
    [{ kind: CLIENT, attributes: { 'peer.service': 'users', 'server.address': 'h' } }, 'users'],
    [
      { kind: CLIENT, attributes: { 'db.system.name': 'postgresql', 'db.namespace': 'shop', 'server.address': 'h' } },
      'shop@h',
    ],
    [{ kind: CLIENT, attributes: { 'db.system': 'mysql', 'db.name': 'shop' } }, 'shop'],
    [{ kind: CLIENT, attributes: { 'rpc.service': 'DynamoDB' } }, 'DynamoDB'],
    [{ kind: CLIENT, attributes: { 'server.address': 'api.example.com' } }, 'api.example.com'],
    [{ kind: INTERNAL, name: 'encode <b>"7"</b>' }, 'encode b7/b'],
    [{ kind: INTERNAL, name: '!!!' }, 'span'],
    [{ kind: INTERNAL, name: 'n'.repeat(300) }, 'n'.repeat(200)],
    [{ kind: SERVER, resource: {} }, 'GET /a'],
  ])('%j: %s', (part, name) => {
    expect(segment(part).name).toBe(name)
  })
})

describe('flags', () => {
  const error = { code: 2 }
  test.each([
    [{ attributes: { 'http.response.status_code': 404 }, status: error }, { error: true }],
    [{ attributes: { 'http.response.status_code': 429 } }, { error: true, throttle: true }],
    [{ attributes: { 'http.response.status_code': 503 } }, { fault: true }],
    [{ attributes: { 'http.status_code': 500 } }, { fault: true }],
    [{ attributes: { 'http.response.status_code': 200 }, status: error }, { fault: true }],
    [{ status: error }, { fault: true }],
    [{ attributes: { 'http.response.status_code': 200 } }, {}],
  ])('%j: %j', (part, flags) => {
    const { error: isError, throttle, fault } = segment(part)
    expect({ error: isError, throttle, fault }).toEqual({
      error: undefined,
      throttle: undefined,
      fault: undefined,
      ...flags,
    })
  })
})

describe('cause', () => {
  test('what the status says, where there is no exception', () => {
    const { cause } = segment({ kind: CLIENT, status: { code: 2, message: 'boom' } })
    expect(cause).toEqual({ exceptions: [{ id: 'e'.repeat(16), message: 'boom', remote: true }] })
    expect(segment({ status: { code: 2 } }).cause).toBeUndefined()
  })

  test('exceptions with their frames', () => {
    const stack =
      'TypeError: x\n    at encode (/app/video.ts:12:5)\n    at async /app/main.ts:3:1\n    at node:internal/timers\nnoise'
    const attributes = { 'exception.type': 'TypeError', 'exception.message': 'x', 'exception.stacktrace': stack }
    const { cause } = segment({
      events: [
        { name: 'exception', attributes, time: [0, 0] },
        { name: 'other', time: [0, 0] },
      ] as never,
    })
    expect(cause).toEqual({
      exceptions: [
        {
          id: 'e'.repeat(16),
          type: 'TypeError',
          message: 'x',
          remote: false,
          stack: [
            { path: '/app/video.ts', line: 12, label: 'encode' },
            { path: 'async /app/main.ts', line: 3 },
            { path: 'node:internal/timers' },
          ],
        },
      ],
    })
  })
})

describe('origin', () => {
  test.each([
    [{ 'cloud.platform': 'aws_ec2' }, 'AWS::EC2::Instance'],
    [{ 'cloud.platform': 'aws_eks', 'cloud.provider': 'aws' }, 'AWS::EKS::Container'],
    [{ 'cloud.platform': 'aws_ecs' }, 'AWS::ECS::Container'],
    [{ 'cloud.platform': 'aws_ecs', 'aws.ecs.launchtype': 'fargate' }, 'AWS::ECS::Fargate'],
    [{ 'cloud.platform': 'aws_ecs', 'aws.ecs.launchtype': 'EC2' }, 'AWS::ECS::EC2'],
    [{ 'cloud.platform': 'aws_app_runner' }, 'AWS::AppRunner::Service'],
    [{ 'cloud.platform': 'aws_elastic_beanstalk' }, 'AWS::ElasticBeanstalk::Environment'],
    [{ 'cloud.platform': 'aws_ec2', 'cloud.provider': 'gcp' }, undefined],
    [{}, undefined],
  ])('%j: %s', (resource, origin) => {
    expect(segment({ resource }).origin).toBe(origin)
  })
})

test('the place, for X-Ray to group by', () => {
  const resource = {
    'cloud.platform': 'aws_ecs',
    'cloud.account.id': '123456789012',
    'container.name': 'api',
    'container.id': 'c1',
    'telemetry.sdk.name': 'atalaya',
    'telemetry.sdk.language': 'nodejs',
    'aws.log.group.names': '/a&/b',
  }
  expect(segment({ resource }).aws).toEqual({
    account_id: '123456789012',
    ecs: { container: 'api', container_id: 'c1' },
    cloudwatch_logs: [{ log_group: '/a' }, { log_group: '/b' }],
    xray: { sdk: 'atalaya for nodejs' },
  })
  const call = {
    'rpc.system': 'aws-api',
    'rpc.method': 'PutItem',
    'aws.region': 'us-east-1',
    'aws.request_id': 'r',
    'aws.dynamodb.table_names': ['t'],
  }
  expect(segment({ kind: CLIENT, parent: true, attributes: call, resource }).aws).toEqual({
    account_id: '123456789012',
    operation: 'PutItem',
    region: 'us-east-1',
    request_id: 'r',
    table_name: 't',
  })
})

test('a database, annotations, a user, links', () => {
  const attributes = {
    'db.system.name': 'postgresql',
    'db.namespace': 'shop',
    'server.address': 'db',
    'db.query.text': 'SELECT ?',
    'aws.xray.annotations': ['a-b', 'list'],
    'a-b': 1,
    list: ['x'],
    'enduser.id': 'u1',
  }
  const links = [{ context: { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 } }]
  expect(segment({ attributes, links, resource: {} })).toMatchObject({
    sql: { url: 'db/shop', database_type: 'postgresql', sanitized_query: 'SELECT ?' },
    annotations: { a_b: 1 },
    user: 'u1',
    links: [{ trace_id: `1-aaaaaaaa-${'a'.repeat(24)}`, id: 'b'.repeat(16) }],
  })
})

test('an address and what it came through', () => {
  const attributes = { 'http.request.method': 'GET', 'client.address': '10.0.0.7', 'url.full': 'http://h/x' }
  const { http } = segment({ attributes })
  expect(http).toEqual({ request: { method: 'GET', url: 'http://h/x', client_ip: '10.0.0.7', x_forwarded_for: true } })
})

test.each([
  ['127.0.0.1:2000', '127.0.0.1', 2_000, '127.0.0.1', 2_000],
  ['tcp:a:1 udp:b:2', 'b', 2, 'a', 1],
  ['udp:b:2  tcp:a:1', 'b', 2, 'a', 1],
  ['[::1]:2000', '::1', 2_000, '::1', 2_000],
])('the daemon at %s', (text, udpHost, udpPort, tcpHost, tcpPort) => {
  expect(daemonAddress(text)).toEqual({ udp: { host: udpHost, port: udpPort }, tcp: { host: tcpHost, port: tcpPort } })
})

test.each(['', 'localhost', 'host:0', 'host:70000', 'tcp:a:1', 'tcp:a:1 tcp:b:2', 'a:1 b:2 c:3'])(
  'no daemon at %s',
  (text) => {
    expect(() => daemonAddress(text)).toThrow(TypeError)
  },
)

test('a document fits its datagram: metadata goes first, then stacks; what still does not is dropped', async () => {
  const daemon = createSocket('udp4')
  const documents: Record<string, unknown>[] = []
  daemon.on('message', (bytes) =>
    documents.push(JSON.parse(bytes.toString().split('\n')[1] ?? '') as Record<string, unknown>),
  )
  daemon.bind(0, '127.0.0.1')
  await once(daemon, 'listening')
  const warnings: string[] = []
  const { port } = daemon.address()
  const exporter = new XRayDaemonExporter({
    host: '127.0.0.1',
    port,
    warnings: new Warnings((text) => warnings.push(text)),
  })
  const long = 'ü'.repeat(35_000)
  const stack = `Error\n${'    at f (/a.ts:1:1)\n'.repeat(4_000)}`
  const failed = [
    { name: 'exception', attributes: { 'exception.type': 'E', 'exception.stacktrace': stack }, time: [0, 0] },
  ] as never
  const spans = [
    { attributes: { long } },
    { attributes: { long }, events: failed },
    { attributes: { 'http.request.method': long } },
  ]
  await new Promise((resolve) => exporter.export(spans.map(spanOf), resolve))
  await expect.poll(() => documents).toHaveLength(2)
  await exporter.shutdown()
  await exporter.shutdown()
  daemon.close()
  expect(documents.map(({ name, metadata, cause }) => [name, metadata, cause])).toEqual([
    ['api', undefined, undefined],
    ['api', undefined, { exceptions: [{ id: expect.any(String) as string, type: 'E', remote: false }] }],
  ])
  expect(warnings).toEqual(['the span GET /a is too long for X-Ray and was dropped'])
  expect(documents.every((document) => Buffer.byteLength(JSON.stringify(document)) < 65_507)).toBe(true)
})

test('a daemon whose name is unknown is a failed export', async () => {
  const exporter = new XRayDaemonExporter({ host: 'nowhere.invalid', port: 2_000 })
  const result = await new Promise<{ code: number }>((resolve) => exporter.export([spanOf({})], resolve))
  await exporter.shutdown()
  expect(result.code).toBe(1)
})
