import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

/** What is used of the package `chdb`, which only `npm run test:clickhouse` installs. */
export interface ChdbSession {
  query(sql: string, format?: string): string
  queryBindAsync(
    sql: string,
    params: Readonly<Record<string, unknown>>,
    options: { readonly format: string; readonly signal?: AbortSignal },
  ): Promise<{ text(): string; readonly rowsRead: number; readonly bytesRead: number }>
  insert(rows: {
    readonly table: string
    readonly values: string
    readonly format: 'JSONEachRow'
    readonly settings?: Readonly<Record<string, string | number>>
  }): Promise<unknown>
  close(): void
}

const FOLDER = new URL('../../node_modules/.cache/atalaya/on-demand/chdb/', import.meta.url)

/** ClickHouse in this process, with its data in a temporary folder. There can be one at a time. */
export function openChdb(): ChdbSession {
  if (!existsSync(new URL('node_modules/chdb/', FOLDER))) {
    throw new Error('ClickHouse is not installed: run these tests with npm run test:clickhouse')
  }
  const { Session } = createRequire(fileURLToPath(FOLDER))('chdb') as { readonly Session: new () => ChdbSession }
  return new Session()
}
