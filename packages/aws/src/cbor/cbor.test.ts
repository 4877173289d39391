import { cbor as smithy } from '@smithy/core/cbor'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CborTimestamp } from '../shapes/wire-form.ts'
import { CborProblem, decodeCbor } from './decode.ts'
import { CborWriter } from './writer.ts'

const hex = (text: string) => Buffer.from(text, 'hex')

/** Rows of RFC 8949, appendix A, and of what clients of AWS send. */
describe('decodes', () => {
  test.each<[string, unknown]>([
    ['00', 0],
    ['17', 23],
    ['1818', 24],
    ['1903e8', 1000],
    ['1a000f4240', 1_000_000],
    ['1b000000e8d4a51000', 1_000_000_000_000],
    ['1b0000019d00000000', 1_773_821_493_248],
    ['1bffffffffffffffff', 18_446_744_073_709_551_615n],
    ['c249010000000000000000', 18_446_744_073_709_551_616n],
    ['3bffffffffffffffff', -18_446_744_073_709_551_616n],
    ['c349010000000000000000', -18_446_744_073_709_551_617n],
    ['20', -1],
    ['3903e7', -1000],
    ['f90000', 0],
    ['f98000', -0],
    ['f93c00', 1],
    ['f97bff', 65_504],
    ['f90001', 2 ** -24],
    ['f9c400', -4],
    ['f97c00', Number.POSITIVE_INFINITY],
    ['f97e00', Number.NaN],
    ['fa47c35000', 100_000],
    ['fa7f7fffff', 3.4028234663852886e38],
    ['fb7e37e43c8800759c', 1e300],
    ['fbc010666666666666', -4.1],
    ['fb7ff8000000000000', Number.NaN],
    ['f4', false],
    ['f5', true],
    ['f6', null],
    ['f7', undefined],
    ['40', Buffer.from([])],
    ['4401020304', Buffer.from([1, 2, 3, 4])],
    ['60', ''],
    ['6449455446', 'IETF'],
    ['62c3bc', 'ü'],
    ['64f0908591', '\u{10151}'],
    ['80', []],
    ['83010203', [1, 2, 3]],
    ['8301820203820405', [1, [2, 3], [4, 5]]],
    ['a0', {}],
    ['a26161016162820203', { a: 1, b: [2, 3] }],
    ['5f42010243030405ff', new Uint8Array([1, 2, 3, 4, 5])],
    ['7f657374726561646d696e67ff', 'streaming'],
    ['9fff', []],
    ['9f018202039f0405ffff', [1, [2, 3], [4, 5]]],
    ['bf61610161629f0203ffff', { a: 1, b: [2, 3] }],
    ['bf7f61616162ff01ff', { ab: 1 }],
    ['c11a514b67b0', new CborTimestamp(1_363_896_240_000)],
    ['c1fb41d452d9ec200000', new CborTimestamp(1_363_896_240_500)],
    ['c482211a00010000', 655.36],
    // An unknown tag is looked through.
    ['d82076687474703a2f2f7777772e6578616d706c652e636f6d', 'http://www.example.com'],
    ['a2695f5f70726f746f5f5fa0616101', { a: 1 }],
    [`a1${'7818'}${Buffer.from('a'.repeat(24)).toString('hex')}01`, { ['a'.repeat(24)]: 1 }],
  ])('%s', (text, expected) => {
    expect(decodeCbor(hex(text))).toEqual(expected)
  })
})

describe('refuses', () => {
  test.each([
    ['', 'Unexpected end of the body'],
    ['18', 'Unexpected end of the body'],
    ['0000', 'Bytes after the end of the value'],
    ['ff', 'Unexpected break'],
    ['81ff', 'Unexpected break'],
    ['a161ff', 'Unexpected end of the body'],
    ['a1ff', 'Unexpected break'],
    ['9f00', 'Unexpected end of the body'],
    ['bf6161ff', 'Unexpected break'],
    ['a10101', 'Map keys must be text'],
    ['1c', 'Additional information 28 is reserved'],
    ['f8ff', 'Simple value 24 has no meaning here'],
    ['9bffffffffffffffff', 'Length beyond the end of the body'],
    ['9a7fffffff', 'Length beyond the end of the body'],
    ['5a7fffffff', 'Length beyond the end of the body'],
    ['5f6161ff', 'Bad chunk of a string'],
    ['c16161', 'Tag 1 needs a number'],
    ['c200', 'Tag 2 needs a byte string'],
    [`c25841${'ff'.repeat(65)}`, 'Number too wide'],
    ['c480', 'Tag 4 needs two integers'],
    [`${'81'.repeat(65)}00`, 'Nested deeper than 64'],
    [`${'c9'.repeat(65)}00`, 'Nested deeper than 64'],
  ])('%s', (text, message) => {
    expect(() => decodeCbor(hex(text))).toThrow(new CborProblem(message))
  })

  test('more items than a request can mean', () => {
    expect(() => decodeCbor(Buffer.concat([hex('9f'), Buffer.alloc(4_000_001), hex('ff')]))).toThrow(
      /More than 4000000 items/,
    )
  })
})

/** Writes any plain value; only the test needs that. */
function write(writer: CborWriter, value: unknown): void {
  if (value === null) writer.null()
  else if (typeof value === 'string') writer.text(value)
  else if (typeof value === 'boolean') writer.boolean(value)
  else if (typeof value === 'number') writer.double(value)
  else if (value instanceof Uint8Array) writer.blob(value)
  else if (Array.isArray(value)) {
    writer.array(value.length)
    for (const item of value) write(writer, item)
  } else {
    const entries = Object.entries(value as object)
    writer.map(entries.length)
    for (const [name, item] of entries) {
      writer.text(name)
      write(writer, item)
    }
  }
}

function encoded(value: unknown): Uint8Array {
  const writer = new CborWriter()
  write(writer, value)
  return writer.bytes()
}

const values = fc
  .letrec((tie) => ({
    value: fc.oneof(
      fc.constant(null),
      fc.boolean(),
      // The SDK writes -0 as the integer 0.
      fc.double().map((value) => value + 0),
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.string({ minLength: 60, maxLength: 300 }),
      fc.array(tie('value'), { maxLength: 30 }),
      fc.dictionary(fc.string({ unit: 'grapheme', maxLength: 40 }), tie('value'), { noNullPrototype: true }),
    ),
  }))
  .value.filter((value) => !JSON.stringify(value)?.includes('__proto__'))

test('what was written reads back, here and in the SDK', () => {
  fc.assert(
    fc.property(values, (value) => {
      const bytes = encoded(value)
      expect(decodeCbor(bytes)).toEqual(value)
      expect(smithy.deserialize(bytes)).toEqual(value)
    }),
  )
})

test('what the SDK writes reads back', () => {
  fc.assert(
    fc.property(values, fc.uint8Array(), fc.maxSafeInteger(), (value, blob, integer) => {
      expect(decodeCbor(smithy.serialize({ value, blob, integer }))).toEqual({
        value,
        blob: Buffer.from(blob),
        integer,
      })
    }),
  )
})

test('integers of every width', () => {
  fc.assert(
    fc.property(fc.oneof(fc.maxSafeInteger(), fc.integer({ min: -70_000, max: 70_000 })), (value) => {
      const writer = new CborWriter()
      writer.integer(value)
      expect(decodeCbor(writer.bytes())).toBe(value)
    }),
  )
})

test('random bytes: a value or a CborProblem', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        decodeCbor(bytes)
      } catch (error) {
        expect(error).toBeInstanceOf(CborProblem)
      }
    }),
    { numRuns: 2_000 },
  )
})
