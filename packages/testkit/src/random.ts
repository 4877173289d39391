/** A stream of numbers in [0, 1) that is the same for the same seed: what a test generates, it generates again. */
export interface Random {
  /** In [0, 1). */
  next(): number
  /** A whole number from 0 to `bound - 1`. */
  below(bound: number): number
  pick<T>(choices: readonly T[]): T
}

/**
 * mulberry32: 32 bits of state, which is enough for test data and nothing else.
 *
 * @see https://gist.github.com/tommyettinger/46a874533244883189143505d203312c
 */
export function random(seed: number): Random {
  let state = seed >>> 0
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  return {
    next,
    below: (bound) => Math.floor(next() * bound),
    pick: (choices) => {
      if (choices.length === 0) throw new Error('pick needs at least one choice')
      return choices[Math.floor(next() * choices.length)]!
    },
  }
}
