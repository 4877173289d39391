import { type Kysely, sql } from 'kysely'

/** Tables of the control state. */
export interface ControlTables {
  readonly documents: {
    readonly kind: string
    /** As JSON text: SQLite ends a text at NUL, and UTF-8 has no lone surrogates. */
    readonly key: string
    /** As JSON text. */
    readonly body: string
  }
  /** One row: how many of {@link MIGRATIONS} have been applied. */
  readonly schema_version: { readonly version: number }
}

/** What brings a database from each version to the next. Append only. */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE documents (
     kind TEXT NOT NULL,
     key  TEXT NOT NULL,
     body TEXT NOT NULL,
     PRIMARY KEY (kind, key)
   ) WITHOUT ROWID`,
]

/** @throws {Error} when the database was written by a newer version of this program */
export async function migrate(db: Kysely<ControlTables>): Promise<void> {
  await sql`CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)`.execute(db)
  const row = await db.selectFrom('schema_version').select('version').executeTakeFirst()
  const version = row?.version ?? 0
  if (version > MIGRATIONS.length) {
    throw new Error(`its schema has version ${version}, this program knows versions up to ${MIGRATIONS.length}`)
  }
  if (version === MIGRATIONS.length) return
  await db.transaction().execute(async (transaction) => {
    for (const migration of MIGRATIONS.slice(version)) await sql.raw(migration).execute(transaction)
    await transaction.deleteFrom('schema_version').execute()
    await transaction.insertInto('schema_version').values({ version: MIGRATIONS.length }).execute()
  })
}
