import { cbor } from '@smithy/core/cbor'
import type { Seed } from './seeds.ts'

export type Protocol = 'json' | 'query' | 'cbor'

export interface Sent {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  readonly protocol: Protocol
}

const SIGNING = { logs: 'logs', monitoring: 'monitoring', sts: 'sts' } as const

export function protocolsOf(service: Seed['service']): readonly Protocol[] {
  if (service === 'logs') return ['json']
  return service === 'sts' ? ['query'] : ['json', 'query', 'cbor']
}

/** A request as a client of the protocol sends it. */
export function encode(service: Seed['service'], operation: string, input: unknown, protocol: Protocol): Sent {
  const authorization = `AWS4-HMAC-SHA256 Credential=000000000000/20260101/us-east-1/${SIGNING[service]}/aws4_request, SignedHeaders=host, Signature=0`
  switch (protocol) {
    case 'json': {
      const [target, type] =
        service === 'logs'
          ? [`Logs_20140328.${operation}`, 'application/x-amz-json-1.1']
          : [`GraniteServiceVersion20100801.${operation}`, 'application/x-amz-json-1.0']
      const headers = { authorization, 'content-type': type, 'x-amz-target': target }
      return { method: 'POST', path: '/', headers, body: Buffer.from(JSON.stringify(input) ?? 'null'), protocol }
    }
    case 'cbor': {
      const headers = { authorization, 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' }
      const path = `/service/GraniteServiceVersion20100801/operation/${encodeURIComponent(operation)}`
      return { method: 'POST', path, headers, body: Buffer.from(cbor.serialize(input)), protocol }
    }
    case 'query': {
      const version = service === 'sts' ? '2011-06-15' : '2010-08-01'
      const form = new URLSearchParams({ Action: operation, Version: version })
      flatten(input, '', form)
      const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }
      return { method: 'POST', path: '/', headers, body: Buffer.from(form.toString()), protocol }
    }
  }
}

function flatten(value: unknown, prefix: string, form: URLSearchParams): void {
  if (Array.isArray(value))
    for (const [index, item] of value.entries()) flatten(item, `${prefix}.member.${index + 1}`, form)
  else if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value)) flatten(member, prefix === '' ? key : `${prefix}.${key}`, form)
  } else if (prefix !== '') {
    const isTime = typeof value === 'number' && /Time(stamp)?$/.test(prefix) && Math.abs(value) < 8e12
    form.append(prefix, isTime ? new Date(value * 1_000).toISOString() : String(value))
  }
}

/** Why an answer is not one that AWS would give, or undefined when it is. */
export function shapeProblem(
  status: number,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  body: Buffer,
  protocol: Protocol,
): string | undefined {
  if (status >= 500) return `status ${status}: ${body.toString('utf8', 0, 300)}`
  if (headers['x-amzn-requestid'] === undefined) return `no request id, status ${status}`
  const type = String(headers['content-type'] ?? '')
  try {
    if (type.includes('json')) {
      const parsed: unknown = body.length === 0 ? {} : JSON.parse(body.toString('utf8'))
      return status === 200 || hasErrorType(parsed) ? undefined : `status ${status} without __type`
    }
    if (type.includes('cbor')) {
      const parsed: unknown = cbor.deserialize(body)
      return status === 200 || hasErrorType(parsed) ? undefined : `status ${status} without __type`
    }
    if (type.includes('xml')) {
      const text = body.toString('utf8')
      const wanted = status === 200 ? /<\w+Response .*<RequestId>/s : /<Code>\w+<\/Code>.*<RequestId>/s
      return wanted.test(text) ? undefined : `bad XML: ${text.slice(0, 200)}`
    }
    if (type.includes('eventstream')) return undefined
    if (status === 200 && body.length === 0) return undefined
    return `status ${status} with content type '${type}' in ${protocol}`
  } catch (error) {
    return `a body that cannot be read (${String(error)}): ${body.toString('latin1', 0, 200)}`
  }
}

function hasErrorType(body: unknown): boolean {
  return typeof body === 'object' && body !== null && typeof (body as { readonly __type?: unknown }).__type === 'string'
}
