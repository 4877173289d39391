import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LineSplitter } from './lines.ts'

function split(chunks: readonly (string | Buffer)[], maxBytes?: number): string[] {
  const splitter = new LineSplitter(0, maxBytes)
  const lines = chunks.flatMap((chunk) => [...splitter.push(Buffer.from(chunk))])
  return [...lines, ...splitter.end()].map(({ text }) => text)
}

test.each<readonly [string, readonly string[], readonly string[]]>([
  ['LF', ['a\nb\n'], ['a', 'b']],
  ['CRLF', ['a\r\nb\r\n'], ['a', 'b']],
  ['CR and LF in different chunks', ['a\r', '\nb'], ['a', 'b']],
  ['a last line without its end', ['a\nb'], ['a', 'b']],
  ['empty lines', ['\n\na\n'], ['', '', 'a']],
  ['a lone CR is text', ['a\rb\n'], ['a\rb']],
  ['nothing', [''], []],
])('%s', (_name, chunks, lines) => {
  expect(split(chunks)).toEqual(lines)
})

test('where the chunks are cut does not matter, not even within a character', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.string({ unit: 'grapheme' }).filter((text) => !/[\r\n]/.test(text)),
        { minLength: 1, maxLength: 6 },
      ),
      fc.array(fc.nat({ max: 5 }), { maxLength: 30 }),
      (lines, cuts) => {
        const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''))
        const chunks: Buffer[] = []
        let start = 0
        for (const cut of cuts) {
          chunks.push(bytes.subarray(start, start + cut))
          start += cut
        }
        chunks.push(bytes.subarray(start))
        expect(split(chunks)).toEqual(lines)
      },
    ),
  )
})

test('offsets name the bytes of the source', () => {
  const splitter = new LineSplitter(100)
  const lines = [...splitter.push(Buffer.from('ab\r\né\nrest')), ...splitter.end()]
  expect(lines.map(({ startOffset, endOffset, sizeBytes }) => [startOffset, endOffset, sizeBytes])).toEqual([
    [100, 104, 2],
    [104, 107, 2],
    [107, 111, 4],
  ])
})

test('a line too long for one event becomes several, between characters', () => {
  expect(split(['aaaaaaa\nb\n'], 3)).toEqual(['aaa', 'aaa', 'a', 'b'])
  expect(split(['ééé'], 3)).toEqual(['é', 'é', 'é'])
  expect(split(['😀😀\n'], 5)).toEqual(['😀', '😀'])
})

test('bytes that are no UTF-8 are counted as what they become', () => {
  const [line] = [...new LineSplitter().push(Buffer.from([0x61, 0xff, 0x0a]))]
  expect(line).toMatchObject({ text: 'a\ufffd', sizeBytes: 4, endOffset: 3 })
})
