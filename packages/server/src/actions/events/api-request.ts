/*
 * The request that an API destination gets. Pure.
 *
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destinations.html
 */
import type { TargetParameters } from '../outbox/delivery.ts'
import type { ApiDestination } from './api-destinations.ts'
import type { AuthParameters } from './connections.ts'

export type HttpParameters = NonNullable<AuthParameters['InvocationHttpParameters']>

export interface ApiRequest {
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

/** The header that says who calls. */
export interface Authorization {
  readonly name: string
  readonly value: string
}

const FIXED_HEADERS = { 'user-agent': 'Amazon/EventBridge/ApiDestinations', range: 'bytes=0-1048575' }

/** Headers that are about the connection or made by us: nobody sets them. */
export const RESERVED_HEADERS: ReadonlySet<string> = new Set([
  ...[
    'a-im',
    'accept-charset',
    'accept-datetime',
    'accept-encoding',
    'cache-control',
    'connection',
    'content-encoding',
  ],
  ...['content-length', 'content-md5', 'date', 'expect', 'forwarded', 'from', 'host', 'http2-settings', 'if-match'],
  ...['if-modified-since', 'if-none-match', 'if-range', 'if-unmodified-since', 'keep-alive', 'max-forwards', 'origin'],
  ...['pragma', 'proxy-authorization', 'range', 'referer', 'te', 'trailer', 'transfer-encoding', 'user-agent'],
  ...['upgrade', 'via', 'warning'],
])

const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
// What may stand in a value, after it has been written as bytes.
const HEADER_VALUE = /^[\t\u0020-\u007e\u0080-\u00ff]*$/

/** The header of a connection that needs no token. */
export function authorizationOf({
  ApiKeyAuthParameters,
  BasicAuthParameters,
}: AuthParameters): Authorization | undefined {
  if (ApiKeyAuthParameters !== undefined) {
    return { name: ApiKeyAuthParameters.ApiKeyName, value: ApiKeyAuthParameters.ApiKeyValue }
  }
  if (BasicAuthParameters === undefined) return undefined
  const { Username, Password } = BasicAuthParameters
  return { name: 'authorization', value: basic(Username, Password) }
}

function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
}

/**
 * What the connection says takes precedence over what the target says.
 *
 * @returns why there can be no such request; the text holds no value, which may be secret
 */
export function apiRequest(
  { endpoint, method }: Pick<ApiDestination, 'endpoint' | 'method'>,
  authorization: Authorization | undefined,
  connection: HttpParameters,
  target: TargetParameters,
  body: string,
): ApiRequest | { readonly problem: string } {
  const url = withQuery(withPath(endpoint, target.path), {
    ...target.query,
    ...record(connection.QueryStringParameters),
  })
  if (url === undefined) return { problem: `PathParameterValues do not fit the address, ${endpoint.split('?')[0]}.` }
  const headers = headersOf([target.headers, record(connection.HeaderParameters)], authorization)
  if (typeof headers === 'string') return { problem: headers }
  // A request that only asks has no body.
  const isAsking = method === 'GET' || method === 'HEAD'
  return { url, method, headers, body: isAsking ? undefined : withFields(body, record(connection.BodyParameters)) }
}

/** Undefined when there are fewer values than places, or one of them would lead to another place. */
function withPath(endpoint: string, values: readonly string[]): string | undefined {
  const parts = endpoint.split('*')
  if (parts.length - 1 > values.length) return undefined
  const url = parts.reduce((text, part, index) => text + encodeURIComponent(values[index - 1] ?? '') + part)
  return parts.length > 1 && hasDots(url) ? undefined : url
}

/** Whether a part of the path is `.` or `..`, which would be resolved. */
function hasDots(url: string): boolean {
  return (url.split(/[?#]/)[0] ?? '').split('/').some((part) => /^(\.|%2e){1,2}$/i.test(part))
}

function withQuery(address: string | undefined, query: Readonly<Record<string, string>>): string | undefined {
  if (address === undefined || Object.keys(query).length === 0) return address
  const url = new URL(address)
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  return url.href
}

/** A text says why there can be none. */
function headersOf(
  given: readonly Readonly<Record<string, string>>[],
  authorization: Authorization | undefined,
): Readonly<Record<string, string>> | string {
  const headers: Record<string, string> = { 'content-type': 'application/json; charset=utf-8' }
  const all = [...given.flatMap((each) => Object.entries(each))]
  if (authorization !== undefined) all.push([authorization.name, authorization.value])
  for (const [name, value] of all) {
    if (!HEADER_NAME.test(name)) return 'The name of a header is not valid.'
    const key = name.toLowerCase()
    if (RESERVED_HEADERS.has(key)) continue
    // Bytes, one for each character: what is not ASCII goes as UTF-8.
    const bytes = Buffer.from(value).toString('latin1')
    if (!HEADER_VALUE.test(bytes)) return `The value of header ${name} is not valid.`
    headers[key] = bytes
  }
  return { ...headers, ...FIXED_HEADERS }
}

/** Fields of the connection in a body that is a JSON object; any other body stays as it is. */
function withFields(body: string, fields: Readonly<Record<string, string>>): string {
  if (Object.keys(fields).length === 0) return body
  try {
    const value: unknown = JSON.parse(body)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return body
    return JSON.stringify({ ...value, ...fields })
  } catch {
    return body
  }
}

interface Parameter {
  readonly Key?: string | undefined
  readonly Value?: string | undefined
}

export function record(parameters: readonly Parameter[] = []): Readonly<Record<string, string>> {
  return Object.fromEntries(parameters.map(({ Key = '', Value = '' }) => [Key, Value]))
}
