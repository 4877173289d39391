import type { SqlLogStore } from './log-query.ts'

/** Events of one log stream, appended together. Times need not be in order here; the operations see to AWS's rules. */
export interface LogAppend {
  /** Ids come from the control state. They are positive integers and are never given to another group or stream. */
  readonly groupId: number
  readonly streamId: number
  /** Retention class of the group at the time of writing: files are split by it. 0: never expires. */
  readonly retentionDays: number
  readonly ingestionTimeMs: number
  /** Milliseconds since the epoch, one for each message. */
  readonly timestampsMs: readonly number[]
  readonly messages: readonly string[]
}

/** An event as read back. `message` is exactly the text that was appended. */
export interface LogEventRow {
  readonly groupId: number
  readonly streamId: number
  readonly timestampMs: number
  readonly ingestionTimeMs: number
  /** Unique and increasing over the life of the store: order of arrival. Below 2^53. */
  readonly sequence: number
  readonly message: string
}

/** A place between events in the total order (timestamp, sequence). */
export interface LogPosition {
  readonly timestampMs: number
  readonly sequence: number
}

export interface LogScan {
  readonly groups: readonly LogScanGroup[]
  /** Inclusive. */
  readonly startMs: number
  /** Exclusive. */
  readonly endMs: number
  /** By (timestamp, sequence). */
  readonly order: 'ascending' | 'descending'
  /** Only events after this position in the direction of `order`. */
  readonly after?: LogPosition
  /** Stop after so many rows. */
  readonly limit: number
  /** Lets a store skip rows early; see {@link RowHint}. */
  readonly hint?: RowHint
}

export interface LogScanGroup {
  readonly groupId: number
  /** Only these streams; all when absent. */
  readonly streamIds?: readonly number[]
  /** Events before this have expired and are not returned. */
  readonly notBeforeMs?: number
}

/**
 * A necessary condition on the message. A store may leave out rows that fail it, and may also return them: the caller tests
 * each row itself. `limit` counts only rows that satisfy the hint.
 */
export type RowHint =
  | { readonly kind: 'contains'; readonly text: string }
  | { readonly kind: 'lacks'; readonly text: string }
  | { readonly kind: 'and' | 'or'; readonly of: readonly RowHint[] }

/** What DescribeLogStreams reports. Times are of the events still stored. */
export interface StreamStats {
  readonly firstEventMs: number
  readonly lastEventMs: number
  readonly lastIngestionMs: number
}

export interface LogStore {
  /** Present where events can also be asked in SQL. */
  readonly sql?: SqlLogStore

  /**
   * Rows in order, in pages of a size the store chooses; at most `limit` rows. It sees everything acknowledged before the
   * call and nothing of a batch that is not. Ending the iteration early or aborting frees what the scan holds; after an abort
   * the next page is the signal's reason, thrown.
   */
  scan(scan: LogScan, signal?: AbortSignal): AsyncIterable<readonly LogEventRow[]>

  /** Undefined until the stream has an event. From memory: costs nothing. */
  streamStats(groupId: number, streamId: number): StreamStats | undefined

  /** UTF-8 bytes of the stored messages of a group plus 26 each, as CloudWatch bills. From memory. */
  storedBytes(groupId: number): number

  /** Makes a group's events vanish for every later read, and frees their space in time. */
  dropGroup(groupId: number): Promise<void>
  dropStream(groupId: number, streamId: number): Promise<void>

  /**
   * Deletes files all of whose events have expired. What counts is the present retention of a group in days, 0 being never;
   * of a group that is not in `retentionDays`, that at the time of writing. So events that were written under a shorter
   * retention than their group has now are kept, and those written under a longer one go.
   */
  expire(nowMs: number, retentionDays?: ReadonlyMap<number, number>): Promise<void>
}
