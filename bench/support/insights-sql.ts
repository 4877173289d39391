import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { GeneratedEvent } from '@atalaya/testkit'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import type { Compared, Question } from './insights-queries.ts'

/** As the server's engine has by default. */
const MEMORY = '3072MB'
const THREADS = '2'
const FIELDS = ['req', 'route', 'verb', 'code', 'ms']

/** SQL over the files of a data folder, and over a table of the events that are in no file yet. */
export class HandWritten {
  readonly #folder: string
  readonly #recent: readonly GeneratedEvent[]
  /** The time of the last of the newest events. */
  newestMs = 0
  #instance: DuckDBInstance | undefined
  #connection: DuckDBConnection | undefined

  private constructor(folder: string, recent: readonly GeneratedEvent[]) {
    this.#folder = folder
    this.#recent = recent
  }

  /** @param newest how many events are newer than `newestMs`, but for those of the same second */
  static async open(folder: string, recent: readonly GeneratedEvent[], newest: number): Promise<HandWritten> {
    const hand = new HandWritten(folder, recent)
    const connection = await hand.#connect()
    const sql = `SELECT ts::DOUBLE FROM logs ORDER BY ts DESC LIMIT 1 OFFSET ${newest}`
    const [row] = (await connection.runAndReadAll(sql)).getRows()
    hand.newestMs = Math.floor(Number(row?.[0]) / 1_000) * 1_000
    return hand
  }

  /** The files with log events in a data folder. */
  static files(folder: string): readonly string[] {
    const parts = join(folder, 'telemetry', 'parts')
    return readdirSync(parts)
      .filter((name) => /-l\d+-.*\.parquet$/.test(name))
      .map((name) => join(parts, name))
      .sort()
  }

  static bytes(folder: string): number {
    return HandWritten.files(folder).reduce((sum, file) => sum + statSync(file).size, 0)
  }

  /** The first answer of a new database. */
  async cold(question: Question): Promise<Compared> {
    await this.#connect()
    return await this.warm(question)
  }

  async #connect(): Promise<DuckDBConnection> {
    this.close()
    const instance = await DuckDBInstance.create(':memory:', { threads: THREADS, memory_limit: MEMORY })
    const connection = await instance.connect()
    this.#instance = instance
    this.#connection = connection
    await connection.run('SET parquet_metadata_cache = true')
    await connection.run(`SET VARIABLE newest = ${this.newestMs}`)
    await connection.run('CREATE TABLE recent(grp UINTEGER, stream UINTEGER, ts BIGINT, seq BIGINT, message VARCHAR)')
    const appender = await connection.createAppender('recent')
    for (const [i, { timestamp, message }] of this.#recent.entries()) {
      appender.appendUInteger(1)
      appender.appendUInteger(1)
      appender.appendBigInt(BigInt(timestamp))
      appender.appendBigInt(BigInt(i))
      appender.appendVarchar(message)
      appender.endRow()
    }
    appender.closeSync()
    const files = HandWritten.files(this.#folder).map((file) => `'${file}'`)
    const columns = (field: (name: string) => string): string =>
      ['grp', 'stream', 'ts', 'seq', 'message', ...FIELDS.map((name) => `${field(name)} AS ${name}`)].join(', ')
    await connection.run(`CREATE VIEW logs AS
      SELECT ${columns((name) => `"f:${name}"`)} FROM read_parquet([${files.join(', ')}], union_by_name = true)
      UNION ALL SELECT ${columns((name) => `json_extract_string(message, '$.${name}')`)} FROM recent`)
    return connection
  }

  async warm({ sql }: Question): Promise<Compared> {
    const begin = performance.now()
    const result = await this.#connection?.runAndReadAll(sql)
    const rows = result?.getRows() ?? []
    return { tookMs: performance.now() - begin, found: { rows: rows.length, first: String(rows[0]?.[0]) } }
  }

  close(): void {
    this.#connection?.closeSync()
    this.#instance?.closeSync()
  }
}
