/**
 * Frames of `application/vnd.amazon.eventstream`.
 *
 * A frame: total length, length of the headers and the CRC32 of these 8 bytes, 4 bytes each; headers (name with a 1-byte
 * length, type 7, value with a 2-byte length); payload; the CRC32 of everything before it.
 *
 * @see https://smithy.io/2.0/aws/amazon-eventstream.html
 */
import { crc32 } from './crc32.ts'

const STRING = 7

export function frame(headers: Readonly<Record<string, string>>, payload: Uint8Array): Uint8Array {
  const head = Buffer.concat(Object.entries(headers).map(([name, value]) => header(name, value)))
  const total = 12 + head.length + payload.length + 4
  const bytes = Buffer.allocUnsafe(total)
  bytes.writeUInt32BE(total, 0)
  bytes.writeUInt32BE(head.length, 4)
  bytes.writeUInt32BE(crc32(bytes.subarray(0, 8)), 8)
  bytes.set(head, 12)
  bytes.set(payload, 12 + head.length)
  bytes.writeUInt32BE(crc32(bytes.subarray(0, total - 4)), total - 4)
  return bytes
}

/** An event with a JSON payload. */
export function eventFrame(type: string, payload: unknown): Uint8Array {
  return frame(
    { ':message-type': 'event', ':event-type': type, ':content-type': 'application/json' },
    Buffer.from(JSON.stringify(payload)),
  )
}

/** An exception that the model of the stream knows. */
export function exceptionFrame(type: string, payload: unknown): Uint8Array {
  return frame(
    { ':message-type': 'exception', ':exception-type': type, ':content-type': 'application/json' },
    Buffer.from(JSON.stringify(payload)),
  )
}

/** A failure that the model of the stream does not know. */
export function errorFrame(code: string, message: string): Uint8Array {
  return frame({ ':message-type': 'error', ':error-code': code, ':error-message': message }, new Uint8Array())
}

function header(name: string, value: string): Buffer {
  // The length of a header value has two bytes.
  const text = Buffer.from(value).subarray(0, 0xffff)
  const bytes = Buffer.allocUnsafe(1 + name.length + 3 + text.length)
  bytes[0] = name.length
  bytes.write(name, 1, 'latin1')
  bytes[1 + name.length] = STRING
  bytes.writeUInt16BE(text.length, 2 + name.length)
  bytes.set(text, 4 + name.length)
  return bytes
}
