import type { WireRequest } from '../wire.ts'

/** The parts of a Signature Version 4, from the header or the query. Nothing of it is verified. */
export interface Signature {
  readonly place: 'header' | 'query'
  readonly algorithm: string
  readonly accessKeyId: string
  /** `YYYYMMDD`. */
  readonly date: string
  readonly region: string
  readonly service: string
  readonly terminator: string
  readonly signedHeaders: readonly string[]
  readonly signature: string
}

/** The signature of a request; undefined when there is none, `'malformed'` when it cannot be taken apart. */
export function signatureOf(request: WireRequest): Signature | 'malformed' | undefined {
  const header = request.headers.authorization
  if (header !== undefined) return fromHeader(header)
  return request.query.includes('X-Amz-Signature=') ? fromQuery(new URLSearchParams(request.query)) : undefined
}

function fromHeader(header: string): Signature | 'malformed' | undefined {
  const space = header.indexOf(' ')
  const algorithm = space === -1 ? header : header.slice(0, space)
  // Basic and Bearer are for others.
  if (!algorithm.startsWith('AWS4-')) return undefined
  const parts = new Map(
    header
      .slice(algorithm.length)
      .split(',')
      .map((part) => {
        const equals = part.indexOf('=')
        return [part.slice(0, Math.max(equals, 0)).trim(), part.slice(equals + 1).trim()]
      }),
  )
  return assemble('header', algorithm, parts.get('Credential'), parts.get('SignedHeaders'), parts.get('Signature'))
}

function fromQuery(query: URLSearchParams): Signature | 'malformed' {
  const value = (name: string): string | undefined => query.get(name) ?? undefined
  return assemble(
    'query',
    value('X-Amz-Algorithm') ?? '',
    value('X-Amz-Credential'),
    value('X-Amz-SignedHeaders'),
    value('X-Amz-Signature'),
  )
}

function assemble(
  place: Signature['place'],
  algorithm: string,
  credential: string | undefined,
  signedHeaders: string | undefined,
  signature: string | undefined,
): Signature | 'malformed' {
  // SigV4a has no region in its scope.
  const scope = (credential ?? '').split('/')
  const [terminator, service, region, date] = scope.slice(-4).reverse()
  const accessKeyId = scope.slice(0, -4).join('/')
  if (
    accessKeyId === '' ||
    date === undefined ||
    region === undefined ||
    service === undefined ||
    terminator === undefined ||
    signedHeaders === undefined ||
    signature === undefined
  ) {
    return 'malformed'
  }
  return {
    place,
    algorithm,
    accessKeyId,
    date,
    region,
    service,
    terminator,
    signedHeaders: signedHeaders.split(';'),
    signature,
  }
}
