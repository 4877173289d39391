/** What is done under a policy. The signal says when its result is not wanted any more: give it to `fetch` and the like. */
export type Work<T> = (signal: AbortSignal) => T | PromiseLike<T>

/**
 * Runs work its own way. Anything with this method composes with everything else.
 *
 * @typeParam Alternative - what it may answer instead of the result of the work
 */
export interface Policy<Alternative = never> {
  /**
   * @param signal - ends the work: what is waiting rejects at once with its reason, and what runs is given the signal
   * @throws what the work throws, the very same error, or an error of the policy
   */
  execute<T>(work: Work<T>, signal?: AbortSignal): Promise<T | Alternative>
  /** Of the type only; never there. */
  readonly [ALTERNATIVE]?: (() => Alternative) | undefined
}

/** By the marker: from `execute`, which is generic itself, nothing can be inferred. */
type AlternativeOf<P> = P extends { readonly [ALTERNATIVE]?: (() => infer Alternative) | undefined }
  ? Known<Alternative>
  : never

/** A policy of others has no marker. */
type Known<Alternative> = unknown extends Alternative ? never : Alternative

declare const ALTERNATIVE: unique symbol

/**
 * One policy of several, the outermost first.
 *
 * `policy(retry(), circuitBreaker(), timeout())`: each attempt asks the breaker, and each has its own time limit.
 * `policy(timeout(), retry())`: one time limit for all attempts together.
 */
export function policy<const P extends readonly Policy<unknown>[]>(...policies: P): Policy<AlternativeOf<P[number]>> {
  const all = [...policies]
  const run = <T>(work: Work<T>, signal: AbortSignal, depth: number): Promise<unknown> => {
    const next = all[depth]
    if (next === undefined) return runWork(work, signal)
    return next.execute((inner) => run(work, inner, depth + 1), signal)
  }
  return {
    execute: <T>(work: Work<T>, signal?: AbortSignal) =>
      run(work, signal ?? newSignal(), 0) as Promise<T | AlternativeOf<P[number]>>,
  }
}

/** A throw becomes a rejection, so that callers have one way to fail. */
export async function runWork<T>(work: Work<T>, signal: AbortSignal): Promise<T> {
  return await work(signal)
}

/** One for each call: a shared one would gather the listeners of every call that is going on. */
export function newSignal(): AbortSignal {
  return new AbortController().signal
}

type Check = readonly [value: unknown, min: number, max: number]

/** @throws {TypeError} naming every option that is not an integer in its range */
export function checkIntegers(what: string, options: Readonly<Record<string, Check>>): void {
  const problems = Object.entries(options)
    .filter(([, [value, min, max]]) => {
      const fits = Number.isInteger(value) && (value as number) >= min && (value as number) <= max
      return value !== undefined && !fits
    })
    .map(([name, [value, min, max]]) => `${name} must be an integer from ${min} to ${max}, got ${String(value)}`)
  if (problems.length > 0) throw new TypeError(`${what}: ${problems.join('; ')}`)
}
