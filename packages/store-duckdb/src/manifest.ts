/**
 * Parts: what the store keeps once a generation of the write-ahead log has been turned into Parquet, or several parts have
 * been merged. A part is its manifest; the manifest appears by rename after all its files are durable, and names the parts
 * it replaces. That one rename is the commit point of a flush and of a compaction.
 *
 * Recovery, at every start, whatever was interrupted:
 * 1. `*.tmp` files and Parquet files that no manifest names were being written: they are removed.
 * 2. A manifest that another manifest replaces is removed with the files that only it names.
 * 3. A write-ahead log whose generation a manifest covers is removed; every other one is read again from its start.
 */
import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { removeFile, replaceFile } from './files.ts'
import { type Layout, padded } from './layout.ts'

export interface Manifest {
  readonly version: 1
  /** `00000017` for the flush of generation 17, `00000017c3` for the third merge with newest generation 17. */
  readonly name: string
  /** Generations of the write-ahead log whose rows are in it, as inclusive ranges. */
  readonly generations: readonly (readonly [number, number])[]
  readonly replaces: readonly string[]
  /** Highest sequence number given out up to then. */
  readonly lastSequence: number
  readonly logs: readonly LogFile[]
  readonly metrics: readonly MetricFile[]
  /** New series of these generations, and when each series was last written. */
  readonly series: SeriesFile | undefined
}

export interface LogFile {
  readonly file: string
  readonly bytes: number
  readonly rows: number
  readonly retentionDays: number
  readonly minMs: number
  readonly maxMs: number
  /** False when the fields were left in the message (overload): `fields` are then known but have no columns. */
  readonly typed: boolean
  readonly groups: readonly GroupFields[]
  /** Of files that are not typed: JSON that must be kept from the database's reader, see shape.ts. */
  readonly oddNumbers?: boolean
  readonly streams: StreamColumns
}

export interface GroupFields {
  readonly id: number
  readonly rows: number
  /** JSON leaves, as Logs Insights names them: `user.id`, `items.0.id`. */
  readonly fields: readonly string[]
  /** Those of `fields` whose texts are all spelled as numbers. Absent in files of earlier versions: it is not known. */
  readonly numbers?: readonly string[] | undefined
  /** True when there were more leaves than a group may have; the rest is only in the message. */
  readonly overflow: boolean
  /** Paths, as JSON, at which messages of the file have objects or arrays: only in files that are not typed yet. */
  readonly containers?: readonly string[]
  /** Where each of `fields` is in the message: only in files that are not typed yet. */
  readonly paths?: readonly (readonly (string | number)[])[]
}

/** What is known of each stream in a file. Columns of equal length. */
export interface StreamColumns {
  readonly groups: readonly number[]
  readonly streams: readonly number[]
  readonly firstMs: readonly number[]
  readonly lastMs: readonly number[]
  readonly ingestionMs: readonly number[]
  readonly counts: readonly number[]
  /** UTF-8 bytes of the messages. */
  readonly bytes: readonly number[]
}

export interface MetricFile {
  readonly file: string
  readonly bytes: number
  readonly rows: number
  /** 0: points as they came. Otherwise seconds of one roll-up row. */
  readonly level: RollUpLevel
  readonly minMs: number
  readonly maxMs: number
  readonly minSeries: number
  readonly maxSeries: number
}

export type RollUpLevel = 0 | 60 | 300 | 3600

export interface SeriesFile {
  readonly file: string
  readonly bytes: number
}

export function flushName(generation: number): string {
  return padded(generation)
}

export function mergeName(generation: number, count: number): string {
  return `${padded(generation)}c${count}`
}

export function filesOf(manifest: Manifest): readonly string[] {
  const files = [...manifest.logs, ...manifest.metrics].map((file) => file.file)
  if (manifest.series !== undefined) files.push(manifest.series.file)
  return files
}

export function bytesOf(manifest: Manifest): number {
  let bytes = manifest.series?.bytes ?? 0
  for (const file of manifest.logs) bytes += file.bytes
  for (const file of manifest.metrics) bytes += file.bytes
  return bytes
}

export function lastGeneration(manifest: Manifest): number {
  return manifest.generations.reduce((last, [, to]) => Math.max(last, to), 0)
}

export function covers(manifest: Manifest, generation: number): boolean {
  return manifest.generations.some(([from, to]) => from <= generation && generation <= to)
}

/** The union of ranges, in order, neighbours joined. */
export function joinRanges(ranges: readonly (readonly [number, number])[]): readonly (readonly [number, number])[] {
  const joined: [number, number][] = []
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = joined.at(-1)
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to)
    else joined.push([from, to])
  }
  return joined
}

/** Commits a part: durable when it resolves. Its files must be durable already. */
export async function writeManifest(layout: Layout, manifest: Manifest): Promise<void> {
  await replaceFile(manifestPath(layout, manifest.name), JSON.stringify(manifest))
}

export function manifestPath(layout: Layout, name: string): string {
  return join(layout.parts, `${name}.json`)
}

export interface RecoveredParts {
  /** Live parts, oldest first. */
  readonly manifests: readonly Manifest[]
  /** Manifests that could not be read, by file name: left in place, their files too. */
  readonly unreadable: readonly string[]
}

/** Reads all manifests, finishes what was interrupted (see the top of this file) and returns the live parts. */
export async function recoverParts(layout: Layout): Promise<RecoveredParts> {
  const names = await readdir(layout.parts)
  const all: Manifest[] = []
  const unreadable: string[] = []
  for (const name of names.filter((name) => name.endsWith('.json')).sort()) {
    const manifest = parseManifest(await readFile(join(layout.parts, name), 'utf8'))
    if (manifest === undefined) unreadable.push(name)
    else all.push(manifest)
  }
  const replaced = new Set(all.flatMap((manifest) => manifest.replaces))
  const manifests = all.filter((manifest) => !replaced.has(manifest.name))
  const named = new Set(manifests.flatMap(filesOf))
  for (const name of names) {
    if (name.endsWith('.tmp')) await removeFile(join(layout.parts, name))
    // With a manifest unreadable we cannot know whose the other files are.
    else if (name.endsWith('.parquet') && !named.has(name) && unreadable.length === 0) {
      await removeFile(join(layout.parts, name))
    }
  }
  // The replaced manifests go last: until then they say which files were theirs.
  for (const name of replaced) await removeFile(manifestPath(layout, name))
  return { manifests, unreadable: unreadable.map((name) => basename(name)) }
}

function parseManifest(text: string): Manifest | undefined {
  try {
    const value = JSON.parse(text) as Manifest
    return value.version === 1 && Array.isArray(value.logs) && Array.isArray(value.metrics) ? value : undefined
  } catch {
    return undefined
  }
}
