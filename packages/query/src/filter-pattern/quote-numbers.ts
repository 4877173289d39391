/**
 * A JSON text with every number in quotes, so that parsing it keeps how numbers are spelled: `1`, `1.0` and `1e0` are equal
 * numbers but different texts, and a filter pattern with a quoted value compares texts.
 *
 * One pass without recursion: neither the size nor the nesting of a message can make it slow.
 *
 * @param json valid JSON; anything else gives nonsense
 */
export function quoteNumbers(json: string): string {
  const parts: string[] = []
  let copied = 0
  for (let at = 0; at < json.length; ) {
    const code = json.charCodeAt(at)
    if (code === QUOTE) {
      at = stringEnd(json, at)
    } else if (code === MINUS || isDigit(code)) {
      const end = numberEnd(json, at)
      parts.push(json.slice(copied, at), '"', json.slice(at, end), '"')
      copied = end
      at = end
    } else {
      at += 1
    }
  }
  parts.push(json.slice(copied))
  return parts.join('')
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const MINUS = 0x2d

function stringEnd(json: string, start: number): number {
  let at = start + 1
  while (at < json.length && json.charCodeAt(at) !== QUOTE) at += json.charCodeAt(at) === BACKSLASH ? 2 : 1
  return at + 1
}

function numberEnd(json: string, start: number): number {
  let at = start + 1
  while (at < json.length && isNumberPart(json.charCodeAt(at))) at += 1
  return at
}

function isNumberPart(code: number): boolean {
  // Digits, `+`, `-`, `.`, `e` and `E`.
  return isDigit(code) || code === 0x2b || code === MINUS || code === 0x2e || (code | 0x20) === 0x65
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}
