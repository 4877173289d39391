import { isIP } from 'node:net'
import type { Attributes } from '@opentelemetry/api'
import { type Bag, type Fields, filled, first, text } from './read.ts'

/** The part about HTTP; undefined for what is none. */
export function httpOf({ attributes, resource }: Bag): Fields | undefined {
  const method = first(attributes, 'http.request.method', 'http.method')
  const status = attributes['http.response.status_code'] ?? attributes['http.status_code']
  if (method === undefined && typeof status !== 'number') return undefined
  const peer = text(attributes['network.peer.address'])
  const client = [first(attributes, 'client.address', 'http.client_ip'), peer].find((one) => isIP(one ?? '') !== 0)
  return filled({
    request: filled({
      method,
      url: first(attributes, 'url.full', 'http.url') ?? urlOf(attributes, text(resource['host.name'])),
      user_agent: first(attributes, 'user_agent.original', 'http.user_agent'),
      client_ip: client,
      x_forwarded_for: client !== undefined && peer === undefined ? true : undefined,
    }),
    response: filled({ status: typeof status === 'number' ? status : undefined }),
  })
}

/** Of its parts. Our spans have the template of the route and no path. */
function urlOf(attributes: Attributes, host: string | undefined): string | undefined {
  const name = first(attributes, 'server.address', 'net.host.name') ?? host
  if (name === undefined) return undefined
  const port = attributes['server.port']
  const shown = typeof port === 'number' && port !== 80 && port !== 443 ? `:${port}` : ''
  const query = text(attributes['url.query'])
  const path = first(attributes, 'url.path', 'http.target', 'http.route') ?? '/'
  return `${text(attributes['url.scheme']) ?? 'http'}://${name}${shown}${path}${query === undefined ? '' : `?${query}`}`
}
