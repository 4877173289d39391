import { join } from 'node:path'
import { removeFile, syncFolder } from '../files.ts'
import type { Layout } from '../layout.ts'
import {
  covers,
  filesOf,
  type LogFile,
  lastGeneration,
  type Manifest,
  type MetricFile,
  manifestPath,
} from '../manifest.ts'

export interface StoredLogFile {
  readonly file: LogFile
  /** No row of it has a higher sequence number. */
  readonly lastSequence: number
}

/** The live parts, and the files of past ones that running reads still use. */
export class PartSet {
  readonly #layout: Layout
  readonly #parts: Map<string, Manifest>
  /** How many reads use a file. */
  readonly #uses: Map<string, number> = new Map()
  /** Files of no live part: to be removed after the last read. */
  readonly #retired: Set<string> = new Set()

  constructor(layout: Layout, manifests: readonly Manifest[]) {
    this.#layout = layout
    this.#parts = new Map(manifests.map((manifest) => [manifest.name, manifest]))
  }

  /** Oldest first. */
  get manifests(): readonly Manifest[] {
    return [...this.#parts.values()].sort((a, b) => lastGeneration(a) - lastGeneration(b) || (a.name < b.name ? -1 : 1))
  }

  get logFiles(): readonly StoredLogFile[] {
    return [...this.#parts.values()].flatMap(({ logs, lastSequence }) => logs.map((file) => ({ file, lastSequence })))
  }

  get metricFiles(): readonly MetricFile[] {
    return [...this.#parts.values()].flatMap((part) => part.metrics)
  }

  covers(generation: number): boolean {
    for (const part of this.#parts.values()) if (covers(part, generation)) return true
    return false
  }

  path(file: string): string {
    return join(this.#layout.parts, file)
  }

  /** Keeps files on disk until the returned function has been called. */
  pin(files: readonly string[]): () => Promise<void> {
    for (const file of files) this.#uses.set(file, (this.#uses.get(file) ?? 0) + 1)
    let released = false
    return async () => {
      if (released) return
      released = true
      for (const file of files) {
        const left = this.#uses.get(file)! - 1
        if (left > 0) this.#uses.set(file, left)
        else {
          this.#uses.delete(file)
          if (this.#retired.delete(file)) await removeFile(this.path(file))
        }
      }
    }
  }

  /** Takes in a committed part and removes what it replaces: a part of the same name, and those it names. */
  async commit(manifest: Manifest): Promise<void> {
    const past = [...manifest.replaces, manifest.name].flatMap((name) => this.#parts.get(name) ?? [])
    for (const part of past) this.#parts.delete(part.name)
    this.#parts.set(manifest.name, manifest)
    const kept = new Set(filesOf(manifest))
    await this.#retire(past.flatMap(filesOf).filter((file) => !kept.has(file)))
    for (const name of manifest.replaces) await removeFile(manifestPath(this.#layout, name))
    // Before the next change: once this part is replaced in turn, nothing would say that those are dead.
    if (manifest.replaces.length > 0) await syncFolder(this.#layout.parts)
  }

  /** Removes everything. */
  async clear(): Promise<void> {
    const past = [...this.#parts.values()]
    this.#parts.clear()
    for (const part of past) await removeFile(manifestPath(this.#layout, part.name))
    await this.#retire(past.flatMap(filesOf))
  }

  async #retire(files: readonly string[]): Promise<void> {
    for (const file of files) {
      if (this.#uses.has(file)) this.#retired.add(file)
      else await removeFile(this.path(file))
    }
  }
}
