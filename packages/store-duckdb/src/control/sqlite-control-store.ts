import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setImmediate as immediate } from 'node:timers/promises'
import { invariant } from '@atalaya/model'
import type { ControlChange, ControlDocument, ControlStore, ListOptions } from '@atalaya/store'
import { Kysely, SqliteDialect, sql } from 'kysely'
import Database from 'libsql'
import { lockFolder } from '../lock.ts'
import { type ControlTables, migrate } from './schema.ts'
import { SortedDocuments } from './sorted-documents.ts'

/** Rows of one statement: three parameters each, and SQLite takes 32,766. */
const ROWS_PER_STATEMENT = 1_000

/** A change as it is stored: `text` is the JSON of the body, or undefined when the document is deleted. */
interface EncodedChange {
  readonly kind: string
  readonly key: string
  readonly text: string | undefined
}

/** Something to be done to the file after what was called before. */
type Job =
  | { readonly kind: 'commit'; readonly changes: readonly EncodedChange[]; readonly settle: Settle }
  | { readonly kind: 'reset'; readonly settle: Settle }

/** Tells who waits; with an error when it could not be done. */
type Settle = (error?: unknown) => void

/**
 * Control state in an SQLite file, and as a whole in memory.
 *
 * A transaction ends with one fsync, during which the event loop waits: milliseconds. Commits that are called in one turn of the
 * event loop share a transaction, so that many of them, as when a thousand notifications go out, wait for the disk together. Reads never touch the file. A lock file beside it keeps other processes out: they would make the memory stale. SQLite's
 * own exclusive mode cannot do that here, because libsql keeps a closed connection until its statements are garbage collected.
 */
export class SqliteControlStore implements ControlStore {
  readonly #path: string
  readonly #db: Kysely<ControlTables>
  readonly #kinds = new Map<string, SortedDocuments>()
  #jobs: Job[] = []
  /** Settles when everything that was called is done; undefined when nothing is to be done. Never rejects. */
  #working: Promise<void> | undefined
  #closing: Promise<void> | undefined
  readonly #unlock: () => Promise<void>

  private constructor(path: string, db: Kysely<ControlTables>, unlock: () => Promise<void>) {
    this.#path = path
    this.#db = db
    this.#unlock = unlock
  }

  /**
   * Opens the file, creating it and its folder if they are missing.
   *
   * @throws {Error} naming the file when it cannot be read or written, is damaged, is no such database, or is in use
   */
  static async open(path: string): Promise<SqliteControlStore> {
    await mkdir(dirname(path), { recursive: true })
    const unlock = await lockFolder(`${path}.lock`, dirname(path))
    let db: Kysely<ControlTables> | undefined
    try {
      db = new Kysely<ControlTables>({ dialect: new SqliteDialect({ database: new Database(path) }) })
      await prepare(db)
      const store = new SqliteControlStore(path, db, unlock)
      await store.#load()
      return store
    } catch (cause) {
      await db?.destroy()
      await unlock()
      throw new Error(
        `Cannot open the control state in '${path}': ${reasonOf(cause)}. ` +
          'Check that the file can be read and written; if it is damaged, restore it from a backup.',
        { cause },
      )
    }
  }

  get(kind: string, key: string): unknown {
    return this.#kinds.get(kind)?.get(key)
  }

  list(kind: string, options?: ListOptions): readonly ControlDocument[] {
    return this.#kinds.get(kind)?.list(options) ?? []
  }

  count(kind: string, prefix?: string): number {
    return this.#kinds.get(kind)?.count(prefix) ?? 0
  }

  async commit(changes: readonly ControlChange[]): Promise<void> {
    // Encoded now: the caller may go on to change its objects.
    const encoded = lastOfEach(changes.map(encode))
    await this.#do((settle) => ({ kind: 'commit', changes: encoded, settle }))
  }

  async reset(): Promise<void> {
    await this.#do((settle) => ({ kind: 'reset', settle }))
  }

  close(): Promise<void> {
    this.#closing ??= (this.#working ?? Promise.resolve()).then(() => this.#end())
    return this.#closing
  }

  async #end(): Promise<void> {
    // SQLite does this when a connection is closed, but libsql closes it only when it collects garbage.
    await sql`PRAGMA wal_checkpoint(TRUNCATE)`.execute(this.#db)
    await this.#db.destroy()
    await this.#unlock()
  }

  /** Has a job done after everything that was called before. */
  async #do(jobOf: (settle: Settle) => Job): Promise<void> {
    if (this.#closing !== undefined) throw new Error('The control store is closed.')
    try {
      await new Promise<void>((resolve, reject) => {
        this.#jobs.push(jobOf((error) => (error === undefined ? resolve() : reject(error))))
        this.#working ??= this.#work()
      })
    } catch (cause) {
      throw new Error(`Cannot write the control state in '${this.#path}': ${reasonOf(cause)}`, { cause })
    }
  }

  async #work(): Promise<void> {
    while (this.#jobs.length > 0) {
      // Whoever else has something to commit in this turn of the event loop gets to say so.
      await immediate()
      const jobs = this.#jobs
      this.#jobs = []
      for (const group of groupsOf(jobs)) await this.#doTogether(group)
    }
    this.#working = undefined
  }

  async #doTogether(group: Group): Promise<void> {
    try {
      if (group.kind === 'reset') {
        await this.#db.deleteFrom('documents').execute()
        this.#kinds.clear()
      } else await this.#write(group.commits.flatMap(({ changes }) => changes))
    } catch (error) {
      if (group.kind === 'commits' && group.commits.length > 1) {
        // One of them may be why; the others must not fail with it.
        for (const commit of group.commits) await this.#doTogether({ kind: 'commits', commits: [commit] })
        return
      }
      for (const { settle } of jobsOf(group)) settle(error)
      return
    }
    for (const { settle } of jobsOf(group)) settle()
  }

  async #write(changes: readonly EncodedChange[]): Promise<void> {
    const last = lastOfEach(changes)
    if (last.length > 0) await write(this.#db, last)
    for (const { kind, key, text } of last) this.#remember(kind, key, text)
  }

  async #load(): Promise<void> {
    const rows = await this.#db.selectFrom('documents').selectAll().execute()
    for (const { kind, key, body } of rows) this.#remember(kind, JSON.parse(key) as string, body)
  }

  #remember(kind: string, key: string, text: string | undefined): void {
    let documents = this.#kinds.get(kind)
    if (documents === undefined) {
      documents = new SortedDocuments()
      this.#kinds.set(kind, documents)
    }
    // Parsed from the text, so that what is read now is what will be read after a restart.
    documents.set(key, text === undefined ? undefined : JSON.parse(text))
  }
}

/** Jobs that share a transaction. */
type Group =
  | { readonly kind: 'commits'; readonly commits: Extract<Job, { kind: 'commit' }>[] }
  | { readonly kind: 'reset'; readonly reset: Extract<Job, { kind: 'reset' }> }

function groupsOf(jobs: readonly Job[]): readonly Group[] {
  const groups: Group[] = []
  for (const job of jobs) {
    const last = groups.at(-1)
    if (job.kind === 'reset') groups.push({ kind: 'reset', reset: job })
    else if (last?.kind === 'commits') last.commits.push(job)
    else groups.push({ kind: 'commits', commits: [job] })
  }
  return groups
}

function jobsOf(group: Group): readonly Job[] {
  return group.kind === 'reset' ? [group.reset] : group.commits
}

async function prepare(db: Kysely<ControlTables>): Promise<void> {
  await sql`PRAGMA journal_mode = WAL`.execute(db)
  await sql`PRAGMA synchronous = FULL`.execute(db)
  const check = await sql<{ readonly quick_check: string }>`PRAGMA quick_check(1)`.execute(db)
  const found = check.rows[0]?.quick_check
  if (found !== 'ok') throw new Error(`the file is damaged (${found})`)
  await migrate(db)
}

/** All changes in one transaction. */
async function write(db: Kysely<ControlTables>, changes: readonly EncodedChange[]): Promise<void> {
  const transaction = await db.startTransaction().execute()
  try {
    for (const chunk of chunks(changes.filter(isPut))) {
      await transaction
        .insertInto('documents')
        .values(chunk.map(({ kind, key, text }) => ({ kind, key: JSON.stringify(key), body: text })))
        .onConflict((conflict) => {
          return conflict.columns(['kind', 'key']).doUpdateSet({ body: (row) => row.ref('excluded.body') })
        })
        .execute()
    }
    for (const [kind, deletions] of byKind(changes.filter((change) => !isPut(change)))) {
      for (const chunk of chunks(deletions)) {
        const keys = chunk.map(({ key }) => JSON.stringify(key))
        await transaction.deleteFrom('documents').where('kind', '=', kind).where('key', 'in', keys).execute()
      }
    }
    await transaction.commit().execute()
  } catch (error) {
    // After some errors, a full disk among them, SQLite has rolled back itself and says so: not what the caller should read.
    await transaction
      .rollback()
      .execute()
      .catch(() => undefined)
    throw error
  }
}

function isPut(change: EncodedChange): change is EncodedChange & { readonly text: string } {
  return change.text !== undefined
}

/** @throws {Error} when JSON cannot hold the body */
function encode({ kind, key, body }: ControlChange): EncodedChange {
  invariant(!kind.includes('\u0000'), 'a kind has no NUL: SQLite would end it there')
  if (body === undefined) return { kind, key, text: undefined }
  const text: string | undefined = JSON.stringify(body)
  invariant(text !== undefined, `the body of ${kind} '${key}' is JSON`)
  return { kind, key, text }
}

/** Later changes of a document override earlier ones. */
function lastOfEach(changes: readonly EncodedChange[]): readonly EncodedChange[] {
  return [...new Map(changes.map((change) => [JSON.stringify([change.kind, change.key]), change])).values()]
}

function byKind(changes: readonly EncodedChange[]): ReadonlyMap<string, readonly EncodedChange[]> {
  const kinds = new Map<string, EncodedChange[]>()
  for (const change of changes) {
    const own = kinds.get(change.kind)
    if (own === undefined) kinds.set(change.kind, [change])
    else own.push(change)
  }
  return kinds
}

function* chunks<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  for (let from = 0; from < items.length; from += ROWS_PER_STATEMENT) yield items.slice(from, from + ROWS_PER_STATEMENT)
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
