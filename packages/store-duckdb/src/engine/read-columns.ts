/**
 * Buckets of many series as a table: what thousands of series cost is moving rows about, so the engine sends one number for each
 * cell and nothing that says where it belongs. Groups are formed by the database, which then returns as many rows as are wanted.
 */
import { unreachable } from '@atalaya/model'
import type { ColumnStatistic, MetricColumns } from '@atalaya/store'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { ColumnsQuery } from './protocol.ts'
import { bucketedSql, type MetricSources } from './read-metrics.ts'
import { list } from './sql.ts'

export async function readColumns(
  connection: DuckDBConnection,
  query: ColumnsQuery,
  sources: MetricSources,
): Promise<MetricColumns> {
  const table = new Table(query)
  if (query.series.length > 0 && sources.tables.length + sources.raw.length + sources.rollUps.length > 0) {
    const result = await connection.stream(columnsSql(query, sources))
    for (;;) {
      const chunk = await result.fetchChunk()
      if (chunk === null || chunk.rowCount === 0) break
      table.add(
        Array.from(
          { length: chunk.columnCount },
          (_, i) => (chunk.getColumnVector(i) as unknown as { items: Float64Array }).items,
        ),
        chunk.rowCount,
      )
    }
  }
  return table.finish()
}

/** What must be asked for, in order, so that a statistic can be told. */
const AGGREGATES = { n: 'sum(n)', total: 'sum(total)', low: 'min(low)', high: 'max(high)' } as const

type Aggregate = keyof typeof AGGREGATES

function aggregatesFor(statistic: ColumnStatistic): readonly Aggregate[] {
  switch (statistic) {
    case 'SampleCount':
      return ['n']
    case 'Sum':
      return ['total']
    case 'Average':
      return ['total', 'n']
    case 'Minimum':
      return ['low']
    case 'Maximum':
      return ['high']
    default:
      return unreachable(statistic)
  }
}

function aggregatesOf({ statistics }: ColumnsQuery): readonly Aggregate[] {
  return [...new Set(statistics.flatMap(aggregatesFor))]
}

/** Columns: series or group, bucket, unit or bits of units, then the aggregates. In no order. */
function columnsSql(query: ColumnsQuery, sources: MetricSources): string {
  const points = bucketedSql({ ...query, distribution: false }, sources)
  const aggregates = aggregatesOf(query).map((name) => `${AGGREGATES[name]}::DOUBLE`)
  const select = (key: string, unit: string): string =>
    [`${key}::DOUBLE`, 'bucket::DOUBLE', unit, ...aggregates].join(', ')
  if (query.groups === undefined) {
    return `SELECT ${select('series', 'unit::DOUBLE')} FROM (${points}) GROUP BY series, bucket, unit`
  }
  const rows = `SELECT unnest([${list(query.series)}])::UINTEGER AS series, unnest([${list(query.groups)}]) AS grp`
  return `SELECT ${select('grp', 'bit_or(1::UINTEGER << unit)::DOUBLE')}
    FROM (${points}) JOIN (${rows}) USING (series) GROUP BY grp, bucket`
}

class Table {
  readonly #query: ColumnsQuery
  readonly #slots: number
  readonly #rowOf: (key: number) => number
  readonly #cells: ReadonlyMap<Aggregate, Float64Array>
  readonly #units: Uint32Array
  /** Code of the unit that a cell shows, plus one. */
  readonly #shown: Uint8Array

  constructor(query: ColumnsQuery) {
    const { series, groups, startMs, endMs, periodMs } = query
    this.#query = query
    this.#slots = Math.max(0, Math.ceil((endMs - startMs) / periodMs))
    const rows = groups === undefined ? series.length : groups.reduce((most, row) => Math.max(most, row), -1) + 1
    this.#units = new Uint32Array(rows)
    this.#shown = new Uint8Array(groups === undefined ? rows * this.#slots : 0)
    this.#cells = new Map(
      aggregatesOf(query).map((name) => [name, new Float64Array(rows * this.#slots).fill(Number.NaN)]),
    )
    if (groups === undefined) {
      const rowOf = new Map(series.map((id, row) => [id, row]))
      this.#rowOf = (id) => rowOf.get(id) ?? -1
    } else {
      this.#rowOf = (group) => group
    }
  }

  add([keys, buckets, units, ...values]: readonly Float64Array[], length: number): void {
    const cells = [...this.#cells.values()]
    let key = Number.NaN
    let row = -1
    for (let i = 0; i < length; i++) {
      if (keys![i] !== key) {
        key = keys![i]!
        row = this.#rowOf(key)
      }
      const at = row * this.#slots + buckets![i]!
      const unit = units![i]!
      if (!this.#show(row, at, unit)) continue
      for (let column = 0; column < cells.length; column++) cells[column]![at] = values[column]![i]!
    }
  }

  /** Notes the unit of a row's data and says whether they are to be shown. */
  #show(row: number, at: number, unit: number): boolean {
    if (this.#query.groups !== undefined) {
      this.#units[row]! |= unit
      return true
    }
    this.#units[row]! |= 1 << unit
    const shown = this.#shown[at]!
    if (shown !== 0 && shown <= unit + 1) return false
    this.#shown[at] = unit + 1
    return true
  }

  finish(): MetricColumns {
    const values = this.#query.statistics.map((statistic) => {
      const [first, second] = aggregatesFor(statistic).map((name) => this.#cells.get(name)!)
      if (second === undefined) return first!
      // No samples, no average: 0 / 0 is NaN.
      return first!.map((sum, at) => sum / second[at]!)
    })
    return { slots: this.#slots, values, units: this.#units }
  }
}
