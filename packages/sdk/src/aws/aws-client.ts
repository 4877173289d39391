import process from 'node:process'
import { type Credentials, sign } from '@atalaya/model/sigv4'
import { type Outcome, type Outgoing, reasonOf, type Send, sendByFetch } from '../output/send.ts'
import { type CredentialSource, defaultCredentials, ofEnvironment } from './credentials.ts'

/** Where AWS calls go and as whom. */
export interface AwsOptions {
  /** Default: `AWS_REGION`, `AWS_DEFAULT_REGION`, else us-east-1. */
  readonly region?: string | undefined
  /** An Atalaya server or another place that speaks AWS. Default: `AWS_ENDPOINT_URL`, else AWS. */
  readonly endpoint?: string | undefined
  /** Default: of the environment, the container or the instance. A provider of the AWS SDK fits too. */
  readonly credentials?: Credentials | CredentialSource | undefined
  /** Of one request, in milliseconds. Default: 10,000. */
  readonly timeoutMs?: number | undefined
  readonly send?: Send | undefined
}

export type AwsService = 'logs' | 'monitoring' | 'xray'

/** Where a call goes and what it needs besides its input: X-Ray names the operation in the path, the others in a header. */
type Route = (operation: string) => { readonly path: string; readonly headers: Readonly<Record<string, string>> }

const ROUTES: Readonly<Record<AwsService, Route>> = {
  logs: jsonRoute('Logs_20140328', '1.1'),
  monitoring: jsonRoute('GraniteServiceVersion20100801', '1.0'),
  xray: (operation) => ({ path: `/${operation}`, headers: { 'content-type': 'application/json' } }),
}

function jsonRoute(target: string, version: string): Route {
  return (operation) => ({
    path: '/',
    headers: { 'content-type': `application/x-amz-json-${version}`, 'x-amz-target': `${target}.${operation}` },
  })
}

/** Failed calls, with the code of the service. */
export class AwsCallError extends Error {
  override readonly name: string = 'AwsCallError'
  /** `ResourceNotFoundException`; `Unreachable` when there was no answer. */
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

/** Calls operations of CloudWatch and X-Ray in JSON, signed. Those of X-Ray are named by their path: `SamplingTargets`. */
export class AwsClient {
  readonly #service: AwsService
  readonly #region: string
  readonly #url: URL
  readonly #credentials: CredentialSource
  readonly #timeoutMs: number
  readonly #send: Send
  /** The latest credentials: at exit there is no time to ask for others. */
  #known: Credentials | undefined

  /** @throws {TypeError} for an endpoint that is no URL */
  constructor(
    service: AwsService,
    options: AwsOptions = {},
    env: Readonly<Record<string, string | undefined>> = process.env,
  ) {
    this.#service = service
    this.#region = options.region || env.AWS_REGION || env.AWS_DEFAULT_REGION || 'us-east-1'
    const endpoint = options.endpoint || env.AWS_ENDPOINT_URL || `https://${service}.${this.#region}.amazonaws.com`
    if (!URL.canParse(endpoint)) throw new TypeError(`endpoint must be a URL, got '${endpoint}'`)
    this.#url = new URL('/', endpoint)
    const { credentials } = options
    this.#known =
      typeof credentials === 'object' ? credentials : credentials === undefined ? ofEnvironment(env) : undefined
    this.#credentials =
      typeof credentials === 'function'
        ? credentials
        : credentials
          ? async () => credentials
          : defaultCredentials({ env })
    this.#timeoutMs = options.timeoutMs ?? 10_000
    this.#send = options.send ?? sendByFetch
  }

  /** One attempt of one call. Never rejects. */
  async attempt(operation: string, input: string): Promise<Outcome> {
    try {
      this.#known = await this.#credentials()
      const request = this.#request(operation, input, this.#known)
      const answer = await this.#send(request, this.#timeoutMs)
      if (answer.status === 200) return { kind: 'done', answer }
      const { code, message } = failureOf(answer.body)
      const reason = `${code || `status ${answer.status}`}${message === '' ? '' : `: ${message}`}`
      const passing = answer.status >= 500 || answer.status === 429 || THROTTLING.test(code)
      if (passing) return { kind: 'passing', reason, retryAfterMs: answer.retryAfterMs }
      return { kind: 'refused', reason, status: answer.status }
    } catch (error) {
      return { kind: 'passing', reason: `${this.#url.origin} cannot be reached: ${reasonOf(error)}` }
    }
  }

  /** A signed request for somebody else to send; undefined while no credentials are known. */
  prepare(operation: string, input: string): Outgoing | undefined {
    return this.#known === undefined ? undefined : this.#request(operation, input, this.#known)
  }

  #request(operation: string, input: string, credentials: Credentials): Outgoing {
    const { path, headers: unsigned } = ROUTES[this.#service](operation)
    const url = new URL(path, this.#url)
    // `fetch` writes the host itself.
    const { host: _, ...headers } = sign(
      { method: 'POST', url, headers: unsigned, body: input },
      credentials,
      { region: this.#region, service: this.#service },
      Date.now(),
    )
    return { method: 'POST', url: url.href, headers, body: input }
  }

  /** @throws {AwsCallError} */
  async call(operation: string, input: object): Promise<unknown> {
    const outcome = await this.attempt(operation, JSON.stringify(input))
    if (outcome.kind === 'done') return JSON.parse(outcome.answer.body || '{}')
    const code = /^\w+(?=:|$)/.exec(outcome.reason)?.[0] ?? 'Unreachable'
    throw new AwsCallError(code, `${operation}: ${outcome.reason}`)
  }
}

const THROTTLING = /Throttl|TooManyRequests|RequestLimitExceeded|SlowDown|RequestTimeout/

function failureOf(body: string): { readonly code: string; readonly message: string } {
  try {
    const { __type = '', message, Message } = JSON.parse(body) as Readonly<Record<string, string | undefined>>
    return { code: __type.split('#').at(-1) ?? '', message: message ?? Message ?? '' }
  } catch {
    return { code: '', message: body.slice(0, 200) }
  }
}
