/**
 * Which web pages may call the server.
 *
 * A browser lets any page send simple requests to any address, this computer's loopback included, and AWS's query protocol is
 * made of simple requests. So a request that names an origin is served only if the origin is allowed: pages of this computer,
 * pages of the server itself when it is reachable from elsewhere, and those the operator named. Clients that are no browsers
 * send no Origin and are not concerned.
 *
 * @see https://fetch.spec.whatwg.org/#http-cors-protocol
 */
export interface OriginRules {
  /** Origins such as `https://grafana.example`; `*` allows every one. */
  readonly allowed: readonly string[]
  /** Whether only this computer can reach the server. Then its own name in Host proves nothing: it may be a rebound one. */
  readonly loopbackOnly: boolean
}

export function isAllowedOrigin(origin: string, host: string | undefined, rules: OriginRules): boolean {
  if (rules.allowed.includes('*') || rules.allowed.includes(origin)) return true
  const name = hostName(origin)
  if (name === undefined) return false
  if (isLocalName(name)) return true
  return !rules.loopbackOnly && host !== undefined && origin.replace(/^https?:\/\//, '') === host
}

/**
 * Whether an action by GET may come from a page that should not be able to: an image or a link on another site, which carry no
 * Origin, or a page whose name was rebound to this computer. SDKs send actions by POST, for which browsers name the origin.
 */
export function isForeignGet(headers: Readonly<Record<string, string | undefined>>, rules: OriginRules): boolean {
  if (rules.allowed.includes('*')) return false
  if (headers.origin === undefined && headers['sec-fetch-site'] === 'cross-site') return true
  const name = hostName(`http://${headers.host ?? ''}`)
  return rules.loopbackOnly && (name === undefined || !isLocalName(name))
}

function hostName(origin: string): string | undefined {
  if (!/^https?:\/\//.test(origin)) return undefined
  try {
    return new URL(origin).hostname
  } catch {
    return undefined
  }
}

function isLocalName(name: string): boolean {
  return name === 'localhost' || name.endsWith('.localhost') || name === '[::1]' || /^127(\.\d{1,3}){3}$/.test(name)
}

/** What a page may read of an answer, and send with a request. */
const EXPOSED =
  'x-amzn-requestid, x-amzn-errortype, x-amzn-query-error, x-amzn-errormessage, x-amz-request-id, x-amz-id-2, ' +
  'x-amzn-trace-id, x-amzn-failure-message, smithy-protocol, date, retry-after'
const METHODS = 'GET, POST, PUT, DELETE, OPTIONS'
const PREFLIGHT_SECONDS = '600'

/** Headers of every answer to an allowed origin. */
export function corsHeaders(origin: string): Readonly<Record<string, string>> {
  return { 'access-control-allow-origin': origin, 'access-control-expose-headers': EXPOSED, vary: 'Origin' }
}

/** Headers of the answer to a preflight request. */
export function preflightHeaders(
  origin: string,
  requestedHeaders: string | undefined,
): Readonly<Record<string, string>> {
  return {
    ...corsHeaders(origin),
    'access-control-allow-methods': METHODS,
    ...(requestedHeaders === undefined ? {} : { 'access-control-allow-headers': requestedHeaders }),
    'access-control-max-age': PREFLIGHT_SECONDS,
    // Pages on the open internet ask before they call a private address; allowed origins may.
    'access-control-allow-private-network': 'true',
  }
}
