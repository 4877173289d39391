export type Exposition = 'text' | 'openmetrics'

export interface Negotiated {
  readonly exposition: Exposition
  readonly contentType: string
}

/**
 * The format a scraper gets for its `Accept` header: the best it asks for, Prometheus text when it asks for nothing we have.
 *
 * Names are exposed with letters, digits, `_` and `:` only, which every escaping scheme leaves as they are.
 *
 * @see https://prometheus.io/docs/instrumenting/content_negotiation/
 */
export function negotiate(accept: string | undefined): Negotiated {
  let best: Negotiated = TEXT
  let bestQuality = 0
  for (const range of (accept ?? '').slice(0, MAX_HEADER_CHARS).split(',')) {
    const offer = offered(range)
    if (offer === undefined || offer.quality <= bestQuality) continue
    best = offer.negotiated
    bestQuality = offer.quality
  }
  return best
}

const TEXT: Negotiated = { exposition: 'text', contentType: 'text/plain; version=0.0.4; charset=utf-8' }
const MAX_HEADER_CHARS = 4_096

function offered(range: string): { readonly negotiated: Negotiated; readonly quality: number } | undefined {
  const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase())
  const values = new Map(parameters.map((part) => part.split('=', 2).map((side) => side.trim()) as [string, string]))
  const quality = values.has('q') ? Number(values.get('q')) : 1
  const version = values.get('version')
  if (!(quality > 0 && quality <= 1)) return undefined
  switch (type) {
    case 'application/openmetrics-text': {
      if (version !== undefined && version !== '1.0.0' && version !== '0.0.1') return undefined
      const contentType = `application/openmetrics-text; version=${version ?? '1.0.0'}; charset=utf-8`
      return { negotiated: { exposition: 'openmetrics', contentType }, quality }
    }
    case 'text/plain':
      return version === undefined || version === '0.0.4' ? { negotiated: TEXT, quality } : undefined
    case 'text/*':
    case '*/*':
      return { negotiated: TEXT, quality }
    default:
      return undefined
  }
}
