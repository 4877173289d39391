import type { ControlChange, ControlDocument, ControlStore, ListOptions } from '../control-store.ts'

/** The reference: obviously right and slow. Everything is gone when the process ends. */
export class MemoryControlStore implements ControlStore {
  readonly #kinds = new Map<string, Map<string, unknown>>()
  #closed = false

  get(kind: string, key: string): unknown {
    return this.#kinds.get(kind)?.get(key)
  }

  list(kind: string, { prefix = '', after, limit }: ListOptions = {}): readonly ControlDocument[] {
    return [...(this.#kinds.get(kind) ?? [])]
      .filter(([key]) => key.startsWith(prefix) && (after === undefined || key > after))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .slice(0, limit)
      .map(([key, body]) => ({ key, body }))
  }

  count(kind: string, prefix?: string): number {
    return this.list(kind, prefix === undefined ? {} : { prefix }).length
  }

  async commit(changes: readonly ControlChange[]): Promise<void> {
    if (this.#closed) throw new Error('The control store is closed.')
    const copies = changes.map(copyChange)
    // Readers must not see a commit that has not resolved.
    await Promise.resolve()
    for (const { kind, key, body } of copies) {
      const documents = this.#kinds.get(kind) ?? new Map<string, unknown>()
      this.#kinds.set(kind, documents)
      if (body === undefined) documents.delete(key)
      else documents.set(key, body)
    }
  }

  async reset(): Promise<void> {
    // After the commits that were called before.
    await Promise.resolve()
    this.#kinds.clear()
  }

  async close(): Promise<void> {
    this.#closed = true
  }
}

/** What a store on disk would read back: the caller may go on to change the object it gave. */
function copyChange({ kind, key, body }: ControlChange): ControlChange {
  return { kind, key, body: body === undefined ? undefined : JSON.parse(JSON.stringify(body)) }
}
