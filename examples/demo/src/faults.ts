import type { Behaviour } from './behaviour.ts'

/** Whether something is wrong with the demo, on purpose. */
export interface Faults {
  on: boolean
}

/** As `healthy`, but while there are faults two requests in five fail, and the others take a second more. */
export function faulty(healthy: Behaviour, faults: Faults, random: () => number): Behaviour {
  return {
    delayMs: (method) => healthy.delayMs(method) + (faults.on ? 1_000 : 0),
    fails: () => healthy.fails() || (faults.on && random() < 0.4),
  }
}
