/**
 * Metrics Insights, the SQL of metrics, from text.
 *
 *   SELECT ( AVG | COUNT | MAX | MIN | SUM ) "(" metric ")"
 *   FROM namespace | SCHEMA "(" namespace { "," label } ")"
 *   [ WHERE condition { AND condition } ]      condition := label ( "=" | "!=" ) ( 'value' | CURRENT_ACCOUNT_ID() )
 *   [ GROUP BY label { "," label } ]
 *   [ ORDER BY ( AVG | COUNT | MAX | MIN | SUM ) "()" [ ASC | DESC ] ]
 *   [ LIMIT count ]
 *
 * Keywords are of any case. Names of metrics, namespaces and labels are in double quotes when they hold anything but letters, digits
 * and underscores, or are keywords; values of labels are always in single quotes.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-metrics-insights-querylanguage.html
 */
import { SyntaxProblem } from '../syntax-problem.ts'

export type InsightsFunction = 'AVG' | 'COUNT' | 'MAX' | 'MIN' | 'SUM'

export interface MetricsInsightsQuery {
  readonly aggregate: InsightsFunction
  readonly metric: string
  readonly namespace: string
  /** Exactly these dimension names; undefined when any will do. */
  readonly schema: readonly string[] | undefined
  /** All of which hold. */
  readonly where: readonly LabelCondition[]
  readonly groupBy: readonly InsightsLabel[]
  readonly orderBy: { readonly by: InsightsFunction; readonly descending: boolean } | undefined
  readonly limit: number | undefined
}

export type InsightsLabel =
  | { readonly kind: 'dimension'; readonly name: string }
  /** `AWS.AccountId` */
  | { readonly kind: 'account' }
  /** `tag.key`, of the resource that the metric is about. */
  | { readonly kind: 'tag'; readonly key: string }

export interface LabelCondition {
  readonly label: InsightsLabel
  readonly equal: boolean
  /** Undefined stands for the account that asks. */
  readonly value: string | undefined
}

export const MAX_INSIGHTS_SERIES = 500

type Token =
  | {
      readonly kind: 'word' | 'name' | 'value' | 'number' | 'symbol'
      readonly text: string
      readonly start: number
      readonly end: number
    }
  | { readonly kind: 'end'; readonly text: ''; readonly start: number; readonly end: number }

const FUNCTIONS: readonly string[] = ['AVG', 'COUNT', 'MAX', 'MIN', 'SUM']

/** Of the language itself and of SQL; AWS's list is longer. */
const RESERVED: ReadonlySet<string> = new Set(
  `ALL AND ANY AS ASC AVG BETWEEN BY CASE COUNT CREATE CROSS CURRENT_ACCOUNT_ID DELETE DESC DISTINCT DROP ELSE END EXISTS FALSE
   FROM GROUP HAVING IN INNER INSERT INTO IS JOIN LEFT LIKE LIMIT MAX MIN NOT NULL OFFSET ON OR ORDER OUTER RIGHT SCHEMA SELECT SET
   SUM TABLE THEN TRUE UNION UPDATE VALUES WHEN WHERE WITH`.split(/\s+/),
)

/** Whether an expression is a query of this language rather than metric math. */
export function isMetricsInsights(text: string): boolean {
  return /^\s*SELECT\b/i.test(text)
}

/** @throws {SyntaxProblem} */
export function parseMetricsInsights(text: string): MetricsInsightsQuery {
  return new Parser(text).parse()
}

class Parser {
  readonly #text: string
  #token: Token

  constructor(text: string) {
    this.#text = text
    this.#token = readToken(text, 0)
  }

  parse(): MetricsInsightsQuery {
    this.#keyword('SELECT')
    const aggregate = this.#function()
    this.#symbol('(')
    const metric = this.#name('a metric name')
    this.#symbol(')')
    this.#keyword('FROM')
    const source = this.#source()
    const where = this.#takeKeyword('WHERE') ? this.#conditions() : []
    const groupBy = this.#takeKeyword('GROUP') ? this.#groups() : []
    const orderBy = this.#takeKeyword('ORDER') ? this.#order() : undefined
    const limit = this.#takeKeyword('LIMIT') ? this.#limit() : undefined
    if (this.#token.kind !== 'end') this.#unexpected('the end')
    return { aggregate, metric, ...source, where, groupBy, orderBy, limit }
  }

  #source(): Pick<MetricsInsightsQuery, 'namespace' | 'schema'> {
    if (!this.#takeKeyword('SCHEMA')) return { namespace: this.#name('a namespace'), schema: undefined }
    this.#symbol('(')
    const namespace = this.#name('a namespace')
    const schema: string[] = []
    while (this.#takeSymbol(',')) schema.push(this.#name('a label name'))
    this.#symbol(')')
    return { namespace, schema }
  }

  #conditions(): readonly LabelCondition[] {
    const list = [this.#condition()]
    while (this.#takeKeyword('AND')) list.push(this.#condition())
    if (this.#isKeyword('OR')) this.#fail('Invalid syntax. OR is not supported in the WHERE clause')
    return list
  }

  #condition(): LabelCondition {
    const label = this.#label()
    if (this.#isKeyword('LIKE') || this.#isKeyword('IN')) {
      this.#fail(`Invalid syntax. ${this.#token.text.toUpperCase()} is not supported in the WHERE clause`)
    }
    const equal = this.#takeSymbol('=')
    if (!equal && !this.#takeSymbol('!=')) this.#unexpected("'=' or '!='")
    if (label.kind === 'account' && this.#takeKeyword('CURRENT_ACCOUNT_ID')) {
      this.#symbol('(')
      this.#symbol(')')
      return { label, equal, value: undefined }
    }
    const value = this.#token
    if (value.kind === 'end') this.#unexpected('a label value')
    if (value.kind !== 'value') {
      const shown = this.#text.slice(value.start, value.end)
      this.#fail(`Invalid syntax. Label value ${shown} must be surrounded by single quotes`)
    }
    this.#take()
    return { label, equal, value: value.text }
  }

  #groups(): readonly InsightsLabel[] {
    this.#keyword('BY')
    const labels = [this.#label()]
    while (this.#takeSymbol(',')) labels.push(this.#label())
    return labels
  }

  #order(): MetricsInsightsQuery['orderBy'] {
    this.#keyword('BY')
    const by = this.#function()
    this.#symbol('(')
    this.#symbol(')')
    if (this.#takeKeyword('DESC')) return { by, descending: true }
    this.#takeKeyword('ASC')
    return { by, descending: false }
  }

  #limit(): number {
    const { kind, text } = this.#token
    const limit = Number(text)
    if (kind !== 'number' || limit < 1 || limit > MAX_INSIGHTS_SERIES) {
      this.#unexpected(`a number from 1 to ${MAX_INSIGHTS_SERIES}`)
    }
    this.#take()
    return limit
  }

  #label(): InsightsLabel {
    const { kind, text, start } = this.#token
    const name = this.#name('a label name')
    if (kind !== 'word' || !this.#isSymbol('.')) return { kind: 'dimension', name }
    this.#take()
    if (text.toLowerCase() === 'tag') return { kind: 'tag', key: this.#name('a tag key') }
    const property = this.#name('AccountId')
    if (text === 'AWS' && property === 'AccountId') return { kind: 'account' }
    return fail(
      `Invalid syntax. Unknown label ${text}.${property}: use double quotes around names with dots`,
      start,
      this.#token.start,
    )
  }

  #function(): InsightsFunction {
    const name = this.#token.kind === 'word' ? this.#token.text.toUpperCase() : ''
    if (!FUNCTIONS.includes(name)) this.#unexpected('AVG, COUNT, MAX, MIN or SUM')
    this.#take()
    return name as InsightsFunction
  }

  #name(what: string): string {
    const { kind, text } = this.#token
    if (kind === 'value') this.#fail(`Invalid syntax. '${text}' must be surrounded by double quotes to be ${what}`)
    if (kind !== 'word' && kind !== 'name') this.#unexpected(what)
    if (kind === 'word' && RESERVED.has(text.toUpperCase())) {
      this.#fail(`Invalid syntax. Reserved keyword '${text}' must be surrounded by double quotes`)
    }
    this.#take()
    return text
  }

  #keyword(text: string): void {
    if (!this.#takeKeyword(text)) this.#unexpected(text)
  }

  #isKeyword(text: string): boolean {
    return this.#token.kind === 'word' && this.#token.text.toUpperCase() === text
  }

  #takeKeyword(text: string): boolean {
    if (!this.#isKeyword(text)) return false
    this.#take()
    return true
  }

  #symbol(text: string): void {
    if (!this.#takeSymbol(text)) this.#unexpected(`'${text}'`)
  }

  #isSymbol(text: string): boolean {
    return this.#token.kind === 'symbol' && this.#token.text === text
  }

  #takeSymbol(text: string): boolean {
    if (!this.#isSymbol(text)) return false
    this.#take()
    return true
  }

  #take(): void {
    this.#token = readToken(this.#text, this.#token.end)
  }

  #unexpected(expected: string): never {
    const { kind, start, end } = this.#token
    const found = kind === 'end' ? 'the end' : `'${this.#text.slice(start, end)}'`
    return this.#fail(`Invalid syntax at position ${start + 1}: expected ${expected}, found ${found}`)
  }

  #fail(message: string): never {
    return fail(message, this.#token.start, this.#token.end)
  }
}

function fail(message: string, start: number, end: number): never {
  throw new SyntaxProblem(message, start, end)
}

const BLANK = /\s*/y
const PATTERNS = [
  ['word', /[A-Za-z_][A-Za-z0-9_]*/y],
  ['number', /\d+/y],
  ['symbol', /!=|[(),=.]/y],
] as const

function readToken(text: string, from: number): Token {
  BLANK.lastIndex = from
  const start = from + (BLANK.exec(text)?.[0].length ?? 0)
  const char = text[start]
  if (char === undefined) return { kind: 'end', text: '', start, end: start }
  if (char === '"') return quoted(text, start, 'name')
  if (char === "'") return quoted(text, start, 'value')
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = start
    const found = pattern.exec(text)?.[0]
    if (found !== undefined) return { kind, text: found, start, end: start + found.length }
  }
  const shown = String.fromCodePoint(text.codePointAt(start) as number)
  return fail(`Invalid syntax at position ${start + 1}: unexpected character '${shown}'`, start, start + shown.length)
}

/** A backslash takes the meaning from a quote or a backslash. */
function quoted(text: string, start: number, kind: 'name' | 'value'): Token {
  const quote = text[start]
  let value = ''
  for (let at = start + 1; at < text.length; at += 1) {
    const char = text[at] as string
    if (char === quote) {
      if (value === '' && kind === 'name') fail('Invalid syntax. A name must not be empty', start, at + 1)
      return { kind, text: value, start, end: at + 1 }
    }
    const next = text[at + 1]
    if (char === '\\' && (next === quote || next === '\\')) {
      value += next
      at += 1
    } else {
      value += char
    }
  }
  return fail(`Invalid syntax at position ${start + 1}: the string is not closed`, start, text.length)
}
