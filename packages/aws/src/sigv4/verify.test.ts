import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto'
import { SignatureV4 } from '@smithy/signature-v4'
import { describe, expect, test } from 'vitest'
import { wireRequest } from '../testing/serve.ts'
import type { WireRequest } from '../wire.ts'
import { SignatureProblem, verifySignature } from './verify.ts'

const KEY = 'AKIDEXAMPLE'
const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'
const NOW = Date.parse('2015-08-30T12:36:00Z')
const secretOf = (key: string) => (key === KEY ? SECRET : undefined)

/** Rows of AWS's published test suite: request and the signature it must have. */
const SUITE = [
  ['get-vanilla', 'GET', '/', '', {}, '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
  ['get-utf8', 'GET', '/\u1234', '', {}, '8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85'],
  [
    'get-unreserved',
    'GET',
    '/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
    '',
    {},
    '07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f',
  ],
  ['get-relative', 'GET', '/example/..', '', {}, '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
  ['get-slashes', 'GET', '//', '', {}, '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
  [
    'get-vanilla-query-order-key-case',
    'GET',
    '/',
    'Param2=value2&Param1=value1',
    {},
    'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
  ],
  [
    'get-vanilla-empty-query-key',
    'GET',
    '/',
    'Param1=value1',
    {},
    'a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb',
  ],
  [
    'get-header-key-duplicate',
    'GET',
    '/',
    '',
    { 'my-header1': 'value2,value2,value1' },
    'c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea',
  ],
  [
    'get-header-value-trim',
    'GET',
    '/',
    '',
    { 'my-header1': ' value1', 'my-header2': '"a   b   c"' },
    'acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736',
  ],
  ['post-vanilla', 'POST', '/', '', {}, '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
  [
    'post-header-key-sort',
    'POST',
    '/',
    '',
    { 'my-header1': 'value1' },
    'c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c',
  ],
  [
    'post-x-www-form-urlencoded',
    'POST',
    '/',
    '',
    { 'content-type': 'application/x-www-form-urlencoded', body: 'Param1=value1' },
    'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a',
  ],
] as const

describe('test suite of AWS', () => {
  test.each(SUITE)('%s', (_name, method, path, query, { body, ...headers }: Record<string, string>, signature) => {
    const all: Record<string, string> = { host: 'example.amazonaws.com', 'x-amz-date': '20150830T123600Z', ...headers }
    const signed = Object.keys(all).sort().join(';')
    const authorization = `AWS4-HMAC-SHA256 Credential=${KEY}/20150830/us-east-1/service/aws4_request, SignedHeaders=${signed}, Signature=${signature}`
    const request = wireRequest({ method, path, query, headers: { ...all, authorization }, body: body ?? '' })
    expect(verifySignature(request, { secretOf, nowMs: NOW })).toMatchObject({ accessKeyId: KEY, service: 'service' })
  })
})

/** The hash the signer wants, by node:crypto. */
class Sha256 {
  readonly #hash: Hash | Hmac
  constructor(secret?: string | Uint8Array | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as Uint8Array)
  }
  update(data: Uint8Array | string) {
    this.#hash.update(data)
  }
  digest() {
    return Promise.resolve(new Uint8Array(this.#hash.digest()))
  }
  reset() {}
}

const signer = new SignatureV4({
  credentials: { accessKeyId: KEY, secretAccessKey: SECRET },
  region: 'eu-west-1',
  service: 'logs',
  sha256: Sha256,
})

async function signed(body: string, headers: Record<string, string> = {}, query = {}): Promise<WireRequest> {
  const request = await signer.sign(
    {
      method: 'POST',
      protocol: 'http:',
      hostname: 'localhost',
      path: '/a b/ü/%41',
      query,
      headers: { host: 'localhost:4580', ...headers },
      body,
    },
    { signingDate: new Date(NOW) },
  )
  return wireRequest({
    path: request.path,
    query: new URLSearchParams(query).toString(),
    headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value])),
    body,
  })
}

function faultOf(request: WireRequest, nowMs = NOW): string {
  try {
    verifySignature(request, { secretOf, nowMs })
  } catch (error) {
    if (error instanceof SignatureProblem) return `${error.fault}: ${error.message}`
    throw error
  }
  return 'accepted'
}

describe("requests of the SDK's signer", () => {
  test('header form', async () => {
    const request = await signed('{"a":1}', { 'x-amz-target': 'Logs_20140328.PutLogEvents' }, { b: '2 *', a: "ü'(" })
    expect(faultOf(request)).toBe('accepted')
  })

  test.each(['UNSIGNED-PAYLOAD', 'STREAMING-UNSIGNED-PAYLOAD-TRAILER'])('%s: the body is not signed', async (hash) => {
    const request = await signed('x', { 'x-amz-content-sha256': hash })
    expect(faultOf({ ...request, body: Buffer.from('y') })).toBe('accepted')
  })

  test('presigned form', async () => {
    const request = await signer.presign(
      {
        method: 'GET',
        protocol: 'http:',
        hostname: 'localhost',
        path: '/',
        query: { Action: 'x' },
        headers: { host: 'h' },
      },
      { signingDate: new Date(NOW), expiresIn: 60 },
    )
    const query = Object.entries(request.query ?? {})
      .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`)
      .join('&')
    const wire = wireRequest({ method: 'GET', query, headers: { host: 'h' } })
    expect(faultOf(wire)).toBe('accepted')
    expect(faultOf(wire, NOW + 60_000)).toBe('accepted')
    expect(faultOf(wire, NOW + 61_000)).toMatch(/^mismatch: Signature expired/)
    expect(faultOf({ ...wire, query: query.replace('Action=x', 'Action=y') })).toMatch(/^mismatch/)
    expect(faultOf({ ...wire, query: query.replace('X-Amz-Expires=60', 'X-Amz-Expires=604801') })).toMatch(
      /^incomplete/,
    )
  })
})

describe('refusals', () => {
  test('a tampered body, even where x-amz-content-sha256 still has the old hash', async () => {
    const request = await signed('{"a":1}')
    expect(request.headers['x-amz-content-sha256']).toBeDefined()
    expect(faultOf({ ...request, body: Buffer.from('{"a":2}') })).toMatch(
      /^mismatch: The request signature we calculated/,
    )
  })

  test('15 minutes of skew are allowed in both directions', async () => {
    const request = await signed('')
    expect(faultOf(request, NOW + 15 * 60_000)).toBe('accepted')
    expect(faultOf(request, NOW - 15 * 60_000)).toBe('accepted')
    expect(faultOf(request, NOW + 15 * 60_000 + 1_000)).toBe(
      'mismatch: Signature expired: 20150830T123600Z is now earlier than 20150830T123601Z (20150830T125101Z - 15 min.)',
    )
    expect(faultOf(request, NOW - 15 * 60_000 - 1_000)).toMatch(/^mismatch: Signature not yet current/)
  })

  test('an unknown access key', async () => {
    const request = await signed('')
    const authorization = request.headers.authorization?.replace(KEY, 'AKIDOTHER')
    expect(faultOf({ ...request, headers: { ...request.headers, authorization } })).toMatch(/^unknown-key/)
  })

  test.each([
    ['no signature', undefined, /^missing/],
    ['a bearer token', 'Bearer abc', /^missing/],
    ['no signed headers', 'AWS4-HMAC-SHA256 Credential=a/20150830/r/s/aws4_request, Signature=x', /^incomplete/],
    ['a scope too short', 'AWS4-HMAC-SHA256 Credential=a/r/s, SignedHeaders=host, Signature=x', /^incomplete/],
    [
      'SigV4a',
      'AWS4-ECDSA-P256-SHA256 Credential=a/20150830/r/s/aws4_request, SignedHeaders=host;x-amz-date, Signature=x',
      /^incomplete: Unsupported AWS 'algorithm': 'AWS4-ECDSA-P256-SHA256'/,
    ],
    [
      'host not signed',
      'AWS4-HMAC-SHA256 Credential=a/20150830/r/s/aws4_request, SignedHeaders=x-amz-date, Signature=x',
      /^incomplete: 'host' must be a 'SignedHeader'/,
    ],
    [
      'target not signed',
      'AWS4-HMAC-SHA256 Credential=a/20150830/r/s/aws4_request, SignedHeaders=host;x-amz-date, Signature=x',
      /^incomplete: 'x-amz-target' must be a 'SignedHeader'/,
    ],
    [
      'the date of the scope is another',
      'AWS4-HMAC-SHA256 Credential=a/20150829/r/s/aws4_request, SignedHeaders=host;x-amz-date;x-amz-target, Signature=x',
      /^mismatch: Date in Credential scope/,
    ],
    [
      'another terminator',
      'AWS4-HMAC-SHA256 Credential=a/20150830/r/s/aws5, SignedHeaders=host;x-amz-date;x-amz-target, Signature=x',
      /^mismatch: Credential should be scoped with a valid terminator/,
    ],
  ])('%s', (_name, authorization, expected) => {
    const headers = { host: 'h', 'x-amz-date': '20150830T123600Z', 'x-amz-target': 't', authorization }
    expect(faultOf(wireRequest({ headers }))).toMatch(expected)
  })

  test('signed chunks', async () => {
    const request = await signed('x', { 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD' })
    expect(faultOf(request)).toMatch(
      /^incomplete: x-amz-content-sha256 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD' is not supported/,
    )
  })

  test('every flipped character of the signature', async () => {
    const request = await signed('x')
    const authorization = request.headers.authorization ?? ''
    for (let index = 1; index <= 64; index++) {
      const at = authorization.length - index
      const flipped = authorization.slice(0, at) + (authorization[at] === '0' ? '1' : '0') + authorization.slice(at + 1)
      expect(faultOf({ ...request, headers: { ...request.headers, authorization: flipped } })).toMatch(/^mismatch/)
    }
  })
})
