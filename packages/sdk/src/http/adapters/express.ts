import type { IncomingMessage, ServerResponse } from 'node:http'
import type { HttpObserver } from '../observer.ts'
import { exchangeOf, observeRequest, stampHeaders } from './node-exchange.ts'

/** As much of Express as is needed. */
export type ExpressMiddleware = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void

/**
 * Middleware of Express: `app.use(expressHttp(observer))`, before the routes.
 *
 * Names of mounted routers count: `/api/users/:id` for a route `/:id` of a router at `/api/users`.
 */
export function expressHttp(observer: HttpObserver): ExpressMiddleware {
  if (!observer.enabled) return (_request, _response, next) => next()
  return (request, response, next) => {
    if (exchangeOf(request) !== undefined) {
      next()
      return
    }
    prepare(request as ExpressRequest)
    const exchange = observeRequest(observer, request, response, () => templateOf(request as ExpressRequest))
    stampHeaders(observer, exchange, response)
    exchange.run(next)
  }
}

interface ExpressApp {
  readonly request: object
  readonly router?: { readonly stack: { readonly handle: (...parameters: never[]) => unknown }[] }
  use(handler: typeof noteError): unknown
}

interface ExpressRequest extends IncomingMessage {
  readonly app?: ExpressApp
  baseUrl: string
  readonly params?: Readonly<Record<string, string | readonly string[]>>
  [MOUNTS]?: Mount[]
  [ROUTE]?: { readonly path: unknown }
  [ROUTE_BASE]?: string
}

/** A router around the one that looks at the request: where it is mounted, as it is and as a template. */
interface Mount {
  readonly baseUrl: string
  readonly template: string
}

const MOUNTS = Symbol('atalaya.mounts')
const ROUTE = Symbol('atalaya.route')
const ROUTE_BASE = Symbol('atalaya.route-base')

function templateOf(request: ExpressRequest): string | undefined {
  const route = request[ROUTE]
  if (route !== undefined) return `${request[ROUTE_BASE] ?? ''}${pathText(route.path)}` || '/'
  // Answered by a handler that is mounted like a router, as files are.
  const base = request[MOUNTS]?.at(-1)?.template
  return base === undefined || base === '' ? undefined : `${base}/*`
}

function pathText(path: unknown): string {
  const text = Array.isArray(path) ? path.map(String).join('|') : String(path)
  return text === '/' ? '' : text
}

const prepared = new WeakSet<object>()

/** Once for each application. */
function prepare(request: ExpressRequest): void {
  const { app } = request
  if (app === undefined || prepared.has(app)) return
  prepared.add(app)
  followMounts(app.request)
  // This one request came before that.
  for (const name of ['baseUrl', 'route']) {
    const own: unknown = Object.getOwnPropertyDescriptor(request, name)?.value
    if (own !== undefined && Reflect.deleteProperty(request, name)) Reflect.set(request, name, own)
  }
  noteErrors(app)
}

/**
 * While a request goes through routers, Express changes `baseUrl`, and the parameters of a mount are gone once the router inside has
 * begun. So the templates are read at the moment when Express sets them.
 */
function followMounts(prototype: object): void {
  Object.defineProperties(prototype, {
    baseUrl: {
      configurable: true,
      enumerable: true,
      get(this: ExpressRequest): string {
        return this[MOUNTS]?.at(-1)?.baseUrl ?? ''
      },
      set(this: ExpressRequest, baseUrl: string) {
        this[MOUNTS] = mountsAt(this[MOUNTS] ?? [], baseUrl, this.params ?? {})
      },
    },
    route: {
      configurable: true,
      enumerable: true,
      get(this: ExpressRequest) {
        return this[ROUTE]
      },
      set(this: ExpressRequest, route: { readonly path: unknown }) {
        this[ROUTE] = route
        this[ROUTE_BASE] = this[MOUNTS]?.at(-1)?.template ?? ''
      },
    },
  })
}

function mountsAt(
  mounts: Mount[],
  baseUrl: string,
  params: Readonly<Record<string, string | readonly string[]>>,
): Mount[] {
  if (baseUrl === '') return []
  const known = mounts.findIndex((mount) => mount.baseUrl === baseUrl)
  if (known !== -1) return mounts.slice(0, known + 1)
  const around = mounts.filter((mount) => baseUrl.startsWith(mount.baseUrl))
  const { baseUrl: outer, template } = around.at(-1) ?? { baseUrl: '', template: '' }
  return [...around, { baseUrl, template: template + mountTemplate(baseUrl.slice(outer.length), params) }]
}

/** The part of a path that a mount took, with the values of its parameters replaced by their names. */
export function mountTemplate(path: string, params: Readonly<Record<string, string | readonly string[]>>): string {
  let segments = path.split('/').map(decoded)
  for (const [name, value] of Object.entries(params)) {
    const values = typeof value === 'string' ? value.split('/') : value
    const at = segments.findIndex((_, index) => values.every((one, step) => segments[index + step] === one))
    if (at !== -1) segments = segments.toSpliced(at, values.length, `:${name}`)
    else segments = segments.map((segment) => segment.replace(String(value), () => `:${name}`))
  }
  return segments.join('/')
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

/** Before the first handler of errors, which answers them: behind it nobody hears of an error any more. */
function noteErrors(app: ExpressApp): void {
  const { router } = app
  if (router === undefined) return
  app.use(noteError)
  const { stack } = router
  const layer = stack.pop()!
  const first = stack.findIndex(({ handle }) => handle.length === 4)
  stack.splice(first === -1 ? stack.length : first, 0, layer)
}

function noteError(
  error: unknown,
  request: IncomingMessage,
  _response: ServerResponse,
  next: (error?: unknown) => void,
): void {
  const exchange = exchangeOf(request)
  if (exchange !== undefined) exchange.error = error
  next(error)
}
