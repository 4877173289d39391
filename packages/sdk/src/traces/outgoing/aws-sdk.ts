import type { Attributes } from '@opentelemetry/api'
import { recordFailure } from '../errors.ts'
import { XRAY_HEADER } from '../propagation/xray-header.ts'
import { traceHeaders } from '../traced.ts'
import { type ClientCall, startCall } from './client-call.ts'

/** A client of the AWS SDK for JavaScript v3. */
interface AwsClient {
  readonly middlewareStack: { add(middleware: never, options: never): void }
  readonly config?: { readonly region?: unknown }
}

interface Step {
  readonly input: Readonly<Record<string, unknown>>
  readonly request: { readonly headers: Record<string, string> }
}

interface Metadata {
  readonly httpStatusCode?: number
  readonly requestId?: string
}

interface Result {
  readonly output: { readonly $metadata?: Metadata }
}

type Next = (step: Step) => Promise<Result>

type Middleware = (
  next: Next,
  context: { readonly clientName?: string; readonly commandName?: string },
) => (step: Step) => Promise<Result>

const instrumented = new WeakSet<object>()

/**
 * Makes a span of every call of a client of the AWS SDK v3, inside of a trace: `const s3 = instrumentAwsClient(new S3Client())`.
 * The request carries the X-Ray header. Of the input only names of resources are recorded: table, bucket, queue, topic, function.
 *
 * @returns the same client
 * @see https://opentelemetry.io/docs/specs/semconv/cloud-providers/aws-sdk/
 */
export function instrumentAwsClient<T extends AwsClient>(client: T): T {
  if (instrumented.has(client)) return client
  instrumented.add(client)
  const stack = client.middlewareStack as unknown as { add(middleware: Middleware, options: object): void }
  stack.add(spanAround(client), { step: 'initialize', priority: 'high', name: 'atalayaSpan', override: true })
  stack.add(withHeader, { step: 'build', name: 'atalayaTraceHeader', override: true })
  return client
}

const spanAround =
  ({ config }: AwsClient): Middleware =>
  (next, { clientName = '', commandName = '' }) =>
  async (step) => {
    const service = clientName.replace(/Client$/, '') || 'AWS'
    const operation = commandName.replace(/Command$/, '') || 'Call'
    const call = startCall(`${service}.${operation}`, () => attributesOf(service, operation, step.input))
    if (call === undefined) return next(step)
    call.span.setAttributes(await regionOf(config?.region))
    try {
      // The request itself is this call: it needs no second span.
      const result = await call.runAlone(() => next(step))
      answered(call, result.output.$metadata)
      call.end()
      return result
    } catch (error) {
      answered(call, (error as { readonly $metadata?: Metadata } | undefined)?.$metadata)
      call.end(error)
      throw error
    }
  }

/** Before the request is signed. */
const withHeader: Middleware = (next) => (step) => {
  const header = traceHeaders()[XRAY_HEADER]
  if (header !== undefined) step.request.headers[XRAY_HEADER] = header
  return next(step)
}

/** A region that cannot be found out is the client's trouble, not the span's. */
async function regionOf(region: unknown): Promise<Attributes> {
  try {
    const found: unknown = typeof region === 'function' ? await (region as () => Promise<unknown>)() : region
    return typeof found === 'string' ? { 'aws.region': found } : {}
  } catch {
    return {}
  }
}

function answered({ span }: ClientCall, metadata: Metadata = {}): void {
  const { httpStatusCode, requestId } = metadata
  if (httpStatusCode !== undefined) span.setAttribute('http.response.status_code', httpStatusCode)
  if (requestId !== undefined) span.setAttribute('aws.request_id', requestId)
  if (httpStatusCode !== undefined && httpStatusCode >= 400) recordFailure(span, String(httpStatusCode))
}

const RESOURCES: Readonly<Record<string, string>> = {
  TableName: 'aws.table_name',
  QueueUrl: 'aws.queue_url',
  Bucket: 'aws.s3.bucket',
  TopicArn: 'aws.sns.topic.arn',
  FunctionName: 'aws.lambda.function_name',
}

function attributesOf(service: string, operation: string, input: Step['input']): Attributes {
  const named = Object.entries(RESOURCES).flatMap(([member, attribute]) => {
    const value = input[member]
    return typeof value === 'string' ? [[attribute, value] as const] : []
  })
  return { 'rpc.system': 'aws-api', 'rpc.service': service, 'rpc.method': operation, ...Object.fromEntries(named) }
}
