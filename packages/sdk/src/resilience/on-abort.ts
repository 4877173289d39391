/**
 * Calls `listener` when the signal ends, unless the function that it returns was called before.
 *
 * One listener on the signal for all who wait: a signal of the whole process, such as that of its shutdown, may have thousands,
 * and Node takes more than 10 for a leak.
 */
export function onAbort(signal: AbortSignal, listener: () => void): () => void {
  let listeners = waiting.get(signal)
  if (listeners === undefined) {
    const all = new Set<() => void>()
    listeners = all
    waiting.set(signal, all)
    signal.addEventListener(
      'abort',
      () => {
        for (const one of all) one()
      },
      { once: true },
    )
  }
  listeners.add(listener)
  return () => listeners.delete(listener)
}

const waiting = new WeakMap<AbortSignal, Set<() => void>>()
