import type { Apm } from '../apm.ts'

/** As much of a context of Hono as is needed. */
export interface HonoContextLike {
  readonly req: { readonly raw: Request; readonly path: string }
}

/** Middleware of Hono: `app.use(honoApm(apm))`. */
export function honoApm(
  apm: Apm,
): (context: HonoContextLike, next: () => Promise<void>) => Promise<Response | undefined> {
  return async ({ req }, next) => {
    const { method, headers, url } = req.raw
    const query = new URL(url).search.slice(1)
    const answer = await apm.handle({ method, path: req.path, headers: Object.fromEntries(headers), query })
    if (answer !== undefined) return new Response(answer.body, { status: answer.status, headers: answer.headers })
    await next()
    return undefined
  }
}
