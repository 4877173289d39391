import { unreachable } from '@atalaya/model'
import { compileHint, type RowHint } from '../row-hint.ts'
import { compileColumns } from './compile-columns.ts'
import { compileJson } from './compile-json.ts'
import { testsOf } from './expression.ts'
import { hintOf } from './hint.ts'
import { LogText } from './log-text.ts'
import type { FilterPattern, Term } from './pattern.ts'
import { compilePatternRegex } from './pattern-regex.ts'

/** A filter pattern ready for use. Stateless: one serves any number of messages at once. */
export interface CompiledFilterPattern {
  readonly pattern: FilterPattern
  /** A necessary condition on the raw message; undefined when any message may match. */
  readonly hint: RowHint | undefined
  /** Regular expressions in the pattern, which CloudWatch counts for each log group. */
  readonly regexCount: number
  /** Give a `LogText` when a message meets several patterns, so that it is parsed once. */
  readonly matches: (text: LogText | string) => boolean
  /**
   * The fields of a matching message as TestMetricFilter reports them, `$name` and `$1`, `$2` for those under an ellipsis;
   * empty unless the pattern is space-delimited. Undefined when the message does not match.
   */
  readonly extract: (text: LogText | string) => Readonly<Record<string, string>> | undefined
}

export function compileFilterPattern(pattern: FilterPattern): CompiledFilterPattern {
  const hint = hintOf(pattern)
  const { test, extract } = compileKind(pattern)
  const mayMatch = hint === undefined || pattern.kind === 'terms' ? undefined : compileHint(hint)
  const passes = (text: LogText): boolean => (mayMatch === undefined || mayMatch(text.message)) && test(text)
  return {
    pattern,
    hint,
    regexCount: countRegexes(pattern),
    matches: (text) => passes(asLogText(text)),
    extract: (text) => {
      const logText = asLogText(text)
      return passes(logText) ? extract(logText) : undefined
    },
  }
}

/** For a single message. Compile the pattern when there are more. */
export function matchFilterPattern(pattern: FilterPattern, message: LogText | string): boolean {
  return compileFilterPattern(pattern).matches(message)
}

interface CompiledKind {
  readonly test: (text: LogText) => boolean
  /** Called for messages that pass the test. */
  readonly extract: (text: LogText) => Readonly<Record<string, string>>
}

const NO_FIELDS: Readonly<Record<string, string>> = Object.freeze({})

function compileKind(pattern: FilterPattern): CompiledKind {
  switch (pattern.kind) {
    case 'everything':
      return { test: () => true, extract: () => NO_FIELDS }
    case 'terms': {
      const test = compileTerms(pattern.terms)
      return { test: ({ message }) => test(message), extract: () => NO_FIELDS }
    }
    case 'json':
      return { test: compileJson(pattern.test), extract: () => NO_FIELDS }
    case 'columns':
      return compileColumns(pattern.columns)
    default:
      return unreachable(pattern)
  }
}

/**
 * All required terms, none of the excluded ones. Optional terms count only among themselves: beside a term of another kind
 * they are ignored.
 */
function compileTerms(terms: readonly Term[]): (message: string) => boolean {
  const testsFor = (need: Term['need']): readonly ((message: string) => boolean)[] =>
    terms.filter((term) => term.need === need).map((term) => compileTerm(term.what))
  const required = testsFor('required')
  const excluded = testsFor('excluded')
  const optional = testsFor('optional')
  if (required.length === 0 && excluded.length === 0) return (message) => optional.some((test) => test(message))
  return (message) => {
    for (const test of required) if (!test(message)) return false
    for (const test of excluded) if (test(message)) return false
    return true
  }
}

function compileTerm(what: Term['what']): (message: string) => boolean {
  if (what.kind === 'regex') return compilePatternRegex(what.source).test
  const { text } = what
  return (message) => message.includes(text)
}

function countRegexes(pattern: FilterPattern): number {
  switch (pattern.kind) {
    case 'everything':
      return 0
    case 'terms':
      return pattern.terms.filter(({ what }) => what.kind === 'regex').length
    case 'json':
      return [...testsOf(pattern.test)].filter((test) => test.kind === 'compare' && test.operand.kind === 'regex')
        .length
    case 'columns':
      return pattern.columns
        .flatMap((column) => (column.kind === 'field' && column.test !== undefined ? [...testsOf(column.test)] : []))
        .filter(({ operand }) => operand.kind === 'regex').length
    default:
      return unreachable(pattern)
  }
}

function asLogText(text: LogText | string): LogText {
  return typeof text === 'string' ? new LogText(text) : text
}
