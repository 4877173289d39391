/**
 * Frames of the write-ahead log.
 *
 * A frame is a 4-byte magic, the payload length (u32), a CRC-32 of length and payload (u32) and the payload; all little
 * endian. The CRC starts from the salt in the file's name, so that text somebody logs cannot pass for a frame. The magic
 * begins with 0xFF, which no UTF-8 text contains: looking for it skips over messages.
 *
 * A file is read to its end whatever it holds: bytes that are no valid frame are skipped up to the next valid one. Bytes at
 * the end after which no valid frame follows are a torn tail, which a crash leaves behind and nobody was promised.
 */
import { crc32 } from './crc32.ts'

export const FRAME_HEADER_BYTES = 12
/** No frame is longer: a length above it is damage. */
export const MAX_PAYLOAD_BYTES: number = 1 << 30

const MAGIC = Buffer.from([0xff, 0x41, 0x57, 0x4c])
const MAGIC_U32 = MAGIC.readUInt32LE(0)

/** Fills in the header of a frame whose payload starts at byte {@link FRAME_HEADER_BYTES} and fills the rest. */
export function sealFrame(frame: Buffer, salt: number): void {
  frame.writeUInt32LE(MAGIC_U32, 0)
  frame.writeUInt32LE(frame.length - FRAME_HEADER_BYTES, 4)
  frame.writeUInt32LE(checksum(frame, 0, frame.length, salt), 8)
}

/** Bytes of the whole frame that starts at `offset`; undefined when the header is cut off or is not one. */
export function frameBytes(buffer: Buffer, offset: number): number | undefined {
  if (offset + FRAME_HEADER_BYTES > buffer.length) return undefined
  if (buffer.readUInt32LE(offset) !== MAGIC_U32) return undefined
  const length = buffer.readUInt32LE(offset + 4)
  return length > MAX_PAYLOAD_BYTES ? undefined : length + FRAME_HEADER_BYTES
}

/** The payload of the valid frame at `offset`, or undefined. A view, not a copy. */
export function payloadAt(buffer: Buffer, offset: number, salt: number): Buffer | undefined {
  const bytes = frameBytes(buffer, offset)
  if (bytes === undefined || offset + bytes > buffer.length) return undefined
  if (checksum(buffer, offset, offset + bytes, salt) !== buffer.readUInt32LE(offset + 8)) return undefined
  return buffer.subarray(offset + FRAME_HEADER_BYTES, offset + bytes)
}

export interface Salvage {
  readonly payloads: readonly Buffer[]
  /** End of the last valid frame. */
  readonly validEnd: number
  /** Bytes between valid frames that are none: damage. */
  readonly lostBytes: number
  /** How many stretches of damage, and how many valid frames came after the first. */
  readonly gaps: number
  readonly salvaged: number
  /** Bytes after the last valid frame. */
  readonly tornBytes: number
}

/** Every valid frame of a file's bytes from `start` on. Never throws. */
export function salvageFrames(buffer: Buffer, salt: number, start = 0): Salvage {
  const payloads: Buffer[] = []
  let validEnd = start
  let lostBytes = 0
  let gaps = 0
  let salvaged = 0
  for (let at = start; at < buffer.length; ) {
    const payload = payloadAt(buffer, at, salt)
    if (payload === undefined) {
      const next = buffer.indexOf(MAGIC, at + 1)
      if (next === -1) break
      at = next
      continue
    }
    if (at > validEnd) {
      lostBytes += at - validEnd
      gaps++
    }
    if (gaps > 0) salvaged++
    payloads.push(payload)
    at += payload.length + FRAME_HEADER_BYTES
    validEnd = at
  }
  return { payloads, validEnd, lostBytes, gaps, salvaged, tornBytes: buffer.length - validEnd }
}

function checksum(buffer: Buffer, start: number, end: number, salt: number): number {
  const length = crc32(buffer.subarray(start + 4, start + 8), salt)
  return crc32(buffer.subarray(start + FRAME_HEADER_BYTES, end), length)
}
