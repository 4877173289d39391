import { AsyncLocalStorage } from 'node:async_hooks'
import type { Context, ContextManager } from '@opentelemetry/api'

/** Carries the active span through promises, timers and callbacks. */
export class AsyncContextManager implements ContextManager {
  readonly #root: Context
  readonly #storage = new AsyncLocalStorage<Context>()

  constructor(root: Context) {
    this.#root = root
  }

  active(): Context {
    return this.#storage.getStore() ?? this.#root
  }

  with<A extends unknown[], F extends (...parameters: A) => ReturnType<F>>(
    context: Context,
    work: F,
    thisArg?: ThisParameterType<F>,
    ...parameters: A
  ): ReturnType<F> {
    if (thisArg === undefined && parameters.length === 0) return this.#storage.run(context, work as () => ReturnType<F>)
    return this.#storage.run(context, () => work.apply(thisArg, parameters))
  }

  /** Functions only: what an emitter calls keeps the context in which it emits. */
  bind<T>(context: Context, target: T): T {
    if (typeof target !== 'function') return target
    const manager = this
    const bound = function (this: unknown, ...parameters: unknown[]): unknown {
      return manager.#storage.run(context, () => target.apply(this, parameters) as unknown)
    }
    Object.defineProperty(bound, 'length', { value: target.length, configurable: true })
    return bound as T
  }

  enable(): this {
    return this
  }

  disable(): this {
    this.#storage.disable()
    return this
  }
}
