/**
 * Hears how a promise ends. What the caller gets is the very promise; but a query of a query builder, which is no promise and begins to
 * run whenever its `then` is called, would run twice, so for anything else it is a promise of the same end.
 */
export function observedThen<T extends PromiseLike<unknown>>(
  result: T,
  resolved: () => unknown,
  rejected: (error: unknown) => unknown,
): T {
  const ended = result instanceof Promise ? result : Promise.resolve(result)
  ended.then(resolved, rejected)
  return ended as unknown as T
}
