import type { IncomingMessage } from 'node:http'
import type { Apm } from '../apm.ts'
import { requestOf } from './node.ts'

/** As much of Fastify as is needed. */
export interface FastifyLike {
  get(
    path: string,
    handler: (
      request: { readonly raw: IncomingMessage; readonly url: string },
      reply: FastifyReplyLike,
    ) => Promise<unknown>,
  ): unknown
}

export interface FastifyReplyLike {
  code(status: number): unknown
  headers(values: Record<string, string>): unknown
  send(body: string): unknown
}

/** A plugin of Fastify (and of NestJS on Fastify): `app.register(fastifyApm(apm))`, also with a `prefix`. */
export function fastifyApm(apm: Apm): (app: FastifyLike) => Promise<void> {
  return async (app) => {
    for (const path of apm.paths) {
      app.get(path, async ({ raw, url }, reply) => {
        // Its own path: the URL has the prefix, which the router does not know.
        const answer = await apm.handle({ ...requestOf(raw, url), path })
        if (answer === undefined) return reply
        reply.code(answer.status)
        reply.headers({ ...answer.headers })
        return reply.send(answer.body)
      })
    }
  }
}
