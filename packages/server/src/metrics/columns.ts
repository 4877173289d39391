/**
 * Statistics of many series as columns on grids.
 *
 * Reads whose buckets coincide share one read of the store. What needs the samples of a bucket (percentiles and the like) is read
 * with them, by itself; everything else comes as one table without anything but its numbers.
 */
import {
  alignRange,
  hasData,
  METRIC_UNITS,
  needsDistribution,
  requestedDatapoints,
  SECOND_MS,
  type Statistic,
  type TimeRange,
  unitCode,
} from '@atalaya/model'
import type { Grid } from '@atalaya/query'
import type { ColumnStatistic, MetricStore } from '@atalaya/store'
import { type MetricRows, readSeries, statisticOf } from './metric-reads.ts'

/** The grid of a range for a period; the last slot may reach beyond the end. */
export function gridOf(range: TimeRange, periodSeconds: number): Grid {
  return {
    startMs: range.startMs,
    stepMs: periodSeconds * SECOND_MS,
    slots: requestedDatapoints(range, periodSeconds),
  }
}

/** The grid of a range as the caller gave it. */
export function alignedGrid(range: TimeRange, periodSeconds: number, nowMs: number): Grid {
  return gridOf(alignRange(range, periodSeconds, nowMs), periodSeconds)
}

/** One statistic of one series of the store. */
export interface ColumnRead {
  readonly series: number
  readonly statistic: Statistic
  /** Aligned: buckets are anchored at its start. */
  readonly range: TimeRange
  readonly periodSeconds: number
  /** Only data of this unit. */
  readonly unit: string | undefined
}

export interface Column {
  /** One for each slot of the grid of the read, NaN where there is none. */
  readonly values: Float64Array
  /** Units of the data in the range, in CloudWatch's order. */
  readonly units: readonly string[]
}

/** A table of more cells is read as rows, of which there are as many as data: the series may be sparse. */
const MAX_TABLE_CELLS = 4_000_000

/**
 * The columns of each read, in the order of the reads; undefined for what has no data. In each bucket the unit counts that comes
 * first in CloudWatch's order of preference.
 *
 * @param nowMs decides which roll-ups are left: a period too fine for the age of the range finds nothing
 */
export async function readColumns(
  store: MetricStore,
  reads: readonly (ColumnRead | undefined)[],
  nowMs: number,
  signal: AbortSignal | undefined,
): Promise<readonly (Column | undefined)[]> {
  const columns: (Column | undefined)[] = reads.map(() => undefined)
  const tables = new Map<string, TableRead>()
  const sampled: number[] = []
  for (const [index, read] of reads.entries()) {
    if (read === undefined || read.range.startMs >= read.range.endMs) continue
    if (!hasData(read.range.startMs, read.periodSeconds, nowMs)) continue
    const { kind } = read.statistic
    if (isColumnStatistic(kind)) addTo(tables, read, kind, index)
    else sampled.push(index)
  }
  const small = [...tables.values()].filter((table) => cellsOf(table) <= MAX_TABLE_CELLS)
  const large = [...tables.values()].filter((table) => cellsOf(table) > MAX_TABLE_CELLS)
  const byRows = [...sampled, ...large.flatMap(({ places }) => places.map(({ index }) => index))]
  await Promise.all([
    ...small.map((table) => readTable(store, table, signal, columns)),
    readByRows(store, reads, byRows, nowMs, signal, columns),
  ])
  return columns
}

interface TableRead {
  readonly range: TimeRange
  readonly periodSeconds: number
  readonly unit: string | undefined
  /** Row of each series, in order. */
  readonly rows: Map<number, number>
  readonly statistics: ColumnStatistic[]
  /** Where what is read goes. */
  readonly places: { readonly index: number; readonly row: number; readonly statistic: ColumnStatistic }[]
}

function isColumnStatistic(kind: Statistic['kind']): kind is ColumnStatistic {
  return !needsDistribution({ kind } as Statistic)
}

function addTo(tables: Map<string, TableRead>, read: ColumnRead, statistic: ColumnStatistic, index: number): void {
  const { range, periodSeconds, unit, series } = read
  const key = `${range.startMs} ${range.endMs} ${periodSeconds} ${unit ?? '*'}`
  let table = tables.get(key)
  if (table === undefined) {
    table = { range, periodSeconds, unit, rows: new Map(), statistics: [], places: [] }
    tables.set(key, table)
  }
  let row = table.rows.get(series)
  if (row === undefined) {
    row = table.rows.size
    table.rows.set(series, row)
  }
  if (!table.statistics.includes(statistic)) table.statistics.push(statistic)
  table.places.push({ index, row, statistic })
}

function cellsOf({ range, periodSeconds, rows, statistics }: TableRead): number {
  return requestedDatapoints(range, periodSeconds) * rows.size * statistics.length
}

async function readTable(
  store: MetricStore,
  { range, periodSeconds, unit, rows, statistics, places }: TableRead,
  signal: AbortSignal | undefined,
  columns: (Column | undefined)[],
): Promise<void> {
  const code = unit === undefined ? undefined : unitCode(unit)
  const found = await store.readColumns(
    {
      series: [...rows.keys()],
      startMs: range.startMs,
      endMs: range.endMs,
      periodMs: periodSeconds * SECOND_MS,
      statistics,
      ...(code === undefined ? {} : { unit: code }),
    },
    signal,
  )
  for (const { index, row, statistic } of places) {
    const values = found.values[statistics.indexOf(statistic)] as Float64Array
    columns[index] = {
      values: values.subarray(row * found.slots, (row + 1) * found.slots),
      units: unitsIn(found.units[row] as number),
    }
  }
}

async function readByRows(
  store: MetricStore,
  reads: readonly (ColumnRead | undefined)[],
  indexes: readonly number[],
  nowMs: number,
  signal: AbortSignal | undefined,
  columns: (Column | undefined)[],
): Promise<void> {
  if (indexes.length === 0) return
  const asked = indexes.map((index) => reads[index] as ColumnRead)
  const rows = await readSeries(
    store,
    asked.map((read) => ({ ...read, distribution: needsDistribution(read.statistic) })),
    nowMs,
    signal,
  )
  for (const [position, { statistic, range, periodSeconds }] of asked.entries()) {
    const own = rows[position] as MetricRows
    const index = indexes[position] as number
    columns[index] = { values: columnOf(statistic, own, gridOf(range, periodSeconds)), units: unitsOf(own) }
  }
}

function columnOf(statistic: Statistic, rows: MetricRows, grid: Grid): Float64Array {
  const values = new Float64Array(grid.slots).fill(Number.NaN)
  const { startsMs } = rows.buckets
  let last = -1
  for (let row = rows.from; row < rows.to; row += 1) {
    const slot = Math.round(((startsMs[row] as number) - grid.startMs) / grid.stepMs)
    // Rows of a bucket come in CloudWatch's order of units.
    if (slot === last) continue
    last = slot
    values[slot] = statisticOf(statistic, rows, row) ?? Number.NaN
  }
  return values
}

function unitsIn(bits: number): readonly string[] {
  // One unit is the rule, and telling it must cost nothing.
  return (bits & (bits - 1)) === 0 ? METRIC_UNITS.slice(31 - Math.clz32(bits), 32 - Math.clz32(bits)) : manyUnits(bits)
}

function manyUnits(bits: number): readonly string[] {
  return METRIC_UNITS.filter((_, code) => (bits & (1 << code)) !== 0)
}

function unitsOf({ buckets, from, to }: MetricRows): readonly string[] {
  const codes = new Set(buckets.units.subarray(from, to))
  return METRIC_UNITS.filter((_, code) => codes.has(code))
}
