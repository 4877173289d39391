import { AsyncLocalStorage } from 'node:async_hooks'

const unobserved = new AsyncLocalStorage<true>()

/** Runs what the SDK does for itself, such as an export: instrumentation must not make signals of it, which would never end. */
export function runUnobserved<T>(work: () => T): T {
  return unobserved.run(true, work)
}

/** Whether the caller is work of the SDK itself. Instrumentation of outgoing calls asks this first. */
export function isUnobserved(): boolean {
  return unobserved.getStore() === true
}
