/**
 * Lets one change at a time happen to each key, in the order asked. Different keys do not wait for each other.
 *
 * The control store commits asynchronously, so "does it exist?" and "create it" must not be interleaved with another caller's.
 */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>()

  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const previous = this.#last.get(key)
    // A failed change is its own caller's business: the next one in line goes ahead.
    const mine = previous === undefined ? work() : previous.then(work, work)
    this.#last.set(key, mine)
    try {
      return await mine
    } finally {
      if (this.#last.get(key) === mine) this.#last.delete(key)
    }
  }
}
