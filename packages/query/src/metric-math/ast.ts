/** Offsets into the text of the expression, in UTF-16 units from 0; `end` is exclusive. */
export interface Span {
  readonly start: number
  readonly end: number
}

export type BinaryOperator = '+' | '-' | '*' | '/' | '^' | '==' | '!=' | '<' | '<=' | '>' | '>=' | 'AND' | 'OR'

export type MathExpression =
  | { readonly kind: 'number'; readonly value: number; readonly span: Span }
  | { readonly kind: 'string'; readonly value: string; readonly span: Span }
  /** Another query of the request. */
  | { readonly kind: 'id'; readonly name: string; readonly span: Span }
  /** A bare word in upper case that is no function: `DESC`, `REPEAT`. */
  | { readonly kind: 'keyword'; readonly name: string; readonly span: Span }
  | MathCall
  | { readonly kind: 'list'; readonly items: readonly MathExpression[]; readonly span: Span }
  | { readonly kind: 'negate'; readonly operand: MathExpression; readonly span: Span }
  | {
      readonly kind: 'binary'
      readonly operator: BinaryOperator
      readonly left: MathExpression
      readonly right: MathExpression
      readonly span: Span
    }

export interface MathCall {
  readonly kind: 'call'
  readonly name: string
  readonly args: readonly MathExpression[]
  readonly span: Span
}

/** The parts of an expression, outermost last. */
export function* walk(expression: MathExpression): Generator<MathExpression> {
  switch (expression.kind) {
    case 'call':
      for (const arg of expression.args) yield* walk(arg)
      break
    case 'list':
      for (const item of expression.items) yield* walk(item)
      break
    case 'negate':
      yield* walk(expression.operand)
      break
    case 'binary':
      yield* walk(expression.left)
      yield* walk(expression.right)
      break
    default:
      break
  }
  yield expression
}
