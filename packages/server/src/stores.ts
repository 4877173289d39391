import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '@atalaya/model'
import { type ControlStore, MemoryControlStore, MemoryTelemetryStore, type TelemetryStore } from '@atalaya/store'
import type { ServerConfig } from './config.ts'
import type { Log } from './telemetry/log.ts'

/** Where everything is kept. */
export interface Stores {
  readonly telemetry: TelemetryStore
  readonly control: ControlStore
  /** Closes both; the data of an ephemeral server are gone afterwards. */
  close(): Promise<void>
}

const CONTROL_FILE = 'control.db'

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

async function embeddedStores(directory: string, _config: ServerConfig, _log: Log, _clock: Clock): Promise<Stores> {
  throw new Error(`The embedded store cannot be opened at ${directory} yet: use ATALAYA_STORE=memory.`)
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
