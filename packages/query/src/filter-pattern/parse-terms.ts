import type { FilterPattern, Term } from './pattern.ts'
import type { Scanner } from './scanner.ts'

/** A word without quotes. Anything else needs them, and CloudWatch says so instead of guessing. */
const WORD_CHAR = /[A-Za-z0-9_-]/

/**
 * `word`, `"a phrase"` and `%regex%`, each of which may follow `?` (optional) or `-` (excluded). The documentation shows the
 * marks before words and phrases only; that a regular expression may have them too is our choice.
 */
export function parseTerms(scanner: Scanner): FilterPattern {
  const terms: Term[] = []
  for (scanner.skipBlanks(); !scanner.done; scanner.skipBlanks()) {
    terms.push(readTerm(scanner))
    if (!scanner.done && !/\s/.test(scanner.peek())) {
      scanner.fail("Put terms with characters other than letters, digits, '_' and '-' in double quotes.")
    }
  }
  const [first] = terms
  const empty =
    terms.length === 1 && first?.need !== 'excluded' && first?.what.kind === 'text' && first.what.text === ''
  return empty ? { kind: 'everything' } : { kind: 'terms', terms }
}

function readTerm(scanner: Scanner): Term {
  const need = scanner.take('?') ? 'optional' : scanner.take('-') ? 'excluded' : 'required'
  switch (scanner.peek()) {
    case '"':
      return { need, what: { kind: 'text', text: scanner.quoted() } }
    case '%':
      return { need, what: scanner.regex() }
    default: {
      const text = scanner.takeWhile((char) => WORD_CHAR.test(char))
      if (text === '') {
        scanner.fail("A term is expected: letters, digits, '_' and '-', a quoted text or a %regular expression%.")
      }
      return { need, what: { kind: 'text', text } }
    }
  }
}
