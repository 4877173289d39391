/** Writes CBOR with definite lengths into one growing buffer. */
export class CborWriter {
  #buffer = Buffer.allocUnsafe(4_096)
  #length = 0

  /** What was written so far. The writer must not be used afterwards. */
  bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#length)
  }

  map(size: number): void {
    this.#head(0xa0, size)
  }

  array(size: number): void {
    this.#head(0x80, size)
  }

  text(value: string): void {
    // Three bytes a UTF-16 unit is the most UTF-8 needs.
    const length = value.length < 24 && isAscii(value) ? value.length : Buffer.byteLength(value, 'utf8')
    this.#head(0x60, length)
    this.#reserve(length)
    this.#length += this.#buffer.write(value, this.#length, 'utf8')
  }

  blob(value: Uint8Array): void {
    this.#head(0x40, value.length)
    this.#reserve(value.length)
    this.#buffer.set(value, this.#length)
    this.#length += value.length
  }

  boolean(value: boolean): void {
    this.#byte(value ? 0xf5 : 0xf4)
  }

  null(): void {
    this.#byte(0xf6)
  }

  double(value: number): void {
    this.#reserve(9)
    this.#buffer[this.#length] = 0xfb
    this.#buffer.writeDoubleBE(value, this.#length + 1)
    this.#length += 9
  }

  /** A whole number; one with a fraction is written as a double. */
  integer(value: number): void {
    if (!Number.isSafeInteger(value)) this.double(value)
    else if (value >= 0) this.#head(0x00, value)
    else this.#head(0x20, -1 - value)
  }

  /** Tag 1: epoch seconds as a double. */
  timestamp(timeMs: number): void {
    this.#byte(0xc1)
    this.double(timeMs / 1_000)
  }

  #head(major: number, argument: number): void {
    this.#reserve(9)
    const buffer = this.#buffer
    const at = this.#length
    if (argument < 24) {
      buffer[at] = major | argument
      this.#length += 1
    } else if (argument < 0x100) {
      buffer[at] = major | 24
      buffer[at + 1] = argument
      this.#length += 2
    } else if (argument < 0x1_0000) {
      buffer[at] = major | 25
      buffer.writeUInt16BE(argument, at + 1)
      this.#length += 3
    } else if (argument < 0x1_0000_0000) {
      buffer[at] = major | 26
      buffer.writeUInt32BE(argument, at + 1)
      this.#length += 5
    } else {
      buffer[at] = major | 27
      buffer.writeUInt32BE(Math.floor(argument / 0x1_0000_0000), at + 1)
      buffer.writeUInt32BE(argument % 0x1_0000_0000, at + 5)
      this.#length += 9
    }
  }

  #byte(value: number): void {
    this.#reserve(1)
    this.#buffer[this.#length++] = value
  }

  #reserve(size: number): void {
    const needed = this.#length + size
    if (needed <= this.#buffer.length) return
    const grown = Buffer.allocUnsafe(Math.max(needed, this.#buffer.length * 2))
    this.#buffer.copy(grown, 0, 0, this.#length)
    this.#buffer = grown
  }
}

function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    if (text.charCodeAt(index) > 0x7f) return false
  }
  return true
}
