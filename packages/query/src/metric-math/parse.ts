/**
 * Metric math from text.
 *
 *   or    := and { ("OR" | "||") and }          and   := cmp { ("AND" | "&&") cmp }
 *   cmp   := add [ ("==" | "!=" | "<" | "<=" | ">" | ">=") add ]
 *   add   := mul { ("+" | "-") mul }            mul   := pow { ("*" | "/") pow }
 *   pow   := unary [ "^" pow ]                  unary := { "-" } prim
 *   prim  := number | string | id | FUNCTION "(" [ or { "," or } ] ")" | "[" or { "," or } "]" | "(" or ")"
 *
 * Functions and the words that some of them take are in upper case, ids of queries begin in lower case. A minus sign binds
 * tighter than `^`, which groups from the right: `-2^2` is 4 and `2^3^2` is 512, as CloudWatch has it.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
import { SyntaxProblem } from '../syntax-problem.ts'
import type { BinaryOperator, MathExpression, Span } from './ast.ts'

/** Our choice, so that no text can exhaust the stack. */
const MAX_DEPTH = 100

type Token =
  | { readonly kind: 'number'; readonly text: string; readonly span: Span }
  | { readonly kind: 'string'; readonly text: string; readonly span: Span }
  | { readonly kind: 'word'; readonly text: string; readonly span: Span }
  | { readonly kind: 'symbol'; readonly text: string; readonly span: Span }
  | { readonly kind: 'end'; readonly text: ''; readonly span: Span }

const BLANK = /\s*/y
const NUMBER = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y
const WORD = /[A-Za-z_][A-Za-z0-9_]*/y
const SYMBOL = /==|!=|<=|>=|&&|\|\||[-+*/^<>()[\],]/y

/** @throws {SyntaxProblem} */
export function parseMath(text: string): MathExpression {
  const parser = new Parser(text)
  return parser.parse()
}

class Parser {
  readonly #text: string
  #token: Token
  #lastEnd = 0
  #depth = 0

  constructor(text: string) {
    this.#text = text
    this.#token = this.#read(0)
  }

  parse(): MathExpression {
    if (this.#atEnd()) throw new SyntaxProblem('The expression is empty', 0, 0)
    const expression = this.#or()
    if (!this.#atEnd()) this.#unexpected('an operator')
    return expression
  }

  #or(): MathExpression {
    this.#depth += 1
    if (this.#depth > MAX_DEPTH) this.#fail('The expression is nested too deeply', this.#token.span)
    const expression = this.#leftToRight(OR, () => this.#leftToRight(AND, () => this.#comparison()))
    this.#depth -= 1
    return expression
  }

  #comparison(): MathExpression {
    const left = this.#sum()
    const operator = this.#takeOperator(COMPARISONS)
    return operator === undefined ? left : this.#binary(operator, left, this.#sum())
  }

  #sum(): MathExpression {
    return this.#leftToRight(SUMS, () => this.#leftToRight(PRODUCTS, () => this.#power()))
  }

  #leftToRight(operators: Operators, operand: () => MathExpression): MathExpression {
    let left = operand()
    for (let next = this.#takeOperator(operators); next !== undefined; next = this.#takeOperator(operators)) {
      left = this.#binary(next, left, operand())
    }
    return left
  }

  /** A loop, not a recursion: `2^2^2^…` is as deep as it is long. */
  #power(): MathExpression {
    const operands = [this.#unary()]
    while (this.#takeOperator(POWERS) !== undefined) operands.push(this.#unary())
    return operands.reduceRight((right, left) => ({
      kind: 'binary',
      operator: '^',
      left,
      right,
      span: { start: left.span.start, end: right.span.end },
    }))
  }

  #unary(): MathExpression {
    const signs: number[] = []
    while (this.#atSymbol('-')) signs.push(this.#take().span.start)
    if (signs.length > MAX_DEPTH) this.#fail('The expression is nested too deeply', this.#token.span)
    let operand = this.#primary()
    for (const start of signs.reverse()) {
      operand = { kind: 'negate', operand, span: { start, end: operand.span.end } }
    }
    return operand
  }

  #primary(): MathExpression {
    const token = this.#token
    switch (token.kind) {
      case 'number': {
        this.#take()
        const value = Number(token.text)
        if (!Number.isFinite(value)) this.#fail(`The number ${token.text} is too large`, token.span)
        return { kind: 'number', value, span: token.span }
      }
      case 'string':
        this.#take()
        return { kind: 'string', value: token.text, span: token.span }
      case 'word':
        return this.#word()
      default:
        break
    }
    if (this.#takeSymbol('(')) {
      const inner = this.#or()
      this.#expect(')')
      return inner
    }
    if (!this.#takeSymbol('[')) this.#unexpected('a metric, a number or a function')
    const items = this.#list(']')
    if (items.length === 0) this.#fail('An array must have at least one element', this.#spanFrom(token.span.start))
    return { kind: 'list', items, span: this.#spanFrom(token.span.start) }
  }

  #word(): MathExpression {
    const { text, span } = this.#take()
    if (this.#takeSymbol('(')) {
      const args = this.#list(')')
      return { kind: 'call', name: text, args, span: this.#spanFrom(span.start) }
    }
    if (/^[a-z]/.test(text)) return { kind: 'id', name: text, span }
    return { kind: 'keyword', name: text, span }
  }

  #list(close: string): readonly MathExpression[] {
    const items: MathExpression[] = []
    if (this.#takeSymbol(close)) return items
    do items.push(this.#or())
    while (this.#takeSymbol(','))
    this.#expect(close)
    return items
  }

  #binary(operator: BinaryOperator, left: MathExpression, right: MathExpression): MathExpression {
    return { kind: 'binary', operator, left, right, span: { start: left.span.start, end: right.span.end } }
  }

  #takeOperator(operators: Operators): BinaryOperator | undefined {
    const { kind, text } = this.#token
    if (kind !== 'symbol' && kind !== 'word') return undefined
    const operator = operators.get(text)
    if (operator !== undefined) this.#take()
    return operator
  }

  #atEnd(): boolean {
    return this.#token.kind === 'end'
  }

  #atSymbol(text: string): boolean {
    return this.#token.kind === 'symbol' && this.#token.text === text
  }

  #takeSymbol(text: string): boolean {
    if (!this.#atSymbol(text)) return false
    this.#take()
    return true
  }

  #expect(symbol: string): void {
    if (!this.#takeSymbol(symbol)) this.#unexpected(`'${symbol}'`)
  }

  #take(): Token {
    const token = this.#token
    this.#lastEnd = token.span.end
    this.#token = this.#read(token.span.end)
    return token
  }

  #spanFrom(start: number): Span {
    return { start, end: this.#lastEnd }
  }

  #unexpected(expected: string): never {
    const { kind, span } = this.#token
    const found = kind === 'end' ? 'the end' : `'${this.#text.slice(span.start, span.end)}'`
    return this.#fail(`Invalid syntax at position ${span.start + 1}: expected ${expected}, found ${found}`, span)
  }

  #fail(message: string, { start, end }: Span): never {
    throw new SyntaxProblem(message, start, end)
  }

  #read(from: number): Token {
    BLANK.lastIndex = from
    const start = from + (BLANK.exec(this.#text)?.[0].length ?? 0)
    const char = this.#text[start]
    if (char === undefined) return { kind: 'end', text: '', span: { start, end: start } }
    if (char === '"' || char === "'") return this.#quoted(start, char)
    const kinds = [
      ['number', NUMBER],
      ['word', WORD],
      ['symbol', SYMBOL],
    ] as const
    for (const [kind, pattern] of kinds) {
      pattern.lastIndex = start
      const text = pattern.exec(this.#text)?.[0]
      if (text !== undefined) return { kind, text, span: { start, end: start + text.length } }
    }
    const shown = String.fromCodePoint(this.#text.codePointAt(start) as number)
    return this.#fail(`Invalid syntax at position ${start + 1}: unexpected character '${shown}'`, {
      start,
      end: start + shown.length,
    })
  }

  /** A backslash hides the closing quote and otherwise stands for itself: search expressions have escapes of their own. */
  #quoted(start: number, quote: string): Token {
    let text = ''
    for (let at = start + 1; at < this.#text.length; at += 1) {
      const char = this.#text[at] as string
      if (char === quote) return { kind: 'string', text, span: { start, end: at + 1 } }
      if (char === '\\' && this.#text[at + 1] === quote) {
        text += quote
        at += 1
      } else {
        text += char
      }
    }
    return this.#fail(`Invalid syntax at position ${start + 1}: the string is not closed`, {
      start,
      end: this.#text.length,
    })
  }
}

type Operators = ReadonlyMap<string, BinaryOperator>

const OR: Operators = new Map([
  ['OR', 'OR'],
  ['||', 'OR'],
])
const AND: Operators = new Map([
  ['AND', 'AND'],
  ['&&', 'AND'],
])
const COMPARISONS: Operators = itself('==', '!=', '<', '<=', '>', '>=')
const SUMS: Operators = itself('+', '-')
const PRODUCTS: Operators = itself('*', '/')
const POWERS: Operators = itself('^')

function itself(...operators: readonly BinaryOperator[]): Operators {
  return new Map(operators.map((operator) => [operator, operator]))
}
