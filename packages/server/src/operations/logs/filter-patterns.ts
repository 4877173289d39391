import { compileFilterPattern, parseFilterPattern, SyntaxProblem } from '@atalaya/query'
import type { RowHint } from '@atalaya/store'
import { invalidParameter } from './errors.ts'

/** A filter pattern as the reading operations use it. */
export interface MessageFilter {
  readonly matchesAll: boolean
  readonly matches: (message: string) => boolean
  /** Lets the store skip most of what cannot match. */
  readonly hint: RowHint | undefined
}

/** @throws {AwsError} InvalidParameterException that says what is wrong with the pattern and where */
export function compilePattern(text: string): MessageFilter {
  const { pattern, matches, hint } = compileFilterPattern(parsePattern(text))
  return { matchesAll: pattern.kind === 'everything', matches, hint }
}

/** @throws {AwsError} InvalidParameterException */
export function parsePattern(text: string): ReturnType<typeof parseFilterPattern> {
  return orInvalid('filter pattern', () => parseFilterPattern(text))
}

/** Runs a parser of `what`; its complaint becomes the caller's. */
export function orInvalid<T>(what: string, parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error
    throw invalidParameter(`Invalid ${what}: ${error.message} (at character ${error.start + 1})`)
  }
}
