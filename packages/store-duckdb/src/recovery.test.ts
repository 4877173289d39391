/** Every state that a crash can leave behind is opened, holds what was acknowledged exactly once, and is swept up. */
import { spawn } from 'node:child_process'
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import type { MetricPoints } from '@atalaya/store'
import { afterEach, describe, expect, test } from 'vitest'
import { EmbeddedTelemetryStore } from './embedded-store.ts'

const folders: string[] = []
const stores: EmbeddedTelemetryStore[] = []
const logged: string[] = []

afterEach(async () => {
  logged.length = 0
  for (const store of stores.splice(0)) await store.close()
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true })
})

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'atalaya-recovery-'))
  folders.push(folder)
  return folder
}

async function open(directory: string): Promise<EmbeddedTelemetryStore> {
  const store = await EmbeddedTelemetryStore.open({
    directory,
    compaction: 'manual',
    log: (level, message) => logged.push(`${level}: ${message}`),
  })
  stores.push(store)
  return store
}

async function close(store: EmbeddedTelemetryStore): Promise<void> {
  stores.splice(stores.indexOf(store), 1)
  await store.close()
}

const T = Math.floor(Date.now() / 60_000) * 60_000
const TENANT = { accountId: '111122223333', region: 'eu-west-1' }

/** One batch: events `from` to `to` of stream 1 and as many points of value 1. */
async function append(store: EmbeddedTelemetryStore, from: number, to: number): Promise<void> {
  const numbers = Array.from({ length: to - from }, (_, i) => from + i)
  const series = store.metrics.seriesId(TENANT, 'N', 'm', [{ name: 'd', value: 'v' }])
  const ones = numbers.map(() => 1)
  const metrics: MetricPoints = {
    series: numbers.map(() => series),
    timestampsMs: numbers.map(() => T),
    units: ones,
    resolutions: ones,
    counts: ones,
    sums: ones,
    mins: ones,
    maxs: ones,
    values: ones,
  }
  const messages = numbers.map((n) => `{"n":${n}}`)
  const logs = [
    {
      groupId: 1,
      streamId: 1,
      retentionDays: 0,
      ingestionTimeMs: T,
      timestampsMs: numbers.map((n) => T + n),
      messages,
    },
  ]
  await store.append({ logs, metrics })
}

async function events(store: EmbeddedTelemetryStore): Promise<readonly number[]> {
  const found: number[] = []
  const scan = { groups: [{ groupId: 1 }], startMs: 0, endMs: 1e15, order: 'ascending', limit: 1e6 } as const
  for await (const page of store.logs.scan(scan)) {
    for (const { message } of page) found.push((JSON.parse(message) as { n: number }).n)
  }
  return found
}

async function points(store: EmbeddedTelemetryStore): Promise<number> {
  const series = store.metrics.findSeries(TENANT, 'N', 'm', [{ name: 'd', value: 'v' }])
  if (series === undefined) return 0
  const read = { series: [series], startMs: T, endMs: T + 60_000, periodMs: 60_000, distribution: false }
  return (await store.metrics.read(read)).counts[0] ?? 0
}

function upTo(end: number): readonly number[] {
  return Array.from({ length: end }, (_, n) => n)
}

/** All of events 0 to `end` and their points are there once, now and after everything is in Parquet and merged. */
async function expectWhole(directory: string, end: number): Promise<void> {
  const store = await open(directory)
  expect(await events(store)).toEqual(upTo(end))
  expect(await points(store)).toBe(end)
  expect(store.logs.streamStats(1, 1)).toMatchObject({ firstEventMs: T, lastEventMs: T + end - 1 })
  const textBytes = upTo(end).reduce((sum, n) => sum + `{"n":${n}}`.length, 0)
  expect(store.logs.storedBytes(1)).toBe(textBytes + 26 * end)
  await append(store, end, end + 1)
  await store.flush()
  await store.compact()
  expect(await events(store)).toEqual(upTo(end + 1))
  expect(await points(store)).toBe(end + 1)
  await close(store)
  const left = await readdir(join(directory, 'parts'))
  expect(left.filter((name) => name.endsWith('.tmp'))).toEqual([])
  const named = await Promise.all(
    left.filter((name) => name.endsWith('.json')).map((name) => readFile(join(directory, 'parts', name), 'utf8')),
  )
  for (const name of left.filter((name) => name.endsWith('.parquet'))) expect(named.join()).toContain(name)
}

/** A folder with 30 events in the log only. */
async function inLog(): Promise<string> {
  const directory = await newFolder()
  const store = await open(directory)
  for (const start of [0, 10, 20]) await append(store, start, start + 10)
  await close(store)
  return directory
}

/** The folder `before` was a moment earlier, with what `after` has since then. */
async function both(before: string, after: string, parts: readonly string[]): Promise<string> {
  const directory = await newFolder()
  await cp(before, directory, { recursive: true, filter: (path) => !path.endsWith('lock') })
  for (const part of parts) await cp(join(after, part), join(directory, part), { recursive: true })
  return directory
}

async function copyOf(directory: string): Promise<string> {
  const copy = await newFolder()
  await cp(directory, copy, { recursive: true, filter: (path) => !path.endsWith('lock') })
  return copy
}

async function walFiles(directory: string): Promise<readonly string[]> {
  const names = await readdir(join(directory, 'hot'))
  return names
    .filter((name) => name.endsWith('.wal'))
    .sort()
    .map((name) => join(directory, 'hot', name))
}

/** The log as it was before a flush, and the folder after it. */
async function aroundFlush(): Promise<{ readonly before: string; readonly after: string }> {
  const before = await inLog()
  const after = await copyOf(before)
  const store = await open(after)
  // The recovered generation is flushed at once, as it will not grow.
  await store.flush()
  await close(store)
  return { before, after }
}

/** The folder with four small parts, and with the one they become. */
async function aroundMerge(): Promise<{ readonly unmerged: string; readonly merged: string }> {
  const merged = await newFolder()
  const store = await open(merged)
  for (const start of [0, 10, 20, 30]) {
    await append(store, start, start + 10)
    await store.flush()
  }
  const unmerged = await copyOf(merged)
  await store.compact()
  expect((await readdir(join(unmerged, 'parts'))).filter((name) => name.endsWith('.json'))).toHaveLength(4)
  expect((await readdir(join(merged, 'parts'))).filter((name) => name.endsWith('.json'))).toHaveLength(1)
  await close(store)
  return { unmerged, merged }
}

describe('after a crash', () => {
  test('in the middle of a write: the unfinished record is gone', async () => {
    const directory = await inLog()
    const [file] = await walFiles(directory)
    await writeFile(
      file!,
      Buffer.concat([await readFile(file!), Buffer.from([0xff, 0x41, 0x57, 0x4c, 99, 0, 0, 0, 1, 2])]),
    )
    await expectWhole(directory, 30)
    expect(logged.join()).toContain('10 bytes of an unfinished write')
  })

  test('while Parquet was written', async () => {
    const { before, after } = await aroundFlush()
    const [name] = (await readdir(join(after, 'parts'))).filter((one) => one.endsWith('.parquet'))
    await writeFile(join(before, 'parts', `${name}.tmp`), 'PAR1 and so on')
    await expectWhole(before, 30)
  })

  test('after Parquet was written, before the manifest', async () => {
    const { before, after } = await aroundFlush()
    const directory = await both(before, after, ['parts'])
    for (const name of await readdir(join(directory, 'parts'))) {
      if (name.endsWith('.json')) await rm(join(directory, 'parts', name))
    }
    await writeFile(join(directory, 'parts', '00000001.json.tmp'), '{"version":1,')
    await expectWhole(directory, 30)
  })

  test('after the manifest, before the log was removed', async () => {
    const { before, after } = await aroundFlush()
    await expectWhole(await both(before, after, ['parts']), 30)
  })

  test('while parts were merged', async () => {
    const { unmerged, merged } = await aroundMerge()
    for (const name of await readdir(join(merged, 'parts'))) {
      if (name.endsWith('.parquet')) await cp(join(merged, 'parts', name), join(unmerged, 'parts', name))
    }
    await expectWhole(unmerged, 40)
  })

  test('after parts were merged, before the old ones were removed', async () => {
    const { unmerged, merged } = await aroundMerge()
    await expectWhole(await both(unmerged, merged, ['parts']), 40)
  })

  test('with a lock and files that were half written', async () => {
    const directory = await inLog()
    await writeFile(join(directory, 'lock'), '{"pi')
    await writeFile(join(directory, 'engine.lock'), 'not a database')
    await writeFile(join(directory, 'tombstones.json.tmp'), '{')
    await expectWhole(directory, 30)
  })

  test('with the lock of a process that is gone', async () => {
    const directory = await inLog()
    await writeFile(join(directory, 'lock'), JSON.stringify({ pid: process.pid, started: 'long ago' }))
    await expectWhole(directory, 30)
  })
})

describe('damage', () => {
  const harms: readonly (readonly [string, (bytes: Buffer, at: number) => void])[] = [
    ['a flipped bit', (bytes, at) => void bytes.fill(bytes[at]! ^ 4, at, at + 1)],
    ['a hole', (bytes, at) => void bytes.fill(0, at, at + 40)],
  ]

  test.each(harms)('%s costs the records it hit and no other', async (_, harm) => {
    const directory = await inLog()
    const [file] = await walFiles(directory)
    const bytes = await readFile(file!)
    const record = Math.floor(bytes.length / 3)
    harm(bytes, record + 60)
    await writeFile(file!, bytes)

    const store = await open(directory)
    expect(await events(store)).toEqual([...upTo(10), ...upTo(30).slice(20)])
    expect(await points(store)).toBe(20)
    await store.flush()
    expect(await events(store)).toEqual([...upTo(10), ...upTo(30).slice(20)])
    expect(logged.filter((line) => line.startsWith('error'))).toHaveLength(1)
    expect(logged.join()).toMatch(/is damaged: \d+ bytes lost in 1 places, 2 records read, 1 of them after the damage/)
    expect(await readdir(join(directory, 'hot', 'damaged'))).toHaveLength(1)
  })

  test('a manifest that cannot be read is reported and its files are left', async () => {
    const { after } = await aroundFlush()
    await writeFile(join(after, 'parts', '00000001.json'), '{')
    const store = await open(after)
    await append(store, 50, 51)
    expect(await events(store)).toEqual([50])
    expect(logged.join()).toContain('cannot be read')
    expect((await readdir(join(after, 'parts'))).some((name) => name.startsWith('00000001-l'))).toBe(true)
  })
})

describe('one folder, one process', () => {
  test('a second store is refused and says why', async () => {
    const directory = await inLog()
    await open(directory)
    await expect(EmbeddedTelemetryStore.open({ directory })).rejects.toThrow(
      `${directory} is in use by process ${process.pid}`,
    )
  })
})

describe('kill -9', () => {
  test('of the engine: appends go on, reads fail and come back', async () => {
    const directory = await newFolder()
    const store = await open(directory)
    await append(store, 0, 10)
    await store.flush()
    await append(store, 10, 20)
    process.kill(store.enginePid!, 'SIGKILL')
    await append(store, 20, 30)
    await expect.poll(() => events(store).catch(() => []), { timeout: 10_000 }).toEqual(upTo(30))
    expect(await points(store)).toBe(30)
    expect(logged.join()).toContain('the storage engine ended (SIGKILL)')
    await close(store)
    await expectWhole(directory, 30)
  })

  test('of the server, in the middle of appends and flushes', { timeout: 60_000 }, async () => {
    const directory = await newFolder()
    let acknowledged = 0
    for (const acks of [3, 25, 60]) {
      acknowledged = await runAndKill(directory, acks)
      const store = await open(directory)
      const found = await events(store)
      // What was written but not yet acknowledged may be there, but only as whole batches of ten.
      expect(found.length).toBeGreaterThanOrEqual(acknowledged)
      expect(found).toEqual(upTo(found.length))
      expect(found.length % 10).toBe(0)
      expect(await points(store)).toBe(found.length)
      await close(store)
    }
    expect(acknowledged).toBeGreaterThan(500)
  })
})

/** Lets a process append batches of ten until it has said so often that one was acknowledged; returns the events it said. */
async function runAndKill(directory: string, acks: number): Promise<number> {
  const script = `
    const { EmbeddedTelemetryStore } = await import(${JSON.stringify(new URL('./index.ts', import.meta.url).href)})
    const store = await EmbeddedTelemetryStore.open({ directory: ${JSON.stringify(directory)}, seal: { rows: 70 } })
    const series = store.metrics.seriesId(${JSON.stringify(TENANT)}, 'N', 'm', [{ name: 'd', value: 'v' }])
    const stats = store.logs.streamStats(1, 1)
    for (let n = stats === undefined ? 0 : stats.lastEventMs - ${T} + 1; ; n += 10) {
      const ten = Array.from({ length: 10 }, (_, i) => n + i)
      const ones = ten.map(() => 1)
      await store.append({
        logs: [{ groupId: 1, streamId: 1, retentionDays: 0, ingestionTimeMs: ${T},
          timestampsMs: ten.map((i) => ${T} + i), messages: ten.map((i) => '{"n":' + i + '}') }],
        metrics: { series: ten.map(() => series), timestampsMs: ten.map(() => ${T}), units: ones, resolutions: ones,
          counts: ones, sums: ones, mins: ones, maxs: ones, values: ones },
      })
      process.stdout.write(n + 10 + '\\n')
    }`
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
  const args = ['--conditions=@atalaya/source', '--import', tsx, '--input-type=module', '--eval', script]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let last = 0
  let lines = 0
  for await (const line of createInterface({ input: child.stdout })) {
    last = Number(line)
    if (++lines === acks) child.kill('SIGKILL')
  }
  return last
}
