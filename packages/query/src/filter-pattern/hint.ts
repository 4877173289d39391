import { unreachable } from '@atalaya/model'
import { requiredLiterals } from '../regex/required-literals.ts'
import { allOf, anyOf, contains, lacks, type MaybeHint, type RowHint } from '../row-hint.ts'
import {
  type Expression,
  type FilterPattern,
  type JsonTest,
  NUMBER,
  type Operand,
  type Selector,
  type Term,
} from './pattern.ts'
import { translateRegex } from './pattern-regex.ts'

/**
 * What the raw text of every matching message has in common.
 *
 * The care is in JSON: a name or a string may be spelled with escapes, so nothing is certain about a message with a backslash;
 * a number may be spelled in many ways, so numbers tell nothing.
 */
export function hintOf(pattern: FilterPattern): RowHint | undefined {
  switch (pattern.kind) {
    case 'everything':
      return undefined
    case 'terms':
      return hintOfTerms(pattern.terms)
    case 'json': {
      const spelledOut = hintOfExpression(pattern.test, hintOfJsonTest)
      return spelledOut === undefined ? undefined : anyOf([spelledOut, contains('\\')])
    }
    case 'columns':
      return allOf(
        pattern.columns.map((column) =>
          column.kind === 'rest' || column.test === undefined
            ? undefined
            : hintOfExpression(column.test, ({ operator, operand }) =>
                operator === '=' && operand.kind !== 'number' ? hintOfText(operand) : undefined,
              ),
        ),
      )
    default:
      return unreachable(pattern)
  }
}

function hintOfTerms(terms: readonly Term[]): MaybeHint {
  if (terms.every(({ need }) => need === 'optional')) return anyOf(terms.map(({ what }) => hintOfWhole(what)))
  return allOf(
    terms.map(({ need, what }) => {
      if (need === 'required') return hintOfWhole(what)
      // Words that are merely optional do not count beside others.
      return need === 'excluded' && what.kind === 'text' ? lacks(what.text) : undefined
    }),
  )
}

/** A term matches anywhere, and an asterisk in a phrase is an asterisk. */
function hintOfWhole(what: Term['what']): MaybeHint {
  return what.kind === 'regex' ? hintOfRegex(what.source) : contains(what.text)
}

function hintOfExpression<Test>(expression: Expression<Test>, hintOfTest: (test: Test) => MaybeHint): MaybeHint {
  if (expression.kind === 'test') return hintOfTest(expression.test)
  const parts = expression.of.map((part) => hintOfExpression(part, hintOfTest))
  return expression.kind === 'and' ? allOf(parts) : anyOf(parts)
}

/** True of messages without a backslash only. */
function hintOfJsonTest(test: JsonTest): MaybeHint {
  switch (test.kind) {
    case 'missing':
      return undefined
    case 'is':
      return allOf([...hintsOfNames(test.selector), contains(test.what.toLowerCase())])
    case 'compare': {
      const { selector, operator, operand } = test
      const value = operator === '=' && operand.kind !== 'number' ? hintOfJsonText(operand) : undefined
      // The value first: names occur in every message of a kind, values in few.
      return allOf([value, ...hintsOfNames(selector)])
    }
  }
}

function hintsOfNames(selector: Selector): readonly MaybeHint[] {
  return selector.map((step) => (step.kind === 'member' ? containsString(step.name) : undefined))
}

/** The whole string with its quotes, unless it has wildcards or may also be a number. */
function hintOfJsonText(operand: Operand): MaybeHint {
  if (operand.kind !== 'text' || operand.text.includes('*')) return hintOfText(operand)
  return NUMBER.test(operand.text) ? contains(operand.text) : containsString(operand.text)
}

/** The longest piece between wildcards. */
function hintOfText(operand: Operand): MaybeHint {
  if (operand.kind === 'regex') return hintOfRegex(operand.source)
  const pieces = operand.text.split('*')
  return contains(pieces.reduce((longest, piece) => (piece.length > longest.length ? piece : longest), ''))
}

function hintOfRegex(source: string): MaybeHint {
  return anyOf((requiredLiterals(translateRegex(source, 0)) ?? ['']).map(contains))
}

/**
 * The string with its closing quote. Without the opening one, because a search jumps from one occurrence of the first
 * character to the next, and JSON is full of quotes. A string that JSON cannot write without a backslash is found by the
 * search for the backslash alone.
 */
function containsString(text: string): MaybeHint {
  return contains(JSON.stringify(text).slice(1))
}
