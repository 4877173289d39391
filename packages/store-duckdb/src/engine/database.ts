import { type DuckDBConnection, DuckDBInstance, type DuckDBValue } from '@duckdb/node-api'
import { removeFile } from '../files.ts'
import type { Layout } from '../layout.ts'
import type { EngineSettings } from './protocol.ts'
import { lit } from './sql.ts'

const LOCK_PATIENCE_MS = 15_000
const LOCK_RETRY_MS = 50
const MAX_CONNECTIONS = 8

/** The engine's DuckDB: an in-memory database for hot rows that also reads and writes the Parquet files. */
export class Database {
  readonly #instance: DuckDBInstance
  readonly #idle: DuckDBConnection[] = []
  readonly #waiting: ((connection: DuckDBConnection) => void)[] = []
  #open = 0
  #closed = false

  private constructor(instance: DuckDBInstance) {
    this.#instance = instance
  }

  /** @throws {Error} when another engine keeps the folder for longer than we wait */
  static async open(layout: Layout, settings: EngineSettings): Promise<Database> {
    const instance = await DuckDBInstance.create(':memory:', { threads: String(settings.threads) })
    const connection = await instance.connect()
    await holdLock(connection, layout.engineLock)
    // Order matters: nothing can be changed after the last one.
    for (const sql of [
      `SET memory_limit = ${lit(`${settings.memoryLimitMb}MB`)}`,
      `SET temp_directory = ${lit(layout.spill)}`,
      'SET preserve_insertion_order = true',
      // Without GLOBAL it is of this connection alone.
      'SET GLOBAL parquet_metadata_cache = true',
      'SET autoinstall_known_extensions = false',
      'SET autoload_known_extensions = false',
      `SET allowed_directories = [${lit(layout.root)}]`,
      'SET enable_external_access = false',
      'SET lock_configuration = true',
    ]) {
      await connection.run(sql)
    }
    connection.disconnectSync()
    return new Database(instance)
  }

  /** A connection of one's own, outside the pool. */
  connect(): Promise<DuckDBConnection> {
    return this.#instance.connect()
  }

  /** Runs `use` with a pooled connection; aborting interrupts what runs on it. */
  async with<T>(use: (connection: DuckDBConnection) => Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted()
    const connection = await this.#take()
    try {
      return await interruptible(connection, () => use(connection), signal)
    } finally {
      this.#give(connection)
    }
  }

  /**
   * Runs `use` in a transaction of its own.
   *
   * A statement is planned and then executed. Outside a transaction these are two snapshots, and the planner leaves out tests
   * that all rows of the first one pass: rows that came in between would then not be tested at all.
   */
  read<T>(use: (connection: DuckDBConnection) => Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted()
    return this.with(async (connection) => {
      await connection.run('BEGIN')
      try {
        return await interruptible(connection, () => use(connection), signal)
      } finally {
        // Not to be interrupted: the next one would find a transaction that is over and never ended. An interrupt that came a
        // moment ago may still hit it, but only once.
        await connection.run('ROLLBACK').catch(() => connection.run('ROLLBACK'))
      }
    })
  }

  /** Runs statements on a pooled connection. */
  run(sql: string, values?: DuckDBValue[]): Promise<unknown> {
    return this.with((connection) => connection.run(sql, values))
  }

  get isClosed(): boolean {
    return this.#closed
  }

  close(): void {
    this.#closed = true
    for (const connection of this.#idle) connection.disconnectSync()
    this.#instance.closeSync()
  }

  async #take(): Promise<DuckDBConnection> {
    const idle = this.#idle.pop()
    if (idle !== undefined) return idle
    if (this.#open < MAX_CONNECTIONS) {
      this.#open++
      return this.#instance.connect()
    }
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  #give(connection: DuckDBConnection): void {
    const next = this.#waiting.shift()
    if (next !== undefined) next(connection)
    else this.#idle.push(connection)
  }
}

/** Aborting interrupts what runs on the connection, until `work` is done. */
async function interruptible<T>(
  connection: DuckDBConnection,
  work: () => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  const interrupt = (): void => connection.interrupt()
  signal?.addEventListener('abort', interrupt, { once: true })
  try {
    signal?.throwIfAborted()
    return await work()
  } finally {
    signal?.removeEventListener('abort', interrupt)
  }
}

/**
 * Holds the folder for this process through the kernel: DuckDB locks the files it opens, and the lock is gone with the
 * process, however it ends. An engine whose server was killed may live a moment longer; we wait for it, because it could
 * still commit a part or remove a write-ahead log.
 */
async function holdLock(connection: DuckDBConnection, path: string): Promise<void> {
  const deadline = Date.now() + LOCK_PATIENCE_MS
  for (let rebuilt = false; ; ) {
    try {
      await connection.run(`ATTACH ${lit(path)} AS folder_lock`)
      return
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      if (/could not set lock|conflicting lock/i.test(message)) {
        if (Date.now() > deadline) throw new Error(`another engine has ${path} open`, { cause: error })
        await new Promise((resolve) => setTimeout(resolve, LOCK_RETRY_MS))
      } else if (!rebuilt) {
        // The file holds nothing; one that a crash left half written is made anew.
        rebuilt = true
        await removeFile(path)
      } else throw error
    }
  }
}
