/**
 * Search expressions from text.
 *
 *   search := [ "{" namespace { "," dimension } "}" ] [ or ]
 *   or     := and { "OR" and }            and := not { [ "AND" ] not }            not := [ "NOT" ] term
 *   term   := "(" or ")" | value | property "=" ( value | "(" or ")" )
 *   value  := word | '"' exact '"'
 *
 * AND, OR and NOT are in upper case. In an exact value a backslash takes the special meaning from `"`, `\`, `(` and `)`.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html
 */
import { SyntaxProblem } from '../syntax-problem.ts'

export const MAX_SEARCH_CHARS = 1_024
/** Our choice, so that no text can exhaust the stack. */
const MAX_DEPTH = 50

export interface MetricSearch {
  readonly schema: SearchSchema | undefined
  readonly condition: SearchCondition | undefined
}

export interface SearchSchema {
  readonly namespace: string
  /** Exactly these dimension names; undefined when any will do. */
  readonly dimensions: readonly string[] | undefined
}

export type SearchCondition =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly SearchCondition[] }
  | { readonly kind: 'not'; readonly part: SearchCondition }
  | {
      readonly kind: 'term'
      /** `MetricName`, `Namespace`, `:aws.AccountId` or the name of a dimension; undefined: anywhere. */
      readonly property: string | undefined
      readonly value: string
      readonly exact: boolean
    }

interface Token {
  readonly kind: 'word' | 'exact' | 'symbol' | 'end'
  readonly text: string
  readonly start: number
  readonly end: number
}

/** @throws {SyntaxProblem} */
export function parseSearch(text: string): MetricSearch {
  if (text.length > MAX_SEARCH_CHARS) {
    throw new SyntaxProblem(
      `A search expression has at most ${MAX_SEARCH_CHARS} characters, this one has ${text.length}`,
      MAX_SEARCH_CHARS,
      text.length,
    )
  }
  return new Parser(tokens(text)).parse()
}

class Parser {
  readonly #tokens: readonly Token[]
  #at = 0
  #depth = 0

  constructor(list: readonly Token[]) {
    this.#tokens = list
  }

  parse(): MetricSearch {
    const schema = this.#isSymbol('{') ? this.#schema() : undefined
    const condition = this.#peek().kind === 'end' ? undefined : this.#or(undefined)
    if (this.#peek().kind !== 'end') this.#unexpected('a term')
    if (schema === undefined && condition === undefined) this.#fail('The search expression is empty')
    return { schema, condition }
  }

  #schema(): SearchSchema {
    this.#take()
    const namespace = this.#name()
    const dimensions: string[] = []
    while (this.#takeSymbol(',')) dimensions.push(this.#name())
    if (!this.#takeSymbol('}')) this.#unexpected("',' or '}'")
    return { namespace, dimensions: dimensions.length === 0 ? undefined : dimensions }
  }

  /** Names in a schema may hold blanks. */
  #name(): string {
    const first = this.#take()
    if (first.kind !== 'word' && first.kind !== 'exact') this.#unexpected('a name', first)
    let name = first.text
    while (first.kind === 'word' && this.#peek().kind === 'word') name += ` ${this.#take().text}`
    return name
  }

  /** @param property the designator before the parentheses: it holds for every term within that has none itself */
  #or(property: string | undefined): SearchCondition {
    this.#depth += 1
    if (this.#depth > MAX_DEPTH) this.#fail('The search expression is nested too deeply')
    const parts = [this.#and(property)]
    while (this.#takeWord('OR')) parts.push(this.#and(property))
    this.#depth -= 1
    return parts.length === 1 ? (parts[0] as SearchCondition) : { kind: 'or', parts }
  }

  #and(property: string | undefined): SearchCondition {
    const parts = [this.#not(property)]
    while (this.#takeWord('AND') || this.#atTerm()) parts.push(this.#not(property))
    return parts.length === 1 ? (parts[0] as SearchCondition) : { kind: 'and', parts }
  }

  #not(property: string | undefined): SearchCondition {
    return this.#takeWord('NOT') ? { kind: 'not', part: this.#term(property) } : this.#term(property)
  }

  #term(outer: string | undefined): SearchCondition {
    if (this.#takeSymbol('(')) return this.#closed(outer)
    const token = this.#take()
    if (token.kind !== 'word' && token.kind !== 'exact') this.#unexpected('a term', token)
    if (!this.#takeSymbol('=')) return term(outer, token)
    if (this.#takeSymbol('(')) return this.#closed(token.text)
    const value = this.#take()
    if (value.kind !== 'word' && value.kind !== 'exact') this.#unexpected(`a value for ${token.text}`, value)
    return term(token.text, value)
  }

  #closed(property: string | undefined): SearchCondition {
    const inner = this.#or(property)
    if (!this.#takeSymbol(')')) this.#unexpected("')'")
    return inner
  }

  #atTerm(): boolean {
    const { kind, text } = this.#peek()
    return kind === 'exact' || (kind === 'word' && text !== 'OR') || text === '('
  }

  #peek(): Token {
    return this.#tokens[this.#at] as Token
  }

  /** The end is never passed. */
  #take(): Token {
    const token = this.#peek()
    if (token.kind !== 'end') this.#at += 1
    return token
  }

  #isSymbol(text: string): boolean {
    return this.#peek().kind === 'symbol' && this.#peek().text === text
  }

  #takeSymbol(text: string): boolean {
    if (!this.#isSymbol(text)) return false
    this.#at += 1
    return true
  }

  #takeWord(text: string): boolean {
    if (this.#peek().kind !== 'word' || this.#peek().text !== text) return false
    this.#at += 1
    return true
  }

  #unexpected(expected: string, token = this.#peek()): never {
    const found = token.kind === 'end' ? 'the end' : `'${token.text}'`
    throw new SyntaxProblem(
      `Invalid search expression at position ${token.start + 1}: expected ${expected}, found ${found}`,
      token.start,
      token.end,
    )
  }

  #fail(message: string): never {
    const { start, end } = this.#peek()
    throw new SyntaxProblem(message, start, end)
  }
}

function term(property: string | undefined, { kind, text }: Token): SearchCondition {
  return { kind: 'term', property, value: text, exact: kind === 'exact' }
}

const BLANK = /\s*/y
const SYMBOL = /[{},()=]/y
const WORD = /[^\s{},()="]+/y

function tokens(text: string): readonly Token[] {
  const list: Token[] = []
  let at = skipBlank(text, 0)
  while (at < text.length) {
    const token = tokenAt(text, at)
    list.push(token)
    at = skipBlank(text, token.end)
  }
  list.push({ kind: 'end', text: '', start: text.length, end: text.length })
  return list
}

function skipBlank(text: string, from: number): number {
  BLANK.lastIndex = from
  return from + (BLANK.exec(text)?.[0].length ?? 0)
}

function tokenAt(text: string, start: number): Token {
  if (text[start] === '"') return exactAt(text, start)
  SYMBOL.lastIndex = start
  const symbol = SYMBOL.exec(text)?.[0]
  if (symbol !== undefined) return { kind: 'symbol', text: symbol, start, end: start + symbol.length }
  WORD.lastIndex = start
  const word = WORD.exec(text)?.[0] ?? ''
  return { kind: 'word', text: word, start, end: start + word.length }
}

const ESCAPABLE = '"\\()'

function exactAt(text: string, start: number): Token {
  let value = ''
  for (let at = start + 1; at < text.length; at += 1) {
    const char = text[at] as string
    if (char === '"') return { kind: 'exact', text: value, start, end: at + 1 }
    const next = text[at + 1]
    if (char === '\\' && next !== undefined && ESCAPABLE.includes(next)) {
      value += next
      at += 1
    } else {
      value += char
    }
  }
  throw new SyntaxProblem(
    `Invalid search expression at position ${start + 1}: the string is not closed`,
    start,
    text.length,
  )
}
