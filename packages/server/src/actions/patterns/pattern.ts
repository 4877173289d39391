/*
 * The pattern language that EventBridge rules and SNS filter policies share.
 *
 * A pattern has the shape of the data it matches: objects mirror objects, and a list at a leaf says what the value may be.
 *
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */

/** What an object must look like: every field, and one alternative of every `$or`. */
export interface Pattern {
  readonly fields: readonly FieldPattern[]
  readonly alternatives: readonly (readonly Pattern[])[]
}

export type FieldPattern =
  | { readonly kind: 'object'; readonly name: string; readonly pattern: Pattern }
  | { readonly kind: 'leaf'; readonly name: string; readonly anyOf: readonly Matcher[] }

/** A test of one value. */
export type Matcher =
  | { readonly kind: 'equals'; readonly value: string | number | boolean | null }
  | { readonly kind: 'exists'; readonly exists: boolean }
  | { readonly kind: 'numeric'; readonly comparisons: readonly Comparison[] }
  | { readonly kind: 'cidr'; readonly block: AddressBlock }
  | { readonly kind: 'anything-but'; readonly not: readonly Matcher[] }
  | TextMatcher

export type TextMatcher =
  | { readonly kind: 'prefix' | 'suffix'; readonly text: string; readonly ignoreCase: boolean }
  | { readonly kind: 'equals-ignore-case'; readonly text: string }
  /** Literal parts between the asterisks. */
  | { readonly kind: 'wildcard'; readonly parts: readonly string[] }

export interface Comparison {
  readonly operator: '<' | '<=' | '=' | '>' | '>='
  readonly value: number
}

/** The addresses whose first `bits` bits are those of `base`. */
export interface AddressBlock {
  readonly version: 4 | 6
  readonly base: bigint
  readonly bits: number
}

/** A text that is no pattern. The message says why, in the words of EventBridge where they are known. */
export class PatternProblem extends Error {
  override readonly name = 'PatternProblem'
}
