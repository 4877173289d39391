/**
 * Which JSON leaves the messages of a log group have: learned from every message as it comes in, so that a flush knows its
 * columns without another look at the text.
 *
 * The scanner walks the bytes once and compares each key with the one that followed last time, which for logs is nearly
 * always right. It costs about as much as finding the top-level keys in SQL and a tenth of a full JSON parse. It is lenient:
 * whether a message is JSON at all is decided by the database; a wrong guess here only adds an empty column.
 */

/** CloudWatch Logs discovers at most 200 fields of a log group. */
export const MAX_LEAVES = 200
const MAX_DEPTH = 32

export interface ShapeNode {
  /** Of an object member: its key. Of an array element: its index. */
  readonly key: string | number
  /** The key as it stands between the quotes. */
  readonly raw: Uint8Array
  readonly children: ShapeNode[]
  byRawKey: Map<string, ShapeNode> | undefined
  /** Seen with a string, number or boolean. */
  scalar: boolean
  /** Seen with a string, or with a number that is not plain digits. */
  text: boolean
  /** Seen with an object or array, be it empty. */
  container: boolean
}

/** Longer ones are texts to queries. */
const MAX_PLAIN_NUMBER = 64
const NO_BYTES = new Uint8Array(0)

export class GroupShape {
  readonly root: ShapeNode = newNode('', NO_BYTES)
  leaves = 0
  /** There were more leaves than {@link MAX_LEAVES}, or deeper ones than we follow. */
  overflow = false
  /** JSON came that the database's reader would change (`1.50`, `1e5`), or take although it is none (`NaN`, `[1,]`). */
  oddJson = false

  /** Messages came that begin like JSON and are none. */
  brokenJson = false

  /** Learns from the message at these bytes. */
  learn(bytes: Uint8Array, start: number, end: number): void {
    text = bytes
    limit = end
    shape = this
    const at = skipSpace(start)
    if (at >= end || bytes[at] !== OPEN_BRACE) return
    const behind = readObject(at, this.root, 0)
    if (behind === -1 || skipSpace(behind) !== end) this.brokenJson = true
  }
}

function newNode(key: string | number, raw: Uint8Array): ShapeNode {
  return { key, raw, children: [], byRawKey: undefined, scalar: false, text: false, container: false }
}

const QUOTE = 0x22
const COMMA = 0x2c
const MINUS = 0x2d
const DOT = 0x2e
const ZERO = 0x30
const NINE = 0x39
const COLON = 0x3a
const UPPER_E = 0x45
const OPEN_BRACKET = 0x5b
const BACKSLASH = 0x5c
const CLOSE_BRACKET = 0x5d
const LOWER_E = 0x65
const LOWER_N = 0x6e
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d

// State of the one scan that runs at a time: passing it along costs a third of the speed.
let text: Uint8Array = NO_BYTES
let limit = 0
let shape: GroupShape

/** Position of the next byte that is no white space. */
function skipSpace(start: number): number {
  let at = start
  while (at < limit && text[at]! <= 0x20) at++
  return at
}

/** Readers return the position behind what they read, or -1 when it is not JSON. `node` is undefined in what is not kept. */
function readObject(open: number, node: ShapeNode | undefined, depth: number): number {
  let at = skipSpace(open + 1)
  if (node !== undefined) node.container = true
  if (text[at] === CLOSE_BRACE) return at + 1
  for (let expected = 0; ; expected++) {
    if (text[at] !== QUOTE) return -1
    const keyEnd = readString(at)
    if (keyEnd === -1) return -1
    let child: ShapeNode | undefined
    if (node !== undefined) {
      const guess = node.children[expected]
      if (guess !== undefined && guess.raw.length > 0 && isKey(guess.raw, at + 1, keyEnd - 1)) child = guess
      else {
        child = findMember(node, at + 1, keyEnd - 1)
        if (child !== undefined) expected = node.children.indexOf(child)
      }
    }
    at = skipSpace(keyEnd)
    if (text[at] !== COLON) return -1
    at = readValue(skipSpace(at + 1), child, depth + 1)
    if (at === -1) return -1
    at = skipSpace(at)
    if (text[at] === CLOSE_BRACE) return at + 1
    if (text[at] !== COMMA) return -1
    at = skipSpace(at + 1)
    if (text[at] === CLOSE_BRACE) shape.oddJson = true
  }
}

function readArray(open: number, node: ShapeNode | undefined, depth: number): number {
  let at = skipSpace(open + 1)
  if (node !== undefined) node.container = true
  if (text[at] === CLOSE_BRACKET) return at + 1
  for (let index = 0; ; index++) {
    at = readValue(at, node === undefined ? undefined : findElement(node, index), depth + 1)
    if (at === -1) return -1
    at = skipSpace(at)
    if (text[at] === CLOSE_BRACKET) return at + 1
    if (text[at] !== COMMA) return -1
    at = skipSpace(at + 1)
    if (text[at] === CLOSE_BRACKET) shape.oddJson = true
  }
}

function readValue(at: number, node: ShapeNode | undefined, depth: number): number {
  const first = text[at]
  if (at >= limit) return -1
  if (first === OPEN_BRACE || first === OPEN_BRACKET) {
    // Deeper text is skipped by the database too: it stays in the message.
    if (depth >= MAX_DEPTH) {
      shape.overflow = true
      return -1
    }
    return first === OPEN_BRACE ? readObject(at, node, depth) : readArray(at, node, depth)
  }
  if (first === QUOTE) {
    if (node !== undefined) {
      if (!node.scalar) addLeaf(node)
      node.text = true
    }
    return readString(at)
  }
  if (first !== LOWER_N && node !== undefined && !node.scalar) addLeaf(node)
  return readLiteral(at, node)
}

/** Position behind the closing quote. */
function readString(open: number): number {
  // Most of a message is read here: locals spare a look at the module for each byte.
  const bytes = text
  const end = limit
  for (let at = open + 1; at < end; at++) {
    const byte = bytes[at]
    if (byte === QUOTE) return at + 1
    if (byte === BACKSLASH) at++
  }
  return -1
}

function readLiteral(start: number, node: ShapeNode | undefined): number {
  const bytes = text
  const limitHere = limit
  const first = bytes[start]!
  const digit = first === MINUS ? bytes[start + 1]! : first
  const isNumber = digit >= ZERO && digit <= NINE
  let at = start
  let dot = -1
  let exponent = false
  for (; at < limitHere; at++) {
    const byte = bytes[at]!
    if (byte === COMMA || byte === CLOSE_BRACE || byte === CLOSE_BRACKET || byte <= 0x20) break
    if (byte === DOT) dot = at
    else if (byte === LOWER_E || byte === UPPER_E) exponent = true
  }
  if (at === start) return -1
  if (isNumber) {
    if (isOdd(start, at, dot, exponent)) shape.oddJson = true
    if (node !== undefined && (exponent || at - start > MAX_PLAIN_NUMBER)) node.text = true
  } else if (!isWord(start, at)) {
    shape.oddJson = true
    if (node !== undefined) node.text = true
  }
  return at
}

const [TRUE, FALSE, NULL] = ['true', 'false', 'null'].map((word) => new Uint8Array(Buffer.from(word))) as [
  Uint8Array,
  Uint8Array,
  Uint8Array,
]

function isWord(start: number, end: number): boolean {
  return isKey(TRUE, start, end) || isKey(FALSE, start, end) || isKey(NULL, start, end)
}

/** Whether reading the number as a double and printing it again could give another text. */
function isOdd(start: number, end: number, dot: number, exponent: boolean): boolean {
  if (exponent) return true
  if (dot === -1) return end - start === 2 && text[start] === MINUS && text[start + 1] === ZERO
  if (text[end - 1] === ZERO && end - dot > 2) return true
  // Fifteen significant digits always survive; with more, or with small numbers that print with an exponent, look closer.
  return end - start > 16 || (text[start] === ZERO && end - dot > 5 && text[dot + 1] === ZERO)
}

function isKey(raw: Uint8Array, start: number, end: number): boolean {
  const bytes = text
  const length = end - start
  if (raw.length !== length) return false
  for (let i = 0; i < length; i++) if (raw[i] !== bytes[start + i]) return false
  return true
}

function findMember(node: ShapeNode, start: number, end: number): ShapeNode | undefined {
  const raw = Buffer.from(text.buffer, text.byteOffset + start, end - start)
  const rawKey = raw.toString('latin1')
  node.byRawKey ??= new Map()
  const known = node.byRawKey.get(rawKey)
  if (known !== undefined) return known
  const key = decodeKey(raw)
  if (key === undefined || shape.leaves >= MAX_LEAVES) {
    shape.overflow = true
    return undefined
  }
  const child = newNode(key, Uint8Array.from(raw))
  node.byRawKey.set(rawKey, child)
  node.children.push(child)
  return child
}

function findElement(node: ShapeNode, index: number): ShapeNode | undefined {
  node.byRawKey ??= new Map()
  const rawKey = `#${index}`
  const known = node.byRawKey.get(rawKey)
  if (known !== undefined) return known
  if (shape.leaves >= MAX_LEAVES) {
    shape.overflow = true
    return undefined
  }
  const child = newNode(index, NO_BYTES)
  node.byRawKey.set(rawKey, child)
  // Kept apart from members: their expected order must not be disturbed.
  node.children.push(child)
  return child
}

/** Undefined for keys that cannot be a column: the field is found in the message only. */
function decodeKey(raw: Buffer): string | undefined {
  if (raw.length === 0 || raw.length > 256) return undefined
  const key = raw.toString('utf8')
  if (!key.includes('\\')) return key
  try {
    const decoded: unknown = JSON.parse(`"${key}"`)
    return typeof decoded === 'string' && !decoded.includes('\0') ? decoded : undefined
  } catch {
    return undefined
  }
}

function addLeaf(node: ShapeNode): void {
  if (shape.leaves >= MAX_LEAVES) {
    shape.overflow = true
    return
  }
  node.scalar = true
  shape.leaves++
}
