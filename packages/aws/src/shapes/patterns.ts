/**
 * Patterns of the models as tests that cannot be made to hang.
 *
 * Models write Java regular expressions, a whole-string match each. A pattern that is one character class with a
 * repetition, or has no more than one repetition, is linear in any engine and runs on the built-in one. The others run on
 * RE2, because a backtracking engine can be made to explode: the header value of EventBridge connections takes 0.7 s for
 * 26 characters there.
 */
import { RE2JS } from 're2js'

export type StringTest = (text: string) => boolean

/** Patterns whose vendored form is not what the service means. */
const CORRECTIONS: ReadonlyMap<string, string> = new Map([
  // Escaped twice in the model: it would demand backslashes.
  [
    String.raw`^arn:[a-z0-9\\-]+:vpc-lattice:[a-zA-Z0-9\\-]+:\\d{12}:servicenetworkresourceassociation/snra-[0-9a-z]{17}$`,
    String.raw`^arn:[a-z0-9\-]+:vpc-lattice:[a-zA-Z0-9\-]+:\d{12}:servicenetworkresourceassociation/snra-[0-9a-z]{17}$`,
  ],
])

/** Linear although they have more than one repetition: RE2 has no lookahead, and this one looks from the start only. */
const KNOWN_LINEAR: ReadonlySet<string> = new Set([String.raw`^(?!\s*$).+`])

const tests = new Map<string, StringTest>()

/** A test for the whole of a string. Compiled on first use, shared by all shapes with the same pattern. */
export function patternTest(pattern: string): StringTest {
  const known = tests.get(pattern)
  if (known !== undefined) return known
  const test = compile(CORRECTIONS.get(pattern) ?? pattern)
  tests.set(pattern, test)
  return test
}

/** Whether a backtracking engine needs only linear time: at most one repetition, and no group to repeat. */
export function isLinear(pattern: string): boolean {
  if (KNOWN_LINEAR.has(pattern)) return true
  const withoutEscapes = pattern.replaceAll(/\\p\{[^}]*\}|\\./g, 'x')
  const withoutClasses = withoutEscapes.replaceAll(/\[[^\]]*\]/g, 'x')
  if (/[()|]/.test(withoutClasses) && !/^\^\([^()|]*\)\$$/.test(withoutClasses)) return false
  return (withoutClasses.match(/[*+?{]/g)?.length ?? 0) <= 1
}

function compile(pattern: string): StringTest {
  // Code points above U+FFFF are written with five and six digits in the STS model.
  const source = pattern.replaceAll(/\\u(10[0-9A-F]{4}|[1-9A-F][0-9A-F]{4}(?![0-9A-F]))/g, '\\u{$1}')
  if (isLinear(pattern)) {
    const expression = builtIn(`^(?:${source})$`)
    return (text) => expression.test(text)
  }
  const expression = RE2JS.compile(source)
  return (text) => expression.matches(text)
}

/** Escapes like `\_` are errors in Unicode mode; those patterns name no character outside the basic plane. */
function builtIn(source: string): RegExp {
  try {
    return new RegExp(source, 'u')
  } catch {
    return new RegExp(source)
  }
}
