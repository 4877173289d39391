import type { ControlChange, ControlStore } from '@atalaya/store'

const KIND = 'counter'

/**
 * Positive integers that are never given out twice, over restarts too.
 *
 * Ids name rows in the telemetry store. Because an id is never reused, whatever a deleted log group left behind there can
 * never show up in a new group of the same name.
 */
export class Ids {
  readonly #name: string
  #last: number

  constructor(store: ControlStore, name: string) {
    this.#name = name
    this.#last = (store.get(KIND, name) as number | undefined) ?? 0
  }

  /**
   * The next id, and the change that makes it durable: commit it together with the document that uses the id, before
   * anything else is awaited. Commits apply in call order, so the stored counter never goes back; one that fails only
   * leaves a gap.
   */
  next(): { readonly id: number; readonly change: ControlChange } {
    this.#last += 1
    return { id: this.#last, change: { kind: KIND, key: this.#name, body: this.#last } }
  }
}
