import Database from 'libsql'

/** What people post and vote for. */
export interface Video {
  readonly id: string
  readonly title: string
  readonly author: string
  /** ISO 8601. */
  readonly createdAt: string
  /** `waiting` until the worker has encoded it. */
  readonly status: 'waiting' | 'ready'
  readonly votes: number
}

/** Runs one statement: where it is timed. */
export type Query = <T>(operation: string, table: string, run: () => T) => T

/** Videos in an embedded SQLite database; the oldest go when there are too many. */
export class Videos {
  readonly #database: Database.Database
  readonly #query: Query

  /** @param path - a file, or `:memory:` */
  constructor(query: Query, path = ':memory:') {
    this.#query = query
    this.#database = new Database(path)
    this.#database.exec(`
      CREATE TABLE IF NOT EXISTS videos (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        title TEXT NOT NULL,
        author TEXT NOT NULL,
        created_at TEXT NOT NULL,
        status TEXT NOT NULL DEFAULT 'waiting',
        votes INTEGER NOT NULL DEFAULT 0
      )`)
  }

  add(title: string, author: string, now: Date): Video {
    const { lastInsertRowid } = this.#query('INSERT', 'videos', () =>
      this.#database
        .prepare('INSERT INTO videos (title, author, created_at) VALUES (?, ?, ?)')
        .run(title, author, now.toISOString()),
    )
    this.#query('DELETE', 'videos', () =>
      this.#database.prepare('DELETE FROM videos WHERE number <= ?').run(Number(lastInsertRowid) - MAX_VIDEOS),
    )
    return this.get(`v${lastInsertRowid}`)!
  }

  get(id: string): Video | undefined {
    const row = this.#query('SELECT', 'videos', () =>
      this.#database.prepare('SELECT * FROM videos WHERE number = ?').get(numberOf(id)),
    )
    return row === undefined ? undefined : videoOf(row as Row)
  }

  /** Newest first. */
  list(limit: number): readonly Video[] {
    const rows = this.#query('SELECT', 'videos', () =>
      this.#database.prepare('SELECT * FROM videos ORDER BY number DESC LIMIT ?').all(limit),
    )
    return (rows as Row[]).map(videoOf)
  }

  /** One more vote; undefined when there is no such video. */
  vote(id: string): Video | undefined {
    this.#query('UPDATE', 'videos', () =>
      this.#database.prepare('UPDATE videos SET votes = votes + 1 WHERE number = ?').run(numberOf(id)),
    )
    return this.get(id)
  }

  ready(id: string): void {
    this.#query('UPDATE', 'videos', () =>
      this.#database.prepare("UPDATE videos SET status = 'ready' WHERE number = ?").run(numberOf(id)),
    )
  }

  /** Whether the database answers. */
  ping(): void {
    this.#database.prepare('SELECT 1').get()
  }

  close(): void {
    this.#database.close()
  }
}

const MAX_VIDEOS = 1_000

interface Row {
  readonly number: number
  readonly title: string
  readonly author: string
  readonly created_at: string
  readonly status: Video['status']
  readonly votes: number
}

function videoOf({ number, title, author, created_at, status, votes }: Row): Video {
  return { id: `v${number}`, title, author, createdAt: created_at, status, votes }
}

/** -1, which no video has, for what is no id. */
function numberOf(id: string): number {
  return /^v\d{1,15}$/.test(id) ? Number(id.slice(1)) : -1
}
