import { appendFile, mkdtemp, open, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FollowOptions, follow, type OpenFile, type Position } from './follow.ts'

let directory: string
let path: string

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'atalaya-follow-'))
  path = join(directory, 'app.log')
})
afterEach(() => rm(directory, { recursive: true }))

/** Follows in the background and collects the text, `|` where a file ended. */
function start(options: Partial<FollowOptions> = {}) {
  const stop = new AbortController()
  const notices: string[] = []
  const reader = { text: '', position: undefined as Position | undefined, notices }
  let file: OpenFile | undefined
  let offset = 0
  const done = (async () => {
    const all = {
      stop: stop.signal,
      onNotice: (text: string) => notices.push(text),
      pollMs: 5,
      graceMs: 30,
      ...options,
    }
    for await (const piece of follow(path, all)) {
      if (piece.kind === 'begin') {
        file = piece.file
        offset = piece.offset
      } else if (piece.kind === 'bytes') {
        reader.text += piece.bytes.toString()
        offset += piece.bytes.length
      } else if (piece.kind === 'end') reader.text += '|'
      reader.position = file?.position(offset)
    }
  })()
  return {
    reader,
    until: (text: string) => expect.poll(() => reader.text, { timeout: 5_000, interval: 5 }).toBe(text),
    finish: async () => {
      stop.abort()
      await done
      return reader
    },
    done,
  }
}

test('a file is read to its end with once', async () => {
  await writeFile(path, 'a\nb')
  const { reader, done } = start({ once: true })
  await done
  expect(reader.text).toBe('a\nb|')
})

test('a missing file is an error with once, and waited for else', async () => {
  await expect(start({ once: true }).done).rejects.toThrow('ENOENT')
  const { until, finish } = start()
  await writeFile(path, 'late\n')
  await until('late\n')
  expect((await finish()).notices).toEqual([expect.stringContaining('waiting for')])
})

test('what is appended is read', async () => {
  await writeFile(path, 'a\n')
  const { until, finish } = start()
  await until('a\n')
  await appendFile(path, 'b\n')
  await until('a\nb\n')
  await finish()
})

test('from the end, only what is new', async () => {
  await writeFile(path, 'old\n')
  const { until, finish, reader } = start({ fromEnd: true })
  await expect.poll(() => reader.position?.offset).toBe(4)
  await appendFile(path, 'new\n')
  await until('new\n')
  await finish()
})

test('told to stop, what is there is still read', async () => {
  await writeFile(path, 'a\n')
  const { until, finish } = start()
  await until('a\n')
  await appendFile(path, 'last\n')
  expect((await finish()).text).toBe('a\nlast\n')
})

test('renamed away: the old file is finished before the new one', async () => {
  await writeFile(path, 'a\n')
  const { until, finish } = start()
  await until('a\n')
  const writer = await open(path, 'a')
  await rename(path, `${path}.1`)
  await writeFile(path, 'new\n')
  // The writer has not noticed yet.
  await writer.write('b\n')
  await until('a\nb\n|new\n')
  await writer.close()
  await finish()
})

test('a generation that came and went between two looks is not missed', async () => {
  await writeFile(path, 'one\n')
  const { until, finish } = start({ pollMs: 150, graceMs: 0 })
  await until('one\n')
  await rename(path, `${path}.1`)
  await writeFile(path, 'two\n')
  await rename(`${path}.1`, `${path}.2`)
  await rename(path, `${path}.1`)
  await writeFile(path, 'three\n')
  await until('one\n|two\n|three\n')
  await finish()
})

test('copied and truncated: reading begins again', async () => {
  await writeFile(path, 'first generation\n')
  const { until, finish } = start()
  await until('first generation\n')
  await truncate(path, 0)
  await appendFile(path, 'second\n')
  await until('first generation\n|second\n')
  await finish()
})

test('rewritten and longer than before: the other beginning gives it away', async () => {
  await writeFile(path, 'short\n')
  const { until, finish } = start()
  await until('short\n')
  await writeFile(path, 'another beginning\n')
  await until('short\n|another beginning\n')
  await finish()
})

test('a saved position goes on where it was', async () => {
  await writeFile(path, 'a\n')
  const first = start()
  await first.until('a\n')
  const { position } = await first.finish()
  await appendFile(path, 'b\n')
  const second = start({ position })
  await second.until('b\n')
  await second.finish()
})

test('rotated while nobody looked: the rest of the old file, those between, then the new one', async () => {
  await writeFile(path, 'a\n')
  const first = start()
  await first.until('a\n')
  const { position } = await first.finish()
  await appendFile(path, 'b\n')
  await rename(path, `${path}.2`)
  await new Promise((resolve) => setTimeout(resolve, 20))
  await writeFile(`${path}.1`, 'between\n')
  await writeFile(`${path}.3.gz`, 'compressed')
  await writeFile(path, 'c\n')
  const second = start({ position })
  await second.until('b\n|between\n|c\n')
  await second.finish()
})

test('copied and truncated while nobody looked: the rest is in the copy', async () => {
  await writeFile(path, 'a long enough beginning\n')
  const first = start()
  await first.until('a long enough beginning\n')
  const { position } = await first.finish()
  await appendFile(path, 'b\n')
  await writeFile(`${path}.1`, await readFile(path))
  await truncate(path, 0)
  await appendFile(path, 'c\n')
  const second = start({ position })
  await second.until('b\n|c\n')
  await second.finish()
})

test('the old file is gone: say so and begin at the start', async () => {
  await writeFile(path, 'a\n')
  const first = start()
  await first.until('a\n')
  const { position } = await first.finish()
  await rm(path)
  await writeFile(join(directory, 'other'), '')
  await writeFile(path, 'c\n')
  const second = start({ position: { ...position!, inode: 1 } })
  await second.until('c\n')
  expect((await second.finish()).notices).toEqual([expect.stringContaining('gone')])
})
