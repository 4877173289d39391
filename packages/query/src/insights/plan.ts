import type { Source } from './ast.ts'
import type { Bound, Column, Value } from './bound.ts'

/*
 * What to compute, in no database's words, as plain data. Each node reads the rows of its `input`.
 *
 * Columns have ids that are unique in the whole program. A node adds columns to the rows of its input and takes none away,
 * except `aggregate`, `pattern`, `relevantfields` and `estimate`, whose rows have only the columns that the node
 * names. So a renderer selects, at each level, the columns that something above still refers to; names never clash.
 *
 * Order: `sort` orders, `dedup` orders as it says; `where`, `extend`, `capture`, `explode`, `lookup` and `join` (by its left side)
 * keep the order of their input, as do the operators; everything else has no order until a `sort`. The binder puts a `sort` where
 * the language promises an order, and ends every list of keys so that no two rows tie (raw rows: newest first, by arrival).
 */

/** A bound query: its rows, and which columns are shown under which names. */
export interface Program {
  readonly root: Plan
  /** In the order of the result. Names are unique here. */
  readonly columns: readonly Column[]
  /** Rows are log events: the result shows `@ptr` after the columns. It is among the columns, as the last. */
  readonly raw: boolean
}

export type Plan =
  | ScanNode
  | WhereNode
  | ExtendNode
  | CaptureNode
  | ExplodeNode
  | AggregateNode
  | SortNode
  | LimitNode
  | DedupNode
  | LookupNode
  | JoinNode
  | AppendColumnsNode
  | PatternNode
  | AnomalyNode
  | AddTotalsNode
  | AccumNode
  | AutoregressNode
  | FillDownNode
  | FillMissingNode
  | OutlierNode
  | SessionizeNode
  | LogCompareNode
  | RelevantFieldsNode
  | EstimateNode

/** A column and the expression that gives its value. */
export interface Computed {
  readonly column: Column
  readonly value: Bound
}

/** Log events of the range. */
export interface ScanNode {
  readonly kind: 'scan'
  /** What SOURCE names; empty: the groups that came with the request. */
  readonly sources: readonly Source[]
  readonly range: TimeRange
  /** Only these are read. */
  readonly fields: readonly ScanField[]
  /**
   * From `filterIndex`: log groups without an index on one of these fields are skipped. The test itself also stands in a
   * `where`, so a store without indexes may ignore this.
   */
  readonly indexed: readonly { readonly field: string; readonly values: readonly string[] }[]
}

export interface TimeRange {
  /** Inclusive. */
  readonly startMs: number
  /** Exclusive. */
  readonly endMs: number
}

export interface ScanField {
  readonly column: Column
  readonly field: FieldName
}

/**
 * A built-in field (`sequence` is not of the language: the order of arrival), or one that is discovered in the message, by its
 * flat name (`a.b`, `items.0.id`, `@requestId`, `@@meta`); see discover.ts.
 */
export type FieldName =
  | { readonly kind: 'builtin'; readonly name: BuiltinField }
  | { readonly kind: 'discovered'; readonly name: string }

/** Types: timestamp, ingestionTime: time; sequence: number; the others: text. */
export type BuiltinField = '@timestamp' | '@ingestionTime' | '@message' | '@logStream' | '@log' | '@ptr' | 'sequence'

/** Rows for which `test` (a flag) is true. */
export interface WhereNode {
  readonly kind: 'where'
  readonly input: Plan
  readonly test: Bound
}

/** Adds computed columns. The expressions see the columns of the input only, not each other. */
export interface ExtendNode {
  readonly kind: 'extend'
  readonly input: Plan
  readonly columns: readonly Computed[]
}

/**
 * Adds the groups of the first match of a regular expression (RE2 syntax, searched anywhere) in a text.
 *
 * No match, a group that took no part and a group that matched the empty string all give null. With `position` (`multi`) a row
 * becomes one row for each match, left to right, not overlapping, and `position` (a number) counts them from 0; a row without a
 * match is kept, its groups null, its position 0. `regex` has no named groups and begins with the flags it needs.
 */
export interface CaptureNode {
  readonly kind: 'capture'
  readonly input: Plan
  readonly source: Bound
  readonly regex: string
  readonly groups: readonly { readonly column: Column; readonly group: number }[]
  readonly position: Column | undefined
}

/**
 * One row for each item of a JSON list, the other columns repeated. `source` is of type json; a map or a scalar is a list of one;
 * null and the empty list give no row. The new column is of type json; `position` (a number) counts the items from 0. JSON `null`
 * in the list is an item whose column is null.
 */
export interface ExplodeNode {
  readonly kind: 'explode'
  readonly input: Plan
  readonly source: Bound
  readonly column: Column
  readonly position: Column
}

/**
 * One row for each combination of the keys, null being a value of a key like any other; without keys exactly one row, also for
 * no input. Rows have the key columns and the columns of the calls.
 */
export interface AggregateNode {
  readonly kind: 'aggregate'
  readonly input: Plan
  readonly keys: readonly Computed[]
  readonly calls: readonly AggregateCall[]
}

/** `name` is a key of `AGGREGATES`: see functions/aggregates.ts. */
export interface AggregateCall {
  readonly column: Column
  readonly name: string
  readonly args: readonly Bound[]
}

/**
 * Order of values, ascending: text that is not spelled as a number, in natural order (natural-order.ts); then numbers, by
 * value (texts of equal value by code point: `01` before `1`). Times and flags are numbers. Null comes last, also descending.
 */
export interface SortKey {
  readonly value: Bound
  readonly descending: boolean
}

export interface SortNode {
  readonly kind: 'sort'
  readonly input: Plan
  readonly keys: readonly SortKey[]
}

/** The first rows. With `any`: whichever rows are found first; the input then has no order worth computing. */
export interface LimitNode {
  readonly kind: 'limit'
  readonly input: Plan
  readonly count: number
  readonly any: boolean
}

/** Of the rows with equal keys (of type text or number), the first in `order`; rows with a null key all stay. Ordered by `order`. */
export interface DedupNode {
  readonly kind: 'dedup'
  readonly input: Plan
  readonly keys: readonly Bound[]
  readonly order: readonly SortKey[]
}

/**
 * Columns of a lookup table beside each row. All keys must be equal as text, cases differing; the first row of the table wins.
 * With `cidr` there is one key: the table's column holds networks, the value is an address, the longest prefix wins.
 */
export interface LookupNode {
  readonly kind: 'lookup'
  readonly input: Plan
  readonly table: string
  readonly cidr: boolean
  readonly keys: readonly { readonly tableColumn: string; readonly value: Bound }[]
  /** `existing` is kept where it is not null (OUTPUTNEW). Columns are text; an empty cell is null. */
  readonly outputs: readonly {
    readonly tableColumn: string
    readonly column: Column
    readonly existing: Bound | undefined
  }[]
  /** The rows of the table, by column, where an engine has fetched them already. */
  readonly found?: readonly Readonly<Record<string, string>>[]
}

/** Rows of both sides whose keys are all equal as text, null equalling nothing. `left` keeps left rows without a partner. */
export interface JoinNode {
  readonly kind: 'join'
  readonly input: Plan
  /** Its columns come into the rows, all of them. */
  readonly right: Plan
  readonly type: 'inner' | 'left'
  readonly on: readonly { readonly left: Bound; readonly right: Bound }[]
  /** The rows of `right`, where an engine has computed them already. */
  readonly found?: readonly FoundRow[]
}

/** Values by the id of their column; what is not there is null. */
export type FoundRow = readonly (Value | undefined)[]

/** A join has at most so many different keys on its right side; with more the query fails. */
export const MAX_JOIN_KEYS = 50_000

/**
 * The n-th row of `right` beside the n-th row of the input; of `right` at most `max` rows are taken, and none beyond the last row
 * of the input. `existing` is the column of the input that has the same name: its value wins where it is not null, unless
 * `override`, when the value of `right` wins where that is not null.
 */
export interface AppendColumnsNode {
  readonly kind: 'appendColumns'
  readonly input: Plan
  readonly right: Plan
  readonly max: number
  readonly override: boolean
  readonly outputs: readonly { readonly column: Column; readonly right: Bound; readonly existing: Bound | undefined }[]
  /** The rows of `right`, where an engine has computed them already. */
  readonly found?: readonly FoundRow[]
}

/** Patterns of a text column, most frequent first. Rows have only the columns named here. */
export interface PatternNode {
  readonly kind: 'pattern'
  readonly input: Plan
  readonly source: Bound
  /** `@pattern` text, `@ratio` number, `@sampleCount` number, `@severityLabel` text. */
  readonly columns: readonly [pattern: Column, ratio: Column, sampleCount: Column, severityLabel: Column]
  readonly diff: PatternDiff | undefined
}

/** The same rows of an earlier range: patterns are compared by how often they were seen then. */
export interface PatternDiff {
  /** The plan of `input` with its scans moved. Column ids are the same as in `input`. */
  readonly previous: Plan
  /** `@differencePercent` number (null for a new pattern), `@differenceDescription` text, `@previousSampleCount` number. */
  readonly columns: readonly [percent: Column, description: Column, previousSampleCount: Column]
}

/** Patterns that stand out. Rows are those of `input`, a pattern; the columns are text. */
export interface AnomalyNode {
  readonly kind: 'anomaly'
  readonly input: Plan
  readonly column: Column
}

// Operators: they run over the rows of their input, in order, in JavaScript (operators/*.ts) for every engine.

export interface AddTotalsNode {
  readonly kind: 'addtotals'
  readonly input: Plan
  /** Numbers of these columns are added: text spelled as a number counts, everything else is left out. */
  readonly fields: readonly Bound[]
  /** Gets the sum of each row; undefined: no such column. */
  readonly row: Column | undefined
  /** After the last row one more, which has in each of these columns (those of `fields` that are columns, and `row`) its sum. */
  readonly totals: boolean
}

/** `column` is the sum of `value` over this row and all rows before; null values add nothing. */
export interface AccumNode {
  readonly kind: 'accum'
  readonly input: Plan
  readonly value: Bound
  readonly column: Column
}

/** Each column is `value` of `lag` rows before; null in the first rows. */
export interface AutoregressNode {
  readonly kind: 'autoregress'
  readonly input: Plan
  readonly value: Bound
  readonly columns: readonly { readonly column: Column; readonly lag: number }[]
}

/** Each column is its value, or where that is null the last one above that was not. */
export interface FillDownNode {
  readonly kind: 'filldown'
  readonly input: Plan
  readonly columns: readonly Computed[]
}

/**
 * After an aggregate by time: one row for each bin of the range and each combination of the other keys that occurs at all.
 * Rows are in ascending order of time, then in order of first appearance of the other keys. Rows without a time stay, last.
 */
export interface FillMissingNode {
  readonly kind: 'fillmissing'
  readonly input: Plan
  readonly time: Column
  readonly keys: readonly Column[]
  /** How long a bin is, and where bins begin: as floorTime and floorMonths take it. */
  readonly step:
    | { readonly unit: 'ms'; readonly count: number; readonly originMs: number }
    | { readonly unit: 'month'; readonly count: number; readonly originMs: number }
  readonly range: TimeRange
  /** What the columns get in an inserted row; columns that are not named are null. */
  readonly values: readonly Computed[]
}

/**
 * Values further than `param` interquartile ranges above the third quartile (with `useLower` also below the first) of their
 * column. `transform` puts the limit in their place, `remove` takes the row away.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Outlier.html
 */
export interface OutlierNode {
  readonly kind: 'outlier'
  readonly input: Plan
  readonly action: 'transform' | 'remove'
  readonly param: number
  readonly useLower: boolean
  /** `value` is the number in a field. What is not far keeps what it was, `original`. */
  readonly columns: readonly (Computed & { readonly original: Bound })[]
  /** A flag: whether some value of the row was too far. Undefined: not asked for. */
  readonly mark: Column | undefined
}

/**
 * Rows of equal keys whose times lie at most `maxSpanMs` apart, one after the other, share a number counted from 1 in order of
 * the first row of each session. Rows are taken in ascending order of time and come out in the order of the input.
 */
export interface SessionizeNode {
  readonly kind: 'sessionize'
  readonly input: Plan
  readonly keys: readonly Bound[]
  readonly time: Bound
  readonly maxSpanMs: number
  readonly column: Column
}

/**
 * Beside each row the values of the row with equal keys over an earlier range, null where there is none. Rows that exist only
 * earlier come after the others, in their order. A time key of the earlier range is moved by `shiftMs` before it is compared.
 */
export interface LogCompareNode {
  readonly kind: 'logcompare'
  readonly input: Plan
  /** The plan of `input` with its scans moved; the same column ids. */
  readonly previous: Plan
  readonly shiftMs: number
  readonly keys: readonly Column[]
  readonly pairs: readonly { readonly column: Column; readonly previous: Column }[]
}

/**
 * Which fields tell the rows that satisfy `test` from the others; see operators/relevant-fields.ts. The operator discovers the
 * fields itself, from the message and the name of its log group. Rows are only `columns`.
 */
export interface RelevantFieldsNode {
  readonly kind: 'relevantfields'
  readonly input: Plan
  readonly test: Bound
  readonly message: Bound
  readonly log: Bound
  /** Only these fields; all when empty. */
  readonly fields: readonly string[]
  /** `@fieldName` text, `@relevanceScore` number, `@topRelevanceContributors` text, the medians numbers. */
  readonly columns: readonly [
    name: Column,
    score: Column,
    contributors: Column,
    conditionalMedian: Column,
    baselineMedian: Column,
  ]
}

/** One row: how many bytes and records a scan of the input would read. The input does not run. */
export interface EstimateNode {
  readonly kind: 'estimate'
  readonly input: Plan
  readonly columns: readonly [bytes: Column, records: Column, logGroups: Column]
}

/** The same plan over a range that lies elsewhere. Sub-queries keep theirs. */
export function shiftPlan(plan: Plan, byMs: number): Plan {
  if (plan.kind === 'scan') {
    return { ...plan, range: { startMs: plan.range.startMs + byMs, endMs: plan.range.endMs + byMs } }
  }
  return { ...plan, input: shiftPlan(plan.input, byMs) }
}
