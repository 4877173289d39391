import type { Access, Audience } from './access.ts'

/** A request of any framework. */
export interface ApmRequest {
  readonly method: string
  /** Without query string. */
  readonly path: string
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /** As it was sent, without the question mark. */
  readonly query: string
}

export interface ApmResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What a route needs to know. */
export interface Asked {
  readonly query: URLSearchParams
  readonly accept: string | undefined
}

export interface Route {
  readonly audience: Audience
  readonly answer: (asked: Asked) => ApmResponse | Promise<ApmResponse>
}

/** What the caller got wrong in a query. */
export class BadQuery extends Error {
  override readonly name: string = 'BadQuery'
}

export interface RouterOptions {
  readonly basePath: string
  readonly access: Access
  /** By path below the base. */
  readonly routes: ReadonlyMap<string, Route>
  readonly onError: (error: unknown) => void
}

export type Handle = (request: ApmRequest) => Promise<ApmResponse | undefined>

/**
 * Answers GET and HEAD of its routes; anything else is `undefined` and belongs to the service. Never rejects. The answer to
 * HEAD is that to GET: servers leave its body out themselves.
 */
export function createRouter({ basePath, access, routes, onError }: RouterOptions): Handle {
  return async ({ method, path, headers, query }) => {
    if (method !== 'GET' && method !== 'HEAD') return undefined
    const route = path.startsWith(basePath) ? routes.get(withoutSlash(path.slice(basePath.length))) : undefined
    if (route === undefined) return undefined
    return access(route.audience, first(headers.authorization)) ? await run(route) : UNAUTHORIZED

    async function run({ answer }: Route): Promise<ApmResponse> {
      try {
        return await answer({ query: new URLSearchParams(query), accept: first(headers.accept) })
      } catch (error) {
        if (error instanceof BadQuery) return json(400, { error: error.message })
        onError(error)
        return json(500, { error: 'This page could not be made. The log of the service says why.' })
      }
    }
  }
}

/** A number of the query: an integer from 1 to `max`. */
export function limitOf(query: URLSearchParams, fallback: number, max: number): number {
  const text = query.get('limit')
  if (text === null) return fallback
  const limit = Number(text)
  if (!/^\d+$/.test(text) || limit < 1 || limit > max) {
    throw new BadQuery(`limit must be an integer from 1 to ${max}`)
  }
  return limit
}

export function json(status: number, value: unknown): ApmResponse {
  return {
    status,
    headers: { ...HEADERS, 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(value),
  }
}

/** Of every answer: what it says is of this moment, and is what its type says. */
export const HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
}

const REFUSED = json(401, {
  error: 'A bearer token is required: the setting health.token, which in production has to be set.',
})
const UNAUTHORIZED: ApmResponse = { ...REFUSED, headers: { ...REFUSED.headers, 'www-authenticate': 'Bearer' } }

function withoutSlash(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
}

function first(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'object' ? header[0] : header
}
