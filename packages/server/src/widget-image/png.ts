/**
 * PNG of 8-bit RGB.
 *
 * @see https://www.w3.org/TR/png-3/
 */
import { deflateSync } from 'node:zlib'
import type { Canvas } from './canvas.ts'

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)
const TRUE_COLOR = 2
/** Each byte as its difference to the one above: charts are mostly made of rows that look alike. */
const FILTER_UP = 2

export function encodePng({ width, height, pixels }: Canvas): Uint8Array {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, TRUE_COLOR, 0, 0, 0], 8)
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(filtered(pixels, width * 3, height), { level: 6 })),
    chunk('IEND', new Uint8Array()),
  ])
}

function filtered(pixels: Uint8Array, rowBytes: number, height: number): Uint8Array {
  const out = new Uint8Array((rowBytes + 1) * height)
  for (let row = 0; row < height; row += 1) {
    const from = row * rowBytes
    const to = row * (rowBytes + 1)
    out[to] = FILTER_UP
    for (let i = 0; i < rowBytes; i += 1) {
      const above = row === 0 ? 0 : (pixels[from - rowBytes + i] as number)
      out[to + 1 + i] = (pixels[from + i] as number) - above
    }
  }
  return out
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const out = Buffer.alloc(body.length + 8)
  out.writeUInt32BE(data.length, 0)
  out.set(body, 4)
  out.writeUInt32BE(crc32(body), body.length + 4)
  return out
}

const TABLE: Uint32Array = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xed_b8_83_20 ^ (value >>> 1) : value >>> 1
  return value
})

function crc32(bytes: Uint8Array): number {
  let value = 0xff_ff_ff_ff
  for (const byte of bytes) value = (TABLE[(value ^ byte) & 0xff] as number) ^ (value >>> 8)
  return (value ^ 0xff_ff_ff_ff) >>> 0
}
