import type { Apm } from '../apm.ts'
import type { ApmRequest } from '../router.ts'

/** As much of a context of Koa as is needed. */
export interface KoaContextLike {
  readonly method: string
  readonly path: string
  readonly querystring: string
  readonly headers: ApmRequest['headers']
  status: number
  body: unknown
  set(headers: Record<string, string>): void
}

/** Middleware of Koa: `app.use(koaApm(apm))`. */
export function koaApm(apm: Apm): (context: KoaContextLike, next: () => Promise<unknown>) => Promise<void> {
  return async (context, next) => {
    const { method, path, headers, querystring } = context
    const answer = await apm.handle({ method, path, headers, query: querystring })
    if (answer === undefined) {
      await next()
      return
    }
    context.status = answer.status
    context.set({ ...answer.headers })
    context.body = answer.body
  }
}
