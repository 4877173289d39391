/**
 * The tree of a Logs Insights query. Every node keeps its span, so that an error can point at it and so that a column
 * without an alias can carry the text as written.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
 */

/** UTF-16 offsets into the query text; `end` is exclusive. */
export interface Span {
  readonly start: number
  readonly end: number
}

export interface Query {
  /** What `SOURCE` at the beginning names; empty when the groups come with the request. */
  readonly sources: readonly Source[]
  readonly commands: readonly Command[]
  readonly span: Span
}

// Expressions

export type Expression =
  | NumberLiteral
  | StringLiteral
  | DurationLiteral
  | Field
  | Call
  | Star
  | Unary
  | Binary
  | Match
  | Membership
  | RegexLiteral

export interface NumberLiteral {
  readonly kind: 'number'
  readonly value: number
  /** As written: `1.50`. */
  readonly text: string
  readonly span: Span
}

export interface StringLiteral {
  readonly kind: 'string'
  readonly value: string
  readonly span: Span
}

/** `5m`, `100ms`. */
export interface DurationLiteral {
  readonly kind: 'duration'
  readonly amount: number
  readonly unit: DurationUnit
  readonly span: Span
}

export type DurationUnit = 'ms' | 's' | 'm' | 'h' | 'd' | 'w' | 'mo' | 'q' | 'y'

/**
 * A name. Whether `a.b` is a field of that name, a path into a JSON message or an entry of the map `a` is decided when the
 * query is bound to what came before, so both readings are kept.
 */
export interface Field {
  readonly kind: 'field'
  /** The whole name without backticks: `a.b`, `items.0.id`, `lf[0]`. */
  readonly name: string
  /** The first part, and the keys and indices after it: `a` and `['b']`. */
  readonly base: string
  readonly accessors: readonly (string | number)[]
  readonly span: Span
}

export interface Call {
  readonly kind: 'call'
  /** In lower case: function names do not tell cases apart. */
  readonly name: string
  readonly args: readonly Expression[]
  readonly span: Span
}

/** The argument of `count(*)`. */
export interface Star {
  readonly kind: 'star'
  readonly span: Span
}

export interface Unary {
  readonly kind: 'unary'
  readonly operator: '-' | 'not'
  readonly operand: Expression
  readonly span: Span
}

export type BinaryOperator = 'or' | 'and' | '=' | '!=' | '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | '/' | '%' | '^'

export interface Binary {
  readonly kind: 'binary'
  readonly operator: BinaryOperator
  readonly left: Expression
  readonly right: Expression
  readonly span: Span
}

/** `like` and `=~`. */
export interface Match {
  readonly kind: 'match'
  readonly operand: Expression
  readonly operator: 'like' | '=~'
  readonly negated: boolean
  readonly pattern: StringLiteral | RegexLiteral
  readonly span: Span
}

/** RE2 syntax between slashes, without them; `\/` stands as `/`. */
export interface RegexLiteral {
  readonly kind: 'regex'
  readonly source: string
  readonly span: Span
}

export interface Membership {
  readonly kind: 'in'
  readonly operand: Expression
  readonly negated: boolean
  readonly members: readonly Expression[] | Query
  readonly span: Span
}

// Commands

/** An expression and the name of its column: the alias, or the text as written. */
export interface Column {
  readonly expression: Expression
  readonly alias: string | undefined
  /** The name under which the column is shown and later commands find it. */
  readonly name: string
  readonly span: Span
}

export type Command =
  | FieldsCommand
  | DisplayCommand
  | FilterCommand
  | FilterIndexCommand
  | StatsCommand
  | SortCommand
  | LimitCommand
  | DedupCommand
  | ParseCommand
  | JsonCommand
  | PatternCommand
  | DiffCommand
  | AnomalyCommand
  | UnnestCommand
  | ExpandCommand
  | LookupCommand
  | JoinCommand
  | AppendColsCommand
  | AddTotalsCommand
  | AccumCommand
  | AutoregressCommand
  | FillDownCommand
  | FillMissingCommand
  | OutlierCommand
  | SessionizeCommand
  | CountFrequentCommand
  | LogCompareCommand
  | RelevantFieldsCommand
  | EstimateCommand

export type CommandKind = Command['kind']

export interface FieldsCommand {
  readonly kind: 'fields'
  readonly columns: readonly Column[]
  readonly span: Span
}

export interface DisplayCommand {
  readonly kind: 'display'
  readonly columns: readonly Column[]
  readonly span: Span
}

export interface FilterCommand {
  readonly kind: 'filter'
  readonly test: Expression
  readonly span: Span
}

export interface FilterIndexCommand {
  readonly kind: 'filterIndex'
  readonly field: Field
  /** One for `=`, any number for `in`. */
  readonly values: readonly (StringLiteral | NumberLiteral)[]
  readonly span: Span
}

export interface StatsCommand {
  readonly kind: 'stats'
  readonly columns: readonly Column[]
  readonly by: readonly Column[]
  /** Shifts the boundaries of the bins. */
  readonly offset: DurationLiteral | undefined
  readonly span: Span
}

export interface SortCommand {
  readonly kind: 'sort'
  readonly keys: readonly SortKey[]
  readonly span: Span
}

export interface SortKey {
  readonly expression: Expression
  /** Names what is sorted by, for later commands and the result. */
  readonly alias: string | undefined
  readonly descending: boolean
  readonly span: Span
}

export interface LimitCommand {
  readonly kind: 'limit'
  readonly count: number
  /** `limit any`: whichever rows are found first. */
  readonly any: boolean
  readonly span: Span
}

export interface DedupCommand {
  readonly kind: 'dedup'
  readonly fields: readonly Field[]
  readonly span: Span
}

export interface ParseCommand {
  readonly kind: 'parse'
  /** `@message` when none is given. */
  readonly source: Expression | undefined
  readonly form: ParseForm
  readonly span: Span
}

export type ParseForm =
  | { readonly kind: 'glob'; readonly pattern: StringLiteral; readonly aliases: readonly Alias[] }
  | {
      readonly kind: 'regex'
      readonly pattern: RegexLiteral
      readonly aliases: readonly Alias[]
      readonly multi: boolean
    }
  | { readonly kind: 'logfmt'; readonly alias: Alias }
  | { readonly kind: 'csv'; readonly aliases: readonly Alias[] }

export interface Alias {
  readonly name: string
  readonly span: Span
}

/** `json field=@message "a.b" as x`. */
export interface JsonCommand {
  readonly kind: 'json'
  readonly source: Field | undefined
  readonly path: StringLiteral
  readonly alias: Alias
  readonly span: Span
}

export interface PatternCommand {
  readonly kind: 'pattern'
  readonly source: Expression
  readonly span: Span
}

export interface DiffCommand {
  readonly kind: 'diff'
  readonly against: 'previousInterval' | 'previousDay' | 'previousWeek' | 'previousMonth'
  readonly span: Span
}

export interface AnomalyCommand {
  readonly kind: 'anomaly'
  readonly span: Span
}

export interface UnnestCommand {
  readonly kind: 'unnest'
  readonly source: Field
  readonly alias: Alias
  readonly span: Span
}

export interface ExpandCommand {
  readonly kind: 'expand'
  readonly source: Field
  readonly span: Span
}

export interface LookupCommand {
  readonly kind: 'lookup'
  /** `cidrlookup` finds the longest prefix that contains the address. */
  readonly cidr: boolean
  readonly table: string
  /** Column of the table, and the field that is compared with it. */
  readonly keys: readonly { readonly column: string; readonly field: Field }[]
  /** OUTPUTNEW keeps values that are there. */
  readonly keepExisting: boolean
  readonly outputs: readonly string[]
  readonly span: Span
}

export interface JoinCommand {
  readonly kind: 'join'
  readonly type: 'inner' | 'left'
  readonly left: string
  readonly right: string
  readonly on: readonly { readonly left: Field; readonly right: Field }[]
  readonly query: Query
  readonly span: Span
}

export interface AppendColsCommand {
  readonly kind: 'appendcols'
  readonly override: boolean
  readonly max: number
  readonly query: Query
  readonly span: Span
}

export interface AddTotalsCommand {
  readonly kind: 'addtotals'
  readonly fieldName: string
  readonly row: boolean
  readonly col: boolean
  readonly fields: readonly Field[]
  readonly span: Span
}

export interface AccumCommand {
  readonly kind: 'accum'
  readonly field: Field
  readonly alias: Alias | undefined
  readonly span: Span
}

export interface AutoregressCommand {
  readonly kind: 'autoregress'
  readonly field: Field
  readonly alias: Alias | undefined
  readonly from: number
  readonly to: number
  readonly span: Span
}

export interface FillDownCommand {
  readonly kind: 'filldown'
  /** Names, `*` standing for any run of characters; all columns when empty. */
  readonly names: readonly string[]
  readonly span: Span
}

export interface FillMissingCommand {
  readonly kind: 'fillmissing'
  readonly values: readonly { readonly value: NumberLiteral | StringLiteral; readonly field: Field }[]
  readonly span: Span
}

export interface OutlierCommand {
  readonly kind: 'outlier'
  readonly action: 'transform' | 'remove'
  /** How many interquartile ranges from the median's quartiles a value may be. */
  readonly param: number
  readonly useLower: boolean
  readonly mark: boolean
  readonly fields: readonly Field[]
  readonly span: Span
}

export interface SessionizeCommand {
  readonly kind: 'sessionize'
  readonly fields: readonly Field[]
  readonly maxSpan: DurationLiteral | undefined
  readonly alias: Alias | undefined
  readonly span: Span
}

export interface CountFrequentCommand {
  readonly kind: 'countFrequent'
  readonly fields: readonly Field[]
  readonly span: Span
}

export interface LogCompareCommand {
  readonly kind: 'logcompare'
  readonly shift: DurationLiteral
  readonly span: Span
}

export interface RelevantFieldsCommand {
  readonly kind: 'relevantfields'
  readonly fields: readonly Field[]
  readonly condition: Expression
  readonly span: Span
}

export interface EstimateCommand {
  readonly kind: 'estimate'
  readonly span: Span
}

// Sources

export type Source =
  /** `SOURCE logGroups(namePrefix: ['a'], class: ['STANDARD'], accountIdentifiers: ['111122223333'])` */
  | {
      readonly kind: 'groups'
      readonly namePrefixes: readonly string[]
      readonly accounts: readonly string[]
      readonly classes: readonly ('STANDARD' | 'INFREQUENT_ACCESS')[]
      readonly tags: readonly TagCondition[]
      readonly span: Span
    }
  /** `SOURCE dataSource(['amazon_vpc.flow'])` */
  | { readonly kind: 'dataSource'; readonly names: readonly string[]; readonly span: Span }
  /** `SOURCE "group" START=-1d END=now` */
  | {
      readonly kind: 'group'
      readonly name: string
      readonly start: SourceTime | undefined
      readonly end: SourceTime | undefined
      readonly span: Span
    }

/** All conditions must hold; of the values one must. `*` stands for any run of characters, a leading `!` negates. */
export interface TagCondition {
  readonly key: string
  readonly values: readonly string[]
}

/** Epoch milliseconds, or an offset from now. */
export type SourceTime =
  | { readonly kind: 'absolute'; readonly timeMs: number }
  | { readonly kind: 'relative'; readonly amount: number; readonly unit: DurationUnit }
  | { readonly kind: 'now' }
