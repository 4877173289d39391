import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { lockFolder } from './lock.ts'

let folder = ''
let path = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atalaya-lock-'))
  path = join(folder, 'lock')
})

afterEach(() => rm(folder, { recursive: true, force: true }))

test('one at a time; given back, the next may have it', async () => {
  const unlock = await lockFolder(path, folder)
  await expect(lockFolder(path, folder)).rejects.toThrow(`${folder} is in use by process ${process.pid}`)
  await unlock()
  await (await lockFolder(path, folder))()
  expect(await readdir(folder)).toEqual([])
})

const LEFTOVERS: readonly (readonly [string, () => string])[] = [
  ['a process that is gone', () => JSON.stringify({ pid: 2 ** 22 + 1, started: '1' })],
  [
    'an earlier process with our id, as in a container that started again',
    () => JSON.stringify({ pid: process.pid, started: '1' }),
  ],
  ['a write that was cut off', () => '{"pid":'],
  ['something else', () => 'null'],
]

test.each(LEFTOVERS)('the lock of %s is taken over', async (_, text) => {
  await writeFile(path, text())
  await (await lockFolder(path, folder))()
})

test('the lock of a process that was just killed is taken over', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  await once(child, 'spawn')
  await writeFile(path, JSON.stringify({ pid: child.pid }))
  await expect(lockFolder(path, folder)).rejects.toThrow(`in use by process ${child.pid}`)
  child.kill('SIGKILL')
  await (await lockFolder(path, folder))()
})

test('of many starters over a stale lock one gets it', async () => {
  await writeFile(path, '{"pid":')
  const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(path, folder)))
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
})
