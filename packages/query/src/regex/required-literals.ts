/**
 * Finds text that every match of a regular expression contains, so that a plain search can go first.
 *
 * One pass over RE2 syntax, which is known to be valid. It collects runs of characters that must occur; whatever it does not
 * understand (classes, groups, escapes with a meaning) ends a run, and a flag group ends the attempt.
 */

/**
 * Literals of which every matching text contains at least one, the longest run of each alternative; undefined when nothing
 * is certain. Case-sensitive.
 */
export function requiredLiterals(source: string): readonly string[] | undefined {
  // `(?i)` and its kin change what a letter means; `\Q` changes what everything means; `(?P<name>` and `(?:` are harmless.
  if (/\(\?[a-zA-Z-]*[:)]/.test(source.replaceAll('(?:', '(')) || source.includes('\\Q')) return undefined
  const literals: string[] = []
  for (const alternative of alternatives(source)) {
    const literal = longestRun(alternative)
    if (literal === '') return undefined
    literals.push(literal)
  }
  return literals
}

/** The longest literal that every match contains; undefined when there are several alternatives or nothing is certain. */
export function requiredLiteral(source: string): string | undefined {
  const literals = requiredLiterals(source)
  return literals?.length === 1 ? literals[0] : undefined
}

/** One character of the expression, or something that stands for text unknown here. */
interface Item {
  readonly literal: string | undefined
  readonly end: number
}

function* alternatives(source: string): Generator<string> {
  let start = 0
  for (let at = 0; at < source.length; ) {
    if (source[at] === '|') {
      yield source.slice(start, at)
      start = at + 1
      at += 1
    } else {
      at = readItem(source, at).end
    }
  }
  yield source.slice(start)
}

function longestRun(sequence: string): string {
  let longest = ''
  let run = ''
  const close = (): void => {
    if (run.length > longest.length) longest = run
    run = ''
  }
  for (let at = 0; at < sequence.length; ) {
    const item = readItem(sequence, at)
    const repeat = readRepeat(sequence, item.end)
    at = repeat.end
    if (item.literal === undefined || repeat.min === 0) {
      close()
      continue
    }
    run += item.literal
    if (repeat.once) continue
    // `ab+c`: the run may not go on after the repetition, but a new one may start with its last round.
    close()
    run = item.literal
  }
  close()
  return longest
}

function readItem(source: string, at: number): Item {
  const char = String.fromCodePoint(source.codePointAt(at) as number)
  switch (char) {
    case '\\':
      return readEscape(source, at)
    case '[':
      return { literal: undefined, end: classEnd(source, at) }
    case '(':
      return { literal: undefined, end: groupEnd(source, at) }
    case '.':
    case '^':
    case '$':
      return { literal: undefined, end: at + 1 }
    default:
      return { literal: char, end: at + char.length }
  }
}

function readEscape(source: string, at: number): Item {
  const hex = /^\\x([0-9a-fA-F]{2})/.exec(source.slice(at, at + 4))
  if (hex !== null) return { literal: String.fromCharCode(Number.parseInt(hex[1] as string, 16)), end: at + 4 }
  const braced = /^\\[xpP]\{[^}]*\}/.exec(source.slice(at))
  if (braced !== null) return { literal: undefined, end: at + braced[0].length }
  const next = source[at + 1] ?? ''
  if (/[pP]/.test(next)) return { literal: undefined, end: at + 3 }
  // Digits are octal codes of up to three places.
  const octal = /^\\[0-7]{1,3}/.exec(source.slice(at, at + 4))
  if (octal !== null) return { literal: undefined, end: at + octal[0].length }
  return { literal: /[a-zA-Z0-9]/.test(next) || next === '' ? undefined : next, end: at + 1 + next.length }
}

/** The place after the `]` that closes the class; a `]` that comes first is a member. */
function classEnd(source: string, start: number): number {
  let at = start + 1
  if (source[at] === '^') at += 1
  if (source[at] === ']') at += 1
  while (at < source.length && source[at] !== ']') {
    const named = /^\[:\^?[a-z]+:\]/.exec(source.slice(at, at + 16))
    at += named === null ? (source[at] === '\\' ? 2 : 1) : named[0].length
  }
  return at + 1
}

function groupEnd(source: string, start: number): number {
  let depth = 0
  let at = start
  while (at < source.length) {
    const char = source[at]
    if (char === '\\') at += 2
    else if (char === '[') at = classEnd(source, at)
    else {
      at += 1
      if (char === '(') depth += 1
      if (char === ')') depth -= 1
      if (depth === 0) break
    }
  }
  return at
}

function readRepeat(
  source: string,
  at: number,
): { readonly min: number; readonly once: boolean; readonly end: number } {
  const match = /^(?:[*+?]|\{(\d*)(,?)(\d*)\})\??/.exec(source.slice(at, at + 16))
  const text = match?.[0] ?? ''
  // `{}` and `{,}` are no repetition but characters; left to the next round, which reads them as such.
  if (match === null || text.startsWith('{}') || text.startsWith('{,}')) return { min: 1, once: true, end: at }
  const min = text.startsWith('+') ? 1 : text.startsWith('{') ? Number(match[1]) : 0
  return { min, once: false, end: at + text.length }
}
