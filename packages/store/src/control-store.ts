/**
 * Small, transactional state: log groups and streams, metric filters, alarms, dashboards, users.
 *
 * Documents are plain JSON, addressed by a kind and a key. Reads are synchronous, because implementations keep the whole
 * state in memory; they see every commit that has resolved and none that has not.
 *
 * Implementations must pass `describeControlStore` of `@atalaya/store/conformance`.
 */
export interface ControlStore {
  /** The document, or undefined. Callers must not change it. */
  get(kind: string, key: string): unknown

  /** Documents of a kind in ascending order of key (UTF-16 code units, as `<` compares strings). */
  list(kind: string, options?: ListOptions): readonly ControlDocument[]

  /** How many documents of a kind there are whose key starts with `prefix`. */
  count(kind: string, prefix?: string): number

  /**
   * Applies all changes or none; when it resolves they are on disk. Concurrent commits are applied in call order.
   *
   * @throws {Error} when the state cannot be written; nothing is changed then.
   */
  commit(changes: readonly ControlChange[]): Promise<void>

  /** Forgets everything, as if newly created. For ephemeral servers and tests. */
  reset(): Promise<void>

  close(): Promise<void>
}

export interface ListOptions {
  /** Only keys that start with it. */
  readonly prefix?: string
  /** Only keys greater than it. */
  readonly after?: string
  /** At most so many; unbounded when absent. */
  readonly limit?: number
}

export interface ControlDocument {
  readonly key: string
  readonly body: unknown
}

/** Writes `body` under (kind, key), or deletes the document when `body` is undefined; deleting nothing is no error. */
export interface ControlChange {
  readonly kind: string
  readonly key: string
  readonly body: unknown
}
