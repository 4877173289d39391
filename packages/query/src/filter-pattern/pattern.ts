/**
 * The tree of a CloudWatch Logs filter pattern.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export type FilterPattern =
  | { readonly kind: 'everything' }
  | { readonly kind: 'terms'; readonly terms: readonly Term[] }
  | { readonly kind: 'json'; readonly test: JsonExpression }
  | { readonly kind: 'columns'; readonly columns: readonly Column[] }

/** `ERROR`, `?ERROR`, `-ERROR`, each as a bare word, a quoted phrase or `%regex%`. */
export interface Term {
  readonly need: 'required' | 'optional' | 'excluded'
  readonly what: { readonly kind: 'text'; readonly text: string } | RegexOperand
}

/** A boolean tree. The lists have at least two members, and none of the node's own kind. */
export type Expression<Test> =
  | { readonly kind: 'or' | 'and'; readonly of: readonly Expression<Test>[] }
  | { readonly kind: 'test'; readonly test: Test }

export type JsonExpression = Expression<JsonTest>

export type JsonTest =
  | { readonly kind: 'compare'; readonly selector: Selector; readonly operator: Operator; readonly operand: Operand }
  | { readonly kind: 'is'; readonly selector: Selector; readonly what: 'NULL' | 'TRUE' | 'FALSE' }
  | { readonly kind: 'missing'; readonly selector: Selector }

/** `$.a.b[0]`: steps from the root object, at least one; at most one of them is `any`. */
export type Selector = readonly SelectorStep[]

export type SelectorStep =
  | { readonly kind: 'member'; readonly name: string }
  | { readonly kind: 'element'; readonly index: number }
  /** `.*` takes every member of an object, `[*]` every element of an array. */
  | { readonly kind: 'any'; readonly of: 'members' | 'elements' }

export type Operator = '=' | '!=' | '<' | '>' | '<=' | '>='

export type Operand =
  /** `*` in the text stands for any characters. */
  | { readonly kind: 'text'; readonly text: string; readonly quoted: boolean }
  /** The number as it was written, because strings are compared with that. */
  | { readonly kind: 'number'; readonly text: string }
  | RegexOperand

/** The expression between the percent signs, as written. */
export interface RegexOperand {
  readonly kind: 'regex'
  readonly source: string
}

/** A field of a space-delimited pattern; `rest` is the ellipsis, which there is at most one of. */
export type Column =
  | { readonly kind: 'rest' }
  | { readonly kind: 'field'; readonly name: string; readonly test?: Expression<ColumnTest> }

export interface ColumnTest {
  readonly operator: Operator
  readonly operand: Operand
}

/** How a number looks in a pattern and in a column: integer, decimal or with exponent. */
export const NUMBER: RegExp = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/
