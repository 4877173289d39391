import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeTelemetryStore, type TelemetryFixture } from '@atalaya/store/conformance'
import { afterAll, describe, expect, test } from 'vitest'
import { defaultMemoryMb, EmbeddedTelemetryStore } from './embedded-store.ts'

const folders: string[] = []

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'atalaya-store-'))
  folders.push(path)
  return path
}

afterAll(async () => {
  for (const path of folders) await rm(path, { recursive: true, force: true })
})

async function fixture(directory: string): Promise<TelemetryFixture> {
  const store = await EmbeddedTelemetryStore.open({ directory })
  return {
    store,
    reopen: async () => {
      await store.close()
      return EmbeddedTelemetryStore.open({ directory })
    },
    settle: () => store.flush(),
  }
}

describeTelemetryStore('EmbeddedTelemetryStore', async () => fixture(await folder()))

describeTelemetryStore('EmbeddedTelemetryStore, everything in Parquet at once', async () => {
  const { store, ...rest } = await fixture(await folder())
  const append = store.append.bind(store)
  // Every append becomes a part of its own, so that reads find everything in files.
  store.append = async (batch) => {
    const appended = await append(batch)
    // A store that is being closed refuses; what was appended counts all the same.
    await (store as EmbeddedTelemetryStore).flush().catch(() => {})
    return appended
  }
  return { store, ...rest }
})

describe('generations', () => {
  test('follow each other quickly without losing or repeating anything', async () => {
    const directory = await folder()
    const problems: string[] = []
    const store = await EmbeddedTelemetryStore.open({
      directory,
      seal: { rows: 40 },
      log: (level, message) => problems.push(`${level} ${message}`),
    })
    const numbers = Array.from({ length: 2000 }, (_, n) => n)
    const found: number[] = []
    await Promise.all(
      numbers.map(async (n) => {
        await store.append({
          logs: [
            {
              groupId: 1,
              streamId: 1 + (n % 3),
              retentionDays: 0,
              ingestionTimeMs: 0,
              timestampsMs: [n],
              messages: [`${n}`],
            },
          ],
        })
        if (n % 100 === 0) {
          for await (const page of store.logs.scan({
            groups: [{ groupId: 1 }],
            startMs: n,
            endMs: n + 1,
            order: 'descending',
            limit: 9,
          })) {
            found.push(...page.map((row) => Number(row.message)))
          }
        }
      }),
    )
    expect(found.sort((a, b) => a - b)).toEqual(numbers.filter((n) => n % 100 === 0))
    const all: number[] = []
    for await (const page of store.logs.scan({
      groups: [{ groupId: 1 }],
      startMs: 0,
      endMs: 1e6,
      order: 'ascending',
      limit: 1e6,
    })) {
      all.push(...page.map((row) => Number(row.message)))
    }
    await store.close()
    expect(all).toEqual(numbers)
    expect(problems).toEqual([])
  })
})

describe('queries', () => {
  test('that are cut off at any moment leave the others as they were', async () => {
    const store = await EmbeddedTelemetryStore.open({ directory: await folder(), threads: 1 })
    const numbers = Array.from({ length: 5000 }, (_, n) => n)
    const messages = numbers.map((n) => JSON.stringify({ n }))
    const to = { groupId: 1, streamId: 2, retentionDays: 0, ingestionTimeMs: 1000 }
    await store.append({ logs: [{ ...to, timestampsMs: numbers.map((n) => 1000 + n), messages }] })
    const ask = async (sql: string, signal?: AbortSignal): Promise<readonly unknown[]> => {
      const relation = { name: 'events', groups: [{ groupId: 1 }], startMs: 0, endMs: 10_000, fields: [] }
      const found: unknown[] = []
      const batches = store.logs.sql?.query({ relation, sql, params: [], types: ['number'] }, { signal })
      for await (const { columns } of batches ?? []) found.push(...(columns[0] ?? []))
      return found
    }
    const cutOff = async (afterMs: number): Promise<string> => {
      const controller = new AbortController()
      setTimeout(() => controller.abort(), afterMs)
      return ask('SELECT ts::DOUBLE FROM events ORDER BY md5(message)', controller.signal).then(
        (rows) => `${rows.length} rows`,
        (error: Error) => error.name,
      )
    }
    const outcomes = new Set<string>()
    for (let turn = 0; turn < 60; turn += 1) outcomes.add(await cutOff(turn / 3))
    expect([...outcomes].filter((outcome) => outcome !== 'AbortError' && outcome !== '5000 rows')).toEqual([])
    // More than there are connections.
    for (let turn = 0; turn < 10; turn += 1) expect(await ask('SELECT count(*)::DOUBLE FROM events')).toEqual([5000])
    await store.close()
  })
})

test.each([
  [64 * 2 ** 30, 0, 3_072],
  [64 * 2 ** 30, 2 ** 30, 512],
  [2 * 2 ** 30, 2 ** 63, 1_024],
])('a machine with %d bytes and a limit of %d: %d MiB', (machine, limit, megabytes) => {
  expect(defaultMemoryMb(machine, limit)).toBe(megabytes)
})
