/** How the make-believe database of the demo behaves. */
export interface Behaviour {
  /** Milliseconds a request waits for it. */
  delayMs(method: string): number
  /** Whether it loses the connection this time. */
  fails(): boolean
}

/**
 * Mostly quick, sometimes slow, seldom broken: log-normal delays with a median of 20 ms (reads) or 45 ms (writes), one request
 * in 70 ten times slower, one in 80 failing.
 */
export function realistic(random: () => number): Behaviour {
  return {
    delayMs: (method) => {
      const median = method === 'GET' ? 20 : 45
      const slow = random() < 1 / 70 ? 10 : 1
      return Math.min(3_000, median * Math.exp(0.5 * gaussian(random)) * slow)
    },
    fails: () => random() < 1 / 80,
  }
}

/** A number of the standard normal distribution (Box and Muller). */
function gaussian(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}
