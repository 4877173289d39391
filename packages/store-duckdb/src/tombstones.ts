import type { Tombstones } from './engine/protocol.ts'
import { readIfPresent, replaceFile } from './files.ts'

interface Grave {
  readonly group: number
  /** Undefined: the whole group. */
  readonly stream: number | undefined
  /** Generation of the log that was written when it was deleted: later ones hold no rows of it. */
  generation: number
}

/** Deleted groups and streams, remembered on disk until no file holds their rows. */
export class TombstoneFile {
  readonly #path: string
  readonly #graves: Map<string, Grave> = new Map()
  #writing: Promise<void> = Promise.resolve()

  private constructor(path: string, { groups, streams }: Tombstones) {
    this.#path = path
    for (const group of groups) this.#add({ group, stream: undefined, generation: 0 })
    for (const [group, stream] of streams) this.#add({ group, stream, generation: 0 })
  }

  static async load(path: string): Promise<TombstoneFile> {
    const text = await readIfPresent(path)
    return new TombstoneFile(path, text === undefined ? { groups: [], streams: [] } : (JSON.parse(text) as Tombstones))
  }

  get current(): Tombstones {
    const groups: number[] = []
    const streams: [number, number][] = []
    for (const { group, stream } of this.#graves.values()) {
      if (stream === undefined) groups.push(group)
      else streams.push([group, stream])
    }
    return { groups, streams }
  }

  isDead(group: number, stream: number): boolean {
    return this.#graves.size > 0 && (this.#graves.has(`${group}`) || this.#graves.has(`${group}/${stream}`))
  }

  /** Graves from an earlier process are at least as old as this generation. */
  since(generation: number): void {
    for (const grave of this.#graves.values()) grave.generation = generation
  }

  addGroup(group: number, generation: number): Promise<void> {
    this.#add({ group, stream: undefined, generation })
    return this.#write()
  }

  addStream(group: number, stream: number, generation: number): Promise<void> {
    this.#add({ group, stream, generation })
    return this.#write()
  }

  /** Forgets those that are no longer needed; whether there were any. */
  async keepOnly(
    isNeeded: (group: number, stream: number | undefined, generation: number) => boolean,
  ): Promise<boolean> {
    const before = this.#graves.size
    for (const [key, { group, stream, generation }] of this.#graves) {
      if (!isNeeded(group, stream, generation)) this.#graves.delete(key)
    }
    if (this.#graves.size === before) return false
    await this.#write()
    return true
  }

  async clear(): Promise<void> {
    this.#graves.clear()
    await this.#write()
  }

  #add(grave: Grave): void {
    const { group, stream } = grave
    this.#graves.set(stream === undefined ? `${group}` : `${group}/${stream}`, grave)
  }

  /** One write at a time; each holds all that was added before it began. */
  #write(): Promise<void> {
    this.#writing = this.#writing.catch(() => {}).then(() => replaceFile(this.#path, JSON.stringify(this.current)))
    return this.#writing
  }
}
