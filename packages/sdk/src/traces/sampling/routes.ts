import { type Decide, ratioDecision } from './decide.ts'

/** How often requests of some routes are recorded. */
export interface RouteSampling {
  /** `/api/videos/:id`, where `:id` is any one segment; a `*` at the end is everything below. Default: any path. */
  readonly path?: string | undefined
  /** Default: any method. */
  readonly method?: string | undefined
  /** 0 (never) to 1 (always). */
  readonly ratio: number
}

/** What nobody wants a trace of: it is asked for every few seconds, for ever. */
export const QUIET_ROUTES: readonly RouteSampling[] = [
  { path: '/health', ratio: 0 },
  { path: '/health/*', ratio: 0 },
  { path: '/metrics', ratio: 0 },
]

/**
 * The first route that fits decides; `otherwise` when none does, or when the work is no request.
 *
 * @throws {RangeError} for a ratio that is not from 0 to 1
 */
export function routeDecision(routes: readonly RouteSampling[], otherwise: Decide): Decide {
  const rules = routes.map(({ path, method, ratio }) => {
    if (!(ratio >= 0 && ratio <= 1)) throw new RangeError(`ratio of ${path ?? '*'} must be from 0 to 1, got ${ratio}`)
    return { fits: pathTest(path ?? '/*'), method: method?.toUpperCase(), decide: ratioDecision(ratio) }
  })
  return (start) => {
    const { method, path } = start
    if (path === undefined) return otherwise(start)
    const rule = rules.find((one) => (one.method === undefined || one.method === method) && one.fits(path))
    return (rule?.decide ?? otherwise)(start)
  }
}

function pathTest(pattern: string): (path: string) => boolean {
  if (!/[:*]/.test(pattern)) return (path) => path === pattern
  if (pattern === '/*' || pattern === '*') return () => true
  const open = pattern.endsWith('/*')
  if (open && !pattern.includes(':')) {
    const below = pattern.slice(0, -1)
    return (path) => path.length > below.length && path.startsWith(below)
  }
  const wanted = (open ? pattern.slice(0, -2) : pattern).split('/')
  return (path) => {
    const given = path.split('/')
    if (open ? given.length <= wanted.length : given.length !== wanted.length) return false
    return wanted.every(
      (segment, index) => segment === given[index] || (segment.startsWith(':') && given[index] !== ''),
    )
  }
}
