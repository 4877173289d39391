import { SyntaxProblem } from '../syntax-problem.ts'
import { NUMBER, type Operand, type Operator, type RegexOperand } from './pattern.ts'
import { translateRegex } from './pattern-regex.ts'

/** What ends a bare value: blanks and everything that the grammar uses. */
const NOT_BARE = /[\s()[\]{}"&|=<>!,]/
const OPERATOR = /^(?:!=|<=|>=|=|<|>)/
const BLANK = /\s/

/** A place in a pattern, and the tokens that the three kinds of pattern share. */
export class Scanner {
  readonly text: string
  /** Offset of the next character. */
  at: number
  /** Exclusive end of what may be read. */
  readonly end: number
  /** Regular expressions read so far. */
  regexCount = 0

  constructor(text: string, start: number, end: number) {
    this.text = text
    this.at = start
    this.end = end
  }

  get done(): boolean {
    return this.at >= this.end
  }

  /** The next character, or '' at the end. */
  peek(): string {
    return this.done ? '' : (this.text[this.at] as string)
  }

  skipBlanks(): void {
    while (!this.done && BLANK.test(this.peek())) this.at += 1
  }

  /** Takes `token` if it comes next. */
  take(token: string): boolean {
    if (!this.text.startsWith(token, this.at) || this.at + token.length > this.end) return false
    this.at += token.length
    return true
  }

  /** Takes as many characters as satisfy the test, perhaps none. */
  takeWhile(test: (char: string) => boolean): string {
    const start = this.at
    while (!this.done && test(this.peek())) this.at += 1
    return this.text.slice(start, this.at)
  }

  takeOperator(): Operator | undefined {
    const operator = OPERATOR.exec(this.text.slice(this.at, Math.min(this.at + 2, this.end)))?.[0]
    this.at += operator?.length ?? 0
    return operator as Operator | undefined
  }

  /** A quoted text, a number, a regular expression or a bare text, where one is expected. */
  operand(): Operand {
    if (this.peek() === '"') return { kind: 'text', text: this.quoted(), quoted: true }
    if (this.peek() === '%') return this.regex()
    const start = this.at
    const text = this.takeWhile((char) => !NOT_BARE.test(char))
    if (text === '') this.fail('A value is expected here.')
    if (NUMBER.test(text)) return { kind: 'number', text }
    if (text === 'null') this.fail("'null' is not a value: write IS NULL, or quote it.", start)
    return { kind: 'text', text, quoted: false }
  }

  /** A text in double quotes, where `\"` is a quote and `\\` a backslash; other backslashes stand for themselves. */
  quoted(): string {
    const start = this.at
    let text = ''
    for (this.at += 1; !this.done; this.at += 1) {
      const char = this.peek()
      const next = this.text[this.at + 1]
      if (char === '"') {
        this.at += 1
        return text
      }
      if (char === '\\' && this.at + 1 < this.end && (next === '"' || next === '\\')) {
        text += next
        this.at += 1
      } else {
        text += char
      }
    }
    return this.fail('A quoted text is not closed.', start)
  }

  /** `%expression%`, checked. */
  regex(): RegexOperand {
    const start = this.at
    const close = this.text.indexOf('%', start + 1)
    if (close === -1 || close >= this.end) {
      this.at = this.end
      return this.fail('A regular expression is not closed with %.', start)
    }
    const source = this.text.slice(start + 1, close)
    translateRegex(source, start + 1)
    this.at = close + 1
    this.regexCount += 1
    return { kind: 'regex', source }
  }

  /** @throws {SyntaxProblem} always: the span runs from `start` over what has been read, and is never empty within the text. */
  fail(message: string, start: number = this.at): never {
    const end = Math.min(Math.max(this.at, start + 1), this.text.length)
    throw new SyntaxProblem(message, start, Math.max(start, end))
  }
}
