/**
 * The content of a request body: what is left after `Content-Encoding` and `aws-chunked`.
 *
 * Never more than the cap: inflating stops there, so a small body that would become a large one costs no more than a large
 * body.
 */
import { promisify } from 'node:util'
import { gunzip, gunzipSync } from 'node:zlib'
import { AwsError } from '../aws-error.ts'
import type { WireRequest } from '../wire.ts'
import { decodeAwsChunked } from './aws-chunked.ts'

const inflate = promisify(gunzip)

/** Below this the detour over the thread pool costs more than inflating. */
const SYNC_INPUT_BYTES = 64 * 1024
const SYNC_OUTPUT_BYTES = 1024 * 1024

/**
 * @throws {AwsError} `RequestEntityTooLarge` above `maxBytes`, `UnsupportedMediaType` for another encoding,
 * `InvalidContentEncoding` for bytes that do not decode
 */
export async function readBody(request: WireRequest, maxBytes: number): Promise<Uint8Array> {
  let body = request.body
  if (body.length > maxBytes) throw tooLarge(maxBytes)
  for (const encoding of encodingsOf(request).reverse()) {
    switch (encoding) {
      case '':
      case 'identity':
        break
      case 'gzip':
      case 'x-gzip':
        body = await gunzipCapped(body, maxBytes)
        break
      case 'aws-chunked':
        body = checkedLength(decodeAwsChunked(body), request.headers['x-amz-decoded-content-length'], encoding)
        break
      default:
        throw new AwsError(
          'UnsupportedMediaType',
          `The Content-Encoding '${encoding}' is not supported; use gzip or none.`,
        )
    }
  }
  return body
}

function encodingsOf({ headers }: WireRequest): string[] {
  const header = headers['content-encoding']
  const encodings = header === undefined ? [] : header.split(',').map((encoding) => encoding.trim().toLowerCase())
  const streaming = headers['x-amz-content-sha256']?.startsWith('STREAMING-') === true
  // Chunks are the outermost layer, whether the header names them or not.
  return streaming && !encodings.includes('aws-chunked') ? [...encodings, 'aws-chunked'] : encodings
}

async function gunzipCapped(body: Uint8Array, maxBytes: number): Promise<Uint8Array> {
  if (body.length <= SYNC_INPUT_BYTES) {
    try {
      return gunzipSync(body, { maxOutputLength: Math.min(SYNC_OUTPUT_BYTES, maxBytes) })
    } catch (error) {
      if (!isTooLarge(error)) throw notGzip(error)
      if (maxBytes <= SYNC_OUTPUT_BYTES) throw tooLarge(maxBytes)
    }
  }
  try {
    return await inflate(body, { maxOutputLength: maxBytes })
  } catch (error) {
    throw isTooLarge(error) ? tooLarge(maxBytes) : notGzip(error)
  }
}

/** The declared length matters only inside compression, where the layers around it have been removed by now. */
function checkedLength(body: Uint8Array, declared: string | undefined, encoding: string): Uint8Array {
  if (declared !== undefined && declared !== String(body.length)) {
    throw new AwsError(
      'InvalidContentEncoding',
      `The ${encoding} body has ${body.length} bytes, x-amz-decoded-content-length says '${declared.slice(0, 30)}'`,
    )
  }
  return body
}

function isTooLarge(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'
}

function notGzip(error: unknown): AwsError {
  return new AwsError('InvalidContentEncoding', 'The body is not valid gzip data.', { cause: error })
}

function tooLarge(maxBytes: number): AwsError {
  return new AwsError('RequestEntityTooLarge', `The request body is larger than ${maxBytes} bytes.`)
}
