import type { Dimension, Distribution, Tenant } from '@atalaya/model'
import type {
  MetricBuckets,
  MetricColumns,
  MetricColumnsRead,
  MetricRead,
  MetricStore,
  Series,
  SeriesQuery,
} from '@atalaya/store'
import type { MetricPage, MetricSamples } from './engine/protocol.ts'
import type { EngineAccess } from './engine-log-store.ts'
import type { SeriesIndex } from './series-index.ts'

/** Reads of one turn that differ only in their series: the engine answers them together. */
interface SharedRead {
  readonly series: Set<number>
  readonly page: Promise<MetricPage>
  /** Reads that still want the answer. */
  wanted: number
  readonly abort: AbortController
}

export class EngineMetricStore implements MetricStore {
  readonly #access: EngineAccess
  readonly #series: SeriesIndex
  readonly #shared: Map<string, SharedRead> = new Map()

  constructor(access: EngineAccess, series: SeriesIndex) {
    this.#access = access
    this.#series = series
  }

  seriesId(tenant: Tenant, namespace: string, name: string, dimensions: readonly Dimension[]): number {
    return this.#series.id(tenant, namespace, name, dimensions)
  }

  findSeries(tenant: Tenant, namespace: string, name: string, dimensions: readonly Dimension[]): number | undefined {
    return this.#series.find(tenant, namespace, name, dimensions)
  }

  listSeries(query: SeriesQuery): readonly Series[] {
    return this.#series.list(query)
  }

  async read(read: MetricRead, signal?: AbortSignal): Promise<MetricBuckets> {
    signal?.throwIfAborted()
    const shared = this.#share(read)
    for (const id of read.series) shared.series.add(id)
    shared.wanted++
    const leave = (): void => {
      if (--shared.wanted === 0) shared.abort.abort(signal?.reason)
    }
    signal?.addEventListener('abort', leave, { once: true })
    try {
      const page = await shared.page
      signal?.throwIfAborted()
      return inOrderAsked(read.series, page)
    } finally {
      signal?.removeEventListener('abort', leave)
    }
  }

  readColumns({ unit, groups, ...read }: MetricColumnsRead, signal?: AbortSignal): Promise<MetricColumns> {
    return this.#access.call<MetricColumns>(
      { method: 'readColumns', read: { ...read, unit, groups }, upTo: this.#access.position() },
      signal,
    )
  }

  /** GetMetricData asks for many metrics at once: one statement for all of them costs little more than one for each. */
  #share({ startMs, endMs, periodMs, unit, distribution }: MetricRead): SharedRead {
    const key = `${startMs} ${endMs} ${periodMs} ${unit} ${distribution}`
    const known = this.#shared.get(key)
    if (known !== undefined) return known
    const series = new Set<number>()
    const abort = new AbortController()
    const upTo = this.#access.position()
    const page = Promise.resolve().then(() => {
      this.#shared.delete(key)
      const query = { series: [...series], startMs, endMs, periodMs, unit, distribution }
      return this.#access.call<MetricPage>({ method: 'readMetrics', read: query, upTo }, abort.signal)
    })
    const shared = { series, page, wanted: 0, abort }
    this.#shared.set(key, shared)
    return shared
  }
}

/** The engine sorts by series id; callers want their own order, and each time they ask for a series. */
function inOrderAsked(asked: readonly number[], page: MetricPage): MetricBuckets {
  const starts = new Map<number, number>()
  for (let row = 0; row < page.series.length; row++) {
    if (!starts.has(page.series[row]!)) starts.set(page.series[row]!, row)
  }
  const rows: number[] = []
  for (const id of asked) {
    for (let row = starts.get(id) ?? page.series.length; page.series[row] === id; row++) rows.push(row)
  }
  const { samples } = page
  return {
    length: rows.length,
    series: Uint32Array.from(rows, (row) => page.series[row]!),
    startsMs: pick(page.startsMs, rows),
    units: Uint8Array.from(rows, (row) => page.units[row]!),
    counts: pick(page.counts, rows),
    sums: pick(page.sums, rows),
    mins: pick(page.mins, rows),
    maxs: pick(page.maxs, rows),
    ...(samples === undefined ? {} : { distributions: rows.map((row) => distributionOf(samples, row)) }),
  }
}

function pick(column: Float64Array, rows: readonly number[]): Float64Array {
  return Float64Array.from(rows, (row) => column[row]!)
}

function distributionOf({ ends, values, weights, incomplete }: MetricSamples, row: number): Distribution {
  const start = row === 0 ? 0 : ends[row - 1]!
  const end = ends[row]!
  return {
    values: values.slice(start, end),
    weights: weights.slice(start, end),
    incomplete: incomplete[row] === 1,
  }
}
