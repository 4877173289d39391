import { readIfPresent, replaceFile } from './files.ts'
import type { Tombstones } from './engine/protocol.ts'

/** Deleted groups and streams, remembered on disk until no file holds their rows. */
export class TombstoneFile {
  readonly #path: string
  readonly #groups: Set<number>
  readonly #streams: Map<string, readonly [group: number, stream: number]>
  #writing: Promise<void> = Promise.resolve()

  private constructor(path: string, { groups, streams }: Tombstones) {
    this.#path = path
    this.#groups = new Set(groups)
    this.#streams = new Map(streams.map((pair) => [pair.join('/'), pair]))
  }

  static async load(path: string): Promise<TombstoneFile> {
    const text = await readIfPresent(path)
    return new TombstoneFile(path, text === undefined ? { groups: [], streams: [] } : (JSON.parse(text) as Tombstones))
  }

  get current(): Tombstones {
    return { groups: [...this.#groups], streams: [...this.#streams.values()] }
  }

  isDead(group: number, stream: number): boolean {
    return this.#groups.has(group) || this.#streams.has(`${group}/${stream}`)
  }

  hasGroup(group: number): boolean {
    return this.#groups.has(group)
  }

  addGroup(group: number): Promise<void> {
    this.#groups.add(group)
    return this.#write()
  }

  addStream(group: number, stream: number): Promise<void> {
    this.#streams.set(`${group}/${stream}`, [group, stream])
    return this.#write()
  }

  /** Forgets those that no file holds any more. */
  async keepOnly(isNeeded: (group: number, stream: number | undefined) => boolean): Promise<boolean> {
    const before = this.#groups.size + this.#streams.size
    for (const group of this.#groups) if (!isNeeded(group, undefined)) this.#groups.delete(group)
    for (const [key, [group, stream]] of this.#streams) if (!isNeeded(group, stream)) this.#streams.delete(key)
    if (this.#groups.size + this.#streams.size === before) return false
    await this.#write()
    return true
  }

  async clear(): Promise<void> {
    this.#groups.clear()
    this.#streams.clear()
    await this.#write()
  }

  /** One write at a time; each holds all that was added before it began. */
  #write(): Promise<void> {
    this.#writing = this.#writing.catch(() => {}).then(() => replaceFile(this.#path, JSON.stringify(this.current)))
    return this.#writing
  }
}
