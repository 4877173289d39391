import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { crc32, crc32Sliced } from './crc32.ts'
import { FRAME_HEADER_BYTES, salvageFrames, sealFrame } from './record.ts'

const SALT = 0xdeadbeef

function frame(payload: Uint8Array, salt = SALT): Buffer {
  const bytes = Buffer.concat([Buffer.alloc(FRAME_HEADER_BYTES), payload])
  sealFrame(bytes, salt)
  return bytes
}

/** Payloads that look alike, so that a reader out of step could take one for another. */
const payloads: fc.Arbitrary<Buffer[]> = fc.array(
  fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
  { minLength: 1, maxLength: 8 },
)

describe('crc32', () => {
  test('is the one zlib computes', () => {
    expect(crc32(Buffer.from('123456789'))).toBe(0xcbf43926)
  })

  test('slicing gives the same, in pieces too', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(200), (bytes, cut) => {
        expect(crc32Sliced(bytes)).toBe(crc32(bytes))
        expect(crc32Sliced(bytes.subarray(cut), crc32Sliced(bytes.subarray(0, cut)))).toBe(crc32(bytes))
      }),
    )
  })
})

describe('salvageFrames', () => {
  test('a whole file gives all payloads', () => {
    fc.assert(
      fc.property(payloads, (all) => {
        const salvage = salvageFrames(Buffer.concat(all.map((one) => frame(one))), SALT)
        expect(salvage.payloads).toEqual(all)
        expect(salvage).toMatchObject({ lostBytes: 0, gaps: 0, tornBytes: 0 })
      }),
    )
  })

  test('cut off anywhere, everything before the cut is there', () => {
    fc.assert(
      fc.property(payloads, fc.nat(), (all, seed) => {
        const frames = all.map((one) => frame(one))
        const file = Buffer.concat(frames)
        const cut = seed % (file.length + 1)
        const salvage = salvageFrames(file.subarray(0, cut), SALT)
        let whole = 0
        let end = 0
        while (whole < frames.length && end + frames[whole]!.length <= cut) end += frames[whole++]!.length
        expect(salvage.payloads).toEqual(all.slice(0, whole))
        expect(salvage).toMatchObject({ validEnd: end, tornBytes: cut - end, gaps: 0 })
      }),
    )
  })

  test('with bits flipped anywhere, every other record is there', () => {
    fc.assert(
      fc.property(payloads, fc.array(fc.tuple(fc.nat(), fc.nat(7)), { minLength: 1, maxLength: 4 }), (all, flips) => {
        const frames = all.map((one) => frame(one))
        const file = Buffer.concat(frames)
        const original = Buffer.from(file)
        for (const [at, bit] of flips) file[at % file.length]! ^= 1 << bit
        const intact: Buffer[] = []
        let start = 0
        for (const [index, one] of frames.entries()) {
          const end = start + one.length
          if (file.subarray(start, end).equals(original.subarray(start, end))) intact.push(all[index]!)
          start = end
        }
        expect(salvageFrames(file, SALT).payloads).toEqual(intact)
      }),
    )
  })

  test('with anything in between, every record is there and the damage is counted', () => {
    fc.assert(
      fc.property(payloads, payloads, fc.uint8Array({ minLength: 1, maxLength: 50 }), (before, after, noise) => {
        const file = Buffer.concat([...before.map((one) => frame(one)), noise, ...after.map((one) => frame(one))])
        const salvage = salvageFrames(file, SALT)
        expect(salvage.payloads).toEqual([...before, ...after])
        expect(salvage).toMatchObject({ lostBytes: noise.length, gaps: 1, salvaged: after.length, tornBytes: 0 })
      }),
    )
  })

  test('noise never makes it throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => {
        expect(salvageFrames(Buffer.from(noise), SALT).tornBytes).toBeLessThanOrEqual(noise.length)
      }),
    )
  })

  test('a frame somebody logged is none: the salt is not known', () => {
    const fake = frame(Buffer.from('fake'), 0)
    const outer = frame(Buffer.concat([Buffer.from('text '), fake]))
    outer[FRAME_HEADER_BYTES]! ^= 1
    const salvage = salvageFrames(Buffer.concat([outer, frame(Buffer.from('next'))]), SALT)
    expect(salvage.payloads.map(String)).toEqual(['next'])
  })
})
