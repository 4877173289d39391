import type { Apm } from '../apm/apm.ts'
import { fastifyApm } from '../apm/mounts/fastify.ts'
import { type HonoContextLike, honoApm } from '../apm/mounts/hono.ts'
import { type KoaContextLike, koaApm } from '../apm/mounts/koa.ts'
import { nodeApm } from '../apm/mounts/node.ts'
import { type ExpressMiddleware, expressHttp } from '../http/adapters/express.ts'
import { type FastifyHooks, fastifyHttp } from '../http/adapters/fastify.ts'
import { type HonoHttpContext, honoHttp } from '../http/adapters/hono.ts'
import { type KoaHttpContext, koaHttp } from '../http/adapters/koa.ts'
import { type NestAppLike, nestHttp } from '../http/adapters/nest.ts'
import { type NodeHttpOptions, type NodeListener, nodeHttp } from '../http/adapters/node-http.ts'
import type { HttpObserver } from '../http/observer.ts'

/** Requests observed, and the routes that the service shows of itself, on each framework. */
export interface Frameworks {
  /** `app.use(atalaya.express())`, before the routes. */
  express(): ExpressMiddleware
  /** `await app.register(atalaya.fastify())`, before the routes. */
  fastify(): FastifyPlugin
  /** `app.use(atalaya.koa())`, the first of all. */
  koa(): (context: KoaHttpContext & KoaContextLike, next: () => Promise<unknown>) => Promise<unknown>
  /** `app.use(atalaya.hono())`, the first of all. */
  hono(): (context: HonoHttpContext & HonoContextLike, next: () => Promise<void>) => Promise<void>
  /** `await atalaya.nest(app)`, right after `NestFactory.create`. */
  nest(app: NestAppLike): Promise<void>
  /** `createServer(atalaya.nodeHttp(listener))` */
  nodeHttp(listener: NodeListener, options?: NodeHttpOptions): NodeListener
}

/** As much of Fastify as is needed. */
export interface FastifyAppLike extends FastifyHooks {
  get(path: string, handler: never): unknown
}

export type FastifyPlugin = (app: FastifyAppLike) => Promise<void>

export function frameworks(observer: HttpObserver, apm: Apm): Frameworks {
  const addToFastify = async (app: FastifyAppLike): Promise<void> => {
    fastifyHttp(observer)(app, {}, () => {})
    await fastifyApm(apm)(app as Parameters<ReturnType<typeof fastifyApm>>[0])
  }
  const express = (): ExpressMiddleware => {
    const observed = expressHttp(observer)
    const answer = nodeApm(apm)
    return (request, response, next) => observed(request, response, () => answer(request, response, next))
  }
  return {
    express,
    fastify: () =>
      Object.assign((app: FastifyAppLike) => addToFastify(app), {
        // As `fastify-plugin` does: the hooks are for whoever registers them, not for a scope of their own.
        [Symbol.for('skip-override')]: true,
        [Symbol.for('fastify.display-name')]: 'atalaya',
      }),
    koa() {
      const observed = koaHttp(observer)
      const answer = koaApm(apm)
      return (context, next) => observed(context, () => answer(context, next))
    },
    hono() {
      const observed = honoHttp(observer)
      const answer = honoApm(apm)
      return (context, next) =>
        observed(context, async () => {
          const own = await answer(context, next)
          if (own !== undefined) context.res = own
        })
    },
    async nest(app) {
      nestHttp(observer, app)
      const adapter = app.getHttpAdapter()
      if (adapter.getType() === 'fastify') {
        await fastifyApm(apm)(adapter.getInstance() as Parameters<ReturnType<typeof fastifyApm>>[0])
      } else app.use(nodeApm(apm))
    },
    nodeHttp(listener, options) {
      const answer = nodeApm(apm)
      return nodeHttp(
        observer,
        (request, response) =>
          new Promise((resolve, reject) => {
            answer(request, response, () => {
              Promise.resolve()
                .then(() => listener(request, response))
                .then(resolve, reject)
            })
          }),
        options,
      )
    },
  }
}
