import { type Dimension, invariant, sortDimensions, type Tenant } from '@atalaya/model'
import type { MetricPoints, Series, SeriesQuery } from '@atalaya/store'
import type { SeriesRows } from './engine/protocol.ts'
import type { DecodedPoints, SeriesDefinition } from './wal/batch.ts'

/** `assigned`: an id was given out. `written`: a record that defines it waits for the disk. `stored`: it is on disk. */
type State = 'assigned' | 'written' | 'stored'

interface Entry {
  readonly id: number
  readonly tenant: Tenant
  readonly namespace: string
  readonly name: string
  readonly dimensions: readonly Dimension[]
  state: State
  hasPoints: boolean
  lastPointMs: number
  lastArrivalMs: number
}

/** Series of one metric name, sorted by dimensions when somebody asks. */
interface Metric {
  readonly entries: Entry[]
  isSorted: boolean
}

/** All metric series, in memory. */
export class SeriesIndex {
  readonly #byKey: Map<string, Entry> = new Map()
  readonly #byId: Map<number, Entry> = new Map()
  readonly #tenants: Map<string, Map<string, Map<string, Metric>>> = new Map()
  #nextId = 1
  #stored = 0

  /** How many series have points. */
  get count(): number {
    return this.#stored
  }

  id(tenant: Tenant, namespace: string, name: string, dimensions: readonly Dimension[]): number {
    const sorted = sortDimensions(dimensions)
    const key = keyOf(tenant, namespace, name, sorted)
    return (this.#byKey.get(key) ?? this.#add(key, this.#nextId, tenant, namespace, name, sorted)).id
  }

  find(tenant: Tenant, namespace: string, name: string, dimensions: readonly Dimension[]): number | undefined {
    const entry = this.#byKey.get(keyOf(tenant, namespace, name, sortDimensions(dimensions)))
    return entry?.hasPoints === true ? entry.id : undefined
  }

  list(query: SeriesQuery): readonly Series[] {
    const namespaces = this.#tenants.get(tenantKey(query.tenant))
    if (namespaces === undefined) return []
    const found: Series[] = []
    for (const namespace of query.namespace === undefined ? sortedKeys(namespaces) : [query.namespace]) {
      const metrics = namespaces.get(namespace)
      if (metrics === undefined) continue
      for (const name of query.name === undefined ? sortedKeys(metrics) : [query.name]) {
        for (const entry of sortedEntries(metrics.get(name))) if (matches(entry, query)) found.push(toSeries(entry))
      }
    }
    return found
  }

  /** Series of these points that no record defines yet. They count as defined until {@link forget} takes that back. */
  define(points: MetricPoints | undefined): readonly SeriesDefinition[] {
    if (points === undefined) return []
    const definitions: SeriesDefinition[] = []
    for (const id of points.series) {
      const entry = this.#byId.get(id)
      invariant(entry !== undefined, `series ${id} was never assigned`)
      if (entry.state !== 'assigned') continue
      entry.state = 'written'
      definitions.push(toDefinition(entry))
    }
    return definitions
  }

  /** The record that defined them is not on disk. */
  forget(definitions: readonly SeriesDefinition[]): void {
    for (const { id } of definitions) {
      const entry = this.#byId.get(id)
      if (entry?.state === 'written') entry.state = 'assigned'
    }
  }

  /** The points are on disk. */
  note(points: Pick<MetricPoints | DecodedPoints, 'series' | 'timestampsMs'>, arrivalMs: number): void {
    const { series, timestampsMs } = points
    for (let i = 0; i < series.length; i++) {
      const entry = this.#byId.get(series[i]!)
      if (entry !== undefined) this.#touch(entry, Math.floor(timestampsMs[i]! / 1000) * 1000, arrivalMs)
    }
  }

  /** Takes in definitions read back from the log. */
  restore(definitions: readonly SeriesDefinition[]): void {
    for (const one of definitions) {
      const dimensions: Dimension[] = []
      for (let i = 0; i + 1 < one.dimensions.length; i += 2) {
        dimensions.push({ name: one.dimensions[i]!, value: one.dimensions[i + 1]! })
      }
      const tenant = { accountId: one.accountId, region: one.region }
      const key = keyOf(tenant, one.namespace, one.name, dimensions)
      if (this.#byKey.has(key)) continue
      this.#add(key, one.id, tenant, one.namespace, one.name, dimensions).state = 'stored'
    }
  }

  restoreRows(rows: SeriesRows): void {
    for (let i = 0; i < rows.ids.length; i++) {
      const id = rows.ids[i]!
      this.reserve(id)
      // Its definition was lost with a damaged record: nobody can name it any more.
      if (rows.accounts[i] === null) continue
      const [accountId, region] = [rows.accounts[i]!, rows.regions[i]!]
      const dimensions = JSON.parse(rows.dimensions[i]!) as string[]
      this.restore([{ id, accountId, region, namespace: rows.namespaces[i]!, name: rows.names[i]!, dimensions }])
      const entry = this.#byId.get(id)
      if (entry !== undefined && rows.lastPointsMs[i]! > 0) {
        this.#touch(entry, rows.lastPointsMs[i]!, rows.lastArrivalsMs[i]!)
      }
    }
  }

  /** Never gives out this id or a lower one. */
  reserve(id: number): void {
    this.#nextId = Math.max(this.#nextId, id + 1)
  }

  clear(): void {
    this.#byKey.clear()
    this.#byId.clear()
    this.#tenants.clear()
    this.#stored = 0
  }

  #touch(entry: Entry, pointMs: number, arrivalMs: number): void {
    if (!entry.hasPoints) this.#stored++
    entry.hasPoints = true
    entry.state = 'stored'
    if (pointMs > entry.lastPointMs) entry.lastPointMs = pointMs
    if (arrivalMs > entry.lastArrivalMs) entry.lastArrivalMs = arrivalMs
  }

  #add(
    key: string,
    id: number,
    tenant: Tenant,
    namespace: string,
    name: string,
    dimensions: readonly Dimension[],
  ): Entry {
    const entry: Entry = {
      id,
      tenant,
      namespace,
      name,
      dimensions,
      state: 'assigned',
      hasPoints: false,
      lastPointMs: Number.NEGATIVE_INFINITY,
      lastArrivalMs: Number.NEGATIVE_INFINITY,
    }
    this.reserve(id)
    this.#byKey.set(key, entry)
    this.#byId.set(id, entry)
    const namespaces = at(this.#tenants, tenantKey(tenant), () => new Map<string, Map<string, Metric>>())
    const metrics = at(namespaces, namespace, () => new Map<string, Metric>())
    const metric = at(metrics, name, () => ({ entries: [], isSorted: true }))
    metric.entries.push(entry)
    metric.isSorted = metric.entries.length === 1
    return entry
  }
}

function at<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key)
  if (value === undefined) {
    value = make()
    map.set(key, value)
  }
  return value
}

function tenantKey({ accountId, region }: Tenant): string {
  return `${accountId}\0${region}`
}

/** One text for each identity. Names that hold the separator take the slow road. */
function keyOf({ accountId, region }: Tenant, namespace: string, name: string, sorted: readonly Dimension[]): string {
  let texts = namespace + name
  let key = `${accountId}\0${region}\0${namespace}\0${name}`
  for (const dimension of sorted) {
    texts += dimension.name + dimension.value
    key += `\0${dimension.name}\0${dimension.value}`
  }
  if (!texts.includes('\0')) return key
  return JSON.stringify([accountId, region, namespace, name, sorted.flatMap((one) => [one.name, one.value])])
}

function toDefinition({ id, tenant, namespace, name, dimensions }: Entry): SeriesDefinition {
  const flat = dimensions.flatMap((dimension) => [dimension.name, dimension.value])
  return { id, accountId: tenant.accountId, region: tenant.region, namespace, name, dimensions: flat }
}

function toSeries({ id, namespace, name, dimensions, lastPointMs, lastArrivalMs }: Entry): Series {
  return { id, namespace, name, dimensions, lastPointMs, lastArrivalMs }
}

function matches(entry: Entry, { dimensions = [], activeSinceMs }: SeriesQuery): boolean {
  if (!entry.hasPoints) return false
  if (activeSinceMs !== undefined && entry.lastPointMs < activeSinceMs) return false
  return dimensions.every(({ name, value }) =>
    entry.dimensions.some((own) => own.name === name && (value === undefined || own.value === value)),
  )
}

function sortedKeys(map: ReadonlyMap<string, unknown>): readonly string[] {
  return [...map.keys()].sort()
}

function sortedEntries(metric: Metric | undefined): readonly Entry[] {
  if (metric === undefined) return []
  if (!metric.isSorted) {
    metric.entries.sort(compareDimensions)
    metric.isSorted = true
  }
  return metric.entries
}

function compareDimensions(a: Entry, b: Entry): number {
  const shared = Math.min(a.dimensions.length, b.dimensions.length)
  for (let i = 0; i < shared; i++) {
    const left = a.dimensions[i]!
    const right = b.dimensions[i]!
    if (left.name !== right.name) return left.name < right.name ? -1 : 1
    if (left.value !== right.value) return left.value < right.value ? -1 : 1
  }
  return a.dimensions.length - b.dimensions.length
}
