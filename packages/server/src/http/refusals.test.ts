import { cbor } from '@smithy/core/cbor'
import { afterEach, expect, test } from 'vitest'
import { loadConfig, type ServerConfig } from '../config.ts'
import { startServer } from '../main.ts'
import { silentLog } from '../telemetry/log.ts'

/* What clients are told by a server that does not read their requests, in their protocol. */

let close: (() => Promise<void>) | undefined
afterEach(async () => {
  await close?.()
  close = undefined
})

async function start(overrides: Partial<ServerConfig>): Promise<string> {
  const config = loadConfig({}, { port: 0, store: 'memory', emfPort: undefined, ephemeral: true, ...overrides })
  const server = await startServer(config, { log: silentLog })
  close = () => server.close()
  return server.url
}

const signedFor = (service: string): string =>
  `AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`

/** Path and headers of a request, by the client that sends it. */
const CLIENTS = {
  json: ['/', { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'Logs_20140328.PutLogEvents' }],
  'json 1.0': [
    '/',
    { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'GraniteServiceVersion20100801.PutMetricData' },
  ],
  query: ['/', { 'content-type': 'application/x-www-form-urlencoded', authorization: signedFor('monitoring') }],
  sns: ['/', { 'content-type': 'application/x-www-form-urlencoded', authorization: signedFor('sns') }],
  cbor: [
    '/service/GraniteServiceVersion20100801/operation/PutMetricData',
    { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' },
  ],
  nobody: ['/api/reset', {}],
} as const satisfies Record<string, readonly [string, Record<string, string>]>

const CASES = {
  413: { config: { maxBodyBytes: 2_000 }, headers: {} },
  503: { config: { maxBufferedBytes: 2_000 }, headers: {} },
  403: { config: {}, headers: { origin: 'https://evil.example' } },
} as const

test.each<[keyof typeof CLIENTS, keyof typeof CASES, string]>([
  ['json', 413, 'RequestEntityTooLarge'],
  ['json 1.0', 413, 'com.amazon.coral.service#RequestEntityTooLarge'],
  ['query', 413, 'Sender RequestEntityTooLarge'],
  ['sns', 413, 'Sender RequestEntityTooLarge'],
  ['cbor', 413, 'com.amazon.coral.service#RequestEntityTooLarge'],
  ['nobody', 413, 'The request body exceeds 2000 bytes.'],
  ['json', 503, 'ServiceUnavailableException'],
  ['json 1.0', 503, 'com.amazonaws.cloudwatch.v2010_08_01#InternalServiceFault'],
  ['query', 503, 'Receiver InternalServiceError'],
  ['sns', 503, 'Receiver ServiceUnavailable'],
  ['cbor', 503, 'com.amazonaws.cloudwatch.v2010_08_01#InternalServiceFault'],
  ['nobody', 503, 'Too many request bodies at once. Try again.'],
  ['json', 403, 'AccessDeniedException'],
  ['json 1.0', 403, 'com.amazon.coral.service#AccessDeniedException'],
  ['query', 403, 'Sender AccessDenied'],
  ['sns', 403, 'Sender AccessDenied'],
  ['cbor', 403, 'com.amazon.coral.service#AccessDeniedException'],
  ['nobody', 403, 'Pages of this origin may not call the server. Allow it with ATALAYA_CORS_ORIGINS.'],
])('%s, %i: %s', async (client, status, code) => {
  const { config, headers } = CASES[status]
  const url = await start(config)
  const [path, own] = CLIENTS[client]
  const answer = await fetch(url + path, { method: 'POST', headers: { ...own, ...headers }, body: 'x'.repeat(3_000) })
  const bytes = new Uint8Array(await answer.arrayBuffer())
  expect([answer.status, codeOf(bytes, answer.headers.get('content-type'))]).toEqual([status, code])
  expect(answer.headers.get('connection')).toBe('close')
  expect(answer.headers.get('retry-after')).toBe(status === 503 ? '1' : null)
})

function codeOf(bytes: Uint8Array, type: string | null): string {
  if (type === 'application/cbor') return (cbor.deserialize(bytes) as { readonly __type: string }).__type
  const text = Buffer.from(bytes).toString()
  if (type?.includes('json')) {
    const { __type, message } = JSON.parse(text) as { readonly __type?: string; readonly message: string }
    return __type ?? message
  }
  const [, fault, code] = /<Type>(\w+)<\/Type><Code>(\w+)<\/Code>/.exec(text) ?? []
  return `${fault} ${code}`
}

test('an action by GET from another site is refused as the query protocol does', async () => {
  const url = await start({})
  const headers = { 'sec-fetch-site': 'cross-site' }
  const answer = await fetch(`${url}/?Action=ListMetrics&Version=2010-08-01`, { headers })
  expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining('<Code>AccessDenied</Code>')])
})
