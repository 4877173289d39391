import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LineSplitter } from './line-splitter.ts'

function split(chunks: readonly Buffer[], maxBytes = 1_000): { lines: string[]; tooLong: number } {
  const splitter = new LineSplitter(maxBytes)
  const lines: string[] = []
  let tooLong = 0
  for (const chunk of chunks) {
    splitter.push(
      chunk,
      (line) => lines.push(line),
      () => {
        tooLong += 1
      },
    )
  }
  splitter.end((line) => lines.push(line))
  return { lines, tooLong }
}

test('lines are the same however the bytes are cut', () => {
  const line = fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }).map((text) => text.replaceAll('\n', ' '))
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), fc.array(fc.nat(200), { maxLength: 8 }), (lines, cuts) => {
      const bytes = Buffer.from(lines.join('\n'), 'utf8')
      const places = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length]
      const chunks = places.slice(1).map((end, i) => bytes.subarray(places[i], end))
      const expected = bytes
        .toString('utf8')
        .split('\n')
        .filter((text) => text !== '')
      expect(split(chunks).lines).toEqual(expected)
    }),
  )
})

test('a line beyond the limit is skipped and counted once, and the next one is read', () => {
  const chunks = ['ok\n', 'x'.repeat(8), 'x'.repeat(8), 'x'.repeat(8), 'x\nnext\n', 'yyyyyyyyyyy\nlast'].map((text) => {
    return Buffer.from(text)
  })
  expect(split(chunks, 10)).toEqual({ lines: ['ok', 'next', 'last'], tooLong: 2 })
})

test('a line of exactly the limit passes', () => {
  expect(split([Buffer.from('0123456789\n')], 10)).toEqual({ lines: ['0123456789'], tooLong: 0 })
})

test('an endless line takes no memory', () => {
  const splitter = new LineSplitter(100)
  for (let i = 0; i < 1_000; i += 1) {
    splitter.push(
      Buffer.alloc(64, 0x61),
      () => expect.unreachable(),
      () => undefined,
    )
    expect(splitter.pendingBytes).toBeLessThanOrEqual(100)
  }
})
