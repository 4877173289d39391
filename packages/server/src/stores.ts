import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '@atalaya/model'
import { type ControlStore, MemoryControlStore, MemoryTelemetryStore, type TelemetryStore } from '@atalaya/store'
import { EmbeddedTelemetryStore, SqliteControlStore } from '@atalaya/store-duckdb'
import type { ServerConfig } from './config.ts'
import type { Log } from './telemetry/log.ts'

/** Where everything is kept. */
export interface Stores {
  readonly telemetry: TelemetryStore
  readonly control: ControlStore
  /** Closes both; the data of an ephemeral server are gone afterwards. */
  close(): Promise<void>
}

const TELEMETRY_FOLDER = 'telemetry'
const CONTROL_FILE = 'control.db'
const MIB = 1024 * 1024

/** @throws {Error} when the data directory cannot be used, or another server uses it */
export async function openStores(config: ServerConfig, log: Log, clock: Clock): Promise<Stores> {
  if (config.store === 'memory') return memoryStores(clock)
  if (!config.ephemeral) return await embeddedStores(config.dataDirectory, config, log, clock)

  const directory = await mkdtemp(join(tmpdir(), 'atalaya-'))
  const forget = (): Promise<void> => rm(directory, { recursive: true, force: true })
  try {
    const stores = await embeddedStores(directory, config, log, clock)
    return {
      ...stores,
      close: async () => {
        await stores.close()
        await forget()
      },
    }
  } catch (error) {
    await forget()
    throw error
  }
}

async function embeddedStores(directory: string, config: ServerConfig, log: Log, clock: Clock): Promise<Stores> {
  const { storeMemoryBytes, sealRows } = config
  const telemetry = await EmbeddedTelemetryStore.open({
    directory: join(directory, TELEMETRY_FOLDER),
    clock,
    log: (level, message) => log[level](message),
    seal: { rows: sealRows },
    ...(storeMemoryBytes === undefined ? {} : { memoryLimitMb: Math.floor(storeMemoryBytes / MIB) }),
  })
  try {
    const file = join(directory, CONTROL_FILE)
    await closeToOthers(file)
    const control = await SqliteControlStore.open(file)
    return {
      telemetry,
      control,
      close: async () => {
        // Both, whatever becomes of the first.
        try {
          await telemetry.close()
        } finally {
          await control.close()
        }
      },
    }
  } catch (error) {
    await telemetry.close()
    throw error
  }
}

/** The control state holds keys and passwords. SQLite gives the files beside it the same permissions. */
async function closeToOthers(file: string): Promise<void> {
  try {
    const handle = await open(file, 'a', 0o600)
    try {
      await handle.chmod(0o600)
    } finally {
      await handle.close()
    }
  } catch {
    // What cannot be opened SQLite says better; and where permissions cannot be changed the operator has seen to them.
  }
}

function memoryStores(clock: Clock): Stores {
  const telemetry = new MemoryTelemetryStore(clock)
  const control = new MemoryControlStore()
  return {
    telemetry,
    control,
    close: async () => {
      await telemetry.close()
      await control.close()
    },
  }
}
