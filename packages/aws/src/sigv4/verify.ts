/**
 * Verifies Signature Version 4, in the header and in the query.
 *
 * The body is hashed here. The `x-amz-content-sha256` header is never believed: whoever changes the body could change it
 * too, or leave it and rely on a verifier that signs what the header says. Only the two values that say "the body is not
 * signed" are taken over, as AWS defines them.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { MINUTE_MS, SECOND_MS } from '@atalaya/model'
import type { WireRequest } from '../wire.ts'
import { canonicalRequest } from './canonical.ts'
import { type Signature, signatureOf } from './credential.ts'

const ALGORITHM = 'AWS4-HMAC-SHA256'
const MAX_SKEW_MS: number = 15 * MINUTE_MS
const MAX_EXPIRES_SECONDS = 604_800
const UNSIGNED_PAYLOADS: ReadonlySet<string> = new Set(['UNSIGNED-PAYLOAD', 'STREAMING-UNSIGNED-PAYLOAD-TRAILER'])

export type SignatureFault = 'missing' | 'incomplete' | 'unknown-key' | 'mismatch'

/** Why a request is not accepted. The protocol chooses the error code for the fault. */
export class SignatureProblem extends Error {
  override readonly name = 'SignatureProblem'
  readonly fault: SignatureFault

  constructor(fault: SignatureFault, message: string) {
    super(message)
    this.fault = fault
  }
}

export interface Verification {
  /** The secret of an access key; undefined for a key that does not exist. */
  readonly secretOf: (accessKeyId: string) => string | undefined
  readonly nowMs: number
}

/** @throws {SignatureProblem} unless the request is signed by a known key, now, as it is */
export function verifySignature(request: WireRequest, { secretOf, nowMs }: Verification): Signature {
  const signature = signatureOf(request)
  if (signature === undefined) throw new SignatureProblem('missing', 'Request is missing Authentication Token')
  if (signature === 'malformed') {
    throw new SignatureProblem(
      'incomplete',
      "Authorization needs 'Credential', 'SignedHeaders' and 'Signature', with a scope of date, region, service and 'aws4_request'.",
    )
  }
  if (signature.algorithm !== ALGORITHM) {
    throw new SignatureProblem('incomplete', `Unsupported AWS 'algorithm': '${signature.algorithm}'; use ${ALGORITHM}.`)
  }
  requireSignedHeaders(request, signature)
  const signedAt = requireTime(request, signature, nowMs)
  const payload = payloadHash(request)
  const secret = secretOf(signature.accessKeyId)
  if (secret === undefined) {
    throw new SignatureProblem('unknown-key', 'The security token included in the request is invalid.')
  }
  const expected = sign(request, signature, signedAt, payload, secret)
  const given = Buffer.from(signature.signature, 'latin1')
  if (given.length !== expected.length || !timingSafeEqual(given, Buffer.from(expected, 'latin1'))) {
    throw new SignatureProblem(
      'mismatch',
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
    )
  }
  return signature
}

function sign(request: WireRequest, signature: Signature, signedAt: string, payload: string, secret: string): string {
  const { date, region, service } = signature
  const canonical = canonicalRequest(request, signature.signedHeaders, payload)
  const scope = `${date}/${region}/${service}/aws4_request`
  const text = [ALGORITHM, signedAt, scope, createHash('sha256').update(canonical).digest('hex')].join('\n')
  return createHmac('sha256', signingKey(secret, date, region, service))
    .update(text)
    .digest('hex')
}

/** Keys by secret, day, region and service: four hashes saved on every request of a client. */
const signingKeys = new Map<string, Buffer>()
const MAX_SIGNING_KEYS = 1_000

function signingKey(secret: string, date: string, region: string, service: string): Buffer {
  const id = [secret, date, region, service].join('\n')
  const known = signingKeys.get(id)
  if (known !== undefined) return known
  let key: Buffer = Buffer.from(`AWS4${secret}`)
  for (const part of [date, region, service, 'aws4_request']) key = createHmac('sha256', key).update(part).digest()
  if (signingKeys.size >= MAX_SIGNING_KEYS) signingKeys.clear()
  signingKeys.set(id, key)
  return key
}

function requireSignedHeaders(request: WireRequest, { place, signedHeaders }: Signature): void {
  const needed = ['host']
  if (place === 'header') needed.push(request.headers['x-amz-date'] === undefined ? 'date' : 'x-amz-date')
  if (request.headers['x-amz-target'] !== undefined) needed.push('x-amz-target')
  for (const name of needed) {
    if (!signedHeaders.includes(name)) {
      throw new SignatureProblem('incomplete', `'${name}' must be a 'SignedHeader' in the AWS Authorization.`)
    }
  }
}

/** The time of the signature as sent, once it is known to be current and to agree with the scope. */
function requireTime(request: WireRequest, signature: Signature, nowMs: number): string {
  const query = signature.place === 'query' ? new URLSearchParams(request.query) : undefined
  const signedAt =
    query === undefined ? (request.headers['x-amz-date'] ?? fromDate(request.headers.date)) : query.get('X-Amz-Date')
  const signedAtMs = parseBasic(signedAt ?? '')
  if (signedAt === undefined || signedAt === null || Number.isNaN(signedAtMs)) {
    throw new SignatureProblem('incomplete', `Date must be in ISO-8601 'basic format'. Got '${signedAt ?? ''}'.`)
  }
  if (signature.terminator !== 'aws4_request') {
    throw new SignatureProblem(
      'mismatch',
      `Credential should be scoped with a valid terminator: 'aws4_request', not '${signature.terminator}'.`,
    )
  }
  if (signature.date !== signedAt.slice(0, 8)) {
    throw new SignatureProblem(
      'mismatch',
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${signature.date}' != '${signedAt.slice(0, 8)}', from '${signedAt}'.`,
    )
  }
  requireCurrent(signedAt, signedAtMs, query === undefined ? MAX_SKEW_MS : expiresMs(query), nowMs)
  return signedAt
}

function requireCurrent(signedAt: string, signedAtMs: number, lifeMs: number, nowMs: number): void {
  const now = formatBasic(nowMs)
  if (signedAtMs < nowMs - lifeMs) {
    const earliest = formatBasic(nowMs - lifeMs)
    throw new SignatureProblem(
      'mismatch',
      `Signature expired: ${signedAt} is now earlier than ${earliest} (${now} - ${lifeMs / MINUTE_MS} min.)`,
    )
  }
  if (signedAtMs > nowMs + MAX_SKEW_MS) {
    const latest = formatBasic(nowMs + MAX_SKEW_MS)
    throw new SignatureProblem(
      'mismatch',
      `Signature not yet current: ${signedAt} is still later than ${latest} (${now} + ${MAX_SKEW_MS / MINUTE_MS} min.)`,
    )
  }
}

function expiresMs(query: URLSearchParams): number {
  const text = query.get('X-Amz-Expires') ?? ''
  const seconds = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN
  if (!(seconds >= 1 && seconds <= MAX_EXPIRES_SECONDS)) {
    throw new SignatureProblem(
      'incomplete',
      `X-Amz-Expires must be a number of seconds from 1 to ${MAX_EXPIRES_SECONDS}, got '${text}'.`,
    )
  }
  return seconds * SECOND_MS
}

function payloadHash(request: WireRequest): string {
  const declared = request.headers['x-amz-content-sha256']
  if (declared !== undefined && UNSIGNED_PAYLOADS.has(declared)) return declared
  if (declared?.startsWith('STREAMING-') === true) {
    throw new SignatureProblem(
      'incomplete',
      `x-amz-content-sha256 '${declared}' is not supported; sign the whole body or use STREAMING-UNSIGNED-PAYLOAD-TRAILER.`,
    )
  }
  return createHash('sha256').update(request.body).digest('hex')
}

/** `20261121T103000Z` as epoch milliseconds, NaN for anything else. */
function parseBasic(text: string): number {
  const parts = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(text)
  if (parts === null) return Number.NaN
  const [, year, month, day, hour, minute, second] = parts
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
}

function formatBasic(timeMs: number): string {
  return new Date(timeMs).toISOString().replaceAll(/[-:]|\.\d{3}/g, '')
}

/** A `Date` header in the form that `x-amz-date` has. */
function fromDate(header: string | undefined): string | undefined {
  const timeMs = Date.parse(header ?? '')
  return Number.isNaN(timeMs) ? header : formatBasic(timeMs)
}
