import type { Dimension, Tenant } from '@atalaya/model'
import type { MetricStore } from '@atalaya/store'
import { tenantPrefix } from '../../catalog/tenant-prefix.ts'

/** A dimension as requests spell it. */
export interface WireDimension {
  readonly Name: string
  readonly Value: string
}

/** Identities remembered at one time; beyond that the memory starts afresh. */
const MAX_REMEMBERED = 200_000

/**
 * Remembers which series a metric of a request is, so that a metric that is put again and again is neither checked nor looked
 * up again. Dimensions in another order are remembered separately: sorting would cost more than it saves.
 */
export class SeriesIds {
  readonly #metrics: MetricStore
  readonly #namespaces = new Map<string, Map<string, number>>()
  #size = 0

  constructor(metrics: MetricStore) {
    this.#metrics = metrics
  }

  /** Forgets all, after the store was wiped. */
  clear(): void {
    this.#namespaces.clear()
    this.#size = 0
  }

  /** The series of one namespace; look it up once for a request. */
  in(tenant: Tenant, namespace: string): NamespaceSeries {
    if (this.#size >= MAX_REMEMBERED) this.clear()
    const key = tenantPrefix(tenant) + namespace
    let known = this.#namespaces.get(key)
    if (known === undefined) {
      known = new Map()
      this.#namespaces.set(key, known)
    }
    const ids = known
    return {
      find: (name, dimensions) => ids.get(identityText(name, dimensions)),
      assign: (name, dimensions) => {
        const id = this.#metrics.seriesId(tenant, namespace, name, toDimensions(dimensions))
        ids.set(identityText(name, dimensions), id)
        this.#size += 1
        return id
      },
    }
  }
}

export interface NamespaceSeries {
  /** The id of a metric that was assigned one here before: its name and dimensions are known to be good. */
  find(name: string, dimensions: readonly WireDimension[]): number | undefined
  assign(name: string, dimensions: readonly WireDimension[]): number
}

export function toDimensions(dimensions: readonly WireDimension[] | undefined): readonly Dimension[] {
  return (dimensions ?? []).map(({ Name, Value }) => ({ name: Name, value: Value }))
}

/**
 * Unambiguous among valid identities, which contain no control characters; and an invalid one has more separators than a valid
 * one with as many dimensions, so it cannot pass for it.
 */
function identityText(name: string, dimensions: readonly WireDimension[]): string {
  let text = `${dimensions.length}\u0000${name}`
  for (const { Name, Value } of dimensions) text += `\u0000${Name}\u0000${Value}`
  return text
}
