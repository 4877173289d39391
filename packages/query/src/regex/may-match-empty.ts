import { compileCapturing } from './capturing-regex.ts'

/** An escape, a class (which may begin with `]`), or an end of a line. */
const PART = /\\[\s\S]|\[\^?\]?(?:\\[\s\S]|\[:\w+:\]|[^\]\\])*\]|[\^$]/g
const ASSERTIONS: ReadonlySet<string> = new Set(['^', '$', '\\b', '\\B', '\\A', '\\z'])

/**
 * Whether a regular expression (RE2) may match the empty text somewhere: libraries disagree on where they look next after such a
 * match. True in case of doubt.
 */
export function mayMatchEmpty(source: string): boolean {
  // What only looks at its surroundings takes no text.
  const bare = source.replace(PART, (part) => (ASSERTIONS.has(part) ? '' : part))
  try {
    return compileCapturing(bare).exec('') !== undefined
  } catch {
    return true
  }
}
