import type { Program } from './plan.ts'

/**
 * Expressions after binding: every name is a column, every call has the types its function declares, and every conversion is
 * spelled out as a call. A renderer needs one case for each kind here and one entry for each function name.
 *
 * ## Types
 *
 * | type | JavaScript | what it is |
 * | --- | --- | --- |
 * | `number` | number | a finite 64-bit float; never NaN or infinite: what would be is null |
 * | `text` | string | text. Dynamically typed: comparing and sorting look whether it is spelled as a number |
 * | `time` | number | milliseconds since the epoch, whole |
 * | `flag` | boolean | shown as `1` and `0` |
 * | `json` | string | the JSON text of one value: a map, a list or a scalar. JSON `null` is null |
 *
 * Every type has null, which stands for an absent value. A discovered field and a captured text are `text`.
 *
 * ## Spelled as a number
 *
 * `-?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?` and nothing around it: no blank, no plus, no `nan`, `inf` or hexadecimal; and finite.
 *
 * ## Comparison (`eq ne lt le gt ge in`)
 *
 * The arguments may be of any two types except `json`. With a null on either side the result is false, for `ne` too. If both
 * sides are numbers (type number, time or flag, or text that is spelled as a number) the numbers are compared; otherwise both are
 * turned to text (as `toText` does) and compared by code point. The result is never null.
 *
 * ## Truth (`and or not`, `where`)
 *
 * Two-valued: a null flag counts as false, so `not` of null is true.
 */
export type ValueType = 'number' | 'text' | 'time' | 'flag' | 'json'

/** A value of a row. Which of these it may be follows from the type of its column. */
export type Value = string | number | boolean | null

/** A column of a plan. Ids are unique in a whole program, sub-queries included, and small: rows are arrays indexed by id. */
export interface Column {
  readonly id: number
  /** What the query calls it; not unique. */
  readonly name: string
  readonly type: ValueType
}

export type Bound =
  | { readonly kind: 'const'; readonly type: ValueType; readonly value: Value }
  | { readonly kind: 'column'; readonly type: ValueType; readonly id: number }
  /** `name` is a key of `FUNCTIONS`: see functions/index.ts for what each means. */
  | { readonly kind: 'call'; readonly type: ValueType; readonly name: string; readonly args: readonly Bound[] }
  /** `operand in (query)`: `eq` to any value of the query's only column. Replaced by an `in` call once the query has run. */
  | {
      readonly kind: 'inQuery'
      readonly type: 'flag'
      readonly operand: Bound
      readonly query: Program
    }
