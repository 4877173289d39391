/**
 * Names of files in the data folder.
 *
 * ```
 * lock                            who has the folder open
 * engine.lock                     held by the engine process through the kernel
 * tombstones.json                 groups and streams that were deleted but may still be in files
 * hot/<generation>-<salt>.wal     write-ahead log: everything acknowledged that is not in a part yet
 * hot/damaged/                    write-ahead logs in which damage was found, after salvaging
 * parts/<part>.json               manifest: what the files of a part hold and which parts it replaces
 * parts/<part>-*.parquet          its files
 * spill/                          DuckDB's temporary files
 * ```
 */
import { join } from 'node:path'

export interface Layout {
  readonly root: string
  readonly lock: string
  readonly engineLock: string
  readonly tombstones: string
  readonly hot: string
  readonly damaged: string
  readonly parts: string
  readonly spill: string
}

export function layoutOf(root: string): Layout {
  const hot = join(root, 'hot')
  return {
    root,
    lock: join(root, 'lock'),
    engineLock: join(root, 'engine.lock'),
    tombstones: join(root, 'tombstones.json'),
    hot,
    damaged: join(hot, 'damaged'),
    parts: join(root, 'parts'),
    spill: join(root, 'spill'),
  }
}

/** A write-ahead log file: one generation. */
export interface WalFile {
  readonly generation: number
  /** Seeds the checksums, so that logged text cannot imitate a frame. */
  readonly salt: number
  readonly path: string
}

const WAL_NAME = /^(\d{8,})-([0-9a-f]{8})\.wal$/

export function walFile(layout: Layout, generation: number, salt: number): WalFile {
  const name = `${padded(generation)}-${salt.toString(16).padStart(8, '0')}.wal`
  return { generation, salt, path: join(layout.hot, name) }
}

/** Undefined when the name is not of a write-ahead log. */
export function parseWalName(layout: Layout, name: string): WalFile | undefined {
  const match = WAL_NAME.exec(name)
  if (match === null) return undefined
  return { generation: Number(match[1]), salt: Number.parseInt(match[2]!, 16), path: join(layout.hot, name) }
}

/** Generations and parts sort as text in the order of their numbers. */
export function padded(number: number): string {
  return String(number).padStart(8, '0')
}
