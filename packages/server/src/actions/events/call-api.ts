/*
 * Calls API destinations, and learns from their answers whether connections are let in.
 *
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destinations.html#eb-api-destination-error-codes
 */
import { type Clock, SECOND_MS } from '@atalaya/model'
import { answeredWith, exchange } from '../deliver/post.ts'
import type { Job, Outcome } from '../outbox/delivery.ts'
import type { ApiDestinations } from './api-destinations.ts'
import { type Authorization, apiRequest, authorizationOf } from './api-request.ts'
import type { AuthParameters, Connection, Connections } from './connections.ts'
import { OAuthTokens } from './oauth-tokens.ts'

export interface ApiCallerOptions {
  readonly destinations: ApiDestinations
  readonly clock: Clock
  readonly isAllowedAddress: (address: string) => boolean
}

const TIMEOUT_MS: number = 5 * SECOND_MS
/** Times that a new connection asks an authorization endpoint that is not there. Our choice: about 10 minutes. */
const MAX_AUTHORIZATION_ATTEMPTS = 10

/** What may be better next time; every 5xx besides. */
const PASSING: ReadonlySet<number> = new Set([409, 429])

export class ApiCaller {
  readonly #options: ApiCallerOptions
  readonly #connections: Connections
  readonly #tokens: OAuthTokens

  constructor(options: ApiCallerOptions) {
    this.#options = options
    this.#connections = options.destinations.connections
    this.#tokens = new OAuthTokens(options)
  }

  async call(job: Extract<Job, { type: 'api' }>, signal: AbortSignal): Promise<Outcome> {
    const destination = this.#options.destinations.byArn(job.destinationArn)
    if (destination === undefined) return givenUp('The API destination has been deleted.')
    const connection = this.#connections.byArn(destination.connectionArn)
    const credentials = connection && this.#connections.credentials(connection)
    if (connection === undefined || credentials === undefined || connection.state === 'DEAUTHORIZED') {
      return givenUp('The API destination is inactive: its connection is not authorized.')
    }
    const key = await this.#key(connection, credentials, signal)
    if ('ok' in key) return key
    const { InvocationHttpParameters = {} } = credentials
    const request = apiRequest(destination, key, InvocationHttpParameters, job.parameters, job.body)
    if ('problem' in request) return givenUp(request.problem)
    if (!this.#options.isAllowedAddress(request.url)) {
      return givenUp('The address is not among those that ATALAYA_SUBSCRIPTION_URLS allows.')
    }
    const answer = await exchange({ ...request, timeoutMs: TIMEOUT_MS }, signal)
    if ('error' in answer) return { ok: false, permanent: false, error: answer.error }
    const { status, headers } = answer
    if (status >= 200 && status < 300) return { ok: true }
    const error = answeredWith(request.url, status)
    if (status === 401 || status === 407) return await this.#refused(connection, key, error)
    if (status < 500 && !PASSING.has(status)) return givenUp(error)
    const pauseMs = pauseOf(headers.get('retry-after'), this.#options.clock.now())
    if (pauseMs !== undefined && pauseMs < 0) return givenUp(error)
    return { ok: false, permanent: false, error, pauseMs }
  }

  /** Finds out whether the credentials of a connection are good for a token. */
  async authorize(
    { connectionArn, revision }: Extract<Job, { type: 'authorization' }>,
    attempts: number,
    signal: AbortSignal,
  ): Promise<Outcome> {
    const connection = this.#connections.byArn(connectionArn)
    const parameters = connection && this.#connections.credentials(connection)?.OAuthParameters
    // It has been changed or deleted since.
    if (connection?.revision !== revision || parameters === undefined) return { ok: true }
    const answer = await this.#tokens.token(connection, parameters, signal)
    if ('token' in answer) {
      await this.#connections.learn(connection, undefined)
      return { ok: true }
    }
    const permanent = answer.refused || attempts + 1 >= MAX_AUTHORIZATION_ATTEMPTS
    if (permanent && !signal.aborted) await this.#connections.learn(connection, answer.error)
    return { ok: false, permanent, error: answer.error }
  }

  /** After the control state was wiped. */
  reset(): void {
    this.#tokens.clear()
  }

  async #key(connection: Connection, credentials: AuthParameters, signal: AbortSignal): Promise<Key | Failure> {
    if (credentials.OAuthParameters === undefined) {
      const authorization = authorizationOf(credentials)
      return authorization ?? givenUp('The connection has no credentials.')
    }
    const answer = await this.#tokens.token(connection, credentials.OAuthParameters, signal)
    if ('token' in answer) {
      if (connection.state !== 'AUTHORIZED') await this.#connections.learn(connection, undefined)
      return { name: 'authorization', value: `Bearer ${answer.token}`, ...answer }
    }
    if (answer.refused) await this.#connections.learn(connection, answer.error)
    return { ok: false, permanent: answer.refused, error: answer.error }
  }

  /** A token may have expired; credentials that do not expire are wrong. */
  async #refused(connection: Connection, key: Key, error: string): Promise<Outcome> {
    if (key.token === undefined) {
      await this.#connections.learn(connection, error)
      return givenUp(error)
    }
    this.#tokens.forget(connection, key.token)
    return { ok: false, permanent: key.isFresh === true, error }
  }
}

type Failure = Extract<Outcome, { ok: false }>

interface Key extends Authorization {
  readonly token?: string
  readonly isFresh?: boolean
}

function givenUp(error: string): Failure {
  return { ok: false, permanent: true, error }
}

/** What `Retry-After` asks for, in milliseconds; undefined when it asks for nothing that can be read. */
export function pauseOf(text: string | null, nowMs: number): number | undefined {
  if (text === null) return undefined
  if (/^\s*-?\d+\s*$/.test(text)) return Number(text) * SECOND_MS
  const timeMs = Date.parse(text)
  return Number.isNaN(timeMs) ? undefined : Math.max(timeMs - nowMs, 0)
}
