import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TLSSocket } from 'node:tls'
import type { Exchange } from '../exchange.ts'
import { CLIENT_CLOSED, type HttpObserver } from '../observer.ts'
import type { IncomingRequest } from '../server-spans.ts'

const EXCHANGE = Symbol('atalaya.exchange')

interface Observed {
  [EXCHANGE]?: Exchange
}

/** What is going on about a request; undefined when nobody observes it. */
export function exchangeOf(request: object): Exchange | undefined {
  return (request as Observed)[EXCHANGE]
}

/**
 * Begins to observe a request of `node:http`, and sees to its end: when the answer is complete, or the connection closes before.
 *
 * @param routeOf - the template of the route, as far as the framework knows it
 */
export function observeRequest(
  observer: HttpObserver,
  request: IncomingMessage,
  response: ServerResponse,
  routeOf: () => string | undefined,
): Exchange {
  const exchange = observer.begin(incoming(request))
  exchange.routeOf = routeOf
  ;(request as Observed)[EXCHANGE] = exchange
  const done = () => {
    if (exchange.ended) return
    if (response.writableFinished) exchange.end(response.statusCode)
    else exchange.end(CLIENT_CLOSED, true)
  }
  response.on('finish', done).on('close', done)
  return exchange
}

/**
 * The id of the request and how long it took, as headers of the answer. They are set when the head of the answer is written: error handlers
 * of frameworks take away what was set before.
 */
export function stampHeaders(observer: HttpObserver, exchange: Exchange, response: ServerResponse): void {
  const { writeHead } = response
  response.writeHead = function (this: ServerResponse, ...head: Parameters<typeof writeHead>) {
    if (!this.headersSent) observer.eachHeader(exchange, (name, value) => this.setHeader(name, value))
    return writeHead.apply(this, head)
  } as typeof writeHead
}

function incoming({ method = 'GET', url = '/', headers, socket }: IncomingMessage): IncomingRequest {
  const mark = url.indexOf('?')
  return {
    method,
    headers,
    path: mark === -1 ? url : url.slice(0, mark),
    scheme: (socket as TLSSocket | undefined)?.encrypted === true ? 'https' : 'http',
  }
}
