import { AwsError } from '../aws-error.ts'

const CR = 0x0d
const LF = 0x0a
const MAX_HEAD_BYTES = 1_024

/**
 * The content of an `aws-chunked` body: `size[;extension]\r\n data \r\n`, a chunk of size 0, then trailers.
 *
 * Trailers and chunk extensions carry checksums and signatures, which are not checked.
 *
 * @throws {AwsError} when the chunks are malformed
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
export function decodeAwsChunked(body: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = []
  let at = 0
  for (;;) {
    const end = endOfLine(body, at)
    const head = Buffer.from(body.buffer, body.byteOffset + at, end - at).toString('latin1')
    const digits = /^([0-9a-f]{1,8})(;.*)?$/i.exec(head)?.[1]
    if (digits === undefined) throw malformed('A chunk does not start with its size')
    const size = Number.parseInt(digits, 16)
    at = end + 2
    if (size === 0) return Buffer.concat(parts)
    if (at + size + 2 > body.length) throw malformed('A chunk is longer than the body')
    parts.push(body.subarray(at, at + size))
    at += size
    if (body[at] !== CR || body[at + 1] !== LF) throw malformed('A chunk is longer than its size')
    at += 2
  }
}

function endOfLine(body: Uint8Array, start: number): number {
  const limit = Math.min(body.length, start + MAX_HEAD_BYTES)
  for (let at = start; at + 1 < limit; at++) {
    if (body[at] === CR && body[at + 1] === LF) return at
  }
  throw malformed('A chunk does not start with its size')
}

function malformed(message: string): AwsError {
  return new AwsError('InvalidContentEncoding', `The aws-chunked body is malformed: ${message}`)
}
