import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Exchange } from '../exchange.ts'
import { CLIENT_CLOSED, type HttpObserver } from '../observer.ts'
import type { IncomingRequest } from '../server-spans.ts'
import { exchangeOf, observeRequest } from './node-exchange.ts'

/** As much of a context of Hono as is needed. */
export interface HonoHttpContext {
  readonly req: {
    readonly raw: Request
    readonly path: string
    readonly matchedRoutes: readonly { readonly method: string; readonly path: string }[]
  }
  res: Response
  /** Of `@hono/node-server`: `incoming` and `outgoing`. */
  readonly env: unknown
  readonly error: Error | undefined
  header(name: string, value: string): unknown
}

interface NodeBindings {
  readonly incoming?: IncomingMessage
  readonly outgoing?: ServerResponse
}

/** Middleware of Hono, the first of all: `app.use(honoHttp(observer))`. Where Hono runs on Node, a request ends with the last byte. */
export function honoHttp(
  observer: HttpObserver,
): (context: HonoHttpContext, next: () => Promise<void>) => Promise<void> {
  return async (context, next) => {
    const node = (context.env ?? {}) as NodeBindings
    if (!observer.enabled || (node.incoming !== undefined && exchangeOf(node.incoming) !== undefined)) return next()
    const exchange: Exchange =
      node.incoming === undefined || node.outgoing === undefined
        ? observer.begin(fetched(context))
        : observeRequest(observer, node.incoming, node.outgoing, () => routeOf(context))
    let answered = false
    try {
      await exchange.run(next)
      answered = true
    } finally {
      exchange.error = context.error
      exchange.route = routeOf(context)
      if (answered) observer.eachHeader(exchange, (name, value) => context.header(name, value))
      if (node.outgoing === undefined) exchange.end(answered ? context.res.status : CLIENT_CLOSED)
    }
  }
}

function fetched({ req }: HonoHttpContext): IncomingRequest {
  const { method, headers, url } = req.raw
  return {
    method,
    headers: Object.fromEntries(headers),
    path: req.path,
    scheme: url.startsWith('https:') ? 'https' : 'http',
  }
}

/** Middleware matches too, under `ALL` and mostly with a star. */
function routeOf({ req }: HonoHttpContext): string | undefined {
  const routes = req.matchedRoutes
  const own = routes.findLast(({ method }) => method !== 'ALL') ?? routes.findLast(({ path }) => !path.endsWith('*'))
  return own?.path
}
