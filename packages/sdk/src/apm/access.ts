import { createHash, timingSafeEqual } from 'node:crypto'

/**
 * Whom a route is for. `anyone`: load balancers, Kubernetes, and the page, which holds no data. `scraper`: Prometheus. `team`: whoever looks
 * after the service; log lines and routes say more about it than strangers should know.
 */
export type Audience = 'anyone' | 'scraper' | 'team'

/** Whether a request may see what is for this audience. */
export type Access = (audience: Audience, authorization: string | undefined) => boolean

/** @param token - empty: everybody may see everything, except in production, where what is for the team is closed */
export function accessBy(token: string, environment = ''): Access {
  if (token === '') return isProduction(environment) ? (audience) => audience !== 'team' : () => true
  const expected = digest(token)
  return (audience, authorization) => {
    if (audience === 'anyone') return true
    const given = /^bearer +(\S+)\s*$/i.exec(authorization ?? '')?.[1]
    // Digests have one length, so that the time of the comparison tells neither the token nor how long it is.
    return given !== undefined && timingSafeEqual(digest(given), expected)
  }
}

function isProduction(environment: string): boolean {
  return /^prod(uction)?$/i.test(environment)
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
