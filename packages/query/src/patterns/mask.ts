/*
 * The parts of a text that differ by nature: times, ids, addresses, numbers. Each becomes one mark, whose kind is told by what
 * it looks like and by nothing else, so that a text has the same marks whatever texts come with it.
 *
 * Works on UTF-8: everything looked for is ASCII, and whoever masks millions of texts has them as bytes.
 */

/** Kinds of dynamic tokens, as they are shown: `<Time-1>`. `Token` is a word that turned out to differ. */
export const TOKEN_KINDS = ['Time', 'UUID', 'IP', 'ID', 'Number', 'Token'] as const
export type TokenKind = (typeof TOKEN_KINDS)[number]

/** Marks are characters that log texts do not contain (private use area); a text that does is masked as if it did not. */
const FIRST_MARK = 0xe000

export function markOf(kind: TokenKind): string {
  return String.fromCharCode(FIRST_MARK + TOKEN_KINDS.indexOf(kind))
}

/** The kind that a character stands for, or undefined when it is no mark. */
export function kindOf(char: string): TokenKind | undefined {
  return TOKEN_KINDS[char.charCodeAt(0) - FIRST_MARK]
}

/** Stands for the number at the end of a name (`s3`, `us-east-1`), until it is known whether it differs. */
export const NAME_NUMBER: string = String.fromCharCode(FIRST_MARK + TOKEN_KINDS.length)

/** UTF-8 of marks: the same two bytes and one that tells them apart. */
const MARK_LEAD = 0xee
const MARK_NEXT = 0x80
const LAST_BYTE = 0x80
const [TIME, UUID, IP, ID, NUMBER, , NUMBER_OF_NAME] = Array.from({ length: 7 }, (_, i) => LAST_BYTE + i) as [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
]

const LETTER = 1
const DIGIT = 2
/** Joins words, when one follows. */
const JOINER = 3
/** Joins digits. */
const COLON = 4

const CLASSES: Uint8Array = (() => {
  const classes = new Uint8Array(256)
  for (const char of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_') classes[char.charCodeAt(0)] = LETTER
  for (const char of '0123456789') classes[char.charCodeAt(0)] = DIGIT
  for (const char of '-.@') classes[char.charCodeAt(0)] = JOINER
  classes[':'.charCodeAt(0)] = COLON
  return classes
})()

const HYPHEN = 0x2d
const DOT = 0x2e
const SLASH = 0x2f
const COMMA = 0x2c
const PLUS = 0x2b
const SPACE = 0x20
const QUESTION_MARK = 0x3f
const UPPER_Z = 0x5a
const UPPER_T = 0x54
const UNITS: ReadonlySet<string> = new Set('ns us ms s sec m min h d b k kb mb gb tb ib kib mib gib tib'.split(' '))
const LONGEST_UNIT = 3
/** Of a number that belongs to a name: longer ones are ids. */
const MAX_NAME_DIGITS = 4

/** Masks one text after the other, always into the same memory. */
export class Masker {
  /** The masked text: the first `length` bytes, then zeros up to a multiple of four. */
  bytes: Uint8Array = new Uint8Array(1 << 12)
  length = 0
  /** The same memory, four bytes at a time. */
  words: Int32Array = new Int32Array(this.bytes.buffer)
  /** Of the masked text. Equal texts have equal ones. */
  hash = 0
  /** What each {@link NAME_NUMBER} of the masked text stands for, from left to right: digits with a 1 in front. */
  readonly nameNumbers: number[] = []

  mask(text: Uint8Array, start: number, end: number): void {
    // A mark takes three bytes and stands for one at least.
    if (this.bytes.length < (end - start) * 3 + 4) {
      this.bytes = new Uint8Array((end - start + 1) * 4)
      this.words = new Int32Array(this.bytes.buffer)
    }
    this.nameNumbers.length = 0
    const out = this.bytes
    let to = 0
    let at = start
    while (at < end) {
      const byte = text[at]!
      const kind = CLASSES[byte]!
      if (kind !== LETTER && kind !== DIGIT) {
        if (byte === MARK_LEAD && text[at + 1] === MARK_NEXT && text[at + 2]! <= NUMBER_OF_NAME) {
          out[to++] = QUESTION_MARK
          at += 3
        } else {
          out[to++] = byte
          at += 1
        }
        continue
      }
      const timeEnd = kind === DIGIT ? endOfTime(text, at, end) : -1
      if (timeEnd !== -1) {
        to = this.#mark(to, TIME)
        at = timeEnd
        continue
      }
      let digits = kind === DIGIT
      let stop = at + 1
      const begin = to
      // Copied on the way: most words have no digit.
      out[to++] = byte
      for (; stop < end; stop++) {
        const char = text[stop]!
        const next = CLASSES[char]!
        if (next === DIGIT) digits = true
        else if (next === JOINER) {
          if (isEnd(text, stop + 1, end)) break
        } else if (next === COLON) {
          if (CLASSES[text[stop - 1]!] !== DIGIT || !hasDigits(text, stop + 1, 1, end)) break
        } else if (next === 0) break
        out[to++] = char
      }
      // The words that colons end are few, and so are those that may be addresses.
      const addressEnd = stop < end && CLASSES[text[stop]!] === COLON ? endOfIpv6(text, at, end) : -1
      if (addressEnd !== -1) {
        to = this.#mark(begin, IP)
        at = addressEnd
        continue
      }
      if (digits) to = this.#word(text, at, stop, begin)
      at = stop
    }
    this.length = to
    out.fill(0, to, to + 4)
    this.hash = hashOf(this.words, (to + 3) >> 2)
  }

  #mark(to: number, last: number): number {
    this.bytes[to] = MARK_LEAD
    this.bytes[to + 1] = MARK_NEXT
    this.bytes[to + 2] = last
    return to + 3
  }

  /** A word with a digit. A number keeps its unit (`12ms` is a mark and `ms`), a name its letters. */
  #word(text: Uint8Array, start: number, end: number, to: number): number {
    if (CLASSES[text[start]!] === DIGIT) {
      const unit = endOfNumber(text, start, end)
      if (unit === -1) return this.#mark(to, idOf(text, start, end))
      let at = this.#mark(to, NUMBER)
      for (let i = unit; i < end; i++) this.bytes[at++] = text[i]!
      return at
    }
    let first = end
    while (CLASSES[text[first - 1]!] === DIGIT) first--
    const length = end - first
    if (length === 0 || length > MAX_NAME_DIGITS || !hasNoDigit(text, start, first)) {
      return this.#mark(to, idOf(text, start, end))
    }
    let number = 1
    for (let i = first; i < end; i++) number = number * 10 + text[i]! - 0x30
    this.nameNumbers.push(number)
    let at = to
    for (let i = start; i < first; i++) this.bytes[at++] = text[i]!
    return this.#mark(at, NUMBER_OF_NAME)
  }
}

function hashOf(words: Int32Array, length: number): number {
  let hash = 0
  for (let i = 0; i < length; i++) {
    hash = Math.imul(hash ^ words[i]!, 0x9e3779b1)
    hash ^= hash >>> 15
  }
  return hash
}

function hasNoDigit(text: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const kind = CLASSES[text[at]!]
    if (kind === DIGIT || kind === COLON) return false
  }
  return true
}

function digitsFrom(text: Uint8Array, start: number, end: number): number {
  let at = start
  while (at < end && CLASSES[text[at]!] === DIGIT) at++
  return at
}

/** Where the unit of a number begins, `end` when it has none; -1 when the word is no number. */
function endOfNumber(text: Uint8Array, start: number, end: number): number {
  let at = digitsFrom(text, start, end)
  if (text[at] === DOT && at < end) {
    const fraction = digitsFrom(text, at + 1, end)
    if (fraction === at + 1) return -1
    at = fraction
  }
  if (at < end && (text[at]! | 0x20) === 0x65) {
    const sign = text[at + 1] === HYPHEN ? 1 : 0
    const exponent = digitsFrom(text, at + 1 + sign, end)
    if (exponent > at + 1 + sign) at = exponent
  }
  if (at === end) return at
  if (end - at > LONGEST_UNIT) return -1
  return UNITS.has(String.fromCharCode(...text.subarray(at, end)).toLowerCase()) ? at : -1
}

const UUID_HYPHENS: ReadonlySet<number> = new Set([8, 13, 18, 23])
const UUID_LENGTH = 36

function idOf(text: Uint8Array, start: number, end: number): number {
  if (end - start === UUID_LENGTH && isUuid(text, start)) return UUID
  return isIp(text, start, end) ? IP : ID
}

/** Groups of an IPv6 address. */
const MAX_GROUPS = 8
const MAX_GROUP_DIGITS = 4

/**
 * Where an IPv6 address ends that begins here, -1 when none does: eight groups of hexadecimal digits, or fewer with `::` between
 * them or at the end; and a decimal digit in it, as `Face::Cafe` is none.
 */
function endOfIpv6(text: Uint8Array, start: number, end: number): number {
  let at = start
  let groups = 0
  let gap = false
  let decimal = false
  for (;;) {
    const group = at
    while (at < end && at - group <= MAX_GROUP_DIGITS && isHex(text[at]!)) {
      if (CLASSES[text[at]!] === DIGIT) decimal = true
      at++
    }
    if (at - group > MAX_GROUP_DIGITS) return -1
    if (at > group) groups++
    if (at + 1 >= end || CLASSES[text[at]!] !== COLON) break
    if (CLASSES[text[at + 1]!] === COLON) {
      if (gap) return -1
      gap = true
      at += 2
    } else if (isHex(text[at + 1]!)) at += 1
    else break
  }
  if (!decimal || (gap ? groups >= MAX_GROUPS : groups !== MAX_GROUPS)) return -1
  const next = at < end ? CLASSES[text[at]!] : 0
  return next === LETTER || next === DIGIT ? -1 : at
}

function isHex(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66)
}

function isUuid(text: Uint8Array, start: number): boolean {
  for (let i = 0; i < UUID_LENGTH; i++) {
    const byte = text[start + i]!
    if (UUID_HYPHENS.has(i)) {
      if (byte !== HYPHEN) return false
    } else if (CLASSES[byte] !== DIGIT && !((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66)) return false
  }
  return true
}

/** Four numbers with dots, perhaps a port. */
function isIp(text: Uint8Array, start: number, end: number): boolean {
  let at = start
  for (let part = 0; part < 4; part++) {
    if (part > 0 && text[at++] !== DOT) return false
    const next = digitsFrom(text, at, Math.min(end, at + 3))
    if (next === at) return false
    at = next
  }
  if (at === end) return true
  const port = digitsFrom(text, at + 1, Math.min(end, at + 6))
  return CLASSES[text[at]!] === COLON && port > at + 1 && port === end
}

/**
 * Where a time ends that begins here, -1 when none does: ISO 8601 and its kin, the times of access logs, and the time of day. No
 * letter, digit or underscore follows it.
 */
function endOfTime(text: Uint8Array, start: number, end: number): number {
  const digits = digitsFrom(text, start, Math.min(end, start + 5)) - start
  const after = text[start + digits]
  if (digits === 4 && (after === HYPHEN || after === SLASH)) return endOfDate(text, start, end)
  if (digits === 2 && CLASSES[after!] === COLON) return endOfClock(text, start, end, true)
  if (digits <= 2 && after === SLASH) return endOfAccessTime(text, start + digits, end)
  return -1
}

function isEnd(text: Uint8Array, at: number, end: number): boolean {
  const kind = at < end ? CLASSES[text[at]!] : 0
  return kind !== LETTER && kind !== DIGIT
}

function hasDigits(text: Uint8Array, at: number, count: number, end: number): boolean {
  return at + count <= end && digitsFrom(text, at, at + count) === at + count
}

function endOfDate(text: Uint8Array, start: number, end: number): number {
  const separator = text[start + 7]
  if (!hasDigits(text, start + 5, 2, end) || (separator !== HYPHEN && separator !== SLASH)) return -1
  if (!hasDigits(text, start + 8, 2, end)) return -1
  const date = start + 10
  if (date < end && (text[date] === UPPER_T || text[date] === SPACE)) {
    const time = endOfClock(text, date + 1, end, true)
    if (time !== -1) return time
  }
  return isEnd(text, date, end) ? date : -1
}

/** `12:00:00`, with a fraction and a zone if there are any. */
function endOfClock(text: Uint8Array, start: number, end: number, zoned: boolean): number {
  if (!hasDigits(text, start, 2, end) || !hasDigits(text, start + 3, 2, end) || !hasDigits(text, start + 6, 2, end))
    return -1
  if (CLASSES[text[start + 2]!] !== COLON || CLASSES[text[start + 5]!] !== COLON) return -1
  const seconds = start + 8
  const separator = text[seconds]
  const fraction =
    separator === DOT || separator === COMMA ? digitsFrom(text, seconds + 1, Math.min(end, seconds + 10)) : -1
  for (const at of fraction > seconds + 1 ? [fraction, seconds] : [seconds]) {
    const zone = zoned ? endOfZone(text, at, end) : -1
    if (zone !== -1) return zone
    if (isEnd(text, at, end)) return at
  }
  return -1
}

/** `Z`, `+02:00`, `-0700`, with a blank before the sign or not. */
function endOfZone(text: Uint8Array, start: number, end: number): number {
  if (text[start] === UPPER_Z && start < end) return isEnd(text, start + 1, end) ? start + 1 : -1
  const at = text[start] === SPACE ? start + 1 : start
  if (text[at] !== PLUS && text[at] !== HYPHEN) return -1
  if (!hasDigits(text, at + 1, 2, end)) return -1
  const minutes = CLASSES[text[at + 3]!] === COLON ? at + 4 : at + 3
  return hasDigits(text, minutes, 2, end) && isEnd(text, minutes + 2, end) ? minutes + 2 : -1
}

/** `10/Oct/2000:13:25:15 -0700`, from its first slash on. */
function endOfAccessTime(text: Uint8Array, slash: number, end: number): number {
  for (let i = 1; i <= 3; i++) if (slash + i >= end || CLASSES[text[slash + i]!] !== LETTER) return -1
  if (text[slash + 4] !== SLASH || !hasDigits(text, slash + 5, 4, end)) return -1
  if (CLASSES[text[slash + 9]!] !== COLON) return -1
  const clock = endOfClock(text, slash + 10, end, false)
  if (clock === -1) return -1
  const zone = text[clock] === SPACE ? endOfZone(text, clock, end) : -1
  return zone === -1 ? clock : zone
}
