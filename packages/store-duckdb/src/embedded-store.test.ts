import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeTelemetryStore, type TelemetryFixture } from '@atalaya/store/conformance'
import { afterAll } from 'vitest'
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
