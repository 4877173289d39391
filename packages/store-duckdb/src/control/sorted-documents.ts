import type { ControlDocument, ListOptions } from '@atalaya/store'

/** Up to so many changed keys are put in or taken out one by one, each a memory move of 20 µs at 100,000 keys. */
const FEW = 500

/**
 * Documents of one kind by key, listed in order of key.
 *
 * A map answers `get`; a sorted array of keys answers `list` and `count` by binary search. A write only notes that its key came
 * or went: the array is brought up to date by the next listing, so that filling a store costs one sort and not one for each key.
 */
export class SortedDocuments {
  readonly #bodies = new Map<string, unknown>()
  /** Keys that `#bodies` has and `#keys` lacks, or the reverse. */
  readonly #changed = new Set<string>()
  #keys: string[] = []

  get(key: string): unknown {
    return this.#bodies.get(key)
  }

  /** `undefined` deletes. */
  set(key: string, body: unknown): void {
    const changes = this.#bodies.has(key) !== (body !== undefined)
    // A key that came and went, or the reverse, is where it was.
    if (changes && !this.#changed.delete(key)) this.#changed.add(key)
    if (body === undefined) this.#bodies.delete(key)
    else this.#bodies.set(key, body)
  }

  list({ prefix = '', after, limit = Number.POSITIVE_INFINITY }: ListOptions = {}): readonly ControlDocument[] {
    const keys = this.#sortedKeys()
    const [first, end] = prefixRun(keys, prefix)
    const start =
      after === undefined
        ? first
        : Math.max(
            first,
            firstIndex(keys, (key) => key > after),
          )
    return keys.slice(start, Math.min(end, start + limit)).map((key) => ({ key, body: this.#bodies.get(key) }))
  }

  count(prefix = ''): number {
    const [first, end] = prefixRun(this.#sortedKeys(), prefix)
    return end - first
  }

  #sortedKeys(): readonly string[] {
    if (this.#changed.size > FEW) {
      const kept = this.#keys.filter((key) => this.#bodies.has(key))
      const added = [...this.#changed].filter((key) => this.#bodies.has(key))
      // Without a comparison, sort goes by UTF-16 code units; it is fast on two sorted runs.
      this.#keys = [...kept, ...added.sort()].sort()
    } else {
      for (const key of this.#changed) {
        const index = firstIndex(this.#keys, (other) => other >= key)
        if (this.#bodies.has(key)) this.#keys.splice(index, 0, key)
        else this.#keys.splice(index, 1)
      }
    }
    this.#changed.clear()
    return this.#keys
  }
}

/** Keys that start with `prefix` are one run in the order; it ends at the first greater key that does not. */
function prefixRun(keys: readonly string[], prefix: string): readonly [start: number, end: number] {
  const start = firstIndex(keys, (key) => key >= prefix)
  return [start, firstIndex(keys, (key) => key > prefix && !key.startsWith(prefix))]
}

/** Index of the first key that passes; all keys after it must pass, too. */
function firstIndex(keys: readonly string[], passes: (key: string) => boolean): number {
  let low = 0
  let high = keys.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (passes(keys[middle]!)) high = middle
    else low = middle + 1
  }
  return low
}
