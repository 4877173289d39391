import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { type Layout, layoutOf, parseWalName } from '../layout.ts'
import { FRAME_HEADER_BYTES, salvageFrames } from './record.ts'
import { type Disk, systemDisk, WalWriter } from './writer.ts'

const folders: string[] = []

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true })
})

interface Opened {
  readonly layout: Layout
  readonly wal: WalWriter
  readonly sealed: (readonly [generation: number, bytes: number])[]
  readonly durable: (readonly [generation: number, offset: number])[]
}

async function open(rows = 1000, disk: Disk = systemDisk): Promise<Opened> {
  const folder = await mkdtemp(join(tmpdir(), 'atalaya-wal-'))
  folders.push(folder)
  const layout = layoutOf(folder)
  await mkdir(layout.hot)
  const sealed: Opened['sealed'] = []
  const durable: Opened['durable'] = []
  const wal = await WalWriter.open(
    layout,
    1,
    { rows, bytes: 1 << 20, ageMs: 3_600_000 },
    {
      opened: () => {},
      durable: (generation, offset) => durable.push([generation, offset]),
      sealed: (generation, bytes) => sealed.push([generation, bytes]),
    },
    disk,
  )
  return { layout, wal, sealed, durable }
}

function frame(text: string): Buffer {
  return Buffer.concat([Buffer.alloc(FRAME_HEADER_BYTES), Buffer.from(text)])
}

/** Texts of all frames on disk, by generation. */
async function onDisk(layout: Layout): Promise<readonly (readonly string[])[]> {
  const files = (await readdir(layout.hot)).sort().map((name) => parseWalName(layout, name)!)
  return Promise.all(
    files.map(async ({ path, salt }) => salvageFrames(await readFile(path), salt).payloads.map(String)),
  )
}

const ignore = (): void => {}

test('frames are on disk in order when their promises resolve', async () => {
  const { layout, wal, durable } = await open()
  await wal.append(frame('a'), 1, ignore)
  expect(await onDisk(layout)).toEqual([['a']])
  await Promise.all(['b', 'c', 'd'].map((text) => wal.append(frame(text), 1, ignore)))
  expect(await onDisk(layout)).toEqual([['a', 'b', 'c', 'd']])
  expect(durable.at(-1)).toEqual([1, wal.offset])
  await wal.close()
})

test('frames that wait for the same disk share one write', async () => {
  const { wal, durable } = await open()
  await Promise.all(Array.from({ length: 3000 }, (_, i) => wal.append(frame(`${i}`), 0, ignore)))
  expect(durable.length).toBeLessThan(5)
  await wal.close()
})

test('a full generation is sealed and the next one goes on', async () => {
  const { layout, wal, sealed } = await open(2)
  for (const text of ['a', 'b', 'c', 'd', 'e']) await wal.append(frame(text), 1, ignore)
  expect(await onDisk(layout)).toEqual([['a', 'b'], ['c', 'd'], ['e']])
  expect(sealed).toEqual([
    [1, 2 * (FRAME_HEADER_BYTES + 1)],
    [2, 2 * (FRAME_HEADER_BYTES + 1)],
  ])
  await wal.close()
})

test('seal closes a generation that has rows, and only such', async () => {
  const { wal, sealed } = await open()
  await wal.seal()
  expect(wal.generation).toBe(1)
  await wal.append(frame('a'), 1, ignore)
  await wal.seal()
  expect(wal.generation).toBe(2)
  expect(sealed).toHaveLength(1)
  await wal.close()
})

test('close waits for what was appended and refuses the rest', async () => {
  const { layout, wal } = await open()
  const running = wal.append(frame('a'), 1, ignore)
  const closed = wal.close()
  await expect(wal.append(frame('b'), 1, ignore)).rejects.toThrow('closed')
  await Promise.all([running, closed])
  expect(await onDisk(layout)).toEqual([['a']])
})

test('restart leaves nothing', async () => {
  const { layout, wal } = await open()
  await wal.append(frame('a'), 1, ignore)
  await wal.restart()
  expect(await onDisk(layout)).toEqual([[]])
  await wal.append(frame('b'), 1, ignore)
  expect(await onDisk(layout)).toEqual([['b']])
  await wal.close()
})

/** A disk that fails where told, until it is mended. */
class FailingDisk implements Disk {
  failing: 'nothing' | 'write' | 'sync' | 'write and truncate' = 'nothing'

  async write(descriptor: number, buffers: readonly Buffer[], position: number): Promise<{ bytesWritten: number }> {
    if (!this.failing.startsWith('write')) {
      // Less than asked, as the kernel may: the writer must go on where it stopped.
      const [first] = buffers
      return systemDisk.write(descriptor, [first!.subarray(0, Math.ceil(first!.length / 2))], position)
    }
    // What fits is written before the disk is found full: whole frames even.
    await systemDisk.write(descriptor, buffers, position)
    throw new Error('ENOSPC: no space left on device, write')
  }

  async sync(descriptor: number): Promise<void> {
    if (this.failing === 'sync') throw new Error('EIO: i/o error, fdatasync')
    await systemDisk.sync(descriptor)
  }

  async truncate(descriptor: number, bytes: number): Promise<void> {
    if (this.failing === 'write and truncate') throw new Error('EIO: i/o error, ftruncate')
    await systemDisk.truncate(descriptor, bytes)
  }
}

test.each(['write', 'sync', 'write and truncate'] as const)(
  'when %s fails nothing is kept, and it goes on by itself',
  async (failing) => {
    const disk = new FailingDisk()
    const { layout, wal } = await open(1000, disk)
    await wal.append(frame('before'), 1, ignore)

    disk.failing = failing
    const settled: boolean[] = []
    const refused = await Promise.allSettled(
      ['b', 'c'].map((text) => wal.append(frame(text), 1, (isStored) => settled.push(isStored))),
    )
    expect(refused.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(refused[0]).toMatchObject({ reason: { name: 'StoreUnavailable' } })
    expect(settled).toEqual([false, false])
    await expect(wal.append(frame('d'), 1, ignore)).rejects.toThrow('could not be written')

    disk.failing = 'nothing'
    await wal.append(frame('after'), 1, ignore)
    expect(await onDisk(layout)).toEqual([['before', 'after']])
    await wal.close()
  },
)
