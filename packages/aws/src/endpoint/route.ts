/**
 * Which service, operation and protocol a request means.
 *
 * In this order: the RPC v2 path or `smithy-protocol` header, `x-amz-target`, a path of X-Ray, `Action` and `Version`.
 */
import { AwsError } from '../aws-error.ts'
import { serviceModel } from '../model/service-model.ts'
import type { ServiceName } from '../operation.ts'
import type { Content } from '../protocols/protocol.ts'
import { FormParser, type FormTree, parameter } from '../protocols/query-form.ts'
import { type ProtocolName, SERVICE_NAMES, SERVICES } from '../services.ts'
import { signatureOf } from '../sigv4/credential.ts'
import type { WireRequest } from '../wire.ts'

/** What is known of a request. Operation and service are undefined as long as nothing names them. */
export interface Route {
  readonly protocol: ProtocolName
  readonly service: ServiceName | undefined
  readonly operation: string | undefined
  readonly content: Content
}

const RPC_PATH = /^\/service\/([^/]+)\/operation\/([^/]+)$/

/** The protocol a request can be answered in before its body is read. */
export function protocolHint({ method, path, query, headers }: WireRequest): ProtocolName | undefined {
  if (headers['smithy-protocol'] === 'rpc-v2-cbor' || RPC_PATH.test(path)) return 'cbor'
  if (headers['x-amz-target'] !== undefined) return 'json'
  if (path === '/') return method === 'POST' || hasAction(query) ? 'query' : undefined
  return method === 'POST' && serviceModel('xray').paths.has(path) ? 'rest-json' : undefined
}

/**
 * @param body after content encodings were removed
 * @throws {AwsError} `MalformedQueryString` for a form that cannot be read
 */
export function route(request: WireRequest, body: Uint8Array): Route {
  const hint = protocolHint(request)
  switch (hint) {
    case 'cbor':
      return rpcRoute(request, body)
    case 'json':
      return targetRoute(request.headers['x-amz-target'] ?? '', body)
    case 'rest-json':
      return {
        protocol: 'rest-json',
        service: 'xray',
        operation: serviceModel('xray').paths.get(request.path),
        content: { body },
      }
    default:
      return hint === 'query' ? queryRoute(request, body) : unknownPath(request, body)
  }
}

/** What the head of a request says of its route, for errors that come before the body can be read. */
export function routeOfHead(request: WireRequest): Route {
  const hint = protocolHint(request)
  if (hint !== undefined && hint !== 'query') return route(request, NOTHING)
  const type = request.headers['content-type'] ?? ''
  const protocol = type.includes('json') ? 'json' : type.includes('cbor') ? 'cbor' : (hint ?? 'json')
  return { protocol, service: scopedService(request, protocol), operation: undefined, content: { body: NOTHING } }
}

const NOTHING = new Uint8Array()

/** Whether a query string names an action, encoded or not. */
export function hasAction(query: string): boolean {
  return /(^|&)Action=/.test(query)
}

function rpcRoute({ path }: WireRequest, body: Uint8Array): Route {
  const [, target, operation] = RPC_PATH.exec(path) ?? []
  const service = serviceOfTarget(target, 'cbor')
  return { protocol: 'cbor', service, operation, content: { body } }
}

function targetRoute(target: string, body: Uint8Array): Route {
  const dot = target.lastIndexOf('.')
  const service = serviceOfTarget(target.slice(0, Math.max(dot, 0)), 'json')
  return { protocol: 'json', service, operation: target.slice(dot + 1), content: { body } }
}

function serviceOfTarget(prefix: string | undefined, protocol: ProtocolName): ServiceName | undefined {
  return SERVICE_NAMES.find(
    (name) =>
      SERVICES[name].targetPrefix === prefix && SERVICES[name].speaks.includes(protocol) && prefix !== undefined,
  )
}

function queryRoute(request: WireRequest, body: Uint8Array): Route {
  if (/json|cbor/.test(request.headers['content-type'] ?? '')) {
    const protocol = request.headers['content-type']?.includes('cbor') === true ? 'cbor' : 'json'
    return { protocol, service: scopedService(request, protocol), operation: undefined, content: { body } }
  }
  const form = new FormParser()
  form.add(request.query)
  form.add(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString())
  const version = parameter(form.tree, 'Version')
  const service =
    version === undefined
      ? scopedService(request, 'query')
      : SERVICE_NAMES.find((name) => SERVICES[name].apiVersion === version && SERVICES[name].speaks.includes('query'))
  return { protocol: 'query', service, operation: actionOf(form.tree), content: { body, form: form.tree } }
}

/** @throws {AwsError} for an action too long to be one: it would end up in the error message */
function actionOf(form: FormTree): string | undefined {
  const action = parameter(form, 'Action')
  if (action !== undefined && action.length > 128) throw new AwsError('InvalidAction', 'The action is too long.')
  return action
}

function unknownPath(request: WireRequest, body: Uint8Array): Route {
  const service = scopedService(request, 'rest-json')
  return { protocol: service === 'xray' ? 'rest-json' : 'json', service, operation: undefined, content: { body } }
}

/** The service of the signature's scope, where nothing else names one. */
function scopedService(request: WireRequest, protocol: ProtocolName): ServiceName | undefined {
  const signature = signatureOf(request)
  if (signature === undefined || signature === 'malformed') return undefined
  return SERVICE_NAMES.find((name) => name === signature.service && SERVICES[name].speaks.includes(protocol))
}
