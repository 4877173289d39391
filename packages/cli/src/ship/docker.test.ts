import { expect, test } from 'vitest'
import { DockerUnwrapper } from './docker.ts'
import { LineSplitter } from './lines.ts'

function unwrap(...entries: readonly (object | string)[]) {
  const splitter = new LineSplitter()
  const unwrapper = new DockerUnwrapper()
  const text = entries.map((entry) => `${typeof entry === 'string' ? entry : JSON.stringify(entry)}\n`).join('')
  const lines = [...splitter.push(Buffer.from(text))]
  return { lines, events: [...lines.flatMap((line) => [...unwrapper.push(line)]), ...unwrapper.end()] }
}

const time = '2026-01-02T03:04:05.678901234Z'
const timeMs = Date.UTC(2026, 0, 2, 3, 4, 5, 678)

test('a line has the text and the time of the application', () => {
  const { events } = unwrap({ log: 'hello "you"\n', stream: 'stdout', attrs: { tag: 'x' }, time })
  expect(events).toEqual([{ text: 'hello "you"', sizeBytes: 11, timeMs, endOffset: expect.any(Number) }])
})

test('pieces of a long line are joined, each stream for itself', () => {
  const { events, lines } = unwrap(
    { log: 'one ', stream: 'stdout', time },
    { log: 'error\n', stream: 'stderr', time },
    { log: 'two ', stream: 'stdout', time: '2026-01-02T03:04:09Z' },
    { log: 'three\r\n', stream: 'stdout', time },
  )
  expect(events.map(({ text }) => text)).toEqual(['error', 'one two three'])
  expect(events[1]?.timeMs).toBe(timeMs)
  // After a restart the first piece must be read again, although a later line was delivered.
  expect(events.map(({ endOffset }) => endOffset)).toEqual([0, lines[3]?.endOffset])
})

test('an unfinished line is given out at the end', () => {
  expect(unwrap({ log: 'half', stream: 'stdout', time }).events.map(({ text }) => text)).toEqual(['half'])
})

test.each([
  ['plain text', 'plain'],
  ['JSON of the application', '{"log":"x","level":"info"}'],
  ['broken JSON', '{"log":"x'],
  ['another stream', '{"log":"x\\n","stream":"file","time":"2026-01-02T03:04:05Z"}'],
])('%s passes as it is', (_name, text) => {
  expect(unwrap(text).events).toEqual([{ text, sizeBytes: text.length, timeMs: undefined, endOffset: text.length + 1 }])
})

test('a time that is none leaves the time to the reader', () => {
  expect(unwrap({ log: 'x\n', stream: 'stdout', time: 'soon' }).events[0]?.timeMs).toBeUndefined()
})
