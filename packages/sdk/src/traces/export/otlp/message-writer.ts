import { Buffer } from 'node:buffer'

const VARINT = 0
const FIXED64 = 1
const LENGTH = 2
const FIXED32 = 5

/**
 * Writes protobuf field by field into one growing buffer, for messages whose number matters: a message inside another is written
 * in place, and moved when its length needs more than the one byte that was left for it.
 *
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export class MessageWriter {
  #bytes: Buffer
  #at = 0

  constructor(sizeBytes = 65_536) {
    this.#bytes = Buffer.allocUnsafe(sizeBytes)
  }

  /** What was written. */
  finish(): Buffer {
    return this.#bytes.subarray(0, this.#at)
  }

  /** Begins a message inside this one; `close` needs what it returns. */
  open(field: number): number {
    this.#reserve(16)
    this.#tag(field, LENGTH)
    return ++this.#at
  }

  close(begin: number): void {
    const length = this.#at - begin
    if (length < 0x80) {
      this.#bytes[begin - 1] = length
      return
    }
    const extra = lengthOfVarint(length) - 1
    this.#reserve(extra)
    this.#bytes.copyWithin(begin + extra, begin, this.#at)
    const end = this.#at + extra
    this.#at = begin - 1
    this.#varint(length)
    this.#at = end
  }

  string(field: number, text: string | undefined): void {
    if (text === undefined) return
    // Each UTF-16 unit takes at most three bytes.
    this.#reserve(text.length * 3 + 16)
    this.#tag(field, LENGTH)
    const begin = ++this.#at
    this.#write(text)
    this.close(begin)
  }

  /** Digits of an id, as bytes. */
  hex(field: number, digits: string | undefined): void {
    if (digits === undefined || digits === '') return
    this.#reserve(digits.length + 16)
    this.#tag(field, LENGTH)
    this.#varint(digits.length >> 1)
    for (let index = 0; index + 1 < digits.length; index += 2) {
      this.#bytes[this.#at++] = (digit(digits.charCodeAt(index)) << 4) | digit(digits.charCodeAt(index + 1))
    }
  }

  /** Of any integer type with plain varints; zero is left out. @param value - an integer that is safe */
  int(field: number, value: number): void {
    if (value !== 0) this.intOrZero(field, value)
  }

  /** For a choice between fields, where a zero has to be said. */
  intOrZero(field: number, value: number): void {
    this.#reserve(20)
    this.#tag(field, VARINT)
    this.#varint(value)
  }

  double(field: number, value: number): void {
    this.#reserve(16)
    this.#tag(field, FIXED64)
    this.#at = this.#bytes.writeDoubleLE(value, this.#at)
  }

  fixed32(field: number, value: number): void {
    this.#reserve(12)
    this.#tag(field, FIXED32)
    this.#at = this.#bytes.writeUInt32LE(value, this.#at)
  }

  fixed64(field: number, value: bigint): void {
    this.#reserve(16)
    this.#tag(field, FIXED64)
    this.#at = this.#bytes.writeBigUInt64LE(value, this.#at)
  }

  #tag(field: number, wireType: number): void {
    this.#varint((field << 3) | wireType)
  }

  #varint(value: number): void {
    if (value < 0) {
      this.#bigVarint(BigInt.asUintN(64, BigInt(value)))
      return
    }
    let rest = value
    // Bit operations know 32 bits only.
    while (rest >= 0x80) {
      this.#bytes[this.#at++] = (rest % 0x80) | 0x80
      rest = Math.floor(rest / 0x80)
    }
    this.#bytes[this.#at++] = rest
  }

  #bigVarint(value: bigint): void {
    let rest = value
    while (rest >= 0x80n) {
      this.#bytes[this.#at++] = Number(rest & 0x7fn) | 0x80
      rest >>= 7n
    }
    this.#bytes[this.#at++] = Number(rest)
  }

  /** Short ASCII, which is nearly everything, is faster here than in the runtime. */
  #write(text: string): void {
    const begin = this.#at
    if (text.length <= MAX_SHORT) {
      let index = 0
      for (; index < text.length; index++) {
        const unit = text.charCodeAt(index)
        if (unit >= 0x80) break
        this.#bytes[this.#at++] = unit
      }
      if (index === text.length) return
    }
    this.#at = begin + this.#bytes.write(text, begin, 'utf8')
  }

  #reserve(count: number): void {
    if (this.#at + count <= this.#bytes.length) return
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#at + count))
    this.#bytes.copy(larger, 0, 0, this.#at)
    this.#bytes = larger
  }
}

const MAX_SHORT = 64

/** Of `0` to `9`, `a` to `f`. */
function digit(code: number): number {
  return code < 58 ? code - 48 : code - 87
}

function lengthOfVarint(value: number): number {
  let length = 1
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) length++
  return length
}
