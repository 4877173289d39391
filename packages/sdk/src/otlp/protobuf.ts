/**
 * Writes protobuf from plain objects and a table of fields: as much of it as OTLP needs.
 *
 * The objects are those of OTLP's JSON form, so that one encoder of the meaning serves both forms.
 *
 * @see https://protobuf.dev/programming-guides/encoding/
 */
import { Buffer } from 'node:buffer'

export type FieldType =
  | 'string'
  | 'bytes'
  | 'bool'
  | 'enum'
  | 'uint32'
  | 'sint32'
  | 'int64'
  | 'fixed32'
  | 'fixed64'
  | 'sfixed64'
  | 'double'
  /** Hexadecimal digits in JSON, bytes here. */
  | 'hex'

export interface Field {
  readonly number: number
  readonly type: FieldType | MessageType
  /** A list; of numbers: packed. */
  readonly repeated?: boolean
}

/** Fields by their JSON names. A function, because messages may contain themselves. */
export type MessageType = () => Readonly<Record<string, Field>>

/** @throws {TypeError} when a value is not of the type of its field */
export function encodeMessage(type: MessageType, message: object): Uint8Array {
  const writer = new Writer()
  writeFields(writer, type, message)
  return writer.finish()
}

function writeFields(writer: Writer, type: MessageType, message: object): void {
  const fields = type()
  for (const [name, value] of Object.entries(message)) {
    const field = fields[name]
    if (field === undefined || value === undefined) continue
    if (!field.repeated) writeField(writer, field, value)
    else if (typeof field.type === 'string' && PACKED.has(field.type))
      writePacked(writer, field, value as readonly unknown[])
    else for (const item of value as readonly unknown[]) writeField(writer, field, item)
  }
}

const PACKED: ReadonlySet<FieldType> = new Set([
  'bool',
  'enum',
  'uint32',
  'sint32',
  'int64',
  'fixed32',
  'fixed64',
  'sfixed64',
  'double',
])

function writeField(writer: Writer, { number, type }: Field, value: unknown): void {
  if (typeof type === 'function') {
    writer.tag(number, LENGTH)
    const inner = new Writer()
    writeFields(inner, type, value as object)
    writer.bytes(inner.finish())
    return
  }
  writer.tag(number, WIRE_TYPES[type])
  writeScalar(writer, type, value)
}

function writePacked(writer: Writer, { number, type }: Field, values: readonly unknown[]): void {
  if (values.length === 0) return
  writer.tag(number, LENGTH)
  const inner = new Writer()
  for (const value of values) writeScalar(inner, type as FieldType, value)
  writer.bytes(inner.finish())
}

const VARINT = 0
const FIXED64 = 1
const LENGTH = 2
const FIXED32 = 5

const WIRE_TYPES: Readonly<Record<FieldType, number>> = {
  string: LENGTH,
  bytes: LENGTH,
  hex: LENGTH,
  bool: VARINT,
  enum: VARINT,
  uint32: VARINT,
  sint32: VARINT,
  int64: VARINT,
  fixed32: FIXED32,
  fixed64: FIXED64,
  sfixed64: FIXED64,
  double: FIXED64,
}

function writeScalar(writer: Writer, type: FieldType, value: unknown): void {
  switch (type) {
    case 'string':
      writer.bytes(Buffer.from(String(value)))
      break
    case 'bytes':
      writer.bytes(typeof value === 'string' ? Buffer.from(value, 'base64') : (value as Uint8Array))
      break
    case 'hex':
      writer.bytes(Buffer.from(String(value), 'hex'))
      break
    case 'bool':
      writer.varint(value === true ? 1n : 0n)
      break
    case 'enum':
    case 'uint32':
      writer.varint(BigInt(value as number))
      break
    case 'sint32':
      writer.varint(zigzag(value as number))
      break
    case 'int64':
      writer.varint(BigInt.asUintN(64, BigInt(value as string | number | bigint)))
      break
    case 'fixed32':
      writer.fixed32(value as number)
      break
    case 'fixed64':
    case 'sfixed64':
      writer.fixed64(BigInt.asUintN(64, BigInt(value as string | number | bigint)))
      break
    case 'double':
      writer.double(value as number)
      break
    default:
      throw new TypeError(`BUG: unknown field type ${String(type satisfies never)}`)
  }
}

function zigzag(value: number): bigint {
  return value >= 0 ? BigInt(value) * 2n : BigInt(-value) * 2n - 1n
}

class Writer {
  #bytes: Buffer = Buffer.allocUnsafe(256)
  #length = 0

  finish(): Uint8Array {
    return this.#bytes.subarray(0, this.#length)
  }

  tag(number: number, wireType: number): void {
    this.varint(BigInt((number << 3) | wireType))
  }

  varint(value: bigint): void {
    this.#reserve(10)
    let rest = value
    while (rest > 0x7fn) {
      this.#bytes[this.#length++] = Number(rest & 0x7fn) | 0x80
      rest >>= 7n
    }
    this.#bytes[this.#length++] = Number(rest)
  }

  bytes(bytes: Uint8Array): void {
    this.varint(BigInt(bytes.length))
    this.#reserve(bytes.length)
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
  }

  fixed32(value: number): void {
    this.#reserve(4)
    this.#length = this.#bytes.writeUInt32LE(value >>> 0, this.#length)
  }

  fixed64(value: bigint): void {
    this.#reserve(8)
    this.#length = this.#bytes.writeBigUInt64LE(value, this.#length)
  }

  double(value: number): void {
    this.#reserve(8)
    this.#length = this.#bytes.writeDoubleLE(value, this.#length)
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + count))
    larger.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = larger
  }
}
