import {
  closeSync,
  cpSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { random } from '@atalaya/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type SpawnedServer, spawnServer } from '../support/spawn-server.ts'
import { logs } from './call.ts'

/** Batches of the original, each of so many events; none is sealed, so that all of them live in the write-ahead log. */
const BATCHES = 40
const EVENTS = 25

let root: string
let original: string
const where = { logGroupName: '/damage', logStreamName: 's' }
afterAll(() => rmSync(root, { recursive: true, force: true }))

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'atalaya-damage-'))
  original = join(root, 'original')
  const server = await spawnServer({ dataDirectory: original })
  await logs(server.url, 'CreateLogGroup', { logGroupName: where.logGroupName })
  await logs(server.url, 'CreateLogStream', where)
  const now = Date.now()
  for (let batch = 0; batch < BATCHES; batch += 1) {
    const logEvents = Array.from({ length: EVENTS }, (_, index) => ({
      timestamp: now + batch,
      message: `batch ${batch} event ${index} ${'x'.repeat(index * 7)}`,
    }))
    await logs(server.url, 'PutLogEvents', { ...where, logEvents })
  }
  await server.kill()
}, 120_000)

let copies = 0

/** A copy of the folder in which the largest write-ahead log was changed. */
function damaged(change: (path: string, bytes: Buffer) => void): string {
  copies += 1
  const folder = join(root, `copy-${copies}`)
  cpSync(original, folder, { recursive: true })
  const [largest] = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.wal'))
    .map((name) => join(folder, name))
    .map((path) => ({ path, bytes: readFileSync(path) }))
    .sort((a, b) => b.bytes.length - a.bytes.length)
  if (largest === undefined || largest.bytes.length < BATCHES * EVENTS * 20)
    throw new Error('there is no write-ahead log')
  change(largest.path, largest.bytes)
  return folder
}

/** How many events of each batch a server on the folder still has; it also has to take new ones. */
async function survivors(dataDirectory: string): Promise<{ readonly counts: readonly number[]; readonly log: string }> {
  const server = await spawnServer({ dataDirectory })
  try {
    const counts = await countEvents(server)
    const fresh = { ...where, logEvents: [{ timestamp: Date.now() + 60_000, message: 'batch 0 event 0 new' }] }
    await logs(server.url, 'PutLogEvents', fresh)
    const after = await countEvents(server)
    expect(after[0]).toBe((counts[0] ?? 0) + 1)
    return { counts, log: server.stderr() }
  } finally {
    await server.stop()
  }
}

async function countEvents(server: SpawnedServer): Promise<number[]> {
  const { events } = await logs(server.url, 'GetLogEvents', { ...where, startFromHead: true, limit: 10_000 })
  const counts = Array.from({ length: BATCHES }, () => 0)
  for (const { message } of events as readonly { readonly message: string }[]) {
    const batch = Number(/^batch (\d+) /.exec(message)?.[1])
    counts[batch] = (counts[batch] ?? 0) + 1
  }
  return counts
}

function writeAt(path: string, offset: number, bytes: Buffer): void {
  const file = openSync(path, 'r+')
  writeSync(file, bytes, 0, bytes.length, offset)
  closeSync(file)
}

const whole = Array.from({ length: BATCHES }, () => EVENTS)

describe('a write-ahead log that was damaged', { timeout: 60_000 }, () => {
  test('not at all gives everything back', async () => {
    expect((await survivors(damaged(() => {}))).counts).toEqual(whole)
  })

  test.each([0.1, 0.5, 0.9])('by being cut off at %f of its length loses only what was cut', async (share) => {
    const folder = damaged((path, bytes) => truncateSync(path, Math.floor(bytes.length * share)))
    const { counts } = await survivors(folder)
    const kept = counts.filter((count) => count === EVENTS).length
    expect(counts).toEqual(whole.map((count, batch) => (batch < kept ? count : 0)))
    expect(kept).toBeGreaterThanOrEqual(Math.floor(BATCHES * share) - 2)
    expect(kept).toBeLessThan(BATCHES)
  })

  test('by garbage behind its end loses nothing', async () => {
    const folder = damaged((path, bytes) => writeFileSync(path, Buffer.concat([bytes, Buffer.alloc(5_000, 0xa5)])))
    expect((await survivors(folder)).counts).toEqual(whole)
  })

  test.each([1, 2, 3, 4, 5, 6])('by a flipped bit (%i) loses at most that batch, and says so', async (seed) => {
    const next = random(seed)
    let flipped = 0
    const folder = damaged((path, bytes) => {
      flipped = Math.floor(bytes.length * 0.2) + next.below(Math.floor(bytes.length * 0.6))
      writeAt(path, flipped, Buffer.from([(bytes[flipped] ?? 0) ^ (1 << next.below(8))]))
    })
    const { counts, log } = await survivors(folder)
    expect(
      counts.filter((count) => count === 0),
      `bit in byte ${flipped}`,
    ).toHaveLength(1)
    expect(counts.filter((count) => count === EVENTS)).toHaveLength(BATCHES - 1)
    expect(log).toMatch(/damage|salvage|corrupt/i)
  })

  test('by a stretch of zeroes loses only what lies in it', async () => {
    const folder = damaged((path, bytes) =>
      writeAt(path, Math.floor(bytes.length / 2), Buffer.alloc(bytes.length >> 3)),
    )
    const { counts, log } = await survivors(folder)
    const lost = counts.filter((count) => count === 0).length
    expect(counts.every((count) => count === 0 || count === EVENTS)).toBe(true)
    expect(lost).toBeGreaterThanOrEqual(1)
    expect(lost).toBeLessThanOrEqual(Math.ceil(BATCHES / 8) + 2)
    expect(log).toMatch(/damage|salvage|corrupt/i)
  })

  test('beyond recognition still lets the server start', async () => {
    const folder = damaged((path, bytes) => writeFileSync(path, Buffer.alloc(bytes.length, 0x5a)))
    const { counts } = await survivors(folder)
    expect(counts).toEqual(whole.map(() => 0))
  })
})
