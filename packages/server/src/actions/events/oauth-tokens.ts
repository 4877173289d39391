/*
 * Tokens of connections that authorize with the client credentials of OAuth, fetched when they are needed and kept in memory
 * until they expire.
 *
 * https://datatracker.ietf.org/doc/html/rfc6749#section-4.4
 */
import { type Clock, MINUTE_MS, SECOND_MS } from '@atalaya/model'
import { answeredWith, exchange, originOf, PASSING } from '../deliver/post.ts'
import { RESERVED_HEADERS, record } from './api-request.ts'
import type { AuthParameters, Connection } from './connections.ts'

type OAuthParameters = NonNullable<AuthParameters['OAuthParameters']>

export type TokenAnswer =
  | { readonly token: string; readonly isFresh: boolean }
  /** `refused`: the credentials are not taken, rather than that nobody was there. */
  | { readonly error: string; readonly refused: boolean }

export interface OAuthTokensOptions {
  readonly clock: Clock
  readonly isAllowedAddress: (address: string) => boolean
}

interface Kept {
  readonly token: string
  readonly expiresMs: number
}

/** One that expires so soon is fetched anew. @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-target-connection-auth.html */
const RENEW_MS = MINUTE_MS
const TIMEOUT_MS: number = 5 * SECOND_MS
const MAX_ANSWER_BYTES = 65_536
const TOKEN = /^[\x21-\x7e]{1,16384}$/

export class OAuthTokens {
  readonly #options: OAuthTokensOptions
  /** By ARN and revision of the connection. */
  readonly #kept = new Map<string, Kept>()
  readonly #fetching = new Map<string, Promise<TokenAnswer>>()

  constructor(options: OAuthTokensOptions) {
    this.#options = options
  }

  /** Those who want the same token at the same time share one request. Never rejects. */
  async token(connection: Connection, parameters: OAuthParameters, signal: AbortSignal): Promise<TokenAnswer> {
    const key = keyOf(connection)
    const kept = this.#kept.get(key)
    if (kept !== undefined && kept.expiresMs - RENEW_MS > this.#options.clock.now()) {
      return { token: kept.token, isFresh: false }
    }
    let fetching = this.#fetching.get(key)
    if (fetching === undefined) {
      fetching = this.#fetch(key, parameters, signal).finally(() => this.#fetching.delete(key))
      this.#fetching.set(key, fetching)
    }
    return await fetching
  }

  /** After it was not taken. */
  forget(connection: Connection, token: string): void {
    const key = keyOf(connection)
    if (this.#kept.get(key)?.token === token) this.#kept.delete(key)
  }

  clear(): void {
    this.#kept.clear()
  }

  async #fetch(key: string, parameters: OAuthParameters, signal: AbortSignal): Promise<TokenAnswer> {
    const { url, ...request } = tokenRequest(parameters)
    if (!this.#options.isAllowedAddress(url)) {
      return { error: 'ATALAYA_SUBSCRIPTION_URLS does not allow the authorization endpoint.', refused: true }
    }
    const answer = await exchange({ url, ...request, timeoutMs: TIMEOUT_MS, maxAnswerBytes: MAX_ANSWER_BYTES }, signal)
    if ('error' in answer) return { error: answer.error, refused: false }
    const { status, text } = answer
    if (status < 200 || status > 299) {
      return { error: answeredWith(url, status), refused: status < 500 && !PASSING.has(status) }
    }
    const { token, lifeMs } = readToken(text)
    if (token === undefined) return { error: `${originOf(url)} answered without an access_token.`, refused: true }
    // One connection has one token: those of earlier credentials go.
    for (const other of this.#kept.keys()) if (arnOf(other) === arnOf(key)) this.#kept.delete(other)
    this.#kept.set(key, { token, expiresMs: this.#options.clock.now() + lifeMs })
    return { token, isFresh: true }
  }
}

/**
 * What the authorization endpoint is asked. Our choice, as AWS does not say: the credentials are form fields, and a `grant_type` of
 * the connection's own replaces ours.
 */
export function tokenRequest({
  AuthorizationEndpoint,
  HttpMethod,
  ClientParameters,
  OAuthHttpParameters = {},
}: OAuthParameters): {
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
} {
  const { HeaderParameters, QueryStringParameters, BodyParameters } = OAuthHttpParameters
  const fields = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: ClientParameters.ClientID,
    client_secret: ClientParameters.ClientSecret,
    ...record(BodyParameters),
  })
  const url = new URL(AuthorizationEndpoint)
  const isGet = HttpMethod === 'GET'
  for (const [name, value] of Object.entries(record(QueryStringParameters))) url.searchParams.set(name, value)
  if (isGet) for (const [name, value] of fields) url.searchParams.set(name, value)
  const given = Object.entries(record(HeaderParameters))
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => !RESERVED_HEADERS.has(name))
  return {
    url: url.href,
    method: HttpMethod,
    headers: {
      accept: 'application/json',
      ...Object.fromEntries(given),
      ...(isGet ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
    },
    body: isGet ? undefined : fields.toString(),
  }
}

/** One that does not say how long it lives is kept until it is no longer taken. */
function readToken(text: string): { readonly token: string | undefined; readonly lifeMs: number } {
  try {
    const { access_token: token, expires_in: seconds } = JSON.parse(text) as Readonly<Record<string, unknown>>
    const life = Number(seconds ?? Number.NaN)
    return {
      token: typeof token === 'string' && TOKEN.test(token) ? token : undefined,
      lifeMs: life >= 0 ? life * SECOND_MS : Number.POSITIVE_INFINITY,
    }
  } catch {
    return { token: undefined, lifeMs: 0 }
  }
}

function keyOf({ arn, revision }: Connection): string {
  return `${arn} ${revision}`
}

function arnOf(key: string): string {
  return key.slice(0, key.indexOf(' '))
}
