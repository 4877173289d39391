import { EventStreamCodec } from '@smithy/core/event-streams'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { crc32 } from './crc32.ts'
import { errorFrame, eventFrame, exceptionFrame, frame } from './event-stream.ts'

test('CRC-32 of the standard check input', () => {
  expect(crc32(Buffer.from('123456789'))).toBe(0xcbf43926)
})

test('bytes of an initial response', () => {
  expect(Buffer.from(eventFrame('initial-response', {})).toString('hex')).toBe(
    [
      '00000068', // total length: 104
      '00000056', // headers: 86
      '4e681724', // CRC of the 8 bytes before
      '0d3a6d6573736167652d74797065070005', // :message-type, type 7, 5 bytes
      '6576656e74',
      '0b3a6576656e742d74797065070010', // :event-type, 16 bytes
      '696e697469616c2d726573706f6e7365',
      '0d3a636f6e74656e742d74797065070010', // :content-type, 16 bytes
      '6170706c69636174696f6e2f6a736f6e',
      '7b7d',
      'fe942c1d',
    ].join(''),
  )
})

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes as Uint8Array).toString('utf8'),
  (text) => Buffer.from(text),
)

describe("the SDK's codec reads", () => {
  const headersOf = (bytes: Uint8Array) =>
    Object.fromEntries(Object.entries(codec.decode(bytes).headers).map(([name, { value }]) => [name, value]))

  test('exceptions', () => {
    const bytes = exceptionFrame('SessionTimeoutException', { message: 'm' })
    expect(headersOf(bytes)).toEqual({
      ':message-type': 'exception',
      ':exception-type': 'SessionTimeoutException',
      ':content-type': 'application/json',
    })
    expect(Buffer.from(codec.decode(bytes).body).toString()).toBe('{"message":"m"}')
  })

  test('errors', () => {
    expect(headersOf(errorFrame('InternalFailure', 'ü'))).toEqual({
      ':message-type': 'error',
      ':error-code': 'InternalFailure',
      ':error-message': 'ü',
    })
  })

  test('any frame', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.string({ unit: 'grapheme' }), (payload, value) => {
        const bytes = frame({ ':a': value }, payload)
        expect(headersOf(bytes)).toEqual({ ':a': value })
        expect(new Uint8Array(codec.decode(bytes).body)).toEqual(payload)
      }),
    )
  })
})
