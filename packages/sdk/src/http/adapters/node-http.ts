import type { IncomingMessage, ServerResponse } from 'node:http'
import type { HttpObserver } from '../observer.ts'
import { exchangeOf, observeRequest, stampHeaders } from './node-exchange.ts'

export type NodeListener = (request: IncomingMessage, response: ServerResponse) => unknown

export interface NodeHttpOptions {
  /** The template of the route of a request, `/videos/:id`: asked at its end. Default: unknown, unless `setRoute` is called. */
  readonly route?: ((request: IncomingMessage) => string | undefined) | undefined
}

/** For servers without a framework: `createServer(nodeHttp(observer, listener))`. What the listener throws goes on as it is. */
export function nodeHttp(observer: HttpObserver, listener: NodeListener, options: NodeHttpOptions = {}): NodeListener {
  if (!observer.enabled) return listener
  return (request, response) => {
    if (exchangeOf(request) !== undefined) return listener(request, response)
    const exchange = observeRequest(observer, request, response, () => quietly(options, request))
    stampHeaders(observer, exchange, response)
    const failed = (error: unknown): never => {
      exchange.error = error
      throw error
    }
    return exchange.run(() => {
      let result: unknown
      try {
        result = listener(request, response)
      } catch (error) {
        failed(error)
      }
      return result instanceof Promise ? result.catch(failed) : result
    })
  }
}

/** Says which route answers a request, where no framework does: `setRoute(request, '/videos/:id')`. */
export function setRoute(request: IncomingMessage, template: string): void {
  const exchange = exchangeOf(request)
  if (exchange !== undefined) exchange.route = template
}

/** Runs in a listener of an event, where what it throws would end the process. */
function quietly({ route }: NodeHttpOptions, request: IncomingMessage): string | undefined {
  try {
    return route?.(request)
  } catch {
    return undefined
  }
}
