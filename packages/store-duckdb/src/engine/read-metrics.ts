/** Aggregates of metric points: one SQL statement for all series, over hot tables, raw files and roll-ups. */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { MetricFile } from '../manifest.ts'
import { binSqlValue } from './histogram.ts'
import type { HotGeneration } from './hot.ts'
import type { MetricPage, MetricQuery } from './protocol.ts'
import { oneOf } from './scan.ts'
import { texts } from './sql.ts'

export interface MetricSources {
  readonly tables: readonly string[]
  readonly raw: readonly string[]
  readonly rollUps: readonly string[]
}

/** What decides where to look. */
export type MetricRange = Pick<MetricQuery, 'series' | 'startMs' | 'endMs'>

export function metricSources(
  query: MetricRange,
  hot: readonly HotGeneration[],
  files: readonly MetricFile[],
): { readonly hot: readonly HotGeneration[]; readonly files: readonly MetricFile[] } {
  const ids = new Set(query.series)
  let lowest = Number.POSITIVE_INFINITY
  let highest = 0
  for (const id of ids) {
    if (id < lowest) lowest = id
    if (id > highest) highest = id
  }
  const overlaps = (minMs: number, maxMs: number): boolean => minMs < query.endMs && maxMs + 1000 > query.startMs
  return {
    hot: hot.filter(
      (one) =>
        one.pointRows > 0 &&
        overlaps(one.minPointMs - 1000, one.maxPointMs) &&
        query.series.some((id) => one.activity.has(id)),
    ),
    files: files.filter(
      (file) => overlaps(file.minMs, file.maxMs) && file.minSeries <= highest && file.maxSeries >= lowest,
    ),
  }
}

/** Buckets sorted by series in the order asked, time and unit. */
export async function readMetrics(
  connection: DuckDBConnection,
  query: MetricQuery,
  sources: MetricSources,
): Promise<MetricPage> {
  const columns = new Columns()
  if (query.series.length === 0 || sources.tables.length + sources.raw.length + sources.rollUps.length === 0) {
    return columns.finish(query)
  }
  const result = await connection.stream(metricSql(query, sources))
  for (;;) {
    const chunk = await result.fetchChunk()
    if (chunk === null || chunk.rowCount === 0) return columns.finish(query)
    columns.add(
      Array.from(
        { length: chunk.columnCount },
        (_, i) => (chunk.getColumnVector(i) as unknown as { items: Float64Array }).items,
      ),
      chunk.rowCount,
    )
  }
}

/** Columns: series, bucket, unit, n, total, low, high and, for distributions, value (NaN: not known). Sorted by all of them. */
function metricSql(query: MetricQuery, sources: MetricSources): string {
  const keys = query.distribution ? 'series, bucket, unit, value' : 'series, bucket, unit'
  const value = query.distribution ? ', value' : ''
  return `SELECT series::DOUBLE, bucket::DOUBLE, unit::DOUBLE, sum(n), sum(total), min(low), max(high)${value}
    FROM (${bucketedSql(query, sources)}) GROUP BY ${keys} ORDER BY ${keys}`
}

/** Columns: series, t, unit, n, total, low, high, bucket and, for distributions, value. One row for each stored point. */
export function bucketedSql(query: MetricQuery, { tables, raw, rollUps }: MetricSources): string {
  const { startMs, endMs, periodMs, distribution } = query
  const where = [
    oneOf('series', [...new Set(query.series)]),
    `t >= ${Math.ceil(startMs / 1000)}`,
    `t < ${Math.ceil(endMs / 1000)}`,
    ...(query.unit === undefined ? [] : [`unit = ${query.unit}`]),
  ].join(' AND ')
  const sources: string[] = []
  const value = distribution ? ', value' : ''
  for (const table of tables)
    sources.push(`SELECT series, t, unit, n, total, low, high${value} FROM ${table} WHERE ${where}`)
  if (raw.length > 0) {
    sources.push(`SELECT series, t, unit, n, total, low, high${value} FROM read_parquet(${texts(raw)}) WHERE ${where}`)
  }
  if (rollUps.length > 0) sources.push(rollUpSql(rollUps, where, distribution))
  return `SELECT *, (t * 1000 - ${startMs}) // ${periodMs} AS bucket FROM (${sources.join(' UNION ALL ')})`
}

/** Of a roll-up row with a distribution, every bin becomes a sample; the sums ride on the first. */
function rollUpSql(files: readonly string[], where: string, distribution: boolean): string {
  const from = `FROM read_parquet(${texts(files)}) WHERE ${where}`
  if (!distribution) return `SELECT series, t, unit, n, total, low, high ${from}`
  const known = `SELECT series, t, unit, low, high, total, unnest(bins) AS bin, unnest(weights) AS weight, generate_subscripts(bins, 1) AS nth ${from}`
  return `SELECT series, t, unit, weight AS n, CASE WHEN nth = 1 THEN total ELSE 0 END AS total, low, high, ${binSqlValue('bin', 'low', 'high')} AS value FROM (${known})
    UNION ALL SELECT series, t, unit, hidden AS n, CASE WHEN len(bins) = 0 THEN total ELSE 0 END AS total, low, high, 'nan'::DOUBLE AS value ${from} AND hidden > 0`
}

/** Collects sorted rows into buckets; with distributions several rows make a bucket. */
class Columns {
  readonly #series: number[] = []
  readonly #buckets: number[] = []
  readonly #units: number[] = []
  readonly #counts: number[] = []
  readonly #sums: number[] = []
  readonly #mins: number[] = []
  readonly #maxs: number[] = []
  readonly #ends: number[] = []
  readonly #values: number[] = []
  readonly #weights: number[] = []
  readonly #incomplete: number[] = []

  add(columns: readonly Float64Array[], rows: number): void {
    const [series, buckets, units, counts, sums, mins, maxs, values] = columns as [
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array | undefined,
    ]
    for (let row = 0; row < rows; row++) {
      let last = this.#series.length - 1
      const same =
        last >= 0 &&
        this.#series[last] === series[row] &&
        this.#buckets[last] === buckets[row] &&
        this.#units[last] === units[row]
      if (same) {
        this.#counts[last]! += counts[row]!
        this.#sums[last]! += sums[row]!
        this.#mins[last] = Math.min(this.#mins[last]!, mins[row]!)
        this.#maxs[last] = Math.max(this.#maxs[last]!, maxs[row]!)
      } else {
        last++
        this.#series.push(series[row]!)
        this.#buckets.push(buckets[row]!)
        this.#units.push(units[row]!)
        this.#counts.push(counts[row]!)
        this.#sums.push(sums[row]!)
        this.#mins.push(mins[row]!)
        this.#maxs.push(maxs[row]!)
        this.#ends.push(this.#values.length)
        this.#incomplete.push(0)
      }
      if (values === undefined) continue
      const value = values[row]!
      if (Number.isNaN(value)) this.#incomplete[last] = 1
      else if (counts[row]! > 0) {
        this.#values.push(value)
        this.#weights.push(counts[row]!)
        this.#ends[last] = this.#values.length
      }
    }
  }

  finish(query: MetricQuery): MetricPage {
    const starts = this.#buckets.map((bucket) => query.startMs + bucket * query.periodMs)
    const page: MetricPage = {
      series: Uint32Array.from(this.#series),
      startsMs: Float64Array.from(starts),
      units: Uint8Array.from(this.#units),
      counts: Float64Array.from(this.#counts),
      sums: Float64Array.from(this.#sums),
      mins: Float64Array.from(this.#mins),
      maxs: Float64Array.from(this.#maxs),
      samples: query.distribution
        ? {
            ends: Uint32Array.from(this.#ends),
            values: Float64Array.from(this.#values),
            weights: Float64Array.from(this.#weights),
            incomplete: Uint8Array.from(this.#incomplete),
          }
        : undefined,
    }
    return page
  }
}
