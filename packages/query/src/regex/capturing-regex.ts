import { RE2JS } from 're2js'
import { compileRegex } from './linear-regex.ts'

/** A regular expression of RE2 syntax that also says what its groups matched. Linear in the text, as `LinearRegex`. */
export interface CapturingRegex {
  /** Number of groups, the whole match not counted. */
  readonly groupCount: number
  /** Named groups and their numbers, in order of number. */
  readonly names: readonly (readonly [name: string, group: number])[]
  /** Groups of the first match, the whole match first; null for a group that took no part. Undefined: no match. */
  readonly exec: (text: string) => readonly (string | null)[] | undefined
  /** Groups of each match, left to right, not overlapping. */
  readonly all: (text: string) => readonly (readonly (string | null)[])[]
  /** Every match replaced by what the function makes of its groups. */
  readonly replace: (text: string, replacement: (groups: readonly (string | null)[]) => string) => string
}

/**
 * @param offset where `source` begins in the text it comes from, for the span of the problem
 * @throws {SyntaxProblem} as `compileRegex`
 */
export function compileCapturing(source: string, offset = 0): CapturingRegex {
  compileRegex(source, offset)
  const compiled = RE2JS.compile(source)
  const groupCount = compiled.groupCount()
  type Matcher = ReturnType<RE2JS['matcher']>
  const groupsOf = (matcher: Matcher): readonly (string | null)[] =>
    Array.from({ length: groupCount + 1 }, (_, group) => matcher.group(group) ?? null)
  return {
    groupCount,
    names: Object.entries(compiled.namedGroups() as Readonly<Record<string, number>>).sort(([, a], [, b]) => a - b),
    exec: (text) => {
      const matcher = compiled.matcher(text)
      return matcher.find() ? groupsOf(matcher) : undefined
    },
    all: (text) => {
      const matcher = compiled.matcher(text)
      const found: (readonly (string | null)[])[] = []
      while (matcher.find()) found.push(groupsOf(matcher))
      return found
    },
    replace: (text, replacement) => {
      const matcher = compiled.matcher(text)
      const parts: string[] = []
      let end = 0
      while (matcher.find()) {
        parts.push(text.slice(end, matcher.start()), replacement(groupsOf(matcher)))
        end = matcher.end()
      }
      parts.push(text.slice(end))
      return parts.join('')
    },
  }
}

/**
 * The same expression without names, so that an engine that spells named groups differently takes it: `(?<x>a)` and `(?P<x>a)`
 * become `(a)`. Numbers of groups stay.
 */
export function withoutGroupNames(source: string): string {
  let result = ''
  let inClass = false
  for (let at = 0; at < source.length; at += 1) {
    const char = source[at] as string
    if (char === '\\') {
      // `\Q…\E` quotes everything up to its end.
      const end = source[at + 1] === 'Q' ? source.indexOf('\\E', at) : -2
      const stop = end === -1 ? source.length : end === -2 ? at + 2 : end + 2
      result += source.slice(at, stop)
      at = stop - 1
      continue
    }
    if (char === '[' && !inClass) {
      inClass = true
      // A bracket that comes first in a class, also after `^`, stands for itself.
      const first = source[at + 1] === '^' ? at + 2 : at + 1
      if (source[first] === ']') {
        result += source.slice(at, first + 1)
        at = first
        continue
      }
    } else if (char === ']') inClass = false
    const named = char === '(' && !inClass ? /^\(\?P?<[A-Za-z0-9_]+>/.exec(source.slice(at, at + 200)) : null
    if (named === null) result += char
    else {
      result += '('
      at += named[0].length - 1
    }
  }
  return result
}
