/**
 * CBOR to plain values (RFC 8949): all of what clients may send, indefinite lengths, tags and every float width included.
 *
 * Maps become plain objects without `__proto__`, tag 1 becomes `CborTimestamp`, big numbers become bigints and lose the
 * tag, other tags are looked through. Nesting and the number of items are bounded, and no length is believed before the
 * bytes for it are there.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8949
 */
import { CborTimestamp } from '../shapes/wire-form.ts'

const MAX_DEPTH = 64
/** A batch of 10,000 log events has 50,000; a datum of 150 values and 30 dimensions about 500. */
const MAX_ITEMS = 4_000_000
const BREAK: unique symbol = Symbol('break')

/** Text that is not CBOR, or more of it than we take. */
export class CborProblem extends Error {
  override readonly name = 'CborProblem'
}

/** @throws {CborProblem} when the bytes are not exactly one data item */
export function decodeCbor(bytes: Uint8Array): unknown {
  const reader = new Reader(bytes)
  const value = reader.item(0)
  if (value === BREAK) throw new CborProblem('Unexpected break')
  if (reader.position !== bytes.length) throw new CborProblem('Bytes after the end of the value')
  return value
}

/** Keys repeat all the time; a hit saves the call into the decoder and a new string. */
const keys: { readonly bytes: Uint8Array; readonly text: string }[] = []
const KEY_SLOTS = 512
const MAX_KEY_BYTES = 32

class Reader {
  position = 0
  #items = 0
  readonly #buffer: Buffer
  readonly #view: DataView

  constructor(bytes: Uint8Array) {
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  item(depth: number): unknown {
    if (depth > MAX_DEPTH) throw new CborProblem(`Nested deeper than ${MAX_DEPTH}`)
    if (++this.#items > MAX_ITEMS) throw new CborProblem(`More than ${MAX_ITEMS} items`)
    const initial = this.#byte()
    const info = initial & 0x1f
    switch (initial >> 5) {
      case 0:
        return this.#argument(info)
      case 1: {
        const argument = this.#argument(info)
        return typeof argument === 'bigint' ? -1n - argument : -1 - argument
      }
      case 2:
        return info === 31 ? this.#chunks(2) : this.#bytes(this.#length(info))
      case 3:
        return info === 31 ? Buffer.from(this.#chunks(3)).toString('utf8') : this.#text(this.#length(info))
      case 4:
        return this.#array(info, depth)
      case 5:
        return this.#map(info, depth)
      case 6:
        return this.#tagged(this.#argument(info), depth)
      default:
        return this.#simple(info)
    }
  }

  #array(info: number, depth: number): unknown[] {
    const items: unknown[] = []
    if (info === 31) {
      for (let item = this.item(depth + 1); item !== BREAK; item = this.item(depth + 1)) items.push(item)
      return items
    }
    const count = this.#length(info)
    for (let index = 0; index < count; index++) items.push(this.#value(depth + 1))
    return items
  }

  #map(info: number, depth: number): Record<string, unknown> {
    const record: Record<string, unknown> = {}
    let left = info === 31 ? Number.POSITIVE_INFINITY : this.#length(info)
    for (; left > 0; left--) {
      const key = this.#key(depth)
      if (key === BREAK) {
        if (info !== 31) throw new CborProblem('Unexpected break')
        break
      }
      const value = this.#value(depth + 1)
      if (key !== '__proto__') record[key] = value
    }
    return record
  }

  #key(depth: number): string | typeof BREAK {
    const initial = this.#buffer[this.position] ?? 0
    const length = initial - 0x60
    // Short text of definite length, as every member name is.
    if (length >= 0 && length < 24 && this.position + 1 + length <= this.#buffer.length) {
      this.position++
      return this.#cachedText(length)
    }
    if (initial === 0x78) {
      this.position++
      return this.#text(this.#length(24))
    }
    const key = this.item(depth + 1)
    if (key === BREAK) return BREAK
    if (typeof key !== 'string') throw new CborProblem('Map keys must be text')
    return key
  }

  #value(depth: number): unknown {
    const value = this.item(depth)
    if (value === BREAK) throw new CborProblem('Unexpected break')
    return value
  }

  #tagged(tag: number | bigint, depth: number): unknown {
    const value = this.#value(depth + 1)
    switch (tag) {
      case 1:
        if (typeof value !== 'number' && typeof value !== 'bigint') throw new CborProblem('Tag 1 needs a number')
        return new CborTimestamp(Math.round(Number(value) * 1_000))
      case 2:
      case 3: {
        if (!(value instanceof Uint8Array)) throw new CborProblem(`Tag ${tag} needs a byte string`)
        // Wider than any shape takes, and slow to convert.
        if (value.length > 64) throw new CborProblem('Number too wide')
        const magnitude = value.length === 0 ? 0n : BigInt(`0x${Buffer.from(value).toString('hex')}`)
        return tag === 2 ? magnitude : -1n - magnitude
      }
      case 4: {
        const [exponent, mantissa] = Array.isArray(value) ? (value as unknown[]) : []
        if (!isNumeric(exponent) || !isNumeric(mantissa)) throw new CborProblem('Tag 4 needs two integers')
        return Number(`${mantissa}e${exponent}`)
      }
      default:
        return value
    }
  }

  #simple(info: number): unknown {
    switch (info) {
      case 20:
        return false
      case 21:
        return true
      case 22:
        return null
      case 23:
        return undefined
      case 25:
        return half(this.#advance(2, (at) => this.#view.getUint16(at)))
      case 26:
        return this.#advance(4, (at) => this.#view.getFloat32(at))
      case 27:
        this.#need(8)
        this.position += 8
        return this.#view.getFloat64(this.position - 8)
      case 31:
        return BREAK
      default:
        throw new CborProblem(`Simple value ${info} has no meaning here`)
    }
  }

  /** Contents of a byte or text string of indefinite length. */
  #chunks(major: 2 | 3): Uint8Array {
    const parts: Uint8Array[] = []
    for (;;) {
      const initial = this.#byte()
      if (initial === 0xff) return new Uint8Array(Buffer.concat(parts))
      if (initial >> 5 !== major || (initial & 0x1f) === 31) throw new CborProblem('Bad chunk of a string')
      if (++this.#items > MAX_ITEMS) throw new CborProblem(`More than ${MAX_ITEMS} items`)
      parts.push(this.#bytes(this.#length(initial & 0x1f)))
    }
  }

  #bytes(length: number): Uint8Array {
    this.#need(length)
    this.position += length
    return this.#buffer.subarray(this.position - length, this.position)
  }

  #text(length: number): string {
    this.#need(length)
    const start = this.position
    this.position += length
    if (length < 16) {
      let text = ''
      let at = start
      for (; at < this.position; at++) {
        const byte = this.#buffer[at] ?? 0
        if (byte > 0x7f) break
        text += String.fromCharCode(byte)
      }
      if (at === this.position) return text
    }
    return this.#buffer.toString('utf8', start, this.position)
  }

  #cachedText(length: number): string {
    const start = this.position
    const buffer = this.#buffer
    if (length === 0) return ''
    const slot = (length * 31 + (buffer[start] ?? 0) * 7 + (buffer[start + length - 1] ?? 0) * 13) % KEY_SLOTS
    const known = keys[slot]
    if (known !== undefined && known.bytes.length === length) {
      let index = 0
      while (index < length && known.bytes[index] === buffer[start + index]) index++
      if (index === length) {
        this.position += length
        return known.text
      }
    }
    const text = this.#text(length)
    if (length <= MAX_KEY_BYTES) keys[slot] = { bytes: new Uint8Array(buffer.subarray(start, start + length)), text }
    return text
  }

  /** An argument that counts items or bytes, checked against the bytes that are left. */
  #length(info: number): number {
    const length = this.#argument(info)
    if (typeof length === 'bigint' || length > this.#buffer.length - this.position) {
      throw new CborProblem('Length beyond the end of the body')
    }
    return length
  }

  #argument(info: number): number | bigint {
    if (info < 24) return info
    switch (info) {
      case 24:
        return this.#byte()
      case 25:
        return this.#advance(2, (at) => this.#view.getUint16(at))
      case 26:
        return this.#advance(4, (at) => this.#view.getUint32(at))
      case 27: {
        this.#need(8)
        const high = this.#view.getUint32(this.position)
        if (high < 0x20_0000) {
          const low = this.#view.getUint32(this.position + 4)
          this.position += 8
          return high * 0x1_0000_0000 + low
        }
        this.position += 8
        return this.#view.getBigUint64(this.position - 8)
      }
      default:
        throw new CborProblem(`Additional information ${info} is reserved`)
    }
  }

  #advance<T>(size: number, read: (at: number) => T): T {
    this.#need(size)
    const value = read(this.position)
    this.position += size
    return value
  }

  #byte(): number {
    const byte = this.#buffer[this.position]
    if (byte === undefined) throw new CborProblem('Unexpected end of the body')
    this.position++
    return byte
  }

  #need(size: number): void {
    if (this.position + size > this.#buffer.length) throw new CborProblem('Unexpected end of the body')
  }
}

function isNumeric(value: unknown): value is number | bigint {
  return typeof value === 'bigint' || Number.isInteger(value)
}

/** A half-precision float, by its bits. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}
