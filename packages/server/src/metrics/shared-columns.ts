/*
 * Many callers, one read: what they ask for in the same moment and for the same buckets is read from the store together. Alarms on
 * expressions need it, of which each asks for a handful of series.
 */
import type { ColumnStatistic, MetricColumns, MetricColumnsRead, MetricStore } from '@atalaya/store'

/** A larger table is read at once, and what is asked for next begins another. */
const MAX_CELLS = 1_000_000

/** A store whose {@link MetricStore.readColumns} waits until nobody asks for more. To be used for one round of questions. */
export function sharingColumns(store: MetricStore): MetricStore {
  const waiting = new Map<string, SharedRead>()
  const flush = (): void => {
    const reads = [...waiting.values()]
    waiting.clear()
    for (const read of reads) read.begin(store)
  }
  return {
    seriesId: (tenant, namespace, name, dimensions) => store.seriesId(tenant, namespace, name, dimensions),
    findSeries: (tenant, namespace, name, dimensions) => store.findSeries(tenant, namespace, name, dimensions),
    listSeries: (query) => store.listSeries(query),
    read: (read, signal) => store.read(read, signal),
    readColumns: async (read, signal) => {
      // Those that can be broken off, and those whose rows are groups, are read by themselves.
      if (signal !== undefined || read.groups !== undefined) return await store.readColumns(read, signal)
      const { startMs, endMs, periodMs, unit } = read
      const key = `${startMs} ${endMs} ${periodMs} ${unit ?? '*'}`
      let shared = waiting.get(key)
      if (shared === undefined) {
        if (waiting.size === 0) setImmediate(flush)
        shared = new SharedRead(read)
        waiting.set(key, shared)
      }
      const found = shared.add(read)
      if (shared.cells > MAX_CELLS) {
        waiting.delete(key)
        shared.begin(store)
      }
      return await found
    },
  }
}

class SharedRead {
  readonly #range: Pick<MetricColumnsRead, 'startMs' | 'endMs' | 'periodMs' | 'unit'>
  readonly #rows = new Map<number, number>()
  readonly #statistics = new Set<ColumnStatistic>()
  readonly #found: Promise<MetricColumns>
  #settle: (found: Promise<MetricColumns>) => void = () => {}

  constructor({ startMs, endMs, periodMs, unit }: MetricColumnsRead) {
    this.#range = { startMs, endMs, periodMs, ...(unit === undefined ? {} : { unit }) }
    this.#found = new Promise((resolve) => {
      this.#settle = resolve
    })
  }

  get cells(): number {
    const { startMs, endMs, periodMs } = this.#range
    return this.#rows.size * this.#statistics.size * Math.ceil((endMs - startMs) / periodMs)
  }

  async add({ series, statistics }: MetricColumnsRead): Promise<MetricColumns> {
    for (const id of series) if (!this.#rows.has(id)) this.#rows.set(id, this.#rows.size)
    for (const statistic of statistics) this.#statistics.add(statistic)
    const { slots, values, units } = await this.#found
    const order = [...this.#statistics]
    const rows = series.map((id) => this.#rows.get(id) ?? 0)
    return {
      slots,
      values: statistics.map((statistic) => pick(values[order.indexOf(statistic)], rows, slots)),
      units: Uint32Array.from(rows, (row) => units[row] ?? 0),
    }
  }

  begin(store: MetricStore): void {
    const read = { ...this.#range, series: [...this.#rows.keys()], statistics: [...this.#statistics] }
    this.#settle(store.readColumns(read))
  }
}

function pick(values: Float64Array | undefined, rows: readonly number[], slots: number): Float64Array {
  const picked = new Float64Array(rows.length * slots)
  for (const [index, row] of rows.entries()) {
    if (values !== undefined) picked.set(values.subarray(row * slots, (row + 1) * slots), index * slots)
  }
  return picked
}
