import { randomUUID } from 'node:crypto'
import { type Clock, DEFAULT_ACCOUNT_ID, DEFAULT_REGION, systemClock } from '@atalaya/model'
import { AwsError } from '../aws-error.ts'
import { readBody } from '../body/read-body.ts'
import { errorAnswer } from '../errors/error-answer.ts'
import { type OperationModel, type ServiceModel, serviceModel, streamMember } from '../model/service-model.ts'
import type { Call, Operation, ServiceName } from '../operation.ts'
import { type Content, type Protocol, protocolOf } from '../protocols/protocol.ts'
import type { ProtocolName } from '../services.ts'
import { inputDecoder } from '../shapes/decode.ts'
import { explainRefusal } from '../shapes/explain.ts'
import { REFUSED } from '../shapes/wire-form.ts'
import type { Signature } from '../sigv4/credential.ts'
import { SignatureProblem, verifySignature } from '../sigv4/verify.ts'
import type { WireRequest, WireResponse } from '../wire.ts'
import { liveAnswer } from './live-answer.ts'
import {
  failure,
  headRefusal,
  isUnavailable,
  signatureRefusal,
  unknownOperation,
  unsupportedOperation,
} from './refusals.ts'
import { hasAction, protocolHint, type Route, route, routeOfHead } from './route.ts'
import { callerOf } from './tenant.ts'

/** 20 MiB: the largest batch that AWS takes (1 MiB of log text) with room for JSON escapes. */
export const DEFAULT_MAX_BODY_BYTES: number = 20 * 1024 * 1024

/** Operations that AWS accepts unsigned: the caller proves who it is with a token in the input. */
const UNSIGNED: ReadonlySet<string> = new Set([
  'sts.AssumeRoleWithWebIdentity',
  'sts.AssumeRoleWithSAML',
  'sns.ConfirmSubscription',
  'sns.Unsubscribe',
])

export interface AwsEndpointOptions<Deps> {
  readonly operations: readonly Operation<Deps>[]
  readonly deps: Deps
  /** Judges the age of signatures. Default: the system's clock. */
  readonly clock?: Clock
  /** Account of callers whose access key is not an account id. Default: 000000000000. */
  readonly defaultAccountId?: string
  /** Region of unsigned requests. Default: us-east-1. */
  readonly defaultRegion?: string
  /** Most bytes of a body, before and after inflating. Default: 20 MiB. */
  readonly maxBodyBytes?: number
  /** Requires a valid signature on every request. Without it any or no credentials are accepted. */
  readonly authenticate?: {
    /** The secret of an access key; undefined for a key that does not exist. */
    readonly secretOf: (accessKeyId: string) => string | undefined
  }
  /** Told of every failure that is ours, which the caller sees without detail. */
  readonly onFailure?: (error: unknown, context: FailureContext) => void
  /** Told of every answer. For an event stream: when the answer begins. */
  readonly onCall?: (call: CallRecord) => void
}

export interface FailureContext {
  readonly requestId: string
  readonly service: ServiceName | undefined
  readonly operation: string | undefined
}

export interface CallRecord {
  readonly service: ServiceName | undefined
  /** As the caller wrote it when the service does not know it; undefined when there is none. */
  readonly operation: string | undefined
  readonly status: number
  readonly durationMs: number
  /** As received. */
  readonly requestBytes: number
}

/** Why the server around the endpoint does not take a request: before its body is read. */
export interface HeadRefusal {
  readonly reason: 'too-large' | 'busy' | 'forbidden'
  readonly message: string
}

export interface AwsEndpoint {
  /** Whether a request is meant for an AWS API rather than for another part of the server. Looks at no body. */
  accepts(request: Omit<WireRequest, 'body'>): boolean
  /** Answers a request. Never rejects. */
  handle(request: WireRequest, signal: AbortSignal): Promise<WireResponse>
  /** Who sends a request to another part of the server, by the same rules; what to answer to somebody who is not let in. */
  admit(request: WireRequest): { readonly tenant: Call['tenant'] } | { readonly refusal: WireResponse }
  /** What to answer to a request whose body nobody reads, in its protocol. */
  refuse(request: Omit<WireRequest, 'body'>, refusal: HeadRefusal): WireResponse
}

/**
 * The AWS APIs over any HTTP server: routing, protocols, validation, signatures and errors around the given operations.
 *
 * @throws {Error} when two operations have the same name
 */
export function createAwsEndpoint<Deps>(options: AwsEndpointOptions<Deps>): AwsEndpoint {
  const operations = new Map<string, Operation<Deps>>()
  for (const operation of options.operations) {
    const key = `${operation.service}.${operation.name}`
    if (operations.has(key)) throw new Error(`BUG: the operation ${key} is declared twice`)
    operations.set(key, operation)
  }
  const endpoint: Endpoint<Deps> = {
    options,
    operations,
    clock: options.clock ?? systemClock,
    maxBodyBytes: options.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES,
    tenant: {
      accountId: options.defaultAccountId ?? DEFAULT_ACCOUNT_ID,
      region: options.defaultRegion ?? DEFAULT_REGION,
    },
  }
  return {
    accepts,
    handle: async (request, signal) => {
      const started = performance.now()
      const exchange: Exchange = { request, signal, requestId: randomUUID(), route: routeOfHead(request) }
      const response = await settle(endpoint, exchange)
      watch(() =>
        options.onCall?.({
          service: exchange.route.service,
          operation: exchange.route.operation,
          status: response.status,
          durationMs: performance.now() - started,
          requestBytes: request.body.length,
        }),
      )
      return response
    },
    admit: (request) => {
      const exchange: Exchange = { request, signal: NEVER, requestId: randomUUID(), route: PLAIN }
      try {
        const signature = authenticate(endpoint, exchange)
        if (signature instanceof SignatureProblem) throw signature
        return { tenant: callerOf(request, endpoint.tenant).tenant }
      } catch (error) {
        return { refusal: refuse(endpoint, exchange, error) }
      }
    },
    refuse: (head, { reason, message }) => {
      const { protocol, service } = routeOfHead({ ...head, body: NOTHING })
      const model = service === undefined ? undefined : serviceModel(service)
      const error = headRefusal(protocol, service, reason, message)
      return protocolOf(protocol).refuse(errorAnswer(model, error), { model, requestId: randomUUID() })
    },
  }
}

interface Endpoint<Deps> {
  readonly options: AwsEndpointOptions<Deps>
  readonly operations: ReadonlyMap<string, Operation<Deps>>
  readonly clock: Clock
  readonly maxBodyBytes: number
  readonly tenant: Call['tenant']
}

/** One request and what has been learnt of it so far, so that an error can be answered in the right protocol. */
interface Exchange {
  readonly request: WireRequest
  readonly signal: AbortSignal
  readonly requestId: string
  route: Route
}

function accepts(request: Omit<WireRequest, 'body'>): boolean {
  const { method, path, query, headers } = request
  if (headers['smithy-protocol'] === 'rpc-v2-cbor' || headers['x-amz-target'] !== undefined) return true
  if (headers.authorization?.startsWith('AWS4-') === true) return true
  if (path === '/') return method === 'POST' || (method === 'GET' && hasAction(query))
  return protocolHint({ ...request, body: NOTHING }) !== undefined
}

const NOTHING = new Uint8Array()
const NEVER = new AbortController().signal
/** What is not an AWS API speaks JSON. */
const PLAIN: Route = { protocol: 'json', service: undefined, operation: undefined, content: { body: NOTHING } }

/** The one place that catches: whatever happens becomes an answer. */
async function settle<Deps>(endpoint: Endpoint<Deps>, exchange: Exchange): Promise<WireResponse> {
  try {
    return await answer(endpoint, exchange)
  } catch (error) {
    return refuse(endpoint, exchange, error)
  }
}

async function answer<Deps>(endpoint: Endpoint<Deps>, exchange: Exchange): Promise<WireResponse> {
  const { request, requestId, signal } = exchange
  const signature = authenticate(endpoint, exchange)
  const body = await readBody(request, endpoint.maxBodyBytes)
  const target = route(request, body)
  exchange.route = target
  const { service, protocol: protocolName } = target
  const model = service === undefined ? undefined : serviceModel(service)
  const operation = target.operation === undefined ? undefined : model?.operations.get(target.operation)
  if (service === undefined || model === undefined || operation === undefined) {
    throw unknownOperation(protocolName, service, target.operation)
  }
  requireAuthentication(endpoint, signature, service, operation.name)
  const implementation = endpoint.operations.get(`${service}.${operation.name}`)
  if (implementation === undefined) throw unsupportedOperation(protocolName, service, operation.name)

  const protocol = protocolOf(protocolName)
  const input = readInput(protocol, model, operation, target.content)
  let added: Readonly<Record<string, string>> | undefined
  let replaced: { readonly contentType: string; readonly bytes: Uint8Array } | undefined
  const call: Call = {
    ...callerOf(request, endpoint.tenant),
    requestId,
    signal,
    headers: request.headers,
    bodyBytes: body.length,
    addHeader: (name, value) => {
      added = { ...added, [name]: value }
    },
    replaceBody: (contentType, bytes) => {
      replaced = { contentType, bytes }
    },
  }
  const output = await implementation.handle(input as never, endpoint.options.deps, call)

  const member = streamMember(model, operation.output)
  if (member === undefined || operation.output === undefined) {
    const response: WireResponse =
      replaced === undefined
        ? protocol.answer(output, { model, operation, requestId })
        : {
            status: 200,
            headers: { 'content-type': replaced.contentType, 'x-amzn-requestid': requestId },
            body: replaced.bytes,
          }
    return added === undefined ? response : { ...response, headers: { ...response.headers, ...added } }
  }
  return liveAnswer({
    model,
    output: operation.output,
    member,
    value: output as Readonly<Record<string, unknown>>,
    requestId,
    onFailure: (error) => report(endpoint, exchange, error),
  })
}

/** @throws {AwsError} for what cannot be read or fails a constraint */
function readInput(protocol: Protocol, model: ServiceModel, operation: OperationModel, content: Content): unknown {
  const service = model.profile.name
  const parse = () => protocol.parse(content, model, operation)
  const input = inputDecoder(service, operation.name, protocol.form)(parse())
  // The decoder has changed the first tree.
  if (input === REFUSED) throw explainRefusal(service, operation.name, protocol.form, parse())
  return input
}

/** Verifies a signature if there must be one. Before the body is inflated: strangers get no work out of us. */
function authenticate<Deps>(endpoint: Endpoint<Deps>, { request }: Exchange): Signature | SignatureProblem | undefined {
  const { authenticate: gate } = endpoint.options
  if (gate === undefined) return undefined
  try {
    return verifySignature(request, { secretOf: gate.secretOf, nowMs: endpoint.clock.now() })
  } catch (error) {
    // An unsigned request may still turn out to be for an operation that needs no signature.
    if (error instanceof SignatureProblem && error.fault === 'missing' && protocolHint(request) === 'query')
      return error
    throw error
  }
}

function requireAuthentication<Deps>(
  endpoint: Endpoint<Deps>,
  signature: Signature | SignatureProblem | undefined,
  service: ServiceName,
  operation: string,
): void {
  if (endpoint.options.authenticate === undefined || signature === undefined) return
  if (signature instanceof SignatureProblem) {
    if (!UNSIGNED.has(`${service}.${operation}`)) throw signature
  } else if (signature.service !== service) {
    throw new SignatureProblem('mismatch', `Credential should be scoped to correct service: '${service}'.`)
  }
}

function refuse<Deps>(endpoint: Endpoint<Deps>, exchange: Exchange, error: unknown): WireResponse {
  const { protocol, service } = exchange.route
  const model = service === undefined ? undefined : serviceModel(service)
  return protocolOf(protocol).refuse(errorAnswer(model, toAwsError(endpoint, exchange, protocol, error)), {
    model,
    requestId: exchange.requestId,
  })
}

function toAwsError<Deps>(
  endpoint: Endpoint<Deps>,
  exchange: Exchange,
  protocol: ProtocolName,
  error: unknown,
): AwsError {
  if (error instanceof AwsError) return error
  const service = exchange.route.service
  if (error instanceof SignatureProblem) return signatureRefusal(protocol, service, error)
  // A caller that hung up makes operations fail by design.
  if (!exchange.signal.aborted || isUnavailable(error)) report(endpoint, exchange, error)
  return failure(service, error)
}

function report<Deps>({ options }: Endpoint<Deps>, { requestId, route: target }: Exchange, error: unknown): void {
  watch(() => options.onFailure?.(error, { requestId, service: target.service, operation: target.operation }))
}

/** An observer that fails must not take the answer with it. */
function watch(observe: () => void): void {
  try {
    observe()
  } catch {
    // Nobody is left to tell.
  }
}
