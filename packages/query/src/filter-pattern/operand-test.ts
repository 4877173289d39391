import { NUMBER, type Operand } from './pattern.ts'
import { compilePatternRegex } from './pattern-regex.ts'

/** Whether a text equals an operand: literally, with `*` for any characters, or by a regular expression. */
export function compileTextTest(operand: Operand): (text: string) => boolean {
  if (operand.kind === 'regex') return compilePatternRegex(operand.source).test
  const { text } = operand
  if (operand.kind === 'number' || !text.includes('*')) return (value) => value === text
  return compileWildcards(text.split('*'))
}

/**
 * `first*second*last`: the ends are anchored, what is between is searched from left to right. Taking the first place where a
 * piece occurs is always right, so no backtracking is needed.
 */
function compileWildcards(pieces: readonly string[]): (text: string) => boolean {
  const first = pieces[0] as string
  const last = pieces.at(-1) as string
  const middle = pieces.slice(1, -1).filter((piece) => piece !== '')
  return (text) => {
    if (!text.startsWith(first)) return false
    let at = first.length
    for (const piece of middle) {
      const found = text.indexOf(piece, at)
      if (found === -1) return false
      at = found + piece.length
    }
    return text.length - at >= last.length && text.endsWith(last)
  }
}

/** True when every text equals the operand: it is nothing but `*`. */
export function isAnything(operand: Operand): boolean {
  return operand.kind === 'text' && /^\*+$/.test(operand.text)
}

/** The number a text spells out, if it spells one. Ranges beyond a double are infinite, as in JSON. */
export function parseNumber(text: string): number | undefined {
  return NUMBER.test(text) ? Number(text) : undefined
}
