import { RE2JS, RE2JSException } from 're2js'
import { SyntaxProblem } from '../syntax-problem.ts'

/**
 * Size of a compiled program that we accept, in instructions. Matching costs at most length of text times size of program,
 * about 8 us for each character at this size; ordinary expressions have some ten instructions.
 */
const MAX_PROGRAM_SIZE = 1_000

/** A regular expression whose matching time is linear in the text, whatever the expression. */
export interface LinearRegex {
  readonly source: string
  /** Whether some part of the text matches. */
  readonly test: (text: string) => boolean
}

/**
 * Compiles RE2 syntax.
 *
 * @param offset where `source` begins in the text it comes from, for the span of the problem
 * @throws {SyntaxProblem} for what RE2 does not accept (back-references, look-around) and for programs that are too large
 * @see https://github.com/google/re2/wiki/Syntax
 */
export function compileRegex(source: string, offset = 0): LinearRegex {
  const compiled = compile(source, offset)
  if (compiled.programSize() > MAX_PROGRAM_SIZE) {
    throw new SyntaxProblem(
      'The regular expression is too large: use smaller repetition counts.',
      offset,
      offset + source.length,
    )
  }
  return { source, test: (text) => compiled.test(text) }
}

function compile(source: string, offset: number): RE2JS {
  try {
    return RE2JS.compile(source)
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error
    const reason = error.message.replace(/^error parsing regexp: /, '')
    throw new SyntaxProblem(`Invalid regular expression: ${reason}`, offset, offset + source.length)
  }
}
