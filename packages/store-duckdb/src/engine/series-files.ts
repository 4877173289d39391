import { join } from 'node:path'
import type { Layout } from '../layout.ts'
import type { Manifest } from '../manifest.ts'
import type { Database } from './database.ts'
import type { SeriesRows } from './protocol.ts'
import { texts } from './sql.ts'

/** One row for each series that any part defines, with its newest times. */
export async function loadSeries(
  database: Database,
  layout: Layout,
  manifests: readonly Manifest[],
): Promise<SeriesRows> {
  const paths = manifests.flatMap(({ series }) => (series === undefined ? [] : [join(layout.parts, series.file)]))
  if (paths.length === 0) return asRows([[], [], [], [], [], [], [], []])
  return database.with(async (connection) => {
    const result = await connection.stream(mergedSeries(paths))
    return asRows(await result.getColumns())
  })
}

/** SQL for the series of several files, definitions and activity brought together. */
export function mergedSeries(paths: readonly string[]): string {
  return `SELECT id, any_value(account) AS account, any_value(region) AS region, any_value(namespace) AS namespace,
    any_value(name) AS name, any_value(dimensions) AS dimensions, max(last_point)::DOUBLE AS last_point,
    max(last_arrival)::DOUBLE AS last_arrival
    FROM read_parquet(${texts(paths)}) GROUP BY id ORDER BY id`
}

function asRows(columns: readonly unknown[][]): SeriesRows {
  const [ids, accounts, regions, namespaces, names, dimensions, lastPointsMs, lastArrivalsMs] = columns
  return {
    ids: ids as number[],
    accounts: accounts as string[],
    regions: regions as string[],
    namespaces: namespaces as string[],
    names: names as string[],
    dimensions: dimensions as string[],
    lastPointsMs: lastPointsMs as number[],
    lastArrivalsMs: lastArrivalsMs as number[],
  }
}
