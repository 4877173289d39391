import type { Value } from './bound.ts'
import { comparedNumber, compareText } from './value.ts'

/*
 * The order of `sort`: everything that is not a number before everything that is one. Other texts are compared in chunks: runs of
 * digits by length and then by value, everything else by code point.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Sort.html
 */

/** Orders present values; nulls are the caller's matter. */
export function compareNatural(a: string | number | boolean, b: string | number | boolean): number {
  const x = comparedNumber(a)
  const y = comparedNumber(b)
  if (x === null || y === null) {
    if (x !== null) return 1
    if (y !== null) return -1
    return compareText(naturalKey(String(a)), naturalKey(String(b)))
  }
  if (x !== y) return x - y
  // `01` before `1`: equal numbers that are spelled differently.
  return typeof a === 'string' && typeof b === 'string' ? compareText(a, b) : 0
}

/** As `sort` orders: nulls last in both directions. */
export function compareValues(a: Value, b: Value, descending: boolean): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1
  const order = compareNatural(a, b)
  return descending ? -order : order
}

const CHUNKS = /[0-9]+|\p{L}+|[^0-9\p{L}]+/gu
/** Ends a chunk: below every character that could follow in a longer one. */
const CHUNK_END = '\u0001'
/** Longer runs of digits are all taken for as long as this. */
const MAX_DIGITS = 0xff

/**
 * A text whose code point order is the natural order of the texts it is made of: chunks end with U+0001, and a run of digits has
 * `0` and its length, as one character, before it, which keeps it in the place of digits among other characters.
 */
export function naturalKey(text: string): string {
  return text.replace(CHUNKS, (chunk) => {
    const isDigits = chunk.charCodeAt(0) >= 0x30 && chunk.charCodeAt(0) <= 0x39
    const prefix = isDigits ? `0${String.fromCharCode(0x100 + Math.min(chunk.length, MAX_DIGITS))}` : ''
    return `${prefix}${chunk}${CHUNK_END}`
  })
}
