import { parseColumns } from './parse-columns.ts'
import { parseJson } from './parse-json.ts'
import { parseTerms } from './parse-terms.ts'
import type { FilterPattern } from './pattern.ts'
import { Scanner } from './scanner.ts'

/**
 * Reads a filter pattern. The first character that is not blank tells the kind: `{` JSON, `[` space-delimited, else terms.
 *
 * The limit of 1,024 characters is the caller's; the time is linear in the text.
 *
 * @throws {SyntaxProblem} and nothing else, for text that is not a filter pattern
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function parseFilterPattern(text: string): FilterPattern {
  const end = text.trimEnd().length
  const start = text.length - text.trimStart().length
  const scanner = new Scanner(text, Math.min(start, end), end)
  if (scanner.done) return { kind: 'everything' }
  switch (scanner.peek()) {
    case '{':
      return parseJson(scanner)
    case '[':
      return parseColumns(scanner)
    default:
      return parseTerms(scanner)
  }
}
