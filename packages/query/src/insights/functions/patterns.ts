import { type CapturingRegex, compileCapturing } from '../../regex/capturing-regex.ts'
import { SyntaxProblem } from '../../syntax-problem.ts'

/*
 * Regular expressions inside expressions: written out in the query, compiled once.
 */

/** More than one query has; old ones are dropped all at once. */
const MAX_COMPILED = 500
const compiled = new Map<string, CapturingRegex>()

/** The compiled expression. It has been checked when the query was bound. */
export function regexOf(source: string): CapturingRegex {
  const known = compiled.get(source)
  if (known !== undefined) return known
  if (compiled.size >= MAX_COMPILED) compiled.clear()
  const regex = compileCapturing(source)
  compiled.set(source, regex)
  return regex
}

/** What is wrong with a regular expression; undefined when nothing is. */
export function regexProblem(source: string): string | undefined {
  try {
    regexOf(source)
    return undefined
  } catch (error) {
    if (error instanceof SyntaxProblem) return error.message
    throw error
  }
}

/** A replacement as literal texts and numbers of groups: `a$1b` is `['a', 1, 'b']`; `$$` is a dollar. */
export function replacementParts(text: string): readonly (string | number)[] {
  const parts: (string | number)[] = []
  for (const part of text.split(/(\$\d|\$\$)/)) {
    if (part === '$$') parts.push('$')
    else if (/^\$\d$/.test(part)) parts.push(Number(part[1]))
    else if (part !== '') parts.push(part)
  }
  return parts
}
