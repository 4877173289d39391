import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { FileSink } from './file-sink.ts'

/** What is left on the disk, in bytes. */
const disk = vi.hoisted(() => ({ room: 0 }))

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>()
  return {
    ...fs,
    writeSync(fd: number, data: Uint8Array | string, offset = 0, length = data.length) {
      if (disk.room === 0) throw Object.assign(new Error('no space'), { code: 'ENOSPC' })
      const taken = Math.min(disk.room, length)
      disk.room -= taken
      return fs.writeSync(fd, Buffer.from(data), offset, taken)
    },
  }
})

const folder = mkdtempSync(join(tmpdir(), 'atalaya-file-sink-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a line after one that did not fit begins on a line of its own', async () => {
  const path = join(folder, 'service.log')
  const sink = new FileSink({ path, warn: () => {} })
  disk.room = 5
  sink.write('{"a":1}\n')
  await sink.flush()
  disk.room = 1_000
  sink.write('{"b":2}\n')
  await sink.close()
  expect(readFileSync(path, 'utf8')).toBe('{"a":\n{"b":2}\n')
})
