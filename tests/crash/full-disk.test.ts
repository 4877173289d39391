import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { afterAll, expect, test } from 'vitest'
import { spawnServer } from '../support/spawn-server.ts'
import { logs, Refused } from './call.ts'

/** Small enough to fill quickly, large enough for the store's files. */
const DISK_MIB = 64
const EVENTS = 500

// Undefined until it is mounted: a run that selects other tests must leave nothing behind.
let disk: string | undefined
afterAll(() => {
  if (disk === undefined) return
  spawnSync('umount', ['-l', disk])
  rmSync(disk, { recursive: true, force: true })
})

/** A small file system of its own, or undefined when the machine does not let us make one. */
function mountDisk(): string | undefined {
  const path = mkdtempSync(join(tmpdir(), 'atalaya-disk-'))
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MIB}m`, 'atalaya-test', path])
  if (status === 0) return path
  rmSync(path, { recursive: true, force: true })
  return undefined
}

const where = { logGroupName: '/full', logStreamName: 's' }
const isRoot = process.getuid?.() === 0
const name = isRoot
  ? 'a full disk is answered with 5xx; what was acknowledged stays, and once there is room all goes on'
  : 'a full disk [skipped: mounting a small tmpfs needs root]'

test.skipIf(!isRoot)(name, { timeout: 120_000 }, async ({ skip }) => {
  disk = mountDisk()
  if (disk === undefined) return skip('a small tmpfs cannot be mounted here')
  const volume = disk
  const dataDirectory = join(volume, 'data')
  const ballast = join(volume, 'ballast')
  let server = await spawnServer({ dataDirectory })
  const acknowledged: number[] = []
  const refused: number[] = []
  const start = Date.now() - 60_000
  const put = async (batch: number): Promise<boolean> => {
    const logEvents = Array.from({ length: EVENTS }, (_, index) => ({
      timestamp: start + batch,
      message: `${batch}.${index} ${(batch * EVENTS + index).toString(36).padEnd(200, 'abcdefghij')}`,
    }))
    try {
      await logs(server.url, 'PutLogEvents', { ...where, logEvents })
      acknowledged.push(batch)
      return true
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      expect(error.status).toBeGreaterThanOrEqual(500)
      expect(error.code).toMatch(/ServiceUnavailable|InternalFailure/)
      refused.push(batch)
      return false
    }
  }
  const check = async () => {
    const seen = new Map<number, number>()
    let nextToken: string | undefined
    for (;;) {
      const page = await logs(server.url, 'GetLogEvents', { ...where, startFromHead: true, limit: 10_000, nextToken })
      for (const { message } of page.events as readonly { readonly message: string }[]) {
        const batch = Number(message.slice(0, message.indexOf('.')))
        seen.set(batch, (seen.get(batch) ?? 0) + 1)
      }
      if (page.nextForwardToken === nextToken) break
      nextToken = page.nextForwardToken as string
    }
    expect([...seen].filter(([, count]) => count !== EVENTS)).toEqual([])
    expect([...seen.keys()].sort((a, b) => a - b)).toEqual(acknowledged)
  }

  await logs(server.url, 'CreateLogGroup', { logGroupName: where.logGroupName })
  await logs(server.url, 'CreateLogStream', where)
  for (let batch = 0; batch < 20; batch += 1) expect(await put(batch)).toBe(true)

  // All but a little of the room goes to somebody else.
  const { bavail, bsize } = statfsSync(volume)
  writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - 1_500_000), 1))
  let batch = 20
  for (; refused.length < 5 && batch < 400; batch += 1) await put(batch)
  expect(refused.length).toBe(5)
  await check()

  truncateSync(ballast, 0)
  const deadline = Date.now() + 20_000
  while (!(await put(batch))) {
    batch += 1
    if (Date.now() > deadline) throw new Error('still refused 20 s after there is room')
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  for (const end = batch + 10; batch < end; ) {
    batch += 1
    expect(await put(batch)).toBe(true)
  }
  await check()
  await server.kill()
  server = await spawnServer({ dataDirectory })
  await check()
  await server.stop()
})
