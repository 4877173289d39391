import type { Program, Row, ScanNode, TimeRange } from '@atalaya/query/insights'

/** A log group that a query reads. */
export interface InsightsGroup {
  readonly groupId: number
  /** `account:name`, what `@log` shows. */
  readonly log: string
  /** Events before this have expired. */
  readonly notBeforeMs?: number
}

/** What lies around a query: names, and which groups it may read. */
export interface InsightsScope {
  /** The groups that a scan reads: those of its `sources`, or the ones of the request when it has none. */
  groups(node: ScanNode): readonly InsightsGroup[]
  /** Undefined for a stream that is gone. */
  streamName(groupId: number, streamId: number): string | undefined
  /** Every stream of a group, by id. */
  streamNames(groupId: number): readonly (readonly [streamId: number, name: string])[]
  lookupTable(name: string): Promise<readonly Readonly<Record<string, string>>[]>
}

/** What GetQueryResults reports as `statistics`. While a query runs they grow. */
export interface InsightsStatistics {
  /** Events that passed the filters: what came out, or went into the first aggregate. */
  readonly recordsMatched: number
  readonly recordsScanned: number
  /** Of records that lie in the range but were never looked at. */
  readonly recordsSkipped: number
  readonly bytesScanned: number
  readonly bytesSkipped: number
  readonly logGroupsScanned: number
}

export interface InsightsRunOptions {
  /** Aborting ends the work, also inside the database; the iteration then throws the signal's reason. */
  readonly signal?: AbortSignal
  /** Called now and then, and once at the end. */
  readonly onStatistics?: (statistics: InsightsStatistics) => void
  /** Called now and then with the rows as they stand, in place of those told before; they are not the last word. */
  readonly onRows?: (rows: readonly Row[]) => void
}

/** A field that messages have, and how many of them: GetLogGroupFields. */
export interface FieldShare {
  readonly name: string
  /** 1 to 100. */
  readonly percent: number
}

/**
 * Runs bound queries.
 *
 * What a program means is said by the interpreter of `@atalaya/query`; engines differ in speed only.
 */
export interface InsightsEngine {
  /**
   * Rows in the order of the program, by column id (see `resultRow`), in batches of the engine's choice. It sees what was
   * acknowledged before the call. Ending the iteration early frees what the query holds.
   *
   * @throws {QueryFailure} for what the asker should know: a limit of the language or of memory was passed
   */
  run(program: Program, scope: InsightsScope, options?: InsightsRunOptions): AsyncIterable<readonly Row[]>

  /** Fields of the newest events of these groups, most frequent first, then by name. */
  fieldShares(
    groups: readonly InsightsGroup[],
    range: TimeRange,
    options?: { readonly signal?: AbortSignal },
  ): Promise<readonly FieldShare[]>
}

export const NO_STATISTICS: InsightsStatistics = {
  recordsMatched: 0,
  recordsScanned: 0,
  recordsSkipped: 0,
  bytesScanned: 0,
  bytesSkipped: 0,
  logGroupsScanned: 0,
}
