import { SyntaxProblem } from '@atalaya/query'

/*
 * `fieldSelectionCriteria` of filters: which accounts and regions a filter is for.
 *
 *   or   := and { OR and }      and  := test { AND test }      test := "(" or ")" | field comparison
 *   comparison := ("=" | "!=") text | [NOT] IN "(" text { "," text } ")"
 *   field := @aws.account | @aws.region      text := "..." | '...'
 *
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html
 */

/** What the fields of one log group are. */
export interface SystemFields {
  readonly '@aws.account': string
  readonly '@aws.region': string
}

export type SystemFieldName = keyof SystemFields

export function isSystemFieldName(text: string): text is SystemFieldName {
  return text === '@aws.account' || text === '@aws.region'
}

type Test = (fields: SystemFields) => boolean

/** @throws {SyntaxProblem} */
export function compileFieldSelection(text: string): Test {
  return text.trim() === '' ? () => true : new Parser(text).parse()
}

const TOKEN = /\s*(?:("[^"]*"|'[^']*')|(@[a-z.]+)|(!=|=|\(|\)|,)|([A-Za-z]+))/y

/** Of 2,000 characters, half could be opening parentheses. */
const MAX_DEPTH = 50

interface Token {
  readonly kind: 'text' | 'field' | 'sign' | 'word'
  readonly text: string
  readonly start: number
  readonly end: number
}

class Parser {
  readonly #text: string
  readonly #tokens: readonly Token[]
  #next = 0

  constructor(text: string) {
    this.#text = text
    this.#tokens = tokenize(text)
  }

  parse(): Test {
    const test = this.#or(0)
    if (this.#next < this.#tokens.length) this.#fail('AND, OR or the end was expected.')
    return test
  }

  #or(depth: number): Test {
    const parts = [this.#and(depth)]
    while (this.#take('or')) parts.push(this.#and(depth))
    return (fields) => parts.some((part) => part(fields))
  }

  #and(depth: number): Test {
    const parts = [this.#test(depth)]
    while (this.#take('and')) parts.push(this.#test(depth))
    return (fields) => parts.every((part) => part(fields))
  }

  #test(depth: number): Test {
    if (depth > MAX_DEPTH) this.#fail('The criteria are nested too deeply.')
    if (this.#take('(')) {
      const test = this.#or(depth + 1)
      this.#expect(')')
      return test
    }
    const field = this.#tokens[this.#next]
    if (field?.kind !== 'field') return this.#fail('@aws.account or @aws.region was expected.')
    const name = field.text
    if (!isSystemFieldName(name)) return this.#fail('@aws.account or @aws.region was expected.')
    this.#next += 1
    return this.#comparison(name)
  }

  #comparison(name: SystemFieldName): Test {
    if (this.#take('=')) {
      const value = this.#value()
      return (fields) => fields[name] === value
    }
    if (this.#take('!=')) {
      const value = this.#value()
      return (fields) => fields[name] !== value
    }
    const isNegated = this.#take('not')
    this.#expect('in')
    this.#expect('(')
    const values = new Set([this.#value()])
    while (this.#take(',')) values.add(this.#value())
    this.#expect(')')
    return (fields) => values.has(fields[name]) !== isNegated
  }

  #value(): string {
    const token = this.#tokens[this.#next]
    if (token?.kind !== 'text') return this.#fail('A quoted text was expected.')
    this.#next += 1
    return token.text.slice(1, -1)
  }

  #take(what: string): boolean {
    const token = this.#tokens[this.#next]
    if (token === undefined || token.kind === 'text' || token.text.toLowerCase() !== what) return false
    this.#next += 1
    return true
  }

  #expect(what: string): void {
    if (!this.#take(what)) this.#fail(`'${what.toUpperCase()}' was expected.`)
  }

  #fail(message: string): never {
    const token = this.#tokens[this.#next]
    throw new SyntaxProblem(message, token?.start ?? this.#text.length, token?.end ?? this.#text.length)
  }
}

function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = []
  const end = text.trimEnd().length
  TOKEN.lastIndex = 0
  for (let at = 0; at < end; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at
    const match = TOKEN.exec(text)
    if (match === null) throw new SyntaxProblem('This is no part of the criteria.', at, at + 1)
    const [, quoted, field, sign, word] = match
    const found = quoted ?? field ?? sign ?? word ?? ''
    const kind = quoted !== undefined ? 'text' : field !== undefined ? 'field' : sign !== undefined ? 'sign' : 'word'
    tokens.push({ kind, text: found, start: TOKEN.lastIndex - found.length, end: TOKEN.lastIndex })
  }
  return tokens
}
