import { compileRegex, type LinearRegex } from '../regex/linear-regex.ts'
import { SyntaxProblem } from '../syntax-problem.ts'

/**
 * The subset of regular expressions that filter patterns have: letters, digits, a few symbols and operators, no groups.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
const PLAIN = /[A-Za-z0-9:_#=@/;, -]/
const OPERATORS = /[$?[\]{}|\\*+.^]/
const CLASS_ESCAPES = /[dDsSwWtnrfv]/
const QUANTIFIER = /^\{(\d*)(?:,(\d*))?\}/

/** @throws {SyntaxProblem} */
export function compilePatternRegex(source: string, offset = 0): LinearRegex {
  const translated = translateRegex(source, offset)
  const { test } = compileRegex(translated, offset)
  return { source: translated, test }
}

/**
 * The expression in RE2 syntax, compiled once to be sure of it.
 *
 * @param offset where `source` begins in the pattern
 * @throws {SyntaxProblem} for characters, operators and escapes that filter patterns do not have
 */
export function translateRegex(source: string, offset: number): string {
  let translated = ''
  let inClass = false
  let at = 0
  const fail = (message: string, length = 1): never => {
    throw new SyntaxProblem(message, offset + at, offset + Math.min(at + length, source.length))
  }
  if (source === '') throw new SyntaxProblem('A regular expression is empty.', Math.max(0, offset - 1), offset + 1)
  while (at < source.length) {
    const char = source[at] as string
    let piece = char
    if (char === '\\') {
      piece = readEscape(source, at) ?? fail('This escape is not supported in a filter pattern.', 2)
    } else if (!PLAIN.test(char) && !OPERATORS.test(char)) {
      fail(`'${char}' is not supported in the regular expression of a filter pattern.`)
    } else if (inClass) {
      // Java, which CloudWatch Logs is written in, reads a nested class here and RE2 a bracket.
      if (char === '[') fail("'[' inside a character class must be escaped.")
      if (char === ']') inClass = false
    } else if (char === '[') {
      inClass = true
      // A bracket right at the start of a class is a member of it; keep it from ending the class.
      piece = /^\[\^?\]?/.exec(source.slice(at))?.[0] ?? char
    } else if (char === '{') {
      const quantifier = QUANTIFIER.exec(source.slice(at))
      if (quantifier === null || quantifier[0] === '{}' || quantifier[0] === '{,}') {
        return fail("'{' must begin a repetition such as {2}, {2,} or {2,5}, or be escaped.")
      }
      piece = quantifier[0]
      translated += piece.replace('{,', '{0,')
      at += piece.length
      continue
    }
    translated += piece
    at += piece.length
  }
  compileRegex(translated, offset)
  return translated
}

function readEscape(source: string, at: number): string | undefined {
  const next = source[at + 1] ?? ''
  if (next === 'x') return /^\\x[0-9a-fA-F]{2}/.exec(source.slice(at, at + 4))?.[0]
  if (CLASS_ESCAPES.test(next) || OPERATORS.test(next) || /[:_#=@/;, -]/.test(next)) return `\\${next}`
  return undefined
}
