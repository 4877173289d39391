import { Buffer } from 'node:buffer'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LineWriter, type WriteBytes } from './line-writer.ts'

/** A pipe that takes the given numbers of bytes, one per write; 0 is EAGAIN. When the list is used up it takes everything. */
function pipe(room: number[] = []): {
  readonly write: WriteBytes
  text(): string
  give(...more: number[]): void
  clear(): void
} {
  const taken: Buffer[] = []
  return {
    write(bytes, offset, length) {
      const bound = room.shift() ?? length
      if (bound === 0) throw Object.assign(new Error('EAGAIN'), { code: 'EAGAIN' })
      const count = Math.min(bound, length)
      taken.push(Buffer.from(bytes.subarray(offset, offset + count)))
      return count
    },
    text: () => Buffer.concat(taken).toString(),
    give: (...more) => room.push(...more),
    clear: () => room.splice(0),
  }
}

test('lines of one turn leave together in the next', async () => {
  let writes = 0
  const target = pipe()
  const write: WriteBytes = (...bytes) => {
    writes++
    return target.write(...bytes)
  }
  const writer = new LineWriter(-1, { write })
  writer.write('a\n')
  writer.write('b\n')
  expect(target.text()).toBe('')
  await writer.flush()
  expect([target.text(), writes]).toEqual(['a\nb\n', 1])
})

test('a long turn does not collect more than a chunk', () => {
  const target = pipe()
  const writer = new LineWriter(-1, { write: target.write })
  for (let index = 0; index < 1_000; index++) writer.write(`${'x'.repeat(99)}\n`)
  expect(target.text().length).toBeGreaterThan(80_000)
})

test('whatever room the reader gives, every byte arrives once and in order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat({ max: 9 }), { maxLength: 12 }),
      fc.array(fc.string({ unit: 'grapheme', maxLength: 12 }), { minLength: 1, maxLength: 8 }),
      async (room, texts) => {
        const lines = texts.map((text) => `${JSON.stringify(text)}\n`)
        const target = pipe([...room])
        const writer = new LineWriter(-1, { write: target.write })
        for (const line of lines) writer.write(line)
        await writer.flush()
        expect(target.text()).toBe(lines.join(''))
        expect(writer.dropped).toBe(0)
      },
    ),
    { numRuns: 50 },
  )
})

test('a reader that stands still keeps nobody from ending, and gets the rest when it reads again', async () => {
  const target = pipe(new Array<number>(1_000).fill(0))
  const writer = new LineWriter(-1, { write: target.write })
  writer.write('a\n')
  const begin = performance.now()
  await writer.flush()
  expect(performance.now() - begin).toBeLessThan(4_000)
  expect([target.text(), writer.dropped]).toEqual(['', 0])
  target.clear()
  await writer.flush()
  expect(target.text()).toBe('a\n')
})

test('a disk that is full costs the lines of that time, and what comes later begins on a line of its own', async () => {
  const target = pipe()
  let room = 3
  const warnings: string[] = []
  const write: WriteBytes = (bytes, offset, length) => {
    if (room === 0) throw Object.assign(new Error('full'), { code: 'ENOSPC' })
    const taken = target.write(bytes, offset, Math.min(room, length))
    room -= taken
    return taken
  }
  const writer = new LineWriter(-1, { write, warn: (text) => warnings.push(text) })
  for (const line of ['"a"', '"bbb"', '"c"']) {
    writer.write(`${line}\n`)
    await writer.flush()
  }
  room = 100
  writer.write('"d"\n')
  await writer.flush()
  expect(target.text()).toBe('"a"\n"d"\n')
  expect([warnings, writer.dropped]).toEqual([['lines cannot be written: Error: full'], 3])
})

test('half a line is completed before anybody else gets the turn', () => {
  const target = pipe([3, 0, 0, 2])
  const writer = new LineWriter(-1, { write: target.write })
  writer.write('123456789\nnext\n')
  void writer.flush()
  expect(target.text().slice(0, 10)).toBe('123456789\n')
})

test('flushSync waits for a slow reader', () => {
  const target = pipe([0, 0, 0])
  const writer = new LineWriter(-1, { write: target.write })
  writer.write('last words\n')
  writer.flushSync()
  expect(target.text()).toBe('last words\n')
})

test('a reader that stands still costs bounded memory, one warning and a count', async () => {
  const warnings: string[] = []
  const target = pipe(Array.from({ length: 200 }, () => 0))
  const writer = new LineWriter(-1, { write: target.write, maxWaitingBytes: 100, warn: (text) => warnings.push(text) })
  for (let index = 0; index < 50; index++) {
    writer.write('0123456789\n')
    void writer.flush()
  }
  expect(warnings).toHaveLength(1)
  expect(warnings[0]).toContain('100 bytes')
  expect(writer.dropped).toBe(41)
  writer.flushSync()
  expect(target.text()).toBe('0123456789\n'.repeat(9))
})

test('a reader that went away ends it quietly', async () => {
  const warnings: string[] = []
  const write: WriteBytes = () => {
    throw Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })
  }
  const writer = new LineWriter(-1, { write, warn: (text) => warnings.push(text) })
  writer.write('a\nb\n')
  await writer.flush()
  writer.write('c\n')
  await writer.flush()
  expect(writer.dropped).toBe(3)
  expect(warnings).toEqual([expect.stringContaining('EPIPE')])
})

const SCRIPTS = {
  'process.exit': 'emit(); process.exit(0)',
  'an uncaught exception': 'emit(); throw new Error("boom")',
  'the end of the program': 'emit()',
  'a signal in a later turn': 'emit(); setTimeout(() => process.kill(process.pid, "SIGKILL"), 20)',
}

test.each(Object.entries(SCRIPTS))('%s loses no line, even into a slow pipe', async (_name, script) => {
  const module = new URL('../metrics/index.ts', import.meta.url).href
  const code = `
    const { CloudWatchMetrics, MetricUnit } = await import(${JSON.stringify(module)})
    const metrics = new CloudWatchMetrics({ namespace: 'Test', serviceName: 'exit' })
    const count = ${script.includes('SIGKILL') ? 50 : 3_000}
    function emit() { for (let i = 0; i < count; i++) metrics.putMetric('N', i, MetricUnit.Count, { Pad: 'x'.repeat(50) }) }
    ${script}`
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', '--conditions=@atalaya/source', '--input-type=module', '--eval', code],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  )
  let text = ''
  child.stdout.setEncoding('utf8')
  child.stdout.on('data', (chunk: string) => {
    text += chunk
    // Slow: the pipe is full for most of the time.
    child.stdout.pause()
    setTimeout(() => child.stdout.resume(), 10)
  })
  await once(child, 'close')
  const values = text
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { N: number }).N)
  expect(values).toEqual(Array.from({ length: script.includes('SIGKILL') ? 50 : 3_000 }, (_, index) => index))
})
