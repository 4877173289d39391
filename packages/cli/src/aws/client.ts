import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { sign } from '@atalaya/model/sigv4'
import type { Target } from './target.ts'

/** Calls operations of CloudWatch Logs. Without retries: who calls knows how long it may take. */
export interface LogsClient {
  /**
   * @param onHeaders is told the headers of an answer that is no error
   * @throws {AwsFailure} when the service answers with an error or cannot be reached
   */
  call(
    operation: string,
    input: object,
    signal?: AbortSignal,
    onHeaders?: (headers: IncomingMessage['headers']) => void,
  ): Promise<unknown>
  close(): void
}

export class AwsFailure extends Error {
  override readonly name: string = 'AwsFailure'
  /** The error of the service, such as `ResourceNotFoundException`; `Unreachable` when there was no answer. */
  readonly code: string
  /** Whether the same call may succeed a little later. */
  readonly passing: boolean
  /** The body of the answer; empty when there was none that could be read. */
  readonly body: Readonly<Record<string, unknown>>

  constructor(code: string, message: string, passing: boolean, options: AwsFailureOptions = {}) {
    super(message, { cause: options.cause })
    this.code = code
    this.passing = passing
    this.body = options.body ?? {}
  }
}

export interface AwsFailureOptions {
  readonly cause?: unknown
  readonly body?: Readonly<Record<string, unknown>> | undefined
}

export function logsClient(target: Target, now: () => number = Date.now): LogsClient {
  return awsClient(target, LOGS, now)
}

/** Calls operations of CloudWatch: metrics and alarms. */
export function cloudwatchClient(target: Target, now: () => number = Date.now): LogsClient {
  return awsClient(target, MONITORING, now)
}

/** How a service is called in the JSON protocol. */
interface JsonService {
  readonly name: 'logs' | 'monitoring'
  readonly contentType: string
  /** Before the name of the operation. */
  readonly targetPrefix: string
}

const LOGS: JsonService = {
  name: 'logs',
  contentType: 'application/x-amz-json-1.1',
  targetPrefix: 'Logs_20140328',
}
const MONITORING: JsonService = {
  name: 'monitoring',
  contentType: 'application/x-amz-json-1.0',
  targetPrefix: 'GraniteServiceVersion20100801',
}

function awsClient(target: Target, service: JsonService, now: () => number): LogsClient {
  const { url } = target
  const secure = url.protocol === 'https:'
  const agent = secure ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true })
  return {
    async call(operation, input, signal, onHeaders) {
      const body = JSON.stringify(input)
      const headers = sign(
        {
          method: 'POST',
          url,
          headers: { 'content-type': service.contentType, 'x-amz-target': `${service.targetPrefix}.${operation}` },
          body,
        },
        target.credentials,
        { region: target.region, service: service.name },
        now(),
      )
      const send = secure ? httpsRequest : httpRequest
      const answer = await exchange(send, { agent, url, headers, body, signal }).catch((error: unknown) => {
        throw new AwsFailure('Unreachable', `${url.origin} cannot be reached: ${reason(error)}`, true, { cause: error })
      })
      const document = read(operation, answer)
      onHeaders?.(answer.headers)
      return document
    },
    close: () => agent.destroy(),
  }
}

interface Exchange {
  readonly agent: HttpAgent | HttpsAgent
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly signal: AbortSignal | undefined
}

interface Answer {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

function exchange(send: typeof httpRequest, { agent, url, headers, body, signal }: Exchange): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = send(
      url,
      { method: 'POST', agent, headers, ...(signal === undefined ? {} : { signal }) },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () => {
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString(),
          })
        })
      },
    )
    request.setTimeout(SILENCE_MS, () => request.destroy(new Error(`no answer for ${SILENCE_MS / 1_000} s`)))
    request.on('error', reject)
    request.end(body)
  })
}

const SILENCE_MS = 60_000

function read(operation: string, { status, headers, body }: Answer): unknown {
  const document = parse(body)
  if (status >= 200 && status < 300 && document !== undefined) return document
  const { __type, message, Message } = document ?? {}
  const header = headers['x-amzn-errortype']
  const name = String(__type ?? (typeof header === 'string' ? header : `Http${status}`))
  const code = name.replace(/^.*#/, '').replace(/:.*$/, '')
  const text = String(
    message ??
      Message ??
      (document === undefined ? `status ${status}, and no JSON: not a CloudWatch Logs endpoint?` : `status ${status}`),
  )
  const passing = status >= 500 || status === 429 || PASSING.has(code)
  throw new AwsFailure(code, `${operation}: ${code}: ${text}`, passing, { body: document })
}

/** @see https://docs.aws.amazon.com/general/latest/gr/api-retries.html */
const PASSING: ReadonlySet<string> = new Set([
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'RequestThrottledException',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'BandwidthLimitExceeded',
  'SlowDown',
  'RequestTimeout',
  'RequestTimeoutException',
  'PriorRequestNotComplete',
  'OperationAbortedException',
  'ServiceUnavailableException',
])

function parse(body: string): Record<string, unknown> | undefined {
  if (body === '') return {}
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

/** Node gives an AggregateError without a message when every address of a name refuses. */
function reason(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reason).join(', ')
  return error instanceof Error ? error.message : String(error)
}
