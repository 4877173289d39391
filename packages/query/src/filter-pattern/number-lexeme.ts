/**
 * How a number was spelled in a JSON text: `1`, `1.0` and `1e0` are equal numbers but different texts, and a filter pattern
 * with a quoted value compares texts.
 *
 * Walks the text along a path, skipping values without building them. It relies on the text being valid JSON, and uses no
 * recursion, so that nesting cannot exhaust the stack.
 */

const QUOTE = 0x22
const COMMA = 0x2c
const BACKSLASH = 0x5c

/**
 * The number at a path of member names and array indexes, as written.
 *
 * @param json valid JSON with a number at that path
 */
export function numberLexeme(json: string, path: readonly (string | number)[]): string {
  let at = skipBlanks(json, 0)
  for (const step of path) {
    at = typeof step === 'string' ? memberValue(json, at, step) : elementValue(json, at, step)
  }
  return json.slice(at, skipValue(json, at))
}

/** Where the value of a member begins; of several with one name the last one counts. */
function memberValue(json: string, objectStart: number, name: string): number {
  let found = -1
  let at = skipBlanks(json, objectStart + 1)
  while (json.charCodeAt(at) === QUOTE) {
    const keyEnd = skipString(json, at)
    const isMatch = isKey(json, at, keyEnd, name)
    // Past the colon.
    at = skipBlanks(json, skipBlanks(json, keyEnd) + 1)
    if (isMatch) found = at
    at = skipBlanks(json, skipValue(json, at))
    if (json.charCodeAt(at) !== COMMA) break
    at = skipBlanks(json, at + 1)
  }
  return found
}

function elementValue(json: string, arrayStart: number, index: number): number {
  let at = skipBlanks(json, arrayStart + 1)
  for (let i = 0; i < index; i += 1) {
    // Past the comma.
    at = skipBlanks(json, skipBlanks(json, skipValue(json, at)) + 1)
  }
  return at
}

function isKey(json: string, start: number, end: number, name: string): boolean {
  const raw = json.slice(start + 1, end - 1)
  return raw === name || (raw.includes('\\') && JSON.parse(json.slice(start, end)) === name)
}

/** The place after the value that begins at `start`. */
function skipValue(json: string, start: number): number {
  let depth = 0
  let at = start
  while (at < json.length) {
    const char = json[at]
    switch (char) {
      case '"':
        at = skipString(json, at)
        if (depth === 0) return at
        break
      case '{':
      case '[':
        depth += 1
        at += 1
        break
      case '}':
      case ']':
        // Ends the container of a number or a word.
        if (depth === 0) return at
        depth -= 1
        at += 1
        if (depth === 0) return at
        break
      case ',':
      case ' ':
      case '\n':
      case '\r':
      case '\t':
        if (depth === 0) return at
        at += 1
        break
      default:
        at += 1
    }
  }
  return at
}

function skipString(json: string, start: number): number {
  let at = start + 1
  while (at < json.length && json.charCodeAt(at) !== QUOTE) at += json.charCodeAt(at) === BACKSLASH ? 2 : 1
  return at + 1
}

function skipBlanks(json: string, start: number): number {
  let at = start
  while (at < json.length && json.charCodeAt(at) <= 0x20) at += 1
  return at
}
