import { SyntaxProblem } from '../syntax-problem.ts'
import type { DurationUnit, Field, RegexLiteral, Span } from './ast.ts'

/*
 * Tokens on demand. A slash begins a regular expression or divides, a word is a command, a function or a field, depending on
 * where it stands; the parser knows, so it asks for what it expects.
 */

export type Token =
  | { readonly kind: 'word'; readonly text: string; readonly span: Span }
  | { readonly kind: 'quoted-name'; readonly text: string; readonly span: Span }
  | { readonly kind: 'number'; readonly value: number; readonly text: string; readonly span: Span }
  | { readonly kind: 'duration'; readonly amount: number; readonly unit: DurationUnit; readonly span: Span }
  | { readonly kind: 'string'; readonly value: string; readonly span: Span }
  | { readonly kind: 'symbol'; readonly text: string; readonly span: Span }
  | { readonly kind: 'end'; readonly text: ''; readonly span: Span }

const BLANK_OR_COMMENT = /(?:\s+|#[^\n]*)+/y
const WORD = /[A-Za-z_@][A-Za-z0-9_@]*/y
/** An equals sign that is not the beginning of `=~` or `==`. */
const OPTION = /\s*=(?![=~])/y
const PARENTHESIS_AND_VALUE = /\(\s*["'`\d.-]/y
/** Parts of a name behind its first. */
const MAX_PATH = 100

/** In backticks a doubled one stands for itself (our choice: every name can be written). */
const BACKTICKED = /`((?:[^`]|``)*)`/y
const ACCESSOR = /\.([A-Za-z0-9_@]+)|\.`((?:[^`]|``)+)`|\[(\d{1,9})\]/y
const NUMBER = /(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?/y
const DURATION = /(\d+)([A-Za-z]+)/y
const SYMBOL = /=~|==|!=|<=|>=|<>|&&|\|\||[|,()[\]{}=<>+\-*/%^!.:$]/y

/** What other languages write, and how it is written here. */
const FOREIGN: Readonly<Record<string, string>> = {
  '<>': 'Not equal is written !=',
  '&&': 'It is written and',
  '||': 'It is written or',
  '/': 'A regular expression stands behind like or =~',
}

/** What word processors and web pages make of quotes. */
const CURLY = '“”„‘’‚«»'

/** A unit and its names; those of more than one letter may take a plural `s`. */
const DURATION_UNITS: Readonly<Record<DurationUnit, readonly string[]>> = {
  ms: ['ms', 'msec', 'millisecond'],
  s: ['s', 'sec', 'second'],
  m: ['m', 'min', 'minute'],
  h: ['h', 'hr', 'hour'],
  d: ['d', 'day'],
  w: ['w', 'week'],
  mo: ['mo', 'mon', 'month'],
  q: ['q', 'qtr', 'quarter'],
  y: ['y', 'yr', 'year'],
}

const UNIT_OF_NAME: ReadonlyMap<string, DurationUnit> = new Map(
  Object.entries(DURATION_UNITS).flatMap(([unit, names]) =>
    names.flatMap((name) => {
      const entry: [string, DurationUnit] = [name, unit as DurationUnit]
      return name.length > 1 ? [entry, [`${name}s`, unit as DurationUnit] as [string, DurationUnit]] : [entry]
    }),
  ),
)

/** The unit that a name stands for, in any case; undefined when it is none. */
export function durationUnit(name: string): DurationUnit | undefined {
  return UNIT_OF_NAME.get(name.toLowerCase())
}

/** A place in the text of a query. */
export class Cursor {
  readonly text: string
  #at = 0
  #ahead: Token | undefined
  /** End of the last token taken: where the span of a node ends. */
  lastEnd = 0
  /** How deep expressions and sub-queries are nested here. */
  depth = 0

  constructor(text: string) {
    this.text = text
  }

  /** The next token, without taking it. */
  peek(): Token {
    this.#ahead ??= this.#read()
    return this.#ahead
  }

  take(): Token {
    const token = this.peek()
    this.#ahead = undefined
    this.#at = token.span.end
    this.lastEnd = token.span.end
    return token
  }

  /** Whether the next token is this symbol. */
  atSymbol(text: string): boolean {
    const token = this.peek()
    return token.kind === 'symbol' && token.text === text
  }

  takeSymbol(text: string): boolean {
    if (!this.atSymbol(text)) return false
    this.take()
    return true
  }

  expectSymbol(text: string): void {
    if (!this.takeSymbol(text)) this.mismatch(`'${text}'`)
  }

  /** Whether the next token is this word; keywords do not tell cases apart. */
  atWord(text: string): boolean {
    const token = this.peek()
    return token.kind === 'word' && token.text.toLowerCase() === text
  }

  takeWord(text: string): boolean {
    if (!this.atWord(text)) return false
    this.take()
    return true
  }

  expectWord(text: string): void {
    if (!this.takeWord(text)) this.mismatch(`K_${text.toUpperCase()}`)
  }

  /** Takes `name=` if one of these names comes next with an equals sign behind it; its value follows. */
  takeOption<const T extends string>(names: readonly T[]): T | undefined {
    const name = names.find((candidate) => this.atWord(candidate))
    if (name === undefined) return undefined
    OPTION.lastIndex = this.peek().span.end
    if (!OPTION.test(this.text)) return undefined
    this.take()
    this.expectSymbol('=')
    return name
  }

  /** Whether a parenthesis comes next with a value behind it, where a query would stand. */
  atListInParentheses(): boolean {
    PARENTHESIS_AND_VALUE.lastIndex = this.peek().span.start
    return PARENTHESIS_AND_VALUE.test(this.text)
  }

  atString(): boolean {
    return this.peek().kind === 'string'
  }

  expectString(what = 'STRING'): Extract<Token, { kind: 'string' }> {
    const token = this.peek()
    if (token.kind !== 'string') this.mismatch(what)
    this.take()
    return token
  }

  expectNumber(): Extract<Token, { kind: 'number' }> {
    const token = this.peek()
    if (token.kind !== 'number') this.mismatch('NUMBER')
    this.take()
    return token
  }

  expectDuration(): Extract<Token, { kind: 'duration' }> {
    const token = this.peek()
    if (token.kind !== 'duration') this.mismatch('DURATION')
    this.take()
    return token
  }

  /** Whether a name of a field comes next. */
  atField(): boolean {
    const { kind } = this.peek()
    return kind === 'word' || kind === 'quoted-name'
  }

  /** A name with its path: `a.b`, `items.0.id`, ``lf.`a b` ``, `list[0]`, ``@`aws.tag.x` ``. */
  expectField(what = 'ID'): Field {
    const first = this.peek()
    if (first.kind !== 'word' && first.kind !== 'quoted-name') this.mismatch(what)
    this.take()
    const start = first.span.start
    let base = first.text
    if (base === '@') {
      const quoted = this.peek()
      if (quoted.kind !== 'quoted-name' || !this.adjacent()) this.mismatch('ID')
      this.take()
      base = `@${quoted.text}`
    }
    const accessors: (string | number)[] = []
    let name = base
    for (let part = this.#accessor(); part !== undefined; part = this.#accessor()) {
      if (accessors.length >= MAX_PATH) this.fail('The name has too many parts', this.spanFrom(start))
      accessors.push(part)
      name += typeof part === 'number' ? `[${part}]` : `.${part}`
    }
    return { kind: 'field', name, base, accessors, span: this.spanFrom(start) }
  }

  /** What follows a name without a blank: `.key`, `.0`, ``.`key` ``, `[0]`. */
  #accessor(): string | number | undefined {
    ACCESSOR.lastIndex = this.lastEnd
    const found = ACCESSOR.exec(this.text)
    if (found === null) return undefined
    this.#ahead = undefined
    this.#at = this.lastEnd + found[0].length
    this.lastEnd = this.#at
    return found[3] === undefined ? (found[1] ?? found[2]?.replaceAll('``', '`')) : Number(found[3])
  }

  /** Whether a regular expression comes next, where one may. */
  atRegex(): boolean {
    return this.atSymbol('/')
  }

  /** `/…/`; `\/` stands for a slash. It may span lines. */
  expectRegex(): RegexLiteral {
    const start = this.peek().span.start
    if (!this.atRegex()) this.mismatch('REGEX')
    let source = ''
    for (let at = start + 1; at < this.text.length; at += 1) {
      const char = this.text[at] as string
      if (char === '/') {
        this.#ahead = undefined
        this.#at = at + 1
        this.lastEnd = at + 1
        if (source === '') this.fail('The regular expression is empty.', { start, end: at + 1 })
        return { kind: 'regex', source, span: { start, end: at + 1 } }
      }
      if (char === '\\' && at + 1 < this.text.length) {
        const next = this.text[at + 1] as string
        source += next === '/' ? '/' : `\\${next}`
        at += 1
      } else {
        source += char
      }
    }
    return this.fail('The regular expression is not closed with /.', { start, end: this.text.length })
  }

  /** Whether nothing stands between the last token taken and the next one. */
  adjacent(): boolean {
    return this.peek().span.start === this.lastEnd
  }

  spanFrom(start: number): Span {
    return { start, end: Math.max(start, this.lastEnd) }
  }

  /** @throws {SyntaxProblem} in the words of AWS's parser */
  mismatch(...expected: readonly string[]): never {
    return this.mismatchWithHint('', ...expected)
  }

  mismatchWithHint(hint: string, ...expected: readonly string[]): never {
    const token = this.peek()
    const found = token.kind === 'end' ? '<EOF>' : this.text.slice(token.span.start, token.span.end)
    const list = expected.length === 1 ? (expected[0] as string) : `{${expected.join(', ')}}`
    const foreign = Object.hasOwn(FOREIGN, found) ? `. ${FOREIGN[found]}` : ''
    return this.fail(`mismatched input '${found}' expecting ${list}${foreign}${hint}`, token.span)
  }

  /** @throws {SyntaxProblem} always */
  fail(message: string, { start, end }: Span): never {
    throw new SyntaxProblem(message, start, end)
  }

  #read(): Token {
    BLANK_OR_COMMENT.lastIndex = this.#at
    const start = this.#at + (BLANK_OR_COMMENT.exec(this.text)?.[0].length ?? 0)
    const char = this.text[start]
    if (char === undefined) return { kind: 'end', text: '', span: { start: this.text.length, end: this.text.length } }
    if (char === '"' || char === "'") return this.#quoted(start, char)
    if (char === '`') return this.#backticked(start)
    const word = match(WORD, this.text, start)
    if (word !== undefined) return { kind: 'word', text: word, span: { start, end: start + word.length } }
    return this.#numeric(start) ?? this.#symbol(start)
  }

  #numeric(start: number): Token | undefined {
    DURATION.lastIndex = start
    const duration = DURATION.exec(this.text)
    const number = match(NUMBER, this.text, start)
    if (duration !== null && (number === undefined || !/[eE]/.test(number))) {
      const [text, amount, name] = duration as unknown as [string, string, string]
      const unit = durationUnit(name)
      const span = { start, end: start + text.length }
      if (unit === undefined) return this.fail(`'${name}' is not a unit of time`, span)
      return { kind: 'duration', amount: Number(amount), unit, span }
    }
    if (number === undefined) return undefined
    return { kind: 'number', value: Number(number), text: number, span: { start, end: start + number.length } }
  }

  #symbol(start: number): Token {
    const text = match(SYMBOL, this.text, start)
    if (text === undefined) {
      const char = String.fromCodePoint(this.text.codePointAt(start) as number)
      const hint = CURLY.includes(char) ? '. Quotes are straight: "' : ''
      return this.fail(`token recognition error at: '${char}'${hint}`, { start, end: start + char.length })
    }
    return { kind: 'symbol', text, span: { start, end: start + text.length } }
  }

  /** A backslash before a quote or a backslash is dropped; before anything else it stands for itself. */
  #quoted(start: number, quote: string): Token {
    let value = ''
    for (let at = start + 1; at < this.text.length; at += 1) {
      const char = this.text[at] as string
      const next = this.text[at + 1]
      if (char === quote) return { kind: 'string', value, span: { start, end: at + 1 } }
      if (char === '\\' && (next === '"' || next === "'" || next === '\\')) {
        value += next
        at += 1
      } else {
        value += char
      }
    }
    return this.fail('The string is not closed.', { start, end: this.text.length })
  }

  #backticked(start: number): Token {
    BACKTICKED.lastIndex = start
    const found = BACKTICKED.exec(this.text)
    if (found === null) return this.fail('The name is not closed with a backtick.', { start, end: this.text.length })
    const span = { start, end: start + found[0].length }
    if (found[1] === '') return this.fail('The name is empty.', span)
    return { kind: 'quoted-name', text: (found[1] as string).replaceAll('``', '`'), span }
  }
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0]
}
