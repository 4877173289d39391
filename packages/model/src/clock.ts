/** A source of the current time. Everything that needs "now" takes one, so that tests hold time in their hand. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number
}

export const systemClock: Clock = { now: () => Date.now() }

/** A clock that moves only when told to. */
export interface FixedClock extends Clock {
  set(timeMs: number): void
  advance(ms: number): void
}

export function fixedClock(startMs: number): FixedClock {
  let timeMs = startMs
  return {
    now: () => timeMs,
    set: (value) => {
      timeMs = value
    },
    advance: (ms) => {
      timeMs += ms
    },
  }
}

export const SECOND_MS = 1_000
export const MINUTE_MS: number = 60 * SECOND_MS
export const HOUR_MS: number = 60 * MINUTE_MS
export const DAY_MS: number = 24 * HOUR_MS
