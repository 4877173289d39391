import type { IncomingMessage, ServerResponse } from 'node:http'
import type { HttpObserver } from '../observer.ts'
import { exchangeOf, observeRequest, stampHeaders } from './node-exchange.ts'

/** As much of a context of Koa as is needed. */
export interface KoaHttpContext {
  readonly req: IncomingMessage
  readonly res: ServerResponse
}

/** Middleware of Koa, the first of all: `app.use(koaHttp(observer))`. Templates are those of `@koa/router`. */
export function koaHttp(
  observer: HttpObserver,
): (context: KoaHttpContext, next: () => Promise<unknown>) => Promise<unknown> {
  return async (context, next) => {
    const { req, res } = context
    if (!observer.enabled || exchangeOf(req) !== undefined) return next()
    const exchange = observeRequest(observer, req, res, () => routeOf(context))
    stampHeaders(observer, exchange, res)
    try {
      return await exchange.run(next)
    } catch (error) {
      exchange.error = error
      throw error
    }
  }
}

function routeOf(context: KoaHttpContext): string | undefined {
  const { _matchedRoute: route } = context as { readonly _matchedRoute?: unknown }
  return route === undefined ? undefined : String(route)
}
