import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeTelemetryStore, type TelemetryFixture } from '@atalaya/store/conformance'
import { afterAll, describe, expect, test } from 'vitest'
import { EmbeddedTelemetryStore } from './embedded-store.ts'

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
