/**
 * States what must be true at this point.
 *
 * @throws {Error} starting with `BUG:` when it is not: our mistake, never the caller's.
 */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`BUG: ${message}`)
}

/** The default branch of an exhaustive `switch`: a new member of the union fails to compile here. */
export function unreachable(value: never): never {
  throw new Error(`BUG: unexpected value ${JSON.stringify(value)}`)
}
