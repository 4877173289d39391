import type { LogScanGroup } from './log-store.ts'

/*
 * Relational queries over log events, for stores that are SQL databases.
 */

/**
 * One statement over one relation of log events.
 *
 * The relation has columns grp, stream, ts and ing (milliseconds), seq, message, and one text column f0, f1… for each of `fields`: a
 * leaf of the message where that is a JSON object, booleans as `1` and `0`, null where there is none. Further log_name and
 * stream_name where names are given.
 */
export interface LogQuery {
  readonly relation: LogRelation
  readonly sql: string
  /** Values of the placeholders, as the store's dialect writes them. */
  readonly params: readonly (string | number | boolean)[]
  /** What the columns of the result are. */
  readonly types: readonly ('number' | 'text' | 'flag')[]
  /**
   * The statement gives the first so many rows by time: the store may run it over one stretch of time after the other, and stop
   * when it has that many.
   */
  readonly stop?: { readonly limit: number; readonly descending: boolean } | undefined
  /**
   * The statement gives one column of texts, and not they are wanted but their patterns: rows of a pattern (text), how many texts
   * have it (number) and its severity label (text or null). `types` is of these three.
   */
  readonly patterns?: boolean
}

export interface LogRelation {
  /** What the statement calls it. */
  readonly name: string
  readonly groups: readonly LogScanGroup[]
  /** Inclusive. */
  readonly startMs: number
  /** Exclusive. */
  readonly endMs: number
  /** Paths with dots: `user.id`, `items.0.id`. */
  readonly fields: readonly string[]
  /**
   * Those of `fields`, by place, that are wanted as numbers too, as columns n0, n1… beside f0, f1… `parse` is SQL of the store's
   * dialect that gives the number which the text `{text}` spells, null when it spells none.
   */
  readonly numbers?: { readonly fields: readonly number[]; readonly parse: string } | undefined
  /**
   * In these groups the fields of a message that is no JSON object are those of the JSON within it: `json` is SQL of the store's
   * dialect that gives its text of the text `{text}`, null when there is none.
   */
  readonly fragments?: { readonly groups: readonly number[]; readonly json: string } | undefined
  readonly logNames?: readonly (readonly [groupId: number, name: string])[] | undefined
  readonly streamNames?: readonly (readonly [streamId: number, name: string])[] | undefined
  /** Rows that have none of the texts of one of these lists in their message, nor a backslash, may be left out. */
  readonly needed?: readonly (readonly string[])[]
}

/** Rows by column. A flag is a boolean. */
export interface LogQueryBatch {
  readonly rows: number
  readonly columns: readonly (readonly (string | number | boolean | null)[])[]
}

export interface LogQueryStatistics {
  readonly recordsScanned: number
  readonly bytesScanned: number
}

export interface LogQueryOptions {
  readonly signal?: AbortSignal | undefined
  /** The query fails when its result has more bytes than this. */
  readonly maxBytes?: number
  readonly onStatistics?: (statistics: LogQueryStatistics) => void
}

/** The query needs more memory than it may have. */
export class LogQueryTooLarge extends Error {
  override readonly name: string = 'LogQueryTooLarge'
}

/** A store whose log events can be asked in SQL. */
export interface SqlLogStore {
  readonly dialect: 'duckdb' | 'clickhouse'
  /** Whether it understands `patterns` of a query. */
  readonly minesPatterns?: boolean

  /** It sees everything acknowledged before the call. Aborting interrupts the database. @throws {LogQueryTooLarge} */
  query(query: LogQuery, options?: LogQueryOptions): AsyncIterable<LogQueryBatch>

  /** What a query over these events would read, in proportion where they are a part of a file. Absent: only reading tells. */
  size?(
    events: Pick<LogRelation, 'groups' | 'startMs' | 'endMs'>,
    signal: AbortSignal | undefined,
  ): Promise<LogQueryStatistics>
}
