/**
 * The language of composite alarms:
 *
 *     rule := or    or := and { "OR" and }    and := not { "AND" not }    not := { "NOT" } prim
 *     prim := "TRUE" | "FALSE" | "(" or ")" | STATE "(" alarm ")"
 *           | "AT_LEAST" "(" (INT | INT "%") "," ["NOT"] STATE "," "(" alarm { "," alarm } ")" ")"
 *
 * An alarm is a name or an ARN, in quotation marks when it has blanks, brackets or commas. Operators are in capitals;
 * `TRUE` and `FALSE` may be written in any case, because AWS's own pages do (our choice).
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 */
import type { StateValue } from '../state.ts'
import { type AtLeast, neededAlarms, type Rule, STATE_VALUES } from './rule.ts'

/** A rule that is none. Positions count characters from 0. */
export class RuleProblem extends Error {
  override readonly name = 'RuleProblem'
  readonly start: number
  readonly end: number

  constructor(message: string, start: number, end: number) {
    super(message)
    this.start = start
    this.end = end
  }
}

/** Alarms, constants and parentheses in one rule. */
const MAX_ELEMENTS = 500
/** Deeper than any rule of that many elements can be. */
const MAX_DEPTH: number = MAX_ELEMENTS + 1

type TokenKind = 'word' | 'quoted' | '(' | ')' | ',' | 'end'

interface Token {
  readonly kind: TokenKind
  /** Of a quoted alarm: without the quotation marks. */
  readonly text: string
  readonly start: number
  readonly end: number
}

/** @throws {RuleProblem} */
export function parseRule(text: string): Rule {
  const parser = new Parser(tokenize(text))
  const rule = parser.or(0)
  parser.take('end', 'AND, OR or the end of the rule')
  if (parser.elements > MAX_ELEMENTS) {
    const message = `the rule has ${parser.elements} elements; at most ${MAX_ELEMENTS} are allowed`
    throw new RuleProblem(message, 0, text.length)
  }
  return rule
}

function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = []
  let start = 0
  while (start < text.length) {
    const token = nextToken(text, start)
    if (token !== undefined) tokens.push(token)
    start = token?.end ?? start + 1
  }
  return [...tokens, { kind: 'end', text: '', start: text.length, end: text.length }]
}

/** Undefined when there is a blank. */
function nextToken(text: string, start: number): Token | undefined {
  const first = text[start] ?? ''
  if (/\s/.test(first)) return undefined
  if (first === '(' || first === ')' || first === ',') return { kind: first, text: first, start, end: start + 1 }
  if (first === '"') return quoted(text, start)
  const word = /^[^\s(),"]+/.exec(text.slice(start))?.[0] ?? first
  return { kind: 'word', text: word, start, end: start + word.length }
}

function quoted(text: string, start: number): Token {
  let name = ''
  for (let index = start + 1; index < text.length; index += 1) {
    const char = text[index] ?? ''
    if (char === '"') return { kind: 'quoted', text: name, start, end: index + 1 }
    const next = text[index + 1]
    if (char === '\\' && (next === '"' || next === '\\')) {
      name += next
      index += 1
    } else {
      name += char
    }
  }
  throw new RuleProblem('a quotation mark is not closed', start, text.length)
}

class Parser {
  readonly #tokens: readonly Token[]
  #position = 0
  elements = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  or(depth: number): Rule {
    return this.#chain('OR', 'or', () => this.#and(depth))
  }

  #and(depth: number): Rule {
    return this.#chain('AND', 'and', () => this.#not(depth))
  }

  #chain(operator: string, kind: 'and' | 'or', operand: () => Rule): Rule {
    const first = operand()
    const operands = [first]
    while (this.#accept(operator)) operands.push(operand())
    return operands.length === 1 ? first : { kind, operands }
  }

  #not(depth: number): Rule {
    let negations = 0
    while (this.#accept('NOT')) negations += 1
    let rule = this.#primary(depth)
    for (; negations > 0; negations -= 1) rule = { kind: 'not', operand: rule }
    return rule
  }

  #primary(depth: number): Rule {
    const token = this.#next()
    if (token.kind === '(') {
      if (depth > MAX_DEPTH) throw new RuleProblem('parentheses are nested too deeply', token.start, token.end)
      this.elements += 2
      const rule = this.or(depth + 1)
      this.take(')', "')'")
      return rule
    }
    if (token.kind === 'word') {
      if (/^true$/i.test(token.text)) return this.#constant(true)
      if (/^false$/i.test(token.text)) return this.#constant(false)
      if (token.text === 'AT_LEAST') return this.#atLeast()
      const state = STATE_VALUES.find((value) => value === token.text)
      if (state !== undefined) return this.#state(state)
    }
    throw unexpected(token, "ALARM, OK, INSUFFICIENT_DATA, AT_LEAST, TRUE, FALSE, NOT or '('")
  }

  #constant(value: boolean): Rule {
    this.elements += 1
    return { kind: 'constant', value }
  }

  #state(state: StateValue): Rule {
    this.take('(', "'('")
    const alarm = this.#alarm()
    this.take(')', "')'")
    return { kind: 'state', state, alarm }
  }

  #atLeast(): Rule {
    this.take('(', "'('")
    const token = this.#next()
    const [, number, sign] = (token.kind === 'word' && /^(\d{1,5})(%?)$/.exec(token.text)) || []
    if (number === undefined) throw unexpected(token, 'a number or a percentage')
    this.take(',', "','")
    const negated = this.#accept('NOT')
    const stateToken = this.#next()
    const state = STATE_VALUES.find((value) => stateToken.kind === 'word' && value === stateToken.text)
    if (state === undefined) throw unexpected(stateToken, 'ALARM, OK or INSUFFICIENT_DATA')
    this.take(',', "','")
    this.take('(', "'('")
    const alarms = [this.#alarm()]
    while (this.#peek().kind === ',') {
      this.#next()
      alarms.push(this.#alarm())
    }
    this.take(')', "',' or ')'")
    this.take(')', "')'")
    const rule: AtLeast = { kind: 'at-least', count: Number(number), percent: sign === '%', negated, state, alarms }
    const most = rule.percent ? 100 : alarms.length
    if (rule.count < 1 || rule.count > most || neededAlarms(rule) < 1) {
      throw new RuleProblem(`AT_LEAST needs a number from 1 to ${most}`, token.start, token.end)
    }
    return rule
  }

  #alarm(): string {
    const token = this.#next()
    if ((token.kind !== 'word' && token.kind !== 'quoted') || token.text === '') {
      throw unexpected(token, 'the name or ARN of an alarm')
    }
    this.elements += 1
    return token.text
  }

  take(kind: TokenKind, expected: string): void {
    const token = this.#next()
    if (token.kind !== kind) throw unexpected(token, expected)
  }

  #accept(operator: string): boolean {
    const token = this.#peek()
    if (token.kind !== 'word' || token.text !== operator) return false
    this.#position += 1
    return true
  }

  #peek(): Token {
    // The last token is the end, and it is never passed.
    return this.#tokens[Math.min(this.#position, this.#tokens.length - 1)] as Token
  }

  #next(): Token {
    const token = this.#peek()
    this.#position += 1
    return token
  }
}

function unexpected(token: Token, expected: string): RuleProblem {
  const found = token.kind === 'end' ? 'the end of the rule' : `'${token.text}'`
  return new RuleProblem(`expected ${expected} at position ${token.start}, found ${found}`, token.start, token.end)
}
