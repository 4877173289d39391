import type { IncomingMessage, ServerResponse } from 'node:http'
import type { HttpObserver } from '../observer.ts'
import { exchangeOf, observeRequest } from './node-exchange.ts'

type Next = () => void

interface Request {
  readonly raw: IncomingMessage
  readonly routeOptions: { readonly url?: string | undefined }
}

interface Reply {
  readonly raw: ServerResponse
  header(name: string, value: string): unknown
}

/** As much of Fastify as is needed. */
export interface FastifyHooks {
  addHook(name: 'onRequest', hook: (request: Request, reply: Reply, next: Next) => void): unknown
  addHook(
    name: 'onSend',
    hook: (request: Request, reply: Reply, payload: unknown, next: (error: null, payload: unknown) => void) => void,
  ): unknown
  addHook(name: 'onError', hook: (request: Request, reply: Reply, error: Error, next: Next) => void): unknown
}

export type FastifyHttpPlugin = (app: FastifyHooks, options: unknown, done: () => void) => void

/** A plugin of Fastify: `app.register(fastifyHttp(observer))`. It observes all routes of the instance that registers it. */
export function fastifyHttp(observer: HttpObserver): FastifyHttpPlugin {
  const plugin: FastifyHttpPlugin = (app, _options, done) => {
    if (observer.enabled) addFastifyHooks(app, observer)
    done()
  }
  // As `fastify-plugin` does: the hooks are for whoever registers them, not for a scope of their own.
  return Object.assign(plugin, {
    [Symbol.for('skip-override')]: true,
    [Symbol.for('fastify.display-name')]: 'atalaya-http',
  })
}

export function addFastifyHooks(app: FastifyHooks, observer: HttpObserver): void {
  app.addHook('onRequest', (request, reply, next) => {
    if (exchangeOf(request.raw) !== undefined) {
      next()
      return
    }
    const exchange = observeRequest(observer, request.raw, reply.raw, () => request.routeOptions.url)
    exchange.run(next)
  })
  app.addHook('onSend', (request, reply, payload, next) => {
    const exchange = exchangeOf(request.raw)
    if (exchange !== undefined) observer.eachHeader(exchange, (name, value) => reply.header(name, value))
    next(null, payload)
  })
  app.addHook('onError', (request, _reply, error, next) => {
    const exchange = exchangeOf(request.raw)
    if (exchange !== undefined) exchange.error = error
    next()
  })
}
